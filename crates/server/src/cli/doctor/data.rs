//! The data directory: there, readable, sound.

use std::path::Path;

use store_embedded::inspect::{Inspection, inspect};

use super::{Finding, amount};

/// Looks at the directory, without changing anything in it.
pub(super) fn check(dir: &Path) -> (Vec<Finding>, Option<Inspection>) {
    if !dir.exists() {
        let found = format!("{} does not exist", dir.display());
        let advice =
            "`stepwell serve` makes it at its first start; or name another one with --data-dir";
        return (vec![Finding::remark("data directory", found, advice)], None);
    }
    let inspection = match inspect(dir) {
        Ok(inspection) => inspection,
        Err(error) => {
            // The error says itself what to do after its semicolon.
            let text = error.to_string();
            let (found, advice) = text.split_once("; ").unwrap_or((&text, "check the disk"));
            return (vec![Finding::wrong("data directory", found, advice)], None);
        }
    };
    let bytes = inspection.parts.iter().map(|(_, bytes)| bytes).sum();
    let used = match inspection.held {
        true => "a server uses it",
        false => "no server uses it",
    };
    let mut findings = vec![Finding::ok(
        "data directory",
        format!("{used}; {}", amount(bytes)),
    )];
    findings.extend(journals(&inspection));
    (findings, Some(inspection))
}

fn journals(inspection: &Inspection) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(init) = &inspection.unfinished {
        let found = format!("{} was begun and never finished", init.display());
        let advice = "nothing was lost: the next start removes it and makes a new one";
        findings.push(Finding::remark("database", found, advice));
    }
    let journals = &inspection.journals;
    let bytes = journals.iter().map(|journal| journal.sound).sum();
    let torn = journals.iter().find(|journal| journal.torn > 0);
    findings.push(match (inspection.held, torn) {
        (true, _) => Finding::ok("journal", "was checked when the server started"),
        (false, None) => Finding::ok(
            "journal",
            format!("all sound: {}, {}", journals.len(), amount(bytes)),
        ),
        (false, Some(journal)) => Finding::remark(
            "journal",
            format!(
                "{} ends in {} bytes that were never acknowledged",
                journal.path.display(),
                journal.torn
            ),
            "nothing acknowledged is lost: the next start cuts them off",
        ),
    });
    findings
}
