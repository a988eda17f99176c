//! Small keys for large tables
pub struct Key(pub u32);
