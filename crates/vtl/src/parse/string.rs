//! Strings: quotes, `\u` escapes, and language within double quotes.

use std::sync::Arc;

use super::Parser;
use crate::error::ParseError;
use crate::program::Expr;

impl Parser<'_, '_, '_> {
    /// Parses the text of a double-quoted string as a template.
    ///
    /// A blank is put at its end, and dropped from what it renders to, so that what ends a line in a template does
    /// not end the string; with a line comment inside it could not be found again.
    pub(super) fn interpolated(
        &mut self,
        token: usize,
        mut text: String,
    ) -> Result<Expr, ParseError> {
        let drop_last = !text.contains("##");
        if drop_last {
            text.push(' ');
        }
        let known: Vec<Box<str>> = self.known.clone();
        let known: Vec<&str> = known.iter().map(|name| &**name).collect();
        let parsed = Parser::new(&text, self.shared, &known).template();
        let body = parsed.map_err(|inner| {
            self.error(
                token,
                format!("Failed to parse String literal: {}", inner.message),
            )
        })?;
        Ok(Expr::Interpolated {
            body: Arc::new(body),
            drop_last,
        })
    }
}

/// A string's text without its quotes. A doubled quote stands for one, `\uXXXX` in double quotes for a character.
/// `None` when a `\u` is not followed by four digits.
pub(super) fn unquote(image: &str) -> Option<String> {
    let quote = &image[..1];
    let inner = &image[1..image.len() - 1];
    let text = if quote == "\"" {
        unescape(inner)?
    } else {
        inner.to_owned()
    };
    Some(text.replace(&quote.repeat(2), quote))
}

fn unescape(text: &str) -> Option<String> {
    if !text.contains("\\u") {
        return Some(text.to_owned());
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        units.extend(rest[..at].encode_utf16());
        units.push(u16::from_str_radix(rest.get(at + 2..at + 6)?, 16).ok()?);
        rest = &rest[at + 6..];
    }
    units.extend(rest.encode_utf16());
    Some(String::from_utf16_lossy(&units))
}
