//! From a decoded value to a typed input, and from a typed output to a value.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::service::Service;
use crate::shape::Operation;

/// The typed input of one operation.
pub trait OperationInput: DeserializeOwned + Serialize + Send {
    /// What the operation gives: `()` where AWS answers with nothing.
    type Output: Serialize + Send;
    /// The service.
    const SERVICE: Service;
    /// The operation's name.
    const NAME: &'static str;

    /// The operation's table.
    fn operation() -> &'static Operation;
}

/// The typed form of an input that [`crate::decode`] gave and [`crate::validate`] accepted.
///
/// # Errors
/// `SerializationException` for a value that was not validated and does not fit.
pub fn typed<I: OperationInput>(value: Value) -> Result<I, Error> {
    serde_json::from_value(value).map_err(|error| Error::serialization(error.to_string()))
}

/// The value of a typed output, for [`crate::encode`].
///
/// # Errors
/// `InternalFailure` when the output holds a number that JSON has no form for.
pub fn output_value<O: Serialize>(output: &O) -> Result<Value, Error> {
    serde_json::to_value(output).map_err(|error| Error::internal(error.to_string()))
}

/// The typed form of an output's value: the other way of [`output_value`], for the outputs that `models/operations.json`
/// lists under `readOutputs`.
///
/// # Errors
/// `InternalFailure` for a value that is no such output.
pub fn typed_output<O: DeserializeOwned>(value: Value) -> Result<O, Error> {
    serde_json::from_value(value).map_err(|error| Error::internal(error.to_string()))
}
