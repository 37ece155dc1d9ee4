//! What this machine offers: room, time, files, fences, interpreters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use lambda::options::{RuntimeFallback, default_runtimes_dir};
use lambda::runtime::Runtimes;
use lambda::sandbox::Level;
use nix::sys::resource::{Resource, getrlimit};
use nix::sys::statvfs::statvfs;

use super::{Finding, amount};

/// Less room than this is worth a remark, less than a tenth of it is wrong.
const ROOM: u64 = 1 << 30;
/// The store's files, functions' pipes and 1,000 clients fit.
const FILES: u64 = 4096;
/// This program was not there before 2025.
const EARLIEST: Duration = Duration::from_secs(55 * 365 * 86_400);

/// Room, clock and open files.
pub(super) fn check(data_dir: &Path) -> Vec<Finding> {
    vec![room(data_dir), clock(data_dir), files()]
}

fn room(data_dir: &Path) -> Finding {
    let existing = data_dir.ancestors().find(|dir| dir.exists());
    let free = existing.and_then(|dir| statvfs(dir).ok());
    let Some(free) = free.map(|found| found.blocks_available() * found.fragment_size()) else {
        let advice = "check the directory's owner and the file system";
        return Finding::remark("disk", "the free room cannot be found out", advice);
    };
    let found = format!("{} free", amount(free));
    let advice = "make room: with none, nothing is acknowledged any more";
    match free {
        free if free < ROOM / 10 => Finding::wrong("disk", found, advice),
        free if free < ROOM => Finding::remark("disk", found, advice),
        _ => Finding::ok("disk", found),
    }
}

/// A clock that was set back makes executions seem to have started in the future and timers late.
fn clock(data_dir: &Path) -> Finding {
    let now = SystemTime::now();
    let advice = "set the clock and keep it right, with NTP for example";
    if now < SystemTime::UNIX_EPOCH + EARLIEST {
        return Finding::wrong("clock", "it is years behind", advice);
    }
    let written = newest(&data_dir.join("data"));
    match written.and_then(|written| written.duration_since(now).ok()) {
        Some(ahead) if ahead > Duration::from_secs(1) => {
            let found =
                format!("the journal was written {ahead:?} from now: the clock was set back");
            Finding::remark("clock", found, advice)
        }
        _ => Finding::ok("clock", super::super::client::now().iso8601_seconds()),
    }
}

fn newest(dir: &Path) -> Option<SystemTime> {
    let files = std::fs::read_dir(dir).ok()?.flatten();
    files
        .filter_map(|file| file.metadata().ok()?.modified().ok())
        .max()
}

fn files() -> Finding {
    match getrlimit(Resource::RLIMIT_NOFILE) {
        Ok((soft, _)) if soft < FILES => Finding::remark(
            "open files",
            format!("at most {soft}"),
            format!("`ulimit -n {FILES}` before the start; each client takes one"),
        ),
        Ok((soft, _)) => Finding::ok("open files", format!("at most {soft}")),
        Err(error) => Finding::remark(
            "open files",
            format!("the limit cannot be found out: {error}"),
            "see `ulimit -n`",
        ),
    }
}

/// The fence around functions: the server's, or what would be used here.
pub(super) async fn sandbox(of_server: Option<&str>) -> Finding {
    let advice =
        "only strict keeps functions apart that do not trust each other; it needs user namespaces";
    if let Some(level) = of_server {
        let found = format!("{level}, used by the server");
        return match level == Level::Strict.as_str() {
            true => Finding::ok("sandbox", found),
            false => Finding::remark("sandbox", found, advice),
        };
    }
    match lambda::sandbox::probe().await {
        Ok(report) if report.level == Level::Strict => Finding::ok("sandbox", "strict"),
        Ok(report) => {
            let found = format!("{}: {}", report.level.as_str(), report.notes.join("; "));
            Finding::remark("sandbox", found, advice)
        }
        Err(why) => Finding::wrong("sandbox", why, "no function can run here"),
    }
}

/// Interpreters of functions.
pub(super) async fn interpreters(dir: Option<PathBuf>) -> Finding {
    let dir = dir.unwrap_or_else(default_runtimes_dir);
    let runtimes = Runtimes::new(dir, BTreeMap::new(), RuntimeFallback::Nearest);
    let found = runtimes.list().await;
    let names = found.iter().map(|found| match found.installed {
        true => found.runtime.clone(),
        false => format!("{} (client installed at first use)", found.runtime),
    });
    let names: Vec<_> = names.collect();
    match names.is_empty() {
        true => Finding::remark(
            "interpreters",
            "none was found",
            "install python3.9 or later to run functions written in Python",
        ),
        false => Finding::ok("interpreters", names.join(", ")),
    }
}
