//! Reads what stands between the brackets of a space-delimited pattern.
//!
//! ```text
//! fields = field ("," field)*
//! field  = "..." | "" | name | conditions of the form: name ("=" | "!=" | "<" | "<=" | ">" | ">=") operand
//! ```

use super::Fault;
use super::comparison::Comparison;
use super::condition::Condition;
use super::delimited::{Delimited, Field};
use super::lex::Lexer;

/// Where a bare operand ends besides white space.
const OPERAND_ENDS: [char; 5] = ['&', '|', '(', ')', ','];

pub(super) fn parse(text: &str) -> Result<Delimited, Fault> {
    let mut lexer = Lexer::new(text);
    if lexer.rest.is_empty() {
        return Err(Fault::Invalid);
    }
    let mut head = Vec::new();
    let mut tail: Option<Vec<Field>> = None;
    loop {
        if lexer.take("...") {
            // Two ellipses would leave open which fields stand between them.
            if tail.replace(Vec::new()).is_some() {
                return Err(Fault::Invalid);
            }
        } else {
            let field = field(&mut lexer)?;
            tail.as_mut().unwrap_or(&mut head).push(field);
        }
        if !lexer.take(",") {
            break;
        }
    }
    match lexer.rest.is_empty() {
        true => Ok(Delimited { head, tail }),
        false => Err(Fault::Invalid),
    }
}

fn field(lexer: &mut Lexer<'_>) -> Result<Field, Fault> {
    let before = lexer.rest;
    name(lexer);
    if lexer.rest.is_empty() || lexer.rest.starts_with(',') {
        return Ok(None);
    }
    lexer.rest = before;
    // All conditions of a field are on the field's one name.
    let mut named = None;
    let mut test = |lexer: &mut Lexer<'_>| {
        let name = name(lexer).to_owned();
        if name.is_empty() || *named.get_or_insert_with(|| name.clone()) != name {
            return Err(Fault::Invalid);
        }
        Comparison::parse(lexer, &OPERAND_ENDS)?.ok_or(Fault::Invalid)
    };
    Condition::parse(lexer, &mut test).map(Some)
}

/// The name that stands next, or nothing.
fn name<'a>(lexer: &mut Lexer<'a>) -> &'a str {
    let end = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
    let length = lexer.rest.find(end).unwrap_or(lexer.rest.len());
    let (name, rest) = lexer.rest.split_at(length);
    lexer.rest = rest.trim_start();
    name
}
