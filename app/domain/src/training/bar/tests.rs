use proptest::prelude::*;

use super::*;
use crate::code::{Family, Level};
use crate::training::{Cap, first_categories, first_requirements};
use crate::{LedgerId, Moment};

fn day(text: &str) -> Day {
    crate::time::parse_day(text).unwrap()
}

fn total(year: i32, form: TrainingForm, hours: i32) -> Total {
    Total { year, form, category: "law".into(), hours: Hours::whole(hours) }
}

fn entry(on: &str, form: TrainingForm, kind: ClassKind, hours: i32) -> LedgerEntry {
    LedgerEntry {
        id: LedgerId(format!("{on}-{hours}")),
        person: "p".into(),
        class: "c".into(),
        title: "班".into(),
        form,
        category: "law".into(),
        kind: Some(kind),
        hours: Hours::whole(hours),
        raw: Hours::whole(hours),
        day: day(on),
        document: String::new(),
        reverses: LedgerId::default(),
        reversed_by: LedgerId::default(),
        reason: String::new(),
        at: Moment(0),
    }
}

fn somebody(level: Level, since: &str) -> Subject {
    Subject::now(Family::Mass, level, Some(day(since)))
}

fn find<'a>(bars: &'a [Bar], key: &str) -> &'a Bar {
    bars.iter().find(|bar| bar.key() == key).unwrap_or_else(|| panic!("no bar {key}"))
}

/// The bars of somebody under the first rules, some of them changed.
fn bars_with(
    change: impl Fn(&mut Requirement),
    subject: &Subject,
    totals: &[Total],
    entries: &[LedgerEntry],
    on: &str,
) -> Vec<Bar> {
    let mut requirements = first_requirements();
    requirements.iter_mut().for_each(change);
    let categories = first_categories();
    Rules { requirements: &requirements, categories: &categories }.bars(subject, totals, entries, day(on))
}

fn bars(subject: &Subject, totals: &[Total], on: &str) -> Vec<Bar> {
    bars_with(|_| (), subject, totals, &[], on)
}

#[test]
fn plan_window_and_calendar_year_stand_side_by_side() {
    let totals = [
        total(2022, TrainingForm::OffJob, 500),
        total(2024, TrainingForm::OffJob, 300),
        total(2026, TrainingForm::Group, 100),
        total(2026, TrainingForm::Online, 60),
    ];
    let bars = bars(&somebody(Level::DivisionDeputy, "2015-01-01"), &totals, "2026-11-23");
    let plan = find(&bars, "plan-upper");
    assert_eq!((plan.from, plan.until), (day("2023-01-01"), day("2027-12-31")));
    assert_eq!((plan.done, plan.left(), plan.percent()), (Hours::whole(400), Hours::whole(150), 73));
    assert_eq!(plan.elsewhere, Hours::whole(60));
    assert_eq!(plan.parts, [(TrainingForm::OffJob, Hours::whole(300)), (TrainingForm::Group, Hours::whole(100))]);
    assert!(find(&bars, "year-online").met() && !plan.decides(day("2026-11-23")));
}

#[test]
fn a_section_cadre_answers_for_the_year() {
    let totals = [total(2025, TrainingForm::OffJob, 90), total(2026, TrainingForm::OffJob, 30)];
    let bars = bars(&somebody(Level::SectionChief, "2015-01-01"), &totals, "2026-11-23");
    let year = find(&bars, "year-lower");
    assert_eq!((year.done, year.decides(day("2026-11-23"))), (Hours::whole(30), true));
    assert!(!bars.iter().any(|bar| bar.key() == "plan-upper"));
}

#[test]
fn nothing_applies_outside_its_dates() {
    let staff = somebody(Level::Staff, "2015-01-01");
    assert!(bars(&staff, &[], "2022-12-31").is_empty());
    assert!(!bars(&staff, &[], "2023-01-01").is_empty());
}

#[test]
fn what_is_capped_is_said() {
    let cap = |one: &mut Requirement| {
        if one.rule == "year-lower" {
            one.caps = vec![Cap { form: TrainingForm::Group, hours: Hours::whole(30) }];
        }
    };
    let totals = [total(2026, TrainingForm::Group, 50), total(2026, TrainingForm::OffJob, 20)];
    let bars = bars_with(cap, &somebody(Level::Staff, "2015-01-01"), &totals, &[], "2026-11-23");
    let year = find(&bars, "year-lower");
    assert_eq!(year.done, Hours::whole(50));
    let over = Capped { form: TrainingForm::Group, year: 2026, most: Hours::whole(30), over: Hours::whole(20) };
    assert_eq!(year.capped, [over]);
}

#[test]
fn content_counts_with_what_is_below_it() {
    let mut categories = first_categories();
    categories.0.push(crate::training::Category {
        id: "marxism".into(),
        parent: "theory".into(),
        ..categories.0[0].clone()
    });
    let requirements = first_requirements();
    let rules = Rules { requirements: &requirements, categories: &categories };
    let totals = [
        Total { category: "marxism".into(), ..total(2025, TrainingForm::OffJob, 60) },
        Total { category: "party-spirit".into(), ..total(2025, TrainingForm::OffJob, 15) },
        total(2025, TrainingForm::OffJob, 25),
        total(2025, TrainingForm::Online, 500),
    ];
    let bars = rules.bars(&somebody(Level::Staff, "2015-01-01"), &totals, &[], day("2026-11-23"));
    let basic = find(&bars, "basic-lower");
    assert_eq!((basic.done, basic.need), (Hours::whole(75), Hours::whole(240)));
    // A share is of the hours of its own forms.
    let share = find(&bars, "share-theory");
    assert_eq!((share.done, share.need, share.met()), (Hours::whole(75), Hours::whole(70), true));
    let spirit = find(&bars, "share-spirit");
    assert_eq!((spirit.done, spirit.need, spirit.met()), (Hours::whole(15), Hours::whole(20), false));
    assert!(!spirit.requirement.binding);
}

#[test]
fn what_goes_beyond_a_year_is_carried_once() {
    let carry = |one: &mut Requirement| {
        if one.rule == "year-lower" {
            one.carry = Hours::whole(20);
        }
    };
    let staff = somebody(Level::Staff, "2015-01-01");
    let done = |totals: &[Total]| {
        let bars = bars_with(carry, &staff, totals, &[], "2026-11-23");
        let year = find(&bars, "year-lower");
        (year.done.0 / 10, year.carried.0 / 10)
    };
    assert_eq!(done(&[total(2025, TrainingForm::OffJob, 200), total(2026, TrainingForm::OffJob, 10)]), (30, 20));
    // 2024 carries 20 into 2025, where they are used first: of its own 75 hours 5 go on.
    assert_eq!(done(&[total(2024, TrainingForm::OffJob, 150), total(2025, TrainingForm::OffJob, 75)]), (5, 5));
    // Hours carried once are not carried again.
    assert_eq!(done(&[total(2024, TrainingForm::OffJob, 150)]), (0, 0));
}

#[test]
fn a_past_year_is_computed_under_the_set_then_in_force() {
    let mut requirements = first_requirements();
    requirements.push(Requirement {
        id: "v2".into(),
        hours: Hours::whole(120),
        from: day("2026-01-01"),
        at: Moment(1_000),
        ..requirements[1].clone()
    });
    let categories = first_categories();
    let rules = Rules { requirements: &requirements, categories: &categories };
    let need = |on: &str| {
        let bars = rules.bars(&somebody(Level::Staff, "2015-01-01"), &[], &[], day(on));
        find(&bars, "year-lower").need
    };
    assert_eq!((need("2025-12-31"), need("2026-01-01")), (Hours::whole(90), Hours::whole(120)));
}

#[test]
fn who_joins_within_the_window_answers_for_that_part() {
    let since = |since: &str| {
        let before = (day("2012-01-01"), Level::SectionChief);
        let subject = somebody(Level::DivisionDeputy, since).with_earlier([before]);
        find(&bars(&subject, &[], "2027-06-01"), "plan-upper").need
    };
    assert_eq!(since("2020-01-01"), Hours::whole(550));
    // From January 2025 to December 2027 are 36 of 60 months.
    assert_eq!(since("2025-01-20"), Hours::whole(330));
}

#[test]
fn a_new_post_has_its_training_within_a_year() {
    let subject = somebody(Level::SectionChief, "2026-03-01").with_earlier([(day("2015-01-01"), Level::Staff)]);
    let entries = [
        entry("2025-12-01", TrainingForm::OffJob, ClassKind::Appointment, 60),
        entry("2026-05-01", TrainingForm::OffJob, ClassKind::InService, 40),
        entry("2026-06-01", TrainingForm::OffJob, ClassKind::Appointment, 20),
    ];
    let bars = bars_with(|_| (), &subject, &[], &entries, "2026-11-23");
    let post = find(&bars, "post-lower");
    // What was done within the year before counts as well; other kinds of class do not.
    assert_eq!((post.done, post.need, post.until), (Hours::whole(80), Hours(1125), day("2027-02-28")));
    assert!(!post.overdue(day("2027-02-28")) && post.overdue(day("2027-03-01")));
    assert!(post.decides(day("2027-01-01")) && !post.decides(day("2026-12-31")));
    // Who has long had their level is not asked.
    let old = bars_with(|_| (), &somebody(Level::SectionChief, "2020-01-01"), &[], &entries, "2026-11-23");
    assert!(!old.iter().any(|bar| bar.key() == "post-lower"));
}

#[test]
fn what_was_missing_at_a_promotion_is_made_up_within_a_year() {
    let subject =
        somebody(Level::DivisionDeputy, "2026-03-01").with_earlier([(day("2015-01-01"), Level::SectionChief)]);
    let entries = [
        entry("2025-05-01", TrainingForm::OffJob, ClassKind::InService, 60),
        entry("2026-01-10", TrainingForm::OffJob, ClassKind::InService, 8),
        entry("2026-04-01", TrainingForm::OffJob, ClassKind::InService, 10),
    ];
    let bars = bars_with(|_| (), &subject, &totals_of(&entries), &entries, "2026-11-23");
    let bar = find(&bars, "year-lower-make-up");
    // 90 were asked for in 2025 and 60 done; 10 were done since the promotion.
    assert_eq!((bar.need, bar.done, bar.until), (Hours::whole(30), Hours::whole(10), day("2027-02-28")));
    // Who had met it has nothing to make up.
    let met = [entry("2025-05-01", TrainingForm::OffJob, ClassKind::InService, 90)];
    let bars = bars_with(|_| (), &subject, &totals_of(&met), &met, "2026-11-23");
    assert!(!bars.iter().any(|bar| bar.make_up));
}

#[test]
fn the_pace_so_far_tells_the_end() {
    let totals = [total(2026, TrainingForm::OffJob, 70)];
    let bars = bars(&somebody(Level::Staff, "2015-01-01"), &totals, "2026-11-23");
    let year = find(&bars, "year-lower");
    // 327 of 365 days are over: 70 hours become 78.1.
    assert_eq!((year.forecast(day("2026-11-23")), year.on_course(day("2026-11-23"))), (Some(Hours(781)), false));
    assert!(year.on_course(day("2026-01-20")), "nothing can be told in the first month");
    assert_eq!(year.forecast(day("2026-07-01")), Some(Hours(1403)));
    assert_eq!(year.forecast(day("2026-12-31")), Some(Hours::whole(70)), "at the end it is what there is");
    // A share moves with what it is a share of: its hours tell nothing of the end.
    let share = bars.iter().find(|bar| bar.requirement.share > 0).unwrap();
    assert_eq!((share.forecast(day("2026-11-23")), share.on_course(day("2026-11-23"))), (None, share.met()));
}

proptest! {
    /// A reversal takes away exactly what its entry gave, from whatever it counted for.
    #[test]
    fn reversal_cancels(hours in 1i32..500, other in 0i32..500, kind in 0usize..7, month in 1u32..13) {
        use crate::code::Code;
        let subject = somebody(Level::SectionChief, "2026-03-01").with_earlier([(day("2015-01-01"), Level::Staff)]);
        let on = format!("2026-{month:02}-15");
        let first = entry("2026-02-01", TrainingForm::OffJob, ClassKind::InService, other);
        let wrong = entry(&on, TrainingForm::OffJob, ClassKind::ALL[kind], hours);
        let back = LedgerEntry { id: "r".into(), hours: -wrong.hours, ..wrong.clone() };
        let (before, after) = (vec![first.clone()], vec![first, wrong, back]);
        let shown = |entries: &[LedgerEntry]| bars_with(|_| (), &subject, &totals_of(entries), entries, "2026-11-23");
        prop_assert_eq!(shown(&before), shown(&after));
    }

    /// More hours never make a requirement less met, and no bar counts more than was done.
    #[test]
    fn hours_only_help(
        done in proptest::collection::vec((2023i32..2027, 0usize..5, 0usize..7, 0i32..200), 0..20),
        more in (2023i32..2027, 0usize..5, 0usize..7, 0i32..200),
        cap in 0i32..100, carry in 0i32..60,
    ) {
        use crate::code::Code;
        let categories = first_categories();
        let one = |(year, form, category, hours): (i32, usize, usize, i32)| Total {
            category: categories.0[category].id.clone(),
            ..total(year, TrainingForm::ALL[form], hours)
        };
        let change = |one: &mut Requirement| {
            if one.share == 0 {
                one.caps = vec![Cap { form: TrainingForm::Group, hours: Hours::whole(cap) }];
                one.carry = Hours::whole(carry);
            }
        };
        let staff = somebody(Level::Staff, "2015-01-01");
        let before: Vec<Total> = done.into_iter().map(one).collect();
        let after: Vec<Total> = before.iter().cloned().chain([one(more)]).collect();
        let all: Hours = after.iter().map(|total| total.hours).sum();
        let (was, is) = (bars_with(change, &staff, &before, &[], "2026-11-23"), bars_with(change, &staff, &after, &[], "2026-11-23"));
        for (was, is) in was.iter().zip(&is) {
            prop_assert!(is.done >= was.done || is.requirement.share > 0);
            prop_assert!(is.done <= all);
            let over: Hours = is.capped.iter().map(|capped| capped.over).sum();
            if is.requirement.cycle == Cycle::Year {
                let year: Hours = after.iter().filter(|total| total.year == 2026).map(|total| total.hours).sum();
                prop_assert_eq!(is.done + -is.carried + over + is.elsewhere, year);
            }
        }
    }
}
