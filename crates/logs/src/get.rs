//! GetLogEvents: one stream, forwards and backwards.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>.

use model::{Scope, Timestamp};
use store::Direction;

use crate::error::LogsError;
use crate::event::{self, OutputEvent, Stored};
use crate::group::check_limit;
use crate::logs::Logs;

/// The most events of a page of events.
pub(crate) const MAX_EVENTS: usize = 10_000;
/// The most bytes of a page of events: messages and 26 for each.
pub(crate) const MAX_BYTES: usize = 1_048_576;

/// How many events are read from the store at once.
const CHUNK: usize = 500;

/// What to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetQuery {
    /// Events at or after it.
    pub start: Option<Timestamp>,
    /// Events before it.
    pub end: Option<Timestamp>,
    /// Without a token: begin at the earliest event instead of the latest page.
    pub from_head: bool,
    /// At most so many events, at most and by default 10,000; a page also ends at 1 MiB.
    pub limit: Option<usize>,
    /// A token of an earlier page.
    pub token: Option<String>,
}

/// A page. Both tokens are always there; the same token again means that this end is reached for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetPage {
    /// In order of time.
    pub events: Vec<OutputEvent>,
    /// For what comes after this page.
    pub next_forward: String,
    /// For what comes before this page.
    pub next_backward: String,
}

impl Logs {
    /// GetLogEvents.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::StreamNotFound`], [`LogsError::InvalidParameter`] for a bad limit
    /// or token.
    pub async fn get_log_events(
        &self,
        scope: &Scope,
        group: &str,
        stream: &str,
        query: &GetQuery,
    ) -> Result<GetPage, LogsError> {
        let limit = check_limit(query.limit, MAX_EVENTS)?;
        let token = query.token.as_deref().map(Token::parse).transpose()?;
        let now = self.now().millis();
        let found = self.group(scope, group, |found| {
            let kept_from = found.expired_before(now);
            Ok((found.stream(stream)?.document.id, kept_from))
        })?;
        let (id, kept_from) = found;
        let start = query.start.map_or(0, Timestamp::millis);
        let end = query.end.map_or(i64::MAX, Timestamp::millis);
        let read = Read {
            stream: id,
            start: start.max(kept_from),
            end,
            limit,
        };
        let token = token.unwrap_or(Token {
            direction: match query.from_head {
                true => Direction::Forward,
                false => Direction::Reverse,
            },
            at: None,
        });
        let events = self.read_page(&read, &token).await?;
        Ok(page(events, &token, start))
    }

    async fn read_page(&self, read: &Read, token: &Token) -> Result<Vec<Stored>, LogsError> {
        let mut events: Vec<Stored> = Vec::new();
        let mut bytes = 0;
        let mut after = token.at;
        'read: loop {
            let count = CHUNK.min(read.limit - events.len());
            let (stream, direction) = (read.stream, token.direction);
            let rows = self
                .0
                .store
                .log_events(stream, read.start, read.end, after, direction, count);
            let rows = rows.await?;
            let last = rows.len() < count;
            for row in rows {
                let event = event::decode(row)?;
                bytes += event.size();
                if bytes > MAX_BYTES && !events.is_empty() {
                    break 'read;
                }
                after = Some((event.time, event.sequence));
                events.push(event);
            }
            if last || events.len() == read.limit {
                break;
            }
        }
        if token.direction == Direction::Reverse {
            events.reverse();
        }
        Ok(events)
    }
}

struct Read {
    stream: u64,
    start: i64,
    end: i64,
    limit: usize,
}

fn page(events: Vec<Stored>, token: &Token, start: i64) -> GetPage {
    let place = |event: &Stored| (event.time, event.sequence);
    // On an empty page both tokens stay where this one is; sequences begin at 1, so there is a place before the first.
    let (before, after) = match (events.first(), events.last(), token.at) {
        (Some(first), Some(last), _) => (place(first), place(last)),
        (_, _, Some(at)) if token.direction == Direction::Forward => ((at.0, at.1 + 1), at),
        (_, _, Some(at)) => (at, (at.0, at.1.saturating_sub(1))),
        (_, _, None) => ((start, 1), (start, 0)),
    };
    let token = |direction, at| {
        let at = Some(at);
        Token { direction, at }.to_string()
    };
    GetPage {
        events: events.into_iter().map(Stored::output).collect(),
        next_forward: token(Direction::Forward, after),
        next_backward: token(Direction::Reverse, before),
    }
}

/// `f/` or `b/`, 56 digits, `/s`, as AWS writes it: on from, or back from, the event of a time and a sequence.
struct Token {
    direction: Direction,
    /// Absent at either end of the stream.
    at: Option<(i64, u64)>,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letter = match self.direction {
            Direction::Forward => 'f',
            Direction::Reverse => 'b',
        };
        let (time, sequence) = self.at.unwrap_or_default();
        write!(f, "{letter}/{time:020}{sequence:036}/s")
    }
}

impl Token {
    fn parse(text: &str) -> Result<Self, LogsError> {
        Self::read(text).ok_or_else(LogsError::invalid_token)
    }

    fn read(text: &str) -> Option<Self> {
        let (direction, rest) = match text.split_at_checked(2)? {
            ("f/", rest) => (Direction::Forward, rest),
            ("b/", rest) => (Direction::Reverse, rest),
            _ => return None,
        };
        let digits = rest.strip_suffix("/s")?;
        let valid = digits.len() == 56 && digits.bytes().all(|b| b.is_ascii_digit());
        let (time, sequence) = digits.split_at_checked(20).filter(|_| valid)?;
        let sequence: u64 = sequence.parse().ok().filter(|s| *s < u64::MAX)?;
        Some(Self {
            direction,
            at: Some((time.parse().ok()?, sequence)),
        })
    }
}
