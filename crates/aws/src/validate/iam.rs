//! IAM's own sentences for names and paths, which come before and instead of the model's.
//!
//! Source: AWS's answers as users quote them, for example in <https://github.com/aws-amplify/amplify-cli/issues/9120>.

use serde_json::{Map, Value};

use super::wording;
use crate::error::Error;
use crate::service::Service;
use crate::shape::{Kind, Shape};

/// The pattern of role, policy, user and group names.
const NAME: &str = r"[\w+=,.@-]+";

/// Refuses the first name or path with a character it must not have.
pub(super) fn names(shape: &Shape, values: &Map<String, Value>) -> Result<(), Error> {
    for member in shape.members() {
        let Kind::String {
            pattern: Some(pattern),
            ..
        } = member.shape.kind
        else {
            continue;
        };
        let Some(text) = values.get(member.name).and_then(Value::as_str) else {
            continue;
        };
        let rule = match member.name {
            "Path" => {
                "begin and end with / and contain only alphanumeric characters and/or / characters."
            }
            _ if pattern.text() == NAME && !text.is_empty() => {
                "contain only alphanumeric characters and/or the following: +=,.@_-"
            }
            _ => continue,
        };
        if !pattern.matches(text) {
            let name = wording::lower_first(member.name);
            let message = format!("The specified value for {name} is invalid. It must {rule}");
            return Err(Error::validation(Service::Iam, message));
        }
    }
    Ok(())
}
