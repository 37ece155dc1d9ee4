//! Media types: which ones match, and when a body is text or binary.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::integration::ContentHandling;

/// The content type of a request or answer that names none.
pub(crate) const JSON: &str = "application/json";

/// A media type without its parameters: `text/html` of `text/html; charset=utf-8`.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether `media_type` is one of `patterns`, which may hold `*/*` and `image/*`.
pub(crate) fn is_one_of(patterns: &[String], media_type: &str) -> bool {
    let wanted = essence(media_type);
    let main = wanted.split('/').next().unwrap_or_default();
    patterns.iter().any(|pattern| {
        let pattern = essence(pattern);
        let any_of_main = || {
            pattern
                .strip_suffix("/*")
                .is_some_and(|p| p.eq_ignore_ascii_case(main))
        };
        pattern == "*/*" || pattern.eq_ignore_ascii_case(wanted) || any_of_main()
    })
}

/// A body on its way in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// Text; what was not UTF-8 has been replaced.
    Text(String),
    /// Bytes of a binary media type.
    Binary(Bytes),
}

impl Payload {
    /// A body of a media type that `binary` says is binary or not.
    pub(crate) fn new(body: Bytes, binary: bool) -> Self {
        match binary {
            true => Self::Binary(body),
            false => Self::Text(String::from_utf8_lossy(&body).into_owned()),
        }
    }

    /// The bytes.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Self::Text(text) => text.into(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// The body as `handling` wants it; none when text that should become binary is not base64.
    pub(crate) fn convert(self, handling: Option<ContentHandling>) -> Option<Self> {
        match (self, handling) {
            (Self::Text(text), Some(ContentHandling::ConvertToBinary)) => {
                decode(&text).map(Self::Binary)
            }
            (Self::Binary(bytes), Some(ContentHandling::ConvertToText)) => {
                Some(Self::Text(STANDARD.encode(bytes)))
            }
            (payload, _) => Some(payload),
        }
    }

    /// A backend's body for a client that accepts binary or text, when nothing says how to convert it.
    pub(crate) fn suit(self, accepts_binary: bool) -> Self {
        match (self, accepts_binary) {
            (Self::Text(text), true) => match decode(&text) {
                Some(bytes) => Self::Binary(bytes),
                None => Self::Text(text),
            },
            (Self::Binary(bytes), false) => Self::Text(STANDARD.encode(bytes)),
            (payload, _) => payload,
        }
    }
}

fn decode(text: &str) -> Option<Bytes> {
    STANDARD.decode(text.trim()).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_types_and_wildcards() {
        let check = |pattern: &str, media_type: &str, expected: bool| {
            assert_eq!(
                is_one_of(&[pattern.into()], media_type),
                expected,
                "{pattern} {media_type}"
            );
        };
        check("image/png", "image/png", true);
        check("image/png", "IMAGE/PNG; q=1", true);
        check("image/png", "image/gif", false);
        check("image/*", "image/gif", true);
        check("image/*", "text/image", false);
        check("*/*", "text/plain", true);
        check("*/*", "", true);
        assert!(!is_one_of(&[], "image/png"));
    }

    #[test]
    fn conversions_follow_the_table() {
        use ContentHandling::{ConvertToBinary, ConvertToText};
        let text = |t: &str| Payload::Text(t.into());
        let binary = |b: &'static [u8]| Payload::Binary(Bytes::from_static(b));
        assert_eq!(
            text("aGk=").convert(Some(ConvertToBinary)),
            Some(binary(b"hi"))
        );
        assert_eq!(text("not base64").convert(Some(ConvertToBinary)), None);
        assert_eq!(text("hi").convert(Some(ConvertToText)), Some(text("hi")));
        assert_eq!(
            binary(b"hi").convert(Some(ConvertToText)),
            Some(text("aGk="))
        );
        assert_eq!(
            binary(b"hi").convert(Some(ConvertToBinary)),
            Some(binary(b"hi"))
        );
        assert_eq!(binary(b"hi").convert(None), Some(binary(b"hi")));
        assert_eq!(text("aGk=").suit(true), binary(b"hi"));
        assert_eq!(text("aGk=").suit(false), text("aGk="));
        assert_eq!(binary(b"hi").suit(true), binary(b"hi"));
        assert_eq!(binary(b"hi").suit(false), text("aGk="));
        assert_eq!(
            Payload::new(Bytes::from_static(&[b'a', 0xff]), false),
            text("a\u{fffd}")
        );
    }
}
