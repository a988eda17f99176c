fn main() {
    let module = std::env::args().nth(1).unwrap_or_default();
    println!("would run {module:?} with {}", wasmtime::ENGINE);
}
