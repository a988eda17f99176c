//! The system interface
pub fn open(path: &str) -> bool {
    !path.contains("..")
}
