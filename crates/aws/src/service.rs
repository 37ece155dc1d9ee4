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

    /// How it talks.
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::States => tables::states::PROTOCOL,
            Self::Lambda => tables::lambda::PROTOCOL,
            Self::ApiGateway => tables::apigateway::PROTOCOL,
            Self::Logs => tables::logs::PROTOCOL,
            Self::Iam => tables::iam::PROTOCOL,
            Self::Sts => tables::sts::PROTOCOL,
            Self::Events => tables::events::PROTOCOL,
        }
    }

    /// The service's version: the date in its model.
    #[must_use]
    pub const fn api_version(self) -> &'static str {
        match self {
            Self::States => tables::states::API_VERSION,
            Self::Lambda => tables::lambda::API_VERSION,
            Self::ApiGateway => tables::apigateway::API_VERSION,
            Self::Logs => tables::logs::API_VERSION,
            Self::Iam => tables::iam::API_VERSION,
            Self::Sts => tables::sts::API_VERSION,
            Self::Events => tables::events::API_VERSION,
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
