//! `stepwell explain EXECUTION_ARN`: what an execution waits for, and since when. A running server knows.

use anyhow::{Context as _, bail};
use clap::Args;
use http::StatusCode;
use model::{Arn, Timestamp};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::client;

/// Options of `stepwell explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainOptions {
    /// The execution's ARN.
    execution_arn: String,
    /// The server's address.
    #[arg(
        long,
        env = "AWS_ENDPOINT_URL",
        default_value = "http://127.0.0.1:4566"
    )]
    endpoint: String,
    /// Print the server's JSON, for machines.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    execution_arn: String,
    status: String,
    start_date: String,
    stop_date: Option<String>,
    error: Option<String>,
    cause: Option<String>,
    last_event: LastEvent,
    times_out: Option<String>,
    now: String,
    waits_for: Vec<Waits>,
    more: bool,
    commands_before: usize,
}

#[derive(Debug, Deserialize)]
struct LastEvent {
    id: u64,
    #[serde(rename = "type")]
    event_type: String,
    timestamp: String,
}

#[derive(Debug, Deserialize)]
struct Waits {
    path: String,
    since: String,
    until: Option<String>,
    retries: u32,
    what: String,
}

#[derive(Debug, Deserialize)]
struct Refusal {
    code: String,
    message: String,
}

/// Asks the server and prints what it says.
#[expect(clippy::print_stdout, reason = "the explanation is the command's data")]
pub(crate) fn run(options: &ExplainOptions) -> anyhow::Result<()> {
    let arn = options.execution_arn.parse::<Arn>();
    let region = arn.map_or_else(|_| String::new(), |arn| arn.region.to_string());
    let name = utf8_percent_encode(&options.execution_arn, NON_ALPHANUMERIC);
    let path = format!("/_stepwell/explain?executionArn={name}");
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (status, body) = tokio.block_on(client::get(&options.endpoint, &path, &region))?;
    if status != StatusCode::OK {
        let refusal: Refusal = serde_json::from_slice(&body)
            .with_context(|| format!("the server at {} answered {status}", options.endpoint))?;
        bail!("{}: {}", refusal.code, refusal.message);
    }
    let page: Page = serde_json::from_slice(&body)
        .context("the server's answer cannot be read; is it of another version?")?;
    match options.json {
        true => println!("{}", String::from_utf8_lossy(&body)),
        false => print!("{}", text(&page)),
    }
    Ok(())
}

fn text(page: &Page) -> String {
    let mut lines = vec![
        page.execution_arn.clone(),
        format!("  status      {}", page.status),
        format!(
            "  started     {}{}",
            page.start_date,
            ago(&page.start_date, &page.now)
        ),
    ];
    let LastEvent {
        id,
        event_type,
        timestamp,
    } = &page.last_event;
    lines.push(format!(
        "  last event  {id} {event_type}, {timestamp}{}",
        ago(timestamp, &page.now)
    ));
    if let Some(stop) = &page.stop_date {
        lines.push(format!("  ended       {stop}{}", ago(stop, &page.now)));
    }
    if let Some(due) = &page.times_out {
        lines.push(format!("  times out   {due}"));
    }
    if let Some(error) = &page.error {
        lines.push(format!("  error       {error}"));
    }
    if let Some(cause) = &page.cause {
        lines.push(format!("  cause       {cause}"));
    }
    for waits in &page.waits_for {
        lines.push(format!("\n{}", waits.path));
        lines.push(format!("  waits for   {}", waits.what));
        lines.push(format!(
            "  since       {}{}",
            waits.since,
            ago(&waits.since, &page.now)
        ));
        if let Some(until) = &waits.until {
            lines.push(format!("  until       {until}"));
        }
        if waits.retries > 0 {
            lines.push(format!("  retries     {}", waits.retries));
        }
    }
    if page.more {
        lines.push("\nand more places, which are not shown".into());
    }
    if page.commands_before > 0 {
        lines.push(format!(
            "\n{} commands wait in its lane",
            page.commands_before
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// ` (3 h 2 min ago)`.
fn ago(then: &str, now: &str) -> String {
    let read = |text: &str| Timestamp::parse_rfc3339(text).map(Timestamp::millis);
    let Some((then, now)) = read(then).zip(read(now)) else {
        return String::new();
    };
    let seconds = (now - then) / 1000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!(" ({seconds} s ago)"),
        (0, 0, _) => format!(" ({minutes} min {} s ago)", seconds % 60),
        (0, _, _) => format!(" ({hours} h {minutes} min ago)"),
        _ => format!(" ({days} d {hours} h ago)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_two_units() {
        let now = "2025-01-10T00:00:00.000Z";
        for (then, said) in [
            ("2025-01-09T23:59:58.000Z", " (2 s ago)"),
            ("2025-01-09T23:57:57.000Z", " (2 min 3 s ago)"),
            ("2025-01-09T20:58:00.000Z", " (3 h 2 min ago)"),
            ("2025-01-05T23:00:00.000Z", " (4 d 1 h ago)"),
            ("whenever", ""),
        ] {
            assert_eq!(ago(then, now), said);
        }
    }

    #[test]
    fn a_page_is_told_in_lines() {
        let page = r#"{"executionArn":"arn:x","status":"RUNNING","startDate":"2025-01-01T00:00:00.000Z",
            "lastEvent":{"id":2,"type":"WaitStateEntered","timestamp":"2025-01-01T00:00:00.000Z"},
            "now":"2025-01-01T00:01:00.000Z","more":false,"commandsBefore":0,"waitsFor":[
            {"path":"Pause","state":"Pause","kind":"time","since":"2025-01-01T00:00:00.000Z",
             "until":"2025-01-02T00:00:00.000Z","retries":1,"what":"the time of a Wait state"}]}"#;
        let text = text(&serde_json::from_str(page).unwrap());
        for line in [
            "  last event  2 WaitStateEntered, 2025-01-01T00:00:00.000Z (1 min 0 s ago)",
            "Pause",
            "  waits for   the time of a Wait state",
            "  until       2025-01-02T00:00:00.000Z",
            "  retries     1",
        ] {
            assert!(
                text.lines().any(|other| other == line),
                "{line:?} in {text}"
            );
        }
    }
}
