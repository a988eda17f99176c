//! Tests that are files
pub fn run() {}
