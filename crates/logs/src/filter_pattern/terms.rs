//! Patterns of terms: `ERROR "out of memory" -debug`, `?ERROR ?WARN`, `%4[0-9]{2}%`.

use super::Fault;
use super::lex::{Lexer, Word};

#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// All of them are in the message.
    required: Vec<Word>,
    /// One of them is. Counts only when nothing is required or excluded, as AWS has it.
    optional: Vec<Word>,
    /// None of them is.
    excluded: Vec<Word>,
}

pub(super) fn parse(text: &str) -> Result<Terms, Fault> {
    let mut terms = Terms::default();
    let mut lexer = Lexer::new(text);
    while !lexer.rest.is_empty() {
        let kind = match lexer.rest.as_bytes()[0] {
            b'-' => Some(&mut terms.excluded),
            b'?' => Some(&mut terms.optional),
            _ => None,
        };
        let signed = kind.is_some();
        let kind = kind.unwrap_or(&mut terms.required);
        if signed {
            // A sign stands right before its term.
            lexer.rest = &lexer.rest[1..];
            if lexer.rest.starts_with(char::is_whitespace) {
                return Err(Fault::Invalid);
            }
        }
        kind.push(lexer.word(&[])?);
    }
    Ok(terms)
}

impl Terms {
    pub(super) fn match_message(&self, message: &str) -> bool {
        let contains = |word: &Word| match word {
            Word::Quoted(text) | Word::Bare(text) => message.contains(text.as_str()),
            Word::Regex(regex) => regex.is_match(message),
        };
        let only_optional = self.required.is_empty() && self.excluded.is_empty();
        if only_optional {
            return self.optional.iter().any(contains);
        }
        self.required.iter().all(contains) && !self.excluded.iter().any(contains)
    }
}
