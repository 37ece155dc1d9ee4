//! Services that this server does not have, and where they are: `--forward-aws-endpoint`. Requests are signed with the
//! operator's credentials, as an SDK would sign them (SigV4).

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use iam::sigv4::{CredentialScope, SignableRequest, Signed, sign};
use model::{Region, Timestamp};
use sha2::{Digest, Sha256};

use aws::foreign::{ForeignRequest, Table};

/// How long a service may take.
pub const PATIENCE: Duration = Duration::from_secs(70);

/// Where foreign services are.
#[derive(Clone, Debug, Default)]
pub struct Forward {
    endpoints: Vec<Endpoint>,
    credentials: Option<Credentials>,
}

/// An endpoint, for one service or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    service: Option<String>,
    url: Uri,
}

/// Whose requests they are.
#[derive(Clone)]
pub struct Credentials {
    /// The access key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// Of temporary credentials.
    pub session_token: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Why a value of `--forward-aws-endpoint` is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpoint {
    /// No URL.
    #[error(
        "{0:?} is no URL: give one such as http://localhost:8000, or dynamodb=http://localhost:8000"
    )]
    NoUrl(String),
    /// A service that cannot be forwarded.
    #[error(
        "{0:?} is no service that can be forwarded; aws-sdk names such as dynamodb or secretsmanager are"
    )]
    UnknownService(String),
}

impl std::str::FromStr for Endpoint {
    type Err = InvalidEndpoint;

    /// Reads `URL` or `SERVICE=URL`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = text.split_once('=').filter(|(name, _)| !name.contains(':'));
        let (service, url) = match named {
            Some((name, url)) => {
                let table = aws::foreign::table(name);
                let table = table.ok_or_else(|| InvalidEndpoint::UnknownService(name.into()))?;
                (Some(table.id.to_owned()), url)
            }
            None => (None, text),
        };
        let parsed: Option<Uri> = url.parse().ok();
        let parsed = parsed.filter(|url| {
            matches!(url.scheme_str(), Some("http" | "https"))
                && url.host().is_some()
                && url.query().is_none()
        });
        let url = parsed.ok_or_else(|| InvalidEndpoint::NoUrl(url.into()))?;
        Ok(Self { service, url })
    }
}

impl Forward {
    /// Foreign services at `endpoints`, called with `credentials`.
    #[must_use]
    pub fn new(endpoints: Vec<Endpoint>, credentials: Credentials) -> Self {
        Self {
            endpoints,
            credentials: Some(credentials),
        }
    }

    /// Where a service is: the last endpoint given for it, else the last given for all.
    fn endpoint(&self, table: &Table) -> Option<&Uri> {
        let mut own = self.endpoints.iter().rev();
        let own = own.find(|endpoint| endpoint.service.as_deref() == Some(table.id));
        let mut all = self.endpoints.iter().rev();
        let found = own.or_else(|| all.find(|endpoint| endpoint.service.is_none()));
        found.map(|endpoint| &endpoint.url)
    }

    /// The signed request, addressed to the service's endpoint. `None` when there is no endpoint for it.
    #[must_use]
    pub fn request(
        &self,
        table: &Table,
        call: ForeignRequest,
        region: &Region,
        now: Timestamp,
    ) -> Option<Request<Full<Bytes>>> {
        let endpoint = self.endpoint(table)?;
        let credentials = self.credentials.as_ref()?;
        let base = endpoint.path().trim_end_matches('/');
        let path = format!("{base}{}", call.path);
        let host = endpoint.authority()?.as_str().to_owned();
        let timestamp = now.iso8601_seconds().replace(['-', ':'], "");
        let mut headers = call.headers;
        headers.push(("host".into(), host));
        headers.push(("x-amz-date".into(), timestamp.clone()));
        if let Some(token) = &credentials.session_token {
            headers.push(("x-amz-security-token".into(), token.clone()));
        }
        if table.signing_name == "s3" {
            let digest = hex::encode(Sha256::digest(&call.body));
            headers.push(("x-amz-content-sha256".into(), digest));
        }
        headers.sort();
        let signable = SignableRequest {
            method: call.method,
            path: &path,
            query: &call.query,
            headers: headers
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect(),
            body: &call.body,
        };
        let authorization = authorization(&signable, credentials, table, region, &timestamp);
        headers.push(("authorization".into(), authorization));
        let address = match call.query.as_str() {
            "" => format!("{}{path}", origin(endpoint)?),
            query => format!("{}{path}?{query}", origin(endpoint)?),
        };
        let mut request = Request::new(Full::new(Bytes::from(call.body)));
        *request.method_mut() = call.method.parse::<Method>().ok()?;
        *request.uri_mut() = address.parse().ok()?;
        for (name, value) in headers {
            let name: HeaderName = name.parse().ok()?;
            request
                .headers_mut()
                .append(name, HeaderValue::from_str(&value).ok()?);
        }
        Some(request)
    }
}

fn origin(endpoint: &Uri) -> Option<String> {
    let (scheme, authority) = (endpoint.scheme_str()?, endpoint.authority()?);
    Some(format!("{scheme}://{authority}"))
}

fn authorization(
    request: &SignableRequest<'_>,
    credentials: &Credentials,
    table: &Table,
    region: &Region,
    timestamp: &str,
) -> String {
    let mut names: Vec<String> = request
        .headers
        .iter()
        .map(|(n, _)| (*n).to_owned())
        .collect();
    names.dedup();
    let credential = CredentialScope {
        access_key_id: credentials.access_key_id.clone(),
        date: timestamp[..8].to_owned(),
        region: region.to_string(),
        service: table.signing_name.to_owned(),
    };
    let signed = Signed {
        credential,
        signed_headers: names,
        signature: String::new(),
        timestamp: timestamp.to_owned(),
        expires: None,
        token: None,
    };
    let signature = sign(request, &signed, &credentials.secret_access_key);
    let (key, scope) = (&signed.credential.access_key_id, signed.credential.scope());
    let names = signed.signed_headers.join(";");
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_for_one_service_or_for_all() {
        let one: Endpoint = "dynamodb=http://localhost:8000".parse().unwrap();
        assert_eq!(one.service.as_deref(), Some("DynamoDB"));
        let all: Endpoint = "https://example.com/base?"
            .parse()
            .unwrap_or_else(|_| "https://example.com/base".parse().unwrap());
        assert_eq!(all.service, None);
        for text in ["", "localhost", "ftp://x", "dynamodb=", "http://x/?a=b"] {
            let refused = text.parse::<Endpoint>();
            assert!(matches!(refused, Err(InvalidEndpoint::NoUrl(_))), "{text}");
        }
        let refused = "nonsense=http://x".parse::<Endpoint>();
        assert_eq!(
            refused,
            Err(InvalidEndpoint::UnknownService("nonsense".into()))
        );
    }

    #[test]
    fn the_most_particular_endpoint_is_taken() {
        let credentials = Credentials {
            access_key_id: "AK".into(),
            secret_access_key: "secret".into(),
            session_token: None,
        };
        let endpoints = ["http://all", "sqs=http://sqs"].map(|text| text.parse().unwrap());
        let forward = Forward::new(endpoints.into(), credentials);
        let at = |id: &str| {
            forward
                .endpoint(aws::foreign::table(id).unwrap())
                .unwrap()
                .to_string()
        };
        assert_eq!(at("sqs"), "http://sqs/");
        assert_eq!(at("sns"), "http://all/");
        let nowhere = Forward::default();
        assert_eq!(nowhere.endpoint(aws::foreign::table("sns").unwrap()), None);
    }
}
