//! Requirements, categories, conversions: versions are only added, past years keep theirs.

use domain::code::{Level, Role, TrainingForm};
use domain::record::Hours;
use domain::training::port::{CategoryTree, Classes, Finishing, Ledger, OtherHours, Places, Requirements};
use domain::training::{
    Bar, Cap, Category, ClassDraft, ClassQuery, Conversion, HoursDraft, Mark, Measure, Requirement, TrainingRecord,
    version,
};
use domain::{Fault, Moment, Reason, Rule};
use store::Store;
use tests::{class, day, now, org_hr, small, today, viewer};

fn bar<'a>(record: &'a TrainingRecord, key: &str) -> &'a Bar {
    record.bars.iter().find(|bar| bar.key() == key).unwrap_or_else(|| panic!("no bar {key}"))
}

async fn record(store: &Store, person: &str, year: i32) -> TrainingRecord {
    store.record(&org_hr(), &person.into(), year, now()).await.unwrap()
}

/// Records `tenths` of a measure for somebody.
fn hours(person: &str, form: TrainingForm, measure: Measure, tenths: i32, on: &str) -> HoursDraft {
    HoursDraft {
        once: format!("{person}{on}{tenths}").replace('-', ""),
        people: vec![person.into()],
        title: "学习".into(),
        form,
        category: "theory".into(),
        measure,
        tenths,
        day: day(on),
        document: "签到表".into(),
    }
}

async fn change(store: &Store, rule: &str, from: &str, change: impl FnOnce(&mut Requirement)) {
    let all = store.requirements(&org_hr()).await.unwrap();
    let mut next = version(&all, rule, today()).unwrap().clone();
    next.from = day(from);
    next.basis = "云组通〔2026〕8号".into();
    change(&mut next);
    store.save_requirement(&org_hr(), &next, now()).await.unwrap();
}

#[tokio::test]
async fn a_past_year_is_shown_under_the_rules_then_in_force() {
    let store = small("mem://", 1).await;
    for year in ["2025-05-05", "2026-05-05"] {
        let draft = hours("p0", TrainingForm::OffJob, Measure::Day, 120, year);
        store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    }
    change(&store, "year-lower", "2026-01-01", |next| next.hours = Hours::whole(110)).await;
    let then = record(&store, "p0", 2025).await;
    let present = record(&store, "p0", 0).await;
    // Twelve days of eight hours.
    let shown =
        |record: &TrainingRecord| (bar(record, "year-lower").done.0 / 10, bar(record, "year-lower").need.0 / 10);
    assert_eq!((shown(&then), shown(&present)), ((96, 90), (96, 110)));
    assert_eq!((then.on, then.entries.len(), present.entries.len()), (day("2025-12-31"), 1, 2));
}

#[tokio::test]
async fn a_requirement_is_for_one_family_when_it_says_so() {
    let store = small("mem://", 1).await;
    change(&store, "year-online", "2026-01-01", |next| next.families = vec![domain::code::Family::Mass]).await;
    let has = |record: &TrainingRecord| record.bars.iter().any(|bar| bar.key() == "year-online");
    assert!(has(&record(&store, "p0", 0).await) && !has(&record(&store, "g0", 0).await));
}

#[tokio::test]
async fn only_the_authority_over_everybody_sets_what_holds_for_everybody() {
    let store = small("mem://", 1).await;
    let unit = viewer("u", "", &[(Role::OrgHr, "/p/union/")]);
    let all = store.requirements(&unit).await.unwrap();
    assert_eq!(store.save_requirement(&unit, &all[0], now()).await, Err(Fault::Forbidden));
    let unknown = Requirement { rule: "none".into(), ..all[0].clone() };
    assert_eq!(store.save_requirement(&org_hr(), &unknown, now()).await, Err(Fault::NotFound));
    let no_basis = Requirement { basis: " ".into(), ..all[0].clone() };
    assert!(matches!(store.save_requirement(&org_hr(), &no_basis, now()).await, Err(Fault::Invalid(_))));
    let no_such = Requirement { categories: vec!["none".into()], ..all[0].clone() };
    let fault = Fault::field("categories", Rule::Unknown);
    assert_eq!(store.save_requirement(&org_hr(), &no_such, now()).await, Err(fault));
    let new = Requirement { rule: String::new(), name: "法治学时".into(), ..all[1].clone() };
    store.save_requirement(&org_hr(), &new, now()).await.unwrap();
    assert_eq!(store.requirements(&unit).await.unwrap().len(), all.len() + 1);
}

#[tokio::test]
async fn hours_without_a_class_are_converted_capped_and_recorded_once() {
    let store = small("mem://", 2).await;
    let draft = HoursDraft {
        people: vec!["p0".into(), "p1".into()],
        ..hours("p0", TrainingForm::Collective, Measure::Day, 50, "2026-05-05")
    };
    store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    let one = record(&store, "p1", 0).await;
    assert_eq!(one.entries.len(), 1, "a second click records nothing");
    // Five days come to thirty hours; one event of the own unit counts eighteen at most.
    assert_eq!((one.entries[0].raw, one.entries[0].hours), (Hours::whole(30), Hours::whole(18)));
    assert_eq!(bar(&one, "year-lower").done, Hours::whole(18));

    let hr = viewer("hr", "p0", &[(Role::UnitHr, "/p/union/")]);
    let other = hours("g0", TrainingForm::Group, Measure::Session, 10, "2026-05-06");
    assert_eq!(store.record_hours(&hr, &other, now()).await, Err(Fault::Forbidden));
    let own = hours("p0", TrainingForm::Group, Measure::Session, 10, "2026-05-06");
    assert_eq!(store.record_hours(&hr, &own, now()).await, Err(Fault::Refused(Reason::OwnAccount)));
    let paper = hours("p1", TrainingForm::OffJob, Measure::Paper, 10, "2026-05-06");
    assert_eq!(store.record_hours(&hr, &paper, now()).await, Err(Fault::field("measure", Rule::NoConversion)));
    let ahead = hours("p1", TrainingForm::Group, Measure::Session, 10, "2026-12-30");
    assert_eq!(store.record_hours(&hr, &ahead, now()).await, Err(Fault::field("day", Rule::NotLater)));
    // All or none: one of another unit keeps everybody's out.
    let mixed = HoursDraft { people: vec!["p1".into(), "g0".into()], once: "mixed".into(), ..other };
    assert_eq!(store.record_hours(&hr, &mixed, now()).await, Err(Fault::Forbidden));
    assert_eq!(record(&store, "p1", 0).await.entries.len(), 1);
}

#[tokio::test]
async fn a_conversion_holds_from_its_day_on() {
    let store = small("mem://", 1).await;
    let row = Conversion {
        form: TrainingForm::Group,
        measure: Measure::Session,
        each: Hours::whole(4),
        most: Hours(0),
        basis: "云组通〔2026〕9号".into(),
        from: day("2026-07-01"),
        at: Moment(0),
        by: String::new(),
    };
    store.add_conversion(&org_hr(), &row, "", now()).await.unwrap();
    for on in ["2026-06-30", "2026-07-01"] {
        let draft = hours("p0", TrainingForm::Group, Measure::Session, 10, on);
        store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    }
    let entries = record(&store, "p0", 0).await.entries;
    assert_eq!(entries.iter().map(|one| one.hours.0 / 10).collect::<Vec<_>>(), [4, 3]);
}

#[tokio::test]
async fn what_is_capped_in_a_year_is_said() {
    let store = small("mem://", 1).await;
    let cap = Cap { form: TrainingForm::Group, hours: Hours::whole(6) };
    change(&store, "year-lower", "2026-01-01", |next| next.caps = vec![cap]).await;
    for n in 1..4 {
        let draft = hours("p0", TrainingForm::Group, Measure::Session, 10, &format!("2026-05-0{n}"));
        store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    }
    let record = record(&store, "p0", 0).await;
    let year = bar(&record, "year-lower");
    assert_eq!((year.done, year.capped[0].over), (Hours::whole(6), Hours::whole(3)));
}

#[tokio::test]
async fn categories_are_edited_and_classes_keep_theirs() {
    let store = small("mem://", 1).await;
    let category = Category {
        id: Default::default(),
        parent: "mass-work".into(),
        name: "基层治理".into(),
        name_en: "Grassroots governance".into(),
        rank: 0,
        active: true,
        version: 0,
    };
    store.save_category(&org_hr(), &category, now()).await.unwrap();
    let tree = store.categories(&org_hr()).await.unwrap();
    let made = tree.read("基层治理").unwrap().clone();
    let draft = ClassDraft { category: made.id.clone(), ..class(3) };
    let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
    // A class below a category is found under it, and counts for it.
    let query = ClassQuery { category: "mass-work".into(), ..ClassQuery::default() };
    assert_eq!(store.classes(&org_hr(), &query, now()).await.unwrap().total, 1);
    // A closed one takes no new classes; what has it keeps it.
    let closed = Category { active: false, ..made.clone() };
    store.save_category(&org_hr(), &closed, now()).await.unwrap();
    assert_eq!(store.save_class(&org_hr(), &draft, now()).await, Err(Fault::field("category", Rule::Unknown)));
    assert_eq!(store.class(&org_hr(), &id, now()).await.unwrap().class.category, made.id);
    let stale = Category { name: "又名".into(), ..made };
    assert_eq!(store.save_category(&org_hr(), &stale, now()).await, Err(Fault::Refused(Reason::Stale)));
}

#[tokio::test]
async fn hours_of_a_class_count_by_its_content_and_kind() {
    let store = small("mem://", 1).await;
    let draft = ClassDraft { category: "party-spirit".into(), kind: domain::code::ClassKind::Appointment, ..class(3) };
    let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    store.enrol(&viewer("a", "p0", &[]), &id, now()).await.unwrap();
    let before = record(&store, "p0", 0).await;
    assert_eq!(before.coming.len(), 1, "what a seat will give is known");
    let keys = &before.coming[0].1;
    assert!(keys.contains(&"basic-lower".to_owned()) && !keys.contains(&"year-online".to_owned()), "{keys:?}");
    let after = Moment::start_of(day("2026-12-04"));
    store.finish_class(&org_hr(), &id, &[Mark::new("p0".into(), Hours::whole(24), true)], after).await.unwrap();
    let shown = store.record(&org_hr(), &"p0".into(), 0, after).await.unwrap();
    assert_eq!(bar(&shown, "basic-lower").done, Hours::whole(24));
    assert_eq!(shown.entries[0].kind, Some(domain::code::ClassKind::Appointment));
    assert!(shown.coming.is_empty());
}

#[tokio::test]
async fn classes_that_would_fill_what_is_missing_are_named() {
    let store = small("mem://", 1).await;
    let id = store.save_class(&org_hr(), &class(3), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    let fillers = record(&store, "p0", 0).await.fillers;
    assert_eq!(fillers.len(), 1);
    assert_eq!(fillers[0].0.id, id);
    assert!(fillers[0].1.contains(&"year-lower".to_owned()) && !fillers[0].1.contains(&"year-online".to_owned()));
}

#[tokio::test]
async fn a_promotion_changes_what_is_required_and_what_was_missing_is_made_up() {
    let store = small("mem://", 1).await;
    let appoint = |level: Level, from: &str| {
        let (store, from) = (store.clone(), from.to_owned());
        async move {
            let draft = tests::post("p0", "union", "副部长", level, &from);
            tests::appoint(&store, draft).await.unwrap();
        }
    };
    appoint(Level::SectionChief, "2020-01-01").await;
    let draft = hours("p0", TrainingForm::OffJob, Measure::Hour, 600, "2025-05-05");
    store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    appoint(Level::DivisionDeputy, "2026-03-01").await;
    let record = record(&store, "p0", 0).await;
    // Sixty of ninety hours were done in 2025: thirty are due within a year.
    let make_up = bar(&record, "year-lower-make-up");
    assert_eq!((make_up.left(), make_up.until), (Hours::whole(30), day("2027-02-28")));
    // From March 2026 to the end of 2027 are 22 of 60 months of 550 hours.
    assert_eq!(bar(&record, "plan-upper").need, Hours(5500 * 22 / 60));
    assert_eq!(bar(&record, "post-upper").until, day("2027-02-28"));
    assert!(!record.bars.iter().any(|bar| bar.key() == "year-lower"));
    // The year before is still that of a section chief.
    let then = store.record(&org_hr(), &"p0".into(), 2025, now()).await.unwrap();
    assert_eq!(bar(&then, "year-lower").left(), Hours::whole(30));
}

#[tokio::test]
async fn a_past_year_is_shown_as_it_ended_in_the_plan_window_too() {
    let store = small("mem://", 1).await;
    for (on, days) in [("2025-05-06", 50), ("2026-03-03", 30)] {
        let draft = hours("p0", TrainingForm::OffJob, Measure::Day, days, on);
        store.record_hours(&org_hr(), &draft, now()).await.unwrap();
    }
    let (today, then) = (record(&store, "p0", 0).await, record(&store, "p0", 2025).await);
    let done = |record: &TrainingRecord| bar(record, "basic-lower").done;
    assert!(done(&today) > done(&then) && done(&then) > Hours(0), "{} {}", done(&today), done(&then));
    assert_eq!(done(&then), then.entries.iter().map(|entry| entry.hours).sum());
}
