//! Reads what stands between the braces of a JSON pattern.
//!
//! ```text
//! any        = all ("||" all)*
//! all        = one ("&&" one)*
//! one        = "(" any ")" | selector test
//! selector   = "$" ("." name | ".*" | "[" index "]" | "[*]")*
//! test       = ("=" | "!=" | "<" | "<=" | ">" | ">=") operand | "IS" ("NULL" | "TRUE" | "FALSE") | "NOT" "EXISTS"
//! ```

use super::Fault;
use super::json::{Condition, Operand, Selector, Step, Test};
use super::lex::{Lexer, Word};

/// Where a bare operand ends besides white space.
const OPERAND_ENDS: [char; 4] = ['&', '|', '(', ')'];

/// How deep parentheses nest.
const MAX_DEPTH: usize = 32;

pub(super) fn parse(text: &str) -> Result<Condition, Fault> {
    let mut lexer = Lexer::new(text);
    let condition = any(&mut lexer, 0)?;
    match lexer.rest.is_empty() {
        true => Ok(condition),
        false => Err(Fault::Invalid),
    }
}

fn any(lexer: &mut Lexer<'_>, depth: usize) -> Result<Condition, Fault> {
    let mut conditions = vec![all(lexer, depth)?];
    while lexer.take("||") {
        conditions.push(all(lexer, depth)?);
    }
    Ok(Condition::Or(conditions))
}

fn all(lexer: &mut Lexer<'_>, depth: usize) -> Result<Condition, Fault> {
    let mut conditions = vec![one(lexer, depth)?];
    while lexer.take("&&") {
        conditions.push(one(lexer, depth)?);
    }
    Ok(Condition::And(conditions))
}

fn one(lexer: &mut Lexer<'_>, depth: usize) -> Result<Condition, Fault> {
    if depth == MAX_DEPTH {
        return Err(Fault::Invalid);
    }
    if lexer.take("(") {
        let inner = any(lexer, depth + 1)?;
        return match lexer.take(")") {
            true => Ok(inner),
            false => Err(Fault::Invalid),
        };
    }
    let selector = selector(lexer)?;
    Ok(Condition::Test(selector, test(lexer)?))
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
    if lexer.take("!=") {
        return operand(lexer).map(Test::NotEqual);
    }
    if lexer.take("<=") {
        return number(lexer).map(Test::LessOrEqual);
    }
    if lexer.take(">=") {
        return number(lexer).map(Test::GreaterOrEqual);
    }
    if lexer.take("=") {
        return operand(lexer).map(Test::Equal);
    }
    if lexer.take("<") {
        return number(lexer).map(Test::Less);
    }
    if lexer.take(">") {
        return number(lexer).map(Test::Greater);
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

fn operand(lexer: &mut Lexer<'_>) -> Result<Operand, Fault> {
    Ok(match lexer.word(&OPERAND_ENDS)? {
        Word::Quoted(text) => Operand::Text(text),
        Word::Regex(regex) => Operand::Regex(regex),
        Word::Bare(word) => match finite(&word) {
            Some(number) => Operand::Number(number),
            None => Operand::Text(word),
        },
    })
}

fn number(lexer: &mut Lexer<'_>) -> Result<f64, Fault> {
    match lexer.word(&OPERAND_ENDS)? {
        Word::Bare(word) => finite(&word).ok_or(Fault::Invalid),
        Word::Quoted(_) | Word::Regex(_) => Err(Fault::Invalid),
    }
}

/// `inf` and `nan` are words.
fn finite(word: &str) -> Option<f64> {
    word.parse().ok().filter(|number: &f64| number.is_finite())
}
