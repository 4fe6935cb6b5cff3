//! Schemes with their trial on a past year, deeds.

use async_trait::async_trait;
use domain::appraisal::port::Deeds;
use domain::appraisal::{DeedState, port, trial};
use domain::code::Role;
use domain::person::Person;

use super::*;
use crate::audit::chain::canonical;

#[async_trait]
impl port::Schemes for Store {
    async fn schemes(&self, viewer: &Viewer) -> Answer<Schemes> {
        viewer.require(Permission::APPRAISAL_VIEW)?;
        let mut schemes: Vec<Scheme> = self.all().await?;
        schemes.sort_by_key(|one| std::cmp::Reverse((one.from, one.id.clone())));
        let editable = self.require_everywhere(viewer, Permission::APPRAISAL_EDIT).await.is_ok();
        Ok(Schemes { schemes, editable })
    }

    async fn scheme(&self, viewer: &Viewer, id: &SchemeId, on: &AppraisalId) -> Answer<SchemeDetail> {
        let scope = viewer.scope(Permission::APPRAISAL_VIEW);
        let scheme = self.get::<Scheme>(id).await?;
        // What people are judged by is open to them once it was adopted; a draft is not.
        if scheme.adopted.is_none() || viewer.person.as_str().is_empty() {
            viewer.require(Permission::APPRAISAL_VIEW)?;
        }
        let all: Vec<Appraisal> = self.all().await?;
        // Those whose points are worked out and whose people all lie in the viewer's scope.
        let past: Vec<Appraisal> =
            all.into_iter().filter(|one| one.step >= Step::Calibration && scope.holds(&one.path)).collect();
        let mut tried = None;
        if let Some(one) = past.iter().find(|one| one.id == *on) {
            let members = self.members_of(&one.id).await?;
            let sheets = self.sheets_of(&one.id).await?;
            let third = self.third_parties(&one.id).await?;
            let found = fact::matched(&third, &members);
            let people: Vec<PersonId> = members.iter().map(|member| member.person.clone()).collect();
            let facts = self.facts_of(&people, one.year, &one.rules).await?;
            let columns = columns(&one.scheme);
            let by_sheet: HashMap<&SheetId, &Sheet> = sheets.iter().map(|sheet| (&sheet.id, sheet)).collect();
            let graded: Vec<(Member, Evidence<'_>)> = members
                .iter()
                .filter(|member| member.without_grade().is_none())
                .map(|member| {
                    let evidence = Evidence {
                        facts: facts.get(&member.person).map(Vec::as_slice).unwrap_or_default(),
                        third_party: found.get(&member.id).copied(),
                        votes: by_sheet
                            .get(&member.sheet)
                            .and_then(|sheet| sheet.votes_of(&member.id))
                            .unwrap_or_default(),
                        columns: &columns,
                    };
                    (member.clone(), evidence)
                })
                .collect();
            tried = Some(trial(&scheme, &one.rules, one.year, &graded));
        }
        let editable =
            scheme.adopted.is_none() && self.require_everywhere(viewer, Permission::APPRAISAL_EDIT).await.is_ok();
        let past = past.into_iter().map(|one| (one.id, one.title)).collect();
        Ok(SchemeDetail { scheme, editable, past, trial: tried })
    }

    async fn save_scheme(&self, viewer: &Viewer, scheme: &Scheme, now: Moment) -> Answer<SchemeId> {
        self.require_everywhere(viewer, Permission::APPRAISAL_EDIT).await?;
        scheme.check()?;
        let prior = if scheme.id.as_str().is_empty() { None } else { Some(self.get::<Scheme>(&scheme.id).await?) };
        // An adopted scheme stays as it is: its change is the next version's draft.
        let prior = prior.filter(|held| held.adopted.is_none());
        let id = prior.as_ref().map_or_else(|| SchemeId(new_id(now)), |held| held.id.clone());
        let next = Scheme {
            id: id.clone(),
            name: scheme.name.trim().to_owned(),
            adopted: None,
            document: String::new(),
            ..scheme.clone()
        };
        let version = if prior.is_some() { scheme.version } else { 0 };
        let save = Save { viewer, now, table: "appraisal_scheme", id: id.as_str(), path: "", version };
        let once = Once::sent("appraisal_scheme", viewer, scheme);
        Ok(SchemeId(
            self.save_once(Change::Answers("appraisal.scheme"), &save, prior.as_ref(), content(&next), &once).await?,
        ))
    }

    async fn adopt_scheme(
        &self,
        viewer: &Viewer,
        id: &SchemeId,
        version: u32,
        document: &str,
        now: Moment,
    ) -> Answer<()> {
        self.require_everywhere(viewer, Permission::APPRAISAL_EDIT).await?;
        let prior = self.get::<Scheme>(id).await?;
        if prior.adopted.is_some() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        prior.check()?;
        let document = document.trim();
        if document.is_empty() || document.chars().count() > 60 {
            return Err(Fault::field("document", Rule::Required));
        }
        let next = Scheme { adopted: Some(now.day()), document: document.to_owned(), ..prior.clone() };
        let save = Save { viewer, now, table: "appraisal_scheme", id: id.as_str(), path: "", version };
        Ok(self.save_row(Change::Answers("appraisal.scheme"), &save, Some(&prior), content(&next)).await?)
    }
}

impl Store {
    pub(super) async fn deeds_of(&self, person: &PersonId, year: i32) -> Result<Vec<Deed>, StoreError> {
        use chrono::Datelike;
        let mut found: Vec<Deed> =
            self.rows_where("person = $person", Script::bound("person", person.as_str())).await?;
        found.retain(|one| one.state == DeedState::Confirmed && one.on.year() == year);
        found.sort_by_key(|one| one.on);
        Ok(found)
    }
}

#[async_trait]
impl Deeds for Store {
    async fn deeds(&self, viewer: &Viewer, _: Moment) -> Answer<Vec<Deed>> {
        let (inside, script) = in_scope("path", &viewer.scope(Permission::APPRAISAL_VIEW), Script::default());
        let mine = if viewer.person.as_str().is_empty() { "false" } else { "person = $person" };
        let script = script.bind("person", viewer.person.as_str());
        let mut found: Vec<Deed> = self.rows_where(&format!("{mine} OR {inside}"), script).await?;
        found.sort_by_key(|one| (one.state != DeedState::Open, std::cmp::Reverse((one.on, one.id.clone()))));
        found.truncate(500);
        Ok(found)
    }

    async fn save_deed(&self, viewer: &Viewer, deed: &Deed, now: Moment) -> Answer<()> {
        let person = self.find::<Person>(viewer.as_person()?).await?.ok_or(Fault::Refused(Reason::NoPerson))?;
        deed.check(now.day())?;
        let id = new_id(now);
        let next = Deed {
            person: person.id.clone(),
            name: person.name,
            path: person.path.clone(),
            state: DeedState::Open,
            answer: String::new(),
            ..deed.clone()
        };
        let body = News::DeedEntered { name: next.name.clone(), title: next.title.clone() };
        let mut notices = Vec::new();
        for one in self.holders(&[Role::UnitHr], &person.path, now).await? {
            if one.person != person.id {
                notices.push(notice_row(&one.address(), &body, now));
            }
        }
        // The same deed counts once; one that was refused may be entered anew.
        let sent = canonical(&serde_json::to_value(deed).map_err(StoreError::from)?);
        let once = Once::of("deed", &[person.id.as_str(), &sent], "$first.state != $once_refused")
            .knowing("once_refused", &DeedState::Refused);
        let save = Save { viewer, now, table: "deed", id: &id, path: &person.path, version: 0 };
        let more = |script: Script| script.tells(notices).once(&once, &id);
        opened(
            self.save_row_and(Change::Answers("appraisal.deed"), &save, None::<&Deed>, content(&next), more).await,
            &id,
        )?;
        Ok(())
    }

    async fn confirm_deed(&self, viewer: &Viewer, id: &DeedId, counts: bool, why: &str, now: Moment) -> Answer<()> {
        let prior: Deed = self.find(id).await?.ok_or(Fault::NotFound)?;
        viewer.require_at(Permission::APPRAISAL_ENTER, &prior.path)?;
        if viewer.owns(&prior.person) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        let state = if counts { DeedState::Confirmed } else { DeedState::Refused };
        if prior.state == state {
            return Ok(());
        }
        if prior.state != DeedState::Open {
            return Err(Fault::Refused(Reason::AlreadyAnswered));
        }
        let mut checks = domain::fault::Checks::default();
        if counts {
            checks.optional_text(why, "why", 200)
        } else {
            checks.text(why, "why", 200)
        }
        checks.done()?;
        let next = Deed { state, answer: format!("{} {}", viewer.name, why.trim()).trim().to_owned(), ..prior.clone() };
        let body = News::DeedAnswered { title: next.title.clone(), counts };
        let notices = vec![notice_row(&next.person, &body, now)];
        let save = Save { viewer, now, table: "deed", id: id.as_str(), path: &prior.path, version: prior.version };
        let more = |script: Script| script.tells(notices);
        Ok(self.save_row_and(Change::Answers("appraisal.deed"), &save, Some(&prior), content(&next), more).await?)
    }
}
