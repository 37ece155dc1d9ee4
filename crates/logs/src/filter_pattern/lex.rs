//! Words of a pattern: quoted, a regular expression, or bare.

use regex::Regex;

use super::{Fault, text};

/// How many regular expressions a pattern may have.
const MAX_REGEXES: usize = 2;

#[derive(Clone, Debug)]
pub(super) enum Word {
    /// `"..."`, without the quotes, escapes undone.
    Quoted(String),
    /// `%...%`.
    Regex(Regex),
    /// Anything else, up to white space or what ends a bare word.
    Bare(String),
}

/// Reads words from a text.
pub(super) struct Lexer<'a> {
    pub(super) rest: &'a str,
    regexes: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let rest = text.trim_start();
        Self { rest, regexes: 0 }
    }

    /// Takes `token` if the text goes on with it.
    pub(super) fn take(&mut self, token: &str) -> bool {
        let taken = self.rest.strip_prefix(token);
        self.rest = taken.map_or(self.rest, str::trim_start);
        taken.is_some()
    }

    /// The next word; a bare one ends at white space or at one of `ends`.
    pub(super) fn word(&mut self, ends: &[char]) -> Result<Word, Fault> {
        match self.rest.chars().next() {
            Some('"') => self.quoted().map(Word::Quoted),
            Some('%') => self.regex().map(Word::Regex),
            Some(_) => self.bare(ends).map(Word::Bare),
            None => Err(Fault::Invalid),
        }
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest[at + 1..].trim_start();
                    return Ok(text);
                }
                '\\' => text.push(chars.next().ok_or(Fault::Invalid)?.1),
                c => text.push(c),
            }
        }
        Err(Fault::Invalid)
    }

    fn regex(&mut self) -> Result<Regex, Fault> {
        let (inner, rest) = self.rest[1..].split_once('%').ok_or(Fault::Invalid)?;
        self.regexes += 1;
        if self.regexes > MAX_REGEXES {
            return Err(Fault::TooManyRegexes);
        }
        self.rest = rest.trim_start();
        text::regex(inner)
    }

    fn bare(&mut self, ends: &[char]) -> Result<String, Fault> {
        let end = |c: char| c.is_whitespace() || ends.contains(&c);
        let length = self.rest.find(end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest.trim_start();
        match word.is_empty() || word.contains('"') {
            true => Err(Fault::Invalid),
            false => Ok(word.into()),
        }
    }
}
