//! The engine
pub const ENGINE: &str = "a small engine";
