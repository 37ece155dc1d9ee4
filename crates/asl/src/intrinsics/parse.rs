//! From text to calls.
//!
//! A call is a name and arguments in parentheses; an argument is a path, a call, a number, a text in single
//! quotes, `true`, `false` or `null`. In a text a backslash may only stand before a quote, a brace or a
//! backslash; AWS refuses a definition with any other.

use super::function::{Function, Kind};
use super::template::Template;
use query::jsonpath::JsonPath;
use serde_json::Value;

/// Most calls in one field ("You can nest up to 10 intrinsic functions within a field").
pub const MAX_CALLS: usize = 10;

/// Why a text is not a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at character {at}")]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Where, as a byte offset into the text.
    pub at: usize,
}

/// What is wrong with a call's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// No function has that name.
    #[error("unknown function '{0}'")]
    UnknownFunction(String),
    /// Too few or too many arguments.
    #[error("wrong number of arguments for {0}")]
    ArgumentCount(&'static str),
    /// A literal of the wrong type.
    #[error("argument of {function} must be {expected}")]
    ArgumentType {
        /// The function's name.
        function: &'static str,
        /// What it takes there.
        expected: &'static str,
    },
    /// A path that does not parse.
    #[error("invalid path: {0}")]
    Path(query::jsonpath::ParseErrorKind),
    /// A backslash before something that needs none.
    #[error("invalid escape sequence")]
    Escape,
    /// Something else than expected.
    #[error("syntax error")]
    Syntax,
    /// More than [`MAX_CALLS`] calls.
    #[error("more than {MAX_CALLS} intrinsic functions")]
    TooMany,
}

/// A function applied to arguments.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) function: Function,
    pub(super) arguments: Vec<Argument>,
    /// As written, for error texts.
    pub(super) text: String,
}

impl Call {
    /// Adds the paths among the arguments, also of calls within.
    pub(super) fn paths<'c>(&'c self, paths: &mut Vec<&'c JsonPath>) {
        for argument in &self.arguments {
            match argument {
                Argument::Path(path) => paths.push(path),
                Argument::Call(call) => call.paths(paths),
                Argument::Literal(_) | Argument::Template(_) => {}
            }
        }
    }
}

/// One argument.
#[derive(Debug, Clone)]
pub(super) enum Argument {
    Literal(Value),
    /// The first argument of `States.Format`, when it is a literal.
    Template(Template),
    Path(JsonPath),
    Call(Call),
}

/// Parses a whole text.
pub(super) fn parse(text: &str) -> Result<Call, ParseError> {
    let mut parser = Parser {
        text,
        at: 0,
        calls: 0,
    };
    parser.space();
    let call = parser.call()?;
    parser.space();
    if parser.at < text.len() {
        Err(parser.error(ParseErrorKind::Syntax))
    } else {
        Ok(call)
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    calls: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError { kind, at: self.at }
    }

    fn expect(&mut self, c: char) -> Result<(), ParseError> {
        if self.eat(c) {
            Ok(())
        } else {
            Err(self.error(ParseErrorKind::Syntax))
        }
    }

    fn call(&mut self) -> Result<Call, ParseError> {
        let start = self.at;
        self.calls += 1;
        if self.calls > MAX_CALLS {
            return Err(self.error(ParseErrorKind::TooMany));
        }
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '.');
        let function = Function::find(name).ok_or_else(|| ParseError {
            kind: ParseErrorKind::UnknownFunction(name.to_owned()),
            at: start,
        })?;
        self.space();
        self.expect('(')?;
        let arguments = self.arguments(function)?;
        if !function.takes(arguments.len()) {
            return Err(self.error(ParseErrorKind::ArgumentCount(function.name())));
        }
        Ok(Call {
            function,
            arguments,
            text: self.text[start..self.at].to_owned(),
        })
    }

    fn arguments(&mut self, function: Function) -> Result<Vec<Argument>, ParseError> {
        let mut arguments = Vec::new();
        self.space();
        if self.eat(')') {
            return Ok(arguments);
        }
        loop {
            self.space();
            arguments.push(self.argument(function, arguments.len())?);
            self.space();
            if self.eat(')') {
                return Ok(arguments);
            }
            self.expect(',')?;
        }
    }

    fn argument(&mut self, function: Function, position: usize) -> Result<Argument, ParseError> {
        let start = self.at;
        let argument = match self.peek() {
            Some('\'') => self.quoted(function == Function::Format && position == 0)?,
            Some('$') => self.path()?,
            Some('-' | '0'..='9') => self.number()?,
            Some(_) => self.word()?,
            None => return Err(self.error(ParseErrorKind::Syntax)),
        };
        let expected = function.kind(position);
        if fits(&argument, expected) {
            return Ok(argument);
        }
        let kind = ParseErrorKind::ArgumentType {
            function: function.name(),
            expected: expected.name(),
        };
        Err(ParseError { kind, at: start })
    }

    /// A text; a template keeps its escapes, which it undoes itself.
    fn quoted(&mut self, template: bool) -> Result<Argument, ParseError> {
        self.expect('\'')?;
        let (start, mut plain) = (self.at, String::new());
        loop {
            plain.push_str(self.take_while(|c| c != '\'' && c != '\\'));
            if self.eat('\'') {
                break;
            }
            self.expect('\\')?;
            let escaped = self.take_one(|c| matches!(c, '\'' | '{' | '}' | '\\'));
            plain.push(escaped.ok_or_else(|| self.error(ParseErrorKind::Escape))?);
        }
        let written = &self.text[start..self.at - 1];
        Ok(if template {
            Argument::Template(Template::parse(written))
        } else {
            Argument::Literal(plain.into())
        })
    }

    fn take_one(&mut self, belongs: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|c| belongs(*c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// A path reaches to the comma or parenthesis that is in none of its own brackets, parentheses or quotes.
    fn path(&mut self) -> Result<Argument, ParseError> {
        let (start, mut depth, mut quoted) = (self.at, 0_usize, false);
        for (offset, c) in self.rest().char_indices() {
            match c {
                '\'' if depth > 0 => quoted = !quoted,
                _ if quoted => {}
                '[' | '(' => depth += 1,
                ',' | ')' if depth == 0 => {
                    self.at = start + offset;
                    let text = self.text[start..self.at].trim_end();
                    let path = JsonPath::parse(text);
                    return path.map(Argument::Path).map_err(|error| ParseError {
                        kind: ParseErrorKind::Path(error.kind),
                        at: start + error.at,
                    });
                }
                ']' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Err(self.error(ParseErrorKind::Syntax))
    }

    fn number(&mut self) -> Result<Argument, ParseError> {
        let start = self.at;
        let text =
            self.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
        let number = query::json::parse(text).ok().filter(Value::is_number);
        number.map(Argument::Literal).ok_or(ParseError {
            kind: ParseErrorKind::Syntax,
            at: start,
        })
    }

    fn word(&mut self) -> Result<Argument, ParseError> {
        let start = self.at;
        let value = match self.take_while(|c| c.is_ascii_alphanumeric()) {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ => {
                self.at = start;
                return self.call().map(Argument::Call);
            }
        };
        Ok(Argument::Literal(value))
    }
}

/// Literals are checked here; what paths and calls give is known only later.
fn fits(argument: &Argument, expected: Kind) -> bool {
    match argument {
        Argument::Literal(value) => expected.admits(value),
        Argument::Template(_) | Argument::Path(_) | Argument::Call(_) => true,
    }
}
