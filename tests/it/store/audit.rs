use domain::audit::AuditBreak;
use domain::training::port::Classes;
use store::{Script, Store};
use tests::{class, new_class, now, org_hr, small};

async fn with_rows() -> Store {
    let store = small("mem://", 1).await;
    for _ in 0..5 {
        store.save_class(&org_hr(), &new_class(3), now()).await.unwrap();
        store.seal(now()).await.unwrap();
    }
    store.save_class(&org_hr(), &new_class(3), now()).await.unwrap();
    store
}

/// Runs `sql` behind the program's back; `$sealed` is the id of a row that a seal covers
/// (the newest row waits for its seal still, so it would not do).
async fn tamper(store: &Store, sql: &str) {
    let sealed =
        "LET $sealed = type::record('audit', (SELECT VALUE rows FROM ONLY audit_seal ORDER BY id LIMIT 1)[0]);";
    store.raw(Script::new(&format!("{sealed} {sql}"))).await.unwrap();
}

#[tokio::test]
async fn a_sound_trail_verifies_and_names_its_head() {
    let store = with_rows().await;
    let report = store.verify_trail(None).await.unwrap();
    assert_eq!(report.breaks, []);
    assert_eq!((report.rows, report.pending), (8, 1));
    assert_eq!(store.verify_trail(Some(&report.head)).await.unwrap().breaks, []);
    assert_eq!(store.verify_trail(Some("00")).await.unwrap().breaks, [AuditBreak::HeadDiffers]);
}

#[tokio::test]
async fn a_removed_row_is_found() {
    let store = with_rows().await;
    tamper(&store, "DELETE $sealed").await;
    assert!(matches!(store.verify_trail(None).await.unwrap().breaks[..], [AuditBreak::RowMissing(_)]));
}

#[tokio::test]
async fn an_edited_row_is_found() {
    let store = with_rows().await;
    // Read-only fields can't be updated even by hand, so the row is replaced.
    tamper(
        &store,
        "LET $row = (SELECT * FROM ONLY $sealed);
         DELETE $sealed;
         CREATE $sealed CONTENT object::extend($row, { actor_name: '别人' });",
    )
    .await;
    let breaks = store.verify_trail(None).await.unwrap().breaks;
    assert!(matches!(breaks[..], [AuditBreak::RootDiffers(_)]), "{breaks:?}");
}

#[tokio::test]
async fn a_row_slipped_in_is_found() {
    let store = with_rows().await;
    tamper(
        &store,
        "LET $row = (SELECT * OMIT id FROM ONLY $sealed);
         CREATE type::record('audit', '0000slipped') CONTENT $row;",
    )
    .await;
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, [AuditBreak::RowUnknown("0000slipped".into())]);
}

#[tokio::test]
async fn a_seal_removed_or_rewritten_is_found() {
    let store = with_rows().await;
    tamper(&store, "DELETE type::record('audit_seal', '000000000002')").await;
    let breaks = store.verify_trail(None).await.unwrap().breaks;
    assert!(breaks.contains(&AuditBreak::LinkBroken(3)), "{breaks:?}");
}

#[tokio::test]
async fn a_seal_that_lies_about_its_number_is_found_and_stops_nothing() {
    let store = with_rows().await;
    tamper(
        &store,
        "LET $seal = (SELECT * FROM ONLY type::record('audit_seal', '000000000005'));
         DELETE $seal.id;
         CREATE $seal.id CONTENT object::extend($seal, { seq: 2 });",
    )
    .await;
    assert!(!store.verify_trail(None).await.unwrap().breaks.is_empty());
    store.seal(now()).await.unwrap();
}

#[tokio::test]
async fn a_change_and_its_row_stand_or_fall_together() {
    let store = small("mem://", 1).await;
    let before = store.verify_trail(None).await.unwrap().rows;
    let id = store.save_class(&org_hr(), &class(3), now()).await.unwrap();
    assert_eq!(store.verify_trail(None).await.unwrap().rows, before + 1);
    // A refused change leaves no row.
    let stale = domain::training::ClassDraft { id, version: 9, ..class(3) };
    store.save_class(&org_hr(), &stale, now()).await.unwrap_err();
    assert_eq!(store.verify_trail(None).await.unwrap().rows, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_sealers_seal_each_row_once() {
    let store = small("mem://", 1).await;
    let writing = {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..60 {
                store.save_class(&org_hr(), &new_class(3), now()).await.unwrap();
            }
        })
    };
    // Handles of one store, each sealing what it finds: as many processes would.
    let sealers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.beside();
            tokio::spawn(async move {
                for _ in 0..60 {
                    store.seal(now()).await.unwrap();
                }
            })
        })
        .collect();
    writing.await.unwrap();
    for sealer in sealers {
        sealer.await.unwrap();
    }
    while store.seal(now()).await.unwrap() > 0 {}
    let report = store.verify_trail(None).await.unwrap();
    assert_eq!(report.breaks, []);
    assert_eq!(report.pending, 0);
    let sealed = store.raw(Script::new("RETURN array::flatten((SELECT VALUE rows FROM audit_seal))")).await.unwrap();
    assert_eq!(sealed[0].as_array().unwrap().len() as u64, report.rows);
}

#[tokio::test]
async fn a_row_that_is_in_two_seals_is_found() {
    use domain::audit::Seal;
    let store = small("mem://", 1).await;
    store.save_class(&org_hr(), &class(3), now()).await.unwrap();
    store.seal(now()).await.unwrap();
    let first: Seal = serde_json::from_value(
        store.raw(Script::new("SELECT * OMIT id FROM ONLY audit_seal LIMIT 1")).await.unwrap().remove(0),
    )
    .unwrap();
    // As the sealer of another process left it that had read the rows before they were sealed.
    let mut second = Seal { seq: 2, previous: first.hash.clone(), hash: String::new(), ..first };
    second.hash = store::chain::seal(&second);
    let content = serde_json::to_value(&second).unwrap();
    store
        .raw(Script::new("CREATE type::record('audit_seal', '000000000002') CONTENT $seal").bind("seal", content))
        .await
        .unwrap();
    let breaks = store.verify_trail(None).await.unwrap().breaks;
    assert_eq!(breaks.len(), second.rows.len());
    assert!(breaks.iter().all(|found| matches!(found, AuditBreak::SealedTwice(_))), "{breaks:?}");
}

/// A row about something that has no name could not be read as a sentence.
#[test]
fn everything_that_is_noted_has_a_name() {
    fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    files(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/store/src"), &mut found);
    let mut subjects = std::collections::BTreeSet::new();
    for text in found.iter().map(|path| std::fs::read_to_string(path).unwrap()) {
        subjects.extend(text.split("table: \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        // The first text that is given with what was done is what the trail calls the thing.
        for act in [".creates(", ".updates(", ".saves(", ".ends(", ".does("] {
            let given = text.split(act).skip(1).filter_map(|rest| rest.split(';').next()?.split('"').nth(1));
            subjects.extend(given.filter(|subject| !subject.is_empty()).map(str::to_owned));
        }
    }
    assert!(subjects.len() > 50, "{subjects:?}");
    let nameless: Vec<&String> = subjects.iter().filter(|subject| domain::topic(subject).is_none()).collect();
    assert_eq!(nameless, Vec::<&String>::new());
}

#[tokio::test]
async fn the_trail_is_found_by_day_name_and_act_and_a_look_at_it_is_noted() {
    use domain::audit::port::Trail;
    use domain::audit::{Action, AuditQuery};
    use domain::code::Role;
    let store = with_rows().await;
    let auditor = tests::viewer("auditor", "", &[(Role::AuditAdmin, "/p/")]);
    let ask = async |query: AuditQuery| store.audit(&auditor, &query, now()).await.unwrap();
    let classes = ask(AuditQuery { subject: "class".into(), ..AuditQuery::default() }).await;
    assert_eq!(classes.len(), 6);
    assert!(classes.iter().all(|line| line.about.starts_with("群众工作能力提升第")), "things have names");
    assert_eq!(ask(AuditQuery { action: Some(Action::Export), ..AuditQuery::default() }).await, []);
    assert_eq!(ask(AuditQuery { name: "org".into(), ..AuditQuery::default() }).await.len(), 6);
    assert_eq!(ask(AuditQuery { name: "nobody".into(), ..AuditQuery::default() }).await, []);
    let day = |from: &str, until: &str| AuditQuery {
        from: Some(tests::day(from)),
        until: Some(tests::day(until)),
        subject: "class".into(),
        ..AuditQuery::default()
    };
    assert_eq!(ask(day("2026-11-23", "2026-11-23")).await.len(), 6);
    assert_eq!(ask(day("2026-11-24", "2026-11-30")).await, []);
    assert_eq!(ask(day("2026-11-01", "2026-11-22")).await, []);
    let looks = ask(AuditQuery { action: Some(Action::Look), ..AuditQuery::default() }).await;
    assert_eq!(looks.len(), 1, "once in a while, not for every page");
}

#[tokio::test]
async fn rows_of_one_thing_are_found_by_page() {
    use domain::audit::port::Trail;
    use domain::audit::{AuditQuery, PAGE};
    use domain::code::Role;
    let store = small("mem://", 1).await;
    for _ in 0..PAGE + 5 {
        store.save_class(&org_hr(), &new_class(3), now()).await.unwrap();
    }
    let auditor = tests::viewer("auditor", "", &[(Role::AuditAdmin, "/p/")]);
    let first =
        store.audit(&auditor, &AuditQuery { subject: "class".into(), ..Default::default() }, now()).await.unwrap();
    assert_eq!(first.len(), PAGE);
    let before = first.last().unwrap().row.id.clone();
    let rest = AuditQuery { subject: "class".into(), before, ..Default::default() };
    assert_eq!(store.audit(&auditor, &rest, now()).await.unwrap().len(), 5);
}
