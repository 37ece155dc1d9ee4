//! The few system calls of the sandbox that no safe wrapper covers, each behind a small safe function.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use nix::sys::signal::{SigHandler, SigSet, Signal, signal};
use nix::unistd::{ForkResult, Pid};

fn checked(result: libc::c_long) -> io::Result<libc::c_long> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(result)
}

/// Forks. The helper never has a second thread, so the child may go on as usual.
#[expect(unsafe_code, reason = "fork has no safe form")]
pub(crate) fn fork() -> io::Result<Option<Pid>> {
    // SAFETY: the helper is single-threaded from its first instruction (`sandbox_main` is called before anything that
    // could start a thread), so the child inherits no lock that another thread holds.
    match unsafe { nix::unistd::fork() }? {
        ForkResult::Parent { child } => Ok(Some(child)),
        ForkResult::Child => Ok(None),
    }
}

/// Leaves the process at once, without running destructors that belong to the parent.
#[expect(unsafe_code, reason = "_exit has no safe form")]
pub(crate) fn exit_now(code: i32) -> ! {
    // SAFETY: _exit only ends the process.
    unsafe { libc::_exit(code) }
}

#[expect(unsafe_code, reason = "prctl has no safe form here")]
fn prctl(option: libc::c_int, argument: libc::c_ulong) -> io::Result<()> {
    let zero: libc::c_ulong = 0;
    // SAFETY: the options used below take plain integers and no pointers.
    checked(unsafe { libc::prctl(option, argument, zero, zero, zero) }.into()).map(drop)
}

/// Has the kernel kill this process when its parent ends.
pub(crate) fn die_with_parent() -> io::Result<()> {
    prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as libc::c_ulong)
}

/// Adopts orphans of descendants, so that none escapes the final kill.
pub(crate) fn adopt_orphans() -> io::Result<()> {
    prctl(libc::PR_SET_CHILD_SUBREAPER, 1)
}

/// No program this process starts can gain privileges.
pub(crate) fn no_new_privileges() -> io::Result<()> {
    prctl(libc::PR_SET_NO_NEW_PRIVS, 1)
}

/// Keeps processes of the same user out of this one's memory.
pub(crate) fn not_inspectable() -> io::Result<()> {
    prctl(libc::PR_SET_DUMPABLE, 0)
}

/// Gives up every capability for good. Capabilities that the bounding set never had are skipped.
#[expect(unsafe_code, reason = "capset has no safe form here")]
pub(crate) fn drop_capabilities() -> io::Result<()> {
    for capability in 0..64 {
        let _ = prctl(libc::PR_CAPBSET_DROP, capability);
    }
    let header: [u32; 2] = [0x2008_0522, 0];
    let nothing = [0_u32; 6];
    // SAFETY: version 3 of the interface reads an 8-byte header and two 12-byte sets, which is what is passed.
    let done = unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), nothing.as_ptr()) };
    checked(done).map(drop)
}

/// Marks every descriptor from `first` on close-on-exec, so that the function inherits none of the server's.
#[expect(unsafe_code, reason = "close_range has no safe form here")]
pub(crate) fn close_on_exec_from(first: RawFd) -> io::Result<()> {
    // SAFETY: the call changes flags only; no descriptor is closed under its owner.
    let done = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            first,
            libc::c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    checked(done).map(drop)
}

/// Makes descriptor number `to` a copy of `from` that survives exec.
#[expect(unsafe_code, reason = "dup2 onto a number has no safe form")]
pub(crate) fn duplicate_onto(from: &impl AsRawFd, to: RawFd) -> io::Result<()> {
    // SAFETY: called just before exec in a process that uses no descriptor by that number.
    checked(unsafe { libc::dup2(from.as_raw_fd(), to) }.into()).map(drop)
}

/// A descriptor of our own for standard input, which is where the server put the control socket.
#[expect(unsafe_code, reason = "a raw descriptor becomes an owned one")]
pub(crate) fn take_standard_input() -> io::Result<OwnedFd> {
    // SAFETY: F_DUPFD_CLOEXEC returns a new descriptor.
    let copy = unsafe { libc::fcntl(0, libc::F_DUPFD_CLOEXEC, 10) };
    let copy = checked(copy.into())?;
    let copy = RawFd::try_from(copy).map_err(io::Error::other)?;
    // SAFETY: it was created above and nothing else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(copy) })
}

/// Takes ownership of descriptors that the kernel has just received for us.
#[expect(unsafe_code, reason = "raw descriptors become owned ones")]
pub(crate) fn own(received: Vec<RawFd>) -> Vec<OwnedFd> {
    // SAFETY: SCM_RIGHTS installs new descriptors that only the receiver knows.
    let own = |fd| unsafe { OwnedFd::from_raw_fd(fd) };
    received.into_iter().map(own).collect()
}

#[repr(C)]
struct MountAttributes {
    set: u64,
    clear: u64,
    propagation: u64,
    user_namespace: u64,
}

/// Makes a mount read-only, without set-user-id programs and devices, and with `recursive` all mounts below it.
/// Linux 5.12 or later.
#[expect(unsafe_code, reason = "mount_setattr has no safe form here")]
pub(crate) fn seal_mount(path: &Path, attributes: u64, recursive: bool) -> io::Result<()> {
    let text = c_path(path)?;
    let attributes = MountAttributes {
        set: attributes,
        clear: 0,
        propagation: 0,
        user_namespace: 0,
    };
    let flags = if recursive { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path is NUL-terminated and the structure is the one the call documents, with its size.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            text.as_ptr(),
            flags,
            &raw const attributes,
            size_of::<MountAttributes>(),
        )
    };
    checked(done).map(drop)
}

/// A path as the kernel takes it.
pub(crate) fn c_path(path: &Path) -> io::Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(io::Error::other)
}

/// Gives signals back what a program expects at its start: none blocked, and SIGPIPE, which Rust ignores, deadly.
#[expect(unsafe_code, reason = "a signal's action has no safe form")]
pub(crate) fn default_signals() -> io::Result<()> {
    SigSet::all().thread_unblock()?;
    // SAFETY: the default action runs no code of ours.
    unsafe { signal(Signal::SIGPIPE, SigHandler::SigDfl) }?;
    Ok(())
}

/// Brings the loopback interface of this network namespace up.
#[expect(unsafe_code, reason = "interface flags are set by ioctl")]
pub(crate) fn loopback_up() -> io::Result<()> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0")?;
    // SAFETY: an all-zero ifreq is valid.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
        *to = *from as libc::c_char;
    }
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
    // SAFETY: SIOCSIFFLAGS reads one ifreq, which outlives the call.
    let done = unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request) };
    checked(done.into()).map(drop)
}

/// Which of two descriptors can be read, or has been closed by its peer. Waits until one can.
#[expect(unsafe_code, reason = "poll has no safe form here")]
pub(crate) fn wait_readable(
    first: &impl AsRawFd,
    second: &impl AsRawFd,
) -> io::Result<(bool, bool)> {
    let watch = |fd| libc::pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    };
    let mut watched = [watch(first.as_raw_fd()), watch(second.as_raw_fd())];
    // SAFETY: the array and its length belong together.
    checked(unsafe { libc::poll(watched.as_mut_ptr(), 2, -1) }.into())?;
    Ok((watched[0].revents != 0, watched[1].revents != 0))
}
