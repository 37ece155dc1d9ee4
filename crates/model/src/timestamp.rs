//! A moment in milliseconds since the Unix epoch, and the text forms AWS writes it in.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// Milliseconds since 1970-01-01T00:00:00Z. Where it comes from is the caller's business: this crate has no clock.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `millis` milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Seconds since the epoch with milliseconds as fraction: how awsJson and restJson write a timestamp.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of any real date fit in 53 bits"
    )]
    pub fn epoch_seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// `2025-01-31T12:00:00.123Z`, the form of the context object and of CloudWatch.
    #[must_use]
    pub fn iso8601(self) -> String {
        self.format(format_description!(
            "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"
        ))
    }

    /// `2025-01-31T12:00:00Z`, the form of the query protocol's answers.
    #[must_use]
    pub fn iso8601_seconds(self) -> String {
        self.format(format_description!(
            "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
        ))
    }

    /// `Fri, 31 Jan 2025 12:00:00 GMT`, the form of HTTP's `Date`.
    #[must_use]
    pub fn http_date(self) -> String {
        self.format(format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        ))
    }

    /// `text` read as RFC 3339 (`T`, seconds and an offset are required), to the millisecond.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let millis = moment.unix_timestamp_nanos().div_euclid(1_000_000);
        i64::try_from(millis).ok().map(Self)
    }

    /// Reads `Fri, 31 Jan 2025 12:00:00 GMT`; none for anything else.
    #[must_use]
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc2822).ok()?;
        moment.unix_timestamp().checked_mul(1000).map(Self)
    }

    /// The moment `delay` later, or the last representable one.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        let millis = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis))
    }

    /// How long after `earlier` this is; zero when it is before.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The calendar date and time of day in UTC, clamped to the years that can be written.
    #[must_use]
    pub fn to_utc(self) -> OffsetDateTime {
        let nanos = i128::from(self.0) * 1_000_000;
        let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos);
        moment
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(UtcOffset::UTC)
    }

    fn format(self, form: &(impl time::formatting::Formattable + ?Sized)) -> String {
        self.to_utc()
            .format(form)
            .expect("the forms above use only what a UTC date has")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso8601())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms() {
        let moment = Timestamp::from_millis(1_738_324_800_123);
        assert_eq!(moment.iso8601(), "2025-01-31T12:00:00.123Z");
        assert_eq!(moment.iso8601_seconds(), "2025-01-31T12:00:00Z");
        assert_eq!(moment.http_date(), "Fri, 31 Jan 2025 12:00:00 GMT");
        assert_eq!(
            Timestamp::parse_rfc3339("2025-01-31T13:00:00.123+01:00"),
            Some(moment)
        );
    }

    #[test]
    fn an_http_date_reads_back() {
        let moment = Timestamp::from_millis(1_738_324_800_000);
        assert_eq!(
            Timestamp::parse_http_date(&moment.http_date()),
            Some(moment)
        );
        assert_eq!(Timestamp::parse_http_date("yesterday"), None);
    }

    #[test]
    fn what_is_not_rfc3339_is_refused() {
        for text in [
            "2025-01-31",
            "2025-01-31 12:00:00",
            "2025-13-31T12:00:00Z",
            "2025-01-31T12:00:00",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn no_moment_panics() {
        for millis in [i64::MIN, -1, 0, i64::MAX] {
            let moment = Timestamp::from_millis(millis);
            assert!(!moment.iso8601().is_empty());
            assert_eq!(moment.since(moment), Duration::ZERO);
            let _ = moment.after(Duration::MAX);
        }
    }
}
