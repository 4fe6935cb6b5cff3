//! What the tests share: a store with a small organisation, its people, and viewers.

use domain::access::{Grant, Viewer};
use domain::appointment::AppointmentDraft;
use domain::appointment::port::Appointments;
use domain::code::{
    AppointmentKind, ClassKind, Family, Level, PersonState, Politics, Role, Sex, Tier, TrainingForm, UnitKind,
    UnitLevel,
};
use domain::import::Record;
use domain::organisation::{Unit, path_of};
use domain::person::{Person, Sensitive};
use domain::record::Hours;
use domain::register::RegisterQuery;
use domain::time::parse_day;
use domain::training::port::Classes;
use domain::training::{ClassDraft, Enrolment, LessonDraft};
use domain::{ClassId, Day, Fault, GrantId, LessonId, Moment, PersonId, UnitId};
use store::{Bulk, Store, Target};

/// Shows with a failing test what the program logged, where `RUST_LOG` is set.
pub fn log() {
    if std::env::var_os("RUST_LOG").is_some() {
        let shown = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_test_writer();
        let _ = shown.try_init();
    }
}

/// The day the tests play on.
#[must_use]
pub fn today() -> Day {
    day("2026-11-23")
}

/// A moment of that day.
#[must_use]
pub fn now() -> Moment {
    Moment(Moment::start_of(today()).0 + 36_000_000)
}

/// A day.
///
/// # Panics
/// When the text is no day.
#[must_use]
pub fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

/// A unit; its path is its parent's and its own id.
#[must_use]
pub fn unit(id: &str, parent: Option<&Unit>, kind: UnitKind) -> Unit {
    Unit {
        id: id.into(),
        name: format!("{id}全称"),
        short: id.to_owned(),
        kind,
        family: kind.family().unwrap_or(Family::Government),
        level: UnitLevel::City,
        parent: parent.map(|p| p.id.clone()).unwrap_or_default(),
        path: path_of(parent.map_or("/", |p| p.path.as_str()), &UnitId::from(id)),
        headcount: 20,
        leading_posts: 4,
        members: Vec::new(),
        rank: 0,
        organ: String::new(),
        active: true,
        version: 0,
    }
}

/// A section chief of a unit.
#[must_use]
pub fn person(id: &str, name: &str, unit: &Unit) -> Record {
    Record {
        person: Person {
            id: id.into(),
            name: name.to_owned(),
            sex: Sex::Female,
            birth: day("1985-03-01").into(),
            ethnic: "汉族".to_owned(),
            native_place: "云江汇溪".to_owned(),
            birth_place: "云江汇溪".to_owned(),
            upbringing_place: String::new(),
            politics: Some(Politics::Member),
            party_joined: "200506".to_owned(),
            work_since: Some(day("2007-07-01").into()),
            technical_title: String::new(),
            specialty: String::new(),
            education: Vec::new(),
            resume: Vec::new(),
            honours: String::new(),
            assessments: String::new(),
            title: "科长".to_owned(),
            level: Level::SectionChief,
            level_since: Some(day("2020-01-01").into()),
            rank: None,
            rank_since: None,
            old_age: None,
            unit: unit.id.clone(),
            path: unit.path.clone(),
            state: PersonState::Active,
            ended: None,
            has_photo: false,
            unknown: Vec::new(),
            version: 0,
        },
        sensitive: Sensitive { health: "健康".to_owned(), ..Sensitive::default() },
    }
}

/// A viewer with roles over paths.
#[must_use]
pub fn viewer(account: &str, person: &str, roles: &[(Role, &str)]) -> Viewer {
    let grants = roles
        .iter()
        .enumerate()
        .map(|(n, (role, path))| Grant {
            id: GrantId(format!("{account}-{n}")),
            account: account.into(),
            role: *role,
            unit: path.trim_matches('/').rsplit('/').next().unwrap_or_default().into(),
            path: (*path).to_owned(),
            from: Moment(0),
            until: Moment::FOREVER,
            delegated_from: GrantId::default(),
        })
        .collect();
    Viewer {
        account: account.into(),
        name: account.to_owned(),
        person: PersonId::from(person),
        grants,
        request: "r".to_owned(),
    }
}

/// Opens a store and brings it to its schema.
///
/// # Panics
/// When that fails.
pub async fn open(url: &str) -> Store {
    let store = Store::open(&Target::embedded(url)).await.expect("opens");
    store.migrate(false, now()).await.expect("migrates");
    store.seed_requirements(now()).await.expect("seeds");
    store.seed_exchange(now()).await.expect("seeds");
    Store::hash_passwords_with(|password| format!("plain:{password}"));
    store
}

/// A small organisation: /p/ with /p/union/ and /p/gov/, and people p0… in the union, g0… in the
/// government body.
///
/// # Panics
/// When it can't be loaded.
pub async fn small(url: &str, people: usize) -> Store {
    let store = open(url).await;
    let root = unit("p", None, UnitKind::Region);
    let union = unit("union", Some(&root), UnitKind::Union);
    let gov = unit("gov", Some(&root), UnitKind::GovernmentDepartment);
    let records = (0..people)
        .flat_map(|n| {
            [person(&format!("p{n}"), &format!("张{n}"), &union), person(&format!("g{n}"), &format!("李{n}"), &gov)]
        })
        .collect();
    store.load(Bulk::Units(vec![root, union, gov])).await.expect("units");
    store.load(Bulk::People(records)).await.expect("people");
    store
}

/// A main post by appointment.
#[must_use]
pub fn post(person: &str, unit: &str, title: &str, level: Level, from: &str) -> AppointmentDraft {
    AppointmentDraft {
        person: person.into(),
        version: 0,
        unit: unit.into(),
        post: Default::default(),
        title: title.to_owned(),
        level: Some(level),
        kind: AppointmentKind::Appointed,
        from: day(from),
        until: None,
        document: "云任〔2026〕2号".to_owned(),
        main: true,
    }
}

/// Appoints somebody, their record read as it is.
///
/// # Errors
/// What the store answers.
pub async fn appoint(store: &Store, draft: AppointmentDraft) -> Result<(), Fault> {
    let version = store.find_person(&draft.person).await.expect("reads").map_or(0, |person| person.version);
    store.appoint(&org_hr(), &AppointmentDraft { version, ..draft }, now()).await
}

/// The organisation department over everything.
#[must_use]
pub fn org_hr() -> Viewer {
    viewer("org", "", &[(Role::OrgHr, "/p/")])
}

/// A class for section cadres, open for enrolment today.
#[must_use]
pub fn class(capacity: u32) -> ClassDraft {
    ClassDraft {
        id: ClassId::default(),
        version: 0,
        title: "群众工作能力提升班".to_owned(),
        category: "mass-work".into(),
        tier: Tier::Section,
        kind: ClassKind::InService,
        form: TrainingForm::OffJob,
        families: Vec::new(),
        hours: Hours::whole(24),
        capacity,
        unit: "p".into(),
        enrol_from: day("2026-11-01"),
        enrol_until: day("2026-11-30"),
        starts: day("2026-12-01"),
        ends: day("2026-12-03"),
        place: "党校".to_owned(),
        trainer: String::new(),
        about: String::new(),
        programme: Default::default(),
        admission: Default::default(),
    }
}

/// The same under a title of its own: what is sent twice is one class.
#[must_use]
pub fn new_class(capacity: u32) -> ClassDraft {
    static MADE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let n = MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    ClassDraft { title: format!("群众工作能力提升第{n}班"), ..class(capacity) }
}

/// All who have or had a place in a class.
///
/// # Panics
/// When the store fails.
pub async fn roster(store: &Store, class: &ClassId) -> Vec<Enrolment> {
    store.class_roster(&org_hr(), class, &RegisterQuery::default().whole()).await.expect("its people").page.rows
}

/// A lesson of a class.
#[must_use]
pub fn lesson(class: &ClassId, starts: Moment, ends: Moment, hours: i32) -> LessonDraft {
    LessonDraft {
        id: LessonId::default(),
        version: 0,
        class: class.clone(),
        title: "课".to_owned(),
        starts,
        ends,
        place: String::new(),
        trainer: "王老师".to_owned(),
        leader: false,
        hours: Hours::whole(hours),
    }
}
