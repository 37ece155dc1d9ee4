//! Checking a signature.

use model::Timestamp;

use super::canonical::SignableRequest;
use super::credential::Signed;
use super::sign::sign;

/// How far a header's date may be from the server's clock.
const SKEW_MILLIS: i64 = 5 * 60 * 1000;
/// Seven days, the longest that a presigned URL may hold.
const LONGEST_PRESIGNED_SECONDS: u64 = 604_800;

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// It was made with another key, or something it covers was changed.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
    /// The date is missing or is no date.
    #[error("Date must be in ISO-8601 'basic format'")]
    Date,
    /// The date is too far from the server's clock.
    #[error(
        "Signature expired or not yet current: the request's date is too far from the server's"
    )]
    Skewed,
    /// A presigned URL has expired.
    #[error("The presigned URL has expired")]
    Expired,
    /// The host is not covered.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostUnsigned,
}

/// Checks that `signed` is the signature of `request` by the holder of `secret`, made about now.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(
    request: &SignableRequest<'_>,
    signed: &Signed,
    secret: &str,
    now: Timestamp,
) -> Result<(), SignatureError> {
    let made = parse_basic(&signed.timestamp).ok_or(SignatureError::Date)?;
    if !signed.timestamp.starts_with(&signed.credential.date) {
        return Err(SignatureError::Date);
    }
    check_age(signed.expires, made, now)?;
    if !signed.signed_headers.iter().any(|name| name == "host") {
        return Err(SignatureError::HostUnsigned);
    }
    let expected = sign(request, signed, secret);
    let same = constant_time_eq(expected.as_bytes(), signed.signature.as_bytes());
    same.then_some(()).ok_or(SignatureError::Mismatch)
}

fn check_age(expires: Option<u64>, made: Timestamp, now: Timestamp) -> Result<(), SignatureError> {
    let age = now.millis() - made.millis();
    match expires {
        None if age.abs() > SKEW_MILLIS => Err(SignatureError::Skewed),
        Some(_) if age < -SKEW_MILLIS => Err(SignatureError::Skewed),
        Some(seconds) if seconds > LONGEST_PRESIGNED_SECONDS => Err(SignatureError::Expired),
        Some(seconds) if age > i64::try_from(seconds).unwrap_or(0) * 1000 => {
            Err(SignatureError::Expired)
        }
        _ => Ok(()),
    }
}

/// `20250131T120000Z`.
fn parse_basic(text: &str) -> Option<Timestamp> {
    if text.len() != 16 || !text.is_ascii() {
        return None;
    }
    let (y, mo, d) = (&text[..4], &text[4..6], &text[6..8]);
    let (h, mi, s) = (&text[9..11], &text[11..13], &text[13..15]);
    (&text[8..9] == "T").then_some(())?;
    Timestamp::parse_rfc3339(&format!("{y}-{mo}-{d}T{h}:{mi}:{s}{}", &text[15..]))
}

/// Takes the same time wherever two texts of one length differ, so that timing tells nothing of a signature.
fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigv4::parse;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// `get-vanilla-query-order-key-case` of AWS's SigV4 test suite.
    fn vanilla(authorization: &str) -> SignableRequest<'_> {
        SignableRequest {
            method: "GET",
            path: "/",
            query: "Param2=value2&Param1=value1",
            headers: vec![
                ("Host", "example.amazonaws.com"),
                ("X-Amz-Date", "20150830T123600Z"),
                ("Authorization", authorization),
            ],
            body: b"",
        }
    }

    const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn the_vector_of_the_test_suite_holds() {
        let request = vanilla(AUTHORIZATION);
        let signed = parse(&request).unwrap();
        assert_eq!(
            verify(&request, &signed, SECRET, at("2015-08-30T12:36:00Z")),
            Ok(())
        );
        assert_eq!(
            verify(&request, &signed, "other", at("2015-08-30T12:36:00Z")),
            Err(SignatureError::Mismatch)
        );
    }

    #[test]
    fn the_clock_may_differ_by_five_minutes() {
        let request = vanilla(AUTHORIZATION);
        let signed = parse(&request).unwrap();
        for (now, expected) in [
            ("2015-08-30T12:41:00Z", Ok(())),
            ("2015-08-30T12:41:01Z", Err(SignatureError::Skewed)),
            ("2015-08-30T12:31:00Z", Ok(())),
            ("2015-08-30T12:30:59Z", Err(SignatureError::Skewed)),
        ] {
            assert_eq!(
                verify(&request, &signed, SECRET, at(now)),
                expected,
                "{now}"
            );
        }
    }

    #[test]
    fn whatever_is_changed_breaks_it() {
        let original = vanilla(AUTHORIZATION);
        let signed = parse(&original).unwrap();
        let now = at("2015-08-30T12:36:00Z");
        let mut changed = [
            original.clone(),
            original.clone(),
            original.clone(),
            original.clone(),
        ];
        changed[0].method = "POST";
        changed[1].path = "/x";
        changed[2].query = "Param1=value1";
        changed[3].body = b"x";
        for request in changed {
            assert_eq!(
                verify(&request, &signed, SECRET, now),
                Err(SignatureError::Mismatch)
            );
        }
    }

    #[test]
    fn unreadable_headers_are_no_signature() {
        for header in [
            "",
            "Bearer x",
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=x",
        ] {
            assert!(parse(&vanilla(header)).is_none(), "{header}");
        }
    }
}
