//! The Landlock rules of the level of that name: which files can be read, which written, which ports connected to.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, NetPort, PathBeneath, PathFd,
    RestrictionStatus, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError,
    RulesetStatus, Scope,
};

use super::helper::{Failure, Step};
use super::spec::{Network, Spec};

/// Landlock of Linux 6.12: newer rights are used where the kernel has them.
const WANTED: ABI = ABI::V6;

/// Of /proc, what tells about processes outside stays closed: Landlock forbids to inspect those.
const READABLE: [&str; 12] = [
    "/proc",
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/ssl",
    "/etc/hosts",
    "/etc/resolv.conf",
];

const WRITABLE: [&str; 6] = [
    "/tmp",
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

pub(super) fn apply(spec: &Spec) -> Result<(), Failure> {
    let status = restrict(spec).step("apply landlock rules")?;
    match status.ruleset {
        RulesetStatus::NotEnforced => {
            Err("this kernel has no landlock").step("apply landlock rules")
        }
        RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
    }
}

fn restrict(spec: &Spec) -> Result<RestrictionStatus, RulesetError> {
    let ports = match &spec.network {
        Network::Host { ports } => ports.as_slice(),
        Network::Own { .. } => &[],
    };
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(WANTED))?
        .scope(Scope::from_all(WANTED))?;
    if !ports.is_empty() {
        rules = rules.handle_access(AccessNet::from_all(WANTED))?;
    }
    let mut rules = rules.create()?;
    let sources = spec.binds.iter().map(|bind| bind.source.as_path());
    for path in READABLE.iter().map(std::path::Path::new).chain(sources) {
        rules = allow(rules, path, AccessFs::from_read(WANTED))?;
    }
    for path in WRITABLE {
        rules = allow(rules, path.as_ref(), AccessFs::from_all(WANTED))?;
    }
    for port in ports {
        rules = rules.add_rule(NetPort::new(*port, AccessNet::ConnectTcp))?;
    }
    rules.restrict_self()
}

/// Allows access below a path that the host has.
fn allow(
    rules: RulesetCreated,
    path: &std::path::Path,
    access: landlock::BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    let Ok(open) = PathFd::new(path) else {
        return Ok(rules);
    };
    let file = !path.is_dir();
    let access = if file {
        access & AccessFs::from_file(WANTED)
    } else {
        access
    };
    rules.add_rule(PathBeneath::new(open, access))
}
