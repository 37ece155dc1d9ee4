//! The canonical form of a request: what a signature covers.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::credential::Signed;

/// What of a request bears on its signature.
#[derive(Clone, Debug)]
pub struct SignableRequest<'a> {
    /// `POST`.
    pub method: &'a str,
    /// The path as it was sent, still percent-encoded.
    pub path: &'a str,
    /// The query as it was sent, without `?`.
    pub query: &'a str,
    /// Names and values as they were sent.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The whole body.
    pub body: &'a [u8],
}

/// What SigV4 encodes: all but unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const RESERVED_BUT_SLASH: &AsciiSet = &RESERVED.remove(b'/');

impl SignableRequest<'_> {
    /// The value of the first header of this (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The canonical request of a signature that covers `signed.signed_headers`.
    pub(super) fn canonical(&self, signed: &Signed) -> String {
        let names = signed.signed_headers.join(";");
        let mut headers = String::new();
        for name in &signed.signed_headers {
            headers.push_str(name);
            headers.push(':');
            headers.push_str(&self.canonical_header(name));
            headers.push('\n');
        }
        let hash = self.payload_hash(signed);
        let (method, path, query) = (
            self.method,
            canonical_path(self.path, &signed.credential.service),
            canonical_query(self.query),
        );
        format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{hash}")
    }

    fn canonical_header(&self, name: &str) -> String {
        let same = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let values =
            same.map(|(_, value)| value.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
        values.collect::<Vec<_>>().join(",")
    }

    /// The body's hash. What `x-amz-content-sha256` claims is used only when it says that the payload is unsigned:
    /// a claimed hash must be the body's own.
    fn payload_hash(&self, signed: &Signed) -> String {
        let unsigned = self.header("x-amz-content-sha256") == Some("UNSIGNED-PAYLOAD");
        if unsigned && signed.credential.service == "s3" {
            return "UNSIGNED-PAYLOAD".into();
        }
        hex::encode(Sha256::digest(self.body))
    }
}

/// Every service but S3 signs the path encoded once more than it is sent; S3 signs it as it is sent.
fn canonical_path(path: &str, service: &str) -> String {
    if path.is_empty() {
        return "/".into();
    }
    if service == "s3" {
        return path.to_owned();
    }
    utf8_percent_encode(&normalized(path), RESERVED_BUT_SLASH).to_string()
}

/// The path without empty, `.` and `..` segments, as RFC 3986 removes them.
fn normalized(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    let trailing = path.len() > 1 && path.ends_with('/') && !segments.is_empty();
    format!("/{}{}", segments.join("/"), if trailing { "/" } else { "" })
}

fn canonical_query(query: &str) -> String {
    let recode = |text: &str| {
        let plain = percent_decode_str(text).collect::<Vec<u8>>();
        percent_encoding::percent_encode(&plain, RESERVED).to_string()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| *key != "X-Amz-Signature")
        .map(|(key, value)| (recode(key), recode(value)))
        .collect();
    pairs.sort();
    let pairs = pairs
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let cases = [
            ("", "/"),
            ("/", "/"),
            ("//a//b/", "/a/b/"),
            ("/a/./../b", "/b"),
            ("/a%20b", "/a%2520b"),
            ("/a b", "/a%20b"),
        ];
        for (path, expected) in cases {
            assert_eq!(canonical_path(path, "states"), expected, "{path}");
        }
    }

    #[test]
    fn s3_signs_the_path_that_is_sent() {
        assert_eq!(canonical_path("/b//a%20b/../c", "s3"), "/b//a%20b/../c");
    }

    #[test]
    fn queries_are_sorted_and_encoded() {
        assert_eq!(
            canonical_query("b=2&a=1%2f&a=0&flag&X-Amz-Signature=x"),
            "a=0&a=1%2F&b=2&flag="
        );
    }
}
