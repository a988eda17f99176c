//! The server.

fn main() {
    println!("{}", rustshare_core::ABOUT);
}
