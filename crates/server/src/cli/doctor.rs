//! `stepwell doctor`: is the data directory sound, does the server answer, and what does this machine offer. It changes
//! nothing. Exit status 1 when something is wrong; what is merely worth knowing is a remark.

mod data;
mod machine;
mod server;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde::Serialize;

/// Options of `stepwell doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorOptions {
    /// The server's data directory.
    #[arg(long, env = "STEPWELL_DATA_DIR", default_value = "./stepwell-data")]
    data_dir: PathBuf,
    /// The server's address.
    #[arg(
        long,
        env = "AWS_ENDPOINT_URL",
        default_value = "http://127.0.0.1:4566"
    )]
    endpoint: String,
    /// Where language runtimes are installed. Default: the user's cache directory.
    #[arg(long, env = "STEPWELL_RUNTIMES_DIR")]
    runtimes_dir: Option<PathBuf>,
    /// Print JSON, for machines.
    #[arg(long)]
    json: bool,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// It works, and might not for long or not as well as it could.
    Remark,
    Wrong,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Ok,
            found: found.into(),
            advice: None,
        }
    }

    fn remark(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Remark,
            advice: Some(advice.into()),
            ..Self::ok(check, found)
        }
    }

    fn wrong(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Wrong,
            ..Self::remark(check, found, advice)
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    healthy: bool,
    version: &'static str,
    data_dir: String,
    endpoint: &'a str,
    /// Bytes on the disk by part of the data directory.
    bytes: Vec<(String, u64)>,
    findings: &'a [Finding],
}

/// Checks everything and prints what was found.
pub(crate) fn run(options: &DoctorOptions) -> anyhow::Result<()> {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let data_dir = std::path::absolute(&options.data_dir)?;
    let (mut findings, inspection) = data::check(&data_dir);
    let held = inspection.as_ref().is_some_and(|found| found.held);
    let health = tokio.block_on(server::health(&options.endpoint));
    findings.extend(server::check(&options.endpoint, &health, held));
    findings.extend(machine::check(&data_dir));
    findings.push(tokio.block_on(machine::sandbox(health.sandbox())));
    findings.push(tokio.block_on(machine::interpreters(options.runtimes_dir.clone())));
    let wrong = findings.iter().filter(|f| f.state == State::Wrong).count();
    print(
        &Report {
            healthy: wrong == 0,
            version: env!("CARGO_PKG_VERSION"),
            data_dir: data_dir.display().to_string(),
            endpoint: &options.endpoint,
            bytes: inspection.map(|found| found.parts).unwrap_or_default(),
            findings: &findings,
        },
        options.json,
    )?;
    match wrong {
        0 => Ok(()),
        1 => bail!("one thing is wrong; see above what to do"),
        many => bail!("{many} things are wrong; see above what to do"),
    }
}

#[expect(clippy::print_stdout, reason = "the report is the command's data")]
fn print(report: &Report<'_>, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
        return Ok(());
    }
    println!("stepwell {}, {}", report.version, report.data_dir);
    for finding in report.findings {
        let mark = match finding.state {
            State::Ok => "ok    ",
            State::Remark => "remark",
            State::Wrong => "WRONG ",
        };
        println!("{mark}  {:15} {}", finding.check, finding.found);
        if let Some(advice) = &finding.advice {
            println!("{:24}→ {advice}", "");
        }
    }
    for (part, bytes) in &report.bytes {
        println!("        {part:15} {}", amount(*bytes));
    }
    Ok(())
}

/// `12.3 MiB`, or `45.6 GiB` from ten on.
fn amount(bytes: u64) -> String {
    let (shift, unit) = match bytes >> 30 {
        0..10 => (20, "MiB"),
        _ => (30, "GiB"),
    };
    let tenths = bytes.saturating_mul(10) >> shift;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}
