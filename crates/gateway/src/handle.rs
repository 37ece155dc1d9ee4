//! The data plane: from a request at an invoke address to its answer.
//!
//! Find the stage, route, let in, check, then what the integration's kind asks for:
//! [`aws`] for services and functions with mappings, [`mock`] for mappings alone, [`lambda`] for the proxy.

mod answer;
mod aws;
mod gateway_response;
mod lambda;
mod mock;

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use model::Timestamp;
use store::Store;
use store::collection::OpenError;

use crate::control::{Clock, Control};
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::id;
use crate::integrator::Integrator;
use crate::live::{LiveStage, Served};
use crate::media;
use crate::method::AuthorizationType;
use crate::program::MethodProgram;
use crate::program::integration::Backend;
use crate::request::{Incoming, Outgoing, Request};

/// The largest request body: 10 MB, AWS's limit that cannot be raised.
const MAX_BODY: usize = 10 * 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const APIGW_ID: HeaderName = HeaderName::from_static("x-amz-apigw-id");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Definitions of REST APIs and what answers requests to their stages. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gateway {
    control: Control,
}

/// An answer on its way out, before the headers that every answer has.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What identifies one request.
#[derive(Debug)]
pub(crate) struct Ids {
    pub(crate) request: String,
    pub(crate) extended: String,
    pub(crate) trace: String,
    pub(crate) millis: i64,
}

impl Ids {
    fn new(incoming: &Incoming, now: Timestamp) -> Self {
        let millis = now.millis();
        let sent = incoming
            .headers
            .get(&TRACE_ID)
            .and_then(|value| value.to_str().ok());
        let sent = sent.filter(|sent| sent.contains("Root="));
        Self {
            request: uuid::Uuid::new_v4().to_string(),
            extended: id::extended_request(),
            trace: sent.map_or_else(|| new_trace(millis), str::to_owned),
            millis,
        }
    }
}

/// `Root=1-{seconds, 8 hex digits}-{24 hex digits}`:
/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html>.
fn new_trace(millis: i64) -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    format!("Root=1-{:08x}-{}", millis.div_euclid(1000), &random[..24])
}

impl Gateway {
    /// Opens the definitions kept in `store`; `clock` gives the time of new things and of requests.
    ///
    /// # Errors
    /// When the store fails or holds what this version cannot read.
    pub async fn open(store: Arc<dyn Store>, clock: Clock) -> Result<Self, OpenError> {
        let control = Control::open(store, clock).await?;
        Ok(Self { control })
    }

    /// The definitions; requests see every change of them.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Answers a request, calling backends through `integrator`. Dropping the future gives the request up; its
    /// integration may have been called.
    pub async fn handle(&self, incoming: Incoming, integrator: &dyn Integrator) -> Outgoing {
        let ids = Ids::new(&incoming, self.control.now());
        let served = match self.served(&incoming) {
            Ok(served) => served,
            Err(fault) => return answer::fault(&fault, &incoming, None).finish(&ids),
        };
        let result = self.answer(&incoming, &served, &ids, integrator).await;
        let reply = result.unwrap_or_else(|f| answer::fault(&f, &incoming, Some((&served, &ids))));
        reply.finish(&ids)
    }

    /// Answers a request that there is no room for now.
    pub fn throttled(&self, incoming: &Incoming) -> Outgoing {
        let ids = Ids::new(incoming, self.control.now());
        let served = self.served(incoming).ok();
        let place = served.as_ref().map(|served| (served, &ids));
        answer::fault(&Fault::Throttled, incoming, place).finish(&ids)
    }

    /// The deployment that the address leads to.
    fn served(&self, incoming: &Incoming) -> Result<Served, Fault> {
        let address = &incoming.address;
        let api = self
            .control
            .live()
            .api(&address.api)
            .ok_or(Fault::Forbidden)?;
        let here = address
            .region
            .as_ref()
            .is_none_or(|region| *region == api.region);
        if api.disabled || !here {
            return Err(Fault::Forbidden);
        }
        let stage = api.stages.get(&address.stage).ok_or(Fault::Forbidden)?;
        Ok(choose(stage))
    }

    async fn answer(
        &self,
        incoming: &Incoming,
        served: &Served,
        ids: &Ids,
        integrator: &dyn Integrator,
    ) -> Result<Reply, Fault> {
        let program = served.deployed.program();
        let path = &incoming.address.path;
        let (resource, method, found) = program
            .route(&incoming.method, path)
            .ok_or(Fault::MissingAuthenticationToken)?;
        let request = Request::new(incoming, found);
        let mut exchange = Exchange::new(&request, served, resource, ids);
        authorize(method, incoming)?;
        if incoming.body.len() > MAX_BODY {
            return Err(Fault::RequestTooLarge);
        }
        method.validation.check(&request, &program.schemas)?;
        let missing = || Fault::configuration("No integration defined for method");
        let integration = method.integration.as_ref().ok_or_else(missing)?;
        if let Some(reason) = &integration.broken {
            return Err(Fault::configuration(reason.clone()));
        }
        match integration.backend {
            Backend::Mock => mock::answer(integration, &mut exchange),
            Backend::Aws => aws::answer(integrator, integration, &mut exchange).await,
            Backend::LambdaProxy => lambda::answer(integrator, integration, &exchange).await,
            Backend::Http => Err(Fault::IntegrationFailure),
        }
    }
}

/// The stage's deployment, or its canary for the share of requests it gets.
fn choose(stage: &LiveStage) -> Served {
    match &stage.canary {
        Some((percent, canary)) if *percent > f64::from(hundredth()) => canary.clone(),
        _ => stage.main.clone(),
    }
}

/// A random number from 0 to 99.
fn hundredth() -> u8 {
    // 65,536 is no multiple of 100; that makes some hundredths likelier by a thousandth.
    let bytes = uuid::Uuid::new_v4().into_bytes();
    (u16::from_be_bytes([bytes[0], bytes[1]]) % 100) as u8
}

/// Lets in whom nothing keeps out. Signatures, authorizers and API keys are not accepted yet, so a method that asks
/// for one of them is closed.
fn authorize(method: &MethodProgram, incoming: &Incoming) -> Result<(), Fault> {
    match method.authorization_type {
        AuthorizationType::None => {}
        AuthorizationType::AwsIam if incoming.permitted_by_iam => {}
        AuthorizationType::AwsIam => {
            let signature = incoming.headers.get(http::header::AUTHORIZATION);
            return Err(match signature {
                Some(value) if value.as_bytes().starts_with(b"AWS4-") => Fault::InvalidSignature,
                _ => Fault::MissingAuthenticationToken,
            });
        }
        AuthorizationType::Custom | AuthorizationType::CognitoUserPools => {
            return Err(Fault::Unauthorized);
        }
    }
    match method.api_key_required {
        true => Err(Fault::InvalidApiKey),
        false => Ok(()),
    }
}

impl Reply {
    /// An answer with a content type.
    pub(crate) fn new(status: StatusCode, content_type: &str, body: Bytes) -> Self {
        let json = || HeaderValue::from_static(media::JSON);
        let content_type = HeaderValue::from_str(content_type).unwrap_or_else(|_| json());
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type);
        Self {
            status,
            headers,
            body,
        }
    }

    /// Adds the trace, which answers of mocks and of API Gateway itself do not carry (recorded).
    pub(crate) fn traced(mut self, ids: &Ids) -> Self {
        if let Ok(value) = HeaderValue::from_str(&ids.trace) {
            self.headers.insert(TRACE_ID, value);
        }
        self
    }

    fn finish(mut self, ids: &Ids) -> Outgoing {
        for (name, id) in [(REQUEST_ID, &ids.request), (APIGW_ID, &ids.extended)] {
            if let Ok(value) = HeaderValue::from_str(id) {
                self.headers.insert(name, value);
            }
        }
        Outgoing {
            status: self.status,
            headers: self.headers,
            body: self.body,
        }
    }
}

#[cfg(test)]
mod tests;
