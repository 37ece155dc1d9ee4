//! `$context.requestOverride` and `$context.responseOverride`: what templates change of a request and its answer.
//!
//! Source: "Override your API's request and response parameters and status codes for REST APIs in API Gateway".
//! Recorded on AWS: whatever a request template puts there is seen by the response template.

use std::cell::OnceCell;

use serde_json::{Map as JsonMap, Value as Json};
use vtl::{Key, Map, Value};

use super::convert;

/// What the templates of one request have set so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    request: Option<JsonMap<String, Json>>,
    response: Option<JsonMap<String, Json>>,
}

impl Overrides {
    /// Headers of the integration request; a name with several values comes several times.
    pub fn request_headers(&self) -> impl Iterator<Item = (&str, String)> {
        pairs(self.request.as_ref(), "header")
    }

    /// Query parameters of the integration request.
    pub fn request_querystring(&self) -> impl Iterator<Item = (&str, String)> {
        pairs(self.request.as_ref(), "querystring")
    }

    /// Path variables of the integration request.
    pub fn request_path(&self) -> impl Iterator<Item = (&str, String)> {
        pairs(self.request.as_ref(), "path")
    }

    /// Headers of the method response.
    pub fn response_headers(&self) -> impl Iterator<Item = (&str, String)> {
        pairs(self.response.as_ref(), "header")
    }

    /// Status of the method response, if a status was set: a number, or a text that is one.
    #[must_use]
    pub fn response_status(&self) -> Option<u16> {
        let status = convert::text(self.response.as_ref()?.get("status")?)?;
        status
            .trim()
            .parse()
            .ok()
            .filter(|status| (100..=999).contains(status))
    }
}

/// The entries of one of the maps as texts.
fn pairs<'o>(
    side: Option<&'o JsonMap<String, Json>>,
    place: &str,
) -> impl Iterator<Item = (&'o str, String)> {
    let entries = side
        .and_then(|side| side.get(place))
        .and_then(Json::as_object)
        .into_iter()
        .flatten();
    entries.flat_map(|(name, value)| {
        let values: Vec<String> = match value {
            Json::Array(items) => items.iter().filter_map(convert::text).collect(),
            other => convert::text(other).into_iter().collect(),
        };
        values.into_iter().map(move |value| (name.as_str(), value))
    })
}

/// The maps as a template sees them, made when it asks for them.
pub(super) struct OverrideMaps {
    before: Overrides,
    request: OnceCell<Map>,
    response: OnceCell<Map>,
}

impl OverrideMaps {
    pub(super) fn new(before: &Overrides) -> OverrideMaps {
        OverrideMaps {
            before: before.clone(),
            request: OnceCell::new(),
            response: OnceCell::new(),
        }
    }

    pub(super) fn request(&self) -> &Map {
        self.request.get_or_init(|| {
            start(
                self.before.request.as_ref(),
                &["header", "path", "querystring"],
            )
        })
    }

    pub(super) fn response(&self) -> &Map {
        self.response
            .get_or_init(|| start(self.before.response.as_ref(), &["header"]))
    }

    /// What they hold now.
    pub(super) fn store(&self, overrides: &mut Overrides) {
        if let Some(request) = self.request.get() {
            overrides.request = convert::json_object(request);
        }
        if let Some(response) = self.response.get() {
            overrides.response = convert::json_object(response);
        }
    }
}

/// A map as it was left, or with its empty places.
fn start(before: Option<&JsonMap<String, Json>>, places: &[&str]) -> Map {
    match before {
        Some(before) => convert::map(before),
        None => Map::from_entries(
            places
                .iter()
                .map(|place| (Key::from(*place), Value::Map(Map::new()))),
        ),
    }
}
