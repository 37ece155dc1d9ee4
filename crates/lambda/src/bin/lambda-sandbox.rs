//! The sandbox helper as a program of its own, for the tests of this crate; the server starts itself instead.

fn main() {
    lambda::sandbox_main()
}
