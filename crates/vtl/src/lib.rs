//! The Velocity template language, version 1.7, as API Gateway's mapping templates use it.
//!
//! A [`Template`] is parsed once, is shared between threads, and is rendered against a [`Context`] of [`Value`]s.
//! The language follows Apache Velocity 1.7, down to what its lexer does with stray `$` and `#`, because mapping
//! templates rely on it. API Gateway adds one switch: a reference that cannot be resolved gives the empty string
//! ([`InvalidReference::Empty`]).
//!
//! The crate is pure: no files, sockets, clock or randomness. `#include` and `#parse` are refused, and so is
//! everything that in Java leads to reflection. Work, output and nesting are bounded by [`Limits`].
//!
//! ```
//! use vtl::{Context, InvalidReference, Limits, Template, Value};
//! let template = Template::parse("#foreach($n in $names)Hello $n. #end").expect("valid");
//! let mut context = Context::new(InvalidReference::Empty);
//! context.put("names", Value::list(vec![Value::from("Ann"), Value::from("Bob")]));
//! let text = template.render(&context, &Limits::default()).expect("renders");
//! assert_eq!(text, "Hello Ann. Hello Bob. ");
//! ```

mod compare;
mod context;
mod error;
mod host;
mod java_format;
mod java_regex;
pub mod json;
mod lex;
mod limits;
mod methods;
mod names;
mod number;
mod parse;
mod program;
mod property;
mod render;
mod scope;
mod template;
mod text;
mod value;

pub use context::{Context, InvalidReference};
pub use error::{ParseError, RenderError};
pub use host::{HostCall, HostObject};
pub use limits::{Budget, LimitExceeded, Limits};
pub use number::decimal::Decimal;
pub use template::Template;
pub use value::Value;
pub use value::list::{List, ListKind};
pub use value::map::{Key, Map};
