//! The frame of a shim.

/// What this crate is for.
pub const ABOUT: &str = "The frame of a shim";
