//! System calls a function has no business with: they fail with EPERM instead of reaching the kernel's rarer corners.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

/// Calls that always fail.
const REFUSED: &[libc::c_long] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_adjtimex,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_lookup_dcookie,
    libc::SYS_mbind,
    libc::SYS_migrate_pages,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_move_pages,
    libc::SYS_name_to_handle_at,
    libc::SYS_nfsservctl,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_personality,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_set_mempolicy,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
];

#[cfg(target_arch = "x86_64")]
const REFUSED_HERE: &[libc::c_long] = &[
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_kexec_file_load,
    libc::SYS_modify_ldt,
];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_HERE: &[libc::c_long] = &[];

/// Socket families a function may use. A network namespace does not fence AF_VSOCK, and AF_ALG and AF_PACKET have a
/// history of kernel bugs, so the rest is refused here.
const FAMILIES: [i32; 4] = [
    libc::AF_UNIX,
    libc::AF_INET,
    libc::AF_INET6,
    libc::AF_NETLINK,
];

const NAMESPACES: i32 = libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET;

/// The x32 numbering of the same calls on x86-64; a filter that ignores it can be walked around.
#[cfg(target_arch = "x86_64")]
const ALIAS: Option<libc::c_long> = Some(0x4000_0000);
#[cfg(not(target_arch = "x86_64"))]
const ALIAS: Option<libc::c_long> = None;

#[cfg(target_arch = "x86_64")]
const ARCH: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const ARCH: TargetArch = TargetArch::aarch64;
#[cfg(target_arch = "riscv64")]
const ARCH: TargetArch = TargetArch::riscv64;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Puts the filters on this thread. `no_new_privs` must be set.
pub(super) fn apply() -> Result<(), seccompiler::Error> {
    // The C library falls back from clone3, whose flags lie in memory no filter can read, to clone.
    let mut newer = Rules::new();
    insert(&mut newer, libc::SYS_clone3, &[]);
    seccompiler::apply_filter(&program(newer, libc::ENOSYS)?)?;
    seccompiler::apply_filter(&program(refused()?, libc::EPERM)?)
}

fn refused() -> Result<Rules, seccompiler::Error> {
    let mut rules = Rules::new();
    for call in REFUSED.iter().chain(REFUSED_HERE) {
        insert(&mut rules, *call, &[]);
    }
    insert(&mut rules, libc::SYS_clone, &new_namespace()?);
    insert(&mut rules, libc::SYS_socket, &[other_family()?]);
    insert(&mut rules, libc::SYS_socketpair, &[other_family()?]);
    Ok(rules)
}

/// Adds a rule for a call under each of its numbers. Without conditions the call always matches.
fn insert(rules: &mut Rules, call: libc::c_long, conditions: &[SeccompRule]) {
    rules.insert(call, conditions.to_vec());
    if let Some(alias) = ALIAS {
        rules.insert(call | alias, conditions.to_vec());
    }
}

/// `clone` with any flag that makes a namespace.
fn new_namespace() -> Result<Vec<SeccompRule>, seccompiler::Error> {
    let flags = (0..32)
        .map(|bit| 1_u64 << bit)
        .filter(|flag| u64::from(NAMESPACES.cast_unsigned()) & flag != 0);
    flags
        .map(|flag| {
            let set = SeccompCondition::new(
                0,
                SeccompCmpArgLen::Qword,
                SeccompCmpOp::MaskedEq(flag),
                flag,
            )?;
            Ok(SeccompRule::new(vec![set])?)
        })
        .collect()
}

/// A family that is none of the allowed ones.
fn other_family() -> Result<SeccompRule, seccompiler::Error> {
    let not = |family: i32| {
        SeccompCondition::new(
            0,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Ne,
            u64::from(family.cast_unsigned()),
        )
    };
    let conditions = FAMILIES.into_iter().map(not).collect::<Result<_, _>>()?;
    Ok(SeccompRule::new(conditions)?)
}

fn program(rules: Rules, errno: i32) -> Result<BpfProgram, seccompiler::Error> {
    let refuse = SeccompAction::Errno(errno.cast_unsigned());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, ARCH)?;
    Ok(filter.try_into()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_compile_and_fit_the_kernels_limit() {
        let program = program(refused().unwrap(), libc::EPERM).unwrap();
        assert!((100..4096).contains(&program.len()), "{}", program.len());
    }
}
