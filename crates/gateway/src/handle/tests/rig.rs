//! An API under construction, its gateway, and a backend that answers what a test tells it to.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use model::{Scope, Timestamp};
use store::MemoryStore;

use crate::address::InvokeAddress;
use crate::api::{NewRestApi, RestApi};
use crate::control::Control;
use crate::deployment::NewDeployment;
use crate::error::ControlError;
use crate::handle::Gateway;
use crate::integration::{Integration, IntegrationResponse, IntegrationType};
use crate::integrator::{
    AwsCall, IntegrationAnswer, IntegrationError, Integrator, LambdaAnswer, LambdaCall,
};
use crate::method::{HttpMethod, Method, MethodResponse};
use crate::request::{Incoming, Outgoing};

/// 2015-04-09 12:34:56 UTC.
pub(super) const NOW: Timestamp = Timestamp::from_millis(1_428_582_896_000);

pub(super) const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

/// Answers every call alike, and keeps the calls.
#[derive(Default)]
pub(super) struct Backend {
    pub(super) aws: Mutex<Vec<AwsCall>>,
    pub(super) lambda: Mutex<Vec<LambdaCall>>,
    pub(super) answer: Mutex<Option<Result<IntegrationAnswer, IntegrationError>>>,
    pub(super) returns: Mutex<Option<Result<LambdaAnswer, IntegrationError>>>,
}

#[async_trait]
impl Integrator for Backend {
    async fn aws(&self, call: AwsCall) -> Result<IntegrationAnswer, IntegrationError> {
        self.aws.lock().unwrap().push(call);
        let answer = self.answer.lock().unwrap().clone();
        match answer {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }

    async fn lambda(&self, call: LambdaCall) -> Result<LambdaAnswer, IntegrationError> {
        self.lambda.lock().unwrap().push(call);
        let returns = self.returns.lock().unwrap().clone();
        match returns {
            Some(returns) => returns,
            None => std::future::pending().await,
        }
    }
}

/// An API with a gateway in front.
pub(super) struct Rig {
    pub(super) control: Control,
    pub(super) gateway: Gateway,
    pub(super) backend: Arc<Backend>,
    pub(super) api: String,
    pub(super) root: String,
}

/// A request of the simplest kind, to be changed.
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) query: &'static str,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) body: Bytes,
}

pub(super) fn get(path: &'static str) -> Call {
    Call {
        method: "GET",
        path,
        query: "",
        headers: Vec::new(),
        body: Bytes::new(),
    }
}

pub(super) fn post(path: &'static str, body: &'static str) -> Call {
    Call {
        method: "POST",
        body: body.into(),
        ..get(path)
    }
}

impl Call {
    pub(super) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl Rig {
    pub(super) async fn new() -> Self {
        Self::of(NewRestApi {
            name: "api".into(),
            ..NewRestApi::default()
        })
        .await
    }

    pub(super) async fn of(new: NewRestApi) -> Self {
        let store = Arc::new(MemoryStore::default());
        let gateway = Gateway::open(store, Arc::new(|| NOW)).await.unwrap();
        let control = gateway.control().clone();
        let api = control
            .create_api(&Scope::default(), new, None)
            .await
            .unwrap();
        let backend = Arc::new(Backend::default());
        Self {
            gateway,
            backend,
            api: api.id.clone(),
            root: api.root_resource_id.clone(),
            control,
        }
    }

    pub(super) async fn change<T>(
        &self,
        change: impl FnOnce(&mut RestApi) -> Result<T, ControlError>,
    ) -> T {
        let missing = ControlError::InvalidResource;
        self.control
            .change(&Scope::default(), &self.api, missing, change)
            .await
            .unwrap()
    }

    /// The id of the resource at `path`, made with all above it if it is new.
    pub(super) async fn resource(&self, path: &str) -> String {
        let mut at = self.root.clone();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = self
                .change(|api| {
                    let same = |r: &&crate::resource::Resource| {
                        r.parent_id.as_ref() == Some(&at) && r.path_part.as_deref() == Some(part)
                    };
                    match api.resources.values().find(same) {
                        Some(found) => Ok(found.id.clone()),
                        None => api.create_resource(&at, part).map(|made| made.id),
                    }
                })
                .await;
        }
        at
    }

    /// Puts a method with an integration, a 200 response that passes, and what `edit` makes of them.
    pub(super) async fn method(
        &self,
        verb: HttpMethod,
        path: &str,
        edit: impl FnOnce(&mut Method, &mut Integration),
    ) {
        let resource = self.resource(path).await;
        let mut method = Method::new(verb);
        let mut integration = Integration::new(IntegrationType::Mock);
        integration.request_templates =
            templates(&[("application/json", r#"{"statusCode": 200}"#)]);
        integration.responses = [("200".to_owned(), IntegrationResponse::new("200"))].into();
        method.responses = [(
            "200".to_owned(),
            MethodResponse {
                status_code: "200".into(),
                parameters: None,
                models: None,
            },
        )]
        .into();
        edit(&mut method, &mut integration);
        method.integration = Some(integration);
        self.change(|api| {
            api.resources
                .get_mut(&resource)
                .unwrap()
                .methods
                .insert(verb, method);
            Ok(())
        })
        .await;
    }

    pub(super) async fn deploy(&self) {
        let new = NewDeployment {
            stage_name: Some("dev".into()),
            ..NewDeployment::default()
        };
        self.control
            .create_deployment(&Scope::default(), &self.api, new)
            .await
            .unwrap();
    }

    pub(super) fn incoming(&self, call: &Call) -> Incoming {
        let mut headers = HeaderMap::new();
        let host = format!("{}.execute-api.us-east-1.localhost:4566", self.api);
        headers.insert("host", HeaderValue::from_str(&host).unwrap());
        for (name, value) in &call.headers {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_static(value));
        }
        Incoming {
            address: InvokeAddress::parse(Some(&host), &format!("/dev{}", call.path)).unwrap(),
            method: call.method.parse().unwrap(),
            query: (!call.query.is_empty()).then(|| call.query.to_owned()),
            headers,
            body: call.body.clone(),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            protocol: "HTTP/1.1",
            permitted_by_iam: false,
        }
    }

    pub(super) async fn call(&self, call: Call) -> Outgoing {
        let incoming = self.incoming(&call);
        self.gateway.handle(incoming, &*self.backend).await
    }

    /// Calls and checks status and body.
    pub(super) async fn expect(&self, call: Call, status: u16, body: &str) {
        let shown = format!("{} {}", call.method, call.path);
        let answer = self.call(call).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(
            (answer.status.as_u16(), text.as_str()),
            (status, body),
            "{shown}"
        );
    }
}

pub(super) fn templates(templates: &[(&str, &str)]) -> Option<BTreeMap<String, Option<String>>> {
    let each = templates
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Some((*text).to_owned())));
    Some(each.collect())
}

pub(super) fn parameters(parameters: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    let each = parameters
        .iter()
        .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()));
    Some(each.collect())
}

pub(super) fn header<'a>(answer: &'a Outgoing, name: &str) -> Option<&'a str> {
    answer
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}
