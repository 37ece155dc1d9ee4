//! Evaluating a call: first its arguments, each checked for its type, then the function.

use super::function::Function;
use super::parse::{Argument, Call};
use super::template::Template;
use super::{Random, Resolve, array, document, number, text};
use serde_json::Value;
use std::borrow::Cow;

/// Why a call has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntrinsicError<E> {
    /// A path among its arguments led nowhere; AWS reports that as `States.Runtime`.
    #[error("{0}")]
    Path(E),
    /// A function refused its arguments: `States.IntrinsicFailure`.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// A function refused its arguments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The function '{call}' had the following error: {reason}")]
pub struct Failure {
    /// The call as written.
    pub call: String,
    /// What is wrong.
    pub reason: String,
}

/// An argument's value: owned, borrowed, or a template that was parsed with the call.
enum Given<'g> {
    Value(Cow<'g, Value>),
    Template(&'g Template),
}

pub(super) fn evaluate<R: Resolve>(
    call: &Call,
    resolve: &R,
    random: &mut dyn Random,
) -> Result<Value, IntrinsicError<R::Error>> {
    let mut given = Vec::with_capacity(call.arguments.len());
    for argument in &call.arguments {
        given.push(match argument {
            Argument::Literal(value) => Given::Value(Cow::Borrowed(value)),
            Argument::Template(template) => Given::Template(template),
            Argument::Path(path) => Given::Value(resolve.path(path).map_err(IntrinsicError::Path)?),
            Argument::Call(inner) => Given::Value(Cow::Owned(evaluate(inner, resolve, random)?)),
        });
    }
    apply(call.function, &given, random).map_err(|reason| {
        IntrinsicError::Failed(Failure {
            call: call.text.clone(),
            reason,
        })
    })
}

/// The function's value, or the reason why there is none.
fn apply(
    function: Function,
    given: &[Given<'_>],
    random: &mut dyn Random,
) -> Result<Value, String> {
    if let (Function::Format, Some((Given::Template(template), rest))) =
        (function, given.split_first())
    {
        return text::format(template, &values(function, 1, rest)?);
    }
    let arguments = values(function, 0, given)?;
    match (function, &arguments[..]) {
        (Function::Array, items) => Ok(Value::Array(
            items.iter().map(|item| (*item).clone()).collect(),
        )),
        (Function::ArrayPartition, [items, size]) => array::partition(items, size),
        (Function::ArrayContains, [items, item]) => array::contains(items, item),
        (Function::ArrayRange, [first, last, step]) => array::range(first, last, step),
        (Function::ArrayGetItem, [items, index]) => array::get_item(items, index),
        (Function::ArrayLength, [items]) => array::length(items),
        (Function::ArrayUnique, [items]) => array::unique(items),
        (Function::Base64Encode, [data]) => text::base64_encode(data),
        (Function::Base64Decode, [data]) => text::base64_decode(data),
        (Function::Hash, [data, algorithm]) => text::hash(data, algorithm),
        (Function::JsonMerge, [first, second, deep]) => document::merge(first, second, deep),
        (Function::StringToJson, [text]) => document::from_string(text),
        (Function::JsonToString, [value]) => Ok(query::java::to_json(value).into()),
        (Function::MathRandom, [start, end]) => number::random(start, end, None, random),
        (Function::MathRandom, [start, end, seed]) => {
            number::random(start, end, Some(seed), random)
        }
        (Function::MathAdd, [first, second]) => number::add(first, second),
        (Function::StringSplit, [data, delimiters]) => text::split(data, delimiters),
        (Function::UUID, []) => Ok(text::uuid(random).into()),
        (Function::Format, [Value::String(template), rest @ ..]) => {
            text::format(&Template::parse(template), rest)
        }
        _ => Err("wrong number of arguments".to_owned()),
    }
}

/// The values, if each is of the type that `function` takes at its position.
fn values<'g>(
    function: Function,
    first: usize,
    given: &'g [Given<'_>],
) -> Result<Vec<&'g Value>, String> {
    let check = |(offset, given): (usize, &'g Given<'_>)| {
        let Given::Value(value) = given else {
            return Err("a template is not a value".to_owned());
        };
        let position = first + offset;
        let expected = function.kind(position);
        if expected.admits(value) {
            return Ok(&**value);
        }
        let shown = query::java::to_json(value);
        Err(format!(
            "argument {} must be {}, but was: {shown}",
            position + 1,
            expected.name()
        ))
    };
    given.iter().enumerate().map(check).collect()
}
