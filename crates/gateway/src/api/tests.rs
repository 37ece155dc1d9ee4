//! What is refused and patched of APIs.

use super::*;
use crate::patch::tests_support::{add, remove, replace};

pub(crate) fn api() -> RestApi {
    let new = NewRestApi {
        name: "a".into(),
        ..NewRestApi::default()
    };
    RestApi::new(Scope::default(), new, Timestamp::from_millis(0)).unwrap()
}

fn refused(new: NewRestApi, expected: ControlError) {
    let made = RestApi::new(Scope::default(), new, Timestamp::from_millis(0));
    assert_eq!(made.err(), Some(expected));
}

#[test]
fn a_new_api_has_a_root_and_two_models() {
    let api = api();
    assert_eq!(api.id.len(), 10);
    assert_eq!(api.resources[&api.root_resource_id].path, "/");
    assert_eq!(api.models.keys().collect::<Vec<_>>(), ["Empty", "Error"]);
    assert_eq!(api.endpoint.endpoint_type, EndpointType::Edge);
}

#[test]
fn what_aws_refuses_at_creation() {
    let named = || NewRestApi {
        name: "a".into(),
        ..NewRestApi::default()
    };
    refused(NewRestApi::default(), ControlError::EmptyApiName);
    refused(
        NewRestApi {
            description: Some(String::new()),
            ..named()
        },
        ControlError::EmptyDescription,
    );
    for size in [-1, 10_485_761] {
        let new = NewRestApi {
            minimum_compression_size: Some(size),
            ..named()
        };
        refused(new, ControlError::InvalidCompressionSize);
    }
    for size in [0, 10_485_760] {
        let new = NewRestApi {
            minimum_compression_size: Some(size),
            ..named()
        };
        assert!(RestApi::new(Scope::default(), new, Timestamp::from_millis(0)).is_ok());
    }
}

#[test]
fn endpoint_types_and_ip_versions() {
    use EndpointType::{Edge, Private, Regional};
    let new =
        |types: Option<&[EndpointType]>, ip| EndpointConfiguration::new(types, ip, Vec::new());
    let ip = |types, ip| new(types, ip).unwrap().ip_address_type;
    assert_eq!(ip(None, None), IpAddressType::Ipv4);
    assert_eq!(ip(Some(&[Private]), None), IpAddressType::Dualstack);
    assert_eq!(
        ip(Some(&[Edge]), Some(IpAddressType::Dualstack)),
        IpAddressType::Dualstack
    );
    assert_eq!(new(Some(&[]), None), Err(ControlError::NoEndpointType));
    assert_eq!(
        new(Some(&[Edge, Regional]), None),
        Err(ControlError::ManyEndpointTypes)
    );
    assert_eq!(
        new(Some(&[Private]), Some(IpAddressType::Ipv4)),
        Err(ControlError::PrivateNeedsDualstack)
    );
}

#[test]
fn binary_media_types_are_a_set_with_odd_patches() {
    let mut api = api();
    api.update(&[
        add("/binaryMediaTypes/image~1png", ""),
        add("/binaryMediaTypes/image~1jpeg", ""),
    ])
    .unwrap();
    assert_eq!(api.binary_media_types, ["image/png", "image/jpeg"]);
    api.update(&[replace("/binaryMediaTypes/image~1png", "image/gif")])
        .unwrap();
    assert_eq!(api.binary_media_types, ["image/jpeg", "image/gif"]);
    api.update(&[
        remove("/binaryMediaTypes/image~1gif"),
        remove("/description"),
    ])
    .unwrap();
    assert_eq!(api.binary_media_types, ["image/jpeg"]);
    for operation in [add("/binaryMediaTypes", "x"), remove("/binaryMediaTypes")] {
        let error = api.update(&[operation]).unwrap_err();
        assert_eq!(error.to_string(), "Invalid patch path /binaryMediaTypes");
    }
}

#[test]
fn fields_are_replaced() {
    let mut api = api();
    api.update(&[
        replace("/name", "b"),
        replace("/description", "d"),
        replace("/policy", "{}"),
        replace("/minimumCompressionSize", "5"),
        replace("/disableExecuteApiEndpoint", "true"),
        replace("/apiKeySource", "AUTHORIZER"),
        replace("/endpointConfiguration/types/0", "REGIONAL"),
    ])
    .unwrap();
    assert_eq!(
        (api.name.as_str(), api.minimum_compression_size),
        ("b", Some(5))
    );
    assert_eq!(api.endpoint.endpoint_type, EndpointType::Regional);
    assert_eq!(api.tags, Some(BTreeMap::new()));
    assert!(api.disable_execute_api_endpoint);
    for (operation, message) in [
        (replace("/name", ""), "API name must be non-empty"),
        (replace("/nothing", ""), "Invalid patch path /nothing"),
        (
            replace("/endpointConfiguration/types/0", "x"),
            "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE",
        ),
        (
            replace("/endpointConfiguration/ipAddressType", "x"),
            "ipAddressType must be either ipv4 or dualstack.",
        ),
        (
            replace("/minimumCompressionSize", "-1"),
            "Invalid minimum compression size, must be between 0 and 10485760",
        ),
    ] {
        assert_eq!(api.update(&[operation]).unwrap_err().to_string(), message);
    }
}
