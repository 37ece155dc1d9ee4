//! Signature Version 4 (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

mod canonical;
mod credential;
mod sign;
mod verify;

pub use canonical::SignableRequest;
pub use credential::{CredentialScope, Signed, parse};
pub use sign::{sign, signing_key};
pub use verify::{SignatureError, verify};
