//! Talent pipelines against the store: what is known of people, from where it is kept.

use domain::code::Role;
use domain::exchange::port::Eligibility;
use domain::fault::Milestone;
use domain::person::PersonDraft;
use domain::person::port::People;
use domain::pipeline::port::Pipelines;
use domain::pipeline::{Condition, Depth, Found, PipelineRules, Readiness, TalentQuery};
use domain::record::Circumstances;
use domain::versioned::{Drawn, Versioned, Versioning, Versions};
use domain::{Fault, PersonId, Rule};
use store::Store;
use tests::{day, now, org_hr, small, viewer};

async fn readiness(store: &Store, person: &str) -> (Readiness, Vec<(Condition, Found)>) {
    let id: PersonId = person.into();
    let found = store.talent(&org_hr(), &id, now()).await.unwrap().assessment.unwrap();
    (found.readiness, found.findings.into_iter().map(|one| (one.condition, one.found)).collect())
}

/// A year's grades for somebody whose other conditions hold.
pub(super) async fn graded(store: &Store, person: &str, assessments: &str) {
    let one = store.person(&org_hr(), &person.into()).await.unwrap().person;
    let draft = PersonDraft { assessments: assessments.into(), ..super::completion::draft_of(&one) };
    store.save_person(&org_hr(), &draft, now()).await.unwrap();
}

#[tokio::test]
async fn a_sanction_bars_until_it_is_tolerated_and_again_when_that_ends() {
    let store = small("mem://", 3).await;
    store.raw(store::Script::new("DELETE standing")).await.unwrap();
    assert_eq!(readiness(&store, "p1").await.0, Readiness::Growing, "no grades on record");
    graded(&store, "p1", "2024年称职；2025年优秀").await;
    assert_eq!(readiness(&store, "p1").await.0, Readiness::Ready);
    let known = Circumstances {
        person: "p1".into(),
        sanction_until: Some(day("2027-05-20")),
        sanction_document: "处〔2026〕3号".into(),
        ..Default::default()
    };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let (barred, findings) = readiness(&store, "p1").await;
    assert!(barred == Readiness::Barred && findings.contains(&(Condition::Sanction, Found::Bars)), "{findings:?}");
    let effect = "CREATE tolerance_effect:f1 CONTENT { person: 'p1', case_number: '容错〔2026〕1号',
        document: '处〔2026〕3号', outcome: 'exempt', active: true, at: 1 };";
    store.raw(store::Script::new(effect)).await.unwrap();
    let (ready, findings) = readiness(&store, "p1").await;
    assert!(ready == Readiness::Ready && findings.contains(&(Condition::Sanction, Found::Lifted)), "{findings:?}");
    let list =
        store.talents(&org_hr(), &TalentQuery { q: "zhang1".into(), ..Default::default() }, now()).await.unwrap();
    let told: Vec<_> = list.people.rows.iter().map(|row| (row.person.as_str(), row.tolerated)).collect();
    assert_eq!(told, [("p1", true)]);
    store.raw(store::Script::new("UPDATE tolerance_effect:f1 SET active = false")).await.unwrap();
    assert_eq!(readiness(&store, "p1").await.0, Readiness::Barred);
}

#[tokio::test]
async fn the_structure_counts_each_organ_and_lists_agree_with_it() {
    let store = small("mem://", 3).await;
    store.raw(store::Script::new("DELETE standing")).await.unwrap();
    // A deputy division head of the union, and the section chiefs below.
    store
        .raw(store::Script::new("UPDATE person:p0 SET level = '1A32', birth = '1966-03-01', sex = '1'"))
        .await
        .unwrap();
    graded(&store, "p1", "2024年称职；2025年优秀").await;
    let found = store.pipeline(&org_hr(), &"".into(), now()).await.unwrap();
    let rung = found.rungs.iter().find(|one| one.level == domain::code::Level::DivisionDeputy).unwrap();
    assert_eq!((rung.serving, rung.leaving, rung.ready, rung.depth()), (1, 1, 1, Depth::Even));
    let total: u32 = found.counts.iter().map(|one| one.1).sum();
    for (readiness, count) in found.counts {
        let query = TalentQuery { readiness: Some(readiness), ..Default::default() };
        assert_eq!(store.talents(&org_hr(), &query, now()).await.unwrap().people.total, count);
    }
    assert_eq!(store.talents(&org_hr(), &TalentQuery::default(), now()).await.unwrap().people.total, total);
    // What a number counts is the list behind it.
    store.raw(store::Script::new("UPDATE person:p2 SET level = '1A31', unit = 'p', path = '/p/'")).await.unwrap();
    for rung in store.pipeline(&org_hr(), &"".into(), now()).await.unwrap().rungs {
        for (readiness, count) in [(Readiness::Ready, rung.ready), (Readiness::Barred, rung.barred)] {
            let query = TalentQuery {
                unit: rung.part.unit.clone(),
                own: rung.part.own,
                target: Some(rung.level),
                readiness: Some(readiness),
                ..Default::default()
            };
            assert_eq!(store.talents(&org_hr(), &query, now()).await.unwrap().people.total, count, "{rung:?}");
        }
    }
    // Within their own part of the tree alone.
    let leader = viewer("l", "", &[(Role::Leader, "/p/gov/")]);
    assert!(
        store
            .pipeline(&leader, &"".into(), now())
            .await
            .unwrap()
            .rungs
            .iter()
            .all(|one| one.part.unit.as_str() == "gov")
    );
    assert_eq!(store.pipeline(&leader, &"union".into(), now()).await, Err(Fault::Forbidden));
    assert_eq!(store.talent(&leader, &"p1".into(), now()).await, Err(Fault::Forbidden));
    let hr = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    assert_eq!(store.talents(&hr, &TalentQuery::default(), now()).await, Err(Fault::Forbidden));
}

#[tokio::test]
async fn the_numbers_hold_from_their_day_and_change_what_is_said() {
    let store = small("mem://", 3).await;
    store.raw(store::Script::new("DELETE standing")).await.unwrap();
    graded(&store, "p1", "2025年优秀").await;
    assert_eq!(readiness(&store, "p1").await.0, Readiness::Growing);
    let first = PipelineRules::first(now().day());
    let past = PipelineRules { from: day("2026-01-01"), ..first.clone() };
    assert_eq!(
        store.add_version(&org_hr(), &past, &Drawn::default(), now()).await,
        Err(Fault::field("from", Rule::not_before(Milestone::Today, now().day())))
    );
    let leader = viewer("l", "", &[(Role::Leader, "/p/")]);
    assert_eq!(store.add_version(&leader, &first, &Drawn::default(), now()).await, Err(Fault::Forbidden));
    let one_year = PipelineRules { graded_years: 1, ..first };
    store.add_version(&org_hr(), &one_year, &Drawn::default(), now()).await.unwrap();
    assert_eq!(readiness(&store, "p1").await.0, Readiness::Ready);
    let shown: Versions<PipelineRules> = store.versions(&org_hr()).await.unwrap();
    assert_eq!((shown.versions.len(), shown.editable), (1, true));
}
