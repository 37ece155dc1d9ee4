//! What a connection adds to the requests of HTTP tasks: credentials and parameters
//! (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html>).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Deserialize;
use serde_json::Value;

use super::http_invoke::{Draft, PATIENCE};
use super::web::encoded;
use crate::app::App;
use crate::call::Caller;
use crate::events::{Authorization, ConnectionDocument, HttpParameters, OAuth, Secret};

/// How long a bearer token is used whose server does not say how long it holds.
const UNSAID: u64 = 300;

/// Why a connection cannot prove who calls.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unauthorized {
    /// A name or value cannot stand in a header.
    #[error("The connection's credentials cannot be sent as a header.")]
    NoHeader,
    /// The token endpoint gave none.
    #[error("The authorization endpoint gave no token: {0}")]
    NoToken(String),
}

/// What a token endpoint answers (RFC 6749, section 5.1).
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: Option<u64>,
}

/// Adds the connection's credentials.
pub(super) async fn authorize(
    app: &App,
    caller: &Caller,
    connection: &ConnectionDocument,
    draft: &mut Draft,
) -> Result<(), Unauthorized> {
    let (name, value) = match &connection.authorization {
        Authorization::ApiKey { name, value } => (name.clone(), value.0.clone()),
        Authorization::Basic { username, password } => {
            let pair = STANDARD.encode(format!("{username}:{}", password.0));
            ("authorization".to_owned(), format!("Basic {pair}"))
        }
        Authorization::OAuth(oauth) => {
            let token = bearer(app, caller, connection, oauth).await?;
            ("authorization".to_owned(), format!("Bearer {}", token.0))
        }
    };
    set(&mut draft.headers, &name, &value).ok_or(Unauthorized::NoHeader)
}

/// Forgets a bearer token; false when the connection has none.
pub(super) fn forget_token(app: &App, caller: &Caller, connection: &ConnectionDocument) -> bool {
    let has_one = matches!(connection.authorization, Authorization::OAuth(_));
    if has_one {
        let arn = connection.arn(&caller.scope);
        app.connections.keep_token(&arn, None);
    }
    has_one
}

/// Adds what goes with every request of the connection.
pub(super) fn add(parameters: &HttpParameters, draft: &mut Draft, body: &mut Option<Value>) {
    for header in &parameters.headers {
        // A header that cannot be sent was refused when the connection was made.
        let _ = set(&mut draft.headers, &header.key, &header.value.0);
    }
    let query = parameters.query.iter();
    draft
        .query
        .extend(query.map(|parameter| (parameter.key.clone(), parameter.value.0.clone())));
    if parameters.body.is_empty() {
        return;
    }
    let members = body.get_or_insert_with(|| Value::Object(serde_json::Map::new()));
    if let Value::Object(members) = members {
        for parameter in &parameters.body {
            members.insert(parameter.key.clone(), parameter.value.0.clone().into());
        }
    }
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) -> Option<()> {
    let name: HeaderName = name.parse().ok()?;
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Some(())
}

async fn bearer(
    app: &App,
    caller: &Caller,
    connection: &ConnectionDocument,
    oauth: &OAuth,
) -> Result<Secret, Unauthorized> {
    let arn = connection.arn(&caller.scope);
    let now = app.clock.now();
    if let Some(token) = app.connections.token(&arn, now) {
        return Ok(token);
    }
    let refused = |why: String| Unauthorized::NoToken(why);
    let request = token_request(oauth).request().map_err(refused)?;
    let answer = app.client.send(request, PATIENCE).await;
    let answer = answer.map_err(|error| refused(error.to_string()))?;
    if !answer.status.is_success() {
        return Err(refused(format!("it answered {}", answer.status)));
    }
    let parsed = serde_json::from_slice::<TokenAnswer>(&answer.body);
    let parsed = parsed.map_err(|_| refused("its answer holds no access_token".into()))?;
    let token = Secret(parsed.access_token);
    let holds = Duration::from_secs(parsed.expires_in.unwrap_or(UNSAID));
    let kept = (token.clone(), now.after(holds));
    app.connections.keep_token(&arn, Some(kept));
    Ok(token)
}

/// The client's credentials are sent as the form's fields, as EventBridge does.
fn token_request(oauth: &OAuth) -> Draft {
    let mut draft = Draft {
        method: oauth.method.parse().unwrap_or(Method::POST),
        url: oauth.endpoint.clone(),
        query: Vec::new(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    let mut none = None;
    let without_body = HttpParameters {
        body: Vec::new(),
        ..oauth.parameters.clone()
    };
    add(&without_body, &mut draft, &mut none);
    let own = [
        ("grant_type", "client_credentials"),
        ("client_id", &oauth.client_id),
        ("client_secret", &oauth.client_secret.0),
    ];
    let added = oauth.parameters.body.iter();
    let added = added.map(|field| (field.key.as_str(), field.value.0.as_str()));
    let own = own
        .into_iter()
        .filter(|(name, _)| !oauth.parameters.body.iter().any(|field| field.key == *name));
    let fields = own.chain(added);
    let fields = fields.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    draft.body = fields.collect::<Vec<_>>().join("&").into();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    draft.headers.insert(http::header::CONTENT_TYPE, form);
    draft
}
