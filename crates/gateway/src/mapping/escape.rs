//! `$util.escapeJavaScript`: what API Gateway makes of a text so that it can stand in a JSON string.
//!
//! The apostrophe is escaped too, which JSON does not allow: "For escapeJavaScript(), a single quote is turned into an
//! escaped single quote", says AWS, and advises `.replaceAll("\\'","'")`.

/// Appends the escaped text. Characters beyond ASCII become `\uXXXX`, one for each UTF-16 unit.
pub(super) fn escape_java_script(text: &str, out: &mut String) {
    out.reserve(text.len() + text.len() / 8);
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !special(byte) {
            continue;
        }
        out.push_str(&text[copied..at]);
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            // In the middle of a character that is dealt with.
            continue;
        };
        push(character, out);
        copied = at + character.len_utf8();
    }
    out.push_str(&text[copied..]);
}

fn special(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\'' | b'/' | b'\\' | 0xc0..)
}

fn push(character: char, out: &mut String) {
    match character {
        '"' | '\'' | '/' | '\\' => {
            out.push('\\');
            out.push(character);
        }
        '\u{8}' => out.push_str("\\b"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        other => other
            .encode_utf16(&mut [0; 2])
            .iter()
            .for_each(|unit| push_unit(*unit, out)),
    }
}

fn push_unit(unit: u16, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.push(char::from(DIGITS[usize::from((unit >> shift) & 15)]));
    }
}
