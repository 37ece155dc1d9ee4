//! XML bodies: written for S3, read for the query protocol and S3.

use serde_json::{Map, Value};

use super::table::{Form, Kind, Member, Place, Shape, Table};
use super::value::{
    Moments, base64, capitalized, moment, read_moment, shown_base64, text, write_moment,
};

/// The namespace of S3's documents, the only ones that are written.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
/// No answer of AWS nests elements as deeply.
const DEEPEST: usize = 100;

/// The document `root` that holds `value`.
pub(super) fn write(
    table: &Table,
    root: &str,
    kind: Kind,
    value: &Value,
) -> Result<String, String> {
    let mut out = String::new();
    element(table, root, kind, value, false, &mut out)?;
    Ok(match out.strip_prefix(&format!("<{root}")) {
        Some(rest) => format!("<{root} xmlns=\"{NAMESPACE}\"{rest}"),
        None => out,
    })
}

fn element(
    table: &Table,
    name: &str,
    kind: Kind,
    value: &Value,
    flat: bool,
    out: &mut String,
) -> Result<(), String> {
    let unfit = || format!("The value {value} has an invalid format");
    let shape = match kind {
        Kind::Shape(shape) => table.shape(shape),
        _ => None,
    };
    if let (
        Some(Shape::List {
            item,
            wire,
            flat: own,
        }),
        Value::Array(items),
    ) = (shape, value)
    {
        if *own || flat {
            return items
                .iter()
                .try_for_each(|value| element(table, name, *item, value, false, out));
        }
        let inner = wire.unwrap_or("member");
        open(name, out);
        for value in items {
            element(table, inner, *item, value, false, out)?;
        }
        close(name, out);
        return Ok(());
    }
    open(name, out);
    match (shape, kind, value) {
        (Some(Shape::Structure(members)), _, Value::Object(fields)) => {
            super::json::check_fields(members, fields)?;
            for member in members.iter().filter(|m| m.place == Place::Body) {
                let given = fields.get(&capitalized(member.name));
                if let Some(value) = given.filter(|value| !value.is_null()) {
                    element(table, member.wire, member.kind, value, member.flat, out)?;
                }
            }
        }
        (Some(_), ..) => return Err(unfit()),
        (None, Kind::Blob, value) => out.push_str(&base64(value)),
        (None, Kind::Moment(form), value) => {
            let moment = moment(value).ok_or_else(unfit)?;
            out.push_str(&write_moment(moment, form.unwrap_or(Form::Iso)));
        }
        (None, _, value) => escape(&text(value), out),
    }
    close(name, out);
    Ok(())
}

fn open(name: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
}

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

/// An element that was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

impl Element {
    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of this name.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }
}

/// Reads a document; none when it is not one.
pub(super) fn parse(document: &str) -> Option<Element> {
    let mut open: Vec<Element> = vec![Element::default()];
    let mut rest = document;
    while let Some(at) = rest.find('<') {
        open.last_mut()?.text.push_str(&unescape(&rest[..at]));
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1;
        } else if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let (text, after) = after.split_once("]]>")?;
            open.last_mut()?.text.push_str(text);
            rest = after;
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest = rest.split_once('>')?.1;
        } else {
            let (tag, after) = rest[1..].split_once('>')?;
            rest = after;
            tag_read(tag, &mut open)?;
        }
    }
    let mut root = open.pop().filter(|_| open.is_empty())?;
    root.children.pop()
}

fn tag_read(tag: &str, open: &mut Vec<Element>) -> Option<()> {
    if let Some(name) = tag.strip_prefix('/') {
        let done = open.pop().filter(|done| done.name == local(name.trim()))?;
        open.last_mut()?.children.push(done);
        return Some(());
    }
    let (tag, empty) = match tag.strip_suffix('/') {
        Some(tag) => (tag, true),
        None => (tag, false),
    };
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let element = Element {
        name: local(name).to_owned(),
        attributes: attributes_of(attributes),
        ..Element::default()
    };
    if empty {
        open.last_mut()?.children.push(element);
    } else {
        open.push(element);
    }
    (open.len() < DEEPEST).then_some(())
}

fn attributes_of(text: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let mut rest = text.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            break;
        };
        let Some((value, after)) = after[1..].split_once(quote) else {
            break;
        };
        attributes.push((name.trim().to_owned(), unescape(value)));
        rest = after.trim_start();
    }
    attributes
}

/// A name without its namespace's prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let known = after.split_once(';').and_then(|(name, after)| {
            let letter = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                other => numbered(other),
            };
            letter.map(|letter| (letter, after))
        });
        match known {
            Some((letter, after)) => {
                plain.push(letter);
                rest = after;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(number)
}

/// The members of a structure, as a result shows them.
pub(super) fn read_members(
    table: &Table,
    members: &[Member],
    element: &Element,
    moments: Moments,
) -> Map<String, Value> {
    let mut shown = Map::new();
    for member in members.iter().filter(|m| m.place == Place::Body) {
        if let Some(value) = read_member(table, member, element, moments) {
            shown.insert(capitalized(member.name), value);
        }
    }
    shown
}

fn read_member(
    table: &Table,
    member: &Member,
    element: &Element,
    moments: Moments,
) -> Option<Value> {
    if member.attribute {
        let wanted = local(member.wire);
        let mut attributes = element.attributes.iter();
        let (_, value) = attributes.find(|(name, _)| local(name) == wanted)?;
        return Some(value.as_str().into());
    }
    let shape = match member.kind {
        Kind::Shape(name) => table.shape(name),
        _ => None,
    };
    if let Some(Shape::List { item, wire, flat }) = shape
        && (*flat || member.flat)
    {
        let name = match *flat {
            true => wire
                .filter(|wire| element.child(wire).is_some())
                .unwrap_or(member.wire),
            false => member.wire,
        };
        let items = element.children.iter().filter(|child| child.name == name);
        let items: Vec<Value> = items
            .map(|child| read(table, *item, child, moments))
            .collect();
        return (!items.is_empty()).then_some(Value::Array(items));
    }
    if let Some(map @ Shape::Map { flat, .. }) = shape
        && (*flat || member.flat)
    {
        let entries = element.children.iter().filter(|c| c.name == member.wire);
        let entries = read_entries(table, map, entries, moments);
        return (!entries.is_empty()).then_some(Value::Object(entries));
    }
    let child = element.child(member.wire)?;
    Some(read(table, member.kind, child, moments))
}

/// The value of an element.
pub(super) fn read(table: &Table, kind: Kind, element: &Element, moments: Moments) -> Value {
    let text = element.text.as_str();
    let as_text = || Value::String(text.to_owned());
    match kind {
        Kind::Text | Kind::Document => as_text(),
        Kind::Integer | Kind::Double => {
            serde_json::from_str(text.trim()).unwrap_or_else(|_| as_text())
        }
        Kind::Boolean => text
            .trim()
            .parse::<bool>()
            .map_or_else(|_| as_text(), Value::Bool),
        Kind::Blob => shown_base64(text.trim()),
        Kind::Moment(_) => read_moment(text.trim()).map_or_else(as_text, |m| moments.show(m)),
        Kind::Shape(name) => match table.shape(name) {
            Some(Shape::Structure(members)) => {
                Value::Object(read_members(table, members, element, moments))
            }
            Some(Shape::List { item, wire, .. }) => {
                let name = wire.unwrap_or("member");
                let items = element.children.iter().filter(|child| child.name == name);
                Value::Array(
                    items
                        .map(|child| read(table, *item, child, moments))
                        .collect(),
                )
            }
            Some(map @ Shape::Map { .. }) => {
                let entries = element
                    .children
                    .iter()
                    .filter(|child| child.name == "entry");
                Value::Object(read_entries(table, map, entries, moments))
            }
            None => as_text(),
        },
    }
}

fn read_entries<'e>(
    table: &Table,
    map: &Shape,
    entries: impl Iterator<Item = &'e Element>,
    moments: Moments,
) -> Map<String, Value> {
    let Shape::Map {
        value,
        key_wire,
        value_wire,
        ..
    } = map
    else {
        return Map::new();
    };
    let entry = |entry: &Element| {
        let key = entry.child_text(key_wire.unwrap_or("key"))?.to_owned();
        let child = entry.child(value_wire.unwrap_or("value"))?;
        Some((key, read(table, *value, child, moments)))
    };
    entries.filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read() {
        let document = r#"<?xml version="1.0"?><!-- c --><a:R xmlns:a="x" k='v &amp; w'><E/>
            <T>1 &lt; 2 &#65;&bogus;<![CDATA[<raw>]]></T></a:R>"#;
        let root = parse(document).unwrap();
        assert_eq!(root.name, "R");
        assert_eq!(root.attributes[1], ("k".into(), "v & w".into()));
        assert_eq!(root.child_text("T"), Some("1 < 2 A&bogus;<raw>"));
        assert_eq!(root.child_text("E"), Some(""));
    }

    #[test]
    fn what_is_no_document_is_none() {
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "</a>",
            "<a",
            &"<a>".repeat(200),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
