//! The model's constraints, in AWS's words.
//!
//! The wording and what a path looks like are those of recorded answers of AWS: several violations are joined with
//! `; `, a member of a list is `patchOperations.1.member.op`, items of a list of scalars are judged together, and a
//! sensitive value is not repeated. Which violation comes first is known only in part: members of the body before
//! those of the path, a pattern before a length, otherwise the order of the model.

mod iam;
mod output;
mod wording;

pub use output::check_output;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::service::Service;
use crate::shape::{Kind, Location, Member, Operation, Shape};

/// Checks an input that [`crate::decode`] gave against the model.
///
/// # Errors
/// `ValidationException` or the service's own code, with every violation in its message.
pub fn validate(service: Service, operation: &Operation, input: &Value) -> Result<(), Error> {
    validate_within(service, operation, input, TextSizes::AsModelled)
}

/// How long texts may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSizes {
    /// As long as the model says.
    #[default]
    AsModelled,
    /// As above, but those that may be long (32 KiB and more: payloads, definitions) may be of any length.
    Lifted,
}

/// From this maximum on a text counts as one that may be long.
const LONG_TEXT: u64 = 32_768;

/// As [`validate`], with another limit on long texts.
///
/// # Errors
/// As [`validate`].
pub fn validate_within(
    service: Service,
    operation: &Operation,
    input: &Value,
    sizes: TextSizes,
) -> Result<(), Error> {
    let (Some(shape), Value::Object(members)) = (operation.input, input) else {
        return Ok(());
    };
    if service == Service::Iam {
        iam::names(shape, members)?;
    }
    let mut check = Check {
        violations: Vec::new(),
        sizes,
    };
    let (body, head): (Vec<&Member>, Vec<&Member>) = shape
        .members()
        .iter()
        .partition(|m| m.location == Location::Body);
    for member in body {
        check.member(&At::body(service, operation), member, members);
    }
    for member in head {
        check.member(&At::Top, member, members);
    }
    check.outcome(service)
}

fn is_long_text(shape: &Shape) -> bool {
    matches!(shape.kind, Kind::String { max: Some(max), .. } if max >= LONG_TEXT)
}

/// Where a value is: written out only when something is wrong there.
enum At<'a> {
    Top,
    /// API Gateway calls the body of `PutIntegration` `putIntegrationInput`.
    Body(&'a str),
    Member(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
    Entry(&'a At<'a>, &'a str),
}

impl<'a> At<'a> {
    fn body(service: Service, operation: &'a Operation) -> Self {
        match service {
            Service::ApiGateway => At::Body(operation.name),
            _ => At::Top,
        }
    }

    /// Such as `createRestApiInput.endpointConfiguration.types`.
    fn path(&self) -> String {
        let dotted = |at: &At<'_>, name: &str| match at.path() {
            path if path.is_empty() => name.to_string(),
            path => format!("{path}.{name}"),
        };
        match self {
            At::Top => String::new(),
            At::Body(operation) => format!("{}Input", wording::lower_first(operation)),
            At::Member(at, name) => dotted(at, &wording::lower_first(name)),
            At::Item(at, index) => format!("{}.{}.member", at.path(), index + 1),
            At::Entry(at, key) => format!("{}.{key}.member", at.path()),
        }
    }
}

struct Check {
    violations: Vec<String>,
    sizes: TextSizes,
}

impl Check {
    fn outcome(self, service: Service) -> Result<(), Error> {
        let message = match self.violations.as_slice() {
            [] => return Ok(()),
            [one] => format!("1 validation error detected: {one}"),
            many => format!(
                "{} validation errors detected: {}",
                many.len(),
                many.join("; ")
            ),
        };
        Err(Error::validation(service, message))
    }

    fn member(&mut self, at: &At<'_>, member: &Member, values: &Map<String, Value>) {
        let at = At::Member(at, member.name);
        match values.get(member.name) {
            Some(value) if !value.is_null() => self.value(&at, member.shape, value),
            _ if member.required => {
                self.say(&at, member.shape, &Value::Null, "Member must not be null")
            }
            _ => {}
        }
    }

    fn say(&mut self, at: &At<'_>, shape: &Shape, value: &Value, constraint: &str) {
        let value = wording::quoted(shape, value);
        let path = at.path();
        self.violations.push(format!(
            "Value{value} at '{path}' failed to satisfy constraint: {constraint}"
        ));
    }

    fn value(&mut self, at: &At<'_>, shape: &Shape, value: &Value) {
        match (&shape.kind, value) {
            (Kind::Structure { members, .. }, Value::Object(values)) => {
                members
                    .iter()
                    .for_each(|member| self.member(at, member, values));
            }
            (Kind::List { member, sparse, .. }, Value::Array(items)) => {
                self.own(at, shape, value);
                self.list(at, shape, value, (member, *sparse), items);
            }
            (
                Kind::Map {
                    key,
                    value: of,
                    sparse,
                    ..
                },
                Value::Object(entries),
            ) => {
                self.own(at, shape, value);
                self.map(at, shape, value, (key, of, *sparse), entries);
            }
            _ => self.own(at, shape, value),
        }
    }

    /// The constraints on the value as a whole.
    fn own(&mut self, at: &At<'_>, shape: &Shape, value: &Value) {
        if self.sizes == TextSizes::Lifted && is_long_text(shape) && value.is_string() {
            return;
        }
        wording::violated(shape, value, &mut |constraint| {
            self.say(at, shape, value, &constraint)
        });
    }

    fn list(
        &mut self,
        at: &At<'_>,
        shape: &Shape,
        value: &Value,
        of: (&Shape, bool),
        items: &[Value],
    ) {
        let (member, sparse) = of;
        if is_scalar(member) {
            if items
                .iter()
                .any(|item| item.is_null() || breaks(member, item))
            {
                let constraints = wording::all(member, !sparse);
                self.say(
                    at,
                    shape,
                    value,
                    &format!("Member must satisfy constraint: [{constraints}]"),
                );
            }
            return;
        }
        for (index, item) in items.iter().enumerate() {
            let at = At::Item(at, index);
            match item {
                Value::Null => self.say(&at, member, item, "Member must not be null"),
                item => self.value(&at, member, item),
            }
        }
    }

    fn map(
        &mut self,
        at: &At<'_>,
        shape: &Shape,
        value: &Value,
        of: (&Shape, &Shape, bool),
        entries: &Map<String, Value>,
    ) {
        let (key, of, sparse) = of;
        if entries.keys().any(|text| breaks_text(key, text)) {
            let constraints = wording::all(key, false);
            self.say(
                at,
                shape,
                value,
                &format!("Map keys must satisfy constraint: [{constraints}]"),
            );
        }
        if is_scalar(of) {
            if entries.values().any(|value| match value {
                Value::Null => !sparse,
                value => breaks(of, value),
            }) {
                let constraints = wording::all(of, !sparse);
                self.say(
                    at,
                    shape,
                    value,
                    &format!("Map value must satisfy constraint: [{constraints}]"),
                );
            }
            return;
        }
        for (key, value) in entries {
            let at = At::Entry(at, key);
            match value {
                Value::Null if sparse => {}
                Value::Null => self.say(&at, of, value, "Member must not be null"),
                value => self.value(&at, of, value),
            }
        }
    }
}

fn is_scalar(shape: &Shape) -> bool {
    !matches!(
        shape.kind,
        Kind::Structure { .. } | Kind::List { .. } | Kind::Map { .. }
    )
}

fn breaks(shape: &Shape, value: &Value) -> bool {
    let mut broken = false;
    wording::violated(shape, value, &mut |_| broken = true);
    broken
}

fn breaks_text(shape: &Shape, text: &str) -> bool {
    breaks(shape, &Value::from(text))
}

#[cfg(test)]
mod tests;
