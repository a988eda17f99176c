//! What the server and its tools share.

/// What this is.
pub const ABOUT: &str = "files, shared";
