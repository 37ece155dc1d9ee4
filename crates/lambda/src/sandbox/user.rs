//! A user id for each sandbox, when the server is root. No two living sandboxes of a machine share one, also those of
//! different servers: everything that runs as a user is killed at the end.

use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Far above what distributions hand out, and below the ranges that containers commonly use.
const FIRST: u32 = 200_000;
const COUNT: u32 = 50_000;

/// An id that nobody else has while this lives.
#[derive(Debug)]
pub(super) struct User {
    id: u32,
    /// An abstract socket name stands for the id. The helper holds it, not the server: a helper whose server was
    /// killed still has to kill what runs as its user, and until then nobody may have that id. The kernel frees it with
    /// the helper.
    _claim: UnixDatagram,
}

impl User {
    /// The number, used as user and group.
    pub(super) const fn id(&self) -> u32 {
        self.id
    }

    /// An id of one's own, looked for from `start` on.
    ///
    /// # Errors
    /// When all are taken or the system gives out no more sockets.
    pub(super) fn claim(start: u32) -> io::Result<Self> {
        for step in 0..COUNT {
            let id = FIRST + start.wrapping_add(step) % COUNT;
            match hold(id) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                held => return held.map(|claim| Self { id, _claim: claim }),
            }
        }
        Err(io::Error::other("all sandbox users are in use"))
    }
}

fn hold(id: u32) -> io::Result<UnixDatagram> {
    let name = format!("stepwell-sandbox-user-{id}");
    UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(name)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_living_users_share_an_id() {
        let users: Vec<_> = (0..50).map(|_| User::claim(COUNT - 10).unwrap()).collect();
        let ids: BTreeSet<_> = users.iter().map(User::id).collect();
        assert_eq!(ids.len(), users.len());
        assert!(ids.iter().all(|id| (FIRST..FIRST + COUNT).contains(id)));
        let freed = users[0].id();
        assert!(hold(freed).is_err());
        drop(users);
        hold(freed).unwrap();
    }
}
