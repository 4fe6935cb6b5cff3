//! A unit that moves or is merged takes everything along that lies in it: the old side reads
//! nothing any more, the new side everything.

use std::collections::BTreeSet;

use domain::access::{Grant, Viewer};
use domain::appraisal::port::{Deeds, Members, Schemes, Sheets, Years};
use domain::appraisal::{Deed, DeedKind, DeedState, MemberFilter};
use domain::code::{Role, UnitKind};
use domain::exchange::eligibility::defaults;
use domain::exchange::port::{Cases, Eligibility, Rounds};
use domain::incentive::port::{Awards, Cares};
use domain::incentive::{AwardKind, Care, CareKind};
use domain::organisation::port::{Posts, Units};
use domain::organisation::{Post, Reorganisation};
use domain::person::PeopleQuery;
use domain::person::port::People;
use domain::tolerance::port::{Talks, ToleranceCases};
use domain::tolerance::{TalkDraft, TalkKind};
use domain::training::port::{CallUps, Classes, Courses, Exams, Holdings, Places, Plans, Questions, Surveys};
use domain::training::{
    ClassDraft, Course, CourseState, Exam, HoldingKind, HoldingQuery, Plan, Question, QuestionKind, QuestionQuery,
    Survey,
};
use domain::{
    AppraisalId, AwardId, CallUpId, CaseId, ClassId, CourseId, ExamId, Fault, GrantId, MemberId, Moment, PlanId,
    RoundId, SheetId, SurveyId, ToleranceId,
};
use store::{Actor, Bulk, MIGRATIONS, PLACED, Script, Store, Target};
use tests::{class, day, now, org_hr, small, today, unit, viewer};

/// Every role over a part of the tree.
fn side(path: &str) -> Viewer {
    let roles = [Role::OrgHr, Role::UnitHr, Role::Discipline, Role::TrainingManager, Role::Leader];
    viewer("side", "", &roles.map(|role| (role, path)))
}

/// What lies in the union, by kind.
struct Lying {
    award: AwardId,
    appraisal: AppraisalId,
    member: MemberId,
    sheet: SheetId,
    tolerance: ToleranceId,
    class: ClassId,
    /// One that keeps places for the union.
    wide: ClassId,
    exam: ExamId,
    course: CourseId,
    survey: SurveyId,
    plan: PlanId,
    call_up: CallUpId,
    round: RoundId,
    case: CaseId,
}

fn ok<T>(answer: &Result<T, Fault>) -> bool {
    match answer {
        Ok(_) => true,
        Err(Fault::Forbidden | Fault::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}

impl Lying {
    /// A store full of what can lie in a unit, all of it in the union.
    async fn put(store: &Store) -> Self {
        let (org, at) = (org_hr(), now());
        let (round, cases) = super::exchange::exchanged(store).await;
        let year = super::appraisal::set_up(store).await;
        super::appraisal::open_vote(store, &year).await;
        let detail = store.appraisal(&org, &year, at).await.unwrap();
        let sheet = detail.sheets.iter().find(|one| one.unit_name == "union").unwrap().id.clone();
        let members = store.appraisal_members(&org, &year, MemberFilter::All, &Default::default()).await.unwrap();
        let member = members.people.page.rows.iter().find(|row| row.name == "张1").unwrap().id.clone();
        let scheme = store.schemes(&org).await.unwrap().schemes[0].id.clone();
        let own = domain::appraisal::Draft {
            year: 2025,
            title: "2025年度考核".into(),
            unit: "union".into(),
            scheme,
            pool_by: domain::appraisal::PoolBy::Unit,
        };
        let appraisal = store.set_up_appraisal(&org, &own, at).await.unwrap();
        let award = super::incentive::published(store, "p1", AwardKind::Commendation).await;
        let care = Care {
            id: Default::default(),
            person: "p0".into(),
            name: String::new(),
            path: String::new(),
            kind: CareKind::Thanks,
            on: day("2026-11-20"),
            text: "职工来信感谢".into(),
            by: String::new(),
            version: 0,
        };
        store.save_care(&org, &care, at).await.unwrap();
        let deed = Deed {
            id: Default::default(),
            person: Default::default(),
            name: String::new(),
            path: String::new(),
            kind: DeedKind::Project,
            on: day("2026-05-01"),
            title: "职工服务中心改造".into(),
            evidence: "验收报告".into(),
            state: DeedState::Open,
            answer: String::new(),
            version: 0,
        };
        store.save_deed(&viewer("p0", "p0", &[]), &deed, at).await.unwrap();
        let discipline = viewer("jj", "", &[(Role::Discipline, "/p/")]);
        let tolerance = store.open_tolerance(&discipline, &super::tolerance::draft("p1"), at).await.unwrap();
        let talk = TalkDraft {
            person: "p1".into(),
            kind: TalkKind::Admonish,
            on: day("2026-11-20"),
            reason: "有关事实".into(),
            document: "处〔2026〕3号".into(),
            basis: "有关规定".into(),
        };
        store.save_talk(&discipline, &talk, at).await.unwrap();
        let rule = domain::exchange::eligibility::EligibilityRule {
            unit: "union".into(),
            from: today(),
            ..defaults().remove(0)
        };
        store.save_eligibility_rule(&org, &rule, at).await.unwrap();
        for n in 0..3 {
            let question = Question { unit: "union".into(), ..super::exam::question(n, QuestionKind::Single) };
            store.save_question(&org, &question, at).await.unwrap();
        }
        let wide = store.save_class(&org, &class(9), at).await.unwrap();
        let version = store.class(&org, &wide, at).await.unwrap().class.version;
        store.set_quotas(&org, &wide, version, &[("union".into(), 3)], at).await.unwrap();
        store.publish_class(&org, &wide, at).await.unwrap();
        let class = store.save_class(&org, &ClassDraft { unit: "union".into(), ..class(9) }, at).await.unwrap();
        store.publish_class(&org, &class, at).await.unwrap();
        store.enrol(&viewer("p0", "p0", &[]), &class, at).await.unwrap();
        let call_up = store.call_up(&org, &super::call_up::draft(&class, "调〔2026〕7号", &["p1"]), at).await.unwrap();
        let draft = Exam {
            rules: vec![super::exam::rule(QuestionKind::Single, 2, 5)],
            ..super::exam::draft(&class, Vec::new())
        };
        let exam = store.save_exam(&org, &draft, at).await.unwrap();
        let course = Course {
            id: Default::default(),
            title: "网络课".into(),
            category: "law".into(),
            unit: "union".into(),
            unit_name: String::new(),
            path: String::new(),
            hours: domain::record::Hours::whole(2),
            about: String::new(),
            strict: true,
            chapters: Vec::new(),
            state: CourseState::Draft,
            version: 0,
        };
        let course = store.save_course(&org, &course, at).await.unwrap();
        let survey: Survey = super::planning::survey("union");
        let survey = store.save_survey(&org, &survey, at).await.unwrap();
        let plan: Plan = super::planning::plan("union");
        let plan = store.save_plan(&org, &plan, at).await.unwrap();
        store.save_holding(&org, &super::library::holding(HoldingKind::Venue, "多功能厅", "union"), at).await.unwrap();
        let post = |unit: &str| Post {
            id: Default::default(),
            unit: unit.into(),
            title: "主席".into(),
            level: domain::code::Level::DivisionChief,
            seats: 1,
            leading: true,
            held: 0,
        };
        for unit in ["union", "gov"] {
            store.add_post(&org, &post(unit), at).await.unwrap();
        }
        let grant = Grant {
            id: GrantId("g-union".into()),
            account: "hr".into(),
            role: Role::UnitHr,
            unit: "union".into(),
            path: "/p/union/".to_owned(),
            from: Moment(0),
            until: Moment::FOREVER,
            delegated_from: GrantId::default(),
        };
        store.add_grant(Actor::default(), &grant, at).await.unwrap();
        store.settle_all(at).await.unwrap();
        let case = cases.into_iter().next().unwrap();
        Self {
            award,
            appraisal,
            member,
            sheet,
            tolerance,
            class,
            wide,
            exam,
            course,
            survey,
            plan,
            call_up,
            round,
            case,
        }
    }

    /// What somebody reads of it.
    async fn read_by(&self, store: &Store, who: &Viewer) -> BTreeSet<&'static str> {
        let at = now();
        let mut found = BTreeSet::new();
        let mut note = |what: &'static str, read: bool| {
            if read {
                found.insert(what);
            }
        };
        note("award", ok(&store.award(who, &self.award, at).await));
        note("appraisal", ok(&store.appraisal(who, &self.appraisal, at).await));
        note("member", ok(&store.appraisal_member(who, &self.member, at).await));
        note("sheet", ok(&store.sheet(who, &self.sheet, at).await));
        note("tolerance case", ok(&store.tolerance_case(who, &self.tolerance, at).await));
        note("class", store.class(who, &self.class, at).await.is_ok_and(|detail| detail.people.is_some()));
        note("exam", ok(&store.exam(who, &self.exam, at).await));
        note("course", ok(&store.course(who, &self.course).await));
        note("survey", ok(&store.survey(who, &self.survey, at).await));
        note("plan", ok(&store.plan(who, &self.plan).await));
        note("call-up", ok(&store.call_up_detail(who, &self.call_up).await));
        note("case", ok(&store.case(who, &self.case, at).await));
        note("person", ok(&store.person(who, &"p0".into()).await));
        note("talk", store.talks(who, &Default::default(), at).await.unwrap().page.total > 0);
        note("care", !store.cares(who, at).await.unwrap().is_empty());
        note("deed", !store.deeds(who, at).await.unwrap().is_empty());
        note("question", store.questions(who, &QuestionQuery::default()).await.unwrap().total > 0);
        note("holding", !store.library(who, &HoldingQuery::default(), at).await.unwrap().holdings.rows.is_empty());
        note("people", store.people(who, &PeopleQuery::default()).await.unwrap().total > 0);
        let round = store.round(who, &self.round, at).await;
        note("entry", round.is_ok_and(|round| round.entries.iter().any(|entry| entry.unit_name == "union")));
        found
    }
}

const ALL: [&str; 20] = [
    "appraisal",
    "award",
    "call-up",
    "care",
    "case",
    "class",
    "course",
    "deed",
    "entry",
    "exam",
    "holding",
    "member",
    "people",
    "person",
    "plan",
    "question",
    "sheet",
    "survey",
    "talk",
    "tolerance case",
];

/// What everybody reads: the award is published.
const PUBLIC: [&str; 1] = ["award"];

/// Tables in which a path says what was then: the trail, and what happened to units.
const HISTORY: [&str; 4] = ["audit", "audit_pending", "audit_seal", "unit_event"];

/// Where, in which table, a text that begins with `path` still stands.
async fn left_behind(store: &Store, path: &str) -> Vec<String> {
    fn holds(value: &serde_json::Value, path: &str) -> bool {
        match value {
            serde_json::Value::String(text) => text.starts_with(path) || text.contains(&format!("\"{path}")),
            serde_json::Value::Array(all) => all.iter().any(|one| holds(one, path)),
            serde_json::Value::Object(all) => all.values().any(|one| holds(one, path)),
            _ => false,
        }
    }
    let schema = store.schema().await.unwrap();
    let mut found = Vec::new();
    for table in schema["tables"].as_object().unwrap().keys().filter(|table| !HISTORY.contains(&table.as_str())) {
        let rows = store.raw(Script::new(&format!("SELECT * FROM {table}"))).await.unwrap().remove(0);
        for row in rows.as_array().into_iter().flatten().filter(|row| holds(row, path)) {
            found.push(format!("{table}: {row}"));
        }
    }
    found
}

async fn reorganise(store: &Store, unit: &str, change: Reorganisation) {
    store.reorganise(&org_hr(), &unit.into(), &change, today(), "云编〔2026〕1号", now()).await.unwrap();
    // Where people stand is counted anew before it is shown.
    store.settle_all(now()).await.unwrap();
}

#[tokio::test]
async fn a_unit_that_moves_takes_everything_along() {
    let store = small("mem://", 3).await;
    let root = unit("p", None, UnitKind::Region);
    let regions = ["hx", "ll"].map(|id| unit(id, Some(&root), UnitKind::Region));
    store.load(Bulk::Units(regions.to_vec())).await.unwrap();
    let lying = Lying::put(&store).await;
    reorganise(&store, "union", Reorganisation::Move { parent: "hx".into() }).await;
    let all: BTreeSet<&str> = ALL.into();
    assert_eq!(lying.read_by(&store, &side("/p/hx/")).await, all);
    assert_eq!(lying.read_by(&store, &side("/p/hx/union/")).await, all, "the unit's own");
    assert_eq!(left_behind(&store, "/p/union/").await, [""; 0]);
    reorganise(&store, "union", Reorganisation::Move { parent: "ll".into() }).await;
    assert_eq!(lying.read_by(&store, &side("/p/hx/")).await, PUBLIC.into(), "the old side");
    assert_eq!(lying.read_by(&store, &side("/p/ll/")).await, all, "the new side");
    assert_eq!(left_behind(&store, "/p/hx/union/").await, [""; 0]);
    // Who has a place by a quota keeps it, and the quota goes on.
    let detail = store.class(&org_hr(), &lying.wide, now()).await.unwrap();
    assert_eq!(detail.class.admission.quotas[0].path, "/p/ll/union/");
    assert!(store.enrol(&viewer("p2", "p2", &[]), &lying.wide, now()).await.is_ok());
}

#[tokio::test]
async fn a_merged_units_people_work_and_history_belong_to_the_one_that_goes_on() {
    let store = small("mem://", 3).await;
    let lying = Lying::put(&store).await;
    let all: BTreeSet<&str> = ALL.into();
    assert_ne!(lying.read_by(&store, &side("/p/gov/")).await, all);
    reorganise(&store, "union", Reorganisation::Merge { into: "gov".into() }).await;
    assert_eq!(lying.read_by(&store, &side("/p/gov/")).await, all);
    assert_eq!(lying.read_by(&store, &side("/p/union/")).await, PUBLIC.into());
    // Nothing lies where the unit was but the unit itself, below the one that took it over.
    let left = left_behind(&store, "/p/union/").await;
    assert_eq!(left, [""; 0]);
    let history = store.unit(&side("/p/gov/"), &"union".into()).await.unwrap();
    assert_eq!((history.unit.path.as_str(), history.unit.active), ("/p/gov/union/", false));
    assert!(!history.history.is_empty());
    // One chair with two seats, not two chairs.
    let posts = store.unit(&org_hr(), &"gov".into()).await.unwrap().posts;
    assert_eq!(posts.iter().map(|post| (post.title.as_str(), post.seats)).collect::<Vec<_>>(), [("主席", 2)]);
    // Whoever names no target is told which field is empty.
    let nowhere = Reorganisation::Merge { into: Default::default() };
    let refused = store.reorganise(&org_hr(), &"gov".into(), &nowhere, today(), "", now()).await;
    assert_eq!(refused, Err(Fault::field("target", domain::Rule::Required)));
}

/// A new copy of a path is moved, or this fails: every field named so in the schema is in the list,
/// and none of them is read-only.
#[tokio::test]
async fn every_path_of_the_schema_is_moved() {
    let listed: BTreeSet<(String, String)> = PLACED
        .iter()
        .flat_map(|table| table.paths.iter().map(|field| (table.table.to_owned(), (*field).to_owned())))
        .collect();
    let store = tests::open("mem://").await;
    let schema = store.schema().await.unwrap();
    let mut declared = BTreeSet::new();
    for table in schema["tables"].as_object().unwrap().keys().filter(|table| !HISTORY.contains(&table.as_str())) {
        let info = store.raw(Script::new(&format!("INFO FOR TABLE {table}"))).await.unwrap().remove(0);
        for (field, text) in info["fields"].as_object().unwrap() {
            if field == "path" || field.ends_with("_path") {
                assert!(!text.as_str().unwrap().contains("READONLY"), "{table}.{field} can't be moved");
                declared.insert((table.clone(), field.clone()));
            }
        }
    }
    assert_eq!(declared.difference(&listed).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
}

#[tokio::test]
async fn what_an_earlier_move_left_behind_follows() {
    let store = Store::open(&Target::embedded("mem://")).await.unwrap();
    let before = MIGRATIONS.iter().position(|(name, _)| name.ends_with("_places")).unwrap();
    store.migrate_with(&MIGRATIONS[..before], false, now()).await.unwrap();
    let unit = |id: &str, path: &str, active: bool| {
        format!(
            "CREATE unit:{id} CONTENT {{ name: '{id}', short: '{id}', kind: 'union', family: 'mass', level: '03',
                parent: 'p', path: '{path}', headcount: 1, leading_posts: 1, members: [], rank: 0, active: {active},
                version: 0, search: '{id}' }};"
        )
    };
    let event = "CREATE unit_event CONTENT { unit: 'old', `on`: '2026-01-01', document: '', at: 1,
        change: { kind: 'merged-into', unit: 'goes', name: 'goes' } };";
    let award = |id: &str, unit: &str, path: &str| {
        format!(
            "CREATE award:{id} CONTENT {{ person: 'p', unit: '{unit}', path: '{path}', kind: 'commendation', state: 'open',
                step: 'evidence', version: 1 }};"
        )
    };
    let old = [
        unit("goes", "/p/goes/", true),
        unit("old", "/ended/old/", false),
        unit("moved", "/p/new/moved/", true),
        event.to_owned(),
        award("a", "old", "/p/old/"),
        award("b", "moved", "/p/before/moved/"),
        award("c", "goes", "/p/goes/"),
    ];
    store.raw(Script::new(&old.concat())).await.unwrap();
    store.migrate(false, now()).await.unwrap();
    let held = store.raw(Script::new("SELECT VALUE [unit, path] FROM award ORDER BY id")).await.unwrap().remove(0);
    let expected = serde_json::json!([["goes", "/p/goes/"], ["moved", "/p/new/moved/"], ["goes", "/p/goes/"]]);
    assert_eq!(held, expected);
    let ended = store.raw(Script::new("SELECT VALUE path FROM unit:old")).await.unwrap().remove(0);
    assert_eq!(ended, serde_json::json!(["/p/goes/old/"]));
}
