//! Chores of the workspace: `cargo xtask codegen [--check]`, `cargo xtask foreign DIR`, `cargo xtask fuzz`,
//! `cargo xtask power-loss`, `cargo xtask tidy`, `cargo xtask vendor DIR`.
#![expect(
    clippy::format_push_string,
    reason = "a generator of text need not save allocations"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its terminal"
)]

mod codegen;
mod foreign;
mod fuzz;
mod model;
mod power_loss;
mod tidy;
mod vendor;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <task>
  codegen          write crates/aws/src/generated from models/
  codegen --check  fail when what is committed differs from what codegen would write
  fuzz [TARGET…] [--seconds N]
                   run the fuzz targets, all of them by default, each for N seconds (60)
  power-loss --minutes N [--seed N]
                   cut the store's work off at points for N minutes, and compare what is left with what was acknowledged
  tidy             check the rules of docs/ARCHITECTURE.md that a compiler does not
  vendor DIR       rewrite models/*.json from DIR/<service>.json, botocore's service-2.json files
  foreign DIR      rewrite the tables of forwarded services from DIR/<service>.json, the same kind of files";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["codegen"] => codegen::write(&root()),
        ["codegen", "--check"] => codegen::check(&root()),
        ["fuzz", words @ ..] => fuzz::run(&root(), words),
        ["power-loss", words @ ..] => power_loss::run(&root(), words),
        ["tidy"] => tidy::run(&root()),
        ["foreign", directory] => foreign::run(&root(), Path::new(directory)),
        ["vendor", directory] => vendor::run(&root(), Path::new(directory)),
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's root: the parent of this crate's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
