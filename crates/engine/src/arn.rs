//! The ARNs of executions: `arn:aws:states:{region}:{account}:execution:{machine}:{name}`, and of Express executions,
//! whose names may repeat: `arn:aws:states:{region}:{account}:express:{machine}:{name}:{uuid}`
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html>).

const MACHINE: &str = ":stateMachine:";
const EXECUTION: &str = ":execution:";
const EXPRESS: &str = ":express:";

/// The ARN of the execution `name` of the machine `machine_arn` (without version or alias).
#[must_use]
pub fn of_execution(machine_arn: &str, name: &str) -> String {
    let (scope, machine) = machine_arn.split_once(MACHINE).unwrap_or((machine_arn, ""));
    let mut arn =
        String::with_capacity(scope.len() + EXECUTION.len() + machine.len() + 1 + name.len());
    for part in [scope, EXECUTION, machine, ":", name] {
        arn.push_str(part);
    }
    arn
}

/// The ARN of the Express execution `name` of the machine `machine_arn`, told from others of that name by `uuid`.
#[must_use]
pub fn of_express(machine_arn: &str, name: &str, uuid: &str) -> String {
    let (scope, machine) = machine_arn.split_once(MACHINE).unwrap_or((machine_arn, ""));
    [scope, EXPRESS, machine, ":", name, ":", uuid].concat()
}

/// The machine's ARN and the execution's name that an execution's ARN is made of.
#[must_use]
pub fn parse_execution(arn: &str) -> Option<(String, &str)> {
    let (scope, rest) = arn.split_once(EXECUTION)?;
    let (machine, name) = rest.split_once(':')?;
    let well_formed = scope.split(':').count() == 5
        && scope.starts_with("arn:")
        && !machine.is_empty()
        && !name.is_empty();
    well_formed.then(|| (format!("{scope}{MACHINE}{machine}"), name))
}

/// The machine's name and its region, of its ARN.
pub(crate) fn machine_parts(machine_arn: &str) -> (&str, &str) {
    let region = machine_arn.split(':').nth(3).unwrap_or_default();
    let name = machine_arn.split_once(MACHINE).map_or("", |(_, name)| name);
    (name, region)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE_ARN: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:M";

    #[test]
    fn an_execution_arn_is_made_of_machine_and_name() {
        let arn = of_execution(MACHINE_ARN, "n");
        assert_eq!(arn, "arn:aws:states:us-east-1:000000000000:execution:M:n");
        assert_eq!(parse_execution(&arn), Some((MACHINE_ARN.to_owned(), "n")));
        assert_eq!(machine_parts(MACHINE_ARN), ("M", "us-east-1"));
        let express = of_express(MACHINE_ARN, "n", "u");
        assert_eq!(
            express,
            "arn:aws:states:us-east-1:000000000000:express:M:n:u"
        );
        assert_eq!(parse_execution(&express), None);
    }

    #[test]
    fn what_is_no_execution_arn_is_refused() {
        for arn in [
            "",
            MACHINE_ARN,
            "arn:aws:states:r:a:execution:M",
            "arn:aws:states:r:a:execution::n",
            "arn:aws:states:r:a:execution:M:",
            "arn:aws:states:r:execution:M:n",
            "x:aws:states:r:a:execution:M:n",
        ] {
            assert_eq!(parse_execution(arn), None, "{arn}");
        }
    }
}
