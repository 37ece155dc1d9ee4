//! `$util`: functions for texts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use vtl::{Budget, HostCall, HostObject, Value, json};

use super::escape::escape_java_script;

/// What a form leaves as it is besides letters and digits; a blank becomes `+` (Java's `URLEncoder`).
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'*')
    .remove(b'_')
    .remove(b' ');

/// The object behind `$util`. Its functions take one text; for anything else they do not exist.
pub(super) struct Util;

impl HostObject for Util {
    fn get(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(&self, name: &str, args: &[Value], budget: &Budget) -> HostCall {
        let [Value::Str(text)] = args else {
            return HostCall::NoSuchMethod;
        };
        // No function gives more than six times what it takes.
        if let Err(limit) = budget.bytes(text.len()) {
            return HostCall::Failed(limit.to_string());
        }
        match name {
            "escapeJavaScript" => {
                let mut escaped = String::new();
                escape_java_script(text, &mut escaped);
                HostCall::Value(Value::from(escaped))
            }
            "urlEncode" => HostCall::Value(Value::from(
                utf8_percent_encode(text, FORM)
                    .to_string()
                    .replace(' ', "+"),
            )),
            "urlDecode" => url_decode(text),
            "base64Encode" => HostCall::Value(Value::from(STANDARD.encode(text.as_bytes()))),
            "base64Decode" => match STANDARD.decode(text.as_bytes()) {
                Ok(bytes) => {
                    HostCall::Value(Value::from(String::from_utf8_lossy(&bytes).into_owned()))
                }
                Err(error) => {
                    HostCall::Failed(format!("java.lang.IllegalArgumentException: {error}"))
                }
            },
            "parseJson" => match json::parse(text) {
                Ok(value) => HostCall::Value(value),
                Err(error) => HostCall::Failed(error.to_string()),
            },
            _ => HostCall::NoSuchMethod,
        }
    }

    fn print(&self, name: &str, args: &[Value], out: &mut String, _: &Budget) -> bool {
        match (name, args) {
            ("escapeJavaScript", [Value::Str(text)]) => {
                escape_java_script(text, out);
                true
            }
            _ => false,
        }
    }
}

/// Percent escapes that are none make the call fail, as in Java's `URLDecoder`.
fn url_decode(text: &str) -> HostCall {
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        if !rest
            .as_bytes()
            .get(..2)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        {
            let message = "java.lang.IllegalArgumentException: URLDecoder: Illegal hex characters in escape (%) pattern";
            return HostCall::Failed(message.to_owned());
        }
    }
    let blanks = text.replace('+', " ");
    HostCall::Value(Value::from(
        percent_decode_str(&blanks).decode_utf8_lossy().into_owned(),
    ))
}
