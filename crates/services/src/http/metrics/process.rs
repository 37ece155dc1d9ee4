//! The process itself: CPU time, memory, open files, from `/proc`. Elsewhere than on Linux only the build is told.

use std::fs;

use super::text::{Kind, Text};

/// Linux gives CPU time in hundredths of a second to user space, whatever the kernel counts in.
const TICKS: u64 = 100;

/// Adds the process's samples.
pub(super) fn write(text: &mut Text) {
    let name = "stepwell_build_info";
    text.family(name, "1, with the version as a label.", Kind::Gauge);
    text.sample(name, &[("version", env!("CARGO_PKG_VERSION"))], 1);
    if let Some(ticks) = cpu_ticks() {
        let name = "process_cpu_seconds_total";
        text.family(
            name,
            "CPU time of the server, without functions.",
            Kind::Counter,
        );
        let (seconds, hundredths) = (ticks / TICKS, ticks % TICKS);
        text.sample(name, &[], format_args!("{seconds}.{hundredths:02}"));
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    for (field, name, help) in [
        ("VmRSS:", "process_resident_memory_bytes", "Memory in use."),
        (
            "VmHWM:",
            "process_resident_memory_max_bytes",
            "The most memory that was in use.",
        ),
    ] {
        if let Some(kibibytes) = kibibytes(&status, field) {
            text.gauge(name, help, kibibytes * 1024);
        }
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        text.gauge("process_open_fds", "Open files.", files.count() as u64);
    }
}

/// User and system time: fields 14 and 15 of proc(5)'s `stat`, counted after the command's closing parenthesis.
fn cpu_ticks() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn kibibytes(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_shows_memory_and_cpu() {
        let mut text = Text::default();
        write(&mut text);
        let text = text.finish();
        for name in [
            "stepwell_build_info{version=",
            "process_cpu_seconds_total ",
            "process_resident_memory_bytes ",
            "process_open_fds ",
        ] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }
}
