//! Large immutable bytes by their SHA-256: function code, and whatever else is too big for a batch.

use sha2::{Digest, Sha256};

/// The SHA-256 of `content` in lower-case hex: the name of a blob.
#[must_use]
pub fn sha256_hex(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// True when `text` can be the name of a blob: 64 lower-case hex digits. A backend that keeps blobs as files checks
/// this before it makes a path of it.
#[must_use]
pub fn is_sha256_hex(text: &str) -> bool {
    let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.len() == 64 && text.bytes().all(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_published_digest() {
        // FIPS 180-4 example: the digest of "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), abc);
        assert!(is_sha256_hex(abc));
    }

    #[test]
    fn only_64_lower_case_digits_are_a_name() {
        let abc = sha256_hex(b"abc");
        for text in [
            "",
            "../x",
            &abc[1..],
            &abc.to_uppercase(),
            &format!("{abc}0"),
        ] {
            assert!(!is_sha256_hex(text), "{text}");
        }
    }
}
