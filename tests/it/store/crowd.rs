//! Lists of more people than a list puts in order by itself: every page is that of all of them put in order, for who
//! sees everybody and for who sees eleven, and after somebody moved or went.

use domain::access::Viewer;
use domain::appointment::{Appointment, open_end};
use domain::calendar::due::{Due, DueKind};
use domain::code::{AppointmentKind, Level, PersonState, Role, Tier, TrainingForm, UnitKind};
use domain::exchange::port::{Dues, StaffingTable};
use domain::exchange::view::{DueQuery, StaffingQuery, StaffingRow};
use domain::incentive::port::Awards;
use domain::incentive::{AwardKind, Draft, IncentiveQuery, Share, Suggestion};
use domain::organisation::Reorganisation;
use domain::organisation::port::Units;
use domain::page::{Page, Window};
use domain::person::Person;
use domain::pipeline::port::Pipelines;
use domain::pipeline::{Pipeline, Readiness, TalentQuery, TalentRow};
use domain::record::Hours;
use domain::time::parse_day;
use domain::training::port::{CallUps, Classes};
use domain::training::{Prospect, ProspectQuery, Total, Warning};
use domain::{ClassId, PersonId};
use store::{Bulk, Script, Store};
use tests::{class, day, now, org_hr, person, today, unit, viewer};

use super::call_up::draft;

/// More than a list puts in order by itself.
const PEOPLE: usize = 1_300;
/// Those of the smallest unit.
const FEW: usize = 11;

/// One of them.
struct One {
    person: Person,
    /// Of this year.
    hours: Hours,
}

fn all() -> Vec<One> {
    let root = unit("p", None, UnitKind::Region);
    let below = [unit("union", Some(&root), UnitKind::Union), unit("gov", Some(&root), UnitKind::GovernmentDepartment)];
    let city = unit("hx", Some(&root), UnitKind::Region);
    let league = unit("league", Some(&city), UnitKind::YouthLeague);
    let names = ["张伟", "王芳", "李娜", "单雄信", "曾黎"];
    let one = |n: usize| {
        let unit = if n < FEW { &league } else { &below[n % 2] };
        let levels = [Level::SectionChief, Level::SectionDeputy, Level::Staff, Level::DivisionChief];
        let grades = ["", "2024年称职；2025年优秀", "2023年优秀；2024年优秀；2025年优秀"];
        let record = person(&format!("n{n:04}"), names[n % names.len()], unit);
        let person = Person {
            level: levels[n % levels.len()],
            birth: parse_day(&format!("{}-0{}-11", 1964 + n % 40, 1 + n % 9)).unwrap().into(),
            level_since: Some(parse_day(&format!("{}-01-01", 2014 + n % 12)).unwrap().into()),
            assessments: grades[n % grades.len()].to_owned(),
            state: if n % 97 == 50 { PersonState::Retired } else { PersonState::Active },
            ..record.person
        };
        One { person, hours: Hours(if n.is_multiple_of(5) { 0 } else { (n as i32 * 37) % 1_500 }) }
    };
    (0..PEOPLE).map(one).collect()
}

async fn crowd() -> (Store, Vec<One>) {
    let store = tests::small("mem://", 0).await;
    let root = unit("p", None, UnitKind::Region);
    let city = unit("hx", Some(&root), UnitKind::Region);
    let league = unit("league", Some(&city), UnitKind::YouthLeague);
    store.load(Bulk::Units(vec![city, league])).await.unwrap();
    let all = all();
    let records = all.iter().map(|one| domain::import::Record {
        person: one.person.clone(),
        ..person("", "", &unit("union", Some(&root), UnitKind::Union))
    });
    store.load(Bulk::People(records.collect())).await.unwrap();
    let totals = all.iter().filter(|one| one.hours.0 > 0).map(|one| {
        let total = Total { year: 2026, form: TrainingForm::OffJob, category: "mass-work".into(), hours: one.hours };
        (one.person.id.clone(), one.person.path.clone(), total)
    });
    store.load(Bulk::Totals(totals.collect())).await.unwrap();
    (store, all)
}

/// A personnel office that sees eleven people.
fn office() -> Viewer {
    viewer("office", "", &[(Role::UnitHr, "/p/hx/league/"), (Role::Leader, "/p/hx/league/")])
}

/// All pages of a list, one after another.
async fn whole<T>(ask: impl AsyncFn(u32) -> Page<T>) -> Vec<T> {
    let (mut all, mut page) = (Vec::new(), 1);
    loop {
        let found = ask(page).await;
        let (pages, total) = (found.pages(), found.total as usize);
        assert_eq!(found.page, page);
        all.extend(found.rows);
        if page >= pages {
            assert_eq!(all.len(), total);
            return all;
        }
        page += 1;
    }
}

async fn move_league(store: &Store, parent: &str) {
    let to = Reorganisation::Move { parent: parent.into() };
    store.reorganise(&org_hr(), &"league".into(), &to, today(), "云编〔2026〕1号", now()).await.unwrap();
}

async fn prospects(store: &Store, who: &Viewer, query: &ProspectQuery) -> Vec<Prospect> {
    whole(async |page| {
        let window = Window { page, size: 60, ..Window::default() };
        store.prospects(who, &ProspectQuery { window, ..query.clone() }, now()).await.unwrap().people
    })
    .await
}

fn ids(rows: &[Prospect]) -> Vec<&str> {
    rows.iter().map(|row| row.person.as_str()).collect()
}

#[tokio::test]
async fn whom_to_call_up_is_everybody_meant_with_the_fewest_hours_first() {
    let (store, all) = crowd().await;
    let class: ClassId = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    store.publish_class(&org_hr(), &class, now()).await.unwrap();
    let meant = |fits: &dyn Fn(&Person) -> bool| -> Vec<&str> {
        let serves = |one: &&One| one.person.state == PersonState::Active && one.person.level.tier() == Tier::Section;
        let mut meant: Vec<&One> = all.iter().filter(serves).filter(|one| fits(&one.person)).collect();
        meant.sort_by_key(|one| (one.hours, one.person.level, one.person.id.clone()));
        meant.into_iter().map(|one| one.person.id.as_str()).collect()
    };
    let query = ProspectQuery { class: class.clone(), ..ProspectQuery::default() };
    let found = prospects(&store, &org_hr(), &query).await;
    assert_eq!(ids(&found), meant(&|_| true));
    assert!(found.iter().zip(found.iter().skip(1)).all(|(one, next)| one.hours <= next.hours));
    // Parts of the tree, also the smallest; and whoever sees no more than that.
    for unit in ["union", "gov", "league"] {
        let query = ProspectQuery { unit: unit.into(), ..query.clone() };
        assert_eq!(ids(&prospects(&store, &org_hr(), &query).await), meant(&|one| one.unit.as_str() == unit), "{unit}");
    }
    let few = meant(&|one| one.unit.as_str() == "league");
    assert!(!few.is_empty() && few.len() < FEW);
    assert_eq!(ids(&prospects(&store, &office(), &query).await), few);
    let named = ProspectQuery { q: "zhangwei".into(), ..query.clone() };
    assert_eq!(ids(&prospects(&store, &org_hr(), &named).await), meant(&|one| one.name == "张伟"));

    // Nothing against: neither a place nor far more hours than the year asks for.
    store.call_up(&org_hr(), &draft(&class, "训1", &[ids(&found)[0], ids(&found)[70]]), now()).await.unwrap();
    let found = prospects(&store, &org_hr(), &query).await;
    let against = |row: &&Prospect, what: fn(&Warning) -> bool| row.warnings.iter().any(what);
    assert_eq!(found.iter().filter(|row| against(row, |one| matches!(one, Warning::HasPlace(_)))).count(), 2);
    store.raw(Script::new("UPDATE ledger_total SET hours = 9000 WHERE person IN ['n0044', 'n0104']")).await.unwrap();
    let found = prospects(&store, &org_hr(), &query).await;
    assert_eq!(ids(&found)[found.len() - 2..], ["n0044", "n0104"], "who has most stands last");
    assert!(found[found.len() - 2..].iter().all(|row| against(&row, |one| matches!(one, Warning::OverTrained(_)))));
    let clear = ProspectQuery { clear: true, ..query.clone() };
    let left: Vec<&str> =
        found.iter().filter(|row| !against(row, Warning::is_against)).map(|row| row.person.as_str()).collect();
    assert!(left.len() + 4 <= found.len());
    assert_eq!(ids(&prospects(&store, &org_hr(), &clear).await), left);
    let union = ProspectQuery { unit: "union".into(), ..clear };
    let of_union: Vec<PersonId> =
        all.iter().filter(|one| one.person.unit.as_str() == "union").map(|one| one.person.id.clone()).collect();
    let left: Vec<&str> = left.into_iter().filter(|id| of_union.iter().any(|one| one.as_str() == *id)).collect();
    assert_eq!(ids(&prospects(&store, &org_hr(), &union).await), left);

    // A unit that moves takes its own along, and who retires is meant no more.
    let city = ProspectQuery { unit: "hx".into(), ..query.clone() };
    assert_eq!(ids(&prospects(&store, &org_hr(), &city).await), few);
    move_league(&store, "p").await;
    assert!(prospects(&store, &org_hr(), &city).await.is_empty());
    assert_eq!(prospects(&store, &org_hr(), &query).await.len(), found.len());
    store.raw(Script::new("UPDATE person SET state = 'retired' WHERE unit = 'league'")).await.unwrap();
    assert_eq!(prospects(&store, &org_hr(), &query).await.len(), found.len() - few.len());
    assert_eq!(store.recount_hours(2026).await.unwrap(), Vec::<String>::new());
}

async fn overlooked(store: &Store, who: &Viewer, text: &str) -> Vec<Suggestion> {
    whole(async |page| {
        let query = IncentiveQuery { overlooked: text.to_owned(), more: page, ..IncentiveQuery::default() };
        store.incentives(who, &query, now()).await.unwrap().suggestions
    })
    .await
}

async fn shares(store: &Store, who: &Viewer) -> Vec<(String, Vec<Share>)> {
    store.incentives(who, &IncentiveQuery::default(), now()).await.unwrap().shares
}

#[tokio::test]
async fn who_was_overlooked_is_a_page_of_all_and_awards_fall_where_their_people_are() {
    let (store, all) = crowd().await;
    let kind = |one: &Person| match one.assessments.matches("优秀").count() {
        3 => Some(AwardKind::MeritThree),
        1 => Some(AwardKind::Commendation),
        _ => None,
    };
    let pointed_at = |fits: &dyn Fn(&Person) -> bool| -> Vec<(&str, AwardKind)> {
        let serve = all.iter().map(|one| &one.person).filter(|one| one.state == PersonState::Active && fits(one));
        let mut found: Vec<_> = serve.filter_map(|one| Some((one, kind(one)?))).collect();
        found.sort_by_cached_key(|(one, kind)| {
            let read = store::search_key(&one.name).split(' ').nth(1).unwrap().to_owned();
            (std::cmp::Reverse(*kind), one.unit.clone(), read, one.name.clone(), one.id.clone())
        });
        found.into_iter().map(|(one, kind)| (one.id.as_str(), kind)).collect()
    };
    let told = |found: &[Suggestion]| -> Vec<(String, AwardKind)> {
        found.iter().map(|one| (one.person.0.clone(), one.kind)).collect()
    };
    let same = |found: &[Suggestion], expected: Vec<(&str, AwardKind)>| {
        assert!(!expected.is_empty());
        assert_eq!(told(found), expected.into_iter().map(|(id, kind)| (id.to_owned(), kind)).collect::<Vec<_>>());
    };
    let everybody = overlooked(&store, &org_hr(), "").await;
    same(&everybody, pointed_at(&|_| true));
    assert_eq!(everybody[0].years, [2023, 2024, 2025]);
    let in_league = |one: &Person| one.unit.as_str() == "league";
    same(&overlooked(&store, &office(), "").await, pointed_at(&in_league));
    same(&overlooked(&store, &org_hr(), "league").await, pointed_at(&in_league));
    same(&overlooked(&store, &org_hr(), "wangfang").await, pointed_at(&|one| one.name == "王芳"));
    same(&overlooked(&store, &office(), "王").await, pointed_at(&|one| in_league(one) && one.name == "王芳"));
    let past = IncentiveQuery { more: 99, ..IncentiveQuery::default() };
    let past = store.incentives(&org_hr(), &past, now()).await.unwrap().suggestions;
    assert_eq!((past.page, past.rows.last()), (past.pages(), everybody.last()), "past the last page is the last");

    // For whom an award is under way was not overlooked; whoever had one has had it.
    let first = everybody[0].person.clone();
    let draft = Draft {
        kind: AwardKind::MeritThree,
        title: String::new(),
        person: first.clone(),
        unit: Default::default(),
        deeds: "在服务职工工作中连续攻坚克难，群众评价好，成效明显突出。".into(),
    };
    store.nominate_award(&org_hr(), &draft, now()).await.unwrap();
    assert_eq!(told(&overlooked(&store, &org_hr(), "").await), told(&everybody[1..]));
    let update = async |sql: &str| store.raw(Script::new(sql)).await.unwrap();
    update("UPDATE award SET state = 'withdrawn'").await;
    assert_eq!(overlooked(&store, &org_hr(), "").await, everybody);
    assert!(shares(&store, &org_hr()).await.is_empty());
    update("UPDATE award SET state = 'conferred', conferred = '2026-05-01'").await;
    assert_eq!(told(&overlooked(&store, &org_hr(), "").await), told(&everybody[1..]));
    let counted = |shares: &[(String, Vec<Share>)]| -> Vec<(u32, u32)> {
        let sum = |groups: &Vec<Share>| groups.iter().fold((0, 0), |sum, one| (sum.0 + one.people, sum.1 + one.awards));
        shares.iter().map(|(_, groups)| sum(groups)).collect()
    };
    let serving = all.iter().filter(|one| one.person.state == PersonState::Active).count() as u32;
    assert_eq!(counted(&shares(&store, &org_hr()).await), [(serving, 1); 4], "by unit, level, sex and front line");
    assert!(shares(&store, &office()).await.is_empty());
    // Who moves takes their award along, and a unit that moves all of its own.
    update(&format!("UPDATE person:{first} SET unit = 'league', path = '/p/hx/league/'")).await;
    assert_eq!(counted(&shares(&store, &office()).await), [(FEW as u32 + 1, 1); 4]);
    move_league(&store, "p").await;
    assert!(overlooked(&store, &office(), "").await.is_empty(), "it is elsewhere now");
    assert_eq!(counted(&shares(&store, &org_hr()).await), [(serving, 1); 4]);
    update(&format!("UPDATE person:{first} SET state = 'retired'")).await;
    assert!(shares(&store, &org_hr()).await.is_empty());
    assert_eq!(store.recount_fairness(today()).await.unwrap(), Vec::<String>::new());
}

async fn talents(store: &Store, who: &Viewer, query: &TalentQuery) -> Vec<TalentRow> {
    whole(async |page| store.talents(who, &TalentQuery { page, ..query.clone() }, now()).await.unwrap().people).await
}

async fn pipeline(store: &Store, who: &Viewer) -> Pipeline {
    store.pipeline(who, &"".into(), now()).await.unwrap()
}

/// The numbers of the first page are those of the lists behind them.
async fn numbers_agree(store: &Store, who: &Viewer) {
    let found = pipeline(store, who).await;
    for (readiness, count) in found.counts {
        let query = TalentQuery { readiness: Some(readiness), ..TalentQuery::default() };
        assert_eq!(talents(store, who, &query).await.len() as u32, count, "{readiness:?}");
    }
    for rung in found.rungs {
        let own = TalentQuery {
            unit: rung.part.unit.clone(),
            own: rung.part.own,
            target: Some(rung.level),
            ..TalentQuery::default()
        };
        let ready = TalentQuery { readiness: Some(Readiness::Ready), ..own.clone() };
        assert_eq!(talents(store, who, &ready).await.len() as u32, rung.ready, "{rung:?}");
        let barred = TalentQuery { readiness: Some(Readiness::Barred), ..own };
        assert_eq!(talents(store, who, &barred).await.len() as u32, rung.barred, "{rung:?}");
        let beyond = TalentQuery { beyond: true, ..ready };
        assert_eq!(talents(store, who, &beyond).await.len() as u32, rung.beyond, "{rung:?}");
    }
}

#[tokio::test]
async fn people_of_the_pipeline_stand_in_one_order_and_are_counted_where_they_serve() {
    let (store, all) = crowd().await;
    let query = TalentQuery::default();
    let everybody = talents(&store, &org_hr(), &query).await;
    let serving = all.iter().filter(|one| one.person.state == PersonState::Active).count();
    assert_eq!(everybody.len(), serving, "something follows for each of them");
    let key = |row: &TalentRow| (row.target, row.readiness, row.on, row.organ_name.clone());
    assert!(everybody.is_sorted_by_key(key));
    assert!(everybody.iter().any(|row| row.readiness == Readiness::Ready));
    // Few enough to be put in order by themselves, they stand as among all.
    for unit in ["union", "gov", "league"] {
        let own = talents(&store, &org_hr(), &TalentQuery { unit: unit.into(), ..query.clone() }).await;
        let among: Vec<TalentRow> = everybody.iter().filter(|row| row.organ_name == unit).cloned().collect();
        assert_eq!(own, among, "{unit}");
        let beyond = TalentQuery { unit: unit.into(), beyond: true, ..query.clone() };
        let others: Vec<TalentRow> = everybody.iter().filter(|row| row.organ_name != unit).cloned().collect();
        assert_eq!(talents(&store, &org_hr(), &beyond).await, others, "all but {unit}");
    }
    let named = talents(&store, &org_hr(), &TalentQuery { q: "lina".into(), ..query.clone() }).await;
    assert_eq!(named, everybody.iter().filter(|row| row.name == "李娜").cloned().collect::<Vec<_>>());
    let office = office();
    assert_eq!(talents(&store, &office, &query).await.len(), FEW);
    for who in [&org_hr(), &office] {
        numbers_agree(&store, who).await;
    }

    // An investigation is known to the department alone: how ready somebody is gives it away to nobody else.
    let ready = |row: &&TalentRow| row.readiness == Readiness::Ready && row.organ_name == "union";
    let one = everybody.iter().find(ready).unwrap().person.clone();
    let known = format!("UPSERT circumstances:{one} SET person = '{one}', investigated = true, version = 1");
    store.raw(Script::new(&known)).await.unwrap();
    let leader = viewer("leader", "", &[(Role::Leader, "/p/")]);
    assert_eq!(talents(&store, &leader, &query).await, everybody);
    let barred: Vec<TalentRow> = talents(&store, &org_hr(), &query).await;
    assert_eq!(barred.len(), everybody.len());
    assert!(barred.is_sorted_by_key(key));
    let found = barred.iter().find(|row| row.person == one).unwrap();
    assert_eq!((found.readiness, found.on), (Readiness::Barred, None));
    for who in [&org_hr(), &leader] {
        numbers_agree(&store, who).await;
    }

    // A unit that moves is counted where it is, and who retires no more.
    let city = TalentQuery { unit: "hx".into(), ..query.clone() };
    assert_eq!(talents(&store, &org_hr(), &city).await.len(), FEW);
    move_league(&store, "p").await;
    assert!(talents(&store, &org_hr(), &city).await.is_empty());
    numbers_agree(&store, &org_hr()).await;
    store.raw(Script::new("UPDATE person SET state = 'retired' WHERE unit = 'league'")).await.unwrap();
    assert_eq!(talents(&store, &org_hr(), &query).await.len(), serving - FEW);
    numbers_agree(&store, &org_hr()).await;
    assert_eq!(store.recount_readiness(today()).await.unwrap(), Vec::<String>::new());
}

async fn dues(store: &Store, who: &Viewer, kind: Option<DueKind>) -> Vec<Due> {
    whole(async |page| store.dues(who, &DueQuery { kind, page }, now()).await.unwrap().dues).await
}

#[tokio::test]
async fn what_falls_due_stands_day_by_day_and_each_kind_is_counted() {
    let (store, _) = crowd().await;
    let everything = dues(&store, &org_hr(), None).await;
    assert!(everything.len() > 2 * 50, "of several pages: {}", everything.len());
    assert!(everything.is_sorted_by_key(|due| (due.on, due.kind, due.subject.clone())));
    let of = |unit: &str| -> Vec<Due> {
        let path = format!("/{unit}/");
        everything.iter().filter(|due| due.path.ends_with(&path)).cloned().collect()
    };
    // Few enough to be put in order by themselves.
    for (unit, path) in [("union", "/p/union/"), ("gov", "/p/gov/"), ("league", "/p/hx/league/")] {
        let own = dues(&store, &viewer("part", "", &[(Role::UnitHr, path)]), None).await;
        assert!(!own.is_empty());
        assert_eq!(own, of(unit), "{unit}");
    }
    for who in [org_hr(), office()] {
        let (all, list) = (dues(&store, &who, None).await, DueQuery::default());
        for (kind, count) in store.dues(&who, &list, now()).await.unwrap().counts {
            let own: Vec<Due> = all.iter().filter(|due| due.kind == kind).cloned().collect();
            assert_eq!(own.len() as u32, count, "{kind:?}");
            assert_eq!(dues(&store, &who, Some(kind)).await, own, "{kind:?}");
        }
    }
    let moved: Vec<String> = of("league").into_iter().map(|due| due.subject).collect();
    move_league(&store, "p").await;
    assert!(dues(&store, &office(), None).await.is_empty());
    let there = viewer("there", "", &[(Role::UnitHr, "/p/league/")]);
    assert_eq!(dues(&store, &there, None).await.into_iter().map(|due| due.subject).collect::<Vec<_>>(), moved);
    store.raw(Script::new("UPDATE person SET state = 'retired' WHERE unit = 'league'")).await.unwrap();
    assert_eq!(dues(&store, &org_hr(), None).await.len(), everything.len() - moved.len());
    assert_eq!(store.recount_dues(today()).await.unwrap(), Vec::<String>::new());
}

async fn staffing(store: &Store, who: &Viewer) -> Vec<StaffingRow> {
    whole(async |page| {
        let query = StaffingQuery { page, ..StaffingQuery::default() };
        store.staffing(who, &query, now()).await.unwrap().page
    })
    .await
}

#[tokio::test]
async fn shares_are_a_page_of_units_those_with_the_least_first() {
    let store = tests::small("mem://", 20).await;
    let root = unit("p", None, UnitKind::Region);
    let units: Vec<_> = (0..60).map(|n| unit(&format!("u{n:02}"), Some(&root), UnitKind::Women)).collect();
    let people = units
        .iter()
        .enumerate()
        .flat_map(|(n, unit)| (0..=n % 3).map(move |m| person(&format!("{}-{m}", unit.id), "王芳", unit)));
    let people: Vec<_> = people.collect();
    // Of every fourth unit one is lent by the government body.
    let lent = units.iter().enumerate().filter(|(n, _)| n % 4 == 0).map(|(n, unit)| Appointment {
        id: format!("lent{n:02}").into(),
        person: format!("g{}", n / 4).into(),
        unit: unit.id.clone(),
        unit_name: unit.name.clone(),
        post: Default::default(),
        title: "副主席".into(),
        level: Level::SectionDeputy,
        kind: AppointmentKind::Seconded,
        from: day("2026-01-01"),
        until: open_end(),
        document: "云任〔2026〕9号".into(),
        end_document: String::new(),
        main: false,
    });
    store.load(Bulk::Appointments(lent.collect())).await.unwrap();
    store.load(Bulk::Units(units.clone())).await.unwrap();
    store.load(Bulk::People(people)).await.unwrap();

    // The union has twenty and nobody who is lent.
    let full = |n: usize| n as u32 % 3 + 1;
    let mut expected: Vec<(u32, String, u32, u32)> = (0..60)
        .map(|n| (n, u32::from(n % 4 == 0)))
        .map(|(n, lent)| (lent * 1000 / (full(n) + lent), format!("u{n:02}"), full(n), lent))
        .chain([(0, "union".to_owned(), 20, 0)])
        .collect();
    expected.sort();
    let found = staffing(&store, &org_hr()).await;
    let row = |one: &StaffingRow| {
        let share = one.staffing.mixed_share().unwrap();
        (share, one.unit.0.clone(), one.staffing.full_time, one.staffing.seconded)
    };
    assert_eq!(found.iter().map(row).collect::<Vec<_>>(), expected);
    // One by name, one whose target is to be set wherever it stands, and whoever sees one alone.
    let query = StaffingQuery { q: "u07".into(), unit: "u56".into(), page: 1 };
    let named = store.staffing(&org_hr(), &query, now()).await.unwrap();
    assert_eq!((named.page.total, named.page.rows[0].unit.as_str()), (1, "u07"));
    assert!(named.chosen.is_some_and(|one| one.unit.as_str() == "u56" && one.editable));
    let own = viewer("own", "", &[(Role::UnitHr, "/p/u04/")]);
    let mine = staffing(&store, &own).await;
    assert_eq!(mine.iter().map(row).collect::<Vec<_>>(), [(333, "u04".to_owned(), 2, 1)]);
    let elsewhere = store.staffing(&own, &query, now()).await.unwrap();
    assert!(elsewhere.chosen.is_none() && elsewhere.page.rows.is_empty());
    // What has ended counts no more, and whoever moves counts where they are.
    store.raw(Script::new("UPDATE appointment SET `until` = '2026-10-01' WHERE unit = 'u04'")).await.unwrap();
    store.raw(Script::new("UPDATE person SET unit = 'u04', path = '/p/u04/' WHERE unit = 'u05'")).await.unwrap();
    assert_eq!(staffing(&store, &own).await.iter().map(row).collect::<Vec<_>>(), [(0, "u04".to_owned(), 5, 0)]);
    assert_eq!(staffing(&store, &org_hr()).await.len(), found.len() - 1, "nobody is left in one of them");
    assert_eq!(store.recount_mirror().await.unwrap(), Vec::<String>::new());
}
