//! Filter patterns: which messages FilterLogEvents returns.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>.

mod comparison;
mod condition;
mod delimited;
mod delimited_parse;
mod json;
mod json_parse;
mod lex;
mod terms;
mod text;

use crate::error::LogsError;

use self::condition::Condition;
use self::delimited::Delimited;
use self::json::SelectorTest;
use self::terms::Terms;

/// The longest pattern, in characters.
const MAX_LENGTH: usize = 1024;

/// A parsed pattern.
#[derive(Clone, Debug, Default)]
pub struct FilterPattern(Kind);

#[derive(Clone, Debug, Default)]
enum Kind {
    /// The empty pattern.
    #[default]
    All,
    /// Terms, phrases, regular expressions.
    Terms(Terms),
    /// `{ ... }`: a condition on a message that is JSON.
    Json(Condition<SelectorTest>),
    /// `[ ... ]`: conditions on the fields of a message.
    Delimited(Delimited),
}

/// Why a text is not a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("Invalid filter pattern")]
    Invalid,
    #[error("If a filter pattern starts with '{{' it must end with '}}'")]
    Unclosed,
    #[error("Filter patterns with more than 2 regular expressions are not supported")]
    TooManyRegexes,
}

impl FilterPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`LogsError::InvalidParameter`] with AWS's words.
    pub fn parse(text: &str) -> Result<Self, LogsError> {
        if text.chars().count() > MAX_LENGTH {
            return Err(LogsError::invalid(format!(
                "1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have \
                 length less than or equal to {MAX_LENGTH}"
            )));
        }
        let kind = Kind::parse(text.trim());
        kind.map(Self)
            .map_err(|fault| LogsError::invalid(fault.to_string()))
    }

    /// True when a message is one the pattern asks for.
    #[must_use]
    pub fn matches(&self, message: &str) -> bool {
        match &self.0 {
            Kind::All => true,
            Kind::Terms(terms) => terms.match_message(message),
            Kind::Json(condition) => serde_json::from_str(message).is_ok_and(|document| {
                condition.holds(&|test: &SelectorTest| test.holds(&document))
            }),
            Kind::Delimited(fields) => fields.match_message(message),
        }
    }
}

impl Kind {
    fn parse(text: &str) -> Result<Self, Fault> {
        match text.as_bytes().first() {
            None => Ok(Self::All),
            Some(b'{') => {
                let inner = text[1..].strip_suffix('}').ok_or(Fault::Unclosed)?;
                json_parse::parse(inner).map(Self::Json)
            }
            Some(b'[') => {
                let inner = text[1..].strip_suffix(']').ok_or(Fault::Invalid)?;
                delimited_parse::parse(inner).map(Self::Delimited)
            }
            Some(_) => terms::parse(text).map(Self::Terms),
        }
    }
}

#[cfg(test)]
mod tests;
