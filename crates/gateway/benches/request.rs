//! What a request costs before and after its backend: routing, the article's template, the answer's mapping.
//!
//! `cargo bench -p gateway` prints microseconds a request; the backend answers at once.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use bytes::Bytes;
use gateway::api::NewRestApi;
use gateway::deployment::NewDeployment;
use gateway::integration::{Integration, IntegrationResponse, IntegrationType};
use gateway::integrator::{
    AwsCall, IntegrationAnswer, IntegrationError, Integrator, LambdaAnswer, LambdaCall,
};
use gateway::method::{HttpMethod, Method, MethodResponse};
use gateway::{ControlError, Gateway, Incoming, InvokeAddress, RestApi};
use http::{HeaderMap, HeaderValue};
use model::{Scope, Timestamp};
use store::MemoryStore;

const TEMPLATE: &str = r##"#set($input = $input.json('$'))
{
   "input": "$util.escapeJavaScript($input)",
   "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"##;

const REQUESTS: u32 = 200_000;

struct Prompt;

#[async_trait]
impl Integrator for Prompt {
    async fn aws(&self, _call: AwsCall) -> Result<IntegrationAnswer, IntegrationError> {
        Ok(IntegrationAnswer {
            status: 200,
            headers: HeaderMap::new(),
            body: Bytes::from_static(br#"{"executionArn":"x","startDate":1.5}"#),
        })
    }

    async fn lambda(&self, _call: LambdaCall) -> Result<LambdaAnswer, IntegrationError> {
        Err(IntegrationError::NotFound)
    }
}

/// The article's API: `POST /execution` starts an execution and allows every origin.
fn define(api: &mut RestApi) -> Result<(), ControlError> {
    let allow = "method.response.header.Access-Control-Allow-Origin".to_owned();
    let root = api.root_resource_id.clone();
    let resource = api.create_resource(&root, "execution")?.id;
    api.put_method(&resource, Method::new(HttpMethod::Post))?;
    let declared = MethodResponse {
        status_code: "200".into(),
        parameters: Some([(allow.clone(), false)].into()),
        models: None,
    };
    api.put_method_response(&resource, HttpMethod::Post, declared)?;
    let accept = (
        "integration.request.header.Accept".to_owned(),
        "'*/*'".to_owned(),
    );
    let integration = Integration {
        uri: Some("arn:aws:apigateway:ap-northeast-1:states:action/StartExecution".into()),
        http_method: Some("POST".into()),
        credentials: Some("arn:aws:iam::000000000000:role/r".into()),
        request_parameters: Some([accept].into()),
        request_templates: Some([("application/json".to_owned(), Some(TEMPLATE.into()))].into()),
        ..Integration::new(IntegrationType::Aws)
    };
    api.put_integration(&resource, HttpMethod::Post, integration)?;
    let response = IntegrationResponse {
        parameters: Some([(allow, "'*'".to_owned())].into()),
        ..IntegrationResponse::new("200")
    };
    api.put_integration_response(&resource, HttpMethod::Post, response)?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.expect("a runtime starts").block_on(async {
        let clock = Arc::new(|| Timestamp::from_millis(0));
        let store = Arc::new(MemoryStore::default());
        let gateway = Gateway::open(store, clock)
            .await
            .expect("an empty store opens");
        let (scope, control) = (Scope::default(), gateway.control());
        let new = NewRestApi {
            name: "bench".into(),
            ..NewRestApi::default()
        };
        let api = control
            .create_api(&scope, new, None)
            .await
            .expect("an API is made");
        let missing = ControlError::InvalidResource;
        control
            .change(&scope, &api.id, missing, define)
            .await
            .expect("it is defined");
        let new = NewDeployment {
            stage_name: Some("dev".into()),
            ..NewDeployment::default()
        };
        control
            .create_deployment(&scope, &api.id, new)
            .await
            .expect("it is deployed");
        let path = format!("/_aws/execute-api/{}/dev/execution", api.id);
        let address = InvokeAddress::parse(None, &path).expect("an invoke address");
        let json = HeaderValue::from_static("application/json");
        let host = HeaderValue::from_static("127.0.0.1:4566");
        let headers = [
            (http::header::CONTENT_TYPE, json),
            (http::header::HOST, host),
        ];
        let incoming = Incoming {
            address,
            method: http::Method::POST,
            query: None,
            headers: HeaderMap::from_iter(headers),
            body: Bytes::from_static(br#"{"ContentType": "application/json"}"#),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            protocol: "HTTP/1.1",
            permitted_by_iam: false,
        };
        let begun = Instant::now();
        for _ in 0..REQUESTS {
            let answer = gateway.handle(incoming.clone(), &Prompt).await;
            assert_eq!(answer.status, 200);
        }
        let each = begun.elapsed() / REQUESTS;
        println!("{:.2} us a request", each.as_secs_f64() * 1e6);
    });
}
