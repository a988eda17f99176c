//! The engine from C
#[no_mangle]
pub extern "C" fn engine_new() {}
