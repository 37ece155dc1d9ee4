//! The lexer: a stack of states, each with its own tokens, as Velocity's grammar defines them.
//!
//! Template text and template language interleave, so what a character means depends on the state. In each state the
//! longest match wins, and of equally long ones the pattern declared first. Some matches only open a token (`$`, `#`):
//! the next match then continues it. A character that ends a reference or a directive name becomes a *terminator*:
//! it is read again in the state below, and the `$` or `#` before it survives as "special" text of the next token.
//! The names of states and tokens are those of the grammar (Velocity 1.7, `Parser.jjt`).

mod pattern;
mod state;
mod token;

pub(crate) use token::{Kind, Token};

use crate::error::ParseError;
use pattern::Match;
use state::{Stack, State};

/// Reads tokens on demand; the parser may switch the state between two of them.
pub(crate) struct Lexer<'s> {
    source: &'s str,
    position: usize,
    stack: Stack,
}

impl<'s> Lexer<'s> {
    /// At the beginning of `source`.
    pub(crate) fn new(source: &'s str) -> Lexer<'s> {
        Lexer {
            source,
            position: 0,
            stack: Stack::new(),
        }
    }

    /// The next token; at the end of the source always [`Kind::Eof`].
    pub(crate) fn next(&mut self) -> Result<Token, ParseError> {
        let mut special = String::new();
        loop {
            let begin = self.position;
            if begin >= self.source.len() {
                return Ok(Token::new(Kind::Eof, begin, begin, special));
            }
            match self.longest_token()? {
                Ended::Token(kind) => return Ok(self.token(kind, begin, special)),
                Ended::Skipped => {}
                Ended::Special => {
                    let end = self.position + self.char_len();
                    push_special(&self.source[begin..end], &mut special);
                }
            }
        }
    }

    /// Follows matches until one ends the token that begins here.
    fn longest_token(&mut self) -> Result<Ended, ParseError> {
        loop {
            let state = self.stack.state();
            let Some((found, length)) = pattern::longest(state, &self.source[self.position..])
            else {
                return Err(self.lexical_error());
            };
            self.position += length;
            match found {
                Match::Token(kind) => {
                    self.stack.token(kind);
                    return Ok(Ended::Token(kind));
                }
                Match::More(more) => self.position -= self.stack.more(more),
                Match::Skip => return Ok(Ended::Skipped),
                Match::ReferenceEnd | Match::DirectiveEnd => {
                    self.position -= length;
                    self.stack.pop();
                    return Ok(Ended::Special);
                }
            }
        }
    }

    /// The token from `begin` to here, less what its kind gives back.
    fn token(&mut self, kind: Kind, begin: usize, special: String) -> Token {
        match kind {
            // One letter was read to see that this is a property's dot.
            Kind::Dot => {
                self.position -= 1;
                Token::new(kind, self.position - 1, self.position, special)
            }
            Kind::Integer => {
                if self.source[begin..self.position].ends_with("..") {
                    self.position -= 2;
                }
                Token::new(kind, begin, self.position, special)
            }
            _ => Token::new(kind, begin, self.position, special),
        }
    }

    /// Whether `(` follows, after blanks at most.
    pub(crate) fn at_left_parenthesis(&self) -> bool {
        self.source[self.position..]
            .trim_start_matches([' ', '\t', '\r', '\n'])
            .starts_with('(')
    }

    /// The parser has seen a directive's name.
    pub(crate) fn enter_directive(&mut self) {
        self.stack.switch(State::Directive);
    }

    /// The name was no directive: back to what was before its `#`.
    pub(crate) fn leave_directive(&mut self) {
        self.stack.pop();
    }

    /// The parser has seen the end of a `#set`.
    pub(crate) fn leave_set(&mut self) {
        self.stack.in_set = false;
    }

    fn char_len(&self) -> usize {
        self.source[self.position..]
            .chars()
            .next()
            .map_or(0, char::len_utf8)
    }

    fn lexical_error(&self) -> ParseError {
        let found = match self.source[self.position..].chars().next() {
            None => "<EOF>".to_owned(),
            Some(character) => format!("{character:?}"),
        };
        error_at(
            self.source,
            self.position,
            format!("Lexical error, Encountered: {found}"),
        )
    }
}

/// How a run of matches ended.
enum Ended {
    Token(Kind),
    Skipped,
    Special,
}

/// What of a terminator's text is still shown: its `$` and `#`, and backslashes before a `$`.
fn push_special(text: &str, special: &mut String) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let slashes = rest.len() - rest.trim_start_matches('\\').len();
        let taken = match character {
            '$' | '#' => 1,
            '\\' if rest[slashes..].starts_with('$') => slashes + 1,
            _ => 0,
        };
        special.push_str(&rest[..taken]);
        rest = &rest[taken.max(character.len_utf8())..];
    }
}

/// An error at a byte offset of the source.
pub(crate) fn error_at(source: &str, offset: usize, message: String) -> ParseError {
    let (line, column) = position(source, offset);
    ParseError {
        line,
        column,
        message,
    }
}

/// Line and column of a byte offset, both from 1.
pub(crate) fn position(source: &str, offset: usize) -> (u32, u32) {
    let before = &source[..offset.min(source.len())];
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    let column = 1 + before[before.rfind('\n').map_or(0, |at| at + 1)..]
        .chars()
        .count();
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}
