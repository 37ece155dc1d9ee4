//! JSON bodies.

use serde_json::{Map, Value};

use super::table::{Form, Kind, Member, Place, Shape, Table};
use super::value::{
    Moments, base64, capitalized, from_seconds, moment, read_moment, shown_base64, text,
    write_moment,
};

/// The members of `members` that travel in the body, from capitalized parameters. Members that SDKs fill in get
/// `token`.
pub(super) fn body(
    table: &Table,
    members: &[Member],
    parameters: &Map<String, Value>,
    token: Option<&str>,
) -> Result<Map<String, Value>, String> {
    let mut body = Map::new();
    for member in members.iter().filter(|member| member.place == Place::Body) {
        let given = parameters.get(&capitalized(member.name));
        let value = match (given.filter(|value| !value.is_null()), token) {
            (Some(value), _) => write(table, member.kind, value)?,
            (None, Some(token)) if member.token => token.into(),
            (None, _) => continue,
        };
        body.insert(member.wire.to_owned(), value);
    }
    Ok(body)
}

/// A parameter as JSON of a message.
pub(super) fn write(table: &Table, kind: Kind, value: &Value) -> Result<Value, String> {
    let unfit = || format!("The value {value} has an invalid format");
    Ok(match kind {
        Kind::Text => text(value).into(),
        Kind::Blob => base64(value).into(),
        Kind::Document => value.clone(),
        Kind::Integer | Kind::Double => match value {
            Value::Number(_) => value.clone(),
            Value::String(text) => serde_json::from_str(text).map_err(|_| unfit())?,
            _ => return Err(unfit()),
        },
        Kind::Boolean => match value {
            Value::Bool(_) => value.clone(),
            Value::String(text) => text.parse::<bool>().map_err(|_| unfit())?.into(),
            _ => return Err(unfit()),
        },
        Kind::Moment(form) => {
            let moment = moment(value).ok_or_else(unfit)?;
            match form.unwrap_or(Form::Seconds) {
                Form::Seconds => moment.epoch_seconds().into(),
                form => write_moment(moment, form).into(),
            }
        }
        Kind::Shape(name) => match (table.shape(name), value) {
            (Some(Shape::Structure(members)), Value::Object(fields)) => {
                check_fields(members, fields)?;
                Value::Object(body(table, members, fields, None)?)
            }
            (Some(Shape::List { item, .. }), Value::Array(items)) => {
                let items = items.iter().map(|value| write(table, *item, value));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            (Some(Shape::Map { value: kind, .. }), Value::Object(entries)) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), write(table, *kind, value)?)));
                Value::Object(entries.collect::<Result<_, String>>()?)
            }
            _ => return Err(unfit()),
        },
    })
}

/// Refuses fields that there are not.
pub(super) fn check_fields(members: &[Member], fields: &Map<String, Value>) -> Result<(), String> {
    let known = |field: &&String| members.iter().any(|m| capitalized(m.name) == **field);
    match fields.keys().find(|field| !known(field)) {
        None => Ok(()),
        Some(unknown) => Err(format!(
            "The field '{unknown}' is not supported by Step Functions"
        )),
    }
}

/// JSON of a message as a result shows it.
pub(super) fn read(table: &Table, kind: Kind, value: Value, moments: Moments) -> Value {
    match (kind, value) {
        (Kind::Shape(name), value) => match (table.shape(name), value) {
            (Some(Shape::Structure(members)), Value::Object(fields)) => {
                Value::Object(read_members(table, members, fields, moments))
            }
            (Some(Shape::List { item, .. }), Value::Array(items)) => {
                let items = items.into_iter();
                Value::Array(items.map(|v| read(table, *item, v, moments)).collect())
            }
            (Some(Shape::Map { value: kind, .. }), Value::Object(entries)) => {
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| (key, read(table, *kind, value, moments)));
                Value::Object(entries.collect())
            }
            (_, value) => value,
        },
        (Kind::Blob, Value::String(base64)) => shown_base64(&base64),
        (Kind::Moment(_), Value::Number(seconds)) => {
            let moment = seconds.as_f64().and_then(from_seconds);
            moment.map_or(Value::Number(seconds), |moment| moments.show(moment))
        }
        (Kind::Moment(_), Value::String(text)) => {
            read_moment(&text).map_or(Value::String(text), |moment| moments.show(moment))
        }
        (_, value) => value,
    }
}

/// The members of a body; those the model does not have are left out, as an SDK leaves them out.
pub(super) fn read_members(
    table: &Table,
    members: &[Member],
    mut fields: Map<String, Value>,
    moments: Moments,
) -> Map<String, Value> {
    let mut shown = Map::new();
    for member in members.iter().filter(|member| member.place == Place::Body) {
        match fields.remove(member.wire) {
            None | Some(Value::Null) => {}
            Some(value) => {
                let value = read(table, member.kind, value, moments);
                shown.insert(capitalized(member.name), value);
            }
        }
    }
    shown
}
