//! `stepwell runtimes`: the language runtimes functions can use here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use lambda::options::{RuntimeFallback, default_runtimes_dir};
use lambda::runtime::{RuntimeStatus, Runtimes};

/// Options of `stepwell runtimes`.
#[derive(Debug, Args)]
pub(crate) struct RuntimesOptions {
    #[command(subcommand)]
    action: Option<Action>,
    /// Where language runtimes are installed. Default: the user's cache directory.
    #[arg(long, env = "STEPWELL_RUNTIMES_DIR", global = true)]
    runtimes_dir: Option<PathBuf>,
    /// Print JSON, for machines.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Install AWS's runtime interface client for runtimes such as python3.11; without names, for all that were found.
    Install {
        /// Which.
        runtimes: Vec<String>,
    },
}

/// Lists or installs.
pub(crate) fn run(options: &RuntimesOptions) -> anyhow::Result<()> {
    let dir = options
        .runtimes_dir
        .clone()
        .unwrap_or_else(default_runtimes_dir);
    let runtimes = Runtimes::new(dir, BTreeMap::new(), RuntimeFallback::Nearest);
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    tokio.block_on(async {
        match &options.action {
            None => list(&runtimes.list().await, options.json),
            Some(Action::Install { runtimes: wanted }) => install(&runtimes, wanted).await,
        }
    })
}

#[expect(clippy::print_stdout, reason = "the list is the command's data")]
fn list(found: &[RuntimeStatus], json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(found)?);
        return Ok(());
    }
    for runtime in found {
        let state = if runtime.installed {
            "ready"
        } else {
            "installed at first use"
        };
        println!(
            "{:12} {:10} {:24} {}",
            runtime.runtime,
            runtime.version,
            state,
            runtime.interpreter.display()
        );
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "progress is for whoever waits")]
async fn install(runtimes: &Runtimes, wanted: &[String]) -> anyhow::Result<()> {
    let all = || async {
        runtimes
            .list()
            .await
            .into_iter()
            .map(|found| found.runtime)
            .collect()
    };
    let wanted: Vec<String> = if wanted.is_empty() {
        all().await
    } else {
        wanted.to_vec()
    };
    for runtime in &wanted {
        runtimes
            .install(runtime, &|line| eprintln!("{runtime}: {line}"))
            .await?;
        eprintln!("{runtime}: ready");
    }
    Ok(())
}
