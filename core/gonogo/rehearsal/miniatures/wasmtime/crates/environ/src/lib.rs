//! What the compiler and the engine both know
pub const PAGE: usize = 65_536;
