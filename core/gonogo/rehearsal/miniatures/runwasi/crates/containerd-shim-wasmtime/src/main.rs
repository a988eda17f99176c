//! The shim that runs modules with Wasmtime.

fn main() {
    println!("{}", containerd_shim_wasm::ABOUT);
}
