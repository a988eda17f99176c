//! The library for C.

/// # Safety
/// `values` must point at `length` readable bytes.
#[no_mangle]
pub unsafe extern "C" fn ordvec_rank_count(values: *const u8, length: usize) -> usize {
    ordvec::rank(std::slice::from_raw_parts(values, length)).len()
}
