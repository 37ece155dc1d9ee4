//! Strings in UTF-16 units, as Java counts them.

use std::borrow::Cow;

/// Length in UTF-16 units.
pub(crate) fn len(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(char::len_utf16).sum()
    }
}

/// The part between two unit positions; half a surrogate pair becomes `?`, as when Java writes it out.
pub(crate) fn slice(text: &str, from: usize, to: usize) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(&text[from..to]);
    }
    let units: Vec<u16> = text.encode_utf16().skip(from).take(to - from).collect();
    Cow::Owned(lossy(&units))
}

/// Units as text, with `?` for halves of surrogate pairs.
pub(crate) fn lossy(units: &[u16]) -> String {
    char::decode_utf16(units.iter().copied())
        .map(|unit| unit.unwrap_or('?'))
        .collect()
}

/// The unit at a position.
pub(crate) fn unit(text: &str, at: usize) -> Option<u16> {
    if text.is_ascii() {
        text.as_bytes().get(at).map(|byte| u16::from(*byte))
    } else {
        text.encode_utf16().nth(at)
    }
}

/// Appends one unit.
pub(crate) fn push_unit(unit: u16, out: &mut String) {
    out.push(char::from_u32(u32::from(unit)).unwrap_or('?'));
}

/// The unit position of a byte position.
pub(crate) fn unit_position(text: &str, byte: usize) -> usize {
    len(&text[..byte])
}

/// The byte position of a unit position, moved forward out of the middle of a pair; the end when beyond it.
pub(crate) fn byte_position(text: &str, unit: usize) -> usize {
    if text.is_ascii() {
        return unit.min(text.len());
    }
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        if units >= unit {
            return byte;
        }
        units += character.len_utf16();
    }
    text.len()
}

/// Java's `String.hashCode`.
pub(crate) fn hash_code(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}
