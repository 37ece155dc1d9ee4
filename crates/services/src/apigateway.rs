//! API Gateway's operations.
//!
//! Permissions are named after HTTP methods and paths, such as `apigateway:POST` on
//! `arn:aws:apigateway:us-east-1::/restapis/a1b2/resources/c3d4`:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html>.

mod account;
mod authorizers;
mod deployments;
mod error;
mod gateway_responses;
mod integration_responses;
mod integrations;
mod method_responses;
mod methods;
mod models;
mod page;
mod patch;
mod resources;
mod rest_apis;
mod stages;
mod tags;
mod validators;

use aws::apigateway::*;

use crate::access::Access;
use crate::call::Context;
use crate::operations::operations;

operations! {
    CreateRestApiInput => rest_apis::create_rest_api, on |cx, _input| to(cx, "POST", "/restapis");
    GetRestApisInput => rest_apis::get_rest_apis, on |cx, _input| to(cx, "GET", "/restapis");
    GetRestApiInput => rest_apis::get_rest_api, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "");
    UpdateRestApiInput => rest_apis::update_rest_api, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, "");
    DeleteRestApiInput => rest_apis::delete_rest_api, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, "");
    GetResourcesInput => resources::get_resources, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/resources");
    GetResourceInput => resources::get_resource, on |cx, input| in_resource(cx, "GET", &input.rest_api_id, &input.resource_id, "");
    CreateResourceInput => resources::create_resource, on |cx, input| in_resource(cx, "POST", &input.rest_api_id, &input.parent_id, "");
    UpdateResourceInput => resources::update_resource, on |cx, input| in_resource(cx, "PATCH", &input.rest_api_id, &input.resource_id, "");
    DeleteResourceInput => resources::delete_resource, on |cx, input| in_resource(cx, "DELETE", &input.rest_api_id, &input.resource_id, "");
    PutMethodInput => methods::put_method, on |cx, input| in_method(cx, "PUT", &input.rest_api_id, &input.resource_id, &input.http_method, "");
    GetMethodInput => methods::get_method, on |cx, input| in_method(cx, "GET", &input.rest_api_id, &input.resource_id, &input.http_method, "");
    UpdateMethodInput => methods::update_method, on |cx, input| in_method(cx, "PATCH", &input.rest_api_id, &input.resource_id, &input.http_method, "");
    DeleteMethodInput => methods::delete_method, on |cx, input| in_method(cx, "DELETE", &input.rest_api_id, &input.resource_id, &input.http_method, "");
    PutMethodResponseInput => method_responses::put_method_response, on |cx, input| in_method(cx, "PUT", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/responses/{}", input.status_code));
    GetMethodResponseInput => method_responses::get_method_response, on |cx, input| in_method(cx, "GET", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/responses/{}", input.status_code));
    UpdateMethodResponseInput => method_responses::update_method_response, on |cx, input| in_method(cx, "PATCH", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/responses/{}", input.status_code));
    DeleteMethodResponseInput => method_responses::delete_method_response, on |cx, input| in_method(cx, "DELETE", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/responses/{}", input.status_code));
    PutIntegrationInput => integrations::put_integration, on |cx, input| in_method(cx, "PUT", &input.rest_api_id, &input.resource_id, &input.http_method, "/integration");
    GetIntegrationInput => integrations::get_integration, on |cx, input| in_method(cx, "GET", &input.rest_api_id, &input.resource_id, &input.http_method, "/integration");
    UpdateIntegrationInput => integrations::update_integration, on |cx, input| in_method(cx, "PATCH", &input.rest_api_id, &input.resource_id, &input.http_method, "/integration");
    DeleteIntegrationInput => integrations::delete_integration, on |cx, input| in_method(cx, "DELETE", &input.rest_api_id, &input.resource_id, &input.http_method, "/integration");
    PutIntegrationResponseInput => integration_responses::put_integration_response, on |cx, input| in_method(cx, "PUT", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/integration/responses/{}", input.status_code));
    GetIntegrationResponseInput => integration_responses::get_integration_response, on |cx, input| in_method(cx, "GET", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/integration/responses/{}", input.status_code));
    UpdateIntegrationResponseInput => integration_responses::update_integration_response, on |cx, input| in_method(cx, "PATCH", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/integration/responses/{}", input.status_code));
    DeleteIntegrationResponseInput => integration_responses::delete_integration_response, on |cx, input| in_method(cx, "DELETE", &input.rest_api_id, &input.resource_id, &input.http_method, &format!("/integration/responses/{}", input.status_code));
    CreateModelInput => models::create_model, on |cx, input| in_api(cx, "POST", &input.rest_api_id, "/models");
    GetModelsInput => models::get_models, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/models");
    GetModelInput => models::get_model, on |cx, input| in_api(cx, "GET", &input.rest_api_id, &format!("/models/{}", input.model_name));
    UpdateModelInput => models::update_model, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, &format!("/models/{}", input.model_name));
    DeleteModelInput => models::delete_model, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, &format!("/models/{}", input.model_name));
    CreateRequestValidatorInput => validators::create_request_validator, on |cx, input| in_api(cx, "POST", &input.rest_api_id, "/requestvalidators");
    GetRequestValidatorsInput => validators::get_request_validators, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/requestvalidators");
    GetRequestValidatorInput => validators::get_request_validator, on |cx, input| in_api(cx, "GET", &input.rest_api_id, &format!("/requestvalidators/{}", input.request_validator_id));
    UpdateRequestValidatorInput => validators::update_request_validator, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, &format!("/requestvalidators/{}", input.request_validator_id));
    DeleteRequestValidatorInput => validators::delete_request_validator, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, &format!("/requestvalidators/{}", input.request_validator_id));
    CreateAuthorizerInput => authorizers::create_authorizer, on |cx, input| in_api(cx, "POST", &input.rest_api_id, "/authorizers");
    GetAuthorizersInput => authorizers::get_authorizers, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/authorizers");
    GetAuthorizerInput => authorizers::get_authorizer, on |cx, input| in_api(cx, "GET", &input.rest_api_id, &format!("/authorizers/{}", input.authorizer_id));
    UpdateAuthorizerInput => authorizers::update_authorizer, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, &format!("/authorizers/{}", input.authorizer_id));
    DeleteAuthorizerInput => authorizers::delete_authorizer, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, &format!("/authorizers/{}", input.authorizer_id));
    GetGatewayResponsesInput => gateway_responses::get_gateway_responses, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/gatewayresponses");
    GetGatewayResponseInput => gateway_responses::get_gateway_response, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/gatewayresponses");
    PutGatewayResponseInput => gateway_responses::put_gateway_response, on |cx, input| in_api(cx, "PUT", &input.rest_api_id, "/gatewayresponses");
    UpdateGatewayResponseInput => gateway_responses::update_gateway_response, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, "/gatewayresponses");
    DeleteGatewayResponseInput => gateway_responses::delete_gateway_response, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, "/gatewayresponses");
    CreateDeploymentInput => deployments::create_deployment, on |cx, input| in_api(cx, "POST", &input.rest_api_id, "/deployments");
    GetDeploymentsInput => deployments::get_deployments, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/deployments");
    GetDeploymentInput => deployments::get_deployment, on |cx, input| in_api(cx, "GET", &input.rest_api_id, &format!("/deployments/{}", input.deployment_id));
    UpdateDeploymentInput => deployments::update_deployment, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, &format!("/deployments/{}", input.deployment_id));
    DeleteDeploymentInput => deployments::delete_deployment, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, &format!("/deployments/{}", input.deployment_id));
    CreateStageInput => stages::create_stage, on |cx, input| in_api(cx, "POST", &input.rest_api_id, "/stages");
    GetStagesInput => stages::get_stages, on |cx, input| in_api(cx, "GET", &input.rest_api_id, "/stages");
    GetStageInput => stages::get_stage, on |cx, input| in_api(cx, "GET", &input.rest_api_id, &format!("/stages/{}", input.stage_name));
    UpdateStageInput => stages::update_stage, on |cx, input| in_api(cx, "PATCH", &input.rest_api_id, &format!("/stages/{}", input.stage_name));
    DeleteStageInput => stages::delete_stage, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, &format!("/stages/{}", input.stage_name));
    FlushStageCacheInput => stages::flush_stage_cache, on |cx, input| in_api(cx, "DELETE", &input.rest_api_id, &format!("/stages/{}/cache/data", input.stage_name));
    TagResourceInput => tags::tag_resource, on |cx, input| to(cx, "PUT", &format!("/tags/{}", input.resource_arn));
    UntagResourceInput => tags::untag_resource, on |cx, input| to(cx, "DELETE", &format!("/tags/{}", input.resource_arn));
    GetTagsInput => tags::get_tags, on |cx, input| to(cx, "GET", &format!("/tags/{}", input.resource_arn));
    GetAccountInput => account::get_account, on |cx, _input| to(cx, "GET", "/account");
    UpdateAccountInput => account::update_account, on |cx, _input| to(cx, "PATCH", "/account");
}

/// The permission for `method` on `path`.
fn to(cx: &Context<'_>, method: &'static str, path: &str) -> Access {
    let region = &cx.scope().region;
    Access::new(method, format!("arn:aws:apigateway:{region}::{path}"))
}

fn in_api(cx: &Context<'_>, method: &'static str, api: &str, path: &str) -> Access {
    to(cx, method, &format!("/restapis/{api}{path}"))
}

fn in_resource(
    cx: &Context<'_>,
    method: &'static str,
    api: &str,
    resource: &str,
    path: &str,
) -> Access {
    in_api(cx, method, api, &format!("/resources/{resource}{path}"))
}

fn in_method(
    cx: &Context<'_>,
    method: &'static str,
    api: &str,
    resource: &str,
    verb: &str,
    path: &str,
) -> Access {
    in_resource(cx, method, api, resource, &format!("/methods/{verb}{path}"))
}
