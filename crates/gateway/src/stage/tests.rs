//! Stages, canaries and deployments, as recorded.

use super::*;
use crate::api::tests::api;
use crate::deployment::NewDeployment;
use crate::integration::{Integration, IntegrationType};
use crate::method::{HttpMethod, Method};
use crate::patch::tests_support::{add, copy, remove, replace};

const NOW: Timestamp = Timestamp::from_millis(1);

/// An API with stage `dev` on its one deployment.
fn deployed() -> (RestApi, String) {
    let mut api = api();
    let root = api.root_resource_id.clone();
    assert_eq!(
        api.create_deployment(NewDeployment::default(), NOW),
        Err(ControlError::NoMethods)
    );
    api.put_method(&root, Method::new(HttpMethod::Get)).unwrap();
    assert_eq!(
        api.create_deployment(NewDeployment::default(), NOW),
        Err(ControlError::MethodWithoutIntegration)
    );
    api.put_integration(
        &root,
        HttpMethod::Get,
        Integration::new(IntegrationType::Mock),
    )
    .unwrap();
    let new = NewDeployment {
        stage_name: Some("dev".into()),
        ..NewDeployment::default()
    };
    let deployment = api.create_deployment(new, NOW).unwrap();
    (api, deployment.id)
}

fn update(api: &mut RestApi, operations: &[PatchOperation]) -> Result<Stage, String> {
    api.update_stage("dev", operations, NOW)
        .map_err(|error| error.to_string())
}

#[test]
fn method_settings_inherit_from_all_methods() {
    let (mut api, _) = deployed();
    let stage = update(
        &mut api,
        &[
            replace("/variables/var1", "test"),
            replace("/*/*/throttling/burstLimit", "123"),
            replace("/*/*/caching/enabled", "true"),
            replace("/tracingEnabled", "true"),
            replace("/test/GET/throttling/burstLimit", "124"),
        ],
    )
    .unwrap();
    assert!(stage.tracing_enabled);
    let setting = &stage.method_settings["test/GET"];
    assert_eq!(
        (setting.throttling_burst_limit, setting.caching_enabled),
        (124, true)
    );
    assert_eq!(stage.method_settings["*/*"].throttling_burst_limit, 123);
    update(&mut api, &[remove("/*/*")]).unwrap();
    assert_eq!(
        update(&mut api, &[remove("/*/*")]).unwrap_err(),
        "Cannot remove method setting */* because there is no method setting for this method ",
    );
}

#[test]
fn unknown_paths_list_the_known_ones() {
    let (mut api, _) = deployed();
    for path in [
        "/documentation_version",
        "/tags/tag1",
        "/a/b/caching/no",
        "/canarySettings",
        "/canarySettings/badPath",
    ] {
        let message = update(&mut api, &[replace(path, "x")]).unwrap_err();
        assert_eq!(
            message,
            format!("Invalid method setting path: {path}. Must be one of: {SETTING_PATHS}")
        );
    }
    for path in [
        "canarySettings/stageVariableOverrides",
        "accessLogSettings/destinationArn",
    ] {
        let message = update(&mut api, &[remove(&format!("/{path}"))]).unwrap_err();
        assert_eq!(
            message,
            format!(
                "Cannot remove method setting {path} because there is no method setting for this method "
            )
        );
    }
    assert_eq!(
        update(&mut api, &[add("/canarySettings/deploymentId", "x")]).unwrap_err(),
        "Invalid add operation with path: /canarySettings/deploymentId",
    );
    assert_eq!(
        update(&mut api, &[replace("/accessLogSettings/format", "")]).unwrap_err(),
        "Access Log value must not be empty"
    );
}

#[test]
fn a_canary_is_promoted_by_copying() {
    let (mut api, first) = deployed();
    update(
        &mut api,
        &[
            replace("/variables/testVar", "test"),
            replace("/variables/testVar2", "test2"),
        ],
    )
    .unwrap();
    let promote = [
        copy("/canarySettings/stageVariableOverrides", "/variables"),
        copy("/canarySettings/deploymentId", "/deploymentId"),
    ];
    assert_eq!(
        update(&mut api, &promote).unwrap_err(),
        "Promotion not available. Canary does not exist."
    );
    assert!(update(&mut api, &[copy("/variables", "/canarySettings/stageVariableOverrides")]).unwrap_err().starts_with("Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables."));
    let canary = NewCanary {
        percent_traffic: 50.0,
        variable_overrides: Some([("testVar".to_owned(), "override".to_owned())].into()),
        ..NewCanary::default()
    };
    let new = NewDeployment {
        stage_name: Some("dev".into()),
        canary: Some(canary),
        ..NewDeployment::default()
    };
    let second = api.create_deployment(new, NOW).unwrap().id;
    let stage = api.stage("dev").unwrap();
    assert_eq!(
        (
            &stage.deployment_id,
            &stage.canary.as_ref().unwrap().deployment_id
        ),
        (&first, &second)
    );
    assert_eq!(
        api.delete_deployment(&second),
        Err(ControlError::DeploymentInUse)
    );
    let mut operations = vec![replace("/canarySettings/percentTraffic", "0.0")];
    operations.extend(promote);
    let stage = update(&mut api, &operations).unwrap();
    assert_eq!(stage.deployment_id, second);
    let variables: Vec<(&str, &str)> = stage
        .variables
        .iter()
        .flatten()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(variables, [("testVar", "override"), ("testVar2", "test2")]);
    assert_eq!(
        update(&mut api, &[remove("/canarySettings")])
            .unwrap()
            .canary,
        None
    );
    api.delete_deployment(&first).unwrap();
}

#[test]
fn canaries_need_their_stage() {
    let (mut api, _) = deployed();
    for (name, message) in [
        (
            None,
            "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is null",
        ),
        (
            Some(""),
            "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ",
        ),
        (
            Some("new"),
            "Invalid deployment content specified.Stage new must already be created before making a canary release deployment",
        ),
    ] {
        let new = NewDeployment {
            stage_name: name.map(str::to_owned),
            canary: Some(NewCanary::default()),
            ..NewDeployment::default()
        };
        assert_eq!(
            api.create_deployment(new, NOW).unwrap_err().to_string(),
            message
        );
    }
}

#[test]
fn stages_are_made_once_on_known_deployments() {
    let (mut api, deployment) = deployed();
    assert_eq!(
        api.create_stage(Stage::new("dev", &*deployment, NOW), None),
        Err(ControlError::StageExists)
    );
    assert_eq!(
        api.create_stage(Stage::new("s", "x", NOW), None),
        Err(ControlError::UnknownDeployment)
    );
    assert_eq!(
        api.create_stage(Stage::new("a b", &*deployment, NOW), None),
        Err(ControlError::InvalidStageName)
    );
    let canary = NewCanary {
        deployment_id: Some("x".into()),
        ..NewCanary::default()
    };
    assert_eq!(
        api.create_stage(Stage::new("s", &*deployment, NOW), Some(canary)),
        Err(ControlError::UnknownDeployment)
    );
    assert_eq!(
        api.delete_deployment(&deployment),
        Err(ControlError::DeploymentInUse)
    );
    api.delete_stage("dev").unwrap();
    assert_eq!(api.delete_stage("dev"), Err(ControlError::InvalidStage));
    api.delete_deployment(&deployment).unwrap();
    assert_eq!(
        api.delete_deployment(&deployment),
        Err(ControlError::InvalidDeployment)
    );
}
