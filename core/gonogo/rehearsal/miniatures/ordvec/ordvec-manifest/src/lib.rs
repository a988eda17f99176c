//! Says which vectors an index was made from.

/// Whether the manifest names as many ranks as there are.
pub fn is_complete(named: usize, values: &[u8]) -> bool {
    named == ordvec::rank(values).len()
}
