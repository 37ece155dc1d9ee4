//! JSON Schema draft 4, as far as API Gateway's models use it.
//!
//! <https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00>. A `$ref` is to another model of the
//! same API (`https://apigateway.amazonaws.com/restapis/{api}/models/{name}`) or to a part of the same schema
//! (`#/definitions/…`); references may be circular. `format` is not checked, as API Gateway does not check it.

use std::collections::BTreeMap;

use fancy_regex::Regex;
use serde_json::{Map, Number, Value};

/// How deep a body and the references of its schema may nest together. JSON itself is read 128 deep.
const MAX_DEPTH: usize = 300;

/// Compiled schemas by model name.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    nodes: Vec<Node>,
    /// Model name, or model name and pointer, to a node.
    names: BTreeMap<String, usize>,
}

/// What one schema object asks for; an absent field asks for nothing.
#[derive(Debug, Default)]
struct Node {
    reference: Option<String>,
    types: Vec<Type>,
    values: Option<Vec<Value>>,
    all_of: Vec<usize>,
    any_of: Vec<usize>,
    one_of: Vec<usize>,
    not: Option<usize>,
    required: Vec<String>,
    properties: BTreeMap<String, usize>,
    pattern_properties: Vec<(Regex, usize)>,
    additional: Additional,
    property_count: Bounds,
    items: Items,
    additional_items: Additional,
    item_count: Bounds,
    unique_items: bool,
    length: Bounds,
    pattern: Option<Regex>,
    minimum: Option<(f64, bool)>,
    maximum: Option<(f64, bool)>,
    multiple_of: Option<f64>,
    /// A part of the schema has no meaning; nothing fits it.
    broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Array,
    Boolean,
    Integer,
    Null,
    Number,
    Object,
    String,
}

#[derive(Debug, Default)]
enum Additional {
    #[default]
    Allowed,
    Refused,
    Schema(usize),
}

#[derive(Debug, Default)]
enum Items {
    #[default]
    Any,
    All(usize),
    Each(Vec<usize>),
}

#[derive(Debug, Default)]
struct Bounds {
    minimum: Option<u64>,
    maximum: Option<u64>,
}

impl Bounds {
    fn of(schema: &Map<String, Value>, minimum: &str, maximum: &str) -> Self {
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
        Self {
            minimum: bound(minimum),
            maximum: bound(maximum),
        }
    }

    fn hold(&self, count: usize) -> bool {
        let count = count as u64;
        self.minimum.is_none_or(|least| count >= least)
            && self.maximum.is_none_or(|most| count <= most)
    }
}

impl Schemas {
    /// Compiles schemas given as JSON text.
    pub(crate) fn new(texts: &BTreeMap<&str, &str>) -> Self {
        let mut schemas = Self::default();
        for (name, text) in texts {
            let schema = serde_json::from_str(text).unwrap_or(Value::Null);
            schemas.compile(name, &schema);
        }
        schemas
    }

    /// Whether a body fits the model. An empty body is taken as an empty object; an unknown model takes nothing.
    pub(crate) fn accepts(&self, model: &str, body: &[u8]) -> bool {
        let body = if body.is_empty() { b"{}" } else { body };
        let node = self.names.get(model);
        match (serde_json::from_slice::<Value>(body), node) {
            (Ok(value), Some(node)) => self.fits(*node, &value, MAX_DEPTH),
            _ => false,
        }
    }

    /// Adds the schema that stands at `place` (a model's name, then a pointer) and all that stand in it.
    fn compile(&mut self, place: &str, schema: &Value) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Node::default());
        self.names.insert(place.to_owned(), at);
        self.nodes[at] = match schema {
            Value::Object(schema) => self.node(place, schema),
            _ => Node {
                broken: true,
                ..Node::default()
            },
        };
        at
    }

    fn node(&mut self, place: &str, schema: &Map<String, Value>) -> Node {
        let model = place.split('#').next().unwrap_or_default();
        let mut node = Node {
            reference: schema
                .get("$ref")
                .and_then(Value::as_str)
                .map(|r| resolve(model, r)),
            required: strings(schema.get("required")),
            property_count: Bounds::of(schema, "minProperties", "maxProperties"),
            item_count: Bounds::of(schema, "minItems", "maxItems"),
            length: Bounds::of(schema, "minLength", "maxLength"),
            unique_items: schema
                .get("uniqueItems")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            values: schema.get("enum").and_then(Value::as_array).cloned(),
            minimum: bound(schema, "minimum", "exclusiveMinimum"),
            maximum: bound(schema, "maximum", "exclusiveMaximum"),
            multiple_of: schema
                .get("multipleOf")
                .and_then(Value::as_f64)
                .filter(|by| *by > 0.0),
            ..Node::default()
        };
        node.types(schema.get("type"));
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            node.pattern = Regex::new(pattern).ok();
            node.broken |= node.pattern.is_none();
        }
        node.all_of = self.list(place, schema, "allOf");
        node.any_of = self.list(place, schema, "anyOf");
        node.one_of = self.list(place, schema, "oneOf");
        node.not = schema
            .get("not")
            .map(|inner| self.compile(&below(place, "not"), inner));
        self.children(place, schema, &mut node);
        node
    }

    fn children(&mut self, place: &str, schema: &Map<String, Value>, node: &mut Node) {
        node.properties = self
            .named(place, schema, "properties")
            .into_iter()
            .collect();
        for (pattern, inner) in self.named(place, schema, "patternProperties") {
            match Regex::new(&pattern) {
                Ok(pattern) => node.pattern_properties.push((pattern, inner)),
                Err(_) => node.broken = true,
            }
        }
        self.named(place, schema, "definitions");
        node.additional = self.additional(place, schema, "additionalProperties");
        node.additional_items = self.additional(place, schema, "additionalItems");
        node.items = match schema.get("items") {
            Some(Value::Array(_)) => Items::Each(self.list(place, schema, "items")),
            Some(items) => Items::All(self.compile(&below(place, "items"), items)),
            None => Items::Any,
        };
    }

    fn list(&mut self, place: &str, schema: &Map<String, Value>, word: &str) -> Vec<usize> {
        let inner = schema
            .get(word)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let place = below(place, word);
        let each = inner.iter().enumerate();
        each.map(|(at, inner)| self.compile(&below(&place, &at.to_string()), inner))
            .collect()
    }

    fn named(
        &mut self,
        place: &str,
        schema: &Map<String, Value>,
        word: &str,
    ) -> Vec<(String, usize)> {
        let place = below(place, word);
        let inner = schema
            .get(word)
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        inner
            .map(|(name, inner)| (name.clone(), self.compile(&below(&place, name), inner)))
            .collect()
    }

    fn additional(&mut self, place: &str, schema: &Map<String, Value>, word: &str) -> Additional {
        match schema.get(word) {
            Some(Value::Bool(false)) => Additional::Refused,
            Some(inner @ Value::Object(_)) => {
                Additional::Schema(self.compile(&below(place, word), inner))
            }
            _ => Additional::Allowed,
        }
    }

    fn fits(&self, at: usize, value: &Value, depth: usize) -> bool {
        let (node, Some(depth)) = (&self.nodes[at], depth.checked_sub(1)) else {
            return false;
        };
        // In draft 4 what stands beside a reference does not count.
        if let Some(reference) = &node.reference {
            let target = self.names.get(reference);
            return target.is_some_and(|target| self.fits(*target, value, depth));
        }
        let fits = |inner: &usize| self.fits(*inner, value, depth);
        !node.broken
            && (node.types.is_empty() || node.types.iter().any(|wanted| wanted.is_of(value)))
            && node
                .values
                .as_ref()
                .is_none_or(|values| values.iter().any(|known| same(known, value)))
            && node.all_of.iter().all(fits)
            && (node.any_of.is_empty() || node.any_of.iter().any(fits))
            && (node.one_of.is_empty()
                || node.one_of.iter().filter(|inner| fits(inner)).count() == 1)
            && node.not.as_ref().is_none_or(|inner| !fits(inner))
            && match value {
                Value::Object(object) => self.object_fits(node, object, depth),
                Value::Array(array) => self.array_fits(node, array, depth),
                Value::String(text) => node.text_fits(text),
                Value::Number(number) => node.number_fits(number),
                Value::Null | Value::Bool(_) => true,
            }
    }

    fn object_fits(&self, node: &Node, object: &Map<String, Value>, depth: usize) -> bool {
        node.required.iter().all(|name| object.contains_key(name))
            && node.property_count.hold(object.len())
            && object
                .iter()
                .all(|(name, value)| self.property_fits(node, name, value, depth))
    }

    fn property_fits(&self, node: &Node, name: &str, value: &Value, depth: usize) -> bool {
        let named = node.properties.get(name);
        let matching = |(pattern, _): &&(Regex, usize)| pattern.is_match(name).unwrap_or(false);
        let mut patterns = node.pattern_properties.iter().filter(matching).peekable();
        let listed = named.is_some() || patterns.peek().is_some();
        named.is_none_or(|inner| self.fits(*inner, value, depth))
            && patterns.all(|(_, inner)| self.fits(*inner, value, depth))
            && (listed || self.additional_fits(&node.additional, value, depth))
    }

    fn additional_fits(&self, additional: &Additional, value: &Value, depth: usize) -> bool {
        match additional {
            Additional::Allowed => true,
            Additional::Refused => false,
            Additional::Schema(inner) => self.fits(*inner, value, depth),
        }
    }

    fn array_fits(&self, node: &Node, array: &[Value], depth: usize) -> bool {
        let items = match &node.items {
            Items::Any => true,
            Items::All(inner) => array.iter().all(|value| self.fits(*inner, value, depth)),
            Items::Each(inner) => array
                .iter()
                .enumerate()
                .all(|(at, value)| match inner.get(at) {
                    Some(inner) => self.fits(*inner, value, depth),
                    None => self.additional_fits(&node.additional_items, value, depth),
                }),
        };
        items && node.item_count.hold(array.len()) && (!node.unique_items || all_differ(array))
    }
}

impl Node {
    fn types(&mut self, types: Option<&Value>) {
        let names = match types {
            Some(Value::String(name)) => vec![name.clone()],
            other => strings(other),
        };
        for name in names {
            match Type::parse(&name) {
                Some(known) => self.types.push(known),
                None => self.broken = true,
            }
        }
    }

    fn text_fits(&self, text: &str) -> bool {
        let pattern = self.pattern.as_ref();
        self.length.hold(text.chars().count())
            && pattern.is_none_or(|pattern| pattern.is_match(text).unwrap_or(false))
    }

    fn number_fits(&self, number: &Number) -> bool {
        let Some(number) = number.as_f64() else {
            return false;
        };
        let low = self.minimum.is_none_or(|(least, open)| {
            if open {
                number > least
            } else {
                number >= least
            }
        });
        let high = self
            .maximum
            .is_none_or(|(most, open)| if open { number < most } else { number <= most });
        let whole = |by: f64| {
            let times = number / by;
            (times - times.round()).abs() < 1e-9
        };
        low && high && self.multiple_of.is_none_or(whole)
    }
}

impl Type {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "array" => Self::Array,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "null" => Self::Null,
            "number" => Self::Number,
            "object" => Self::Object,
            "string" => Self::String,
            _ => return None,
        })
    }

    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Array => value.is_array(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Null => value.is_null(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::String => value.is_string(),
        }
    }
}

/// Where a reference points: the name of a model, or a model and a pointer.
fn resolve(model: &str, reference: &str) -> String {
    let (target, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let model = match target.rsplit_once("/models/") {
        Some((_, name)) => name,
        None => model,
    };
    let pointer = pointer.trim_end_matches('/');
    match pointer {
        "" => model.to_owned(),
        pointer => format!("{model}#{}", pointer.replace("~1", "/").replace("~0", "~")),
    }
}

/// The place of `part` inside `place`: `Model` and `Model#/definitions` lead to `Model#/definitions/part`.
fn below(place: &str, part: &str) -> String {
    let mark = if place.contains('#') { "" } else { "#" };
    format!("{place}{mark}/{part}")
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn bound(schema: &Map<String, Value>, word: &str, exclusive: &str) -> Option<(f64, bool)> {
    let open = schema
        .get(exclusive)
        .and_then(Value::as_bool)
        .unwrap_or(false);
    schema
        .get(word)
        .and_then(Value::as_f64)
        .map(|bound| (bound, open))
}

/// Equal as JSON values: `1` and `1.0` are the same number.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (a, b) => a == b,
    }
}

fn all_differ(array: &[Value]) -> bool {
    array
        .iter()
        .enumerate()
        .all(|(at, a)| !array[..at].iter().any(|b| same(a, b)))
}

#[cfg(test)]
mod tests;
