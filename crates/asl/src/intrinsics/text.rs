//! The functions on texts.

use super::Random;
use super::template::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Longest text that Base64 and hash functions take, in characters (developer guide).
pub(super) const MAX_DATA: usize = 10_000;

fn data(value: &Value) -> Result<&str, String> {
    let text = value.as_str().unwrap_or_default();
    if text.chars().count() > MAX_DATA {
        return Err(format!(
            "the data must not be longer than {MAX_DATA} characters"
        ));
    }
    Ok(text)
}

/// Fills a template: texts bare, everything else as Java prints it.
pub(super) fn format(template: &Template, values: &[&Value]) -> Result<Value, String> {
    if template.holes() != values.len() {
        let (holes, count) = (template.holes(), values.len());
        return Err(format!(
            "the template has {holes} occurrences of {{}}, but there are {count} arguments for it"
        ));
    }
    let texts: Vec<String> = values
        .iter()
        .map(|value| query::java::to_text(value))
        .collect();
    Ok(template.fill(&texts).into())
}

/// The pieces between characters of `delimiters`, without empty ones.
pub(super) fn split(text: &Value, delimiters: &Value) -> Result<Value, String> {
    let text = text.as_str().unwrap_or_default();
    let delimiters: Vec<char> = delimiters.as_str().unwrap_or_default().chars().collect();
    Ok(text
        .split(&delimiters[..])
        .filter(|piece| !piece.is_empty())
        .map(Value::from)
        .collect())
}

pub(super) fn base64_encode(value: &Value) -> Result<Value, String> {
    Ok(STANDARD.encode(data(value)?).into())
}

pub(super) fn base64_decode(value: &Value) -> Result<Value, String> {
    let bytes = STANDARD
        .decode(data(value)?)
        .map_err(|error| format!("the data is not Base64: {error}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned().into())
}

/// Lower-case hexadecimal. A value that is no text is hashed as its JSON text.
pub(super) fn hash(value: &Value, algorithm: &Value) -> Result<Value, String> {
    use sha2::Digest as _;
    let json = if value.is_string() {
        None
    } else {
        Some(query::java::to_json(value).into())
    };
    let bytes = data(json.as_ref().unwrap_or(value))?.as_bytes();
    let digest = match algorithm.as_str().unwrap_or_default() {
        "MD5" => hex::encode(md5::Md5::digest(bytes)),
        "SHA-1" => hex::encode(sha1::Sha1::digest(bytes)),
        "SHA-256" => hex::encode(sha2::Sha256::digest(bytes)),
        "SHA-384" => hex::encode(sha2::Sha384::digest(bytes)),
        "SHA-512" => hex::encode(sha2::Sha512::digest(bytes)),
        other => {
            return Err(format!(
                "the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, but was: {other}"
            ));
        }
    };
    Ok(digest.into())
}

/// A version 4 UUID (RFC 9562, section 5.4).
pub(super) fn uuid(random: &mut dyn Random) -> String {
    let high = random.next_u64() & !0xf000 | 0x4000;
    let low = random.next_u64() & !(0b11 << 62) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}
