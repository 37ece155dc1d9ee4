//! `cargo xtask power-loss`: the power-loss test of the store, for as long as one likes.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

const USAGE: &str = "usage: cargo xtask power-loss --minutes N [--seed N]";

/// Runs the test for `--minutes N`, from `--seed N` on.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<String> {
    let (minutes, seed) = match words {
        ["--minutes", minutes] => (minutes, None),
        ["--minutes", minutes, "--seed", seed] => (minutes, Some(seed)),
        _ => bail!(USAGE),
    };
    let minutes: u64 = minutes.parse().context(USAGE)?;
    let mut command = Command::new("cargo");
    command
        .args([
            "test",
            "--package",
            "store-embedded",
            "--test",
            "power_loss",
        ])
        .args(["--", "--nocapture", "nothing_acknowledged_is_lost"])
        .env("POWER_LOSS_SECONDS", (minutes * 60).to_string())
        .current_dir(root);
    if let Some(seed) = seed {
        let seed: u64 = seed.parse().context(USAGE)?;
        command.env("POWER_LOSS_SEED", seed.to_string());
    }
    let ended = command.status().context("cargo cannot be started")?;
    ensure!(ended.success(), "the power-loss test found something");
    Ok(format!("{minutes} minutes of power loss lost nothing"))
}
