//! A miniature library: the positions of values when they are sorted.

pub mod planner;

/// The rank of each value: how many values are smaller.
pub fn rank(values: &[u8]) -> Vec<usize> {
    values
        .iter()
        .map(|value| values.iter().filter(|other| *other < value).count())
        .collect()
}
