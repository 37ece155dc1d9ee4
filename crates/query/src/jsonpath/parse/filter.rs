//! Filter expressions: `||` over `&&` over `!`, comparisons and paths alone.

use super::super::filter::{Comparison, Expression, Operand};
use super::super::limits::MAX_FILTER_DEPTH;
use super::super::{Dialect, ParseError, ParseErrorKind};
use super::{Parser, Place};
use serde_json::Value;

/// Upper bound of a compiled regular expression, in bytes.
const MAX_REGEX_SIZE: usize = 1 << 20;

impl Parser<'_> {
    pub(super) fn expression(&mut self, depth: usize) -> Result<Expression, ParseError> {
        self.chain(depth, "||", Self::conjunction, Expression::Any)
    }

    fn conjunction(&mut self, depth: usize) -> Result<Expression, ParseError> {
        self.chain(depth, "&&", Self::term, Expression::All)
    }

    /// One or more parts joined by `separator`.
    fn chain(
        &mut self,
        depth: usize,
        separator: &str,
        part: impl Fn(&mut Self, usize) -> Result<Expression, ParseError>,
        join: impl Fn(Vec<Expression>) -> Expression,
    ) -> Result<Expression, ParseError> {
        let first = part(self, depth)?;
        let mut parts = vec![first];
        self.cursor.skip_space();
        while self.cursor.eat_text(separator) {
            parts.push(part(self, depth)?);
            self.cursor.skip_space();
        }
        match <[Expression; 1]>::try_from(parts) {
            Ok([only]) => Ok(only),
            Err(parts) => Ok(join(parts)),
        }
    }

    fn term(&mut self, depth: usize) -> Result<Expression, ParseError> {
        if depth >= MAX_FILTER_DEPTH {
            return Err(self.cursor.error(ParseErrorKind::TooLong));
        }
        self.cursor.skip_space();
        match self.cursor.peek() {
            Some('!') => {
                self.cursor.next();
                Ok(Expression::Not(Box::new(self.term(depth + 1)?)))
            }
            Some('(') => {
                self.cursor.next();
                let inner = self.expression(depth + 1)?;
                self.cursor.skip_space();
                self.cursor.expect(')')?;
                Ok(inner)
            }
            _ => self.comparison(),
        }
    }

    fn comparison(&mut self) -> Result<Expression, ParseError> {
        let left = self.operand()?;
        self.cursor.skip_space();
        if self.cursor.eat_text("=~") {
            return self.regex(left);
        }
        let Some(comparison) = self.operator() else {
            return match left {
                Operand::Literal(_) => Err(self.cursor.error(ParseErrorKind::Filter)),
                path => Ok(Expression::Exists(path)),
            };
        };
        Ok(Expression::Compare(left, comparison, self.operand()?))
    }

    /// Longer operators first: `<=` before `<`.
    fn operator(&mut self) -> Option<Comparison> {
        let operators = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        operators
            .into_iter()
            .find(|(text, _)| self.cursor.eat_text(text))
            .map(|(_, comparison)| comparison)
    }

    fn operand(&mut self) -> Result<Operand, ParseError> {
        self.cursor.skip_space();
        match self.cursor.peek() {
            Some('@') => self.path().map(Operand::Current),
            Some('$') if self.dialect == Dialect::States => Err(self.cursor.error(
                ParseErrorKind::Unsupported("references to other values in a filter are"),
            )),
            Some('$') => self.path().map(Operand::Document),
            Some('\'') => {
                self.cursor.next();
                Ok(Operand::Literal(Value::String(self.cursor.quoted('\'')?)))
            }
            Some('"') => self.double_quoted(),
            Some(_) => self.bare_literal(),
            None => Err(self.cursor.error(ParseErrorKind::End)),
        }
    }

    fn path(&mut self) -> Result<Vec<super::Step>, ParseError> {
        self.cursor.next();
        let mut steps = Vec::new();
        self.steps(&mut steps, Place::Filter)?;
        Ok(steps)
    }

    /// Jayway 2.0 knows single quotes only: double quotes are part of the text that is compared.
    fn double_quoted(&mut self) -> Result<Operand, ParseError> {
        self.cursor.next();
        let text = self.cursor.quoted('"')?;
        Ok(Operand::Literal(Value::String(format!("\"{text}\""))))
    }

    /// A number, `true`, `false`, `null`, or a word, which stands for itself (`[?(@.Name==Receipt)]`).
    fn bare_literal(&mut self) -> Result<Operand, ParseError> {
        let word = self.cursor.take_while(is_word_character);
        if word.is_empty() {
            return Err(self.cursor.error(ParseErrorKind::Filter));
        }
        Ok(Operand::Literal(match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => number(word).unwrap_or_else(|| Value::String(word.to_owned())),
        }))
    }

    /// `/pattern/` with flags `i`, `s`, `m`; the pattern must match the whole text.
    fn regex(&mut self, left: Operand) -> Result<Expression, ParseError> {
        if self.dialect == Dialect::States {
            return Err(self
                .cursor
                .error(ParseErrorKind::Unsupported("regular expressions are")));
        }
        self.cursor.skip_space();
        self.cursor.expect('/')?;
        let mut pattern = String::new();
        loop {
            match self.cursor.next() {
                None => return Err(self.cursor.error(ParseErrorKind::End)),
                Some('/') => break,
                Some('\\') if self.cursor.eat('/') => pattern.push('/'),
                Some('\\') => {
                    pattern.push('\\');
                    pattern.extend(self.cursor.next());
                }
                Some(c) => pattern.push(c),
            }
        }
        let flags = self.cursor.take_while(|c| c.is_ascii_alphabetic());
        self.compile(&pattern, flags)
            .map(|regex| Expression::Matches(left, regex))
    }

    fn compile(&self, pattern: &str, flags: &str) -> Result<regex::Regex, ParseError> {
        let wrong = || self.cursor.error(ParseErrorKind::Regex);
        if flags.contains(|flag| !matches!(flag, 'i' | 's' | 'm')) {
            return Err(wrong());
        }
        regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
            .case_insensitive(flags.contains('i'))
            .dot_matches_new_line(flags.contains('s'))
            .multi_line(flags.contains('m'))
            .size_limit(MAX_REGEX_SIZE)
            .build()
            .map_err(|_| wrong())
    }
}

fn is_word_character(c: char) -> bool {
    !(c.is_whitespace()
        || matches!(
            c,
            '(' | ')' | '[' | ']' | '=' | '!' | '<' | '>' | '&' | '|' | '~' | '@' | '\'' | '"'
        ))
}

fn number(word: &str) -> Option<Value> {
    if let Ok(integer) = word.parse::<i64>() {
        return Some(Value::from(integer));
    }
    let starts_as_number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.');
    word.parse::<f64>()
        .ok()
        .filter(|value| starts_as_number && value.is_finite())
        .map(Value::from)
}
