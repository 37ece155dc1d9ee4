//! botocore's `service-2.json`: what of it the generator reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

/// The services of `models/`, by their signing names. The file is `models/<name>.json`.
pub(crate) const SERVICES: [&str; 7] = [
    "states",
    "lambda",
    "apigateway",
    "logs",
    "iam",
    "sts",
    "events",
];

/// A JSON object that keeps its order: the order of members is the order in which AWS validates them.
#[derive(Clone, Debug)]
pub(crate) struct Ordered<T>(pub(crate) Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Ordered<T> {
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, v)| v)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::<String, Value>::deserialize(deserializer)?;
        let entries = map.into_iter().map(|(key, value)| {
            let value = serde_json::from_value(value).map_err(serde::de::Error::custom)?;
            Ok((key, value))
        });
        entries.collect::<Result<_, D::Error>>().map(Self)
    }
}

/// One service.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Service {
    pub(crate) metadata: Metadata,
    pub(crate) operations: Ordered<Operation>,
    pub(crate) shapes: Ordered<Shape>,
}

/// What holds for the whole service.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metadata {
    pub(crate) api_version: String,
    pub(crate) protocol: String,
    #[serde(default)]
    pub(crate) json_version: String,
    #[serde(default)]
    pub(crate) target_prefix: String,
    #[serde(default)]
    pub(crate) xml_namespace: String,
    pub(crate) service_full_name: String,
}

/// One operation.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) http: Http,
    pub(crate) input: Option<ShapeRef>,
    pub(crate) output: Option<OutputRef>,
    #[serde(default)]
    pub(crate) errors: Vec<ShapeRef>,
}

/// Where an operation lives.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Http {
    pub(crate) method: String,
    pub(crate) request_uri: String,
    pub(crate) response_code: Option<u16>,
}

/// The use of a shape.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ShapeRef {
    pub(crate) shape: String,
}

/// The use of a shape as an operation's answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputRef {
    pub(crate) shape: String,
    pub(crate) result_wrapper: Option<String>,
}

/// One shape. Which fields have a meaning depends on `kind`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Shape {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) members: Ordered<Member>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    pub(crate) payload: Option<String>,
    pub(crate) member: Option<ShapeRef>,
    pub(crate) key: Option<ShapeRef>,
    pub(crate) value: Option<ShapeRef>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) pattern: Option<String>,
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) exception: bool,
    #[serde(default)]
    pub(crate) fault: bool,
    pub(crate) error: Option<ErrorTrait>,
    /// Ours, of patches: a list whose items AWS does not declare required, or a map whose values may be null.
    #[serde(default)]
    pub(crate) sparse: bool,
}

impl Shape {
    /// The shapes this one uses.
    pub(crate) fn uses(&self) -> BTreeSet<&str> {
        let members = self.members.0.iter().map(|(_, m)| m.shape.as_str());
        let parts = [&self.member, &self.key, &self.value];
        let parts = parts.into_iter().flatten().map(|r| r.shape.as_str());
        members.chain(parts).collect()
    }
}

/// A member of a structure.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    pub(crate) shape: String,
    pub(crate) location: Option<String>,
    pub(crate) location_name: Option<String>,
}

/// How an error travels.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorTrait {
    pub(crate) code: Option<String>,
    pub(crate) http_status_code: Option<u16>,
}

/// What we know of a service that its model does not say: `models/patches.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Patches {
    /// Whether AWS's text on a wrong list item leaves out `Member must not be null`, for every list of the service.
    pub(crate) lists_may_hold_null: bool,
    /// Members (`Shape.member`) that are maps whose values AWS takes and gives as null.
    pub(crate) maps_with_nulls: Vec<String>,
    /// Fields of shapes, merged into the model.
    pub(crate) shapes: Map<String, Value>,
}

/// Reads `path` as JSON.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// Reads the model of `service` under `models`, patched.
pub(crate) fn load(models: &Path, service: &str) -> Result<Service> {
    let mut model: Value = read(&models.join(format!("{service}.json")))?;
    let mut patches: BTreeMap<String, Patches> = read(&models.join("patches.json"))?;
    let patch = patches.remove(service).unwrap_or_default();
    for (shape, fields) in &patch.shapes {
        let target = model.pointer_mut(&format!("/shapes/{shape}"));
        let target = target.and_then(Value::as_object_mut);
        let target = target.with_context(|| format!("{service} has no shape {shape}"))?;
        merge(target, fields).with_context(|| format!("patch of {service} {shape}"))?;
    }
    let mut model: Service = serde_json::from_value(model).with_context(|| service.to_string())?;
    for (_, shape) in &mut model.shapes.0 {
        shape.sparse |= patch.lists_may_hold_null && shape.kind == "list";
    }
    for member in &patch.maps_with_nulls {
        allow_nulls(&mut model, member).with_context(|| format!("patch of {service} {member}"))?;
    }
    Ok(model)
}

/// Gives `member` a shape of its own, a copy of its map in which values may be null.
fn allow_nulls(model: &mut Service, member: &str) -> Result<()> {
    let (owner, name) = member.split_once('.').context("a member of a shape")?;
    let shapes = &mut model.shapes.0;
    let (_, owner) = shapes
        .iter_mut()
        .find(|(shape, _)| shape == owner)
        .context("no such shape")?;
    let (_, member) = owner
        .members
        .0
        .iter_mut()
        .find(|(n, _)| n == name)
        .context("no such member")?;
    let sparse = format!("{}WithNulls", member.shape);
    let map = std::mem::replace(&mut member.shape, sparse.clone());
    if shapes.iter().all(|(shape, _)| *shape != sparse) {
        let (_, map) = shapes
            .iter()
            .find(|(shape, _)| *shape == map)
            .context("no map")?;
        let map = Shape {
            sparse: true,
            ..map.clone()
        };
        shapes.push((sparse, map));
    }
    Ok(())
}

fn merge(target: &mut Map<String, Value>, fields: &Value) -> Result<()> {
    for (name, value) in fields.as_object().context("a patch is an object")? {
        match value {
            Value::Null => drop(target.shift_remove(name)),
            value => drop(target.insert(name.clone(), value.clone())),
        }
    }
    Ok(())
}
