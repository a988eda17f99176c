//! Raises versions and publishes, in this order.

/// All that goes to the registry, dependencies first.
const CRATES_TO_PUBLISH: &[&str] = &[
    "cranelift-entity",
    "cranelift-codegen",
    "wasmtime-environ",
    "wasmtime-internal-cranelift",
    "wasmtime",
    "wasmtime-wasi",
    "wasmtime-cli",
];

/// What others may rely on: a patch never breaks these.
const PUBLIC_CRATES: &[&str] = &["wasmtime", "wasmtime-wasi"];

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("bump") => println!("the next major of {} crates", CRATES_TO_PUBLISH.len()),
        Some("bump-patch") => println!("the next patch of {} crates", CRATES_TO_PUBLISH.len()),
        Some("publish") => println!("{:?}, of which {:?} are public", CRATES_TO_PUBLISH, PUBLIC_CRATES),
        _ => println!("bump, bump-patch or publish"),
    }
}
