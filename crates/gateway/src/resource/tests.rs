//! The tree of resources, as recorded.

use super::*;
use crate::api::tests::api;
use crate::patch::tests_support::{add, remove, replace};

fn fails<T: std::fmt::Debug>(result: Result<T, ControlError>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn path_parts_have_three_forms() {
    assert_eq!(PathPart::parse("pets"), Some(PathPart::Literal("pets")));
    assert_eq!(PathPart::parse("{id}"), Some(PathPart::Variable("id")));
    assert_eq!(PathPart::parse("{proxy+}"), Some(PathPart::Greedy("proxy")));
    for text in ["", "{}", "{+}", "a b", "a/b", "{a", "a}", "é", "{a}b"] {
        assert_eq!(PathPart::parse(text), None, "{text}");
    }
}

#[test]
fn children_join_their_parents_path() {
    let mut api = api();
    let root = api.root_resource_id.clone();
    let pets = api.create_resource(&root, "pets").unwrap();
    let id = api.create_resource(&pets.id, "{id}").unwrap();
    assert_eq!(
        (pets.path.as_str(), id.path.as_str()),
        ("/pets", "/pets/{id}")
    );
    let paths: Vec<&str> = api
        .resources_by_path()
        .iter()
        .map(|r| r.path.as_str())
        .collect();
    assert_eq!(paths, ["/", "/pets", "/pets/{id}"]);
    api.update_resource(&pets.id, &[replace("/pathPart", "dogs")])
        .unwrap();
    assert_eq!(api.resource(&id.id).unwrap().path, "/dogs/{id}");
    api.delete_resource(&pets.id).unwrap();
    assert_eq!(api.resources.len(), 1);
}

#[test]
fn places_that_aws_refuses() {
    let mut api = api();
    let root = api.root_resource_id.clone();
    let proxy = api.create_resource(&root, "{proxy+}").unwrap();
    let message = "A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed";
    fails(api.create_resource(&root, "{dynamic}"), message);
    let message = "Cannot create a child of a resource with a greedy path variable: {proxy+}";
    fails(api.create_resource(&proxy.id, "child"), message);
    fails(
        api.create_resource("fake", "x"),
        "Invalid Resource identifier specified",
    );
    fails(
        api.create_resource(&root, "{proxy+}"),
        "Another resource with the same parent already has this name: {proxy+}",
    );
    assert_eq!(
        api.create_resource(&root, "a b"),
        Err(ControlError::InvalidPathPart)
    );
}

#[test]
fn moves_that_aws_refuses() {
    let mut api = api();
    let root = api.root_resource_id.clone();
    let pets = api.create_resource(&root, "pets").unwrap().id;
    let sub = api.create_resource(&pets, "subpets").unwrap().id;
    let inner = api.create_resource(&sub, "pets").unwrap().id;
    let same = "Another resource with the same parent already has this name: pets";
    fails(
        api.update_resource(&inner, &[replace("/parentId", &root)]),
        same,
    );
    fails(
        api.update_resource(&pets, &[replace("/parentId", &sub)]),
        "Resources cannot be cyclical.",
    );
    fails(
        api.update_resource(&pets, &[replace("/parentId", &pets)]),
        "Resources cannot be cyclical.",
    );
    fails(
        api.update_resource(&pets, &[replace("/parentId", "fake")]),
        "Invalid Resource identifier specified",
    );
    fails(
        api.update_resource(&pets, &[replace("/invalid", "x")]),
        "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
    );
    for operation in [remove("/pathPart"), add("/pathPart", "x")] {
        let op = operation.op.name();
        let message = format!(
            "Invalid patch path  '/pathPart' specified for op '{op}'. Please choose supported operations"
        );
        fails(api.update_resource(&pets, &[operation]), &message);
    }
    fails(
        api.update_resource(&root, &[replace("/pathPart", "x")]),
        "Root resource cannot update its pathPart.",
    );
    fails(
        api.update_resource(&root, &[replace("/parentId", &root)]),
        "Root resource cannot update its parentId.",
    );
    let moved = api
        .update_resource(&sub, &[replace("/parentId", &root)])
        .unwrap();
    assert_eq!(moved.path, "/subpets");
    assert_eq!(api.resource(&inner).unwrap().path, "/subpets/pets");
}
