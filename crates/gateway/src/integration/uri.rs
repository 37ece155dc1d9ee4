//! Addresses of AWS backends: `arn:aws:apigateway:{region}:{service}:{path|action}/{what}`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>, field `uri`.

use crate::error::ControlError;

/// How the backend is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsTarget {
    /// By an action of the service, such as `StartExecution`.
    Action,
    /// By a path of the service, such as `2015-03-31/functions/{arn}/invocations`.
    Path,
}

/// A parsed address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsUri<'a> {
    /// Where the service is.
    pub region: &'a str,
    /// The service, such as `states` or `lambda`.
    pub service: &'a str,
    /// What comes before the service in its host name, such as a bucket.
    pub subdomain: Option<&'a str>,
    /// Whether `rest` is an action or a path.
    pub target: AwsTarget,
    /// The action (with `&name=value` pairs, if it has any) or the path, without the slash before it.
    pub rest: &'a str,
}

impl<'a> AwsUri<'a> {
    /// Reads an address. Stage variables and path parameters may still stand in it as `${…}` and `{…}`.
    ///
    /// # Errors
    /// [`ControlError::InvalidArn`] for what is not an ARN, [`ControlError::ArnWithoutAction`] for any other ARN.
    pub fn parse(uri: &'a str) -> Result<Self, ControlError> {
        let parts: Vec<&str> = uri.splitn(6, ':').collect();
        let [arn, partition, owner, region, service, resource] = parts.as_slice() else {
            return Err(ControlError::InvalidArn);
        };
        if *arn != "arn" || partition.is_empty() {
            return Err(ControlError::InvalidArn);
        }
        let (kind, rest) = resource.split_once('/').unwrap_or_default();
        let target = match kind {
            "action" => AwsTarget::Action,
            "path" => AwsTarget::Path,
            _ => return Err(ControlError::ArnWithoutAction),
        };
        if *owner != "apigateway" || service.is_empty() || rest.is_empty() {
            return Err(ControlError::ArnWithoutAction);
        }
        let (subdomain, service) = match service.rsplit_once('.') {
            Some((subdomain, service)) => (Some(subdomain), service),
            None => (None, *service),
        };
        Ok(Self {
            region,
            service,
            subdomain,
            target,
            rest,
        })
    }

    /// The function, when this is the address of a Lambda invocation.
    #[must_use]
    pub fn lambda_function(&self) -> Option<&'a str> {
        let lambda = self.service == "lambda" && self.target == AwsTarget::Path;
        let rest = self
            .rest
            .strip_prefix("2015-03-31/functions/")
            .filter(|_| lambda);
        rest.and_then(|rest| rest.strip_suffix("/invocations"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_paths_and_functions() {
        let uri =
            AwsUri::parse("arn:aws:apigateway:us-east-1:states:action/StartExecution").unwrap();
        assert_eq!(
            (uri.service, uri.target, uri.rest),
            ("states", AwsTarget::Action, "StartExecution")
        );
        assert_eq!(uri.lambda_function(), None);
        let function = "arn:aws:lambda:eu-west-1:123456789012:function:f:live";
        let text = format!(
            "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{function}/invocations"
        );
        assert_eq!(
            AwsUri::parse(&text).unwrap().lambda_function(),
            Some(function)
        );
        let uri = AwsUri::parse("arn:aws:apigateway:r:bucket.name.s3:path/key/{object}").unwrap();
        assert_eq!(
            (uri.subdomain, uri.service, uri.rest),
            (Some("bucket.name"), "s3", "key/{object}")
        );
    }

    #[test]
    fn other_texts_are_refused_as_aws_does() {
        let check = |uri: &str, error: ControlError| {
            assert_eq!(AwsUri::parse(uri), Err(error), "{uri}");
        };
        check("non-valid-arn", ControlError::InvalidArn);
        check(
            "bad-arn:lambda:path/2015-03-31/functions/x/invocations",
            ControlError::InvalidArn,
        );
        check(
            "arn:aws:iam::0000000000:role/service-role/x",
            ControlError::ArnWithoutAction,
        );
        check(
            "arn:aws:lambda:r:1:function:f",
            ControlError::ArnWithoutAction,
        );
        check(
            "arn:aws:apigateway:r:lambda:test/x",
            ControlError::ArnWithoutAction,
        );
        check(
            "arn:aws:apigateway:r:states:action/",
            ControlError::ArnWithoutAction,
        );
    }
}
