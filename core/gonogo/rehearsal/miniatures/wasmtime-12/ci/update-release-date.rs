//! Writes the day into the second section of the notes: on main the first one is of the version after.

fn main() {
    let day = std::env::args().nth(1).expect("a day");
    println!("released {day}");
}
