//! What is read of executions: describe, list, history. Reads go to the store, which shows every acknowledged commit,
//! and trouble no lane.

use store::record::execution::ExecutionRecord;
use store::{Direction, ExecutionId};

use crate::description::{Description, Summary};
use crate::engine::Engine;
use crate::error::{EngineError, ExecutionError};
use crate::journal::{self, Range};
use crate::live;
use crate::page::{HistoryPage, HistoryQuery, ListQuery, ListedPage, PageToken};
use crate::redrive::NotRedrivable;
use crate::status::Status;
use crate::together::together;

impl Engine {
    /// Describes an execution.
    ///
    /// # Errors
    /// When there is no such execution.
    pub async fn describe(&self, arn: &str) -> Result<Description, ExecutionError> {
        let id = self.id_of(arn).await?;
        let record = self.record(id).await?;
        let record = record.ok_or_else(|| ExecutionError::DoesNotExist(arn.to_owned()))?;
        let shared = &self.0.shared;
        let (input, output) = live::input_and_output(shared, id, &record).await?;
        let now = shared.clock.now();
        let not_redrivable = NotRedrivable::of(&record, now, &shared.options);
        Ok(Description {
            summary: Summary::of(&record)?,
            not_redrivable,
            input,
            output,
            role_arn: record.role_arn,
            definition: record.definition,
            error: record.error,
            cause: record.cause,
            trace_header: record.trace_header,
            revision_id: record.revision_id,
            last_event: record.last_event,
        })
    }

    /// Lists a machine's executions, newest first.
    ///
    /// # Errors
    /// When the token is of another query.
    pub async fn list(&self, query: &ListQuery) -> Result<ListedPage, ExecutionError> {
        let shared = &self.0.shared;
        let key = list_key(query);
        let after = match &query.token {
            Some(PageToken(token)) => Some(
                shared
                    .tokens
                    .read_list(&key, token)
                    .ok_or(ExecutionError::InvalidToken)?,
            ),
            None => None,
        };
        let status = query.status.map(|status| status as u8);
        let machine = &query.machine_arn;
        let page = shared
            .store
            .list_executions(machine, status, after, query.limit)
            .await?;
        let executions = self.summaries(&page.items, query.status).await?;
        let next = page.next.map(|last| shared.tokens.list(&key, last));
        Ok(ListedPage {
            executions,
            next: next.map(PageToken),
        })
    }

    /// Summaries of `ids`; those whose status changed between the two reads are left out.
    async fn summaries(
        &self,
        ids: &[ExecutionId],
        status: Option<Status>,
    ) -> Result<Vec<Summary>, ExecutionError> {
        let records = together(ids.iter().map(|id| self.record(*id))).await;
        let mut summaries = Vec::with_capacity(records.len());
        for record in records {
            let Some(record) = record? else { continue };
            let summary = Summary::of(&record)?;
            if status.is_none_or(|status| status == summary.status) {
                summaries.push(summary);
            }
        }
        Ok(summaries)
    }

    /// Reads a page of history. The cost is that of the page, wherever it lies.
    ///
    /// # Errors
    /// When there is no such execution, or the token is of another query.
    pub async fn history(&self, query: &HistoryQuery) -> Result<HistoryPage, ExecutionError> {
        let shared = &self.0.shared;
        let id = self.id_of(&query.arn).await?;
        let key = history_key(query);
        let from = match &query.token {
            Some(PageToken(token)) => shared
                .tokens
                .read_history(&key, token)
                .ok_or(ExecutionError::InvalidToken)?,
            None if query.reverse => u64::MAX,
            None => 1,
        };
        let range = Range {
            from,
            direction: direction(query),
            // One more tells whether there is a next page.
            limit: query.limit.saturating_add(1),
            bytes: shared.options.history_page_bytes,
            data: query.include_data,
        };
        let mut events = journal::read(&*shared.store, id, range).await?;
        let next = self.next_event(id, query, &mut events).await?;
        let next = next.map(|from| PageToken(shared.tokens.history(&key, from)));
        Ok(HistoryPage { events, next })
    }

    /// Cuts `events` to the page and says with which event the next one begins.
    async fn next_event(
        &self,
        id: ExecutionId,
        query: &HistoryQuery,
        events: &mut Vec<asl::event::Event>,
    ) -> Result<Option<u64>, ExecutionError> {
        if events.len() > query.limit {
            return Ok(events.pop().map(|event| event.id));
        }
        let Some(last) = events.last().map(|event| event.id) else {
            return Ok(None);
        };
        let following = if query.reverse { last - 1 } else { last + 1 };
        if following == 0 {
            return Ok(None);
        }
        // The page may have ended because of its size: look whether something follows.
        let store = &self.0.shared.store;
        let rows = store.events(id, following, direction(query), 1).await?;
        Ok(rows.first().map(|(id, _)| *id))
    }

    async fn record(&self, id: ExecutionId) -> Result<Option<ExecutionRecord>, EngineError> {
        let body = self.0.shared.store.execution(id).await?;
        body.map(|body| live::decode(id, &body)).transpose()
    }
}

fn direction(query: &HistoryQuery) -> Direction {
    match query.reverse {
        true => Direction::Reverse,
        false => Direction::Forward,
    }
}

/// What a list's token belongs to.
fn list_key(query: &ListQuery) -> Vec<u8> {
    let mut key = vec![query.status.map_or(0, |status| status as u8)];
    key.extend(query.machine_arn.as_bytes());
    key
}

/// What a history's token belongs to.
fn history_key(query: &HistoryQuery) -> Vec<u8> {
    let mut key = vec![u8::from(query.reverse)];
    key.extend(query.arn.as_bytes());
    key
}
