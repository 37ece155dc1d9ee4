//! JSONata's tokens.

use super::Error;

/// Operators, longer ones first.
const OPERATORS: [&str; 30] = [
    "..", ":=", "!=", ">=", "<=", "**", "~>", ".", "[", "]", "{", "}", "(", ")", ",", "@", "#",
    ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<", ">", "^",
];

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A number, a text, a regular expression, `true`, `false` or `null`, as written.
    Value(String),
    /// `$`, `$$`, `$name`
    Variable,
    /// A field name, also in backquotes.
    Name(String),
    Operator(&'static str),
    End,
}

impl Token {
    /// The token in an error text.
    pub(super) fn text(&self) -> String {
        match self {
            Token::Value(text) | Token::Name(text) => text.clone(),
            Token::Operator(operator) => (*operator).to_owned(),
            Token::Variable => "$".to_owned(),
            Token::End => "(end)".to_owned(),
        }
    }
}

/// A position in the text.
pub(super) struct Lexer<'t> {
    rest: &'t str,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { rest: text }
    }

    pub(super) fn next(&mut self, prefix: bool) -> Result<Token, Error> {
        self.skip()?;
        match self.rest.chars().next() {
            None => Ok(Token::End),
            Some('/') if prefix => self.regex(),
            Some(quote @ ('"' | '\'')) => self.text(quote),
            Some('`') => self.quoted_name(),
            Some('0'..='9') => self.number(),
            Some(c) => self.operator().map_or_else(|| self.word(c), Ok),
        }
    }

    /// Space and comments.
    fn skip(&mut self) -> Result<(), Error> {
        loop {
            self.rest = self.rest.trim_start();
            let Some(comment) = self.rest.strip_prefix("/*") else {
                return Ok(());
            };
            self.rest = comment.split_once("*/").ok_or(Error::OpenComment)?.1;
        }
    }

    fn operator(&mut self) -> Option<Token> {
        let rest = self.rest;
        if let Some(rest) = rest.strip_prefix('&') {
            self.rest = rest;
            return Some(Token::Operator("&"));
        }
        let operator = OPERATORS
            .into_iter()
            .find(|operator| rest.starts_with(operator))?;
        self.rest = &rest[operator.len()..];
        Some(Token::Operator(operator))
    }

    /// A name or variable: everything up to space or an operator.
    fn word(&mut self, first: char) -> Result<Token, Error> {
        if first == '!' {
            return Err(Error::Unary("!".to_owned()));
        }
        let ends =
            |c: char| c.is_whitespace() || c == '&' || c == '!' || c == '~' || "\"'`".contains(c);
        let end = self
            .rest
            .char_indices()
            .skip(1)
            .find(|(at, c)| {
                ends(*c)
                    || OPERATORS
                        .iter()
                        .any(|operator| self.rest[*at..].starts_with(operator))
            })
            .map_or(self.rest.len(), |(at, _)| at);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(match word {
            "and" => Token::Operator("and"),
            "or" => Token::Operator("or"),
            "in" => Token::Operator("in"),
            "true" | "false" | "null" => Token::Value(word.to_owned()),
            _ if first == '$' => Token::Variable,
            _ => Token::Name(word.to_owned()),
        })
    }

    /// The next `length` bytes are a value.
    fn value(&mut self, length: usize) -> Token {
        let (value, rest) = self.rest.split_at(length);
        self.rest = rest;
        Token::Value(value.to_owned())
    }

    fn text(&mut self, quote: char) -> Result<Token, Error> {
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => match characters.next().map(|(_, escaped)| escaped) {
                    None => return Err(Error::OpenString),
                    Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {}
                    Some('u') => {
                        if !characters
                            .by_ref()
                            .take(4)
                            .filter(|(_, c)| c.is_ascii_hexdigit())
                            .count()
                            .eq(&4)
                        {
                            return Err(Error::UnicodeEscape);
                        }
                    }
                    Some(other) => return Err(Error::Escape(other)),
                },
                c if c == quote => {
                    return Ok(self.value(at + 1));
                }
                _ => {}
            }
        }
        Err(Error::OpenString)
    }

    fn quoted_name(&mut self) -> Result<Token, Error> {
        let (name, rest) = self.rest[1..].split_once('`').ok_or(Error::OpenName)?;
        self.rest = rest;
        // Never a keyword: the backquotes stay in the name.
        Ok(Token::Name(format!("`{name}`")))
    }

    fn number(&mut self) -> Result<Token, Error> {
        let digits = |text: &str| {
            text.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(text.len())
        };
        let mut length = digits(self.rest);
        let fraction = self.rest[length..].strip_prefix('.').map_or(0, digits);
        if fraction > 0 {
            length += 1 + fraction;
        }
        if let Some(exponent) = self.rest[length..].strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            let exponent = digits(&exponent[sign..]);
            if exponent > 0 {
                length += 1 + sign + exponent;
            }
        }
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Token::Value(number.to_owned())),
            _ => Err(Error::Number(number.to_owned())),
        }
    }

    /// A regular expression ends at the first slash outside of brackets that is not escaped.
    fn regex(&mut self) -> Result<Token, Error> {
        let (mut depth, mut escaped) = (0_i32, false);
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '/' if depth == 0 && at == 1 => return Err(Error::EmptyRegex),
                '/' if depth == 0 => {
                    let flags = self.rest[at + 1..].trim_start_matches(['i', 'm']);
                    return Ok(self.value(self.rest.len() - flags.len()));
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        Err(Error::OpenRegex)
    }

    /// The rest of a function's signature, `<` read, and the token after it.
    pub(super) fn signature(&mut self) -> Result<Token, Error> {
        let mut depth = 1;
        for (at, c) in self.rest.char_indices() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.rest = &self.rest[at + 1..];
                return self.next(false);
            }
        }
        Err(Error::ExpectedBeforeEnd(">"))
    }
}
