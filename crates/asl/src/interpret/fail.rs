//! Fail states.

use serde_json::Value;

use super::site::Site;
use super::{Flow, Interpreter};
use crate::error::{Fault, StateError};
use crate::event::Failure;
use crate::json::Document;
use crate::program::{Fail, Words};
use crate::run::FrameId;

pub(super) fn run(at: &mut Interpreter<'_>, id: FrameId, fail: &Fail) -> Result<Flow, StateError> {
    let failure = {
        let site = at.site(id);
        site.input().and_then(|input| {
            let error = words(&site, &input, fail.error.as_ref(), "ErrorPath")?;
            let cause = words(&site, &input, fail.cause.as_ref(), "CausePath")?;
            Ok(Failure { error, cause })
        })
    };
    match failure {
        Ok(failure) => Err(StateError::ordinary(failure)),
        Err(fault) => Err(at.fault(id, fault)),
    }
}

fn words(
    site: &Site<'_>,
    input: &Document,
    words: Option<&Words>,
    field: &str,
) -> Result<Option<String>, Fault> {
    match words {
        None => Ok(None),
        Some(Words::Fixed(text)) => Ok(Some(text.clone())),
        Some(Words::Query(query)) => {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            site.states().evaluate_as(query, "string", text).map(Some)
        }
        Some(Words::Computed(expression)) => {
            let value = site.view(input).evaluate(expression, field)?;
            Ok(Some(query::java::to_text(&value)))
        }
    }
}
