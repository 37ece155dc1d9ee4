//! Values between Task states and messages: moments, bytes, texts, names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Timestamp;
use serde_json::Value;

use super::table::Form;

/// How a result shows moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moments {
    /// In milliseconds, as AWS's first Java SDK has them.
    Millis,
    /// In ISO 8601, as the second prints them.
    Iso,
}

impl Moments {
    /// A moment of an answer, as a result shows it.
    pub(super) fn show(self, moment: Timestamp) -> Value {
        match self {
            Self::Millis => moment.millis().into(),
            Self::Iso if moment.millis() % 1000 == 0 => moment.iso8601_seconds().into(),
            Self::Iso => moment.iso8601().into(),
        }
    }
}

/// With an upper-case first letter.
pub(super) fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A text, or other JSON written out.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The base64 of a parameter's bytes.
pub(super) fn base64(value: &Value) -> String {
    STANDARD.encode(text(value))
}

/// Bytes as the text they hold; those that hold none in base64.
pub(super) fn shown_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => STANDARD.encode(bytes).into(),
    }
}

/// Bytes that came in base64.
pub(super) fn shown_base64(text: &str) -> Value {
    match STANDARD.decode(text) {
        Ok(bytes) => shown_bytes(&bytes),
        Err(_) => text.into(),
    }
}

/// The moment that a parameter gives: ISO 8601, or a number of seconds.
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => Timestamp::parse_rfc3339(text),
        Value::Number(seconds) => from_seconds(seconds.as_f64()?),
        _ => None,
    }
}

/// The moment so many seconds after the epoch.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float beyond i64 becomes its end, which is no moment that anybody means"
)]
pub(super) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    let millis = (seconds * 1000.0).round();
    millis
        .is_finite()
        .then(|| Timestamp::from_millis(millis as i64))
}

/// A moment of a message, in whichever form it came.
pub(super) fn read_moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text)
        .or_else(|| Timestamp::parse_http_date(text))
        .or_else(|| from_seconds(text.parse().ok()?))
}

/// A moment as a message's text.
pub(super) fn write_moment(moment: Timestamp, form: Form) -> String {
    match form {
        Form::Iso => moment.iso8601_seconds(),
        Form::Http => moment.http_date(),
        Form::Seconds => moment.epoch_seconds().to_string(),
    }
}
