//! Log groups: create, describe, retention setting, tags, delete.

use std::collections::BTreeMap;

use model::{Arn, Scope, Timestamp};
use store::{Batch, ListPage, Write};

use crate::error::LogsError;
use crate::logs::Logs;
use crate::state::{Group, GroupDocument, State, StreamDocument};

/// What PutRetentionPolicy allows.
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>.
pub const RETENTION_DAYS: [u32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// The largest page of DescribeLogGroups and DescribeLogStreams.
pub(crate) const MAX_PAGE: usize = 50;

const MAX_TAGS: usize = 50;

/// A group as DescribeLogGroups answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// Its ARN without the `:*` that DescribeLogGroups appends in `arn`.
    pub arn: Arn,
    /// When it was created.
    pub created: Timestamp,
    /// How long events are kept; absent for ever.
    pub retention_days: Option<u32>,
    /// What its events count.
    pub stored_bytes: u64,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Which groups to describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GroupFilter {
    /// All.
    #[default]
    All,
    /// Those whose name begins so.
    Prefix(String),
    /// Those whose name contains this, case-sensitively.
    Pattern(String),
}

impl GroupFilter {
    fn matches(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Prefix(prefix) => name.starts_with(prefix),
            Self::Pattern(pattern) => name.contains(pattern),
        }
    }
}

impl Logs {
    /// CreateLogGroup.
    ///
    /// # Errors
    /// [`LogsError::GroupExists`], [`LogsError::InvalidParameter`] for its name, [`LogsError::TooManyTags`].
    pub async fn create_log_group(
        &self,
        scope: &Scope,
        name: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(), LogsError> {
        check_name(name)?;
        if tags.len() > MAX_TAGS {
            return Err(LogsError::TooManyTags);
        }
        let now = self.now().millis();
        let key = GroupDocument::key(scope, name);
        let ((), commit) = self.change(|state, batch| {
            if state.groups.contains_key(&key) {
                return Err(LogsError::GroupExists);
            }
            insert(state, batch, key, GroupDocument::new(now, tags));
            Ok(())
        })?;
        Ok(commit.await?)
    }

    /// The group `name`.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`].
    pub fn describe_log_group(&self, scope: &Scope, name: &str) -> Result<LogGroup, LogsError> {
        self.group(scope, name, |group| Ok(describe(scope, name, group)))
    }

    /// DescribeLogGroups: up to `limit` (at most and by default 50) groups by name, after the one `token` names.
    ///
    /// # Errors
    /// [`LogsError::InvalidParameter`] for a limit out of range.
    pub fn describe_log_groups(
        &self,
        scope: &Scope,
        filter: &GroupFilter,
        token: Option<&str>,
        limit: Option<usize>,
    ) -> Result<ListPage<LogGroup, String>, LogsError> {
        let limit = check_limit(limit, MAX_PAGE)?;
        let prefix = GroupDocument::prefix(scope);
        let state = self.state();
        let groups = state
            .groups
            .range(prefix.clone()..)
            .map_while(|(key, group)| Some((key.strip_prefix(&prefix)?, group)))
            .filter(|(name, _)| filter.matches(name) && token.is_none_or(|token| *name > token))
            .map(|(name, group)| describe(scope, name, group));
        Ok(ListPage::collect(groups, limit, |group| group.name.clone()))
    }

    /// PutRetentionPolicy, or DeleteRetentionPolicy with `None`.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], or [`LogsError::InvalidParameter`] for a number of days that is not allowed.
    pub async fn set_retention(
        &self,
        scope: &Scope,
        name: &str,
        days: Option<u32>,
    ) -> Result<(), LogsError> {
        if let Some(days) = days.filter(|days| !RETENTION_DAYS.contains(days)) {
            return Err(LogsError::invalid(format!(
                "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member \
                 must satisfy enum value set: {RETENTION_DAYS:?}"
            )));
        }
        self.change_group(scope, name, |group| {
            group.retention_days = days;
            Ok(())
        })
        .await
    }

    /// TagResource of a group.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::TooManyTags`].
    pub async fn tag_log_group(
        &self,
        scope: &Scope,
        name: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(), LogsError> {
        self.change_group(scope, name, |group| {
            let mut all = group.tags.clone();
            all.extend(tags);
            if all.len() > MAX_TAGS {
                return Err(LogsError::TooManyTags);
            }
            group.tags = all;
            Ok(())
        })
        .await
    }

    /// UntagResource of a group.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`].
    pub async fn untag_log_group(
        &self,
        scope: &Scope,
        name: &str,
        keys: &[String],
    ) -> Result<(), LogsError> {
        self.change_group(scope, name, |group| {
            group.tags.retain(|key, _| !keys.contains(key));
            Ok(())
        })
        .await
    }

    /// DeleteLogGroup, with its streams and their events.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`].
    pub async fn delete_log_group(&self, scope: &Scope, name: &str) -> Result<(), LogsError> {
        let ids = |group: &Group| Ok(group.streams.values().map(|s| s.document.id).collect());
        let streams: Vec<u64> = self.group(scope, name, ids)?;
        for stream in streams {
            self.thin_out(stream, i64::MAX).await?;
        }
        let key = GroupDocument::key(scope, name);
        let ((), commit) = self.change(|state, batch| {
            let group = state.groups.remove(&key).ok_or(LogsError::GroupNotFound)?;
            for (name, stream) in group.streams {
                delete_stream(&key, &name, stream.document.id, batch);
            }
            batch.push(Write::DeleteDocument {
                collection: GroupDocument::COLLECTION,
                key,
            });
            Ok(())
        })?;
        Ok(commit.await?)
    }

    async fn change_group(
        &self,
        scope: &Scope,
        name: &str,
        change: impl FnOnce(&mut GroupDocument) -> Result<(), LogsError>,
    ) -> Result<(), LogsError> {
        let ((), commit) = self.change(|state, batch| {
            let group = state.group_mut(scope, name)?;
            change(&mut group.document)?;
            group.document.put(&GroupDocument::key(scope, name), batch);
            Ok(())
        })?;
        Ok(commit.await?)
    }
}

/// Enters a new group.
pub(crate) fn insert(state: &mut State, batch: &mut Batch, key: String, document: GroupDocument) {
    document.put(&key, batch);
    state.groups.insert(key, Group::new(document));
}

/// What makes a stream and its events go.
pub(crate) fn delete_stream(group_key: &str, name: &str, id: u64, batch: &mut Batch) {
    batch.push(Write::DeleteLogs {
        stream: id,
        before: i64::MAX,
    });
    batch.push(Write::DeleteDocument {
        collection: StreamDocument::COLLECTION,
        key: StreamDocument::key(group_key, name),
    });
}

/// The page size asked for, between 1 and `most`, which is also the default.
pub(crate) fn check_limit(limit: Option<usize>, most: usize) -> Result<usize, LogsError> {
    let bound = |kind: &str, bound: usize, value: usize| {
        LogsError::invalid(format!(
            "1 validation error detected: Value '{value}' at 'limit' failed to satisfy constraint: Member must have \
             value {kind} than or equal to {bound}"
        ))
    };
    match limit.unwrap_or(most) {
        0 => Err(bound("greater", 1, 0)),
        limit if limit > most => Err(bound("less", most, limit)),
        limit => Ok(limit),
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), LogsError> {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"._-/#".contains(&b);
    let fault = if !(1..=512).contains(&name.len()) {
        "Member must have length between 1 and 512"
    } else if !name.bytes().all(letter) {
        r"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+"
    } else if name.starts_with("aws/") {
        return Err(LogsError::invalid(
            "Log groups starting with AWS/ are reserved for AWS.",
        ));
    } else {
        return Ok(());
    };
    Err(LogsError::invalid(format!(
        "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: {fault}"
    )))
}

fn describe(scope: &Scope, name: &str, group: &Group) -> LogGroup {
    let streams = group.streams.values();
    LogGroup {
        name: name.into(),
        arn: Arn::new("logs", scope, format!("log-group:{name}")),
        created: Timestamp::from_millis(group.document.created),
        retention_days: group.document.retention_days,
        stored_bytes: streams.map(|stream| stream.document.bytes).sum(),
        tags: group.document.tags.clone(),
    }
}
