//! `GetExecutionHistory`.

use aws::Error;
use aws::states::*;
use engine::{HistoryQuery, PageToken};

use super::error::execution_error;
use super::history::wire;
use super::names::check_arn;
use super::page::limit;
use crate::call::Context;

/// A page of an execution's history, forward or in reverse.
pub(super) async fn get_execution_history(
    cx: &Context<'_>,
    input: GetExecutionHistoryInput,
) -> Result<GetExecutionHistoryOutput, Error> {
    check_arn(cx, &input.execution_arn, "execution")?;
    let include_data = input.include_execution_data.unwrap_or(true);
    let query = HistoryQuery {
        arn: input.execution_arn,
        reverse: input.reverse_order.unwrap_or(false),
        limit: limit(input.max_results),
        include_data,
        token: input.next_token.map(PageToken),
    };
    let page = cx
        .app
        .engine
        .history(&query)
        .await
        .map_err(|error| execution_error(cx, &error))?;
    Ok(GetExecutionHistoryOutput {
        events: page
            .events
            .into_iter()
            .map(|event| wire(event, include_data))
            .collect(),
        next_token: page.next.map(|PageToken(token)| token),
    })
}
