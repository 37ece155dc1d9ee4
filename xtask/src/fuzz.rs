//! `cargo xtask fuzz`: builds the targets of `fuzz/` with coverage counters and runs them for a while.
//!
//! The counters are a code generation option of the stable compiler, so neither a nightly toolchain nor cargo-fuzz is
//! needed. What a target finds is kept in `fuzz/artifacts/TARGET`, what it learned in `fuzz/corpus/TARGET`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// Inline counters, the table of their places, and comparisons, which the fuzzer solves.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";
const TRIPLE: &str = "x86_64-unknown-linux-gnu";
/// One input may take this long and this much memory.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=0"];

/// Runs the targets named by `words`, or all of them; `--seconds N` each (default 60).
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<String> {
    let (targets, time) = parse(root, words)?;
    let folder = root.join("fuzz");
    build(&folder, &targets)?;
    let began = Instant::now();
    let mut found = Vec::new();
    for target in &targets {
        println!("==> fuzzing {target} for {} s", time.as_secs());
        if !fuzz(&folder, target, time)? {
            found.push(target.as_str());
        }
    }
    ensure!(
        found.is_empty(),
        "something was found by {}; the inputs are in fuzz/artifacts",
        found.join(", ")
    );
    let (count, took) = (targets.len(), began.elapsed().as_secs());
    Ok(format!("{count} targets found nothing in {took} s"))
}

fn parse(root: &Path, words: &[&str]) -> Result<(Vec<String>, Duration)> {
    let known = targets(root)?;
    let (mut chosen, mut seconds) = (Vec::new(), 60);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == "--seconds" {
            let number = words.next().context("--seconds needs a number")?;
            seconds = number.parse().context("--seconds needs a number")?;
        } else if known.iter().any(|target| target == word) {
            chosen.push((*word).to_owned());
        } else {
            bail!("there is no target {word}; there are {}", known.join(", "));
        }
    }
    let all = chosen.is_empty();
    Ok((
        if all { known } else { chosen },
        Duration::from_secs(seconds),
    ))
}

fn targets(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join("fuzz/targets"))? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str());
        names.extend(name.map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn build(folder: &Path, targets: &[String]) -> Result<()> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).env("RUSTFLAGS", FLAGS).args([
        "build",
        "--release",
        "--locked",
        "--target",
        TRIPLE,
    ]);
    for target in targets {
        cargo.args(["--bin", target]);
    }
    let status = cargo.status().context("cargo cannot be run")?;
    ensure!(status.success(), "the fuzz targets do not build");
    Ok(())
}

/// Runs one target; false when it found something.
fn fuzz(folder: &Path, target: &str, time: Duration) -> Result<bool> {
    let corpus = folder.join("corpus").join(target);
    let artifacts = folder.join("artifacts").join(target);
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&artifacts)?;
    let mut fuzzer = Command::new(binary(folder, target));
    fuzzer
        .current_dir(folder)
        .args(LIMITS)
        .arg(format!("-max_total_time={}", time.as_secs()))
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    let dictionary = folder.join("dictionaries").join(format!("{target}.txt"));
    if dictionary.exists() {
        fuzzer.arg(format!("-dict={}", dictionary.display()));
    }
    fuzzer.arg(corpus);
    let seeds = folder.join("seeds").join(target);
    if seeds.exists() {
        fuzzer.arg(seeds);
    }
    let status = fuzzer
        .status()
        .with_context(|| format!("{target} cannot be run"))?;
    Ok(status.success())
}

fn binary(folder: &Path, target: &str) -> PathBuf {
    let built =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    built.join(TRIPLE).join("release").join(target)
}
