//! Replacement texts: `$1`, `${name}`, and a backslash before what is meant as it is.

use super::{Found, RegexError};

/// A replacement text, taken apart.
pub(crate) struct Replacement {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Group(usize),
}

impl Replacement {
    /// Takes a text apart, for matches that have the groups of `found`.
    pub(super) fn parse(text: &str, found: &Found) -> Result<Replacement, RegexError> {
        let illegal =
            |message: &str| RegexError(format!("java.lang.IllegalArgumentException: {message}"));
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' => plain.push(
                    characters
                        .next()
                        .ok_or_else(|| illegal("character to be escaped is missing"))?,
                ),
                '$' => {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                    parts.push(Part::Group(
                        group(&mut characters, found).map_err(|message| illegal(&message))?,
                    ));
                }
                other => plain.push(other),
            }
        }
        parts.push(Part::Text(plain));
        Ok(Replacement { parts })
    }

    /// Appends the replacement of one match.
    pub(super) fn push(&self, text: &str, found: &Found, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(plain) => out.push_str(plain),
                Part::Group(number) => {
                    if let Some((start, end)) = found.groups.get(*number).copied().flatten() {
                        out.push_str(&text[start..end]);
                    }
                }
            }
        }
    }
}

/// The group after a `$`: a name in braces, or as many digits as there are groups for.
fn group(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    found: &Found,
) -> Result<usize, String> {
    match characters.peek().copied() {
        None => Err("Illegal group reference: group index is missing".to_owned()),
        Some('{') => {
            characters.next();
            let name: String = characters
                .by_ref()
                .take_while(|character| *character != '}')
                .collect();
            found
                .named(&name)
                .ok_or_else(|| format!("No group with name {{{name}}}"))
        }
        Some(first) => {
            let Some(mut number) = first.to_digit(10).map(|digit| digit as usize) else {
                return Err("Illegal group reference".to_owned());
            };
            characters.next();
            if number >= found.groups.len() {
                return Err(format!("No group {number}"));
            }
            while let Some(digit) = characters.peek().and_then(|next| next.to_digit(10)) {
                let longer = number * 10 + digit as usize;
                if longer >= found.groups.len() {
                    break;
                }
                number = longer;
                characters.next();
            }
            Ok(number)
        }
    }
}
