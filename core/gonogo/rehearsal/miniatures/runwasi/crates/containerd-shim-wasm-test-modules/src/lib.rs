//! Small modules that tests run.

/// What this crate is for.
pub const ABOUT: &str = "Small modules that tests run";
