//! Making a signature.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::canonical::SignableRequest;
use super::credential::{CredentialScope, Signed};

/// The key that signs everything of one day, region and service.
#[must_use]
pub fn signing_key(secret: &str, scope: &CredentialScope) -> [u8; 32] {
    let date = hmac(format!("AWS4{secret}").as_bytes(), &scope.date);
    let region = hmac(&date, &scope.region);
    let service = hmac(&region, &scope.service);
    hmac(&service, "aws4_request")
}

/// The signature, in lower-case hex, of `request` under what `signed` says it covers.
#[must_use]
pub fn sign(request: &SignableRequest<'_>, signed: &Signed, secret: &str) -> String {
    let canonical = hex::encode(Sha256::digest(request.canonical(signed)));
    let (timestamp, scope) = (&signed.timestamp, signed.credential.scope());
    let text = format!("AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{canonical}");
    hex::encode(hmac(&signing_key(secret, &signed.credential), &text))
}

fn hmac(key: &[u8], text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}
