//! What a request says about its signature: in the `Authorization` header, or in the query of a presigned URL.

use percent_encoding::percent_decode_str;

use super::canonical::SignableRequest;

/// `{access key id}/{date}/{region}/{service}/aws4_request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialScope {
    /// Whose key.
    pub access_key_id: String,
    /// `20250131`.
    pub date: String,
    /// The region the request is meant for.
    pub region: String,
    /// The signing name of the service, such as `states`.
    pub service: String,
}

/// A signature and what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Whose signature, for what.
    pub credential: CredentialScope,
    /// Lower-case names in the order given.
    pub signed_headers: Vec<String>,
    /// Lower-case hex.
    pub signature: String,
    /// `20250131T120000Z`; empty when the request gives no date.
    pub timestamp: String,
    /// Seconds a presigned URL holds; absent for a header.
    pub expires: Option<u64>,
    /// The session token of temporary credentials.
    pub token: Option<String>,
}

impl CredentialScope {
    fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let [access_key_id, date, region, service, "aws4_request"] = parts[..] else {
            return None;
        };
        Some(Self {
            access_key_id: access_key_id.into(),
            date: date.into(),
            region: region.into(),
            service: service.into(),
        })
    }

    /// `{date}/{region}/{service}/aws4_request`, the part that the string to sign holds.
    #[must_use]
    pub fn scope(&self) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.service
        )
    }
}

/// The signature a request carries; `None` when it carries none or one that cannot be read.
#[must_use]
pub fn parse(request: &SignableRequest<'_>) -> Option<Signed> {
    match request.header("authorization") {
        Some(header) => from_header(header, request),
        None => from_query(request),
    }
}

fn from_header(header: &str, request: &SignableRequest<'_>) -> Option<Signed> {
    let fields = header.strip_prefix("AWS4-HMAC-SHA256")?;
    let field = |name: &str| {
        let mut fields = fields.split(',').map(str::trim);
        fields.find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
    };
    Some(Signed {
        credential: CredentialScope::parse(field("Credential")?)?,
        signed_headers: field("SignedHeaders")?
            .split(';')
            .map(str::to_owned)
            .collect(),
        signature: field("Signature")?.to_owned(),
        timestamp: request.header("x-amz-date").unwrap_or_default().to_owned(),
        expires: None,
        token: request.header("x-amz-security-token").map(str::to_owned),
    })
}

fn from_query(request: &SignableRequest<'_>) -> Option<Signed> {
    let field = |name: &str| {
        let mut pairs = request
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
    };
    if field("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
        return None;
    }
    Some(Signed {
        credential: CredentialScope::parse(&field("X-Amz-Credential")?)?,
        signed_headers: field("X-Amz-SignedHeaders")?
            .split(';')
            .map(str::to_owned)
            .collect(),
        signature: field("X-Amz-Signature")?,
        timestamp: field("X-Amz-Date")?,
        expires: Some(field("X-Amz-Expires")?.parse().ok()?),
        token: field("X-Amz-Security-Token"),
    })
}
