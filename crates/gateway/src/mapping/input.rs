//! `$input`: the body and the parameters of the request.

use std::cell::OnceCell;
use std::sync::Arc;

use vtl::{Budget, HostCall, HostObject, Key, Map, Value, json};

use super::params::{HeaderNames, Multi, Params, any_case};
use super::path;

/// The object behind `$input`. The body is parsed when it is first asked for, and once.
pub(super) struct Input {
    body: Arc<str>,
    parsed: OnceCell<Result<Value, String>>,
    params: Arc<Params>,
    all_params: OnceCell<Map>,
}

impl Input {
    pub(super) fn new(body: &str, params: Arc<Params>) -> Input {
        // Recorded on AWS: without a body there is an empty object.
        let body = Arc::from(if body.is_empty() { "{}" } else { body });
        Input {
            body,
            parsed: OnceCell::new(),
            params,
            all_params: OnceCell::new(),
        }
    }

    fn parsed(&self) -> Result<&Value, String> {
        let parsed = self.parsed.get_or_init(|| match json::parse(&self.body) {
            Ok(Value::Null) => {
                Err("java.lang.IllegalArgumentException: root can not be null".to_owned())
            }
            Ok(value) => Ok(value),
            Err(error) => Err(format!("com.jayway.jsonpath.InvalidJsonException: {error}")),
        });
        parsed.as_ref().map_err(Clone::clone)
    }

    fn select(&self, path: &str) -> Result<Option<Value>, String> {
        path::select(self.parsed()?, path)
    }

    /// `$input.json(path)`: JSON text; what is not there, or null, is an empty string in quotes.
    fn json(&self, path: &str, out: &mut String, budget: &Budget) -> Result<(), String> {
        // The whole of a body that nobody has looked into needs no values.
        if path.trim() == "$"
            && self.parsed.get().is_none()
            && json::compact(&self.body, out).is_some()
        {
            return budget
                .bytes(self.body.len())
                .map_err(|limit| limit.to_string());
        }
        match self.select(path)? {
            None | Some(Value::Null) => out.push_str("\"\""),
            Some(value) => json::write(&value, json::Style::Plain, out, budget)
                .map_err(|limit| limit.to_string())?,
        }
        Ok(())
    }

    /// `$input.params()`.
    fn all_params(&self) -> Map {
        let make = || {
            let header = match self.params.header_names {
                HeaderNames::AsSent => Value::Map(singles(&self.params.header)),
                HeaderNames::Normalised => Value::host(Headers {
                    params: self.params.clone(),
                    map: OnceCell::new(),
                }),
            };
            Map::from_entries([
                (Key::from("path"), Value::Map(singles(&self.params.path))),
                (
                    Key::from("querystring"),
                    Value::Map(singles(&self.params.querystring)),
                ),
                (Key::from("header"), header),
            ])
        };
        self.all_params.get_or_init(make).clone()
    }
}

/// Names with the last of their values.
fn singles(multi: &Multi) -> Map {
    let last = |(name, values): &(String, Vec<String>)| {
        Some((
            Key::from(name.as_str()),
            Value::from(values.last()?.as_str()),
        ))
    };
    Map::from_entries(multi.iter().filter_map(last))
}

impl HostObject for Input {
    fn get(&self, name: &str) -> Option<Value> {
        (name == "body").then(|| Value::Str(self.body.clone()))
    }

    fn call(&self, name: &str, args: &[Value], budget: &Budget) -> HostCall {
        let failed = HostCall::Failed;
        match (name, args) {
            ("json", [Value::Str(path)]) => {
                let mut text = String::new();
                self.json(path, &mut text, budget)
                    .map_or_else(failed, |()| HostCall::Value(Value::from(text)))
            }
            ("path", [Value::Str(path)]) => self
                .select(path)
                .map_or_else(failed, |found| HostCall::Value(found.unwrap_or_default())),
            ("params", []) => HostCall::Value(Value::Map(self.all_params())),
            ("params", [Value::Str(name)]) => {
                HostCall::Value(Value::from(self.params.find(name).unwrap_or_default()))
            }
            _ => HostCall::NoSuchMethod,
        }
    }

    fn print(&self, name: &str, args: &[Value], out: &mut String, budget: &Budget) -> bool {
        match (name, args) {
            ("json", [Value::Str(path)]) => self.json(path, out, budget).is_ok(),
            _ => false,
        }
    }
}

/// Headers whose names the transport has respelt: looked up in any case, otherwise a map.
struct Headers {
    params: Arc<Params>,
    map: OnceCell<Map>,
}

impl Headers {
    fn map(&self) -> &Map {
        self.map.get_or_init(|| singles(&self.params.header))
    }

    fn find(&self, name: &str) -> Option<Value> {
        let exact = self.map().get_text(name);
        exact.or_else(|| {
            any_case(&self.params.header, name)?
                .last()
                .map(|value| Value::from(value.as_str()))
        })
    }
}

impl HostObject for Headers {
    fn get(&self, name: &str) -> Option<Value> {
        self.find(name)
    }

    fn set(&self, name: &str, value: Value) -> bool {
        self.map().put(Key::from(name), value);
        true
    }

    fn call(&self, name: &str, args: &[Value], _: &Budget) -> HostCall {
        match (name, args) {
            ("get", [Value::Str(name)]) => HostCall::Value(self.find(name).unwrap_or_default()),
            ("getOrDefault", [Value::Str(name), default]) => {
                HostCall::Value(self.find(name).unwrap_or_else(|| default.clone()))
            }
            ("containsKey", [Value::Str(name)]) => {
                HostCall::Value(Value::Bool(self.find(name).is_some()))
            }
            _ => HostCall::NoSuchMethod,
        }
    }

    fn collection(&self) -> Option<Value> {
        Some(Value::Map(self.map().clone()))
    }
}
