//! Patterns of messages whose fields spaces part: `[ip, user, ..., status = 4*, bytes]`.
//!
//! Source: "Using filter patterns to match terms in space-delimited log events" on AWS's page. Its `[w1=ERROR, w2]`
//! matches however long the message is: where no ellipsis stands, the last field is all that is left.

use super::comparison::{Comparison, finite};
use super::condition::Condition;

/// What one field of a message must be; nothing for a field that is only named.
pub(super) type Field = Option<Condition<Comparison>>;

#[derive(Clone, Debug)]
pub(super) struct Delimited {
    /// The first fields.
    pub(super) head: Vec<Field>,
    /// The last fields, where an ellipsis stands before them.
    pub(super) tail: Option<Vec<Field>>,
}

impl Delimited {
    pub(super) fn match_message(&self, message: &str) -> bool {
        let message = message.trim_end();
        let mut words = split(message);
        let tail = self.tail.as_deref().unwrap_or_default();
        if words.len() < self.head.len() + tail.len() {
            return false;
        }
        if self.tail.is_none()
            && words.len() > self.head.len()
            && let Some(last) = words[..self.head.len()].last_mut()
        {
            last.text = &message[last.start..];
        }
        let last_words = &words[words.len() - tail.len()..];
        holds(&self.head, &words) && holds(tail, last_words)
    }
}

/// True when each field is what it must be. Words beyond the fields do not count.
fn holds(fields: &[Field], words: &[Word<'_>]) -> bool {
    fields.iter().zip(words).all(|(field, word)| {
        let test = |comparison: &Comparison| comparison.holds(finite(word.text), Some(word.text));
        field.as_ref().is_none_or(|field| field.holds(&test))
    })
}

/// A field of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word<'a> {
    /// What it says, without the quotes or brackets that group it.
    text: &'a str,
    /// Where it starts in the message, in bytes.
    start: usize,
}

/// The fields of a message: white space parts them, and `"..."` and `[...]` group one.
fn split(message: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = message.trim_start();
    while !rest.is_empty() {
        let start = message.len() - rest.len();
        let (text, length) = grouped(rest).unwrap_or_else(|| bare(rest));
        words.push(Word { text, start });
        rest = rest[length..].trim_start();
    }
    words
}

/// What a group at the start of `rest` holds, and how long it is with its marks. Text right behind it makes it a bare
/// word.
fn grouped(rest: &str) -> Option<(&str, usize)> {
    let close = match rest.as_bytes().first()? {
        b'"' => '"',
        b'[' => ']',
        _ => return None,
    };
    let mut escaped = false;
    let end = rest[1..].find(|c| {
        let ends = c == close && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let after = &rest[end + 2..];
    let alone = after.is_empty() || after.starts_with(char::is_whitespace);
    alone.then_some((&rest[1..=end], end + 2))
}

fn bare(rest: &str) -> (&str, usize) {
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (&rest[..length], length)
}
