//! Resources: the tree of path parts that methods hang on.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html>; texts from recordings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::id;
use crate::method::{HttpMethod, Method};
use crate::patch::PatchOperation;

/// One node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Unique in its API.
    pub id: String,
    /// None for the root.
    pub parent_id: Option<String>,
    /// None for the root.
    pub path_part: Option<String>,
    /// All parts from the root on: `/` or `/a/{b}`.
    pub path: String,
    /// What can be called here.
    pub methods: BTreeMap<HttpMethod, Method>,
}

/// What a path part stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPart<'a> {
    /// Itself.
    Literal(&'a str),
    /// `{name}`: any one part.
    Variable(&'a str),
    /// `{name+}`: all the rest, at least one part.
    Greedy(&'a str),
}

impl<'a> PathPart<'a> {
    /// Reads a path part, if it has the form that AWS allows.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
        let (name, part) = match inner {
            None => (text, Self::Literal(text)),
            Some(inner) => match inner.strip_suffix('+') {
                Some(name) => (name, Self::Greedy(name)),
                None => (inner, Self::Variable(inner)),
            },
        };
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-:$".contains(&b);
        (!name.is_empty() && name.bytes().all(allowed)).then_some(part)
    }
}

impl Resource {
    pub(crate) fn root(id: String) -> Self {
        Self {
            id,
            parent_id: None,
            path_part: None,
            path: "/".into(),
            methods: BTreeMap::new(),
        }
    }

    /// The method `http_method`.
    ///
    /// # Errors
    /// [`ControlError::InvalidMethod`] when there is none.
    pub fn method(&self, http_method: HttpMethod) -> Result<&Method, ControlError> {
        self.methods
            .get(&http_method)
            .ok_or(ControlError::InvalidMethod)
    }
}

const PATCH_PATHS: &[&str] = &["/parentId", "/pathPart"];

impl RestApi {
    /// The resource of `id`.
    ///
    /// # Errors
    /// [`ControlError::InvalidResource`] when there is none.
    pub fn resource(&self, id: &str) -> Result<&Resource, ControlError> {
        self.resources.get(id).ok_or(ControlError::InvalidResource)
    }

    pub(crate) fn resource_mut(&mut self, id: &str) -> Result<&mut Resource, ControlError> {
        self.resources
            .get_mut(id)
            .ok_or(ControlError::InvalidResource)
    }

    /// All resources by path, the order AWS lists them in.
    #[must_use]
    pub fn resources_by_path(&self) -> Vec<&Resource> {
        let mut resources: Vec<&Resource> = self.resources.values().collect();
        resources.sort_by(|a, b| a.path.cmp(&b.path));
        resources
    }

    /// `CreateResource`.
    ///
    /// # Errors
    /// What AWS refuses: an unknown parent, a bad part, a name or variable that a sibling has.
    pub fn create_resource(
        &mut self,
        parent_id: &str,
        path_part: &str,
    ) -> Result<Resource, ControlError> {
        self.check_place(parent_id, path_part, None)?;
        let resource = Resource {
            id: id::part(),
            parent_id: Some(parent_id.to_owned()),
            path_part: Some(path_part.to_owned()),
            path: join(&self.resource(parent_id)?.path, path_part),
            methods: BTreeMap::new(),
        };
        self.resources.insert(resource.id.clone(), resource.clone());
        Ok(resource)
    }

    /// `UpdateResource`: moves or renames, with everything below it.
    ///
    /// # Errors
    /// As [`Self::create_resource`], and for the root or a cycle.
    pub fn update_resource(
        &mut self,
        id: &str,
        operations: &[PatchOperation],
    ) -> Result<Resource, ControlError> {
        self.resource(id)?;
        for operation in operations {
            let path = operation.listed(PATCH_PATHS, "[/parentId, /pathPart]")?;
            self.patch_resource(id, path == "/parentId", &operation.text())?;
        }
        self.resource(id).cloned()
    }

    fn patch_resource(&mut self, id: &str, moves: bool, value: &str) -> Result<(), ControlError> {
        let resource = self.resource(id)?;
        let (Some(parent), Some(part)) = (&resource.parent_id, &resource.path_part) else {
            let which = [ControlError::RootPathPart, ControlError::RootParent];
            return Err(which[usize::from(moves)].clone());
        };
        let (parent, part) = match moves {
            true => (value.to_owned(), part.clone()),
            false => (parent.clone(), value.to_owned()),
        };
        if moves && self.is_within(&parent, id) {
            return Err(ControlError::CyclicalResource);
        }
        self.check_place(&parent, &part, Some(id))?;
        let resource = self.resource_mut(id)?;
        resource.parent_id = Some(parent);
        resource.path_part = Some(part);
        self.rebuild_path(id)
    }

    /// `DeleteResource`, with everything below it.
    ///
    /// # Errors
    /// For an unknown resource and for the root.
    pub fn delete_resource(&mut self, id: &str) -> Result<(), ControlError> {
        if self.resource(id)?.parent_id.is_none() {
            return Err(ControlError::RootDeleted);
        }
        let ids = self.resources.keys();
        let gone: Vec<String> = ids.filter(|at| self.is_within(at, id)).cloned().collect();
        for id in gone {
            self.resources.remove(&id);
        }
        Ok(())
    }

    /// Whether `id` is `above` or below it.
    fn is_within(&self, id: &str, above: &str) -> bool {
        let mut current = Some(id);
        while let Some(id) = current {
            if id == above {
                return true;
            }
            let resource = self.resources.get(id);
            current = resource.and_then(|resource| resource.parent_id.as_deref());
        }
        false
    }

    /// Whether a resource can be called `part` below `parent`; `moving` is the resource itself, if it exists.
    fn check_place(
        &self,
        parent: &str,
        part: &str,
        moving: Option<&str>,
    ) -> Result<(), ControlError> {
        let parent = self.resource(parent)?;
        let kind = PathPart::parse(part).ok_or(ControlError::InvalidPathPart)?;
        let above = parent.path_part.as_deref();
        if let Some(greedy) =
            above.filter(|p| matches!(PathPart::parse(p), Some(PathPart::Greedy(_))))
        {
            return Err(ControlError::ChildOfGreedy(greedy.to_owned()));
        }
        let siblings = self.resources.values().filter(|sibling| {
            sibling.parent_id.as_deref() == Some(&parent.id) && Some(sibling.id.as_str()) != moving
        });
        let variable = |part: &str| !matches!(PathPart::parse(part), Some(PathPart::Literal(_)));
        for sibling in siblings.filter_map(|sibling| sibling.path_part.as_deref()) {
            if sibling == part {
                return Err(ControlError::ResourceExists(part.to_owned()));
            }
            if variable(sibling) && !matches!(kind, PathPart::Literal(_)) {
                return Err(ControlError::VariableSibling(sibling.to_owned()));
            }
        }
        Ok(())
    }

    /// Recomputes the paths of a resource and of all below it.
    fn rebuild_path(&mut self, id: &str) -> Result<(), ControlError> {
        let resource = self.resource(id)?;
        if let (Some(parent), Some(part)) = (&resource.parent_id, &resource.path_part) {
            let path = join(&self.resource(parent)?.path, part);
            self.resource_mut(id)?.path = path;
        }
        let below = self
            .resources
            .values()
            .filter(|r| r.parent_id.as_deref() == Some(id));
        for child in below.map(|r| r.id.clone()).collect::<Vec<_>>() {
            self.rebuild_path(&child)?;
        }
        Ok(())
    }
}

fn join(parent: &str, part: &str) -> String {
    match parent {
        "/" => format!("/{part}"),
        parent => format!("{parent}/{part}"),
    }
}

#[cfg(test)]
mod tests;
