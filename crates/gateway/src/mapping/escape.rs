//! `$util.escapeJavaScript`: what API Gateway makes of a text so that it can stand in a JSON string.
//!
//! The apostrophe is escaped too, which JSON does not allow: "For escapeJavaScript(), a single quote is turned into an
//! escaped single quote", says AWS, and advises `.replaceAll("\\'","'")`.

/// Appends the escaped text. Characters beyond ASCII become `\uXXXX`, one for each UTF-16 unit.
pub(super) fn escape_java_script(text: &str, out: &mut String) {
    out.reserve(text.len() + text.len() / 4);
    let bytes = text.as_bytes();
    let (mut copied, mut at) = (0, 0);
    while let Some(offset) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| SPECIAL[usize::from(*byte)]))
    {
        let special = at + offset;
        let Some(character) = text.get(special..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        out.push_str(&text[copied..special]);
        push(character, out);
        at = special + character.len_utf8();
        copied = at;
    }
    out.push_str(&text[copied..]);
}

/// Bytes that begin a character which is escaped.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = byte < 0x20 || byte >= 0xc0;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\'' as usize] = true;
    special[b'/' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

fn push(character: char, out: &mut String) {
    match character {
        '"' => out.push_str("\\\""),
        '\'' => out.push_str("\\'"),
        '/' => out.push_str("\\/"),
        '\\' => out.push_str("\\\\"),
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
