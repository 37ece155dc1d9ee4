//! Temporary credentials that need no table: the session token carries whose they are and until when, under a MAC, and
//! the secret key is derived from the token. So they outlive a restart, and nothing secret is stored.

use hmac::{Hmac, KeyInit, Mac};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::principal::Principal;

/// Credentials of a role session, as `sts:AssumeRole` returns them and functions find them in their environment.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `ASIA` and 16 characters.
    pub access_key_id: String,
    /// The secret the holder signs with.
    pub secret_access_key: String,
    /// Sent as `X-Amz-Security-Token`.
    pub session_token: String,
    /// When they end.
    pub expires: Timestamp,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Makes and checks session credentials under one key, which the store keeps.
#[derive(Clone)]
pub struct SessionKey([u8; 32]);

#[derive(Serialize, Deserialize)]
struct Claims {
    role: String,
    session: String,
    expires: i64,
    salt: String,
}

impl SessionKey {
    /// The key made of these random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Credentials of the session `session` of the role `role_arn` until `expires`. `salt` is random and tells two
    /// sessions apart.
    #[must_use]
    pub fn issue(
        &self,
        role_arn: &str,
        session: &str,
        expires: Timestamp,
        salt: u64,
    ) -> Credentials {
        let claims = Claims {
            role: role_arn.into(),
            session: session.into(),
            expires: expires.millis(),
            salt: format!("{salt:016x}"),
        };
        let claims = serde_json::to_vec(&claims).expect("strings and numbers serialize");
        let body = hex::encode(claims);
        let session_token = format!("{body}.{}", hex::encode(self.mac("token", &body)));
        Credentials {
            access_key_id: self.access_key_id(&session_token),
            secret_access_key: self.secret(&session_token),
            expires,
            session_token,
        }
    }

    /// Whose session `token` is, and the secret its holder signs with; absent when this key did not issue it, it has
    /// expired, or it does not belong to `access_key_id`.
    #[must_use]
    pub fn check(
        &self,
        access_key_id: &str,
        token: &str,
        now: Timestamp,
    ) -> Option<(Principal, String)> {
        let (body, mac) = token.split_once('.')?;
        let mut expected =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        expected.update(b"token");
        expected.update(body.as_bytes());
        expected.verify_slice(&hex::decode(mac).ok()?).ok()?;
        let claims: Claims = serde_json::from_slice(&hex::decode(body).ok()?).ok()?;
        let valid = now.millis() < claims.expires && access_key_id == self.access_key_id(token);
        valid.then_some(())?;
        Some((
            Principal::role_session(&claims.role, &claims.session)?,
            self.secret(token),
        ))
    }

    /// The signature of a link to `resource` that holds until `expires`, in milliseconds since the epoch.
    #[must_use]
    pub fn link(&self, resource: &str, expires: i64) -> String {
        hex::encode(self.mac("link", &format!("{resource} {expires}")))
    }

    /// True when `signature` is that of a link to `resource` which has not expired.
    #[must_use]
    pub fn check_link(
        &self,
        resource: &str,
        expires: i64,
        signature: &str,
        now: Timestamp,
    ) -> bool {
        let mut expected =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        expected.update(format!("link{resource} {expires}").as_bytes());
        let given = hex::decode(signature).unwrap_or_default();
        now.millis() < expires && expected.verify_slice(&given).is_ok()
    }

    fn access_key_id(&self, token: &str) -> String {
        format!("ASIA{}", &hex::encode_upper(self.mac("id", token))[..16])
    }

    fn secret(&self, token: &str) -> String {
        hex::encode(&self.mac("secret", token)[..20])
    }

    fn mac(&self, purpose: &str, text: &str) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/r";

    #[test]
    fn a_session_is_known_again_until_it_ends() {
        let key = SessionKey::new([7; 32]);
        let credentials = key.issue(ROLE, "s", Timestamp::from_millis(1000), 1);
        let check = |now| {
            key.check(
                &credentials.access_key_id,
                &credentials.session_token,
                Timestamp::from_millis(now),
            )
        };
        let (principal, secret) = check(999).unwrap();
        assert_eq!(principal, Principal::role_session(ROLE, "s").unwrap());
        assert_eq!(secret, credentials.secret_access_key);
        assert!(check(1000).is_none());
        assert_eq!(credentials.access_key_id.len(), 20);
    }

    #[test]
    fn a_link_holds_for_its_resource_until_it_expires() {
        let key = SessionKey::new([7; 32]);
        let signature = key.link("code", 1000);
        let check = |resource, expires, now| {
            key.check_link(resource, expires, &signature, Timestamp::from_millis(now))
        };
        assert!(check("code", 1000, 999));
        assert!(!check("code", 1000, 1000) && !check("other", 1000, 0) && !check("code", 2000, 0));
        assert!(!key.check_link("code", 1000, "zz", Timestamp::from_millis(0)));
    }

    #[test]
    fn what_another_key_or_nobody_issued_is_refused() {
        let (key, other) = (SessionKey::new([7; 32]), SessionKey::new([8; 32]));
        let credentials = key.issue(ROLE, "s", Timestamp::from_millis(1000), 1);
        let now = Timestamp::from_millis(0);
        assert!(
            other
                .check(&credentials.access_key_id, &credentials.session_token, now)
                .is_none()
        );
        assert!(
            key.check("ASIAOTHER", &credentials.session_token, now)
                .is_none()
        );
        for token in ["", ".", "00.00", "zz.zz"] {
            assert!(
                key.check(&credentials.access_key_id, token, now).is_none(),
                "{token}"
            );
        }
    }
}
