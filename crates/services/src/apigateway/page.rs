//! Pages of lists. A position is the key of the last item of the page before, so it stays valid when others go.

use aws::{Error, Service};

/// What AWS gives when a request asks for no limit, and the most it gives.
const DEFAULT_LIMIT: usize = 25;
const MAX_LIMIT: usize = 500;

/// The page after `position` of `items`, which are in the order of the list, and the position of the next page.
pub(super) fn page<T>(
    items: Vec<T>,
    key: impl Fn(&T) -> &str,
    position: Option<&str>,
    limit: Option<i32>,
) -> Result<(Vec<T>, Option<String>), Error> {
    let limit = limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(DEFAULT_LIMIT);
    let limit = limit.clamp(1, MAX_LIMIT);
    let start = match position {
        None => 0,
        Some(position) => {
            let found = items.iter().position(|item| key(item) == position);
            let invalid = || {
                Error::modelled(
                    Service::ApiGateway,
                    "BadRequestException",
                    "Invalid position parameter specified",
                )
            };
            found.ok_or_else(invalid)? + 1
        }
    };
    let more = items.len() > start + limit;
    let page: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let next = page
        .last()
        .filter(|_| more)
        .map(|last| key(last).to_owned());
    Ok((page, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(position: Option<&str>, limit: Option<i32>, expected: &[&str], next: Option<&str>) {
        let items = vec!["a", "b", "c"];
        let (page, after) = page(items, |item| item, position, limit).unwrap();
        assert_eq!((page.as_slice(), after.as_deref()), (expected, next));
    }

    #[test]
    fn pages_follow_each_other() {
        check(None, None, &["a", "b", "c"], None);
        check(None, Some(2), &["a", "b"], Some("b"));
        check(Some("b"), Some(2), &["c"], None);
        check(None, Some(3), &["a", "b", "c"], None);
        check(Some("c"), Some(3), &[], None);
        check(None, Some(0), &["a"], Some("a"));
        check(None, Some(-1), &["a", "b", "c"], None);
        assert!(page(vec!["a"], |item| item, Some("x"), None).is_err());
    }
}
