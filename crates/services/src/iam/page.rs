//! Pages of IAM's lists: `Marker` and `MaxItems`.

use aws::Error;

/// IAM's page size when the caller does not say one
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>).
const DEFAULT_ITEMS: usize = 100;

/// One page of a list, and where the next begins.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) is_truncated: bool,
    pub(super) marker: Option<String>,
}

/// Cuts a page out of `all`. A marker is the position of the page's first item.
///
/// # Errors
/// `ValidationError` for a marker that no page gave.
pub(super) fn page<T>(
    all: Vec<T>,
    marker: Option<&str>,
    max_items: Option<i32>,
) -> Result<Page<T>, Error> {
    let invalid = || Error::new("ValidationError", 400, "Invalid Marker");
    let start: usize = marker.map_or(Ok(0), |text| text.parse().map_err(|_| invalid()))?;
    let limit = max_items
        .and_then(|items| usize::try_from(items).ok())
        .unwrap_or(DEFAULT_ITEMS);
    if start > all.len() {
        return Err(invalid());
    }
    let is_truncated = all.len() - start > limit;
    Ok(Page {
        marker: is_truncated.then(|| (start + limit).to_string()),
        items: all.into_iter().skip(start).take(limit).collect(),
        is_truncated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_the_list_once() {
        let first = page((0..5).collect(), None, Some(2)).unwrap();
        assert_eq!((first.items, first.is_truncated), (vec![0, 1], true));
        let last = page((0..5).collect(), Some("4"), Some(2)).unwrap();
        assert_eq!(
            (last.items, last.is_truncated, last.marker),
            (vec![4], false, None)
        );
        assert!(page(vec![0], Some("x"), None).is_err());
        assert!(page(vec![0], Some("2"), None).is_err());
    }
}
