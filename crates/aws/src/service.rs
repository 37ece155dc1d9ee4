//! The seven services.

use crate::generated::tables;
use crate::shape::Operation;

/// An AWS service whose wire form is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// AWS Step Functions.
    States,
    /// AWS Lambda.
    Lambda,
    /// Amazon API Gateway, REST APIs.
    ApiGateway,
    /// Amazon CloudWatch Logs.
    Logs,
    /// AWS Identity and Access Management.
    Iam,
    /// AWS Security Token Service.
    Sts,
    /// Amazon EventBridge.
    Events,
}

/// How a service's requests and answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// awsJson: the operation is in `X-Amz-Target`, the input in the body.
    AwsJson {
        /// `1.0` or `1.1`: a part of the content type and of nothing else.
        version: &'static str,
        /// What stands before the operation's name in `X-Amz-Target`.
        target_prefix: &'static str,
    },
    /// restJson1: the operation is in the method and the path.
    RestJson,
    /// awsQuery: a form goes in, XML comes out.
    Query {
        /// The value of `Version`.
        version: &'static str,
        /// The answers' XML namespace.
        namespace: &'static str,
    },
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::States,
        Self::Lambda,
        Self::ApiGateway,
        Self::Logs,
        Self::Iam,
        Self::Sts,
        Self::Events,
    ];

    /// The name in credential scopes, endpoints and the service part of ARNs.
    #[must_use]
    pub const fn signing_name(self) -> &'static str {
        match self {
            Self::States => "states",
            Self::Lambda => "lambda",
            Self::ApiGateway => "apigateway",
            Self::Logs => "logs",
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::Events => "events",
        }
    }

    /// The service of a credential scope's fourth part.
    #[must_use]
    pub fn from_signing_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.signing_name() == name)
    }

    /// How it talks. The values are those of the models' `metadata`.
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::States => json("1.0", "AWSStepFunctions"),
            Self::Logs => json("1.1", "Logs_20140328"),
            Self::Events => json("1.1", "AWSEvents"),
            Self::Lambda | Self::ApiGateway => Protocol::RestJson,
            Self::Iam => query("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"),
            Self::Sts => query("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"),
        }
    }

    /// The service's version: the date in its model.
    #[must_use]
    pub const fn api_version(self) -> &'static str {
        match self {
            Self::States => "2016-11-23",
            Self::Lambda => "2015-03-31",
            Self::ApiGateway => "2015-07-09",
            Self::Logs => "2014-03-28",
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
            Self::Events => "2015-10-07",
        }
    }

    /// Every operation the model has, in alphabetical order.
    #[must_use]
    pub fn operations(self) -> &'static [Operation] {
        match self {
            Self::States => &tables::states::OPERATIONS,
            Self::Lambda => &tables::lambda::OPERATIONS,
            Self::ApiGateway => &tables::apigateway::OPERATIONS,
            Self::Logs => &tables::logs::OPERATIONS,
            Self::Iam => &tables::iam::OPERATIONS,
            Self::Sts => &tables::sts::OPERATIONS,
            Self::Events => &tables::events::OPERATIONS,
        }
    }

    /// The operation called `name`.
    #[must_use]
    pub fn operation(self, name: &str) -> Option<&'static Operation> {
        let operations = self.operations();
        let at = operations.binary_search_by(|operation| operation.name.cmp(name));
        at.ok().map(|at| &operations[at])
    }
}

const fn json(version: &'static str, target_prefix: &'static str) -> Protocol {
    Protocol::AwsJson {
        version,
        target_prefix,
    }
}

const fn query(version: &'static str, namespace: &'static str) -> Protocol {
    Protocol::Query { version, namespace }
}
