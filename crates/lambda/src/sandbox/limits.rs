//! Resource limits of a function process, as AWS sets them.

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

/// AWS documents 1,024 open files; the rest is what a function there reads of itself.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const LIMITS: [(Resource, rlim_t, rlim_t); 4] = [
    (Resource::RLIMIT_NOFILE, 1024, 1024),
    (Resource::RLIMIT_CORE, 10 << 30, 10 << 30),
    (Resource::RLIMIT_MEMLOCK, 64 << 10, 64 << 10),
    (Resource::RLIMIT_STACK, 8 << 20, libc::RLIM_INFINITY),
];

/// Processes and threads; what a function at AWS reads of itself.
const PROCESSES: rlim_t = 742;

/// Sets the limits; one that would need to be raised beyond what this process may stays at that.
/// The kernel counts processes by user, so that limit is set only where the sandbox has a user of its own: elsewhere
/// the server's own processes would count.
pub(super) fn apply(own_user: bool) -> nix::Result<()> {
    for (resource, soft, hard) in LIMITS {
        limit(resource, soft, hard)?;
    }
    if own_user {
        limit(Resource::RLIMIT_NPROC, PROCESSES, PROCESSES)?;
    }
    Ok(())
}

fn limit(resource: Resource, soft: rlim_t, hard: rlim_t) -> nix::Result<()> {
    let (_, most) = getrlimit(resource)?;
    setrlimit(resource, soft, hard).or_else(|_| {
        let hard = hard.min(most);
        setrlimit(resource, soft.min(hard), hard)
    })
}
