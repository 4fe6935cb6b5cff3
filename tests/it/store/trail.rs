//! What the trail keeps of what pages keep secret.

use std::collections::BTreeMap;

use domain::exchange::port::Eligibility;
use domain::incentive::port::{Awards, Cares};
use domain::incentive::{AwardKind, Care, CareKind, Draft};
use domain::record::{Circumstances, Interest};
use domain::tolerance::port::Talks;
use domain::tolerance::{TalkDraft, TalkKind};
use store::{Script, Store, trail};
use tests::{day, now, org_hr, small};

/// Tables whose rows the trail never copies, and those nothing is noted of.
const SECRET: &[&str] = &[
    "appraisal_member",
    "award",
    "care",
    "circumstances",
    "exchange_case",
    "exchange_entry",
    "exchange_offer",
    "exchange_round",
    "evaluation",
    "person_private",
    "question",
    "talk",
    "tolerance_case",
    "tolerance_effect",
];

async fn audit(store: &Store) -> Vec<serde_json::Value> {
    let rows = store.raw(Script::new("SELECT subject, before, after FROM audit")).await.unwrap();
    rows[0].as_array().unwrap().clone()
}

#[tokio::test]
async fn secret_kinds_leave_names_of_fields_and_no_values() {
    let store = small("mem://", 3).await;
    let secret = "绝不外传的内容";
    let known = Circumstances {
        person: "p1".into(),
        investigated: true,
        stated: secret.into(),
        sanction_document: secret.into(),
        interests: vec![Interest { unit: "gov".into(), what: secret.into() }],
        ..Default::default()
    };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    store
        .save_circumstances(&org_hr(), &Circumstances { investigated: false, version: 1, ..known }, now())
        .await
        .unwrap();
    let draft = Draft {
        kind: AwardKind::Commendation,
        title: String::new(),
        person: "p1".into(),
        unit: Default::default(),
        deeds: format!("{secret}，{}", "事".repeat(20)),
    };
    store.nominate_award(&org_hr(), &draft, now()).await.unwrap();
    let care = Care {
        id: Default::default(),
        person: "p1".into(),
        name: String::new(),
        path: String::new(),
        kind: CareKind::Hardship,
        on: day("2026-11-01"),
        text: secret.into(),
        by: String::new(),
        version: 0,
    };
    store.save_care(&org_hr(), &care, now()).await.unwrap();
    let talk = TalkDraft { reason: secret.into(), ..talk() };
    store.save_talk(&org_hr(), &talk, now()).await.unwrap();

    // What a rule says is no secret: it names nobody.
    let mut rows = audit(&store).await;
    rows.retain(|row| row["subject"] != "eligibility_rule");
    let text = serde_json::to_string(&rows).unwrap();
    assert!(!text.contains(secret) && !text.contains("nvestigat") && !text.contains("secret_bars"), "{text}");
    // That something changed, and where, is kept.
    let mut changed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        if let Some(names) = row["after"]["changed"].as_array() {
            let names = names.iter().filter_map(|one| Some(one.as_str()?.to_owned()));
            changed.entry(row["subject"].as_str().unwrap().to_owned()).or_default().extend(names);
        }
    }
    for (subject, field) in [("circumstances", "stated"), ("award", "deeds"), ("care", "text"), ("talk", "reason")] {
        assert!(changed[subject].iter().any(|name| name == field), "{subject}: {changed:?}");
    }
    let award = rows.iter().find(|row| row["subject"] == "award").unwrap();
    assert_eq!(award["after"]["step"], "nomination", "how far it came is no secret");
}

fn talk() -> TalkDraft {
    TalkDraft {
        person: "p1".into(),
        kind: TalkKind::Remind,
        on: day("2026-11-01"),
        reason: String::new(),
        document: String::new(),
        basis: "依据".into(),
    }
}

/// Every table is on one side or the other; a new one is secret until somebody decides that it is not.
#[tokio::test]
async fn every_table_is_kept_whole_by_decision_alone() {
    let store = small("mem://", 1).await;
    let info = store.raw(Script::new("INFO FOR DB")).await.unwrap();
    let tables: Vec<String> = info[0]["tables"].as_object().unwrap().keys().cloned().collect();
    assert!(SECRET.iter().all(|one| tables.iter().any(|table| table == one)), "{tables:?}");
    let whole = |table: &str| trail::WHOLE.contains(&table);
    assert_eq!(SECRET.iter().filter(|one| whole(one)).count(), 0);
    // What is named there is a table, or one of the trail's few subjects that are none.
    let subjects = ["store", "call", "page", "trail"];
    let unknown: Vec<_> = trail::WHOLE
        .iter()
        .filter(|one| !tables.iter().any(|table| table == *one) && !subjects.contains(one))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for table in tables.iter().filter(|table| !whole(table)) {
        let row = serde_json::json!({ "value": "绝不外传", "state": "open" });
        let kept = trail::tried(table, &row);
        let found = store.raw(kept).await.unwrap();
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains("绝不外传") && text.contains("\"value\""), "{table}: {text}");
    }
}
