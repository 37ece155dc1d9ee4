//! Models: JSON schemas by name, which request bodies are checked against.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::id;
use crate::patch::PatchOperation;

/// A named schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Unique in its API.
    pub id: String,
    /// Letters and digits; unique in its API.
    pub name: String,
    /// What it describes.
    pub description: Option<String>,
    /// The content type it is for.
    pub content_type: String,
    /// The schema, as JSON text.
    pub schema: Option<String>,
}

impl Model {
    /// The models that every new API has.
    pub(crate) fn defaults() -> BTreeMap<String, Self> {
        let empty = r##"{
  "$schema": "http://json-schema.org/draft-04/schema#",
  "title" : "Empty Schema",
  "type" : "object"
}"##;
        let error = r##"{
  "$schema" : "http://json-schema.org/draft-04/schema#",
  "title" : "Error Schema",
  "type" : "object",
  "properties" : {
    "message" : { "type" : "string" }
  }
}"##;
        [("Empty", "empty", empty), ("Error", "error", error)]
            .map(|(name, word, schema)| {
                let model = Self {
                    id: id::part(),
                    name: name.into(),
                    description: Some(format!("This is a default {word} schema model")),
                    content_type: "application/json".into(),
                    schema: Some(schema.into()),
                };
                (name.to_owned(), model)
            })
            .into()
    }
}

const PATCH_PATHS: &[&str] = &["/description", "/schema"];

impl RestApi {
    /// `GetModel`.
    ///
    /// # Errors
    /// [`ControlError::InvalidModelName`] when there is none.
    pub fn model(&self, name: &str) -> Result<&Model, ControlError> {
        let unknown = || ControlError::InvalidModelName(name.to_owned());
        self.models.get(name).ok_or_else(unknown)
    }

    /// `CreateModel`; the id of `model` is made here.
    ///
    /// # Errors
    /// For an empty, strange or taken name, and for a schema that is not JSON.
    pub fn create_model(&mut self, model: Model) -> Result<Model, ControlError> {
        if model.name.is_empty() {
            return Err(ControlError::EmptyModelName);
        }
        if !model.name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(ControlError::InvalidModel(model.name));
        }
        if self.models.contains_key(&model.name) {
            return Err(ControlError::ModelExists);
        }
        let model = Model {
            id: id::part(),
            description: model.description.filter(|text| !text.is_empty()),
            schema: Some(checked_schema(model.schema.unwrap_or_default())?),
            ..model
        };
        self.models.insert(model.name.clone(), model.clone());
        Ok(model)
    }

    /// `UpdateModel`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_model(
        &mut self,
        name: &str,
        operations: &[PatchOperation],
    ) -> Result<Model, ControlError> {
        let mut model = self.model(name)?.clone();
        for operation in operations {
            match operation.listed(PATCH_PATHS, "[/description, /schema]")? {
                "/schema" => model.schema = Some(checked_schema(operation.text())?),
                _ => model.description = operation.optional(),
            }
        }
        self.models.insert(name.to_owned(), model.clone());
        Ok(model)
    }

    /// `DeleteModel`.
    ///
    /// # Errors
    /// For an unknown model, and for one that a method or another model uses.
    pub fn delete_model(&mut self, name: &str) -> Result<(), ControlError> {
        self.model(name)?;
        if let Some(by) = self.model_user(name) {
            let model = name.to_owned();
            return Err(ControlError::ModelInUse { model, by });
        }
        self.models.remove(name);
        Ok(())
    }

    /// Who uses a model, in AWS's words. The newest of several users is named first, as recorded.
    fn model_user(&self, name: &str) -> Option<String> {
        let uses = |models: &Option<BTreeMap<String, String>>| {
            models
                .iter()
                .flat_map(BTreeMap::values)
                .any(|model| model == name)
        };
        for resource in self.resources_by_path().into_iter().rev() {
            for method in resource.methods.values() {
                let path = format!("{}/{}", resource.path, method.http_method.name());
                if uses(&method.request_models) {
                    return Some(format!("method request: {path}"));
                }
                if method
                    .responses
                    .values()
                    .any(|response| uses(&response.models))
                {
                    return Some(format!("method response: {path}"));
                }
            }
        }
        let suffix = format!("/models/{name}\"");
        let refers = |model: &&Model| model.schema.as_ref().is_some_and(|s| s.contains(&suffix));
        let user = self
            .models
            .values()
            .filter(|model| model.name != name)
            .find(refers);
        user.map(|model| format!("model: {}", model.name))
    }
}

fn checked_schema(schema: String) -> Result<String, ControlError> {
    if schema.trim().is_empty() {
        return Err(ControlError::EmptySchema);
    }
    match serde_json::from_str::<serde_json::Value>(&schema) {
        Ok(serde_json::Value::Object(_)) => Ok(schema),
        _ => Err(ControlError::InvalidSchema),
    }
}
