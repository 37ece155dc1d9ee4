//! Percent-encoding, pairs of a query string, and texts that stand for numbers, truths and moments.

use std::borrow::Cow;

use model::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::shape::{Kind, Shape};

/// `text` without its percent-encoding. `None` when what it encodes is not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// The decoded pairs of a query string or form, in order. A `+` is a space; a pair that is not UTF-8 is left out.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let decoded = |part: &str| {
        let part = part.replace('+', " ");
        percent_decoded(&part).map(Cow::into_owned)
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// The value of a scalar of `shape` written as text; `None` when `text` is not one.
pub(super) fn scalar(shape: &Shape, text: &str) -> Option<Value> {
    match shape.kind {
        Kind::String { .. } | Kind::Blob { .. } => Some(text.into()),
        Kind::Boolean => match text {
            _ if text.eq_ignore_ascii_case("true") => Some(true.into()),
            _ if text.eq_ignore_ascii_case("false") => Some(false.into()),
            _ => None,
        },
        Kind::Integer { .. } => text.parse::<i32>().ok().map(Value::from),
        Kind::Long { .. } => text.parse::<i64>().ok().map(Value::from),
        Kind::Double { .. } => finite(text.parse().ok()?),
        Kind::Timestamp => moment(text).map(|at| at.millis().into()),
        Kind::Structure { .. } | Kind::List { .. } | Kind::Map { .. } => None,
    }
}

/// A moment as RFC 3339 or as seconds since the epoch.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text).or_else(|| from_seconds(text.parse().ok()?))
}

/// The moment `seconds` after the epoch, to the millisecond.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked on the line before"
)]
pub(super) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    let millis = (seconds * 1000.0).round();
    (millis.abs() < 1e17).then(|| Timestamp::from_millis(millis as i64))
}

fn finite(number: f64) -> Option<Value> {
    serde_json::Number::from_f64(number).map(Value::Number)
}

/// Everything but RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `text` with every reserved character percent-encoded.
pub(super) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
