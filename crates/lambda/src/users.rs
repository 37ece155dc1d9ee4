//! User ids for sandboxes, when the server is root: each has its own while it lives, also among several servers of
//! one machine, because everything that runs as a user is killed at the end.

use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::atomic::{AtomicU32, Ordering};

/// Far above what distributions hand out, and below the ranges that containers commonly use.
const FIRST: u32 = 200_000;
const COUNT: u32 = 50_000;

/// Hands out user ids.
#[derive(Debug, Default)]
pub(crate) struct Users(AtomicU32);

/// An id that nobody else has until this is dropped.
#[derive(Debug)]
pub(crate) struct User {
    id: u32,
    /// Holds the abstract socket name that stands for the id; the kernel frees it with the process at the latest.
    _claim: UnixDatagram,
}

impl User {
    /// The number, used as user and group.
    pub(crate) const fn id(&self) -> u32 {
        self.id
    }
}

impl Users {
    /// An id of one's own.
    ///
    /// # Errors
    /// When all are taken or the system gives out no more sockets.
    pub(crate) fn take(&self) -> io::Result<User> {
        for _ in 0..COUNT {
            let id = FIRST + self.0.fetch_add(1, Ordering::Relaxed) % COUNT;
            match claim(id) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                claimed => {
                    return claimed.map(|claim| User { id, _claim: claim });
                }
            }
        }
        Err(io::Error::other("all sandbox users are in use"))
    }
}

fn claim(id: u32) -> io::Result<UnixDatagram> {
    let name = format!("stepwell-sandbox-user-{id}");
    UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(name)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_living_users_share_an_id_even_among_servers() {
        let servers = [Users::default(), Users::default()];
        let take = |number: usize| servers[number % 2].take().unwrap();
        let users: Vec<_> = (0..50).map(take).collect();
        let ids: BTreeSet<_> = users.iter().map(User::id).collect();
        assert_eq!(ids.len(), users.len());
        assert!(ids.iter().all(|id| (FIRST..FIRST + COUNT).contains(id)));
        let freed = users[0].id();
        assert!(claim(freed).is_err());
        drop(users);
        claim(freed).unwrap();
    }
}
