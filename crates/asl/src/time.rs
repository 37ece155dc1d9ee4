//! Timestamps as the language writes them: RFC 3339 with an upper-case `T` and `Z`
//! (<https://states-language.net/spec.html#timestamps>).

use model::Timestamp;

/// The moment `text` names.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let upper_case = text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z');
    upper_case.then(|| Timestamp::parse_rfc3339(text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_extended_offset_date_times() {
        assert!(parse("2016-12-05T21:29:29Z").is_some());
        assert!(parse("2016-12-05T21:29:29.123456789+01:00").is_some());
        for text in [
            "",
            "05-12-2016T21:29:29Z",
            "2016-12-05 21:29:29Z",
            "2016-12-05T21:29:29",
            "2016-12-05T25:29:29Z",
            "2016-13-05T21:29:29Z",
            "2016-12-05t21:29:29Z",
            "2016-12-05T21:29:29z",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
