//! What a meeting decides by: two thirds of its members are present, and more than half of all its
//! members are for it (党政领导干部选拔任用工作条例, 讨论决定).

/// Whether enough members are there to decide.
#[must_use]
pub fn quorate(members: u32, present: u32) -> bool {
    members > 0 && present * 3 >= members * 2
}

/// Whether so many votes carry something; those who stay away count as not for it.
#[must_use]
pub fn carries(members: u32, present: u32, votes: u32) -> bool {
    quorate(members, present) && votes * 2 > members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_thirds_are_there_and_more_than_half_of_all_are_for_it() {
        assert!(carries(9, 6, 5) && !carries(9, 5, 5) && !carries(9, 9, 4) && !carries(10, 10, 5));
        assert!(!carries(0, 0, 0) && quorate(3, 2) && !quorate(4, 2));
    }
}
