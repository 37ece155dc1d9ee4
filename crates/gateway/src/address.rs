//! The three addresses at which a stage can be invoked.
//!
//! | form | example |
//! |---|---|
//! | host | `http://{api}.execute-api.{region}.localhost:4566/{stage}/{path}` |
//! | path | `/_aws/execute-api/{api}/{stage}/{path}` |
//! | path, older | `/restapis/{api}/{stage}/_user_request_/{path}` |

/// A parsed address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvokeAddress {
    /// The API's id.
    pub api: String,
    /// The region that a host names.
    pub region: Option<String>,
    /// The stage; empty when the address ends before it.
    pub stage: String,
    /// The rest, as it was sent: percent-encoded, from its slash on, `/` at least.
    pub path: String,
}

impl InvokeAddress {
    /// Reads an address. `host` is the `Host` header or authority, `path` the request's path without query; none when
    /// the request is for something else than a stage.
    #[must_use]
    pub fn parse(host: Option<&str>, path: &str) -> Option<Self> {
        let by_host = host.and_then(|host| Self::of_host(host, path));
        by_host.or_else(|| Self::of_path(path))
    }

    fn of_host(host: &str, path: &str) -> Option<Self> {
        let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let mut labels = host.split('.');
        let api = labels.next().filter(|api| !api.is_empty())?;
        labels
            .next()
            .filter(|label| label.eq_ignore_ascii_case("execute-api"))?;
        let region = labels
            .next()
            .filter(|label| !label.eq_ignore_ascii_case("localhost"));
        let (stage, path) = split(path.strip_prefix('/')?);
        Some(Self {
            api: api.to_ascii_lowercase(),
            region: region.map(str::to_ascii_lowercase),
            stage: stage.to_owned(),
            path,
        })
    }

    fn of_path(path: &str) -> Option<Self> {
        let (api, stage, path) = match path.strip_prefix("/_aws/execute-api/") {
            Some(rest) => {
                let (api, rest) = rest.split_once('/').unwrap_or((rest, ""));
                let (stage, path) = split(rest);
                (api, stage, path)
            }
            None => {
                let rest = path.strip_prefix("/restapis/")?;
                let (api, rest) = rest.split_once('/')?;
                let (stage, rest) = rest.split_once('/')?;
                let rest = rest.strip_prefix("_user_request_")?;
                let path = if rest.is_empty() { "/" } else { rest };
                (api, stage, path.starts_with('/').then(|| path.to_owned())?)
            }
        };
        Some(Self {
            api: api.to_owned(),
            region: None,
            stage: stage.to_owned(),
            path,
        })
    }
}

/// The first part and the rest with its slash.
fn split(path: &str) -> (&str, String) {
    match path.find('/') {
        Some(at) => (&path[..at], path[at..].to_owned()),
        None => (path, "/".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(host: &str, path: &str, expected: Option<(&str, Option<&str>, &str, &str)>) {
        let expected = expected.map(|(api, region, stage, path)| InvokeAddress {
            api: api.into(),
            region: region.map(Into::into),
            stage: stage.into(),
            path: path.into(),
        });
        assert_eq!(
            InvokeAddress::parse(Some(host), path),
            expected,
            "{host}{path}"
        );
    }

    #[test]
    fn all_three_forms() {
        let region = Some("ap-northeast-1");
        let host = "a1b2.execute-api.ap-northeast-1.localhost:4566";
        check(
            host,
            "/dev/execution",
            Some(("a1b2", region, "dev", "/execution")),
        );
        check(host, "/dev", Some(("a1b2", region, "dev", "/")));
        check(host, "/dev/", Some(("a1b2", region, "dev", "/")));
        check(host, "/", Some(("a1b2", region, "", "/")));
        let short = "a1b2.execute-api.localhost.example:4566";
        check(
            short,
            "/dev/a/b%2Fc/",
            Some(("a1b2", None, "dev", "/a/b%2Fc/")),
        );
        let local = "127.0.0.1:4566";
        check(
            local,
            "/_aws/execute-api/a1b2/dev/x",
            Some(("a1b2", None, "dev", "/x")),
        );
        check(
            local,
            "/_aws/execute-api/a1b2/dev",
            Some(("a1b2", None, "dev", "/")),
        );
        check(
            local,
            "/restapis/a1b2/dev/_user_request_/x/y",
            Some(("a1b2", None, "dev", "/x/y")),
        );
        check(
            local,
            "/restapis/a1b2/dev/_user_request_",
            Some(("a1b2", None, "dev", "/")),
        );
    }

    #[test]
    fn operations_are_not_invocations() {
        check("127.0.0.1:4566", "/restapis/a1b2/resources/x", None);
        check("127.0.0.1:4566", "/restapis", None);
        check("127.0.0.1:4566", "/restapis/a/dev/_user_request_x", None);
        check("apigateway.us-east-1.amazonaws.com", "/restapis/a1b2", None);
        assert_eq!(InvokeAddress::parse(None, "/"), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(host in ".*", path in ".*") {
            let _ = InvokeAddress::parse(Some(&host), &path);
        }
    }
}
