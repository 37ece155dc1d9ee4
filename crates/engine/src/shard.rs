//! The 256 logical shards. An execution's shard follows from its machine and name, and stands in the low 8 bits of its
//! id, so that every request finds its shard without a lookup. The number is fixed for ever: it is part of stored ids.

use store::ExecutionId;

/// How many shards there are.
pub const SHARDS: usize = 256;

/// The shard of the execution `name` of `machine`.
#[must_use]
pub fn of_name(machine: &str, name: &str) -> u8 {
    let hash = fnv(fnv(FNV_BASIS, machine.as_bytes()) ^ 0xff, name.as_bytes());
    // The low bits of FNV-1a are its weakest: fold all of them in.
    let folded = hash ^ (hash >> 32);
    let folded = folded ^ (folded >> 16);
    ((folded ^ (folded >> 8)) & 0xff) as u8
}

/// The shard of an execution.
#[must_use]
pub fn of_id(id: ExecutionId) -> u8 {
    (id.0 & 0xff) as u8
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>): simple, and the same on every machine and version.
fn fnv(basis: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(basis, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_spread_over_all_shards() {
        let mut count = [0; SHARDS];
        for name in 0..256 * 40 {
            count[usize::from(of_name("arn:machine", &name.to_string()))] += 1;
        }
        assert!(count.iter().all(|n| (10..=90).contains(n)), "{count:?}");
    }

    #[test]
    fn the_shard_of_a_name_never_changes() {
        let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:M";
        assert_eq!(of_name(machine, "a"), of_name(machine, "a"));
        assert_eq!(of_name("", ""), 30);
    }
}
