//! Checks that a payload is JSON, with the words of the parser that AWS uses.

use serde::de::IgnoredAny;

/// What is wrong with a payload; absent when it is JSON. Nothing at all counts as an empty object.
pub(crate) fn defect(payload: &[u8]) -> Option<String> {
    if payload.is_empty() || serde_json::from_slice::<IgnoredAny>(payload).is_ok() {
        return None;
    }
    let (message, position) = encoding(payload).unwrap_or_else(|| syntax(payload));
    let (line, column) = position;
    Some(format!(
        "{message}\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {line}, column: {column}]"
    ))
}

type Complaint = (String, (usize, usize));

/// Bytes that are not UTF-8. Within a string the parser names the byte; where a value should begin, the character it
/// takes the byte for.
fn encoding(payload: &[u8]) -> Option<Complaint> {
    let error = std::str::from_utf8(payload).err()?;
    let at = error.valid_up_to();
    let byte = payload[at];
    let before = payload[..at].trim_ascii();
    if before.is_empty() {
        let message = format!(
            "Unexpected character ((CTRL-CHAR, code {byte})): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        );
        return Some((message, position(payload, at)));
    }
    let message = format!("Invalid UTF-8 start byte 0x{byte:x}");
    Some((message, position(payload, at + 1)))
}

fn syntax(payload: &[u8]) -> Complaint {
    let text = String::from_utf8_lossy(payload);
    let end = position(payload, payload.len());
    let start = payload.len() - payload.trim_ascii_start().len();
    let word: String = text[start..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
        .collect();
    if word.chars().next().is_some_and(char::is_alphabetic) {
        let message = format!(
            "Unrecognized token '{word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        );
        return (message, position(payload, start + word.len()));
    }
    match serde_json::from_slice::<IgnoredAny>(payload) {
        Err(error) if !error.is_eof() => {
            let what = error.to_string();
            let what = what
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned();
            (what, (error.line(), error.column()))
        }
        _ => ("Unexpected end-of-input".into(), end),
    }
}

/// Line and column, both from 1, of a byte.
fn position(payload: &[u8], at: usize) -> (usize, usize) {
    let before = &payload[..at.min(payload.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    (line, before.len() - start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_any_kind_passes() {
        for text in ["", "{}", " [1] ", "null", "\"x\"", "1e5"] {
            assert_eq!(defect(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn recorded_complaints() {
        let at = |column| {
            format!(
                "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: {column}]"
            )
        };
        let expected = "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
        assert_eq!(defect(b"\x99\xeb,j"), Some(format!("{expected}{}", at(1))));
        let expected = "Unrecognized token 'foo': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
        assert_eq!(defect(b"foo"), Some(format!("{expected}{}", at(4))));
        assert!(defect(b"{\"a\":").is_some());
    }
}
