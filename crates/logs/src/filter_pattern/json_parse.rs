//! Reads what stands between the braces of a JSON pattern.
//!
//! ```text
//! condition  = selector test, joined by "&&", "||" and parentheses
//! selector   = "$" ("." name | ".*" | "[" index "]" | "[*]")*
//! test       = ("=" | "!=" | "<" | "<=" | ">" | ">=") operand | "IS" ("NULL" | "TRUE" | "FALSE") | "NOT" "EXISTS"
//! ```

use super::Fault;
use super::comparison::Comparison;
use super::condition::Condition;
use super::json::{Selector, SelectorTest, Step, Test};
use super::lex::{Lexer, Word};

/// Where a bare operand ends besides white space.
const OPERAND_ENDS: [char; 4] = ['&', '|', '(', ')'];

pub(super) fn parse(text: &str) -> Result<Condition<SelectorTest>, Fault> {
    let mut lexer = Lexer::new(text);
    let mut one = |lexer: &mut Lexer<'_>| Ok(SelectorTest(selector(lexer)?, test(lexer)?));
    let condition = Condition::parse(&mut lexer, &mut one)?;
    match lexer.rest.is_empty() {
        true => Ok(condition),
        false => Err(Fault::Invalid),
    }
}

fn selector(lexer: &mut Lexer<'_>) -> Result<Selector, Fault> {
    // White space ends a selector, so the steps are read from the text itself.
    let mut rest = lexer.rest.strip_prefix('$').ok_or(Fault::Invalid)?;
    let mut steps = Vec::new();
    loop {
        let (step, after) = if let Some(name) = rest.strip_prefix('.') {
            member(name)?
        } else if let Some(index) = rest.strip_prefix('[') {
            element(index)?
        } else {
            break;
        };
        steps.push(step);
        rest = after;
    }
    lexer.rest = rest.trim_start();
    Ok(Selector(steps))
}

fn member(text: &str) -> Result<(Step, &str), Fault> {
    if let Some(rest) = text.strip_prefix('*') {
        return Ok((Step::Any, rest));
    }
    // `$.['a.b']`: the point before the bracket is part of the notation.
    if let Some(rest) = text.strip_prefix('[') {
        return element(rest);
    }
    let end = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-' || c == '@' || c == ':');
    let length = text.find(end).unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    match name.is_empty() {
        true => Err(Fault::Invalid),
        false => Ok((Step::Name(name.into()), rest)),
    }
}

fn element(text: &str) -> Result<(Step, &str), Fault> {
    let quote = text.chars().next().filter(|c| *c == '\'' || *c == '"');
    if let Some(quote) = quote {
        let (name, rest) = text[1..].split_once(quote).ok_or(Fault::Invalid)?;
        let rest = rest.strip_prefix(']').ok_or(Fault::Invalid)?;
        return Ok((Step::Name(name.into()), rest));
    }
    let (index, rest) = text.split_once(']').ok_or(Fault::Invalid)?;
    let step = match index.trim() {
        "*" => Step::Any,
        index => Step::Index(index.parse().map_err(|_| Fault::Invalid)?),
    };
    Ok((step, rest))
}

fn test(lexer: &mut Lexer<'_>) -> Result<Test, Fault> {
    if let Some(comparison) = Comparison::parse(lexer, &OPERAND_ENDS)? {
        return Ok(Test::Compare(comparison));
    }
    let words = (keyword(lexer)?, keyword(lexer)?);
    match (words.0.as_str(), words.1.as_str()) {
        ("IS", "NULL") => Ok(Test::Null),
        ("IS", "TRUE") => Ok(Test::Bool(true)),
        ("IS", "FALSE") => Ok(Test::Bool(false)),
        ("NOT", "EXISTS") => Ok(Test::NotExists),
        _ => Err(Fault::Invalid),
    }
}

fn keyword(lexer: &mut Lexer<'_>) -> Result<String, Fault> {
    match lexer.word(&OPERAND_ENDS)? {
        Word::Bare(word) => Ok(word.to_ascii_uppercase()),
        Word::Quoted(_) | Word::Regex(_) => Err(Fault::Invalid),
    }
}
