//! Connections between the API's form and the stored one. Secrets come in and never go out.

use aws::Error;
use aws::events::*;

use super::connection::{
    Authorization, ConnectionDocument, HttpParameters, OAuth, Parameter, Secret,
};
use crate::call::Context;

/// How a new connection proves who calls: by the parameters that belong to its type.
pub(super) fn authorization(
    cx: &Context<'_>,
    input: &CreateConnectionInput,
) -> Result<Authorization, Error> {
    let given = input.auth_parameters.clone();
    let authorization = match input.authorization_type {
        ConnectionAuthorizationType::ApiKey => {
            given
                .api_key_auth_parameters
                .map(|key| Authorization::ApiKey {
                    name: key.api_key_name,
                    value: Secret(key.api_key_value),
                })
        }
        ConnectionAuthorizationType::Basic => {
            given
                .basic_auth_parameters
                .map(|basic| Authorization::Basic {
                    username: basic.username,
                    password: Secret(basic.password),
                })
        }
        ConnectionAuthorizationType::OauthClientCredentials => {
            given.o_auth_parameters.map(|oauth| {
                Authorization::OAuth(OAuth {
                    client_id: oauth.client_parameters.client_id,
                    client_secret: Secret(oauth.client_parameters.client_secret),
                    endpoint: oauth.authorization_endpoint,
                    method: oauth.http_method.as_str().to_owned(),
                    parameters: parameters(oauth.o_auth_http_parameters),
                })
            })
        }
    };
    authorization.ok_or_else(|| mismatch(cx, input.authorization_type))
}

fn mismatch(cx: &Context<'_>, kind: ConnectionAuthorizationType) -> Error {
    let kind = kind.as_str();
    let message = format!("Authorization parameters do not match the authorization type {kind}.");
    Error::validation(cx.service, message)
}

/// Applies what an update gives.
pub(super) fn update(
    cx: &Context<'_>,
    mut document: ConnectionDocument,
    input: UpdateConnectionInput,
) -> Result<ConnectionDocument, Error> {
    if input.description.is_some() {
        document.description = input.description;
    }
    if input.kms_key_identifier.is_some() {
        document.kms_key = input.kms_key_identifier;
    }
    let wanted = input
        .authorization_type
        .unwrap_or_else(|| kind(&document.authorization));
    let Some(given) = input.auth_parameters else {
        return match wanted == kind(&document.authorization) {
            true => Ok(document),
            false => Err(mismatch(cx, wanted)),
        };
    };
    if given.invocation_http_parameters.is_some() {
        document.invocation = parameters(given.invocation_http_parameters.clone());
    }
    let old = &document.authorization;
    let changed = match wanted {
        ConnectionAuthorizationType::ApiKey => api_key(old, given.api_key_auth_parameters),
        ConnectionAuthorizationType::Basic => basic(old, given.basic_auth_parameters),
        ConnectionAuthorizationType::OauthClientCredentials => oauth(old, given.o_auth_parameters),
    };
    document.authorization = changed.ok_or_else(|| mismatch(cx, wanted))?;
    Ok(document)
}

fn api_key(
    old: &Authorization,
    given: Option<UpdateConnectionApiKeyAuthRequestParameters>,
) -> Option<Authorization> {
    let (old_name, old_value) = match old {
        Authorization::ApiKey { name, value } => (Some(name.clone()), Some(value.clone())),
        _ => (None, None),
    };
    let (name, value) = given.map_or((None, None), |key| (key.api_key_name, key.api_key_value));
    Some(Authorization::ApiKey {
        name: name.or(old_name)?,
        value: value.map(Secret).or(old_value)?,
    })
}

fn basic(
    old: &Authorization,
    given: Option<UpdateConnectionBasicAuthRequestParameters>,
) -> Option<Authorization> {
    let (old_name, old_password) = match old {
        Authorization::Basic { username, password } => {
            (Some(username.clone()), Some(password.clone()))
        }
        _ => (None, None),
    };
    let (username, password) = given.map_or((None, None), |basic| (basic.username, basic.password));
    Some(Authorization::Basic {
        username: username.or(old_name)?,
        password: password.map(Secret).or(old_password)?,
    })
}

fn oauth(
    old: &Authorization,
    given: Option<UpdateConnectionOAuthRequestParameters>,
) -> Option<Authorization> {
    let old = match old {
        Authorization::OAuth(oauth) => Some(oauth.clone()),
        _ => None,
    };
    let Some(given) = given else {
        return old.map(Authorization::OAuth);
    };
    let (id, secret) = given.client_parameters.map_or((None, None), |client| {
        (client.client_id, client.client_secret)
    });
    let keep = |pick: fn(OAuth) -> String| old.clone().map(pick);
    let old_secret = old.as_ref().map(|old| old.client_secret.clone());
    let old_parameters = old.as_ref().map(|old| old.parameters.clone());
    Some(Authorization::OAuth(OAuth {
        client_id: id.or_else(|| keep(|old| old.client_id))?,
        client_secret: secret.map(Secret).or(old_secret)?,
        endpoint: given
            .authorization_endpoint
            .or_else(|| keep(|old| old.endpoint))?,
        method: given
            .http_method
            .map(|method| method.as_str().to_owned())
            .or_else(|| keep(|old| old.method))?,
        parameters: match given.o_auth_http_parameters {
            Some(given) => parameters(Some(given)),
            None => old_parameters.unwrap_or_default(),
        },
    }))
}

/// What is added to requests.
pub(super) fn parameters(given: Option<ConnectionHttpParameters>) -> HttpParameters {
    let given = given.unwrap_or_default();
    let one = |key: Option<String>, value: Option<String>, secret: Option<bool>| Parameter {
        key: key.unwrap_or_default(),
        value: Secret(value.unwrap_or_default()),
        is_secret: secret.unwrap_or_default(),
    };
    let headers = given.header_parameters.into_iter().flatten();
    let query = given.query_string_parameters.into_iter().flatten();
    let body = given.body_parameters.into_iter().flatten();
    HttpParameters {
        headers: headers
            .map(|p| one(p.key, p.value, p.is_value_secret))
            .collect(),
        query: query
            .map(|p| one(p.key, p.value, p.is_value_secret))
            .collect(),
        body: body
            .map(|p| one(p.key, p.value, p.is_value_secret))
            .collect(),
    }
}

/// The type of an authorization.
pub(super) fn kind(authorization: &Authorization) -> ConnectionAuthorizationType {
    match authorization {
        Authorization::ApiKey { .. } => ConnectionAuthorizationType::ApiKey,
        Authorization::Basic { .. } => ConnectionAuthorizationType::Basic,
        Authorization::OAuth(_) => ConnectionAuthorizationType::OauthClientCredentials,
    }
}

/// What of a connection may be shown.
pub(super) fn shown(document: &ConnectionDocument) -> ConnectionAuthResponseParameters {
    let mut shown = ConnectionAuthResponseParameters {
        invocation_http_parameters: shown_parameters(&document.invocation),
        ..ConnectionAuthResponseParameters::default()
    };
    match &document.authorization {
        Authorization::ApiKey { name, .. } => {
            shown.api_key_auth_parameters = Some(ConnectionApiKeyAuthResponseParameters {
                api_key_name: Some(name.clone()),
            });
        }
        Authorization::Basic { username, .. } => {
            shown.basic_auth_parameters = Some(ConnectionBasicAuthResponseParameters {
                username: Some(username.clone()),
            });
        }
        Authorization::OAuth(oauth) => {
            shown.o_auth_parameters = Some(ConnectionOAuthResponseParameters {
                client_parameters: Some(ConnectionOAuthClientResponseParameters {
                    client_id: Some(oauth.client_id.clone()),
                }),
                authorization_endpoint: Some(oauth.endpoint.clone()),
                http_method: oauth.method.parse().ok(),
                o_auth_http_parameters: shown_parameters(&oauth.parameters),
            });
        }
    }
    shown
}

fn shown_parameters(parameters: &HttpParameters) -> Option<ConnectionHttpParameters> {
    if parameters.is_empty() {
        return None;
    }
    let value = |p: &Parameter| (!p.is_secret).then(|| p.value.0.clone());
    let headers = parameters
        .headers
        .iter()
        .map(|p| ConnectionHeaderParameter {
            key: Some(p.key.clone()),
            value: value(p),
            is_value_secret: Some(p.is_secret),
        });
    let query = parameters.query.iter();
    let query = query.map(|p| ConnectionQueryStringParameter {
        key: Some(p.key.clone()),
        value: value(p),
        is_value_secret: Some(p.is_secret),
    });
    let body = parameters.body.iter().map(|p| ConnectionBodyParameter {
        key: Some(p.key.clone()),
        value: value(p),
        is_value_secret: Some(p.is_secret),
    });
    Some(ConnectionHttpParameters {
        header_parameters: Some(headers.collect()),
        query_string_parameters: Some(query.collect()),
        body_parameters: Some(body.collect()),
    })
}
