//! Says hello, so that an image of it can be tried.

fn main() {
    println!("hello");
}
