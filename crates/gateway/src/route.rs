//! From a path to a resource: literal parts before `{variable}` before `{greedy+}`, at every level.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html>.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::resource::PathPart;

/// Which resource, and what its variables hold, still percent-encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Match<'r> {
    /// What was given to [`Router::insert`].
    pub(crate) target: usize,
    /// In the order of the path.
    pub(crate) variables: Vec<(&'r str, String)>,
}

/// All resources that have methods, by path.
#[derive(Debug, Default)]
pub(crate) struct Router {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<Box<str>, usize>,
    variable: Option<(Box<str>, usize)>,
    /// The variable's name and the target below it.
    greedy: Option<(Box<str>, usize)>,
    target: Option<usize>,
}

impl Router {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }

    /// Adds the resource at `path`, such as `/a/{b}/{rest+}`.
    pub(crate) fn insert(&mut self, path: &str, target: usize) {
        let mut at = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = match PathPart::parse(part) {
                Some(PathPart::Greedy(name)) => {
                    self.nodes[at].greedy = Some((name.into(), target));
                    return;
                }
                Some(PathPart::Variable(name)) => self.variable(at, name),
                Some(PathPart::Literal(_)) | None => self.literal(at, part),
            };
        }
        self.nodes[at].target = Some(target);
    }

    fn literal(&mut self, at: usize, part: &str) -> usize {
        if let Some(next) = self.nodes[at].literals.get(part) {
            return *next;
        }
        let next = self.grow();
        self.nodes[at].literals.insert(part.into(), next);
        next
    }

    fn variable(&mut self, at: usize, name: &str) -> usize {
        if let Some((_, next)) = &self.nodes[at].variable {
            return *next;
        }
        let next = self.grow();
        self.nodes[at].variable = Some((name.into(), next));
        next
    }

    fn grow(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    /// Finds the resource of a percent-encoded path. Slashes at its end do not count.
    pub(crate) fn find(&self, path: &str) -> Option<Match<'_>> {
        let path = path.trim_matches('/');
        let parts: Vec<&str> = match path {
            "" => Vec::new(),
            path => path.split('/').collect(),
        };
        let mut variables = Vec::new();
        let target = self.descend(0, &parts, &mut variables)?;
        Some(Match { target, variables })
    }

    /// The most specific resource below node `at` that takes all `parts`. No deeper than the tree of resources.
    fn descend<'r>(
        &'r self,
        at: usize,
        parts: &[&str],
        variables: &mut Vec<(&'r str, String)>,
    ) -> Option<usize> {
        let node = &self.nodes[at];
        let Some((first, rest)) = parts.split_first() else {
            return node.target;
        };
        let decoded = percent_decode_str(first).decode_utf8_lossy();
        let literal = node.literals.get(&*decoded);
        if let Some(found) = literal.and_then(|next| self.descend(*next, rest, variables)) {
            return Some(found);
        }
        if let Some((name, next)) = node.variable.as_ref().filter(|_| !first.is_empty()) {
            variables.push((name, (*first).to_owned()));
            if let Some(found) = self.descend(*next, rest, variables) {
                return Some(found);
            }
            variables.pop();
        }
        let (name, target) = node.greedy.as_ref()?;
        variables.push((name, parts.join("/")));
        Some(*target)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATHS: &[&str] = &[
        "/",
        "/pets",
        "/pets/{id}",
        "/pets/{id}/toys",
        "/pets/mine",
        "/pets/mine/{rest+}",
        "/{proxy+}",
        "/a/{x}/c",
        "/%7Etilde",
    ];

    fn router() -> Router {
        let mut router = Router::new();
        for (target, path) in PATHS.iter().enumerate() {
            router.insert(path, target);
        }
        router
    }

    fn check(path: &str, expected: Option<(&str, &[(&str, &str)])>) {
        let router = router();
        let found = router.find(path);
        let found = found.as_ref().map(|found| {
            let variables = found.variables.iter().map(|(n, v)| (*n, v.as_str()));
            (PATHS[found.target], variables.collect::<Vec<_>>())
        });
        let expected = expected.map(|(path, variables)| (path, variables.to_vec()));
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn the_most_specific_resource_wins() {
        check("/", Some(("/", &[])));
        check("", Some(("/", &[])));
        check("/pets", Some(("/pets", &[])));
        check("/pets/", Some(("/pets", &[])));
        check("/pets/7", Some(("/pets/{id}", &[("id", "7")])));
        check("/pets/mine", Some(("/pets/mine", &[])));
        check(
            "/pets/mine/x/y",
            Some(("/pets/mine/{rest+}", &[("rest", "x/y")])),
        );
        check("/pets/7/toys", Some(("/pets/{id}/toys", &[("id", "7")])));
        check(
            "/pets/7/food",
            Some(("/{proxy+}", &[("proxy", "pets/7/food")])),
        );
        check("/a/b/d", Some(("/{proxy+}", &[("proxy", "a/b/d")])));
        check(
            "/other/thing",
            Some(("/{proxy+}", &[("proxy", "other/thing")])),
        );
    }

    #[test]
    fn encoded_parts_match_their_letters_and_stay_encoded_in_variables() {
        check("/%70ets", Some(("/pets", &[])));
        check("/pets/a%2Fb", Some(("/pets/{id}", &[("id", "a%2Fb")])));
    }

    #[test]
    fn without_a_greedy_variable_there_can_be_no_match() {
        let mut router = Router::new();
        router.insert("/pets/{id}", 0);
        for path in ["/", "/pets", "/pets/1/2", "/other", "/pets//"] {
            assert_eq!(router.find(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_panics(path in ".*") {
            let _ = router().find(&path);
        }

        #[test]
        fn a_greedy_root_takes_every_path(path in "(/[a-z%0-9]{0,4}){1,6}") {
            prop_assert!(router().find(&path).is_some());
        }
    }
}
