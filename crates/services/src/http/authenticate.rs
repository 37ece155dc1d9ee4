//! Who sends a request: from its signature, its session token, or nothing.

use std::net::IpAddr;

use aws::Error;
use http::request::Parts;
use iam::Principal;
use iam::sigv4::{self, SignableRequest, Signed};
use model::{Account, Region, Scope};

use crate::access::IamMode;
use crate::app::App;
use crate::call::Caller;

/// The signature a request carries, and what it could be checked against.
pub(super) struct Credentials<'a> {
    request: SignableRequest<'a>,
    /// Absent when the request is not signed.
    pub(super) signed: Option<Signed>,
}

impl<'a> Credentials<'a> {
    /// Reads the signature, without checking it.
    pub(super) fn read(head: &'a Parts, body: &'a [u8]) -> Self {
        let headers = head.headers.iter();
        let text = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let request = SignableRequest {
            method: head.method.as_str(),
            path: head.uri.path(),
            query: head.uri.query().unwrap_or_default(),
            headers: text.collect(),
            body,
        };
        let signed = sigv4::parse(&request);
        Self { request, signed }
    }

    /// Who sends the request. Unless the mode is enforce, signatures are taken at their word, and a request without
    /// one comes from the default account's root.
    ///
    /// # Errors
    /// In enforce mode, when the request is unsigned, or its signature does not hold.
    pub(super) fn caller(
        &self,
        app: &App,
        source_ip: IpAddr,
        request_id: String,
    ) -> Result<Caller, Error> {
        let principal = self.principal(app)?;
        let named = self
            .signed
            .as_ref()
            .and_then(|signed| Region::parse(&signed.credential.region));
        let region = named.unwrap_or_else(|| app.options.default_region.clone());
        let account = principal.account().cloned().unwrap_or_default();
        Ok(Caller {
            principal,
            scope: Scope::new(account, region),
            request_id,
            source_ip: Some(source_ip),
            source_arn: None,
            task: None,
        })
    }

    fn principal(&self, app: &App) -> Result<Principal, Error> {
        let enforce = app.access.mode() == IamMode::Enforce;
        let Some(signed) = &self.signed else {
            return match enforce {
                true => Err(Error::new(
                    "MissingAuthenticationToken",
                    403,
                    "Missing Authentication Token",
                )),
                false => Ok(Principal::Root(Account::default())),
            };
        };
        let key_id = &signed.credential.access_key_id;
        let known = self.known(app, key_id, signed.token.as_deref());
        match (known, enforce) {
            (Some((principal, secret)), true) => {
                let verified = sigv4::verify(&self.request, signed, &secret, app.clock.now());
                verified.map_err(|error| {
                    Error::new("InvalidSignatureException", 403, error.to_string())
                })?;
                Ok(principal)
            }
            (Some((principal, _)), false) => Ok(principal),
            (None, false) => Ok(Principal::Root(Account::from_access_key(key_id))),
            (None, true) => {
                let message = "The security token included in the request is invalid.";
                Err(Error::new("UnrecognizedClientException", 403, message))
            }
        }
    }

    /// The principal of an access key, and the secret that its holder signs with.
    fn known(&self, app: &App, key_id: &str, token: Option<&str>) -> Option<(Principal, String)> {
        if let Some(token) = token {
            return app.sessions.check(key_id, token, app.clock.now());
        }
        let root = app.options.root_credentials.as_ref()?;
        let is_root = root.access_key_id == *key_id;
        is_root.then(|| {
            (
                Principal::Root(Account::from_access_key(key_id)),
                root.secret_access_key.clone(),
            )
        })
    }
}
