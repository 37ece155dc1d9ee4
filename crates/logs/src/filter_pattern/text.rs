//! What a word of a pattern stands for: literal text, text with wildcards, a regular expression.

use regex::{Regex, RegexBuilder};

use super::Fault;

/// A regular expression that would compile to more than this is refused.
const MAX_COMPILED: usize = 256 << 10;

/// The regular expression between two `%`, in the part of the syntax that AWS supports.
pub(super) fn regex(text: &str) -> Result<Regex, Fault> {
    let supported = |c: char| c.is_ascii_alphanumeric() || ":_#=@/;,-^$?[]{}|\\*+. ".contains(c);
    if text.is_empty() || !text.chars().all(supported) {
        return Err(Fault::Invalid);
    }
    let built = RegexBuilder::new(text).size_limit(MAX_COMPILED).build();
    built.map_err(|_| Fault::Invalid)
}

/// True when the whole of `text` is what `pattern` says, in which `*` stands for any text.
pub(super) fn wildcard(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}
