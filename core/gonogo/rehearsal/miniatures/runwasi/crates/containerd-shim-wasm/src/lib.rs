//! What shims for wasm share.

/// What this crate is for.
pub const ABOUT: &str = "What shims for wasm share";
