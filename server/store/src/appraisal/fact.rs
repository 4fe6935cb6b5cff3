//! What points are worked out from: the system's own facts of a year, what the year brought, data
//! of third parties; and who takes part at all.

use async_trait::async_trait;
use domain::appraisal::port::ThirdParties;
use domain::appraisal::{DeedKind, DeedState, FactValue, Hindrance, Source};
use domain::exchange::case::Case;
use domain::record::{Circumstances, Grade};
use domain::tolerance::{Talk, TalkKind};

use super::*;
use crate::keys::spelled;

/// What a year begins with: people, sheets, rolls of voters, pools.
type YearPeople = (Vec<Member>, Vec<Sheet>, Vec<Value>, Vec<Pool>);

#[derive(Deserialize)]
struct PersonRow {
    id: PersonId,
    name: String,
    title: String,
    level: Level,
    unit: UnitId,
}

fn year_of(day: Day) -> i32 {
    use chrono::Datelike;
    day.year()
}

/// The first and last day of a year.
fn span(year: i32) -> (Day, Day) {
    let day = |month, day| Day::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1, 1), day(12, 31))
}

/// What third parties found about members, in hundredths of a point of a hundred: by name and, where
/// it is given, unit. A name that fits several people is nobody's. The last report counts.
pub(super) fn matched(all: &[ThirdParty], members: &[Member]) -> HashMap<MemberId, u32> {
    let mut found = HashMap::new();
    let mut by_name: HashMap<&str, Vec<&Member>> = HashMap::new();
    for member in members {
        by_name.entry(member.name.as_str()).or_default().push(member);
    }
    let mut sets: Vec<&ThirdParty> = all.iter().collect();
    sets.sort_by_key(|set| set.on);
    for set in sets {
        for (name, unit, points) in &set.lines {
            let fits: Vec<&&Member> = by_name
                .get(name.as_str())
                .into_iter()
                .flatten()
                .filter(|member| unit.is_empty() || member.unit_name == *unit)
                .collect();
            if let [one] = fits.as_slice() {
                found.insert(one.id.clone(), points * 100 / set.scale.max(1));
            }
        }
    }
    found
}

impl Store {
    /// The facts of a year, by person.
    pub(super) async fn facts_of(
        &self,
        people: &[PersonId],
        year: i32,
        rules: &AppraisalRules,
    ) -> Result<HashMap<PersonId, Vec<FactValue>>, StoreError> {
        #[derive(Deserialize)]
        struct Sum {
            person: PersonId,
            hours: i64,
        }
        // Of a year, all people: a scan of its sums is cheaper than as many searches as people.
        let sums: Vec<Sum> = self
            .rows(
                Script::new(
                    "SELECT person, math::sum(hours) AS hours FROM ledger_total WHERE year = $year GROUP BY person",
                )
                .bind("year", i64::from(year)),
            )
            .await?;
        let mut found: HashMap<PersonId, Vec<FactValue>> = people.iter().map(|id| (id.clone(), Vec::new())).collect();
        let mut add = |person: &PersonId, source: Source, value: u32| {
            if let Some(list) = found.get_mut(person) {
                list.push(FactValue { source, value });
            }
        };
        let mut hours: HashMap<PersonId, i64> = sums.into_iter().map(|one| (one.person, one.hours)).collect();
        for person in people {
            let tenths = hours.remove(person).unwrap_or(0).max(0);
            add(person, Source::Hours, u32::try_from(tenths * 10).unwrap_or(u32::MAX));
        }
        let cases: Vec<Case> = self.rows_among("person IN $some", people, Script::default()).await?;
        for case in cases {
            let reviewed = |event: &&domain::exchange::case::Event| {
                event.action == domain::exchange::case::ActionKind::Review && year_of(event.at.day()) == year
            };
            let count = case.history.iter().filter(reviewed).count();
            // The reviews of the year are the last so many; the newest says it.
            if let Some((_, grade, _)) = case.reviews.last().filter(|_| count > 0) {
                add(&case.person, Source::Posting, rules.points[*grade as usize] * 100);
            }
        }
        let (first, last) = span(year);
        let deeds: Vec<Deed> = self.rows_among("person IN $some", people, Script::default()).await?;
        let mut counts: BTreeMap<(PersonId, DeedKind), u32> = BTreeMap::new();
        for deed in deeds.iter().filter(|one| one.state == DeedState::Confirmed && (first..=last).contains(&one.on)) {
            *counts.entry((deed.person.clone(), deed.kind)).or_default() += 1;
        }
        // Where a unit keeps the register, nought is a fact; where nobody of it entered anything, nothing
        // is known, and the indicator's weight goes to the others.
        #[derive(Deserialize)]
        struct Of {
            id: PersonId,
            unit: UnitId,
        }
        let records: Vec<surrealdb::types::RecordId> =
            people.iter().map(|id| surrealdb::types::RecordId::new("person", id.as_str())).collect();
        let units: HashMap<PersonId, UnitId> = self
            .rows::<Of>(Script::new("SELECT record::id(id) AS id, unit FROM $records").bind("records", records))
            .await?
            .into_iter()
            .map(|one| (one.id, one.unit))
            .collect();
        let kept: std::collections::HashSet<(&UnitId, DeedKind)> =
            counts.keys().filter_map(|(person, kind)| Some((units.get(person)?, *kind))).collect();
        for person in people {
            for (kind, source) in [(DeedKind::Need, Source::Need), (DeedKind::Project, Source::Project)] {
                if units.get(person).is_some_and(|unit| kept.contains(&(unit, kind))) {
                    add(person, source, counts.get(&(person.clone(), kind)).copied().unwrap_or(0) * 100);
                }
            }
        }
        Ok(found)
    }

    /// What limits grades of a year: sanctions in force in it and admonitions, with the cases of
    /// fault tolerance that lift them (容错认定结果不作负面评价).
    pub(super) async fn appraisal_hindrances(
        &self,
        people: &[PersonId],
        year: i32,
    ) -> Result<HashMap<PersonId, Vec<Hindrance>>, StoreError> {
        let ids: Vec<String> = people.iter().map(|id| id.0.clone()).collect();
        let (first, last) = span(year);
        let known: Vec<Circumstances> = self
            .rows(
                Script::new("SELECT * FROM $ids.map(|$one: any| type::record('circumstances', $one))").bind("ids", ids),
            )
            .await?;
        let mut tolerated = self.tolerated_of(people).await?;
        let mut found: HashMap<PersonId, Vec<Hindrance>> = HashMap::new();
        for one in known {
            let one = Circumstances { tolerated: tolerated.remove(&one.person).unwrap_or_default(), ..one };
            if let Some(until) = one.sanction_until.filter(|until| *until >= first) {
                found.entry(one.person.clone()).or_default().push(Hindrance {
                    what: format!("处分影响期至{} {}", domain::time::day_text(until), one.sanction_document)
                        .trim()
                        .to_owned(),
                    most: Grade::Competent,
                    basis: "《公务员考核规定》受处分公务员的考核（请核对条款）".to_owned(),
                    lifted: one.lifted().unwrap_or_default().to_owned(),
                });
            }
        }
        let talks: Vec<Talk> = self.rows_among("person IN $some", people, Script::default()).await?;
        for talk in talks {
            let within = talk.on <= last && talk.until.is_some_and(|until| until >= first);
            if talk.kind == TalkKind::Admonish && within {
                found.entry(talk.person).or_default().push(Hindrance {
                    what: format!("诫勉（{}）", domain::time::day_text(talk.on)),
                    most: Grade::Competent,
                    basis: "受到诫勉的，影响期内年度考核不得确定为优秀（请核对条款）".to_owned(),
                    lifted: talk.lifted,
                });
            }
        }
        Ok(found)
    }

    pub(super) async fn third_parties(&self, id: &AppraisalId) -> Result<Vec<ThirdParty>, StoreError> {
        let mut found: Vec<ThirdParty> = self
            .rows(
                Script::new("SELECT * OMIT id FROM third_party WHERE appraisal = $appraisal")
                    .bind("appraisal", id.as_str()),
            )
            .await?;
        found.sort_by_key(|one| one.on);
        Ok(found)
    }
}

#[async_trait]
impl ThirdParties for Store {
    async fn add_third_party(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        draft: &ThirdPartyDraft,
        now: Moment,
    ) -> Answer<u32> {
        let one = self.get::<Appraisal>(id).await?;
        viewer.require_at(Permission::APPRAISAL_EDIT, &one.path)?;
        if one.step >= Step::Calibration {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let set = draft.read(now.day())?;
        let members = self.members_of(id).await?;
        let count = matched(std::slice::from_ref(&set), &members).len() as u32;
        if count == 0 {
            return Err(Fault::field("lines", Rule::Unmatched));
        }
        // A line that says nothing about anybody is not passed over.
        let mut known: std::collections::HashSet<MemberId> = std::collections::HashSet::new();
        let mut faults = Vec::new();
        for (n, line) in set.lines.iter().enumerate() {
            let alone = ThirdParty { lines: vec![line.clone()], ..set.clone() };
            let one = matched(&[alone], &members).into_keys().next();
            if one.is_none_or(|one| !known.insert(one)) {
                let rule = Rule::LineUnmatched(n as u32 + 1);
                faults.push(domain::fault::FieldFault { field: "lines".to_owned(), rule });
            }
        }
        if !faults.is_empty() {
            faults.truncate(20);
            return Err(Fault::Invalid(faults));
        }
        if !draft.replaces && self.third_parties(id).await?.iter().any(|held| held.report == set.report) {
            return Err(Fault::field("document", Rule::Taken));
        }
        // The same report twice is the same data set.
        use sha2::{Digest, Sha256};
        let hash = Sha256::new().chain_update(id.as_str()).chain_update(&set.report).finalize();
        let key = crate::audit::chain::hex(&hash[..16]);
        let note = Note::of(viewer, now).creates("third_party", &key, &one.path);
        let mut row = content(&set);
        row["appraisal"] = Value::from(id.as_str());
        let script = Script::new("UPSERT type::record('third_party', $id) CONTENT $row RETURN NONE;")
            .bind("id", key.clone())
            .bind("row", row)
            .bind("kept", json!({ "report": set.report, "agency": set.agency, "lines": set.lines.len() }))
            .note(&note, "NONE", "$kept");
        self.write(Change::Answers("appraisal.third-party"), script).await?;
        Ok(count)
    }
}

impl Store {
    /// Everybody in service in a unit and below, with a sheet for each unit that has people and, as
    /// the first proposal for its roll: those in leading posts of its organ as superiors, the others
    /// of the unit as peers. People served vote on paper or by slips.
    pub(super) async fn people_of_year(
        &self,
        id: &AppraisalId,
        draft: &Draft,
        unit: &Unit,
        scheme: &Scheme,
        rules: &AppraisalRules,
        now: Moment,
    ) -> Answer<YearPeople> {
        let scope = domain::access::Scope { paths: vec![unit.path.clone()] };
        let mut rows: Vec<PersonRow> = self
            .serving_in(&scope, |one| PersonRow {
                id: one.row.id.clone(),
                name: one.row.name.clone(),
                title: one.row.title.clone(),
                level: one.row.level,
                unit: one.row.unit.clone(),
            })
            .await?;
        rows.sort_by_cached_key(|row| (row.level, spelled(&row.name), row.name.clone(), row.id.clone()));
        let tree = self.tree().await?;
        let units = tree.by_id();
        rows.retain(|row| {
            units.get(&row.unit).is_some_and(|own| scheme.family.is_none_or(|family| family == own.family))
        });
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id.clone()).collect();
        let (_, last) = span(draft.year);
        let known: HashMap<PersonId, Circumstances> = self
            .rows::<Circumstances>(
                Script::new("SELECT * FROM $ids.map(|$one: any| type::record('circumstances', $one))")
                    .bind("ids", ids.iter().map(|id| id.0.clone()).collect::<Vec<_>>()),
            )
            .await?
            .into_iter()
            .map(|one| (one.person.clone(), one))
            .collect();
        let mut hindrances = self.appraisal_hindrances(&ids, draft.year).await?;
        let group = |kind: VoterKind| scheme.groups.iter().find(|one| one.kind == kind).map(|one| one.code.clone());
        let above = group(VoterKind::Superior);
        let beside = group(VoterKind::Peer).or_else(|| group(VoterKind::Subordinate)).or_else(|| above.clone());
        let mut sheets: BTreeMap<UnitId, Sheet> = BTreeMap::new();
        let mut members = Vec::with_capacity(rows.len());
        let mut pools: BTreeMap<String, String> = BTreeMap::new();
        let mut leaders: HashMap<UnitId, Vec<&PersonRow>> = HashMap::new();
        for row in rows.iter().filter(|row| leads(&row.title)) {
            if let Some(own) = units.get(&row.unit) {
                leaders.entry(organ(units, own).id.clone()).or_default().push(row);
            }
        }
        for row in &rows {
            let Some(own) = units.get(&row.unit) else { continue };
            let organ = organ(units, own);
            let (pool, pool_name) = match draft.pool_by {
                PoolBy::Unit => (organ.id.0.clone(), organ.short.clone()),
                PoolBy::Level => (row.level.code().to_owned(), row.level.name(Lang::Zh).to_owned()),
                PoolBy::Whole => ("all".to_owned(), unit.short.clone()),
            };
            pools.insert(pool.clone(), pool_name);
            let sheet = sheets.entry(own.id.clone()).or_insert_with(|| Sheet {
                id: SheetId(new_id(now)),
                appraisal: id.clone(),
                unit: own.id.clone(),
                unit_name: own.short.clone(),
                path: own.path.clone(),
                targets: Vec::new(),
                groups: Vec::new(),
                slips: Vec::new(),
                paper: Vec::new(),
                tally: None,
                counted: Vec::new(),
                at: None,
                version: 1,
            });
            let known = known.get(&row.id);
            let standing = Member::standing_of(
                0,
                known.is_some_and(|one| one.probation_until.is_some_and(|until| until >= last)),
                known.is_some_and(|one| one.investigated),
                rules,
            );
            let member = MemberId::of(id, &row.id);
            if matches!(standing, Standing::Full | Standing::Investigated) {
                sheet.targets.push(Target {
                    person: row.id.clone(),
                    member: member.clone(),
                    name: row.name.clone(),
                    post: row.title.clone(),
                });
            }
            members.push(Member {
                id: member,
                appraisal: id.clone(),
                year: draft.year,
                person: row.id.clone(),
                name: row.name.clone(),
                post: row.title.clone(),
                level: row.level,
                unit: own.id.clone(),
                unit_name: own.short.clone(),
                path: own.path.clone(),
                pool,
                sheet: sheet.id.clone(),
                standing,
                absent_days: 0,
                standing_reason: String::new(),
                hindrances: hindrances.remove(&row.id).unwrap_or_default(),
                report: None,
                facts: Vec::new(),
                score: None,
                suggested: None,
                outcome: None,
                log: Vec::new(),
                told: None,
                held: false,
                told_outcome: None,
                acknowledged: None,
                remedies: Vec::new(),
                version: 1,
            });
        }
        sheets.retain(|_, sheet| !sheet.targets.is_empty());
        let mut voters: Vec<Value> = Vec::new();
        for sheet in sheets.values() {
            let mut add = |person: &PersonId, name: &str, group: &Option<String>| {
                let Some(group) = group else { return };
                let key = format!("{}-{person}", sheet.id);
                if !voters.iter().rev().take_while(|one| one["sheet"] == sheet.id.as_str()).any(|one| one["id"] == key)
                {
                    voters.push(json!({
                        "id": key, "sheet": sheet.id, "person": person, "name": name, "group": group, "taken": "",
                    }));
                }
            };
            let Some(own) = units.get(&sheet.unit) else { continue };
            for row in leaders.get(&organ(units, own).id).into_iter().flatten() {
                add(&row.id, &row.name, if above.is_some() { &above } else { &beside });
            }
            for row in rows.iter().filter(|row| row.unit == sheet.unit) {
                add(&row.id, &row.name, &beside);
            }
        }
        let pools = pools.into_iter().map(|(key, name)| Pool { key, name, approved: None }).collect();
        Ok((members, sheets.into_values().collect(), voters, pools))
    }

    /// Whether every outcome still fits what the year brought, now that a meeting decides it: a case
    /// of fault tolerance may have lifted something, or been taken back, since the points.
    pub(super) async fn still_fit(&self, one: &Appraisal, members: &[Member]) -> Answer<()> {
        let people: Vec<PersonId> = members.iter().map(|member| member.person.clone()).collect();
        let mut hindrances = self.appraisal_hindrances(&people, one.year).await?;
        for member in members {
            let now = Member { hindrances: hindrances.remove(&member.person).unwrap_or_default(), ..member.clone() };
            if let Some(outcome) = now.outcome {
                now.fits(outcome)?;
            }
        }
        Ok(())
    }
}
