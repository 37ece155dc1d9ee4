use super::*;
use crate::api::tests::api;
use crate::models::Model;
use crate::patch::tests_support::{add, remove, replace};

fn with_method() -> (RestApi, String) {
    let mut api = api();
    let root = api.root_resource_id.clone();
    api.put_method(&root, Method::new(HttpMethod::Any)).unwrap();
    (api, root)
}

#[test]
fn updates_that_were_recorded() {
    let (mut api, root) = with_method();
    let mut update = |operations: &[PatchOperation]| {
        let updated = api.update_method(&root, HttpMethod::Any, operations);
        updated.map_err(|error| error.to_string())
    };
    let only_replace = "Invalid patch operation specified. Must be one of: [replace]";
    let authorizer = "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";
    for (operations, message) in [
        (vec![add("/operationName", "x")], only_replace),
        (vec![add("/requestValidatorId", "x")], only_replace),
        (
            vec![add("/httpMethod", "PUT")],
            "Invalid patch path /httpMethod",
        ),
        (
            vec![replace("/requestParameters", "x")],
            "Invalid patch path /requestParameters",
        ),
        (
            vec![add("/requestModels/application/json", "Empty")],
            "Invalid patch path /requestModels/application/json",
        ),
        (vec![replace("/authorizationType", "CUSTOM")], authorizer),
        (
            vec![
                replace("/authorizationType", "CUSTOM"),
                replace("/authorizerId", "abc123"),
            ],
            authorizer,
        ),
        (
            vec![replace("/requestValidatorId", "fake-id")],
            "Invalid Request Validator identifier specified",
        ),
        (
            vec![add("/requestModels/application~1json", "petModel")],
            "Invalid model identifier specified: petModel",
        ),
        (
            vec![remove("/requestModels/application~1json")],
            "Content-Type specified was not found",
        ),
        (
            vec![replace(
                "/requestParameters/method.request.header.x",
                "true",
            )],
            "Invalid parameter name specified",
        ),
    ] {
        assert_eq!(update(&operations).unwrap_err(), message);
    }
    assert_eq!(
        update(&[replace("/authorizerId", "abc123")])
            .unwrap()
            .authorizer_id,
        None
    );
    assert!(
        !update(&[replace("/apiKeyRequired", "whatever")])
            .unwrap()
            .api_key_required
    );
    let method = update(&[add("/requestParameters/method.request.header.x", "true")]).unwrap();
    assert!(method.request_parameters.unwrap()["method.request.header.x"]);
}

#[test]
fn methods_are_put_once_and_names_are_unique() {
    let (mut api, root) = with_method();
    assert_eq!(
        api.put_method(&root, Method::new(HttpMethod::Any)),
        Err(ControlError::MethodExists)
    );
    assert_eq!(
        api.put_method("x", Method::new(HttpMethod::Get)),
        Err(ControlError::InvalidResource)
    );
    let parameters = ["method.request.header.a", "method.request.path.a"];
    let method = Method {
        request_parameters: Some(parameters.map(|name| (name.to_owned(), true)).into()),
        ..Method::new(HttpMethod::Get)
    };
    assert_eq!(
        api.put_method(&root, method),
        Err(ControlError::DuplicateParameter)
    );
    api.delete_method(&root, HttpMethod::Any).unwrap();
    assert_eq!(
        api.delete_method(&root, HttpMethod::Any),
        Err(ControlError::InvalidMethod)
    );
    assert_eq!(
        AuthorizationType::parse("none"),
        Ok(AuthorizationType::None)
    );
}

#[test]
fn responses_come_and_go() {
    let (mut api, root) = with_method();
    let response = MethodResponse {
        status_code: "200".into(),
        parameters: None,
        models: None,
    };
    api.put_method_response(&root, HttpMethod::Any, response.clone())
        .unwrap();
    assert_eq!(
        api.put_method_response(&root, HttpMethod::Any, response),
        Err(ControlError::ResponseExists)
    );
    let operations = [
        add(
            "/responseParameters/method.response.header.my-header",
            "true",
        ),
        add("/responseModels/application~1json", "Empty"),
    ];
    let updated = api
        .update_method_response(&root, HttpMethod::Any, "200", &operations)
        .unwrap();
    assert!(updated.parameters.unwrap()["method.response.header.my-header"]);
    let operations = [
        remove("/responseParameters/method.response.header.my-header"),
        remove("/responseModels/application~1json"),
    ];
    let updated = api
        .update_method_response(&root, HttpMethod::Any, "200", &operations)
        .unwrap();
    assert_eq!((updated.parameters, updated.models), (None, None));
    let missing = api.update_method_response(&root, HttpMethod::Any, "201", &[]);
    assert_eq!(missing, Err(ControlError::InvalidResponseStatus));
    api.delete_method_response(&root, HttpMethod::Any, "200")
        .unwrap();
}

#[test]
fn a_model_in_use_stays() {
    let (mut api, root) = with_method();
    let model = Model {
        id: String::new(),
        name: "MySchema".into(),
        description: Some(String::new()),
        content_type: "application/json".into(),
        schema: Some(r#"{"type": "object"}"#.into()),
    };
    assert_eq!(api.create_model(model.clone()).unwrap().description, None);
    assert_eq!(api.create_model(model), Err(ControlError::ModelExists));
    let operations = [add("/requestModels/application~1json", "MySchema")];
    api.update_method(&root, HttpMethod::Any, &operations)
        .unwrap();
    let error = api.delete_model("MySchema").unwrap_err();
    assert_eq!(
        error.to_string(),
        "Cannot delete model 'MySchema', is referenced in method request: //ANY"
    );
    let operations = [remove("/requestModels/application~1json")];
    let method = api
        .update_method(&root, HttpMethod::Any, &operations)
        .unwrap();
    assert_eq!(method.request_models, None);
    api.delete_model("MySchema").unwrap();
    assert_eq!(
        api.delete_model("MySchema").unwrap_err().to_string(),
        "Invalid model name specified: MySchema"
    );
}
