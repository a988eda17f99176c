//! The engine's compiler
pub fn compile_module() {}
