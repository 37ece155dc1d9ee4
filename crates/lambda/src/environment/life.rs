//! The task of an environment: what happens to it, and what it does about it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout, timeout_at};

use super::{Ending, Fault, Finished, Job, LONG_START, Request, Undelivered, WATCH};
use crate::deployment::Deployment;
use crate::host::Host;
use crate::journal::{Journal, Report, Status, millis};
use crate::memory;
use crate::opening::{self, Opened};
use crate::output::Output;
use crate::pool::Turn;
use crate::runtime_api::{Answer, Body, Call, Event};
use crate::sandbox::{self, Control, RESTART, STOP};

/// Opens the sandbox, then serves jobs until the pool lets go.
pub(super) async fn live(
    host: Arc<Host>,
    deployment: Arc<Deployment>,
    turn: Turn,
    mut inbox: mpsc::Receiver<Job>,
) {
    let opened = match opening::open(&host, &deployment).await {
        Ok(opened) => opened,
        Err(reason) => {
            tracing::error!(function = %deployment.arn, %reason, "no execution environment");
            return refuse(inbox, Some(reason)).await;
        }
    };
    let mut life = Life::new(&host, deployment, opened);
    let lived = async {
        within(turn, life.first_start(host.options.init_timeout)).await;
        while let Some(job) = life.wait(&mut inbox).await {
            life.serve(job).await;
            if life.lost {
                break;
            }
        }
    };
    // Ending in the middle of an invocation loses its answer, which is what is asked for then.
    let _ = host.ending.run_until_cancelled(lived).await;
    refuse(inbox, None).await;
    life.control.close().await;
}

/// Waits for a start, and gives its turn back when it is done or long.
async fn within(turn: Turn, start: impl Future<Output = ()>) {
    let mut start = pin!(start);
    let soon = timeout(LONG_START, &mut start).await;
    drop(turn);
    if soon.is_err() {
        start.await;
    }
}

async fn refuse(mut inbox: mpsc::Receiver<Job>, reason: Option<String>) {
    inbox.close();
    while let Some(Job { request, reply }) = inbox.recv().await {
        let reason = reason.clone();
        let _ = reply.send(Err(Box::new(Undelivered { request, reason })));
    }
}

/// What happens to an environment.
enum Happening {
    Call(Call),
    Ended(Ending),
    Printed(Vec<String>),
    MemoryExceeded,
}

/// The runtime process.
enum Runtime {
    /// Starting, or between an answer and its next request for work.
    Busy,
    /// Waiting for an event.
    Waiting(oneshot::Sender<Event>),
    /// Not running.
    Stopped,
}

struct Life {
    deployment: Arc<Deployment>,
    control: Control,
    output: Output,
    calls: mpsc::Receiver<Call>,
    journal: Journal,
    runtime: Runtime,
    /// Of the start that no REPORT has told yet.
    init: Option<Duration>,
    peak_bytes: u64,
    watch: Interval,
    /// The sandbox itself is gone.
    lost: bool,
    /// Serve the Runtime API and the way to the server; end with this.
    _servers: JoinSet<()>,
}

/// How long a killed process may take to be gone.
const KILL_PATIENCE: Duration = Duration::from_secs(5);

impl Life {
    fn new(host: &Host, deployment: Arc<Deployment>, opened: Opened) -> Self {
        let sink = Arc::clone(&host.logs);
        let mut watch = interval(WATCH);
        watch.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            journal: Journal::new(sink, opened.log, host.options.log_bytes_per_invocation),
            deployment,
            control: opened.control,
            output: opened.output,
            calls: opened.calls,
            runtime: Runtime::Busy,
            init: None,
            peak_bytes: 0,
            watch,
            lost: false,
            _servers: opened.servers,
        }
    }

    /// The next thing that happens; memory is looked at only when `busy`. Cancel-safe: each source keeps what it has
    /// not given.
    async fn happening(&mut self, busy: bool) -> Happening {
        loop {
            tokio::select! {
                biased;
                Some(call) = self.calls.recv() => return Happening::Call(call),
                report = self.control.report() => return Happening::Ended(self.ending(report)),
                printed = self.output.next() => return Happening::Printed(printed),
                _ = self.watch.tick(), if busy => {
                    if self.measure() {
                        return Happening::MemoryExceeded;
                    }
                }
            }
        }
    }

    fn ending(&mut self, report: Option<sandbox::Report>) -> Ending {
        self.runtime = Runtime::Stopped;
        match report {
            Some(sandbox::Report::Exited(code)) => Ending::Exited(code),
            Some(sandbox::Report::Signaled(signal)) => Ending::Signaled(signal),
            other => {
                tracing::error!(function = %self.deployment.arn, report = ?other, "sandbox lost");
                self.lost = true;
                Ending::Lost
            }
        }
    }

    /// Looks at the sandbox's memory; true when it is over the function's.
    fn measure(&mut self) -> bool {
        let usage = memory::descendants(self.control.pid());
        self.peak_bytes = self.peak_bytes.max(usage.bytes);
        usage.bytes > u64::from(self.deployment.memory_mb) << 20
    }

    /// Waits for a job, and meanwhile notes what the runtime does. Absent when the pool lets go or the sandbox is gone.
    async fn wait(&mut self, inbox: &mut mpsc::Receiver<Job>) -> Option<Job> {
        loop {
            if self.lost {
                return None;
            }
            self.journal.flush().await;
            // A job stays in the channel while the other arm runs.
            tokio::select! {
                biased;
                job = inbox.recv() => return job,
                happening = self.happening(false) => self.between_jobs(happening),
            }
        }
    }

    fn between_jobs(&mut self, happening: Happening) {
        match happening {
            Happening::Call(Call::Next(waiting)) => self.runtime = Runtime::Waiting(waiting),
            Happening::Call(other) => turn_away(other),
            Happening::Printed(messages) => self.journal.function(messages),
            Happening::Ended(_) | Happening::MemoryExceeded => {}
        }
    }

    /// The start before any invocation. A failure is logged; the first invocation starts again.
    async fn first_start(&mut self, limit: Duration) {
        self.journal.platform(self.deployment.init_line());
        let started = Instant::now();
        match self.until_ready(started + limit).await {
            Ok(()) => self.init = Some(started.elapsed()),
            Err(fault) => self.init_report("init", started, fault.as_ref()),
        }
    }

    fn init_report(&mut self, phase: &str, started: Instant, fault: Option<&Fault>) {
        let status = status(fault);
        let duration = millis(started.elapsed());
        self.journal.platform(format!(
            "INIT_REPORT Init Duration: {duration:.2} ms\tPhase: {phase}\t{status}\n"
        ));
    }

    /// Waits until the runtime asks for work. `Err(None)` when the time is over.
    async fn until_ready(&mut self, deadline: Instant) -> Result<(), Option<Fault>> {
        loop {
            let Ok(happening) = timeout_at(deadline, self.happening(true)).await else {
                self.stop().await;
                return Err(None);
            };
            match happening {
                Happening::Call(Call::Next(waiting)) => {
                    self.runtime = Runtime::Waiting(waiting);
                    return Ok(());
                }
                Happening::Call(Call::InitError { body, kind, reply }) => {
                    let _ = reply.send(Answer::Accepted);
                    self.stop().await;
                    return Err(Some(Fault::reported(body, kind)));
                }
                Happening::Call(other) => turn_away(other),
                Happening::Printed(messages) => self.print(messages).await,
                Happening::Ended(ending) => return Err(Some(Fault::Exit(ending))),
                Happening::MemoryExceeded => return Err(Some(self.out_of_memory().await)),
            }
        }
    }

    async fn print(&mut self, messages: Vec<String>) {
        self.journal.function(messages);
        self.journal.flush().await;
    }

    async fn out_of_memory(&mut self) -> Fault {
        self.stop().await;
        Fault::Exit(Ending::Signaled(libc::SIGKILL))
    }

    /// Kills whatever runs in the sandbox and waits for the end of the runtime.
    async fn stop(&mut self) {
        if matches!(self.runtime, Runtime::Stopped) {
            return;
        }
        let killed = async {
            self.control.command(STOP).await.ok()?;
            self.control.report().await
        };
        let report = timeout(KILL_PATIENCE, killed).await.ok().flatten();
        self.ending(report);
    }

    /// Runs one invocation from START to REPORT.
    async fn serve(&mut self, job: Job) {
        let Job { request, reply } = job;
        self.journal.begin();
        let started = Instant::now();
        let deadline = started + Duration::from_secs(self.deployment.timeout_seconds.into());
        let ready = self.make_ready(deadline).await;
        self.journal
            .platform(self.deployment.start_line(&request.request_id));
        let result = match ready {
            Ok(waiting) => self.run(&request, waiting, deadline).await,
            Err(fault) => Err(fault),
        };
        let duration = started.elapsed();
        let printed = self.output.drain();
        self.journal.function(printed);
        self.report(&request, reply, result, duration);
        self.journal.flush().await;
    }

    /// A runtime that waits for an event, started again when it does not run.
    async fn make_ready(&mut self, deadline: Instant) -> Result<oneshot::Sender<Event>, Fault> {
        loop {
            match std::mem::replace(&mut self.runtime, Runtime::Busy) {
                Runtime::Waiting(waiting) if !waiting.is_closed() => return Ok(waiting),
                Runtime::Waiting(_) | Runtime::Busy => self.next_request(deadline).await?,
                Runtime::Stopped => self.start_again(deadline).await?,
            }
        }
    }

    /// The runtime answered and has not asked for more yet; it may also end instead.
    async fn next_request(&mut self, deadline: Instant) -> Result<(), Fault> {
        match self.until_ready(deadline).await {
            Ok(()) => Ok(()),
            Err(Some(_)) if matches!(self.runtime, Runtime::Stopped) && !self.lost => Ok(()),
            Err(fault) => Err(fault.unwrap_or_else(|| self.timed_out())),
        }
    }

    async fn start_again(&mut self, deadline: Instant) -> Result<(), Fault> {
        let started = Instant::now();
        if self.lost || self.control.command(RESTART).await.is_err() {
            self.lost = true;
            self.runtime = Runtime::Stopped;
            return Err(Fault::Exit(Ending::Lost));
        }
        let ready = self.until_ready(deadline).await;
        ready.map_err(|fault| {
            self.init_report("invoke", started, fault.as_ref());
            fault.unwrap_or_else(|| self.timed_out())
        })
    }

    fn timed_out(&self) -> Fault {
        Fault::Timeout(self.deployment.timeout_seconds)
    }

    /// Hands the event over and waits for the answer.
    async fn run(
        &mut self,
        request: &Request,
        waiting: oneshot::Sender<Event>,
        deadline: Instant,
    ) -> Result<bytes::Bytes, Fault> {
        let _ = waiting.send(event(request, deadline));
        self.watch.reset();
        loop {
            let Ok(happening) = timeout_at(deadline, self.happening(true)).await else {
                self.stop().await;
                return Err(self.timed_out());
            };
            match happening {
                Happening::Call(call) => {
                    if let Some(result) = self.answered(request, call) {
                        return result;
                    }
                }
                Happening::Printed(messages) => self.print(messages).await,
                Happening::Ended(ending) => return Err(Fault::Exit(ending)),
                Happening::MemoryExceeded => return Err(self.out_of_memory().await),
            }
        }
    }

    /// The result, when the call is the answer to the request under way.
    fn answered(&mut self, request: &Request, call: Call) -> Option<Result<bytes::Bytes, Fault>> {
        match call {
            Call::Response { id, body, reply } if *id == *request.request_id => match body {
                Body::Whole(payload) => {
                    let _ = reply.send(Answer::Accepted);
                    Some(Ok(payload))
                }
                Body::TooLarge => {
                    let _ = reply.send(Answer::TooLarge);
                    Some(Err(Fault::TooLarge))
                }
            },
            Call::Error {
                id,
                body,
                kind,
                reply,
            } if *id == *request.request_id => {
                let _ = reply.send(Answer::Accepted);
                Some(Err(Fault::reported(body, kind)))
            }
            // A runtime that asks for more before it has answered waits; the function's timeout ends it.
            Call::Next(waiting) => {
                self.runtime = Runtime::Waiting(waiting);
                None
            }
            other => {
                turn_away(other);
                None
            }
        }
    }

    /// Writes END and REPORT and answers the caller, who does not wait for the memory count unless he wants the log.
    fn report(
        &mut self,
        request: &Request,
        reply: oneshot::Sender<Result<Finished, Box<Undelivered>>>,
        result: Result<bytes::Bytes, Fault>,
        duration: Duration,
    ) {
        if request.tail {
            self.report_lines(request, result.as_ref().err(), duration);
            let _ = reply.send(Ok(finished(request, &result, Some(self.journal.tail()))));
        } else {
            let _ = reply.send(Ok(finished(request, &result, None)));
            self.report_lines(request, result.as_ref().err(), duration);
        }
    }

    fn report_lines(&mut self, request: &Request, fault: Option<&Fault>, duration: Duration) {
        let id = &*request.request_id;
        if let Some(line) = fault.and_then(|fault| fault.line(id)) {
            self.journal.platform(line);
        }
        self.journal.platform(format!("END RequestId: {id}\n"));
        self.measure();
        let memory = u64::from(self.deployment.memory_mb);
        let report = Report {
            request_id: id,
            duration,
            init: self.init.take(),
            memory_mb: self.deployment.memory_mb,
            used_mb: self.peak_bytes.div_ceil(1 << 20).min(memory),
            status: fault.and_then(reported_status),
        };
        self.journal.platform(report.to_string());
    }
}

fn finished(
    request: &Request,
    result: &Result<bytes::Bytes, Fault>,
    tail: Option<String>,
) -> Finished {
    match result {
        Ok(payload) => Finished {
            payload: payload.clone(),
            failed: false,
            tail,
        },
        Err(fault) => fault.finished(&request.request_id, tail),
    }
}

/// An error that the function itself returned is a successful invocation to the platform.
fn reported_status(fault: &Fault) -> Option<Status<'_>> {
    match fault {
        Fault::Timeout(_) => Some(Status::Timeout),
        Fault::Reported { kind, .. } if !kind.starts_with("Runtime.") => None,
        other => Some(Status::Error(other.kind())),
    }
}

fn status(fault: Option<&Fault>) -> Status<'_> {
    match fault {
        None | Some(Fault::Timeout(_)) => Status::Timeout,
        Some(fault) => Status::Error(fault.kind()),
    }
}

/// Refuses a call that fits nothing under way. A runtime that asks for work is simply not answered.
fn turn_away(call: Call) {
    match call {
        Call::Next(_) => {}
        Call::Response { reply, .. }
        | Call::Error { reply, .. }
        | Call::InitError { reply, .. } => {
            let _ = reply.send(Answer::UnknownRequest);
        }
    }
}

fn event(request: &Request, deadline: Instant) -> Event {
    let left = deadline.saturating_duration_since(Instant::now());
    Event {
        request_id: Arc::clone(&request.request_id),
        payload: request.payload.clone(),
        deadline: crate::clock::now().after(left).millis(),
        arn: request.arn.clone(),
        trace_id: request.trace_id.clone(),
        client_context: request.client_context.clone(),
    }
}
