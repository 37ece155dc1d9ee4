//! `Character`: a UTF-16 unit.

use super::{MethodResult, Outcome, value};
use crate::text;
use crate::value::Value;

pub(super) fn call(unit: u16, name: &str, args: &[Value]) -> MethodResult {
    match (name, args) {
        ("charValue", []) => value(Value::Char(unit)),
        ("compareTo", [Value::Char(other)]) => value(i32::from(unit) - i32::from(*other)),
        ("toString", [Value::Char(other)]) => {
            let mut out = String::new();
            text::push_unit(*other, &mut out);
            value(out)
        }
        (_, [Value::Char(other)]) => of_unit(name, *other),
        (_, [Value::Int(code)]) => match u16::try_from(*code) {
            Ok(unit) => of_unit(name, unit),
            Err(_) => Ok(Outcome::Missing),
        },
        _ => Ok(Outcome::Missing),
    }
}

/// The static methods that take a character.
fn of_unit(name: &str, unit: u16) -> MethodResult {
    let Some(character) = char::from_u32(u32::from(unit)) else {
        return Ok(Outcome::Missing);
    };
    let mapped =
        |mut characters: Box<dyn Iterator<Item = char>>| characters.next().unwrap_or(character);
    match name {
        "isDigit" => value(character.is_ascii_digit()),
        "isLetter" | "isAlphabetic" => value(character.is_alphabetic()),
        "isLetterOrDigit" => value(character.is_alphanumeric()),
        "isUpperCase" => value(character.is_uppercase()),
        "isLowerCase" => value(character.is_lowercase()),
        "isWhitespace" => value(super::string::is_java_whitespace(character)),
        "getNumericValue" => value(character.to_digit(36).map_or(-1, u32::cast_signed)),
        "valueOf" => value(Value::Char(unit)),
        "toUpperCase" => value(Value::Char(one_unit(
            mapped(Box::new(character.to_uppercase())),
            unit,
        ))),
        "toLowerCase" => value(Value::Char(one_unit(
            mapped(Box::new(character.to_lowercase())),
            unit,
        ))),
        _ => Ok(Outcome::Missing),
    }
}

fn one_unit(character: char, otherwise: u16) -> u16 {
    u16::try_from(u32::from(character)).unwrap_or(otherwise)
}
