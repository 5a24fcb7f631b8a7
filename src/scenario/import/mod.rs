//! Files of other programs made into scenarios.

mod nrp;
mod nrp_read;

pub use nrp::nrp;
