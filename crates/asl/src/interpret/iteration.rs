//! How many items of a Map at once, and how many may fail, in either mode.

use std::str::FromStr;

use query::jsonpath::JsonPath;
use serde_json::Value;

use super::site::Site;
use crate::error::Fault;
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::jsonata::Query;
use crate::map_run::Tolerance;
use crate::program::{Concurrency, Iteration, Quantity};

/// `MaxConcurrency`; 0 when AWS's own limit holds.
pub(super) fn concurrency(
    site: &Site<'_>,
    input: &Document,
    over: &Iteration,
) -> Result<u64, Fault> {
    match &over.max_concurrency {
        Concurrency::Fixed(limit) => Ok(*limit),
        Concurrency::Query(query) => site.states().evaluate_as(query, "integer", Value::as_u64),
        Concurrency::Path(path) => {
            let limit = looked_up::<i64>(site, input, path, "MaxConcurrencyPath", "integer")?;
            let negative = |_| Fault::Runtime("MaxConcurrency cannot be negative.".into());
            u64::try_from(limit).map_err(negative)
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the numbers were checked to be whole and not negative"
)]
pub(super) fn tolerance(
    site: &Site<'_>,
    input: &Document,
    over: &Iteration,
) -> Result<Tolerance, Fault> {
    let count = whole(
        site,
        input,
        over.tolerated_count.as_ref(),
        "ToleratedFailureCountPath",
    )?;
    if count.is_some_and(|count| count < 0.0) {
        return Err(Fault::Runtime(
            "ToleratedFailureCount cannot be negative.".into(),
        ));
    }
    let percentage = match &over.tolerated_percentage {
        None => None,
        Some(Quantity::Fixed(number)) => Some(*number),
        Some(Quantity::Path(path)) => {
            let field = "ToleratedFailurePercentagePath";
            Some(looked_up::<f64>(site, input, path, field, "float")?)
        }
        Some(Quantity::Query(query)) => {
            Some(computed(site, input, query, "number", Value::as_f64)?)
        }
    };
    if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
        let text = "ToleratedFailurePercentage must be between 0 and 100.";
        return Err(Fault::Runtime(text.into()));
    }
    Ok(Tolerance {
        count: count.map(|count| count as u64),
        percentage,
    })
}

/// A whole number, which may be negative.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of items are far below 2^53"
)]
pub(super) fn whole(
    site: &Site<'_>,
    input: &Document,
    quantity: Option<&Quantity>,
    field: &str,
) -> Result<Option<f64>, Fault> {
    match quantity {
        None => Ok(None),
        Some(Quantity::Fixed(number)) => Ok(Some(number.trunc())),
        Some(Quantity::Path(path)) => {
            let number = looked_up::<i64>(site, input, path, field, "integer")?;
            Ok(Some(number as f64))
        }
        Some(Quantity::Query(query)) => {
            let whole = |value: &Value| value.as_f64().filter(|number| number.fract() == 0.0);
            computed(site, input, query, "integer", whole).map(Some)
        }
    }
}

/// What an expression gives. A run that is loaded again must find the same.
fn computed<T>(
    site: &Site<'_>,
    input: &Document,
    query: &Query,
    expected: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<T, Fault> {
    let fixed = site.fixed_moment();
    let view = site.view_at(input, &fixed);
    view.states.evaluate_as(query, expected, read)
}

/// The number at `path`; a text that holds one counts (recorded).
pub(super) fn looked_up<T: FromStr>(
    site: &Site<'_>,
    input: &Document,
    path: &JsonPath,
    field: &str,
    what: &str,
) -> Result<T, Fault> {
    let view = site.view(input);
    let value = view
        .path(path)
        .map_err(|lost| Fault::Runtime(lost.invalid_path()))?;
    let text = match &*value {
        Value::String(text) => text.clone(),
        other => json::to_text(other),
    };
    text.parse().map_err(|_| {
        Fault::Runtime(format!(
            "The {field} field refers to value \"{text}\" which is not a valid {what}: {}",
            path.text()
        ))
    })
}
