//! What the tests share
pub fn quiet() {}
