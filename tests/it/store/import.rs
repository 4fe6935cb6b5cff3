use std::time::Duration;

use domain::import::{Field, ImportRow, ImportState, ImportView};
use domain::page::Window;
use domain::person::PeopleQuery;
use domain::ports::{Imports, People};
use domain::{Fault, ImportId, Reason};
use store::{NewImport, Store};
use tests::{now, org_hr, small, viewer};

fn row(line: u32, values: &[(Field, &str)]) -> ImportRow {
    ImportRow { line, values: values.iter().map(|(f, v)| (*f, (*v).to_owned())).collect(), ..ImportRow::default() }
}

fn roster(count: u32) -> Vec<ImportRow> {
    (0..count)
        .map(|n| {
            let seventeen = format!("{}19800115{:03}", 990_000 + n / 1000, n % 1000);
            let last = domain::person::id_number_check(&seventeen).unwrap();
            row(
                n + 2,
                &[
                    (Field::Name, &format!("王{n}")),
                    (Field::IdNumber, &format!("{seventeen}{last}")),
                    (Field::Sex, "男"),
                    (Field::Birth, "1980.01"),
                    (Field::Unit, "union全称"),
                    (Field::Title, "科员"),
                ],
            )
        })
        .collect()
}

async fn preview(store: &Store, rows: &[ImportRow]) -> ImportId {
    let new = NewImport { file: "名册.xlsx", columns: &[], rows, home: None };
    store.preview_import(&org_hr(), new, now()).await.unwrap()
}

async fn view(store: &Store, id: &ImportId) -> ImportView {
    store.import(&org_hr(), id, &Window::default()).await.unwrap()
}

async fn written(store: &Store, id: &ImportId) -> ImportView {
    loop {
        let view = view(store, id).await;
        if !matches!(view.state, ImportState::Preview | ImportState::Writing) {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn people(store: &Store) -> u32 {
    store.people(&org_hr(), &PeopleQuery::default()).await.unwrap().total
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_until_confirmed_and_the_same_file_twice_changes_nothing() {
    let store = small("mem://", 1).await;
    let rows = roster(600);
    let id = preview(&store, &rows).await;
    assert_eq!(view(&store, &id).await.counts, [600, 0, 0, 0]);
    assert_eq!(people(&store).await, 2);
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    assert_eq!(written(&store, &id).await.state, ImportState::Done);
    assert_eq!(people(&store).await, 602);
    let again = preview(&store, &rows).await;
    assert_eq!(view(&store, &again).await.counts, [0, 0, 600, 0]);
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_changed_since_the_preview_stops_the_whole_import() {
    let store = small("mem://", 1).await;
    let rows = roster(3);
    let id = preview(&store, &rows).await;
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    written(&store, &id).await;
    let mut changed = rows.clone();
    for row in &mut changed {
        row.values.push((Field::Specialty, "公文写作".to_owned()));
    }
    let (one, two) = (preview(&store, &changed).await, preview(&store, &changed).await);
    store.confirm_import(&org_hr(), &one, false, now()).await.unwrap();
    assert_eq!(written(&store, &one).await.state, ImportState::Done);
    store.confirm_import(&org_hr(), &two, false, now()).await.unwrap();
    assert_eq!(written(&store, &two).await.state, ImportState::Failed);
}

#[tokio::test]
async fn problems_are_named_by_row_and_must_be_skipped_on_purpose() {
    let store = small("mem://", 2).await;
    let mut rows = roster(2);
    rows.push(row(9, &[(Field::Name, "赵六"), (Field::IdNumber, "123"), (Field::Unit, "union全称")]));
    rows.push(ImportRow { line: 10, ..rows[0].clone() });
    let id = preview(&store, &rows).await;
    let view = view(&store, &id).await;
    assert_eq!(view.counts, [2, 0, 0, 2]);
    assert_eq!((view.rows.rows[0].line, view.rows.rows[1].line), (9, 10), "problems come first");
    let refused = store.confirm_import(&org_hr(), &id, false, now()).await;
    assert_eq!(refused, Err(Fault::Refused(Reason::ImportProblems(2))));
}

#[tokio::test]
async fn a_preview_is_only_its_uploaders() {
    let store = small("mem://", 1).await;
    let id = preview(&store, &roster(1)).await;
    let other = viewer("other", "", &[(domain::code::Role::OrgHr, "/p/")]);
    assert_eq!(store.import(&other, &id, &Window::default()).await.unwrap_err(), Fault::Refused(Reason::ImportGone));
}
