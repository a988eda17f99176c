//! Chooses how a query is answered.

/// The two ways to look for neighbours.
#[derive(Debug, PartialEq)]
pub enum Plan {
    Scan,
    TwoStage,
}

/// A scan for few vectors, two stages for many.
pub fn choose(count: usize) -> Plan {
    if count < 4096 {
        Plan::Scan
    } else {
        Plan::TwoStage
    }
}
