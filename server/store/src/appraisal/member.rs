//! One person in an appraisal: their page as each may know it, what they and others do, what
//! follows.

use std::sync::Arc;

use async_trait::async_trait;
use domain::appraisal::{self, ActKind, ConsequenceKind, Ground, MemberPart, Shown, Stand, consequences, open, port};
use domain::procedure::{Action as _, Procedure};

use super::following::{Follows, Told};
use super::*;
use crate::mirror::Mirrored;
use crate::procedure::{Changed, acting};
use crate::scope::root_of;
use domain::code::{Code, Role, Tier};

/// How many years back a form is read for results.
const EARLIER: i32 = 10;
use domain::document::{Document, chinese_day, without_remarks};
use domain::person::Person;
use domain::remedy::above;
use domain::training::{SentGroup, SentToTraining};

/// As which parts a viewer acts; nobody acts for their own grade but as the person.
fn parts(viewer: &Viewer, member: &Member) -> Vec<MemberPart> {
    if viewer.owns(&member.person) {
        return vec![MemberPart::Person];
    }
    let mut parts = Vec::new();
    if viewer.scope(Permission::APPRAISAL_ENTER).holds(&member.path) {
        parts.push(MemberPart::Unit);
    }
    if viewer.scope(Permission::APPRAISAL_EDIT).holds(&member.path) {
        parts.push(MemberPart::Organiser);
    }
    parts
}

impl Store {
    /// How a viewer stands to the department that recorded an appraisal's decision, for an appeal
    /// against it (公务员法 95): that department is the one of civil servants itself, so the appeal goes
    /// to the one above.
    pub(super) async fn stand_to(
        &self,
        viewer: &Viewer,
        one: &Appraisal,
        member: &Member,
        now: Moment,
    ) -> Result<Stand, StoreError> {
        if open(&member.remedies).is_none_or(|open| open.kind != RemedyKind::Appeal) {
            return Ok(Stand::Same);
        }
        let decided = if one.adopted_at.is_empty() { root_of(&one.path) } else { &one.adopted_at };
        let answers = |role: Role, path: &str| role == Role::OrgHr && above(path, decided);
        if viewer.grants.iter().any(|grant| answers(grant.role, &grant.path)) {
            return Ok(Stand::Competent);
        }
        let any = self.seats_of(&[Role::OrgHr], now).await?.iter().any(|(role, path)| answers(*role, path));
        Ok(if any { Stand::Same } else { Stand::Records })
    }

    fn sees_member(viewer: &Viewer, member: &Member) -> bool {
        viewer.owns(&member.person) || viewer.scope(Permission::APPRAISAL_VIEW).holds(&member.path)
    }

    /// Outcomes of years before one, newest first, as people were told them.
    async fn earlier_outcomes(&self, person: &PersonId, year: i32) -> Result<Vec<(i32, Outcome)>, StoreError> {
        let mut found: Vec<Told> = self
            .rows(
                Script::new(
                    "SELECT appraisal, year, person, outcome, told FROM appraisal_member WHERE person = $person",
                )
                .bind("person", person.as_str()),
            )
            .await?;
        found.retain(|one| one.year < year && one.told.is_some());
        found.sort_by_key(|one| std::cmp::Reverse(one.year));
        let mut known: Vec<(i32, Outcome)> =
            found.into_iter().filter_map(|one| Some((one.year, one.outcome?))).collect();
        // Years from before there were appraisals here stand in the form.
        let form = self.find::<Person>(person).await?.map(|one| one.assessments).unwrap_or_default();
        for earlier in (year - EARLIER..year).rev() {
            let told = domain::record::grade_of(&form, earlier).and_then(Outcome::find);
            if let Some(outcome) = told.filter(|_| known.iter().all(|one| one.0 != earlier)) {
                known.push((earlier, outcome));
            }
        }
        known.sort_by_key(|one| std::cmp::Reverse(one.0));
        Ok(known)
    }

    /// Those below a path, of some tiers, whom a result sends to training on a day.
    pub(crate) async fn sent_below(
        &self,
        path: &str,
        tiers: &[Tier],
        today: Day,
    ) -> Result<SentToTraining, StoreError> {
        struct Row {
            tier: Tier,
            unit: UnitId,
            path: String,
            why: String,
        }
        // Few are sent: they are looked up, and not all those below.
        let sent = self.all_consequences(ConsequenceKind::Training, today).await?;
        let rows: Vec<Row> = self
            .mirrored(|world| {
                let serving = sent.iter().filter_map(|(id, follows)| Some((world.people.get(id)?, follows)));
                let below = serving.filter(|(one, _)| {
                    let meant = one.row.state == PersonState::Active && tiers.contains(&one.row.level.tier());
                    meant && one.path.starts_with(path)
                });
                let row = |(one, (year, outcome, held)): (&Arc<Mirrored>, &Follows)| Row {
                    tier: one.row.level.tier(),
                    unit: one.row.unit.clone(),
                    path: one.path.to_string(),
                    why: format!("{year}年度{}（{}）", outcome.name(Lang::Zh), without_remarks(&held.basis)),
                };
                below.map(row).collect()
            })
            .await?;
        let mut groups: BTreeMap<(String, Tier), SentGroup> = BTreeMap::new();
        let mut bases: BTreeMap<String, ()> = BTreeMap::new();
        for Row { tier, unit, path, why } in rows {
            let group = groups.entry((path.clone(), tier)).or_insert(SentGroup { unit, path, tier, people: 0 });
            group.people += 1;
            bases.insert(why, ());
        }
        Ok(SentToTraining { groups: groups.into_values().collect(), bases: bases.into_keys().collect() })
    }
}

#[async_trait]
impl port::Members for Store {
    async fn appraisal_members(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        filter: MemberFilter,
        query: &RegisterQuery,
    ) -> Answer<Members> {
        let one = self.get::<Appraisal>(id).await?;
        let scope = viewer.require(Permission::APPRAISAL_VIEW)?;
        if !scope.meets(&one.path) {
            return Err(Fault::Forbidden);
        }
        let mut members = known(viewer, self.members_of(id).await?);
        members.retain(|member| {
            scope.holds(&member.path)
                && match filter {
                    MemberFilter::All => true,
                    MemberFilter::Changed => member.adjusted(),
                    MemberFilter::Unproposed => member.outcome.is_none(),
                    MemberFilter::Excellent => member.outcome == Some(Outcome::Excellent),
                    MemberFilter::Low => matches!(member.outcome, Some(Outcome::Basic | Outcome::Incompetent)),
                    MemberFilter::LookInto => member.score.as_ref().is_some_and(|score| score.look_into),
                    MemberFilter::Unreported => member.takes_part() && member.report.is_none(),
                    MemberFilter::Remedy => open(&member.remedies).is_some(),
                }
        });
        members.sort_by_key(|one| {
            let total = one.score.as_ref().and_then(|score| score.total);
            (std::cmp::Reverse(total), one.unit_name.clone(), one.name.clone(), one.id.clone())
        });
        Ok(Members { appraisal: one, people: listed(query, members.iter().map(member_row).collect()) })
    }

    async fn appraisal_member(&self, viewer: &Viewer, id: &MemberId, now: Moment) -> Answer<MemberDetail> {
        let mut member = self.get::<Member>(id).await?;
        if !Self::sees_member(viewer, &member) {
            return Err(Fault::Forbidden);
        }
        let appraisal = self.get::<Appraisal>(&member.appraisal).await?;
        if appraisal.step < Step::Telling {
            // What limits the grade is as it is today: a case of fault tolerance counts at once.
            let people = [member.person.clone()];
            member.hindrances =
                self.appraisal_hindrances(&people, member.year).await?.remove(&member.person).unwrap_or_default();
        }
        let parts = parts(viewer, &member);
        let days = self.workdays().await?;
        let ground = Ground {
            step: appraisal.step,
            rules: &appraisal.rules,
            reports_until: appraisal.reports_until,
            adopted_by: appraisal.adopted_by.as_ref(),
            stand: self.stand_to(viewer, &appraisal, &member, now).await?,
            days: &days,
            investigated: false,
        };
        // Why they were told what they were is theirs to know, unlike the rest of what was weighed.
        let why = member.why().filter(|_| member.told.is_some()).unwrap_or_default().to_owned();
        // What can be done, and everything after, is worked out from what the viewer may know.
        let member = member.known_to(viewer);
        let today = now.day();
        let acts = ActKind::ALL
            .iter()
            .copied()
            .filter(|kind| kind.parts().iter().any(|part| parts.contains(part)) && member.allows(*kind, &ground, today))
            .filter(|kind| member.bars(*kind, &viewer.account, &ground).is_none())
            .collect();
        let (missing, stand) = (member.turns(&ground, today), ground.stand);
        let windows = [RemedyKind::Review, RemedyKind::Appeal]
            .into_iter()
            .filter_map(|kind| Some((kind, window(&member, kind, &appraisal.rules, &days, today)?)))
            .filter(|one| today <= one.1)
            .collect();
        let own = viewer.owns(&member.person);
        let sheet: Option<Sheet> = if own && member.told.is_none() || member.sheet.as_str().is_empty() {
            None
        } else {
            Some(self.get::<Sheet>(&member.sheet).await?)
        };
        let votes: Vec<(String, Shown)> = sheet
            .and_then(|sheet| {
                let votes = sheet.votes_of(&member.id)?;
                Some(columns(&appraisal.scheme).into_iter().zip(votes.iter().cloned()).collect())
            })
            .unwrap_or_default();
        let earlier = self.earlier_outcomes(&member.person, member.year).await?;
        let effects = match (member.outcome, member.told) {
            (Some(outcome), Some(on)) => consequences(outcome, &earlier, member.year, on, &appraisal.rules),
            _ => Vec::new(),
        };
        let deeds = self.deeds_of(&member.person, member.year).await?;
        // Of the appraisal itself the person needs no more than what concerns everybody.
        let appraisal = if viewer.may(Permission::APPRAISAL_VIEW) {
            appraisal
        } else {
            Appraisal { pools: Vec::new(), history: Vec::new(), adopted_by: None, ..appraisal }
        };
        Ok(MemberDetail {
            member,
            appraisal,
            parts,
            acts,
            missing,
            windows,
            votes,
            consequences: effects,
            earlier,
            deeds,
            stand,
            why,
        })
    }

    async fn act_member(&self, viewer: &Viewer, id: &MemberId, version: u32, act: &Act, now: Moment) -> Answer<()> {
        again(|| self.member_once(viewer, id, version, act, now)).await
    }
}

impl Store {
    async fn member_once(&self, viewer: &Viewer, id: &MemberId, version: u32, act: &Act, now: Moment) -> Answer<()> {
        let mut member = self.get::<Member>(id).await?;
        if !Self::sees_member(viewer, &member) {
            return Err(Fault::Forbidden);
        }
        if self.was_done(viewer, &member, version, act).await? {
            return Ok(());
        }
        let appraisal = self.get::<Appraisal>(&member.appraisal).await?;
        let prior = member.clone();
        let people = [member.person.clone()];
        member.hindrances =
            self.appraisal_hindrances(&people, member.year).await?.remove(&member.person).unwrap_or_default();
        let days = self.workdays().await?;
        let ground = Ground {
            step: appraisal.step,
            rules: &appraisal.rules,
            reports_until: appraisal.reports_until,
            adopted_by: appraisal.adopted_by.as_ref(),
            stand: self.stand_to(viewer, &appraisal, &member, now).await?,
            days: &days,
            investigated: self.find_circumstances(&member.person).await?.is_some_and(|one| one.investigated),
        };
        let parts = parts(viewer, &member);
        let next = member.act(act, &acting(viewer, parts), &ground, now)?;
        // Whoever was held back is told with the grade that settles it.
        let settled = member.told.is_none() && next.told.is_some();
        let answered = settled || matches!(act.kind(), ActKind::AnswerReview | ActKind::AnswerAppeal);
        // Nobody becomes 优秀 past the cap by a remedy either.
        if answered && next.outcome == Some(Outcome::Excellent) && member.outcome != next.outcome {
            self.room_for_one(&appraisal, &member).await?;
        }
        let forms = if answered && next.outcome != member.outcome {
            self.forms_with(std::slice::from_ref(&next)).await?
        } else {
            Vec::new()
        };
        let mut notices: Vec<Value> = Vec::new();
        if answered || act.kind() == ActKind::PutOff {
            if let Some(outcome) = next.outcome {
                let body = News::AppraisalTold { member: next.id.clone(), year: next.year, outcome };
                notices.push(notice_row(&next.person, &body, now));
            }
        } else if matches!(act.kind(), ActKind::AskReview | ActKind::Appeal) {
            let body = News::AppraisalAsked { member: next.id.clone(), name: next.name.clone(), year: next.year };
            for one in self.holders(&[Role::OrgHr], &next.path, now).await? {
                if one.person != next.person {
                    notices.push(notice_row(&one.address(), &body, now));
                }
            }
        }
        let change = Change::Answers("appraisal.member");
        let act = Changed { change, action: act, before: &prior, next: &next, because: "", notices };
        self.changed(viewer, act, now, |script| write_forms(script, &forms).at_step(&appraisal, id.as_str())).await
    }

    async fn room_for_one(&self, appraisal: &Appraisal, member: &Member) -> Answer<()> {
        let members = self.members_of(&appraisal.id).await?;
        let inside = || members.iter().filter(|one| one.pool == member.pool);
        let graded = inside().filter(|one| one.without_grade().is_none()).count() as u32;
        let held = inside().filter(|one| one.outcome == Some(Outcome::Excellent)).count() as u32;
        let Some(pool) = appraisal.pools.iter().find(|pool| pool.key == member.pool) else { return Ok(()) };
        let most = pool.most(graded, &appraisal.rules);
        if held >= most { Err(appraisal::Refusal::OverCap(pool.name.clone(), most).into()) } else { Ok(()) }
    }

    /// A result as a paper for the person.
    ///
    /// # Errors
    /// Before they were told, or when it is none of the viewer's business.
    pub async fn appraisal_paper(&self, viewer: &Viewer, id: &MemberId) -> Answer<Document> {
        let member = self.get::<Member>(id).await?;
        if !Self::sees_member(viewer, &member) {
            return Err(Fault::Forbidden);
        }
        let (told, outcome) = member.told.zip(member.outcome).ok_or(Fault::Refused(Reason::NotYet))?;
        let appraisal = self.get::<Appraisal>(&member.appraisal).await?;
        let earlier = self.earlier_outcomes(&member.person, member.year).await?;
        let decided = if appraisal.adopted_at.is_empty() { root_of(&appraisal.path) } else { &appraisal.adopted_at };
        let (organ, competent) = (self.organ_of(decided).await?, self.competent_above(decided).await?);
        let number = appraisal.meeting.as_ref().map(|one| one.1.clone()).unwrap_or_default();
        let mut paragraphs = vec![
            format!("{}同志：", member.name),
            format!(
                "根据{}，经{organ}审定（{number}），您{}年度考核结果为：{}。",
                without_remarks(&appraisal.rules.basis),
                member.year,
                outcome.name(Lang::Zh)
            ),
        ];
        // What takes something from somebody says why.
        let first = member.told_outcome.unwrap_or(outcome);
        let why = member.why().unwrap_or_default();
        if first >= Outcome::Basic && first <= Outcome::Incompetent && !why.is_empty() {
            paragraphs.push(format!("定为{}的理由：{}。", first.name(Lang::Zh), why.trim_end_matches('。')));
        }
        // A result that holds since a review or an appeal rests on that decision.
        for remedy in &member.remedies {
            if let Some(answer) = &remedy.answer {
                paragraphs.push(format!(
                    "您{}提出的{}，已于{}由{}作出处理决定（{}）：{}。{}",
                    chinese_day(remedy.asked),
                    remedy.kind.name(Lang::Zh),
                    chinese_day(answer.on),
                    if answer.body.is_empty() { &organ } else { &answer.body },
                    answer.document,
                    answer.outcome.name(Lang::Zh),
                    answer.reason
                ));
            }
        }
        let effects = consequences(outcome, &earlier, member.year, told, &appraisal.rules);
        if !effects.is_empty() {
            let list: Vec<String> = effects
                .iter()
                .map(|one| {
                    let until = one.until.map(|day| format!("至{}", domain::time::day_text(day))).unwrap_or_default();
                    format!("{}{until}（{}）", one.kind.name(Lang::Zh), without_remarks(&one.basis))
                })
                .collect();
            paragraphs.push(format!("结果运用：{}。", list.join("；")));
        }
        paragraphs.extend(rights(&member, &appraisal.rules, &organ, &competent));
        paragraphs.push("本人签收：　　　　　　　　日期：　　　　年　　月　　日".to_owned());
        Ok(Document {
            title: format!("{}年度考核结果通知书", member.year),
            paragraphs,
            signer: organ,
            // Of the day of the last decision it tells of.
            day: chinese_day(
                member.remedies.iter().filter_map(|one| Some(one.answer.as_ref()?.on)).max().unwrap_or(told),
            ),
            ..Default::default()
        })
    }
}

/// What may still be done against a result, in words for its paper: nothing that is over is offered.
fn rights(member: &Member, rules: &AppraisalRules, organ: &str, competent: &str) -> Option<String> {
    let of = |kind| member.remedies.iter().find(|one| one.kind == kind);
    let after = "复核、申诉期间不停止执行，不因申请复核、提出申诉而加重处理。";
    let (review, appeal) = (rules.review, rules.appeal);
    if member.told_outcome != Some(Outcome::Incompetent) {
        return None;
    }
    match (of(RemedyKind::Review), of(RemedyKind::Appeal)) {
        (_, Some(_)) => None,
        (Some(_), None) => {
            Some(format!("对复核决定不服的，可以自接到复核决定之日起{appeal}日内向{competent}提出申诉。{after}"))
        }
        (None, None) => Some(format!(
            "如对本结果不服，可以自知道之日起{review}日内向{organ}申请复核；对复核结果不服的，可以自接到复核决定之日起{appeal}日内向{competent}提出申诉；\
             也可以不经复核，自知道之日起{review}日内直接提出申诉。{after}"
        )),
    }
}
