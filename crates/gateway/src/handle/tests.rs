//! The data plane on real definitions, with a scripted backend.

mod faults;
mod lambda;
mod mock;
mod rig;
mod services;
