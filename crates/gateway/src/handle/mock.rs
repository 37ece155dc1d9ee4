//! Mock integrations: the request template names a status, the response mappings do the rest.

use bytes::Bytes;
use http::HeaderMap;

use super::{Reply, answer, aws};
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::mock;
use crate::program::integration::IntegrationProgram;

pub(super) fn answer(
    integration: &IntegrationProgram,
    exchange: &mut Exchange<'_>,
) -> Result<Reply, Fault> {
    let body = aws::request_body(integration, exchange)?.into_bytes();
    let status = mock::status(&String::from_utf8_lossy(&body));
    let status = status.ok_or_else(|| {
        Fault::configuration(
            "Execution failed due to configuration error: Unable to parse statusCode. It should be an integer that is defined in the request template.",
        )
    })?;
    let backend = answer::Backend {
        selected_by: Some(status.to_string()),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    answer::map(integration, exchange, backend)
}
