//! Comparisons with a text or a number: `= "a*"`, `!= 404`, `>= 500`, `= %4[0-9]{2}%`.

use regex::Regex;

use super::lex::{Lexer, Word};
use super::{Fault, text};

#[derive(Clone, Debug)]
pub(super) enum Comparison {
    Equal(Operand),
    NotEqual(Operand),
    Less(f64),
    LessOrEqual(f64),
    Greater(f64),
    GreaterOrEqual(f64),
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Number(f64),
    /// May have wildcards.
    Text(String),
    Regex(Regex),
}

impl Comparison {
    /// Reads an operator and its operand, or nothing where no operator stands. A bare operand ends at white space or
    /// at one of `ends`.
    pub(super) fn parse(lexer: &mut Lexer<'_>, ends: &[char]) -> Result<Option<Self>, Fault> {
        let comparison = if lexer.take("!=") {
            Self::NotEqual(operand(lexer, ends)?)
        } else if lexer.take("<=") {
            Self::LessOrEqual(number(lexer, ends)?)
        } else if lexer.take(">=") {
            Self::GreaterOrEqual(number(lexer, ends)?)
        } else if lexer.take("=") {
            Self::Equal(operand(lexer, ends)?)
        } else if lexer.take("<") {
            Self::Less(number(lexer, ends)?)
        } else if lexer.take(">") {
            Self::Greater(number(lexer, ends)?)
        } else {
            return Ok(None);
        };
        Ok(Some(comparison))
    }

    /// True when it holds of a value, given as the number it is, if it is one, and as the text it is, if it has one.
    pub(super) fn holds(&self, value: Option<f64>, text: Option<&str>) -> bool {
        let number = |holds: fn(&f64, &f64) -> bool, than: &f64| {
            value.is_some_and(|value| holds(&value, than))
        };
        match self {
            Self::Equal(operand) => operand.equals(value, text),
            Self::NotEqual(operand) => !operand.equals(value, text),
            Self::Less(than) => number(f64::lt, than),
            Self::LessOrEqual(than) => number(f64::le, than),
            Self::Greater(than) => number(f64::gt, than),
            Self::GreaterOrEqual(than) => number(f64::ge, than),
        }
    }
}

impl Operand {
    fn equals(&self, value: Option<f64>, text: Option<&str>) -> bool {
        match self {
            // Equal is equal: both were read from text the same way.
            Self::Number(number) => value == Some(*number),
            Self::Text(pattern) => text.is_some_and(|text| text::wildcard(pattern, text)),
            Self::Regex(regex) => text.is_some_and(|text| regex.is_match(text)),
        }
    }
}

/// `inf` and `nan` are words.
pub(super) fn finite(word: &str) -> Option<f64> {
    word.parse().ok().filter(|number: &f64| number.is_finite())
}

fn operand(lexer: &mut Lexer<'_>, ends: &[char]) -> Result<Operand, Fault> {
    Ok(match lexer.word(ends)? {
        Word::Quoted(text) => Operand::Text(text),
        Word::Regex(regex) => Operand::Regex(regex),
        Word::Bare(word) => match finite(&word) {
            Some(number) => Operand::Number(number),
            // There is no operator `==`.
            None if word.starts_with('=') => return Err(Fault::Invalid),
            None => Operand::Text(word),
        },
    })
}

fn number(lexer: &mut Lexer<'_>, ends: &[char]) -> Result<f64, Fault> {
    match lexer.word(ends)? {
        Word::Bare(word) => finite(&word).ok_or(Fault::Invalid),
        Word::Quoted(_) | Word::Regex(_) => Err(Fault::Invalid),
    }
}
