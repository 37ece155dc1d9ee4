//! Request validators: what of a request is checked before its integration is called.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html>.

use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::id;
use crate::patch::PatchOperation;

/// What is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestValidator {
    /// Unique in its API.
    pub id: String,
    /// Not unique.
    pub name: Option<String>,
    /// Whether the body must fit the method's model.
    pub validate_request_body: bool,
    /// Whether required parameters must be there.
    pub validate_request_parameters: bool,
}

const PATCH_PATHS: &[&str] = &[
    "/name",
    "/validateRequestParameters",
    "/validateRequestBody",
];

impl RestApi {
    /// `GetRequestValidator`.
    ///
    /// # Errors
    /// [`ControlError::InvalidRequestValidator`] when there is none.
    pub fn validator(&self, id: &str) -> Result<&RequestValidator, ControlError> {
        self.validators
            .get(id)
            .ok_or(ControlError::InvalidRequestValidator)
    }

    /// `CreateRequestValidator`; its id is made here.
    pub fn create_validator(&mut self, validator: RequestValidator) -> RequestValidator {
        let id = id::part();
        let validator = RequestValidator { id, ..validator };
        self.validators
            .insert(validator.id.clone(), validator.clone());
        validator
    }

    /// `UpdateRequestValidator`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_validator(
        &mut self,
        id: &str,
        operations: &[PatchOperation],
    ) -> Result<RequestValidator, ControlError> {
        let mut validator = self.validator(id)?.clone();
        let listed = "[/name, /validateRequestParameters, /validateRequestBody]";
        for operation in operations {
            match operation.listed(PATCH_PATHS, listed)? {
                "/name" => {
                    let name = operation
                        .optional()
                        .ok_or(ControlError::EmptyValidatorName)?;
                    validator.name = Some(name);
                }
                "/validateRequestBody" => validator.validate_request_body = operation.flag(),
                _ => validator.validate_request_parameters = operation.flag(),
            }
        }
        self.validators.insert(id.to_owned(), validator.clone());
        Ok(validator)
    }

    /// `DeleteRequestValidator`.
    ///
    /// # Errors
    /// [`ControlError::InvalidRequestValidator`] when there is none.
    pub fn delete_validator(&mut self, id: &str) -> Result<(), ControlError> {
        let removed = self.validators.remove(id);
        removed
            .map(drop)
            .ok_or(ControlError::InvalidRequestValidator)
    }
}
