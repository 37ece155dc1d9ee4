//! The strongest fence: namespaces of its own for everything, a root that holds only what the function needs,
//! no capability, no user of the host.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::fd::AsRawFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::{Pid, chdir, getgid, getuid, pivot_root, sethostname};

use super::helper::{Control, Failure, Pipes, Step, supervise, write_file};
use super::spec::{Bind, Network, Report, Spec};
use super::sys;

/// The user that functions at AWS run as.
const USER: (u32, u32) = (993, 990);

/// Host directories every program may need, where the host has them.
const SYSTEM: [&str; 9] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/ssl",
];

const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];

pub(super) fn start(control: &Control, spec: &Spec, pipes: &Pipes) -> Result<Infallible, Failure> {
    enter_user_namespace()?;
    let flags = CloneFlags::CLONE_NEWNS
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWIPC
        | CloneFlags::CLONE_NEWUTS;
    unshare(flags).step("make namespaces")?;
    let listeners = enter_network(&spec.network)?;
    let Some(child) = sys::fork().step("fork")? else {
        drop(listeners);
        let failure = be_init(control, spec, pipes);
        control.fail(failure)
    };
    let mut descriptors = pipes.server_ends();
    descriptors.extend(listeners.iter().map(AsRawFd::as_raw_fd));
    let ready = Report::Ready {
        pid: child.as_raw(),
    };
    control
        .send(&ready, &descriptors)
        .step("report to the server")?;
    drop(listeners);
    sys::die_with_parent().step("die with the server")?;
    let _ = waitpid(child, None);
    sys::exit_now(0)
}

/// Without root, a user namespace gives the capabilities that the mounts need. The function's user there is not 0,
/// so that nothing inside looks like root.
fn enter_user_namespace() -> Result<(), Failure> {
    let (user, group) = (getuid(), getgid());
    if user.is_root() {
        return Ok(());
    }
    unshare(CloneFlags::CLONE_NEWUSER).step("make a user namespace")?;
    let write = |file: &str, text: String| {
        fs::write(format!("/proc/self/{file}"), text).step(format!("write {file}"))
    };
    write("setgroups", "deny".into())?;
    write("uid_map", format!("{} {user} 1", USER.0))?;
    write("gid_map", format!("{} {group} 1", USER.1))
}

fn enter_network(network: &Network) -> Result<Vec<TcpListener>, Failure> {
    let Network::Own { ports, .. } = network else {
        return Ok(Vec::new());
    };
    unshare(CloneFlags::CLONE_NEWNET).step("make a network namespace")?;
    sys::loopback_up().step("bring loopback up")?;
    let listen = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).step("listen inside");
    ports.iter().map(listen).collect()
}

/// Everything in the namespace but process 1, which is the caller. A process that is being killed cannot fork.
fn end_all(_: &Spec, _: Option<Pid>) {
    let _ = kill(Pid::from_raw(-1), Signal::SIGKILL);
}

/// Process 1 of the sandbox: when it ends, the kernel ends all others. It keeps its capabilities, to start the program
/// again after a timeout; it runs this code only, and the function can neither inspect nor signal it.
fn be_init(control: &Control, spec: &Spec, pipes: &Pipes) -> Failure {
    let done = sys::die_with_parent()
        .step("die with the helper")
        .and_then(|()| build_root(spec))
        .and_then(|()| plug_in(control, &spec.network))
        .and_then(|()| sys::not_inspectable().step("hide from the function"))
        .and_then(|()| supervise(control, spec, pipes, end_all));
    match done {
        Ok(()) => sys::exit_now(0),
        Err(failure) => failure,
    }
}

fn plug_in(control: &Control, network: &Network) -> Result<(), Failure> {
    match network {
        Network::Own { plugged: true, .. } => control.wait_for_plug().step("wait for the network"),
        _ => Ok(()),
    }
}

fn build_root(spec: &Spec) -> Result<(), Failure> {
    let root = &spec.scratch;
    let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
    mount_at(None, Path::new("/"), None, private, "").step("separate mounts")?;
    tmpfs(root, "size=2m,nr_inodes=4k,mode=755").step("mount a root")?;
    for path in SYSTEM {
        place_system(root, Path::new(path)).step(format!("place {path}"))?;
    }
    if matches!(spec.network, Network::Host { .. }) {
        let resolver = Path::new("/etc/resolv.conf");
        bind(resolver, &within(root, resolver)).step("place the resolver")?;
    }
    for Bind { source, target } in &spec.binds {
        bind(source, &within(root, target)).step(format!("place {}", source.display()))?;
    }
    for directory in &spec.hidden {
        hide(&within(root, directory)).step(format!("hide {}", directory.display()))?;
    }
    devices(root).step("place devices")?;
    proc(root).step("mount /proc")?;
    files(root, spec).step("write /etc")?;
    temporary(root, spec.tmp_bytes).step("mount /tmp")?;
    enter_root(root).step("enter the root")?;
    sethostname("localhost").step("set the host name")
}

fn within(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}

fn mount_at(
    source: Option<&Path>,
    target: &Path,
    kind: Option<&str>,
    flags: MsFlags,
    data: &str,
) -> nix::Result<()> {
    mount(source, target, kind, flags, Some(data))
}

fn tmpfs(target: &Path, data: &str) -> nix::Result<()> {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount_at(Some(Path::new("tmpfs")), target, Some("tmpfs"), flags, data)
}

const SEAL: u64 = libc::MOUNT_ATTR_RDONLY | libc::MOUNT_ATTR_NOSUID | libc::MOUNT_ATTR_NODEV;

/// Shows a host path inside, read-only. A path that the host does not have is not shown.
fn bind(source: &Path, target: &Path) -> io::Result<()> {
    let Ok(kind) = fs::metadata(source) else {
        return Ok(());
    };
    if !target.exists() {
        make_mount_point(target, kind.is_dir())?;
    }
    let flags = MsFlags::MS_BIND | MsFlags::MS_REC;
    mount_at(Some(source), target, None, flags, "")?;
    sys::seal_mount(target, SEAL, true)
}

fn make_mount_point(target: &Path, directory: bool) -> io::Result<()> {
    if directory {
        return fs::create_dir_all(target);
    }
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::File::create(target).map(drop)
}

/// `/bin` and its like are symbolic links on merged systems and stay so.
fn place_system(root: &Path, path: &Path) -> io::Result<()> {
    let top = path.components().count() == 2;
    match fs::read_link(path) {
        Ok(link) if top => symlink(link, within(root, path)),
        _ => bind(path, &within(root, path)),
    }
}

fn hide(target: &Path) -> io::Result<()> {
    if !target.is_dir() {
        return Ok(());
    }
    tmpfs(target, "size=4k,nr_inodes=2,mode=555")?;
    sys::seal_mount(target, SEAL, false)
}

fn devices(root: &Path) -> io::Result<()> {
    let dev = root.join("dev");
    fs::create_dir_all(&dev)?;
    for name in DEVICES {
        let target = dev.join(name);
        make_mount_point(&target, false)?;
        let source = Path::new("/dev").join(name);
        mount_at(Some(&source), &target, None, MsFlags::MS_BIND, "")?;
    }
    symlink("/proc/self/fd", dev.join("fd"))?;
    for (number, name) in ["stdin", "stdout", "stderr"].into_iter().enumerate() {
        symlink(format!("/proc/self/fd/{number}"), dev.join(name))?;
    }
    Ok(())
}

/// A container may forbid a fresh /proc; programs get along without one.
fn proc(root: &Path) -> io::Result<()> {
    let target = root.join("proc");
    fs::create_dir_all(&target)?;
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    let name = Some(Path::new("proc"));
    let _ = mount_at(name, &target, Some("proc"), flags, "hidepid=invisible");
    Ok(())
}

/// The few files of /etc that libraries ask for. `*.localhost` does not resolve through glibc, so the host prefixes
/// that SDKs put before an endpoint are names of their own.
fn files(root: &Path, spec: &Spec) -> io::Result<()> {
    let (user, group) = spec.user.map_or(USER, |id| (id, id));
    let etc = root.join("etc");
    let passwd = format!(
        "root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:{user}:{group}::/home/sbx_user1051:/sbin/nologin\n"
    );
    write_file(&etc.join("passwd"), &passwd)?;
    write_file(
        &etc.join("group"),
        &format!("root:x:0:\nsbx_user1051:x:{group}:\n"),
    )?;
    write_file(&etc.join("hosts"), &hosts(&spec.network))?;
    write_file(
        &etc.join("nsswitch.conf"),
        "passwd: files\ngroup: files\nhosts: files dns\n",
    )?;
    for directory in ["opt", "var/task", "var/runtime"] {
        fs::create_dir_all(root.join(directory))?;
    }
    Ok(())
}

/// On the host's network its names count too.
fn hosts(network: &Network) -> String {
    let own = "127.0.0.1 localhost sync-localhost stream-localhost\n";
    match network {
        Network::Own { .. } => own.to_owned(),
        Network::Host { .. } => {
            own.to_owned() + &fs::read_to_string("/etc/hosts").unwrap_or_default()
        }
    }
}

fn temporary(root: &Path, bytes: u64) -> io::Result<()> {
    let target = root.join("tmp");
    fs::create_dir_all(&target)?;
    tmpfs(&target, &format!("size={bytes},nr_inodes=200k,mode=1777"))?;
    Ok(())
}

fn enter_root(root: &Path) -> io::Result<()> {
    let old = root.join("old");
    fs::create_dir(&old)?;
    pivot_root(root, &old)?;
    chdir("/")?;
    umount2("/old", MntFlags::MNT_DETACH)?;
    fs::remove_dir("/old")?;
    sys::seal_mount(Path::new("/"), SEAL, false)
}
