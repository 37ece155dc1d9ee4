//! Mapping templates and parameter mappings: API Gateway's variables on top of the Velocity language.
//!
//! A [`Template`] sees `$input` (the body and the method request's parameters), `$util`, `$context` and
//! `$stageVariables`; it may set `$context.requestOverride` and `$context.responseOverride`, which [`Overrides`] carry
//! from the request template to the response template and to the data plane. An [`Expression`] is the right side of a
//! parameter mapping, such as `method.request.querystring.page`.
//!
//! Sources: "API Gateway mapping template and access logging variable reference" and "Parameter mapping source
//! reference for REST APIs in API Gateway" in the API Gateway developer guide; recordings on AWS where they differ.

mod context;
mod context_object;
mod convert;
mod error;
mod escape;
mod expression;
mod input;
mod overrides;
mod params;
mod path;
mod template;
mod util;

pub use context::{ErrorContext, Identity, RequestContext};
pub use error::MappingError;
pub use expression::{Expression, ExpressionInput, InvalidExpression, Mapped};
pub use overrides::Overrides;
pub use params::{HeaderNames, Multi, Params};
pub use template::{MappingInput, Template};
