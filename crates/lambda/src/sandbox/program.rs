//! The last steps before the program: a session, limits, user, capabilities, system call filter, exec.

use std::convert::Infallible;
use std::ffi::CString;

use nix::unistd::{Gid, Uid, chdir, execve, setgroups, setresgid, setresuid, setsid};

use super::helper::{Failure, Pipes, Step};
use super::spec::Spec;
use super::{Level, landlock, limits, seccomp, sys};

/// The descriptor on which the program writes telemetry frames.
pub(crate) const TELEMETRY: i32 = 3;

/// Turns this process into the program. Returns only when a step failed.
pub(super) fn become_program(spec: &Spec, pipes: &Pipes) -> Failure {
    match try_become(spec, pipes) {
        Ok(never) => match never {},
        Err(failure) => failure,
    }
}

fn try_become(spec: &Spec, pipes: &Pipes) -> Result<Infallible, Failure> {
    setsid().step("start a session")?;
    sys::default_signals().step("reset signals")?;
    let own_user = spec.user.is_some() || spec.level == Level::Strict;
    limits::apply(own_user).step("set resource limits")?;
    chdir(&spec.cwd).step(format!("enter {}", spec.cwd.display()))?;
    let (telemetry, output) = pipes.program_ends();
    for standard in [1, 2] {
        sys::duplicate_onto(output, standard).step("connect output")?;
    }
    sys::duplicate_onto(telemetry, TELEMETRY).step("connect telemetry")?;
    give_up_privileges(spec)?;
    if spec.level == Level::Landlock {
        landlock::apply(spec)?;
    }
    seccomp::apply().step("filter system calls")?;
    exec(spec)
}

fn give_up_privileges(spec: &Spec) -> Result<(), Failure> {
    if let Some(id) = spec.user {
        setgroups(&[]).step("leave groups")?;
        let (user, group) = (Uid::from_raw(id), Gid::from_raw(id));
        setresgid(group, group, group).step("change group")?;
        setresuid(user, user, user).step("change user")?;
    }
    // A change of user clears it, so it is set afterwards.
    sys::die_with_parent().step("die with the parent")?;
    sys::no_new_privileges().step("refuse new privileges")?;
    sys::drop_capabilities().step("drop capabilities")
}

fn exec(spec: &Spec) -> Result<Infallible, Failure> {
    let program = sys::c_path(&spec.program).step("name the program")?;
    let text = |text: &str| CString::new(text).step("pass arguments");
    let mut args = vec![program.clone()];
    for arg in &spec.args {
        args.push(text(arg)?);
    }
    let env = spec.env.iter().map(|(k, v)| text(&format!("{k}={v}")));
    let env = env.collect::<Result<Vec<_>, _>>()?;
    execve(&program, &args, &env).step(format!("start {}", spec.program.display()))
}
