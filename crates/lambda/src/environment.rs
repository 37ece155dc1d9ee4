//! An execution environment: one sandbox, the runtime process in it, and the invocations it serves one after another.
//!
//! A task owns it all and is the only one to decide; the pool and the Runtime API send it messages. After a timeout or
//! a crash the sandbox stays, with its `/tmp` and its log stream, and the runtime is started again within the next
//! invocation, as AWS does.

mod fault;
mod life;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

pub(crate) use self::fault::Fault;
use crate::deployment::Deployment;
use crate::host::Host;
use crate::pool::Turn;

/// One invocation for an environment.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) request: Request,
    pub(crate) reply: oneshot::Sender<Result<Finished, Box<Undelivered>>>,
}

/// What is asked of a function.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) request_id: Arc<str>,
    pub(crate) payload: Bytes,
    /// The ARN it was invoked by.
    pub(crate) arn: String,
    pub(crate) trace_id: String,
    pub(crate) client_context: Option<String>,
    /// The caller wants the end of the log.
    pub(crate) tail: bool,
}

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) payload: Bytes,
    /// True when the function failed and `payload` tells how.
    pub(crate) failed: bool,
    pub(crate) tail: Option<String>,
}

/// The function never saw the event; another environment may take it.
#[derive(Debug)]
pub(crate) struct Undelivered {
    pub(crate) request: Request,
    /// Why there is no sandbox, for the operator; absent when it merely ended at that moment.
    pub(crate) reason: Option<String>,
}

/// The pool's hold on an environment. Dropping it closes the environment once its invocation has ended.
#[derive(Debug)]
pub(crate) struct Environment {
    jobs: mpsc::Sender<Job>,
}

impl Environment {
    /// Opens an environment; it starts the runtime at once and gives its turn back when that is done.
    pub(crate) fn open(host: Arc<Host>, deployment: Arc<Deployment>, turn: Turn) -> Self {
        let (jobs, inbox) = mpsc::channel(1);
        let tasks = host.tasks.clone();
        tasks.spawn(life::live(host, deployment, turn, inbox));
        Self { jobs }
    }

    /// Gives it a job and waits for the end.
    pub(crate) async fn run(&self, request: Request) -> Result<Finished, Box<Undelivered>> {
        let (reply, finished) = oneshot::channel();
        let job = Job { request, reply };
        if let Err(refused) = self.jobs.send(job).await {
            return Err(Box::new(Undelivered {
                request: refused.0.request,
                reason: None,
            }));
        }
        // The task answers every job it takes, unless it has panicked.
        let lost = |_| Ok(Fault::Exit(Ending::Lost).finished("", None));
        finished.await.unwrap_or_else(lost)
    }
}

/// How a runtime process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Exited(i32),
    Signaled(i32),
    /// The sandbox is gone, and nobody saw how.
    Lost,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(0) | Self::Lost => {
                f.write_str("Runtime exited without providing a reason")
            }
            Self::Exited(code) => write!(f, "Runtime exited with error: exit status {code}"),
            Self::Signaled(signal) => {
                write!(
                    f,
                    "Runtime exited with error: signal: {}",
                    signal_name(*signal)
                )
            }
        }
    }
}

/// Signals as Go's runtime, which AWS's supervisor is written in, names them.
fn signal_name(signal: i32) -> &'static str {
    match signal {
        libc::SIGHUP => "hangup",
        libc::SIGINT => "interrupt",
        libc::SIGQUIT => "quit",
        libc::SIGILL => "illegal instruction",
        libc::SIGTRAP => "trace/breakpoint trap",
        libc::SIGABRT => "aborted",
        libc::SIGBUS => "bus error",
        libc::SIGFPE => "floating point exception",
        libc::SIGKILL => "killed",
        libc::SIGUSR1 => "user defined signal 1",
        libc::SIGSEGV => "segmentation fault",
        libc::SIGUSR2 => "user defined signal 2",
        libc::SIGPIPE => "broken pipe",
        libc::SIGALRM => "alarm clock",
        libc::SIGTERM => "terminated",
        libc::SIGSYS => "bad system call",
        _ => "unknown",
    }
}

/// A start that takes longer holds up no others: it waits for something rather than compute.
const LONG_START: Duration = Duration::from_millis(250);

/// How often a busy sandbox's memory is looked at. A process that allocates as fast as it can gains 4 to 43 MB
/// between two looks.
const WATCH: Duration = Duration::from_millis(20);
