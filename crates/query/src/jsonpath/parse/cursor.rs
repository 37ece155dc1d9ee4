//! Reading a path's text character by character.

use super::super::{ParseError, ParseErrorKind};

/// A position in the text.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Steps over `c` if it is next.
    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    /// Steps over `text` if it is next.
    pub(super) fn eat_text(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Steps over `c`, which must be next.
    pub(super) fn expect(&mut self, c: char) -> Result<(), ParseError> {
        if self.eat(c) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(super) fn expect_end(&self) -> Result<(), ParseError> {
        if self.at_end() {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(super) fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// The longest run of such characters from here.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A text up to `quote`, with backslash escapes undone; the opening quote has been read.
    pub(super) fn quoted(&mut self, quote: char) -> Result<String, ParseError> {
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(self.error(ParseErrorKind::End)),
                Some(c) if c == quote => return Ok(text),
                Some('\\') => {
                    text.push(self.next().ok_or_else(|| self.error(ParseErrorKind::End))?)
                }
                Some(c) => text.push(c),
            }
        }
    }

    /// A name up to `'`; the opening quote has been read. A backslash is part of the name, as AWS has it
    /// (`$['a\"b']` reads the field `a\"b`), but for one before a quote, which makes the quote part of the name.
    pub(super) fn quoted_name(&mut self) -> Result<String, ParseError> {
        let mut name = String::new();
        loop {
            match self.next() {
                None => return Err(self.error(ParseErrorKind::End)),
                Some('\'') => return Ok(name),
                Some('\\') if self.eat('\'') => name.push('\''),
                Some('\\') if self.eat('\\') => name.push_str(r"\\"),
                Some(c) => name.push(c),
            }
        }
    }

    /// What stands here is wrong.
    pub(super) fn unexpected(&self) -> ParseError {
        self.error(
            self.peek()
                .map_or(ParseErrorKind::End, ParseErrorKind::Unexpected),
        )
    }

    pub(super) fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError { kind, at: self.at }
    }
}
