use std::time::Duration;

use domain::import::port::{ImportRows, Imports};
use domain::import::{
    self, Choice, Field, ImportAnswers, ImportRow, ImportState, ImportView, NO_MEANING, ProblemRule, Verdict,
};
use domain::page::Window;
use domain::person::PeopleQuery;
use domain::person::port::People;
use domain::{Fault, ImportId};
use store::{NewImport, Store};
use tests::{now, org_hr, small, viewer};

fn row(line: u32, values: &[(Field, &str)]) -> ImportRow {
    ImportRow { line, values: values.iter().map(|(f, v)| (*f, (*v).to_owned())).collect(), ..ImportRow::default() }
}

pub(super) fn roster(count: u32) -> Vec<ImportRow> {
    (0..count)
        .map(|n| {
            // An odd number is a man's.
            let seventeen = format!("{}19800115{:03}", 990_000 + n / 500, n % 500 * 2 + 1);
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

pub(super) async fn preview(store: &Store, rows: &[ImportRow]) -> ImportId {
    let new = NewImport { file: "名册.xlsx", columns: &[], notes: &[], rows, home: None };
    store.preview_import(&org_hr(), new, now()).await.unwrap()
}

pub(super) async fn view(store: &Store, id: &ImportId) -> ImportView {
    store.import(&org_hr(), id, &Window::default()).await.unwrap()
}

pub(super) async fn written(store: &Store, id: &ImportId) -> ImportView {
    loop {
        let view = view(store, id).await;
        if !matches!(view.state, ImportState::Preview | ImportState::Writing) {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(super) async fn people(store: &Store) -> u32 {
    store.people(&org_hr(), &PeopleQuery::default()).await.unwrap().total
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_until_confirmed_and_the_same_file_twice_changes_nothing() {
    let store = small("mem://", 1).await;
    let rows = roster(600);
    let id = preview(&store, &rows).await;
    assert_eq!(view(&store, &id).await.counts, [600, 0, 0, 0, 0, 0]);
    assert_eq!(people(&store).await, 2);
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    assert_eq!(written(&store, &id).await.state, ImportState::Done);
    assert_eq!(people(&store).await, 602);
    let again = preview(&store, &rows).await;
    assert_eq!(view(&store, &again).await.counts, [0, 0, 600, 0, 0, 0]);
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
    assert_eq!(view.counts, [2, 0, 0, 2, 0, 0]);
    assert_eq!((view.rows.rows[0].line, view.rows.rows[1].line), (9, 10), "problems come first");
    let refused = store.confirm_import(&org_hr(), &id, false, now()).await;
    assert_eq!(refused, Err(import::Refusal::Problems(2).into()));
}

#[tokio::test]
async fn a_preview_is_only_its_uploaders() {
    let store = small("mem://", 1).await;
    let id = preview(&store, &roster(1)).await;
    let other = viewer("other", "", &[(domain::code::Role::OrgHr, "/p/")]);
    assert_eq!(store.import(&other, &id, &Window::default()).await.unwrap_err(), Fault::from(import::Refusal::Gone));
}

pub(super) fn plain(name: &str, sex: &str, birth: &str, unit: &str) -> Vec<(Field, String)> {
    [(Field::Name, name), (Field::Sex, sex), (Field::Birth, birth), (Field::Unit, unit)]
        .map(|(field, text)| (field, text.to_owned()))
        .to_vec()
}

pub(super) fn rows(all: Vec<Vec<(Field, String)>>) -> Vec<ImportRow> {
    (2u32..)
        .zip(all)
        .map(|(line, values)| ImportRow { line, source: "名册.xlsx".into(), values, ..ImportRow::default() })
        .collect()
}

pub(super) async fn write(store: &Store, rows: &[ImportRow]) -> ImportView {
    let id = preview(store, rows).await;
    store.confirm_import(&org_hr(), &id, true, now()).await.unwrap();
    written(store, &id).await
}

/// A5: a recruit of a name that somebody has was written over that other person.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_alone_overwrites_nobody() {
    let store = small("mem://", 1).await;
    write(&store, &rows(vec![plain("傅一鸣", "男", "1972.02.18", "union全称")])).await;
    let before = people(&store).await;
    let id = preview(&store, &rows(vec![plain("傅 一鸣", "女", "2000.01", "gov全称")])).await;
    let shown = view(&store, &id).await;
    assert_eq!(shown.counts, [0, 0, 0, 0, 1, 0]);
    let Verdict::Ask(asked) = &shown.rows.rows[0].verdict else { panic!() };
    assert_eq!((asked.people.len(), asked.people[0].said[2].as_str(), asked.new), (1, "1972-02-18", true));
    let refused = store.confirm_import(&org_hr(), &id, false, now()).await;
    assert_eq!(refused, Err(import::Refusal::Problems(1).into()));
    let answers = ImportAnswers { rows: vec![(0, Choice::New)], words: Vec::new() };
    store.answer_import(&org_hr(), &id, &answers, now()).await.unwrap();
    assert_eq!(view(&store, &id).await.counts, [1, 0, 0, 0, 0, 0]);
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    assert_eq!(written(&store, &id).await.state, ImportState::Done);
    assert_eq!(people(&store).await, before + 1);
    // Both are there now; name, birth and unit tell them apart, however the name is written.
    for (birth, unit) in [("1972.02", "union全称"), ("2000.01", "gov全称")] {
        let sex = if unit == "gov全称" { "女" } else { "男" };
        let id = preview(&store, &rows(vec![plain("傅　一\u{200B}鸣", sex, birth, unit)])).await;
        assert_eq!(view(&store, &id).await.counts, [0, 0, 1, 0, 0, 0], "{birth}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_chosen_is_changed_and_nobody_else_can_be_chosen() {
    let store = small("mem://", 1).await;
    write(&store, &rows(vec![plain("买买提·阿不都", "男", "1980.05", "union全称")])).await;
    let mut moved = plain("买买提•阿不都", "男", "1980.05", "gov全称");
    moved.push((Field::Title, "副科长".into()));
    let id = preview(&store, &rows(vec![moved])).await;
    let shown = view(&store, &id).await;
    let Verdict::Ask(asked) = &shown.rows.rows[0].verdict else { panic!("{:?}", shown.rows.rows) };
    let person = asked.people[0].id.clone();
    let choose = |id: &str| ImportAnswers { rows: vec![(0, Choice::Person(id.into()))], words: Vec::new() };
    store.answer_import(&org_hr(), &id, &choose("p0"), now()).await.unwrap();
    assert_eq!(view(&store, &id).await.counts, [0, 0, 0, 0, 1, 0], "somebody who was not asked about");
    store.answer_import(&org_hr(), &id, &choose(person.as_str()), now()).await.unwrap();
    let shown = view(&store, &id).await;
    assert_eq!(shown.counts, [0, 1, 0, 0, 0, 0]);
    let Verdict::Changed(changes) = &shown.rows.rows[0].verdict else { panic!() };
    let unit = changes.iter().find(|change| change.field == Field::Unit).unwrap();
    assert_eq!((unit.before.as_str(), unit.after.as_str()), ("union全称", "gov全称"), "units by their names");
}

/// C37 and its like: several people of one name in one file.
#[tokio::test(flavor = "multi_thread")]
async fn namesakes_in_one_file_are_two_people_or_asked() {
    let store = small("mem://", 1).await;
    let before = people(&store).await;
    let file = rows(vec![
        plain("褚同", "男", "1980.05", "union全称"),
        plain("褚同", "男", "1991.12", "union全称"),
        plain("褚 同", "男", "1991.12", "gov全称"),
    ]);
    let id = preview(&store, &file).await;
    let shown = view(&store, &id).await;
    assert_eq!(shown.counts, [2, 0, 0, 0, 1, 0]);
    let Verdict::Ask(asked) = &shown.rows.rows[0].verdict else { panic!() };
    assert_eq!(asked.row, Some(("名册.xlsx".into(), 3)));
    let answers = ImportAnswers { rows: vec![(2, Choice::Leave)], words: Vec::new() };
    store.answer_import(&org_hr(), &id, &answers, now()).await.unwrap();
    assert_eq!(view(&store, &id).await.counts, [2, 0, 0, 0, 0, 1]);
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    written(&store, &id).await;
    assert_eq!(people(&store).await, before + 2);
}

/// C3: what an export says of everybody comes in again, corrected or not.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_corrected_comes_in_again_for_all() {
    let store = small("mem://", 2).await;
    let mut twins: Vec<Vec<(Field, String)>> = (0..6).map(|_| plain("张伟", "男", "1980.05", "union全称")).collect();
    for (n, one) in twins.iter_mut().enumerate() {
        one.push((Field::Title, format!("科员{n}")));
    }
    let id = preview(&store, &rows(twins)).await;
    let answers = ImportAnswers { rows: (0..6).map(|n| (n, Choice::New)).collect(), words: Vec::new() };
    store.answer_import(&org_hr(), &id, &answers, now()).await.unwrap();
    store.confirm_import(&org_hr(), &id, false, now()).await.unwrap();
    written(&store, &id).await;
    let exported = store.export_records(&org_hr(), &PeopleQuery::default()).await.unwrap();
    let back = |correct: bool| -> Vec<ImportRow> {
        let rows_of = exported.iter().map(|(record, unit)| {
            Field::ALL
                .iter()
                .filter(|field| !field.is_sensitive() && !matches!(field, Field::Photo | Field::Resume))
                .map(|field| {
                    let text = match field {
                        Field::Unit => unit.clone(),
                        Field::Specialty if correct => "公文写作".to_owned(),
                        field => domain::import::text_of(*field, record),
                    };
                    (*field, text)
                })
                .collect()
        });
        rows(rows_of.collect())
    };
    let all = u32::try_from(exported.len()).unwrap();
    let same = preview(&store, &back(false)).await;
    assert_eq!(view(&store, &same).await.counts, [0, 0, all, 0, 0, 0]);
    let corrected = preview(&store, &back(true)).await;
    assert_eq!(view(&store, &corrected).await.counts, [0, all, 0, 0, 0, 0]);
}

/// C31: an unknown unit is asked with the nearest, once, and remembered.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_unit_and_unknown_words_are_asked_and_remembered() {
    let store = small("mem://", 1).await;
    let mut first = plain("岳单一", "女", "1988.04", "uniom全称");
    first.push((Field::Level, "正股级".into()));
    let file = rows(vec![first]);
    let home = domain::UnitId::from("gov");
    let new = NewImport { file: "a.xlsx", columns: &[], notes: &[], rows: &file, home: Some(&home) };
    let id = store.preview_import(&org_hr(), new, now()).await.unwrap();
    let shown = view(&store, &id).await;
    let Verdict::Problem(problems) = &shown.rows.rows[0].verdict else { panic!() };
    let rules: Vec<&ProblemRule> = problems.iter().map(|one| &one.rule).collect();
    assert_eq!(rules, [&ProblemRule::UnitUnknown, &ProblemRule::Word]);
    let unit = shown.words.iter().find(|word| word.field == Field::Unit).unwrap();
    assert_eq!(unit.nearest[0].0, "union");
    assert!(!shown.rows.rows[0].read.is_empty(), "what was read is shown");
    let words = |meaning: &str| ImportAnswers {
        rows: Vec::new(),
        words: vec![
            (Field::Unit, "uniom全称".into(), "union".into()),
            (Field::Level, "正股级".into(), meaning.to_owned()),
        ],
    };
    let wrong = store.answer_import(&org_hr(), &id, &words("元帅"), now()).await;
    assert!(matches!(wrong, Err(Fault::Invalid(_))));
    store.answer_import(&org_hr(), &id, &words("科员"), now()).await.unwrap();
    assert_eq!(view(&store, &id).await.counts, [1, 0, 0, 0, 0, 0]);
    let mut second = plain("岳单二", "女", "1989.04", "uniom全称");
    second.push((Field::Level, "正股级".into()));
    let later = preview(&store, &rows(vec![second])).await;
    assert_eq!(view(&store, &later).await.counts, [1, 0, 0, 0, 0, 0], "remembered for later files");
    let pass = ImportAnswers { rows: Vec::new(), words: vec![(Field::Level, "正股级".into(), NO_MEANING.into())] };
    store.answer_import(&org_hr(), &later, &pass, now()).await.unwrap();
    let shown = view(&store, &later).await;
    assert_eq!(shown.counts[0], 1);
}

/// Rows with problems do not vanish when the others are written.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_wait_stay_until_mended_or_given_up() {
    let store = small("mem://", 1).await;
    let mut file = roster(3);
    file.push(row(
        9,
        &[(Field::Name, "赵六"), (Field::Sex, "男"), (Field::Birth, "98.05"), (Field::Unit, "union全称")],
    ));
    file.push(row(
        10,
        &[(Field::Name, "钱七"), (Field::Sex, "男"), (Field::Birth, "1998.05"), (Field::Unit, "某单位")],
    ));
    let id = preview(&store, &file).await;
    store.confirm_import(&org_hr(), &id, true, now()).await.unwrap();
    let done = written(&store, &id).await;
    assert_eq!((done.state, done.written, done.counts), (ImportState::Done, 3, [0, 0, 0, 2, 0, 0]));
    assert_eq!(done.rows.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [9, 10]);
    let waiting = store.waiting_rows(&org_hr(), &id).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].0.get(Field::Birth)), (2, Some("98.05")));
    assert!(waiting[0].1.contains("出生年月：年份请写四位"), "{}", waiting[0].1);
    let open = store.open_imports(&org_hr()).await.unwrap();
    assert_eq!((open.len(), open[0].written, open[0].waiting), (1, 3, 2));
    // One is mended here; the other waits on.
    let answers = ImportAnswers { rows: Vec::new(), words: vec![(Field::Unit, "某单位".into(), "union".into())] };
    store.answer_import(&org_hr(), &id, &answers, now()).await.unwrap();
    assert_eq!(view(&store, &id).await.counts, [1, 0, 0, 1, 0, 0]);
    store.confirm_import(&org_hr(), &id, true, now()).await.unwrap();
    let done = written(&store, &id).await;
    assert_eq!((done.written, done.counts), (4, [0, 0, 0, 1, 0, 0]));
    let other = viewer("other", "", &[(domain::code::Role::OrgHr, "/p/")]);
    assert!(store.waiting_rows(&other, &id).await.is_err(), "its uploader's alone");
    store.drop_import(&org_hr(), &id, now()).await.unwrap();
    assert_eq!(store.open_imports(&org_hr()).await.unwrap(), []);
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
}

/// Two previews of one new person: the second does not enter them twice.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_entered_twice_by_two_previews() {
    let store = small("mem://", 1).await;
    let file = rows(vec![plain("程一禾", "女", "1985.03", "union全称")]);
    let (one, two) = (preview(&store, &file).await, preview(&store, &file).await);
    store.confirm_import(&org_hr(), &one, false, now()).await.unwrap();
    assert_eq!(written(&store, &one).await.state, ImportState::Done);
    let before = people(&store).await;
    store.confirm_import(&org_hr(), &two, false, now()).await.unwrap();
    assert_eq!(written(&store, &two).await.state, ImportState::Failed);
    assert_eq!(people(&store).await, before);
}

/// C61: names are found in every reading, also those whose keys an older program made.
#[tokio::test(flavor = "multi_thread")]
async fn names_are_found_in_every_reading() {
    let store = small("mem://", 1).await;
    let names = ["胡长治", "万俟雪", "解长乐", "阿卜杜拉·买买提", "李𬭳"];
    write(&store, &rows(names.iter().map(|name| plain(name, "男", "1980.05", "union全称")).collect())).await;
    let found = async |q: &str| {
        let query = PeopleQuery { q: q.to_owned(), ..PeopleQuery::default() };
        store.people(&org_hr(), &query).await.unwrap().rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    for (q, name) in [
        ("huchangzhi", "胡长治"),
        ("hcz", "胡长治"),
        ("moqixue", "万俟雪"),
        ("xcl", "解长乐"),
        ("abudulamaimaiti", "阿卜杜拉·买买提"),
        ("买买提", "阿卜杜拉·买买提"),
        ("lizhou", "李𬭳"),
        ("李𬭳", "李𬭳"),
    ] {
        assert_eq!(found(q).await, [name], "{q}");
    }
    // As an older program left them.
    store
        .raw(store::Script::new("UPDATE person SET search = 'x', name_key = ''; DELETE search_key:current;"))
        .await
        .unwrap();
    assert_eq!(found("hcz").await, Vec::<String>::new());
    store.migrate(false, now()).await.unwrap();
    assert_eq!(found("hcz").await, ["胡长治"]);
    let id = preview(&store, &rows(vec![plain("胡长治", "男", "1980.05", "union全称")])).await;
    assert_eq!(view(&store, &id).await.counts, [0, 0, 1, 0, 0, 0]);
}
