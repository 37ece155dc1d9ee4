//! `/_stepwell/metrics` and `/metrics`: what the server does, in Prometheus's text format
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>).

mod process;
mod text;

use engine::Status;
use http::request::Parts;

use self::text::{Kind, Text};
use super::{Answer, operator};
use crate::app::App;

const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
const NANOS: f64 = 1e-9;
const MILLIS: f64 = 1e-3;

/// Answers a scrape.
pub(super) async fn answer(app: &App, head: &Parts) -> Answer {
    if let Some(refused) = operator::refusal(app, head) {
        return refused;
    }
    let mut text = Text::default();
    executions(app, &mut text);
    lanes(app, &mut text);
    store(app, &mut text);
    tasks(app, &mut text);
    requests(app, &mut text);
    process::write(&mut text);
    operator::text(CONTENT_TYPE, text.finish())
}

fn executions(app: &App, text: &mut Text) {
    let stats = app.engine.stats();
    text.counter(
        "stepwell_executions_started_total",
        "Executions started.",
        stats.started.get(),
    );
    text.family(
        "stepwell_executions_ended_total",
        "Executions that ended, by status.",
        Kind::Counter,
    );
    for status in Status::ALL.into_iter().filter(|s| *s != Status::Running) {
        let count = stats.ended_as(status).get();
        text.sample(
            "stepwell_executions_ended_total",
            &[("status", status.name())],
            count,
        );
    }
    for (name, help, count) in [
        (
            "stepwell_events_total",
            "History events written.",
            &stats.events,
        ),
        (
            "stepwell_state_transitions_total",
            "States entered.",
            &stats.transitions,
        ),
        (
            "stepwell_commands_total",
            "Commands applied to executions: results, timers, stops.",
            &stats.commands,
        ),
        (
            "stepwell_engine_batches_total",
            "Batches given to the store.",
            &stats.batches,
        ),
        (
            "stepwell_engine_failed_batches_total",
            "Batches that failed or whose outcome is unknown.",
            &stats.failed_batches,
        ),
        (
            "stepwell_engine_throttled_total",
            "Commands refused because an inbox was full.",
            &stats.throttled,
        ),
        (
            "stepwell_executions_loaded_total",
            "Executions read back from the store.",
            &stats.loaded,
        ),
        (
            "stepwell_timers_fired_total",
            "Timers fired.",
            &stats.timers_fired,
        ),
    ] {
        text.counter(name, help, count.get());
    }
    text.histogram(
        "stepwell_engine_batch_executions",
        "Executions that share a batch.",
        &[],
        &stats.batch_executions.read(),
        1.0,
    );
    text.histogram(
        "stepwell_timer_lateness_seconds",
        "How long after their time timers fired.",
        &[],
        &stats.timer_lateness.read(),
        MILLIS,
    );
}

/// One number of a lane.
type OfLane = fn(&engine::stats::LaneStats) -> usize;

fn lanes(app: &App, text: &mut Text) {
    let inboxes = app.engine.inbox_depths();
    let lanes = app.engine.stats().lanes.iter().zip(inboxes);
    let lanes: Vec<_> = lanes.enumerate().collect();
    let families: [(&str, &str, OfLane); 4] = [
        (
            "stepwell_timers_armed",
            "Timers in memory, by lane.",
            |lane| lane.timers.get(),
        ),
        (
            "stepwell_executions_cached",
            "Executions in memory, by lane.",
            |lane| lane.cached.get(),
        ),
        (
            "stepwell_executions_cached_bytes",
            "About how much memory they take.",
            |lane| lane.cached_bytes.get(),
        ),
        (
            "stepwell_lane_batches_in_flight",
            "Batches on their way to the store, by lane.",
            |lane| lane.in_flight.get(),
        ),
    ];
    for (name, help, value) in families {
        text.family(name, help, Kind::Gauge);
        for (index, (lane, _)) in &lanes {
            text.sample(name, &[("lane", &index.to_string())], value(lane) as u64);
        }
    }
    let name = "stepwell_lane_inbox_depth";
    text.family(name, "Commands that wait, by lane.", Kind::Gauge);
    for (index, (_, waiting)) in &lanes {
        text.sample(name, &[("lane", &index.to_string())], *waiting as u64);
    }
    let (_, outbox) = app.engine.depths();
    text.gauge(
        "stepwell_outbox_depth",
        "Task offers in memory: those that wait and those that are under way.",
        outbox as u64,
    );
}

fn store(app: &App, text: &mut Text) {
    let stats = app.store.stats();
    text.counter(
        "stepwell_store_commits_total",
        "Batches made durable.",
        stats.commits,
    );
    text.counter(
        "stepwell_store_written_bytes_total",
        "Bytes of keys and values written.",
        stats.bytes_written,
    );
    for (name, help, distribution, scale) in [
        (
            "stepwell_store_commit_seconds",
            "From the submission of a batch until it is durable.",
            &stats.commit_nanos,
            NANOS,
        ),
        (
            "stepwell_store_sync_seconds",
            "To write a group to the journal, sync it with fdatasync, and enter it into the memtables.",
            &stats.sync_nanos,
            NANOS,
        ),
        (
            "stepwell_store_group_batches",
            "Batches that share one sync.",
            &stats.group_batches,
            1.0,
        ),
        (
            "stepwell_store_group_bytes",
            "Bytes that share one sync.",
            &stats.group_bytes,
            1.0,
        ),
    ] {
        text.histogram(name, help, &[], distribution, scale);
    }
    text.gauge(
        "stepwell_store_queue_depth",
        "Batches that wait for the next group.",
        stats.queued as u64,
    );
    text.gauge(
        "stepwell_store_write_buffer_bytes",
        "Bytes in memtables.",
        stats.write_buffer,
    );
    let name = "stepwell_store_bytes";
    text.family(name, "Bytes on the disk, by part.", Kind::Gauge);
    for (part, bytes) in stats.parts {
        text.sample(name, &[("part", part)], bytes);
    }
    let failed = u64::from(app.store.health().failure.is_some());
    text.gauge(
        "stepwell_store_failed",
        "1 when the store accepts no commits.",
        failed,
    );
}

fn tasks(app: &App, text: &mut Text) {
    let integrations = app.meters.integrations();
    let name = "stepwell_tasks_total";
    text.family(name, "Tasks done by the worker.", Kind::Counter);
    for (integration, tasks) in &integrations {
        for (outcome, count) in tasks.outcomes() {
            let labels = [("integration", integration.as_str()), ("outcome", outcome)];
            text.sample(name, &labels, count);
        }
    }
    let name = "stepwell_task_seconds";
    let help = "From the moment the worker took a task until it had the result.";
    text.family(name, help, Kind::Histogram);
    for (integration, tasks) in &integrations {
        let labels = [("integration", integration.as_str())];
        text.buckets(name, &labels, &tasks.latency(), NANOS);
    }
    text.gauge(
        "stepwell_function_environments",
        "Processes of functions.",
        app.lambda.environments() as u64,
    );
    text.gauge(
        "stepwell_function_invocations_waiting",
        "Invocations that wait for a process of their function.",
        app.lambda.waiting() as u64,
    );
}

fn requests(app: &App, text: &mut Text) {
    let meters = &app.meters;
    let named = meters
        .called()
        .map(|(service, operation, requests)| (service.signing_name(), operation, requests));
    let others = [
        ("execute-api", "Invoke", &meters.invocations),
        ("unknown", "Unknown", &meters.unrouted),
    ];
    let all: Vec<_> = named.chain(others).collect();
    let name = "stepwell_http_requests_total";
    text.family(name, "Requests answered.", Kind::Counter);
    for (service, operation, requests) in &all {
        for (status, count) in requests.statuses() {
            let labels = [
                ("service", *service),
                ("operation", *operation),
                ("status", status.as_str()),
            ];
            text.sample(name, &labels, count);
        }
    }
    let name = "stepwell_http_request_seconds";
    let help = "From the head of a request until its answer is ready.";
    text.family(name, help, Kind::Histogram);
    for (service, operation, requests) in &all {
        let latency = requests.latency();
        if latency.counts.iter().any(|count| *count > 0) {
            let labels = [("service", *service), ("operation", *operation)];
            text.buckets(name, &labels, &latency, NANOS);
        }
    }
    text.counter(
        "stepwell_http_throttled_total",
        "Requests refused because the server was at its limits.",
        meters.throttled.get(),
    );
    let (at_work, waiting, bytes) = app.admission.under_way();
    text.gauge(
        "stepwell_http_requests_at_work",
        "Requests at work.",
        at_work as u64,
    );
    text.gauge(
        "stepwell_http_requests_waiting",
        "Requests that wait for a task or a function.",
        waiting as u64,
    );
    text.gauge(
        "stepwell_http_body_bytes",
        "Bytes of request bodies in memory.",
        bytes as u64,
    );
}
