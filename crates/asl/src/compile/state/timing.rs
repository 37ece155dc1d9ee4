//! Wait states, and amounts that are fixed, looked up or computed.

use super::{Site, field, path};
use crate::ast::{self, Amount};
use crate::compile::{CompileError, invalid};
use crate::program::{Seconds, Wait};

pub(super) fn seconds(
    fixed: Option<&Amount>,
    looked_up: Option<&String>,
    site: &Site<'_>,
    name: &str,
) -> Result<Option<Seconds>, CompileError> {
    let at = site.at;
    if let Some(Amount::Expression(text)) = fixed
        && let Some(query) = site.query(text, name)?
    {
        return Ok(Some(Seconds::Query(query)));
    }
    match (fixed, looked_up) {
        (Some(amount), _) => {
            let seconds = amount.as_i64().filter(|seconds| *seconds >= 0);
            let seconds =
                seconds.ok_or_else(|| invalid(&field(at, name), "Expected a positive integer"))?;
            Ok(Some(Seconds::Fixed(seconds)))
        }
        (None, Some(text)) => Ok(Some(Seconds::Path(path(
            text,
            &format!("{at}/{name}Path"),
        )?))),
        (None, None) => Ok(None),
    }
}

pub(super) fn wait(wait: &ast::Wait, site: &Site<'_>) -> Result<Wait, CompileError> {
    let at = site.at;
    match seconds(
        wait.seconds.as_ref(),
        wait.seconds_path.as_ref(),
        site,
        "Seconds",
    )? {
        Some(Seconds::Query(query)) => return Ok(Wait::SecondsQuery(query)),
        Some(Seconds::Fixed(seconds)) => return Ok(Wait::Seconds(seconds)),
        Some(Seconds::Path(path)) => return Ok(Wait::SecondsPath(path)),
        None => {}
    }
    if let Some(text) = &wait.timestamp
        && let Some(query) = site.query(text, "Timestamp")?
    {
        return Ok(Wait::UntilQuery(query));
    }
    match (&wait.timestamp, &wait.timestamp_path) {
        (Some(text), _) => crate::time::parse(text).map(Wait::Until).ok_or_else(|| {
            invalid(
                &field(at, "Timestamp"),
                "String does not match RFC3339 timestamp",
            )
        }),
        (None, Some(text)) => path(text, &field(at, "TimestampPath")).map(Wait::UntilPath),
        (None, None) => Err(invalid(
            at,
            "Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath]",
        )),
    }
}
