//! Log streams: create, describe, delete.

use model::{Arn, Scope, Timestamp};
use store::ListPage;

use crate::error::LogsError;
use crate::group::{MAX_PAGE, check_limit, delete_stream};
use crate::logs::Logs;
use crate::state::{GroupDocument, Stream, StreamDocument};

/// A stream as DescribeLogStreams answers it. Its `storedBytes` is always 0, as AWS has it since 2019.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStream {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: Arn,
    /// When it was created.
    pub created: Timestamp,
    /// The time of its earliest event.
    pub first_event: Option<Timestamp>,
    /// The time of its latest event.
    pub last_event: Option<Timestamp>,
    /// When an event last came in.
    pub last_ingestion: Option<Timestamp>,
}

/// How DescribeLogStreams sorts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamOrder {
    /// By name, only those that begin so.
    Name {
        /// Empty for all.
        prefix: String,
    },
    /// By the time of the latest event; streams without events count as earliest.
    LastEventTime,
}

impl Logs {
    /// CreateLogStream.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::StreamExists`], [`LogsError::InvalidParameter`] for its name.
    pub async fn create_log_stream(
        &self,
        scope: &Scope,
        group: &str,
        name: &str,
    ) -> Result<(), LogsError> {
        check_name(name)?;
        let now = self.now().millis();
        let ((), commit) = self.change(|state, batch| {
            let id = state.next_stream();
            let found = state.group_mut(scope, group)?;
            if found.streams.contains_key(name) {
                return Err(LogsError::StreamExists);
            }
            let document = StreamDocument::new(id, now);
            document.put(&GroupDocument::key(scope, group), name, batch);
            found.streams.insert(name.into(), Stream { document });
            Ok(())
        })?;
        Ok(commit.await?)
    }

    /// DescribeLogStreams: up to `limit` (at most and by default 50) streams after the one `token` names.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::InvalidParameter`] for a bad limit or token.
    pub fn describe_log_streams(
        &self,
        scope: &Scope,
        group: &str,
        order: &StreamOrder,
        descending: bool,
        token: Option<&str>,
        limit: Option<usize>,
    ) -> Result<ListPage<LogStream, String>, LogsError> {
        let limit = check_limit(limit, MAX_PAGE)?;
        self.group(scope, group, |found| {
            let place = |name: &str, stream: &Stream| Place::of(order, name, stream);
            let after = token.map(|token| Place::parse(order, token)).transpose()?;
            let comes = |place: &Place| match (&after, descending) {
                (None, _) => true,
                (Some(after), false) => place > after,
                (Some(after), true) => place < after,
            };
            let mut places: Vec<Place> = found
                .streams
                .iter()
                .filter(|(name, _)| order.includes(name))
                .map(|(name, stream)| place(name, stream))
                .filter(comes)
                .collect();
            places.sort_unstable();
            if descending {
                places.reverse();
            }
            let page = ListPage::collect(places.into_iter(), limit, Place::token);
            let describe = |place: &Place| describe(scope, group, &place.name, found);
            Ok(ListPage {
                items: page.items.iter().filter_map(describe).collect(),
                next: page.next,
            })
        })
    }

    /// DeleteLogStream, with its events.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::StreamNotFound`].
    pub async fn delete_log_stream(
        &self,
        scope: &Scope,
        group: &str,
        name: &str,
    ) -> Result<(), LogsError> {
        let id = self.group(scope, group, |found| Ok(found.stream(name)?.document.id))?;
        self.thin_out(id, i64::MAX).await?;
        let ((), commit) = self.change(|state, batch| {
            let streams = &mut state.group_mut(scope, group)?.streams;
            let stream = streams.remove(name).ok_or(LogsError::StreamNotFound)?;
            let key = GroupDocument::key(scope, group);
            delete_stream(&key, name, stream.document.id, batch);
            Ok(())
        })?;
        Ok(commit.await?)
    }
}

impl StreamOrder {
    fn includes(&self, name: &str) -> bool {
        match self {
            Self::Name { prefix } => name.starts_with(prefix),
            Self::LastEventTime => true,
        }
    }
}

/// Where a stream comes in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// Absent for streams without events, and in the order by name.
    last_event: Option<i64>,
    name: String,
}

impl Place {
    fn of(order: &StreamOrder, name: &str, stream: &Stream) -> Self {
        let by_time = *order == StreamOrder::LastEventTime;
        let times = stream.document.times.filter(|_| by_time);
        Self {
            last_event: times.map(|times| times.last),
            name: name.into(),
        }
    }

    fn token(&self) -> String {
        let time = self.last_event.map(|time| time.to_string());
        format!("{}:{}", time.unwrap_or_default(), self.name)
    }

    fn parse(order: &StreamOrder, token: &str) -> Result<Self, LogsError> {
        let invalid = |_| LogsError::invalid_token();
        let (time, name) = token.split_once(':').ok_or_else(LogsError::invalid_token)?;
        let time = (!time.is_empty()).then(|| time.parse());
        let last_event = time.transpose().map_err(invalid)?;
        if last_event.is_some() && *order != StreamOrder::LastEventTime {
            return Err(LogsError::invalid_token());
        }
        Ok(Self {
            last_event,
            name: name.into(),
        })
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), LogsError> {
    let fault = if !(1..=512).contains(&name.len()) {
        "Member must have length between 1 and 512"
    } else if name.contains([':', '*']) {
        "Member must satisfy regular expression pattern: [^:*]*"
    } else {
        return Ok(());
    };
    Err(LogsError::invalid(format!(
        "1 validation error detected: Value '{name}' at 'logStreamName' failed to satisfy constraint: {fault}"
    )))
}

fn describe(
    scope: &Scope,
    group: &str,
    name: &str,
    found: &crate::state::Group,
) -> Option<LogStream> {
    let document = &found.streams.get(name)?.document;
    let time = |of: fn(crate::state::Times) -> i64| {
        document
            .times
            .map(|times| Timestamp::from_millis(of(times)))
    };
    let resource = format!("log-group:{group}:log-stream:{name}");
    Some(LogStream {
        name: name.into(),
        arn: Arn::new("logs", scope, resource),
        created: Timestamp::from_millis(document.created),
        first_event: time(|times| times.first),
        last_event: time(|times| times.last),
        last_ingestion: time(|times| times.ingested),
    })
}
