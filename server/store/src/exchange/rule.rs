//! Rules of eligibility, what is known of people, and questions to the rules.

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::code::Code;
use domain::exchange::eligibility::{Candidate, EligibilityRule, Vacancy, Verdict, defaults, keep_open, verdict};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::port::Eligibility;
use domain::exchange::view::{CircumstancesDetail, Judged, MOST_JUDGED, Screening, WhatIf};
use domain::fault::Milestone;
use domain::organisation::{Post, Unit};
use domain::person::Person;
use domain::ports::Answer;
use domain::record::Circumstances;
use domain::{EligibilityRuleId, Fault, Moment, PersonId, Rule};
use serde_json::Value;

use super::ground::Ground;
use crate::audit::Note;
use crate::keys::by_name;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::{Change, Script, Store, StoreError};

tables! { "eligibility_rule" by EligibilityRuleId: EligibilityRule }

impl Store {
    pub(super) async fn all_eligibility_rules(&self) -> Result<Vec<EligibilityRule>, StoreError> {
        self.all().await
    }

    /// Puts the first rules into a store, of each kind it has none of: also those a newer version
    /// of this program brought.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seed_exchange(&self, now: Moment) -> Result<(), StoreError> {
        let held = self.all_eligibility_rules().await?;
        let missing = defaults().into_iter().filter(|rule| !held.iter().any(|one| one.key == rule.key));
        let rows: Vec<Value> = missing.map(serde_json::to_value).collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        let note = Note::of_itself(now).creates("eligibility_rule", "", "").because("first rules");
        let script = Script::new("INSERT INTO eligibility_rule $rows RETURN NONE;").bind("rows", rows).note(
            &note,
            "NONE",
            "{ rows: $rows }",
        );
        self.write(Change::Answers("exchange.seed"), script).await?;
        Ok(())
    }

    pub(crate) async fn find_circumstances(&self, person: &PersonId) -> Result<Option<Circumstances>, StoreError> {
        self.row(Script::new("SELECT * FROM type::record('circumstances', $id)").bind("id", person.as_str())).await
    }

    async fn posts_of(&self, unit: &domain::UnitId) -> Result<Vec<Post>, StoreError> {
        self.rows_where("unit = $unit", Script::bound("unit", unit.as_str())).await
    }
}

#[async_trait]
impl Eligibility for Store {
    async fn eligibility_rules(&self, viewer: &Viewer) -> Answer<(Vec<EligibilityRule>, bool)> {
        viewer.require(Permission::EXCHANGE_VIEW)?;
        let may = self.require_everywhere(viewer, Permission::EXCHANGE_EDIT).await.is_ok();
        Ok((self.all_eligibility_rules().await?, may))
    }

    async fn save_eligibility_rule(
        &self,
        viewer: &Viewer,
        next: &EligibilityRule,
        seen: &str,
        now: Moment,
    ) -> Answer<()> {
        next.check()?;
        let mut next = EligibilityRule {
            id: EligibilityRuleId(new_id(now)),
            basis: next.basis.trim().to_owned(),
            article: next.article.trim().to_owned(),
            waiver: next.waiver.trim().to_owned(),
            path: String::new(),
            ..next.clone()
        };
        if next.unit.as_str().is_empty() {
            self.require_everywhere(viewer, Permission::EXCHANGE_EDIT).await?;
        } else {
            let unit = self.open_unit(&next.unit, "unit").await?;
            viewer.require_at(Permission::EXCHANGE_EDIT, &unit.path)?;
            next.path = unit.path;
        }
        // What was judged stays judged: a version begins today or later.
        if next.from < now.day() {
            return Err(Fault::field("from", Rule::not_before(Milestone::Today, now.day())));
        }
        let all = self.all_eligibility_rules().await?;
        let held = EligibilityRule::replaced_by(&all, &next);
        if let Some(held) = held {
            let by = self.written_by("eligibility_rule", held.id.as_str()).await?;
            held.replaced(by, &next).confirmed(seen)?;
        }
        let note = Note::of(viewer, now).creates("eligibility_rule", next.id.as_str(), &next.path).because(&next.basis);
        let same = all.iter().filter(|one| one.key == next.key).count();
        let script = Script::default()
            .turn("eligibility_rule", next.key.code())
            .then(
                "IF array::len((SELECT VALUE id FROM eligibility_rule WHERE key = $next.key)) != $same {
                    THROW 'gq:stale'
                 };
                 CREATE type::record('eligibility_rule', $id) CONTENT $next RETURN NONE;",
            )
            .bind("same", i64::try_from(same).unwrap_or(i64::MAX))
            .bind("id", next.id.as_str())
            .bind("next", content(&next))
            .note(&note, "NONE", "$next");
        self.write(Change::Answers("exchange.rule"), script).await?;
        Ok(())
    }

    async fn circumstances(&self, viewer: &Viewer, person: &PersonId) -> Answer<CircumstancesDetail> {
        viewer.require(Permission::EXCHANGE_EDIT)?;
        let found = self.get::<Person>(person).await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &found.path)?;
        let known = self.find_circumstances(person).await?;
        let scope = Scope::everywhere();
        let mut units: Vec<_> = self
            .units_in(&scope)
            .await?
            .into_iter()
            .filter(|unit| unit.active)
            .map(|one| (one.id, one.short))
            .collect();
        by_name(&mut units, |unit| &unit.1);
        let known = known.unwrap_or_else(|| Circumstances { person: person.clone(), ..Circumstances::default() });
        Ok(CircumstancesDetail { name: found.name, known: known.known_to(viewer, &found.path), units })
    }

    async fn save_circumstances(&self, viewer: &Viewer, next: &Circumstances, now: Moment) -> Answer<()> {
        viewer.require(Permission::EXCHANGE_EDIT)?;
        let found = self.get::<Person>(&next.person).await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &found.path)?;
        // Nobody enters what is known of themself.
        if viewer.owns(&found.id) {
            return Err(Fault::Refused(domain::Reason::OwnRequest));
        }
        next.check(now.day())?;
        // What was tolerated, and what follows from an appraisal, are the procedures' to say.
        let next = &Circumstances { tolerated: Vec::new(), appraised: None, ..next.clone() };
        let prior = self.find_circumstances(&next.person).await?;
        let save = Save {
            viewer,
            now,
            table: "circumstances",
            id: found.id.as_str(),
            path: &found.path,
            version: next.version,
        };
        Ok(self.save_row(Change::Answers("exchange.circumstances"), &save, prior.as_ref(), content(next)).await?)
    }

    async fn what_if(&self, viewer: &Viewer, question: &WhatIf, now: Moment) -> Answer<Screening> {
        let mut scope = viewer.require(Permission::EXCHANGE_EDIT)?;
        let none = Screening {
            post: String::new(),
            posts: Vec::new(),
            counts: Default::default(),
            people: Vec::new(),
            rules: Vec::new(),
            left: 0,
        };
        let Some(unit) = self.find::<Unit>(&question.unit).await? else { return Ok(none) };
        let posts = self.posts_of(&unit.id).await?;
        let names = posts.iter().map(|post| (post.id.clone(), post.title.clone())).collect();
        let Some(post) = posts.iter().find(|post| post.id == question.post) else {
            return Ok(Screening { posts: names, ..none });
        };
        if let Some(from) = self.find::<Unit>(&question.from).await? {
            scope = scope.within(&from.path);
        }
        let people = if question.person.as_str().is_empty() {
            self.people_of(&scope).await?
        } else {
            let found = self.get::<Person>(&question.person).await?;
            viewer.require_at(Permission::EXCHANGE_EDIT, &found.path)?;
            vec![found.id]
        };
        let ground = self.ground(&people, now).await?;
        let kind = question.kind.unwrap_or(ExchangeKind::Transfer);
        let vacancy = ground.listed(post, kind, question.place.trim()).ok_or(Fault::NotFound)?;
        Ok(Screening {
            post: format!("{} {}", unit.short, post.title),
            posts: names,
            ..screening(viewer, &ground, &vacancy, question)
        })
    }
}

/// The rules with the change a question makes.
fn changed(rules: &[EligibilityRule], question: &WhatIf, ground: &Ground) -> Vec<EligibilityRule> {
    let mut next = rules.to_vec();
    if let Some(key) = question.rule {
        for one in next.iter_mut().filter(|one| one.key == key && one.from <= ground.today) {
            match question.value {
                Some(value) => one.value = value,
                None => one.active = false,
            }
        }
    }
    next
}

/// Somebody with the change a question makes.
fn imagined(one: &Candidate, question: &WhatIf) -> Candidate {
    let mut next = one.clone();
    if question.person == one.person {
        if question.service_since.is_some() {
            next.circumstances.service_since = question.service_since;
        }
        if question.clear {
            next.circumstances.investigated = false;
            next.circumstances.stated.clear();
            (next.circumstances.sanction_until, next.circumstances.probation_until) = (None, None);
        }
    }
    next
}

/// Everybody at once, by position: who passes, who is asked about.
fn screened(ground: &Ground, people: &[Candidate], vacancy: &Vacancy, rules: &[EligibilityRule]) -> Vec<Verdict> {
    let found = ground.screen(rules).run(people, std::slice::from_ref(vacancy));
    let mut verdicts = vec![Verdict::Fail; people.len()];
    for found in found {
        for n in found.pass {
            verdicts[n as usize] = Verdict::Pass;
        }
        for n in found.ask {
            verdicts[n as usize] = Verdict::Ask;
        }
    }
    verdicts
}

fn screening(viewer: &Viewer, ground: &Ground, vacancy: &Vacancy, question: &WhatIf) -> Screening {
    let rules = changed(&ground.rules, question, ground);
    let place = |verdict: Verdict| match verdict {
        Verdict::Pass | Verdict::Due => 0,
        Verdict::Ask => 1,
        Verdict::Fail => 2,
    };
    let known = |one: &Candidate| one.clone().known_to(viewer).into_inner();
    let mut now: Vec<Candidate> = ground.candidates.values().map(known).collect();
    now.sort_by(|a, b| (&a.path, &a.person).cmp(&(&b.path, &b.person)));
    let then: Vec<Candidate> = now.iter().map(|one| imagined(one, question)).collect();
    let before = screened(ground, &now, vacancy, &ground.rules);
    let after = screened(ground, &then, vacancy, &rules);
    let mut counts = ([0u32; 3], [0u32; 3]);
    for (before, after) in before.iter().zip(&after) {
        counts.0[place(*before)] += 1;
        counts.1[place(*after)] += 1;
    }
    // Whose verdict changes comes first; all that is said is worked out for those shown alone.
    let mut order: Vec<usize> = (0..now.len()).collect();
    order.sort_by_key(|n| (place(before[*n]) == place(after[*n]), place(after[*n])));
    let left = u32::try_from(order.len().saturating_sub(MOST_JUDGED)).unwrap_or(0);
    order.truncate(MOST_JUDGED);
    let people = order
        .into_iter()
        .map(|n| {
            let mut findings = ground.findings_of(&then[n], vacancy, &rules);
            let mut unchanged = ground.findings_of(&now[n], vacancy, &ground.rules);
            if !viewer.knows_of(&now[n].person, &[&now[n].path]) {
                keep_open(&mut findings);
                keep_open(&mut unchanged);
            }
            let unit_name = ground.unit(&now[n].unit).map(|unit| unit.short.clone()).unwrap_or_default();
            Judged {
                candidate: now[n].clone().known_to(viewer),
                unit_name,
                before: verdict(&unchanged, &[]),
                after: verdict(&findings, &[]),
                findings,
            }
        })
        .collect();
    let rules =
        domain::exchange::eligibility::in_force(&rules, vacancy.kind, vacancy.family, &vacancy.path, ground.today)
            .into_iter()
            .cloned()
            .collect();
    Screening { post: String::new(), posts: Vec::new(), counts, people, rules, left }
}
