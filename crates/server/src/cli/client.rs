//! One request to a running server, for commands that ask it something.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use iam::sigv4::{self, CredentialScope, SignableRequest, Signed};
use model::Timestamp;
use tokio::net::TcpStream;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Gets `path` from the server at `endpoint`, such as `http://127.0.0.1:4566`. The request is signed for `region` when
/// the environment holds an access key.
///
/// # Errors
/// When nobody answers there.
pub(super) async fn get(
    endpoint: &str,
    path: &str,
    region: &str,
) -> anyhow::Result<(StatusCode, Bytes)> {
    let Some(address) = endpoint.strip_prefix("http://") else {
        bail!("{endpoint:?} is no address of a server; give one like http://127.0.0.1:4566");
    };
    let address = address.trim_end_matches('/');
    let exchange = exchange(address, path, region);
    let answer = tokio::time::timeout(PATIENCE, exchange).await;
    answer.with_context(|| format!("the server at {endpoint} did not answer in {PATIENCE:?}"))?
}

async fn exchange(address: &str, path: &str, region: &str) -> anyhow::Result<(StatusCode, Bytes)> {
    let stream = TcpStream::connect(address).await.with_context(|| {
        format!("no server answers at http://{address}; start one, or name it with --endpoint")
    })?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the sender; what it fails with, the request fails with too.
    tokio::spawn(connection);
    let mut request = Request::get(path)
        .header("host", address)
        .body(Empty::<Bytes>::new())?;
    sign(&mut request, address, region)?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    Ok((status, answer.into_body().collect().await?.to_bytes()))
}

/// Signs with the key of the environment: AWS's variables, else those of the server's root user.
fn sign(request: &mut Request<Empty<Bytes>>, address: &str, region: &str) -> anyhow::Result<()> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let pair = |id: &str, secret: &str| Some((variable(id)?, variable(secret)?));
    let key = pair("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY").or_else(|| {
        pair(
            "STEPWELL_ROOT_ACCESS_KEY_ID",
            "STEPWELL_ROOT_SECRET_ACCESS_KEY",
        )
    });
    let Some((access_key_id, secret)) = key else {
        return Ok(());
    };
    let timestamp = now().iso8601_seconds().replace(['-', ':'], "");
    let token = variable("AWS_SESSION_TOKEN");
    let mut headers = vec![("host", address), ("x-amz-date", timestamp.as_str())];
    headers.extend(
        token
            .as_deref()
            .map(|token| ("x-amz-security-token", token)),
    );
    let mut signed = Signed {
        credential: CredentialScope {
            access_key_id,
            date: timestamp.chars().take(8).collect(),
            region: region.to_owned(),
            service: "states".to_owned(),
        },
        signed_headers: headers.iter().map(|(name, _)| (*name).to_owned()).collect(),
        signature: String::new(),
        timestamp: timestamp.clone(),
        expires: None,
        token: token.clone(),
    };
    let signable = SignableRequest {
        method: "GET",
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        headers: headers.clone(),
        body: b"",
    };
    signed.signature = sigv4::sign(&signable, &signed, &secret);
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
        signed.credential.access_key_id,
        signed.credential.scope(),
        signed.signed_headers.join(";"),
        signed.signature
    );
    let sent = request.headers_mut();
    sent.insert("authorization", HeaderValue::from_str(&authorization)?);
    sent.insert("x-amz-date", HeaderValue::from_str(&timestamp)?);
    if let Some(token) = token {
        sent.insert("x-amz-security-token", HeaderValue::from_str(&token)?);
    }
    Ok(())
}

/// Now, by the machine's clock.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
