//! Connections: how HTTP tasks prove who they are to the services they call
//! (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html>).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::{Scope, Timestamp};
use serde::{Deserialize, Serialize};
use store::collection::OpenError;
use store::{Collection, Store};

/// What nobody is shown: not in answers, not in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// A connection as it is stored, under its scope and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionDocument {
    /// Its name.
    pub name: String,
    /// The UUID at the end of its ARN.
    pub id: String,
    /// What it is for.
    pub description: Option<String>,
    /// How it proves who calls.
    pub authorization: Authorization,
    /// What is added to every request.
    #[serde(default)]
    pub invocation: HttpParameters,
    /// The key that AWS would encrypt it with.
    pub kms_key: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// How a connection proves who calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Authorization {
    /// A header.
    ApiKey {
        /// Its name.
        name: String,
        /// Its value.
        value: Secret,
    },
    /// HTTP's Basic scheme.
    Basic {
        /// The user.
        username: String,
        /// The password.
        password: Secret,
    },
    /// A bearer token, which the client's credentials are exchanged for.
    OAuth(OAuth),
}

/// Where and how a bearer token is had (RFC 6749, section 4.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OAuth {
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// The token endpoint's URL.
    pub endpoint: String,
    /// `GET`, `POST` or `PUT`.
    pub method: String,
    /// What is added to the token request.
    #[serde(default)]
    pub parameters: HttpParameters,
}

/// What is added to requests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HttpParameters {
    /// Headers.
    pub headers: Vec<Parameter>,
    /// The query.
    pub query: Vec<Parameter>,
    /// Members of a JSON or form body.
    pub body: Vec<Parameter>,
}

/// One value that is added to requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub key: String,
    /// The value.
    pub value: Secret,
    /// Nobody is shown it.
    pub is_secret: bool,
}

impl HttpParameters {
    /// Whether nothing is added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.headers.is_empty() && self.query.is_empty() && self.body.is_empty()
    }
}

impl ConnectionDocument {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self, scope: &Scope) -> String {
        let (region, account) = (&scope.region, &scope.account);
        format!(
            "arn:aws:events:{region}:{account}:connection/{}/{}",
            self.name, self.id
        )
    }

    /// The ARN under which AWS keeps its secrets in Secrets Manager.
    #[must_use]
    pub fn secret_arn(&self, scope: &Scope) -> String {
        let (region, account) = (&scope.region, &scope.account);
        let suffix = &self.id[self.id.len().saturating_sub(6)..];
        format!(
            "arn:aws:secretsmanager:{region}:{account}:secret:events!connection/{}/{}-{suffix}",
            self.name, self.id
        )
    }
}

/// The connections of every scope, and the bearer tokens they have got. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connections {
    pub(super) documents: Collection<ConnectionDocument>,
    tokens: Arc<Mutex<HashMap<String, Token>>>,
}

/// A bearer token.
#[derive(Clone, Debug)]
struct Token {
    secret: Secret,
    expires: Timestamp,
}

impl Connections {
    /// Reads them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(store: &Arc<dyn Store>) -> Result<Self, OpenError> {
        Ok(Self {
            documents: Collection::open(Arc::clone(store), "events.connection").await?,
            tokens: Arc::default(),
        })
    }

    /// The connection of `scope` called `name`.
    #[must_use]
    pub fn get(&self, scope: &Scope, name: &str) -> Option<Arc<ConnectionDocument>> {
        self.documents.get(&key(scope, name))
    }

    /// The bearer token of the connection with this ARN, while it holds.
    pub(crate) fn token(&self, arn: &str, now: Timestamp) -> Option<Secret> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let token = tokens.get(arn).filter(|token| token.expires > now);
        token.map(|token| token.secret.clone())
    }

    /// Keeps a bearer token until it expires, or forgets the one there is.
    pub(crate) fn keep_token(&self, arn: &str, token: Option<(Secret, Timestamp)>) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        match token {
            Some((secret, expires)) => {
                tokens.insert(arn.to_owned(), Token { secret, expires });
            }
            None => drop(tokens.remove(arn)),
        }
    }
}

/// Where a connection is stored.
pub(super) fn key(scope: &Scope, name: &str) -> String {
    format!("{}/{}/{name}", scope.account, scope.region)
}
