//! How much memory the processes of a sandbox use.

use std::fs;

/// A sandbox has at most some hundred processes; the bound keeps a fork bomb from holding the reader.
const MOST: usize = 2048;

/// Resident bytes of all descendants of a process, and how many there are.
pub(crate) fn descendants(root: i32) -> Usage {
    let mut usage = Usage::default();
    let mut pending = children(root);
    while let Some(pid) = pending.pop() {
        usage.processes += 1;
        usage.bytes += resident(pid);
        if usage.processes < MOST {
            pending.extend(children(pid));
        }
    }
    usage
}

/// What a sandbox uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) bytes: u64,
    pub(crate) processes: usize,
}

fn children(pid: i32) -> Vec<i32> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace()
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// The second number of `statm` is resident pages.
fn resident(pid: i32) -> u64 {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    let pages = statm.split_whitespace().nth(1);
    pages
        .and_then(|pages| pages.parse::<u64>().ok())
        .unwrap_or(0)
        * page_size()
}

fn page_size() -> u64 {
    use nix::unistd::{SysconfVar, sysconf};
    static SIZE: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
    *SIZE.get_or_init(|| {
        let size = sysconf(SysconfVar::PAGE_SIZE).ok().flatten();
        size.and_then(|size| u64::try_from(size).ok())
            .unwrap_or(4096)
    })
}
