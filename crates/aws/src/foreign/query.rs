//! The query protocol's forms.

use serde_json::{Map, Value};

use super::json::check_fields;
use super::table::{Form, Kind, Member, Shape, Table};
use super::value::{base64, capitalized, moment, text, write_moment};

/// The fields of a form.
pub(super) type Pairs = Vec<(String, String)>;

/// Adds what `fields` says of `members`.
pub(super) fn write_members(
    table: &Table,
    members: &[Member],
    fields: &Map<String, Value>,
    prefix: &str,
    pairs: &mut Pairs,
) -> Result<(), String> {
    check_fields(members, fields)?;
    for member in members {
        let Some(value) = fields.get(&capitalized(member.name)) else {
            continue;
        };
        let name = match prefix {
            "" => member.wire.to_owned(),
            prefix => format!("{prefix}.{}", member.wire),
        };
        if !value.is_null() {
            write(table, member.kind, value, &name, member.flat, pairs)?;
        }
    }
    Ok(())
}

fn write(
    table: &Table,
    kind: Kind,
    value: &Value,
    name: &str,
    member_flat: bool,
    pairs: &mut Pairs,
) -> Result<(), String> {
    let unfit = || format!("The value {value} has an invalid format");
    let written = match kind {
        Kind::Blob => base64(value),
        Kind::Moment(form) => {
            let moment = moment(value).ok_or_else(unfit)?;
            write_moment(moment, form.unwrap_or(Form::Iso))
        }
        Kind::Shape(shape) => {
            return match (table.shape(shape), value) {
                (Some(Shape::Structure(members)), Value::Object(fields)) => {
                    write_members(table, members, fields, name, pairs)
                }
                (Some(Shape::List { item, wire, flat }), Value::Array(items)) => {
                    let prefix = match *flat || member_flat {
                        true => name.to_owned(),
                        false => format!("{name}.{}", wire.unwrap_or("member")),
                    };
                    items.iter().zip(1..).try_for_each(|(value, number)| {
                        let name = format!("{prefix}.{number}");
                        write(table, *item, value, &name, false, pairs)
                    })
                }
                (Some(map @ Shape::Map { .. }), Value::Object(entries)) => {
                    write_map(table, map, entries, name, member_flat, pairs)
                }
                _ => Err(unfit()),
            };
        }
        Kind::Text | Kind::Integer | Kind::Double | Kind::Boolean | Kind::Document => text(value),
    };
    pairs.push((name.to_owned(), written));
    Ok(())
}

fn write_map(
    table: &Table,
    map: &Shape,
    entries: &Map<String, Value>,
    name: &str,
    member_flat: bool,
    pairs: &mut Pairs,
) -> Result<(), String> {
    let Shape::Map {
        value: kind,
        key_wire,
        value_wire,
        flat,
    } = map
    else {
        return Ok(());
    };
    let prefix = match *flat || member_flat {
        true => name.to_owned(),
        false => format!("{name}.entry"),
    };
    let (key_wire, value_wire) = (key_wire.unwrap_or("key"), value_wire.unwrap_or("value"));
    entries
        .iter()
        .zip(1..)
        .try_for_each(|((key, value), number)| {
            pairs.push((format!("{prefix}.{number}.{key_wire}"), key.clone()));
            let name = format!("{prefix}.{number}.{value_wire}");
            write(table, *kind, value, &name, false, pairs)
        })
}
