//! The weaker fences, for hosts that allow no namespaces: the program shares the host's file tree and network, and
//! is held by limits, the system call filter, its own user where the server is root, and Landlock where there is one.

use std::convert::Infallible;
use std::fs;
use std::io;

use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::waitpid;
use nix::unistd::{Pid, Uid, setresuid};

use super::helper::{Control, Failure, Pipes, Step, supervise};
use super::spec::{Report, Spec};
use super::sys;

pub(super) fn start(control: &Control, spec: &Spec, pipes: &Pipes) -> Result<Infallible, Failure> {
    sys::adopt_orphans().step("adopt orphans")?;
    let ready = Report::Ready {
        pid: std::process::id().cast_signed(),
    };
    control
        .send(&ready, &pipes.server_ends())
        .step("report to the server")?;
    supervise(control, spec, pipes, end_all)?;
    sys::exit_now(0)
}

/// Kills what the program has left behind. The helper adopts orphans, so every survivor is or becomes its child.
fn end_all(spec: &Spec, program: Option<Pid>) {
    if let Some(program) = program {
        let _ = killpg(program, Signal::SIGKILL);
    }
    if let Some(user) = spec.user {
        let _ = end_user(user);
    }
    // Killing a parent hands its children to us; a bound keeps a fork bomb from holding the helper for ever.
    for _ in 0..10_000 {
        let Ok(children) = children() else { return };
        if children.is_empty() {
            return;
        }
        for child in children.iter().filter(|child| !has_ended(**child)) {
            let _ = kill(*child, Signal::SIGKILL);
        }
        if children.into_iter().all(has_ended) {
            return;
        }
    }
}

/// A child that has ended stays listed until the supervisor collects it.
fn has_ended(child: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
    let state = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.chars().next());
    matches!(state, None | Some('Z' | 'X'))
}

/// Becomes the sandbox's own user and kills all its processes in one call, which a fork bomb cannot outrun.
fn end_user(user: u32) -> io::Result<()> {
    let Some(child) = sys::fork()? else {
        let user = Uid::from_raw(user);
        if setresuid(user, user, user).is_ok() {
            let _ = kill(Pid::from_raw(-1), Signal::SIGKILL);
        }
        sys::exit_now(0);
    };
    let _ = waitpid(child, None);
    Ok(())
}

fn children() -> io::Result<Vec<Pid>> {
    let id = std::process::id();
    let list = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
    let ids = list.split_whitespace().filter_map(|id| id.parse().ok());
    Ok(ids.map(Pid::from_raw).collect())
}
