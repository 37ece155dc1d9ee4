//! The helper process: reads a [`Spec`], builds the fence, starts the program and reports how it ended.
//!
//! It is this same executable started again, so that the server, which has many threads, never forks. It has one
//! thread, and standard input is its socket to the server.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, IoSlice, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::spec::{RESTART, Report, Spec};
use super::user::User;
use super::{Level, plain, program, strict, sys};

/// Why the fence could not be built.
#[derive(Debug)]
pub(super) struct Failure {
    step: String,
    error: String,
}

/// Names the step that failed.
pub(super) trait Step<T> {
    fn step(self, step: impl Into<String>) -> Result<T, Failure>;
}

impl<T, E: Display> Step<T> for Result<T, E> {
    fn step(self, step: impl Into<String>) -> Result<T, Failure> {
        self.map_err(|error| Failure {
            step: step.into(),
            error: error.to_string(),
        })
    }
}

/// The socket to the server.
#[derive(Debug)]
pub(super) struct Control(UnixStream);

impl Control {
    /// Says something, with descriptors.
    pub(super) fn send(&self, report: &Report, descriptors: &[RawFd]) -> io::Result<()> {
        let mut line = serde_json::to_vec(report)?;
        line.push(b'\n');
        let rights = [ControlMessage::ScmRights(descriptors)];
        let rights = if descriptors.is_empty() {
            &rights[..0]
        } else {
            &rights[..]
        };
        let socket = self.0.as_raw_fd();
        sendmsg::<()>(
            socket,
            &[IoSlice::new(&line)],
            rights,
            MsgFlags::MSG_NOSIGNAL,
            None,
        )?;
        Ok(())
    }

    /// Says why there will be no program, and ends.
    pub(super) fn fail(&self, failure: Failure) -> ! {
        let Failure { step, error } = failure;
        let _ = self.send(&Report::Failed { step, error }, &[]);
        sys::exit_now(70)
    }

    /// Waits for the server to have plugged the network in.
    pub(super) fn wait_for_plug(&self) -> io::Result<()> {
        (&self.0).read_exact(&mut [0])
    }
}

/// The pipes on which the program speaks: framed telemetry, and standard output and error together.
#[derive(Debug)]
pub(super) struct Pipes {
    telemetry: (OwnedFd, OwnedFd),
    output: (OwnedFd, OwnedFd),
}

impl Pipes {
    fn open() -> nix::Result<Self> {
        Ok(Self {
            telemetry: nix::unistd::pipe2(OFlag::O_CLOEXEC)?,
            output: nix::unistd::pipe2(OFlag::O_CLOEXEC)?,
        })
    }

    /// The ends for the server, in the order of [`Report::Ready`].
    pub(super) fn server_ends(&self) -> Vec<RawFd> {
        vec![self.telemetry.0.as_raw_fd(), self.output.0.as_raw_fd()]
    }

    /// The end for telemetry frames, and the one for standard output and error.
    pub(super) fn program_ends(&self) -> (&OwnedFd, &OwnedFd) {
        (&self.telemetry.1, &self.output.1)
    }
}

/// The helper's whole life. Call it first thing in `main` when the first argument is [`super::HELPER_ARGUMENT`],
/// before any thread is started.
pub fn sandbox_main() -> ! {
    // The server does without huge pages and its children inherit that; a function may have use for them.
    let _ = nix::sys::prctl::set_thp_disable(false);
    match listen() {
        Ok((control, spec)) => match start(&control, spec) {
            Ok(never) => match never {},
            Err(failure) => control.fail(failure),
        },
        // There is nobody to tell: whoever started this is not the server.
        Err(_) => sys::exit_now(64),
    }
}

fn listen() -> io::Result<(Control, Spec)> {
    let mut socket = UnixStream::from(sys::take_standard_input()?);
    sys::duplicate_onto(&File::open("/dev/null")?, 0)?;
    sys::close_on_exec_from(3)?;
    let mut length = [0; 4];
    socket.read_exact(&mut length)?;
    let mut text = vec![0; u32::from_be_bytes(length) as usize];
    socket.read_exact(&mut text)?;
    Ok((Control(socket), serde_json::from_slice(&text)?))
}

fn start(control: &Control, mut spec: Spec) -> Result<std::convert::Infallible, Failure> {
    // Held until this process ends.
    let user = spec.own_user.then(|| User::claim(std::process::id()));
    let user = user.transpose().step("choose a user")?;
    spec.user = user.as_ref().map(User::id);
    let pipes = Pipes::open().step("open pipes")?;
    match spec.level {
        Level::Strict => strict::start(control, &spec, &pipes),
        Level::Landlock | Level::Process => plain::start(control, &spec, &pipes),
    }
}

/// Starts the program, and again whenever the server says so, until the server hangs up.
pub(super) fn supervise(
    control: &Control,
    spec: &Spec,
    pipes: &Pipes,
    end_all: EndAll,
) -> Result<(), Failure> {
    let children = SigSet::from_iter([Signal::SIGCHLD]);
    children.thread_block().step("hold child signals")?;
    let signals =
        SignalFd::with_flags(&children, SfdFlags::SFD_CLOEXEC).step("watch child signals")?;
    let mut supervisor = Supervisor {
        control,
        spec,
        pipes,
        end_all,
        program: None,
    };
    supervisor.restart()?;
    loop {
        supervisor.reap(false).step("report an end")?;
        let (spoken, _) = match sys::wait_readable(&control.0, &signals) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            waited => waited.step("wait")?,
        };
        if !spoken {
            signals.read_signal().step("read a signal")?;
        } else if supervisor.obey()? == Next::End {
            return Ok(());
        }
    }
}

/// Kills every process of the sandbox but the supervisor. The argument is the program while it lives.
pub(super) type EndAll = fn(&Spec, Option<Pid>);

#[derive(PartialEq, Eq)]
enum Next {
    Wait,
    End,
}

struct Supervisor<'a> {
    control: &'a Control,
    spec: &'a Spec,
    pipes: &'a Pipes,
    end_all: EndAll,
    program: Option<Pid>,
}

impl Supervisor<'_> {
    /// Does what the server says; a server that is gone says that all is over.
    fn obey(&mut self) -> Result<Next, Failure> {
        let mut command = [0];
        if (&self.control.0).read_exact(&mut command).is_err() {
            self.stop().step("end")?;
            return Ok(Next::End);
        }
        match command[0] {
            RESTART => self.restart()?,
            _ => self.stop().step("end the program")?,
        }
        Ok(Next::Wait)
    }

    fn restart(&mut self) -> Result<(), Failure> {
        self.stop().step("end the program")?;
        let Some(child) = sys::fork().step("fork")? else {
            let failure = program::become_program(self.spec, self.pipes);
            self.control.fail(failure)
        };
        self.program = Some(child);
        Ok(())
    }

    fn stop(&mut self) -> io::Result<()> {
        (self.end_all)(self.spec, self.program);
        self.reap(true)
    }

    /// Collects children that have ended, with `all` until none is left; reports the program when it is among them.
    fn reap(&mut self, all: bool) -> io::Result<()> {
        let flags = (!all).then_some(WaitPidFlag::WNOHANG);
        loop {
            let (pid, report) = match waitpid(None, flags) {
                Ok(WaitStatus::Exited(pid, code)) => (pid, Report::Exited(code)),
                Ok(WaitStatus::Signaled(pid, signal, _)) => (pid, Report::Signaled(signal as i32)),
                Ok(WaitStatus::StillAlive) | Err(Errno::ECHILD) => return Ok(()),
                Ok(_) | Err(Errno::EINTR) => continue,
                Err(error) => return Err(error.into()),
            };
            if Some(pid) == self.program {
                self.program = None;
                // A server that hangs up is noticed by the next read.
                let _ = self.control.send(&report, &[]);
            }
        }
    }
}

/// Writes a small file inside the new root.
pub(super) fn write_file(path: &std::path::Path, text: &str) -> io::Result<()> {
    File::create(path)?.write_all(text.as_bytes())
}
