//! A policy document as IAM's grammar defines it. What the grammar does not allow is refused here, so that an invalid
//! statement has no representation.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::condition::Condition;

/// A parsed policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// In the document's order.
    pub statements: Vec<Statement>,
    /// True for `"Version": "2012-10-17"`: policy variables are replaced only then.
    pub variables: bool,
}

/// What a statement does when it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Effect {
    /// Permits, unless another statement denies.
    Allow,
    /// Denies, whatever else permits.
    Deny,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its `Sid`, if it has one.
    pub sid: Option<String>,
    /// What it does when it applies.
    pub effect: Effect,
    /// Whom it concerns; absent in identity policies.
    pub(super) principal: Option<Names<Principals>>,
    /// The actions it concerns.
    pub(super) action: Names<Vec<String>>,
    /// The resources it concerns; absent in trust policies.
    pub(super) resource: Option<Names<Vec<String>>>,
    /// All of them must hold.
    pub(super) conditions: Vec<Condition>,
}

/// A list that names what applies, or (`NotAction`, …) what does not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Names<T> {
    Only(T),
    AllBut(T),
}

/// Whom a statement concerns.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Principals {
    Everyone,
    /// `AWS`, `Service`, `Federated`, `CanonicalUser` and their values.
    Named(Vec<(String, String)>),
}

/// Why a text is not a policy document. The messages are IAM's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// It is not JSON.
    #[error("This policy contains invalid Json")]
    Json,
    /// It is JSON of another shape.
    #[error("Syntax errors in policy.")]
    Syntax,
    /// The version is neither of the two there are.
    #[error("Policy document must be version 2012-10-17 or greater.")]
    Version,
    /// A statement lacks a field.
    #[error("Missing required field {0}")]
    Missing(&'static str),
    /// An identity policy names a principal.
    #[error("Policy document should not specify a principal.")]
    PrincipalGiven,
    /// A trust policy names a resource.
    #[error("Has prohibited field Resource")]
    ResourceGiven,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RawPolicy {
    version: Option<String>,
    #[serde(rename = "Id")]
    _id: Option<String>,
    statement: Option<OneOrMany<RawStatement>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RawStatement {
    sid: Option<String>,
    effect: Option<Effect>,
    principal: Option<RawPrincipal>,
    not_principal: Option<RawPrincipal>,
    action: Option<OneOrMany<String>>,
    not_action: Option<OneOrMany<String>>,
    resource: Option<OneOrMany<String>>,
    not_resource: Option<OneOrMany<String>>,
    condition: Option<IndexMap<String, IndexMap<String, OneOrMany<Value>>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawPrincipal {
    Text(String),
    Map(IndexMap<String, OneOrMany<String>>),
}

impl Policy {
    /// Reads a policy document of any kind.
    ///
    /// # Errors
    /// IAM's message for the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let value: Value = serde_json::from_str(text).map_err(|_| PolicyError::Json)?;
        let raw = RawPolicy::deserialize(value).map_err(|_| PolicyError::Syntax)?;
        let variables = match raw.version.as_deref() {
            Some("2012-10-17") => true,
            None | Some("2008-10-17") => false,
            Some(_) => return Err(PolicyError::Version),
        };
        let statements = raw.statement.ok_or(PolicyError::Syntax)?.into_vec();
        let statements = statements
            .into_iter()
            .map(Statement::from_raw)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            statements,
            variables,
        })
    }

    /// Reads a policy that is attached to an identity: version 2012-10-17, resources, no principal.
    ///
    /// # Errors
    /// As [`Policy::parse`], and for what only other kinds of policy may hold.
    pub fn parse_identity(text: &str) -> Result<Self, PolicyError> {
        let policy = Self::parse(text)?;
        for statement in &policy.statements {
            if statement.principal.is_some() {
                return Err(PolicyError::PrincipalGiven);
            }
            if statement.resource.is_none() {
                return Err(PolicyError::Missing("Resource"));
            }
        }
        Ok(policy)
    }

    /// Reads a role's trust policy: principals, no resources.
    ///
    /// # Errors
    /// As [`Policy::parse`], and for what only other kinds of policy may hold.
    pub fn parse_trust(text: &str) -> Result<Self, PolicyError> {
        let policy = Self::parse(text)?;
        for statement in &policy.statements {
            if statement.resource.is_some() {
                return Err(PolicyError::ResourceGiven);
            }
            if statement.principal.is_none() {
                return Err(PolicyError::Missing("Principal"));
            }
        }
        Ok(policy)
    }
}

impl Statement {
    fn from_raw(raw: RawStatement) -> Result<Self, PolicyError> {
        let principal = names(
            raw.principal.map(Principals::from_raw),
            raw.not_principal.map(Principals::from_raw),
        )?;
        let lists = |list: Option<OneOrMany<String>>| list.map(OneOrMany::into_vec);
        let action = names(lists(raw.action), lists(raw.not_action))?;
        Ok(Self {
            sid: raw.sid,
            effect: raw.effect.ok_or(PolicyError::Missing("Effect"))?,
            principal,
            action: action.ok_or(PolicyError::Missing("Action"))?,
            resource: names(lists(raw.resource), lists(raw.not_resource))?,
            conditions: conditions(raw.condition.unwrap_or_default())?,
        })
    }
}

impl Principals {
    fn from_raw(raw: RawPrincipal) -> Self {
        match raw {
            RawPrincipal::Text(text) if text == "*" => Self::Everyone,
            RawPrincipal::Text(text) => Self::Named(vec![("AWS".into(), text)]),
            RawPrincipal::Map(map) => Self::Named(
                map.into_iter()
                    .flat_map(|(kind, ids)| {
                        ids.into_vec().into_iter().map(move |id| (kind.clone(), id))
                    })
                    .collect(),
            ),
        }
    }
}

fn names<T>(only: Option<T>, all_but: Option<T>) -> Result<Option<Names<T>>, PolicyError> {
    match (only, all_but) {
        (Some(_), Some(_)) => Err(PolicyError::Syntax),
        (Some(only), None) => Ok(Some(Names::Only(only))),
        (None, Some(all_but)) => Ok(Some(Names::AllBut(all_but))),
        (None, None) => Ok(None),
    }
}

fn conditions(
    raw: IndexMap<String, IndexMap<String, OneOrMany<Value>>>,
) -> Result<Vec<Condition>, PolicyError> {
    let mut conditions = Vec::new();
    for (operator, keys) in raw {
        for (key, values) in keys {
            let values = values
                .into_vec()
                .into_iter()
                .map(text_of)
                .collect::<Option<Vec<_>>>();
            let condition = values.and_then(|values| Condition::new(&operator, key, values));
            conditions.push(condition.ok_or(PolicyError::Syntax)?);
        }
    }
    Ok(conditions)
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_grammar_refuses() {
        let cases = [
            ("{", PolicyError::Json),
            ("[]", PolicyError::Syntax),
            ("{}", PolicyError::Syntax),
            (
                r#"{"Version":"2020-01-01","Statement":[]}"#,
                PolicyError::Version,
            ),
            (
                r#"{"Statement":{"Action":"*","Resource":"*"}}"#,
                PolicyError::Missing("Effect"),
            ),
            (
                r#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#,
                PolicyError::Missing("Action"),
            ),
            (
                r#"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#,
                PolicyError::Syntax,
            ),
            (
                r#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}"#,
                PolicyError::Syntax,
            ),
            (
                r#"{"Statement":{"Effect":"Allow","Action":"*","Condition":{"Nope":{"a":"b"}}}}"#,
                PolicyError::Syntax,
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Policy::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn kinds_of_policy() {
        let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
        assert!(Policy::parse_trust(trust).is_ok());
        assert_eq!(
            Policy::parse_identity(trust),
            Err(PolicyError::PrincipalGiven)
        );
        let identity = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        assert!(Policy::parse_identity(identity).is_ok());
        assert_eq!(
            Policy::parse_trust(identity),
            Err(PolicyError::ResourceGiven)
        );
    }
}
