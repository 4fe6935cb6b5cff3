//! Rounds: posts, people, wishes, rankings, and who may do what in them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::code::{Code, Family};
use domain::exchange::eligibility::{Verdict, verdict};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::matching::{Mechanism, Pair};
use domain::exchange::port::{Entries, Rounds};
use domain::exchange::round::{
    Entry, EntryState, MOST_WISHES, OfferedPost, Participant, PostView, Reply, Round, RoundState, promises,
};
use domain::exchange::view::{RoundDetail, RoundRow, ScenarioRow, WishForm};
use domain::exchange::{News, Todo};
use domain::fault::Checks;
use domain::home::Due;
use domain::organisation::Unit;
use domain::person::Person;
use domain::ports::Answer;
use domain::secrecy::Known;
use domain::{Fault, Moment, OfferId, PersonId, Reason, RoundId, Rule, exchange};
use serde_json::Value;
use surrealdb::types::RecordId;

use super::due::Supervisor;
use super::ground::Ground;
use crate::answers::Made;
use crate::asking::Asker;
use crate::audit::Note;
use crate::desk::notice_row;
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

tables! {
    "exchange_round" by RoundId: Round,
    "exchange_offer" by OfferId: OfferedPost,
}

/// How a viewer stands to a round.
pub(super) struct Stand {
    pub(super) organiser: bool,
    pub(super) views: bool,
    /// Participants the viewer acts for.
    pub(super) acts: Vec<Participant>,
    /// The path of the viewer's own unit when it takes part.
    pub(super) own: Option<String>,
}

impl Store {
    pub(super) async fn offers_of(&self, round: &RoundId) -> Result<Vec<OfferedPost>, StoreError> {
        let mut posts: Vec<OfferedPost> =
            self.rows_where("round = $round", Script::bound("round", round.as_str())).await?;
        posts.sort_by(|a, b| (&a.path, a.level, &a.title, &a.id).cmp(&(&b.path, b.level, &b.title, &b.id)));
        Ok(posts)
    }

    pub(super) async fn round_entries(&self, round: &RoundId) -> Result<Vec<Entry>, StoreError> {
        let mut entries: Vec<Entry> = self
            .rows(Script::new("SELECT * FROM exchange_entry WHERE round = $round").bind("round", round.as_str()))
            .await?;
        entries.sort_by(|a, b| (&a.path, a.level, &a.person).cmp(&(&b.path, b.level, &b.person)));
        Ok(entries)
    }

    pub(super) async fn find_entry(&self, round: &RoundId, person: &PersonId) -> Result<Option<Entry>, StoreError> {
        self.row(Script::new("SELECT * FROM type::record('exchange_entry', $id)").bind("id", entry_id(round, person)))
            .await
    }

    pub(super) async fn stand(&self, viewer: &Viewer, round: &Round) -> Result<Stand, StoreError> {
        let acts = viewer.scope(Permission::EXCHANGE_ANSWER);
        let own = self.candidate(&viewer.person).await?.map(|one| one.path);
        Ok(Stand {
            organiser: viewer.require_at(Permission::EXCHANGE_EDIT, &round.path).is_ok(),
            views: viewer.require_at(Permission::EXCHANGE_VIEW, &round.path).is_ok(),
            acts: round.units.iter().filter(|one| acts.meets(&one.path)).cloned().collect(),
            own: own.filter(|path| round.participant(path).is_some()),
        })
    }

    /// A round the viewer may see, and how they stand to it.
    pub(super) async fn seen_round(&self, viewer: &Viewer, id: &RoundId) -> Answer<(Round, Stand)> {
        let round = self.get::<Round>(id).await?;
        let stand = self.stand(viewer, &round).await?;
        let joined = stand.own.is_some() && round.state != RoundState::Draft;
        if stand.organiser || stand.views || !stand.acts.is_empty() || joined {
            Ok((round, stand))
        } else {
            Err(Fault::Forbidden)
        }
    }

    /// A round the viewer holds.
    pub(super) async fn held_round(&self, viewer: &Viewer, id: &RoundId, states: &[RoundState]) -> Answer<Round> {
        let round = self.get::<Round>(id).await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &round.path)?;
        if states.contains(&round.state) { Ok(round) } else { Err(Fault::Refused(Reason::WrongState)) }
    }

    pub(super) async fn write_round(
        &self,
        viewer: &Viewer,
        prior: Option<&Round>,
        next: &Round,
        version: u32,
        now: Moment,
    ) -> Answer<()> {
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "exchange_round", id, path, version };
        Ok(self.save_row(Change::Answers("exchange.round"), &save, prior, content(next)).await?)
    }

    pub(super) async fn write_entry(
        &self,
        viewer: &Viewer,
        prior: Option<&Entry>,
        next: &Entry,
        now: Moment,
    ) -> Answer<()> {
        let id = entry_id(&next.round, &next.person);
        let version = prior.map_or(0, |prior| prior.version);
        let save = Save { viewer, now, table: "exchange_entry", id: &id, path: &next.path, version };
        let theirs = |script: Script| script.whose("exchange_entry", [&next.person]);
        Ok(self.save_row_and(Change::Answers("exchange.entry"), &save, prior, content(next), theirs).await?)
    }

    async fn new_entry(&self, round: &Round, person: &Person, state: EntryState, now: Moment) -> Answer<Entry> {
        let unit = self.get::<Unit>(&person.unit).await?;
        Ok(Entry {
            round: round.id.clone(),
            person: person.id.clone(),
            name: person.name.clone(),
            title: person.title.clone(),
            unit: unit.id,
            unit_name: unit.short,
            path: unit.path,
            level: person.level,
            sex: person.sex,
            minority: !person.ethnic.is_empty() && person.ethnic != domain::code::ETHNIC_GROUPS[0],
            family: unit.family,
            specialty: person.specialty.clone(),
            state,
            wishes: Vec::new(),
            statement: String::new(),
            priority: 0,
            priority_reason: String::new(),
            quality: None,
            reply: Reply::Waiting,
            at: now,
            version: 0,
        })
    }

    /// Whether a post offered in a round is one the viewer may change.
    pub(super) fn may_offer(viewer: &Viewer, round: &Round, path: &str) -> bool {
        viewer.require_at(Permission::EXCHANGE_EDIT, &round.path).is_ok()
            || viewer.require_at(Permission::EXCHANGE_ANSWER, path).is_ok()
    }

    /// The participants of a draft, as they are kept.
    async fn participants(&self, drafts: &[Participant]) -> Answer<Vec<Participant>> {
        let mut units: Vec<Participant> = Vec::new();
        for draft in drafts {
            let unit = self.open_unit(&draft.unit, "units").await?;
            // Units inside one another would count people twice.
            if units.iter().any(|one| unit.path.starts_with(&one.path) || one.path.starts_with(&unit.path)) {
                return Err(Fault::field("units", Rule::Nested));
            }
            units.push(Participant { name: unit.short, path: unit.path, family: unit.family, ..draft.clone() });
        }
        Ok(units)
    }
}

pub(super) fn entry_id(round: &RoundId, person: &PersonId) -> String {
    format!("{round}__{person}")
}

/// What the rules say of somebody for a post.
pub(super) fn judged(ground: &Ground, person: &PersonId, post: &OfferedPost, kind: ExchangeKind) -> Verdict {
    ground.offered(post, kind).map_or(Verdict::Fail, |vacancy| verdict(&ground.findings(person, &vacancy), &[]))
}

/// The mechanism that decides: that of the scenario announced, as far as it only repairs another one
/// that of the other; before, the round's own.
fn decided(round: &Round, scenarios: &[ScenarioRow]) -> Mechanism {
    let mut at = round.announced.as_str();
    while let Some(row) = scenarios.iter().find(|row| row.id == at) {
        if row.repairs.is_empty() {
            return row.mechanism;
        }
        at = &row.repairs;
    }
    round.mechanism
}

#[async_trait]
impl Rounds for Store {
    async fn rounds(&self, viewer: &Viewer, _: Moment) -> Answer<Vec<RoundRow>> {
        let mut rounds: Vec<Round> = self.all().await?;
        rounds.sort_by(|a, b| (b.opens, &b.id).cmp(&(a.opens, &a.id)));
        let mine: Vec<Entry> = if viewer.person.as_str().is_empty() {
            Vec::new()
        } else {
            self.rows(
                Script::new("SELECT * FROM exchange_entry WHERE person = $person")
                    .bind("person", viewer.person.as_str()),
            )
            .await?
        };
        let mut rows = Vec::new();
        for round in rounds {
            let stand = self.stand(viewer, &round).await?;
            let joined = stand.own.is_some() && round.state != RoundState::Draft;
            if !(stand.organiser || stand.views || !stand.acts.is_empty() || joined) {
                continue;
            }
            let counts: Vec<u32> = self
                .rows(
                    Script::new(
                        "RETURN [count(SELECT VALUE id FROM exchange_offer WHERE round = $round),
                            count(SELECT VALUE id FROM exchange_entry WHERE round = $round AND state != $withdrawn)]",
                    )
                    .json("withdrawn", &EntryState::Withdrawn)
                    .bind("round", round.id.as_str()),
                )
                .await?;
            let own = mine.iter().find(|one| one.round == round.id).map(|one| one.state);
            let count = |n: usize| counts.get(n).copied().unwrap_or(0);
            rows.push(RoundRow { posts: count(0), people: count(1), mine: own, round: round.known_to(viewer) });
        }
        Ok(rows)
    }

    async fn round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<RoundDetail> {
        let (round, stand) = self.seen_round(viewer, id).await?;
        let posts = self.offers_of(id).await?;
        let all = self.round_entries(id).await?;
        let people = all.iter().filter(|one| one.state != EntryState::Withdrawn).count();
        let mine = all.iter().find(|one| viewer.owns(&one.person)).cloned();
        let acts = viewer.scope(Permission::EXCHANGE_ANSWER);
        let whole = stand.organiser || stand.views;
        let result = match (&mine, round.state) {
            (Some(entry), RoundState::Announced | RoundState::Closed) if entry.state != EntryState::Withdrawn => {
                self.result_of(viewer, &round, entry, &posts).await?
            }
            _ => None,
        };
        let scenarios = self.scenario_rows(id).await?;
        let mechanism = decided(&round, &scenarios);
        Ok(RoundDetail {
            mechanism,
            promises: promises(&round, &posts, mechanism),
            scenarios: if whole { scenarios } else { Vec::new() },
            entries: all
                .into_iter()
                .filter(|one| whole || acts.holds(&one.path))
                .map(|one| one.known_to(viewer, &round))
                .collect(),
            people: u32::try_from(people).unwrap_or(u32::MAX),
            organiser: stand.organiser,
            units: stand.acts.iter().map(|one| one.unit.clone()).collect(),
            may_wish: stand.own.is_some() && round.open(now.day()),
            mine: mine.map(|one| one.known_to(viewer, &round)),
            result,
            posts: posts.into_iter().map(|post| post.known_to(viewer, &round)).collect(),
            round: round.known_to(viewer),
        })
    }

    async fn save_round(&self, viewer: &Viewer, draft: &Round, now: Moment) -> Answer<RoundId> {
        viewer.require(Permission::EXCHANGE_EDIT)?;
        let prior = if draft.id.as_str().is_empty() {
            None
        } else {
            let states = [RoundState::Draft, RoundState::Open, RoundState::Matching];
            Some(self.held_round(viewer, &draft.id, &states).await?)
        };
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &unit.path)?;
        let title = draft.title.trim().to_owned();
        let next = match &prior {
            // What those who take part went by is settled once it opens.
            Some(prior) if prior.state != RoundState::Draft => Round {
                title,
                closes: draft.closes,
                reply_days: draft.reply_days,
                quotas: draft.quotas.clone(),
                weights: draft.weights,
                ..prior.clone()
            },
            _ => Round {
                id: prior.as_ref().map_or_else(|| RoundId(new_id(now)), |prior| prior.id.clone()),
                title,
                path: unit.path,
                unit: unit.id,
                state: RoundState::Draft,
                seed: prior.as_ref().map_or_else(|| new_id(now), |prior| prior.seed.clone()),
                units: self.participants(&draft.units).await?,
                announced: String::new(),
                announced_reason: String::new(),
                reply_until: None,
                pinned: Vec::new(),
                forbidden: Vec::new(),
                ..draft.clone()
            },
        };
        next.check()?;
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "exchange_round", id, path, version: draft.version };
        let once = Once::sent("exchange_round", viewer, draft);
        Ok(RoundId(
            self.save_once(Change::Answers("exchange.round"), &save, prior.as_ref(), content(&next), &once).await?,
        ))
    }

    async fn open_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()> {
        let round = self.held_round(viewer, id, &[RoundState::Draft, RoundState::Open]).await?;
        if round.state == RoundState::Open {
            return Ok(());
        }
        let families = |family: Family| round.units.iter().any(|one| one.family == family);
        let both = round.kind == ExchangeKind::Rotation || Family::ALL.iter().all(|family| families(*family));
        let ready =
            !round.units.is_empty() && both && round.closes >= now.day() && !self.offers_of(id).await?.is_empty();
        if !ready {
            return Err(exchange::Refusal::RoundNotReady.into());
        }
        let next = Round { state: RoundState::Open, ..round.clone() };
        self.write_round(viewer, Some(&round), &next, round.version, now).await?;
        // Those who act for the units are told; cadres find it at home while it is open.
        let told = self.acting_for(&round.units, now).await?;
        let body = News::RoundOpened { round: id.clone(), title: round.title, closes: round.closes };
        self.tell(told.iter(), &body, now).await?;
        Ok(())
    }

    async fn close_wishes(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()> {
        let round = self.held_round(viewer, id, &[RoundState::Open]).await?;
        // Before the day that was announced, somebody could still be at their wishes.
        if now.day() <= round.closes {
            return Err(exchange::Refusal::WishesOpen.into());
        }
        let next = Round { state: RoundState::Matching, ..round.clone() };
        self.write_round(viewer, Some(&round), &next, round.version, now).await
    }
}

#[async_trait]
impl Entries for Store {
    async fn wish_form(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<WishForm> {
        let person = viewer.as_person()?.clone();
        let (round, stand) = self.seen_round(viewer, id).await?;
        let own_path = stand.own.ok_or(Fault::Forbidden)?;
        let entry = self.find_entry(id, &person).await?;
        let ground = self.ground(std::slice::from_ref(&person), now).await?;
        let home = round.participant(&own_path).map(|one| one.unit.clone());
        let mut posts: Vec<PostView> = self
            .offers_of(id)
            .await?
            .into_iter()
            // Inside one's own unit only a rotation moves people.
            .filter(|post| {
                round.kind == ExchangeKind::Rotation
                    || round.participant(&post.path).map(|one| &one.unit) != home.as_ref()
            })
            .filter_map(|post| {
                let vacancy = ground.offered(&post, round.kind)?;
                let findings = ground.findings_for(viewer, &person, &vacancy);
                let verdict = verdict(&findings, &[]);
                Some(PostView { post: post.known_to(viewer, &round), findings, verdict })
            })
            .collect();
        let wishes = entry.as_ref().map(|entry| entry.wishes.clone()).unwrap_or_default();
        let place = |post: &OfferId| wishes.iter().position(|wish| wish == post).unwrap_or(usize::MAX);
        posts.sort_by_key(|one| (place(&one.post.id), one.verdict == Verdict::Fail));
        let offered = self.offers_of(id).await?;
        let promises = promises(&round, &offered, round.mechanism);
        let entry = entry.map(|entry| entry.known_to(viewer, &round));
        Ok(WishForm { promises, round: round.known_to(viewer), posts, entry })
    }

    async fn save_wishes(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        wishes: &[OfferId],
        statement: &str,
        now: Moment,
    ) -> Answer<()> {
        let form = self.wish_form(viewer, id, now).await?;
        if !form.round.open(now.day()) {
            return Err(exchange::Refusal::WishesClosed.into());
        }
        let mut checks = Checks::default();
        checks.optional_text(statement, "statement", 500);
        let distinct: BTreeSet<&OfferId> = wishes.iter().collect();
        checks.require(!wishes.is_empty(), "wishes", Rule::Required);
        checks.require(distinct.len() == wishes.len(), "wishes", Rule::Taken);
        checks.require(wishes.len() <= MOST_WISHES, "wishes", Rule::Between(1, MOST_WISHES as i64));
        let allowed = |wish: &OfferId| form.posts.iter().any(|one| one.post.id == *wish && one.verdict < Verdict::Fail);
        checks.require(wishes.iter().all(allowed), "wishes", Rule::Unknown);
        checks.done()?;
        let person = self.get::<Person>(viewer.as_person()?).await?;
        let prior = form.entry.map(Known::into_inner);
        let fresh = self.new_entry(&form.round, &person, EntryState::Applied, now).await?;
        let state = match prior.as_ref().map(|one| one.state) {
            Some(EntryState::Nominated) => EntryState::Nominated,
            _ => EntryState::Applied,
        };
        let next = Entry {
            state,
            wishes: wishes.to_vec(),
            statement: statement.trim().to_owned(),
            ..prior.clone().unwrap_or(fresh)
        };
        self.write_entry(viewer, prior.as_ref(), &Entry { at: now, ..next }, now).await
    }

    async fn withdraw_entry(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()> {
        let (round, _) = self.seen_round(viewer, id).await?;
        let entry = self.find_entry(id, viewer.as_person()?).await?.ok_or(Fault::NotFound)?;
        if entry.state == EntryState::Withdrawn {
            return Ok(());
        }
        if !round.open(now.day()) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let next = Entry { state: EntryState::Withdrawn, at: now, ..entry.clone() };
        self.write_entry(viewer, Some(&entry), &next, now).await
    }

    async fn nominate(&self, viewer: &Viewer, id: &RoundId, people: &[PersonId], now: Moment) -> Answer<()> {
        let (round, stand) = self.seen_round(viewer, id).await?;
        if !stand.organiser && stand.acts.is_empty() {
            return Err(Fault::Forbidden);
        }
        if !round.open(now.day()) {
            return Err(exchange::Refusal::WishesClosed.into());
        }
        if people.is_empty() {
            return Err(Fault::field("people", Rule::Required));
        }
        let (mut rows, mut notices): (Vec<(String, Value)>, Vec<Value>) = (Vec::new(), Vec::new());
        let mut nominated: Vec<String> = Vec::new();
        for person in people {
            let person = self.get::<Person>(person).await?;
            let mine = viewer.require_at(Permission::EXCHANGE_ANSWER, &person.path).is_ok();
            if !(mine || stand.organiser) {
                return Err(Fault::Forbidden);
            }
            if round.participant(&person.path).is_none() {
                return Err(exchange::Refusal::NotTakingPart(person.name).into());
            }
            let known = self.find_entry(id, &person.id).await?;
            if known.as_ref().is_some_and(|one| one.state != EntryState::Withdrawn) {
                continue;
            }
            let mut entry = self.new_entry(&round, &person, EntryState::Nominated, now).await?;
            entry.version = known.map_or(0, |one| one.version) + 1;
            let body = News::Nominated { round: id.clone(), title: round.title.clone(), closes: round.closes };
            notices.push(notice_row(&person.id, &body, now));
            rows.push((entry_id(id, &person.id), content(&entry)));
            nominated.push(person.id.0.clone());
        }
        if rows.is_empty() {
            return Ok(());
        }
        let note = Note::of(viewer, now).creates("exchange_entry", id.as_str(), &round.path);
        let script = Script::default()
            .rewrite("exchange_entry", &rows)
            .insert("notice", &notices)
            .bind("nominated", nominated)
            .note(&note, "NONE", "{ nominated: $nominated }");
        self.write(Change::Answers("exchange.nominate"), script).await?;
        Ok(())
    }

    async fn settle_pair(
        &self,
        viewer: &Viewer,
        id: &OfferId,
        person: &PersonId,
        pin: Option<bool>,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        let post = self.get::<OfferedPost>(id).await?;
        let round = self.held_round(viewer, &post.round, &[RoundState::Open, RoundState::Matching]).await?;
        let entry = self.find_entry(&round.id, person).await?.ok_or(Fault::NotFound)?;
        if !entry.wishes.contains(id) {
            return Err(Fault::NotFound);
        }
        let mut next = round.clone();
        next.pinned.retain(|(who, which, _)| !(who == person && (which == id || pin == Some(true))));
        next.forbidden.retain(|(who, which, _)| !(who == person && which == id));
        if let Some(pin) = pin {
            let mut checks = Checks::default();
            checks.text(reason, "reason", 100);
            checks.done()?;
            let decision = (person.clone(), id.clone(), reason.trim().to_owned());
            if pin { next.pinned.push(decision) } else { next.forbidden.push(decision) }
        }
        self.write_round(viewer, Some(&round), &next, round.version, now).await
    }

    async fn save_pair(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        (one, other): (&PersonId, &PersonId),
        together: Option<bool>,
        now: Moment,
    ) -> Answer<()> {
        let round = self.held_round(viewer, id, &[RoundState::Open, RoundState::Matching]).await?;
        let entries = self.round_entries(id).await?;
        let inside = |person: &PersonId| entries.iter().any(|entry| entry.person == *person);
        if one == other || !inside(one) || !inside(other) {
            return Err(Fault::field("other", Rule::Unknown));
        }
        let mut next = round.clone();
        let same =
            |a: &str, b: &str| (a, b) == (one.as_str(), other.as_str()) || (b, a) == (one.as_str(), other.as_str());
        next.pairs.retain(|pair| !same(&pair.one, &pair.other));
        if let Some(together) = together {
            next.pairs.push(Pair { one: one.0.clone(), other: other.0.clone(), together });
        }
        self.write_round(viewer, Some(&round), &next, round.version, now).await
    }

    async fn weigh_entry(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        person: &PersonId,
        (priority, reason): (i64, &str),
        quality: Option<i64>,
        now: Moment,
    ) -> Answer<()> {
        self.held_round(viewer, id, &[RoundState::Open, RoundState::Matching]).await?;
        let entry = self.find_entry(id, person).await?.ok_or(Fault::NotFound)?;
        let mut checks = Checks::default();
        checks.between(priority, "priority", 0, 9);
        checks.between(quality.unwrap_or(0), "quality", 0, 100);
        if priority > 0 {
            checks.text(reason, "reason", 100);
        }
        checks.done()?;
        let next = Entry { priority, priority_reason: reason.trim().to_owned(), quality, ..entry.clone() };
        self.write_entry(viewer, Some(&entry), &next, now).await
    }
}

impl Store {
    /// The people who act for units now: holders of the role of unit HR.
    async fn acting_for(&self, units: &[Participant], now: Moment) -> Result<BTreeSet<PersonId>, StoreError> {
        let acts = |one: &Supervisor| {
            one.unit_hr && units.iter().any(|unit| one.path.starts_with(&unit.path) || unit.path.starts_with(&one.path))
        };
        Ok(self.supervisors(now).await?.into_iter().filter(acts).map(|one| one.person).collect())
    }

    /// Tells people something.
    pub(super) async fn tell(
        &self,
        people: impl Iterator<Item = &PersonId>,
        body: &News,
        now: Moment,
    ) -> Result<(), StoreError> {
        let notices: Vec<Value> = people.map(|person| notice_row(person, body, now)).collect();
        if notices.is_empty() {
            return Ok(());
        }
        self.write(
            Change::Answers("exchange.tell"),
            Script::new("INSERT INTO notice $rows RETURN NONE;").bind("rows", notices),
        )
        .await?;
        Ok(())
    }

    /// Rounds that take the viewer's wishes who has ranked none, or wait for their answer, for the home page.
    pub(crate) async fn rounds_due(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let Some(person) = asker.person() else { return Ok(Vec::new()) };
        if self.rounds_shown().await?.is_empty() {
            return Ok(Vec::new());
        }
        let key = ("own rounds", person.to_string());
        Ok(self.kept_at(key, asker.now, self.read_rounds_due(asker, person)).await?.to_vec())
    }

    /// Rounds that take wishes, or wait for answers.
    async fn rounds_shown(&self) -> Result<Arc<Vec<Round>>, StoreError> {
        let make = async {
            let bound = Script::default().json("shown", &[RoundState::Open, RoundState::Announced]);
            let shown: Vec<Round> = self.rows_where("state IN $shown", bound).await?;
            Ok::<_, StoreError>(Made::of(shown).on([On::All("exchange_round")]))
        };
        self.kept(("rounds", String::new()), make).await
    }

    async fn read_rounds_due(&self, asker: &Asker<'_>, person: &PersonId) -> Result<Made<Vec<Due>>, StoreError> {
        // Asked here, where it is noted what was written by then: those from before may be others.
        let shown = self.rounds_shown().await?;
        let ids: Vec<RecordId> =
            shown.iter().map(|one| RecordId::new("exchange_entry", entry_id(&one.id, person))).collect();
        let script = Script::new("SELECT VALUE path FROM type::record('person', $id); SELECT * FROM $ids;")
            .bind("id", person.as_str())
            .bind("ids", ids);
        let mut rows = asker.read(script, 2).await?;
        let path: String = rows.first(0)?.unwrap_or_default();
        let entries: HashMap<RoundId, Entry> =
            rows.take::<Entry>(1)?.into_iter().map(|one| (one.round.clone(), one)).collect();
        let today = asker.now.day();
        let due: Vec<Due> = shown
            .iter()
            .filter(|one| one.participant(&path).is_some())
            .filter(|round| match (round.state, entries.get(&round.id)) {
                (RoundState::Open, entry) => {
                    round.open(today)
                        && entry.is_none_or(|one| one.wishes.is_empty() && one.state != EntryState::Withdrawn)
                }
                (_, Some(entry)) => {
                    entry.reply == Reply::Waiting
                        && entry.state != EntryState::Withdrawn
                        && round.reply_until.is_some_and(|until| today <= until)
                }
                _ => false,
            })
            .map(|round| {
                Due::Exchange(Todo::Round {
                    until: round.reply_until.unwrap_or(round.closes),
                    announced: round.reply_until.is_some(),
                    id: round.id.clone(),
                    title: round.title.clone(),
                })
            })
            .collect();
        let on = [On::All("exchange_round"), On::of("exchange_entry", person), On::of("person", person)];
        Ok(Made::of(due).on(on).today(asker.now))
    }
}
