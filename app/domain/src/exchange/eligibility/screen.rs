//! Many people for many posts at once. Rules that read only the person or only the post are
//! judged once for each, and what they bar is never looked at again.

use std::collections::HashMap;

use super::candidate::{Candidate, Vacancy};
use super::kinship::Kin;
use super::rules::{HeldPost, Judge};
use super::{EligibilityRule, RuleKey, Verdict, in_force};
use crate::code::{Code, Family};
use crate::exchange::kind::ExchangeKind;
use crate::{Day, PersonId};

/// What is screened under which rules.
pub struct Screen<'a> {
    /// All versions of all rules.
    pub rules: &'a [EligibilityRule],
    /// The day.
    pub today: Day,
    /// Posts held by relatives, by person.
    pub held: &'a HashMap<PersonId, Vec<HeldPost>>,
    /// The relatives of those who have any.
    pub kin: &'a HashMap<PersonId, Vec<Kin>>,
}

/// Who may have a post: positions in the list of people, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screened {
    /// Nothing stands against them.
    pub pass: Vec<u32>,
    /// A person decides.
    pub ask: Vec<u32>,
}

impl Screen<'_> {
    /// Who may have each post, in the order of the posts.
    #[must_use]
    pub fn run(&self, people: &[Candidate], posts: &[Vacancy]) -> Vec<Screened> {
        let judges: HashMap<(ExchangeKind, Family, &str), Judge<'_>> = posts
            .iter()
            .flat_map(|post| Family::ALL.iter().map(move |family| (post.kind, *family, post.path.as_str())))
            .map(|key| (key, Judge::new(in_force(self.rules, key.0, key.1, key.2, self.today), self.today, self.held)))
            .collect();
        // Posts under the same rules share what those say of people alone.
        let mut alike: HashMap<(Family, Vec<&str>), Vec<(u32, Verdict)>> = HashMap::new();
        let no_kin: Vec<Kin> = Vec::new();
        posts
            .iter()
            .map(|post| {
                let mut found = Screened::default();
                for family in Family::ALL {
                    let judge = &judges[&(post.kind, *family, post.path.as_str())];
                    let key = (*family, judge.rules().iter().map(|rule| rule.id.as_str()).collect());
                    let alone = alike.entry(key).or_insert_with(|| {
                        let inside = people.iter().enumerate().filter(|(_, one)| one.family == *family);
                        inside
                            .filter_map(|(n, one)| {
                                let of = judge.rules().iter().filter_map(|rule| judge.alone(rule, one)).max();
                                let verdict = of.unwrap_or(Verdict::Pass);
                                (verdict < Verdict::Fail).then_some((n as u32, verdict))
                            })
                            .collect()
                    });
                    let of_post = judge.rules().iter().filter_map(|rule| Judge::post(rule, post)).max();
                    if of_post == Some(Verdict::Fail) {
                        continue;
                    }
                    let of_pair: Vec<&EligibilityRule> =
                        judge.rules().iter().copied().filter(|rule| PAIR.contains(&rule.key)).collect();
                    let kinship = judge.rules().iter().copied().find(|rule| rule.key == RuleKey::KinAvoidance);
                    for (n, verdict) in alone.iter() {
                        let one = &people[*n as usize];
                        let mut worst = of_post.map_or(*verdict, |of_post| of_post.max(*verdict));
                        for rule in &of_pair {
                            worst = worst.max(judge.pair(rule, one, post));
                            if worst == Verdict::Fail {
                                break;
                            }
                        }
                        if let Some(rule) = kinship
                            && worst < Verdict::Fail
                            && !self.kin.is_empty()
                        {
                            let kin = self.kin.get(&one.person).unwrap_or(&no_kin);
                            worst = worst.max(judge.kin_verdict(rule, post, kin));
                        }
                        match worst {
                            Verdict::Pass | Verdict::Due => found.pass.push(*n),
                            Verdict::Ask => found.ask.push(*n),
                            Verdict::Fail => {}
                        }
                    }
                }
                found.pass.sort_unstable();
                found.ask.sort_unstable();
                found
            })
            .collect()
    }
}

/// Rules that read both, those that bar most first.
const PAIR: [RuleKey; 6] = [
    RuleKey::LevelMatch,
    RuleKey::Demands,
    RuleKey::LevelYears,
    RuleKey::PlaceAvoidance,
    RuleKey::DutyAvoidance,
    RuleKey::HigherOpinion,
];
