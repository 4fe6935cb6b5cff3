//! Posts offered in a round, those who wish for them, and how units rank those.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::exchange::eligibility::{discreet, verdict};
use domain::exchange::port::Offers;
use domain::exchange::round::{Entry, EntryState, OfferedPost, Round, RoundState};
use domain::exchange::view::{Applicant, OfferDetail};
use domain::fault::Checks;
use domain::ports::Answer;
use domain::{Fault, Moment, OfferId, PersonId, Reason, RoundId, Rule};

use crate::audit::Note;
use crate::once::Once;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::{Change, Script, Store};

#[async_trait]
impl Offers for Store {
    async fn save_offer(&self, viewer: &Viewer, draft: &OfferedPost, now: Moment) -> Answer<()> {
        let round = self.get::<Round>(&draft.round).await?;
        let prior = if draft.id.as_str().is_empty() {
            None
        } else {
            Some(
                self.find::<OfferedPost>(&draft.id)
                    .await?
                    .filter(|one| one.round == round.id)
                    .ok_or(Fault::NotFound)?,
            )
        };
        let unit = self.open_unit(&draft.unit, "unit").await?;
        if !Self::may_offer(viewer, &round, &unit.path)
            || prior.as_ref().is_some_and(|one| !Self::may_offer(viewer, &round, &one.path))
        {
            return Err(Fault::Forbidden);
        }
        if !matches!(round.state, RoundState::Draft | RoundState::Open) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        draft.check()?;
        if round.participant(&unit.path).is_none() {
            return Err(Fault::field("unit", Rule::Unknown));
        }
        let next = OfferedPost {
            id: prior.as_ref().map_or_else(|| OfferId(new_id(now)), |one| one.id.clone()),
            round: round.id.clone(),
            unit: unit.id,
            unit_name: unit.short,
            path: unit.path,
            title: draft.title.trim().to_owned(),
            place: draft.place.trim().to_owned(),
            about: draft.about.trim().to_owned(),
            ranking: prior.as_ref().map(|one| one.ranking.clone()).unwrap_or_default(),
            declined: prior.as_ref().map(|one| one.declined.clone()).unwrap_or_default(),
            ..draft.clone()
        };
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "exchange_offer", id, path, version: draft.version };
        let once = Once::sent("exchange_offer", viewer, draft);
        self.save_once(Change::Answers("exchange.offer"), &save, prior.as_ref(), content(&next), &once).await?;
        Ok(())
    }

    async fn remove_offer(&self, viewer: &Viewer, id: &OfferId, now: Moment) -> Answer<RoundId> {
        let post = self.get::<OfferedPost>(id).await?;
        let round = self.get::<Round>(&post.round).await?;
        if !Self::may_offer(viewer, &round, &post.path) {
            return Err(Fault::Forbidden);
        }
        let wished = self.round_entries(&round.id).await?.iter().any(|one| one.wishes.contains(id));
        if wished || !matches!(round.state, RoundState::Draft | RoundState::Open) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let note = Note::of(viewer, now).ends("exchange_offer", id.as_str(), &post.path);
        let script = Script::new("DELETE type::record('exchange_offer', $id) RETURN NONE;")
            .bind("id", id.as_str())
            .json("prior", &post)
            .note(&note, "$prior", "NONE");
        self.write(Change::Answers("exchange.offer"), script).await?;
        Ok(round.id)
    }

    async fn offer(&self, viewer: &Viewer, id: &OfferId, now: Moment) -> Answer<OfferDetail> {
        let post = self.get::<OfferedPost>(id).await?;
        let (round, stand) = self.seen_round(viewer, &post.round).await?;
        let hosts = viewer.require_at(Permission::EXCHANGE_ANSWER, &post.path).is_ok();
        let whole = stand.organiser || stand.views || hosts;
        let mut applicants = Vec::new();
        if whole {
            let entries: Vec<Entry> = self
                .round_entries(&round.id)
                .await?
                .into_iter()
                .filter(|one| one.state != EntryState::Withdrawn && one.wishes.contains(id))
                .collect();
            let people: Vec<PersonId> = entries.iter().map(|one| one.person.clone()).collect();
            let ground = self.ground(&people, now).await?;
            for entry in entries {
                let vacancy = ground.offered(&post, round.kind);
                let found = vacancy.map(|vacancy| ground.findings_for(viewer, &entry.person, &vacancy));
                let mut findings = found.unwrap_or_default();
                let wish = entry.wishes.iter().position(|wish| wish == id).map_or(0, |n| n as u32 + 1);
                let verdict = verdict(&findings, &[]);
                if !stand.organiser {
                    discreet(&mut findings);
                }
                applicants.push(Applicant { entry: entry.known_to(viewer, &round), verdict, findings, wish });
            }
            let rank = |person: &PersonId| post.ranking.iter().position(|one| one == person).unwrap_or(usize::MAX);
            applicants.sort_by_key(|one| (rank(&one.entry.person), one.wish, one.entry.person.clone()));
        }
        let early = matches!(round.state, RoundState::Draft | RoundState::Open);
        Ok(OfferDetail {
            may_rank: hosts && matches!(round.state, RoundState::Open | RoundState::Matching),
            editable: early && Self::may_offer(viewer, &round, &post.path),
            organiser: stand.organiser,
            applicants,
            post: post.known_to(viewer, &round),
            round: round.known_to(viewer),
        })
    }

    async fn rank(
        &self,
        viewer: &Viewer,
        id: &OfferId,
        version: u32,
        ranking: &[PersonId],
        declined: &BTreeMap<PersonId, String>,
        now: Moment,
    ) -> Answer<()> {
        let post = self.get::<OfferedPost>(id).await?;
        viewer.require_at(Permission::EXCHANGE_ANSWER, &post.path)?;
        let round = self.get::<Round>(&post.round).await?;
        if !matches!(round.state, RoundState::Open | RoundState::Matching) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let entries = self.round_entries(&round.id).await?;
        let wishes = |person: &PersonId| entries.iter().any(|one| one.person == *person && one.wishes.contains(id));
        let mut checks = Checks::default();
        let distinct: BTreeSet<&PersonId> = ranking.iter().collect();
        checks.require(distinct.len() == ranking.len(), "ranking", Rule::Taken);
        checks.require(ranking.iter().chain(declined.keys()).all(wishes), "ranking", Rule::Unknown);
        for (person, reason) in declined {
            checks.text(reason, &format!("declined-{person}"), 100);
        }
        checks.done()?;
        let next = OfferedPost {
            ranking: ranking.iter().filter(|one| !declined.contains_key(*one)).cloned().collect(),
            declined: declined.iter().map(|(person, why)| (person.clone(), why.trim().to_owned())).collect(),
            ..post.clone()
        };
        let save = Save { viewer, now, table: "exchange_offer", id: id.as_str(), path: &post.path, version };
        Ok(self.save_row(Change::Answers("exchange.rank"), &save, Some(&post), content(&next)).await?)
    }
}
