//! FilterLogEvents: the events of many streams that match a pattern, merged by time.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>.

mod merge;

use model::{Scope, Timestamp};

use crate::error::LogsError;
use crate::event::FilteredEvent;
use crate::filter_pattern::FilterPattern;
use crate::get::{MAX_BYTES, MAX_EVENTS};
use crate::group::check_limit;
use crate::logs::Logs;
use crate::state::Group;

use self::merge::{Merge, Place, Source};

/// A page ends after so many events that were looked at, matching or not: a call takes bounded time.
const MAX_SCANNED: usize = 100_000;

/// Which streams of the group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Streams {
    /// All.
    #[default]
    All,
    /// These.
    Names(Vec<String>),
    /// Those whose name begins so.
    Prefix(String),
}

/// What to look for.
#[derive(Clone, Debug, Default)]
pub struct FilterQuery {
    /// Where.
    pub streams: Streams,
    /// Events at or after it.
    pub start: Option<Timestamp>,
    /// Events at or before it.
    pub end: Option<Timestamp>,
    /// Which messages.
    pub pattern: FilterPattern,
    /// At most so many events, at most and by default 10,000; a page also ends at 1 MiB.
    pub limit: Option<usize>,
    /// The token of the page before.
    pub token: Option<String>,
}

/// A page. It may be short or empty and yet not be the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterPage {
    /// By time, then by time of ingestion.
    pub events: Vec<FilteredEvent>,
    /// Absent on the last page.
    pub next: Option<String>,
}

impl Logs {
    /// FilterLogEvents.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::StreamNotFound`] for a stream given by name,
    /// [`LogsError::InvalidParameter`] for a bad limit or token.
    pub async fn filter_log_events(
        &self,
        scope: &Scope,
        group: &str,
        query: &FilterQuery,
    ) -> Result<FilterPage, LogsError> {
        let limit = check_limit(query.limit, MAX_EVENTS)?;
        let after = query.token.as_deref().map(Place::parse).transpose()?;
        let now = self.now().millis();
        let sources = self.group(scope, group, |found| {
            let kept_from = found.expired_before(now);
            let start = query.start.map_or(0, Timestamp::millis).max(kept_from);
            let end = query.end.map_or(i64::MAX, Timestamp::millis);
            sources(found, &query.streams, start, end.saturating_add(1))
        })?;
        let merge = Merge::new(&*self.0.store, sources, after);
        collect(merge, &query.pattern, limit).await
    }
}

async fn collect(
    mut merge: Merge<'_>,
    pattern: &FilterPattern,
    limit: usize,
) -> Result<FilterPage, LogsError> {
    let mut events = Vec::new();
    let mut last: Option<Place> = None;
    let (mut bytes, mut scanned) = (0, 0);
    let token = |last: Option<Place>| last.map(|place| place.to_string());
    while let Some((stream, place, event)) = merge.next().await? {
        let matches = pattern.matches(&event.message);
        // What does not fit any more is for the next page, so `last` stays before it.
        let full = events.len() == limit || bytes + event.size() > MAX_BYTES;
        let stop = matches && full && !events.is_empty();
        if stop || scanned == MAX_SCANNED {
            let next = token(last);
            return Ok(FilterPage { events, next });
        }
        scanned += 1;
        last = Some(place);
        if matches {
            bytes += event.size();
            events.push(event.filtered(&stream, place.stream));
        }
    }
    Ok(FilterPage { events, next: None })
}

fn sources(
    group: &Group,
    streams: &Streams,
    start: i64,
    end: i64,
) -> Result<Vec<Source>, LogsError> {
    if let Streams::Names(names) = streams {
        for name in names {
            group.stream(name)?;
        }
    }
    let wanted = |name: &str| match streams {
        Streams::All => true,
        Streams::Names(names) => names.iter().any(|wanted| wanted == name),
        Streams::Prefix(prefix) => name.starts_with(prefix),
    };
    let named = group.streams.iter().filter(|(name, _)| wanted(name));
    let sources = named.filter_map(|(name, stream)| {
        let times = stream.document.times?;
        let start = start.max(times.first);
        (start < end && start <= times.last).then(|| Source {
            name: name.as_str().into(),
            id: stream.document.id,
            start,
            end,
        })
    });
    Ok(sources.collect())
}
