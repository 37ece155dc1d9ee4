//! Wait states, and Succeed states, which do the same without waiting.

use std::time::Duration;

use serde_json::Value;

use super::site::Site;
use super::{Flow, Interpreter};
use crate::error::{Fault, StateError};
use crate::event::EventType;
use crate::intrinsics::Resolve;
use crate::json::Document;
use crate::jsonata::Query;
use crate::program::Wait;
use crate::run::{FrameId, Phase};
use query::jsonpath::JsonPath;

/// The longest wait AWS accepts: beyond 2^31 - 1 seconds it answers `Wait state delay is too long.` (recorded:
/// 24,856 days are too long).
const LONGEST: Duration = Duration::from_secs(i32::MAX as u64);

pub(super) fn begin(
    at: &mut Interpreter<'_>,
    id: FrameId,
    wait: &Wait,
) -> Result<Flow, StateError> {
    let delay = {
        let site = at.site(id);
        delay(&site, wait, at.env.now)
    };
    let delay = delay.map_err(|fault| at.fault(id, fault))?;
    if delay > LONGEST {
        return Err(at.fault(id, Fault::Runtime("Wait state delay is too long.".into())));
    }
    if delay.is_zero() {
        return pass_on(at, id);
    }
    let timer = at.wake_after(id, delay);
    at.frame_mut(id).phase = Phase::Wait(timer);
    Ok(Flow::Blocked)
}

/// The timer fired.
pub(super) fn over(at: &mut Interpreter<'_>, id: FrameId) {
    at.frame_mut(id).phase = Phase::Begin;
    let result = pass_on(at, id);
    if at.settle(id, result) == Flow::Continue {
        at.run.ready.push_back(id);
    }
}

/// Leaves the state with its input.
pub(super) fn pass_on(at: &mut Interpreter<'_>, id: FrameId) -> Result<Flow, StateError> {
    let site = at.site(id);
    let outcome = site.input().and_then(|input| site.outcome(input));
    let next = site.state.next;
    debug_assert_ne!(site.state.events.entered, EventType::FailStateEntered);
    drop(site);
    let outcome = outcome.map_err(|fault| at.fault(id, fault))?;
    at.leave(id, outcome, next)
}

fn delay(site: &Site<'_>, wait: &Wait, now: model::Timestamp) -> Result<Duration, Fault> {
    match wait {
        Wait::Seconds(seconds) => Ok(Duration::from_secs(seconds.unsigned_abs())),
        Wait::SecondsPath(path) => {
            let seconds = seconds(site, &site.input()?, path, "SecondsPath")?;
            Ok(Duration::from_secs(seconds))
        }
        Wait::SecondsQuery(query) => {
            let seconds = site.states().evaluate_as(query, "integer", whole)?;
            Ok(Duration::from_secs(seconds))
        }
        Wait::UntilQuery(query) => until(site, query, now),
        Wait::Until(moment) => Ok(moment.since(now)),
        Wait::UntilPath(path) => {
            let input = site.input()?;
            let value = look_up(site, &input, path, "TimestampPath")?;
            let moment = value.as_str().and_then(crate::time::parse);
            let moment = moment.ok_or_else(|| {
                Fault::Runtime(format!(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {} == {}",
                    path.text(),
                    query::java::to_text(&value)
                ))
            })?;
            Ok(moment.since(now))
        }
    }
}

/// A number of seconds that a JSONata state computes.
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64()
}

fn until(site: &Site<'_>, query: &Query, now: model::Timestamp) -> Result<Duration, Fault> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let text = site.states().evaluate_as(query, "string", text)?;
    let moment = crate::time::parse(&text).ok_or_else(|| Fault::Query {
        location: query.field.clone(),
        text: format!(
            "The {} field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}",
            query.field
        ),
    })?;
    Ok(moment.since(now))
}

fn look_up(
    site: &Site<'_>,
    input: &Document,
    path: &JsonPath,
    field: &str,
) -> Result<Value, Fault> {
    let found = site
        .view(input)
        .path(path)
        .map(std::borrow::Cow::into_owned);
    found.map_err(|_| {
        Fault::Runtime(format!(
            "The {field} parameter does not reference an input value: {}",
            path.text()
        ))
    })
}

/// The whole number of seconds at `path`, which stands in `field`.
fn seconds(site: &Site<'_>, input: &Document, path: &JsonPath, field: &str) -> Result<u64, Fault> {
    let value = look_up(site, input, path, field)?;
    whole_seconds(&value, path, field)
}

/// `value`, found at `path` of `field`, as a number of seconds that is not negative.
pub(super) fn whole_seconds(value: &Value, path: &JsonPath, field: &str) -> Result<u64, Fault> {
    let text = query::java::to_text(value);
    let complain = |what: &str| {
        Fault::Runtime(format!(
            "The {field} parameter {what}: {} == {text}",
            path.text()
        ))
    };
    let seconds: i64 = text
        .parse()
        .map_err(|_| complain("cannot be parsed as a long value"))?;
    u64::try_from(seconds).map_err(|_| complain("references a negative value"))
}
