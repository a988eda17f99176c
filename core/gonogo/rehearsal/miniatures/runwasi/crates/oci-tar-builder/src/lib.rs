//! Packs layers into an archive.

/// What this crate is for.
pub const ABOUT: &str = "Packs layers into an archive";
