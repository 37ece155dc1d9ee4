//! Identifiers as API Gateway makes them: lower-case letters and digits.

const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A new API id: 10 characters, as in `https://{id}.execute-api.…`.
pub(crate) fn api() -> String {
    random(10)
}

/// A new id of something inside an API: 6 characters.
pub(crate) fn part() -> String {
    random(6)
}

/// `length` random characters, the first of them a letter so that the id can be a host label of its own.
fn random(length: usize) -> String {
    let bytes = uuid::Uuid::new_v4().into_bytes();
    // Bytes 6 and 8 of a version 4 UUID carry fixed bits; the other 14 are random.
    let free = bytes
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != 6 && *at != 8);
    let letter = |(at, (_, byte)): (usize, (usize, &u8))| {
        let choices = if at == 0 { 26 } else { ALPHABET.len() };
        char::from(ALPHABET[usize::from(*byte) % choices])
    };
    free.take(length).enumerate().map(letter).collect()
}

/// The id that AWS calls `x-amz-apigw-id` and `extendedRequestId`: 15 characters and an equals sign.
pub(crate) fn extended_request() -> String {
    use base64::Engine as _;
    let bytes = uuid::Uuid::new_v4().into_bytes();
    let text = base64::engine::general_purpose::STANDARD.encode(&bytes[..11]);
    text.replace('/', "_").replace('+', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_aws_lengths_and_letters() {
        for _ in 0..1000 {
            let id = api();
            assert_eq!(id.len(), 10);
            assert!(id.as_bytes()[0].is_ascii_lowercase(), "{id}");
            assert!(id.bytes().all(|b| ALPHABET.contains(&b)), "{id}");
            assert_eq!(part().len(), 6);
            let extended = extended_request();
            assert_eq!((extended.len(), extended.ends_with('=')), (16, true));
        }
    }
}
