//! Whom results of appraisal send to training (公务员法 39: results are a basis of training), counted
//! for those who give out seats and plan programmes.

use serde::{Deserialize, Serialize};

use crate::code::{ClassKind, Tier, TrainingForm};
use crate::record::Hours;
use crate::{CategoryId, ProgrammeId, UnitId};

use super::Programme;

/// People of one unit and tier whom a result sends to training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentGroup {
    pub unit: UnitId,
    pub path: String,
    pub tier: Tier,
    /// How many.
    pub people: u32,
}

/// Those whom results send to training on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentToTraining {
    /// By unit and tier.
    pub groups: Vec<SentGroup>,
    /// After which results, on what basis: `2026年度基本称职（依据）`.
    pub bases: Vec<String>,
}

impl SentToTraining {
    /// How many each of some paths has, where a group counts at the innermost path around it.
    #[must_use]
    pub fn by_path(&self, paths: &[&str]) -> Vec<u32> {
        let mut counts = vec![0; paths.len()];
        for group in &self.groups {
            let around = (0..paths.len()).filter(|at| group.path.starts_with(paths[*at]));
            if let Some(at) = around.max_by_key(|at| paths[*at].len()) {
                counts[at] += group.people;
            }
        }
        counts
    }

    /// How many there are of a tier.
    #[must_use]
    pub fn of_tier(&self, tier: Tier) -> u32 {
        self.groups.iter().filter(|group| group.tier == tier).map(|group| group.people).sum()
    }

    /// A programme for each tier that has somebody to train, on one content.
    #[must_use]
    pub fn programmes(&self, category: &CategoryId, title: impl Fn(Tier) -> String, month: u32) -> Vec<Programme> {
        use crate::code::Code;
        Tier::ALL
            .iter()
            .map(|tier| (*tier, self.of_tier(*tier)))
            .filter(|(_, people)| *people > 0)
            .map(|(tier, people)| Programme {
                id: ProgrammeId::default(),
                title: title(tier),
                category: category.clone(),
                tier,
                kind: ClassKind::InService,
                form: TrainingForm::OffJob,
                hours: Hours::whole(24),
                classes: people.div_ceil(60).clamp(1, 100),
                people: people.min(60),
                month,
                basis: format!("{people}人考核要求补训：{}", self.bases.join("、")).chars().take(200).collect(),
            })
            .collect()
    }
}

/// Shares seats out: everybody who is wanted has one while they last; where they don't, in
/// proportion, by largest remainder, the earlier of equals.
#[must_use]
pub fn share_seats(seats: u32, wanted: &[u32]) -> Vec<u32> {
    let sum: u64 = wanted.iter().map(|one| u64::from(*one)).sum();
    if sum <= u64::from(seats) {
        return wanted.to_vec();
    }
    let parts: Vec<(u64, u64)> = wanted
        .iter()
        .map(|one| {
            let exact = u64::from(*one) * u64::from(seats);
            (exact / sum, exact % sum)
        })
        .collect();
    let mut shares: Vec<u32> = parts.iter().map(|part| part.0 as u32).collect();
    let left = seats - shares.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts[*at].1));
    for at in order.into_iter().take(left as usize) {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn seats_are_shared_in_full_and_in_proportion(
            seats in 0u32..500,
            wanted in proptest::collection::vec(0u32..80, 0..12),
        ) {
            let shares = share_seats(seats, &wanted);
            let sum: u32 = wanted.iter().sum();
            prop_assert_eq!(shares.iter().sum::<u32>(), seats.min(sum));
            for (share, want) in shares.iter().zip(&wanted) {
                prop_assert!(share <= want);
                // Nobody is more than one seat off their exact part.
                if sum > seats {
                    let exact = f64::from(*want) * f64::from(seats) / f64::from(sum);
                    prop_assert!((f64::from(*share) - exact).abs() < 1.0);
                }
            }
        }
    }

    #[test]
    fn groups_count_at_the_innermost_path_and_become_programmes() {
        let group = |path: &str, tier, people| SentGroup { unit: path.into(), path: path.into(), tier, people };
        let sent = SentToTraining {
            groups: vec![
                group("/p/a/x/", Tier::Section, 2),
                group("/p/a/", Tier::Section, 1),
                group("/p/b/", Tier::Division, 70),
            ],
            bases: vec!["2026年度基本称职（依据）".into()],
        };
        assert_eq!(sent.by_path(&["/p/a/", "/p/a/x/", "/p/c/"]), [1, 2, 0]);
        let made = sent.programmes(&"law".into(), |tier| format!("{tier:?}"), 4);
        let told: Vec<_> = made.iter().map(|one| (one.tier, one.classes, one.people)).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(Tier::Section, 1, 3)) && told.contains(&(Tier::Division, 2, 60)), "{told:?}");
        assert!(made.iter().all(|one| one.check().is_ok() && one.basis.contains("2026年度基本称职")));
        assert!(SentToTraining::default().programmes(&"law".into(), |_| String::new(), 4).is_empty());
    }
}
