//! From the need to the class.

use domain::access::Viewer;
use domain::code::{ClassKind, Role, Tier, TrainingForm};
use domain::home::Due;
use domain::home::port::Desk;
use domain::record::Hours;
use domain::training::port::{Classes, Places, Plans, Surveys};
use domain::training::{ClassDraft, Need, Plan, PlanState, Programme, Survey, SurveyState};
use domain::{Fault, Moment, PlanId, Reason, Rule, SurveyId};
use store::{Script, Store};
use tests::{class, day, now, org_hr, small, viewer};

use super::once::{count, six};

fn manager() -> Viewer {
    viewer("manager", "", &[(Role::TrainingManager, "/p/")])
}

fn cadre(n: usize) -> Viewer {
    viewer("a", &format!("p{n}"), &[])
}

pub(super) fn survey(unit: &str) -> Survey {
    Survey {
        id: SurveyId::default(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        title: "2027年培训需求调研".into(),
        year: 2027,
        opens: day("2026-11-01"),
        closes: day("2026-12-31"),
        state: SurveyState::Draft,
        reason: String::new(),
        reminded: Moment(0),
        version: 0,
    }
}

/// How many notices somebody has not read. All cadres here share one account, by which the answer is kept.
async fn unread(store: &Store, who: &Viewer) -> u32 {
    store.forget_answers();
    store.unread(who).await.unwrap()
}

/// The version of a plan as the office sees it.
async fn seen(store: &Store, id: &PlanId) -> u32 {
    store.plan(&org_hr(), id).await.unwrap().plan.version
}

pub(super) fn need(survey: &SurveyId, categories: &[&str]) -> Need {
    Need {
        survey: survey.clone(),
        person: Default::default(),
        tier: Tier::Section,
        categories: categories.iter().map(|one| (*one).into()).collect(),
        forms: vec![TrainingForm::OffJob],
        months: vec![3],
        topic: " 怎样做调查研究 ".into(),
        at: Moment(0),
    }
}

pub(crate) fn plan(unit: &str) -> Plan {
    Plan {
        id: PlanId::default(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        year: 2027,
        title: "2027年度培训计划".into(),
        survey: SurveyId::default(),
        programmes: Vec::new(),
        state: PlanState::Draft,
        submitted_by: Default::default(),
        decided: Default::default(),
        version: 0,
    }
}

fn programme(title: &str) -> Programme {
    Programme {
        id: Default::default(),
        title: title.into(),
        category: "law".into(),
        tier: Tier::Section,
        kind: ClassKind::InService,
        form: TrainingForm::OffJob,
        hours: Hours::whole(24),
        classes: 1,
        people: 20,
        month: 3,
        basis: String::new(),
    }
}

async fn published(store: &Store) -> SurveyId {
    let id = store.save_survey(&manager(), &survey("union"), now()).await.unwrap();
    store.publish_survey(&manager(), &id, now()).await.unwrap();
    id
}

/// A survey whose id is `s` that somebody answered, a class made from a programme whose id is
/// `g`, and a holding: for tests of plans.
pub(super) async fn planned(store: &Store, person: &str, class: &str) {
    let id = published(store).await;
    store.answer_survey(&viewer("a", person, &[]), &need(&id, &["law"]), now()).await.unwrap();
    let script = Script::new("UPDATE need SET survey = 's'; UPDATE type::record('class', $class) SET programme = 'g';");
    store.raw(script.bind("class", class)).await.unwrap();
    super::library::kept(store).await;
}

#[tokio::test]
async fn those_asked_are_told_once_and_answer_until_it_closes() {
    let store = small("mem://", 3).await;
    let id = store.save_survey(&manager(), &survey("union"), now()).await.unwrap();
    assert_eq!(store.survey(&cadre(0), &id, now()).await, Err(Fault::Forbidden), "a draft is nobody's");
    let early = store.answer_survey(&cadre(0), &need(&id, &["law"]), now()).await;
    assert_eq!(early, Err(Fault::Refused(Reason::WrongState)));
    store.publish_survey(&manager(), &id, now()).await.unwrap();
    store.publish_survey(&manager(), &id, now()).await.unwrap();
    let told = store.unread(&cadre(0)).await.unwrap();
    assert_eq!(told, 1);
    assert_eq!(store.unread(&viewer("g", "g0", &[])).await.unwrap(), 0);

    let detail = store.survey(&cadre(0), &id, now()).await.unwrap();
    assert!(detail.may_answer && detail.needs.is_none() && !detail.editable, "answers are not for everybody");
    store.answer_survey(&cadre(0), &need(&id, &["law"]), now()).await.unwrap();
    store.answer_survey(&cadre(0), &need(&id, &["digital", "law"]), now()).await.unwrap();
    store.answer_survey(&cadre(1), &need(&id, &["law"]), now()).await.unwrap();
    assert_eq!(store.answer_survey(&viewer("g", "g0", &[]), &need(&id, &["law"]), now()).await, Err(Fault::Forbidden));
    let unknown = store.answer_survey(&cadre(2), &need(&id, &["nothing"]), now()).await;
    assert_eq!(unknown, Err(Fault::field("categories", Rule::Unknown)));
    let late = store.answer_survey(&cadre(2), &need(&id, &["law"]), Moment::start_of(day("2027-01-01"))).await;
    assert_eq!(late, Err(Fault::Refused(Reason::WrongState)));

    let needs = store.survey(&manager(), &id, now()).await.unwrap().needs.unwrap();
    assert_eq!((needs.answered, needs.asked), (2, 3));
    assert_eq!((needs.count(&"law".into(), Tier::Section), needs.count(&"digital".into(), Tier::Section)), (2, 1));
    assert_eq!(needs.topics, ["怎样做调查研究"; 2]);
    let mine = store.survey(&cadre(0), &id, now()).await.unwrap().mine.unwrap();
    assert_eq!(mine.categories.len(), 2, "the last answer stands");
}

#[tokio::test]
async fn needs_become_a_plan_that_another_approves_and_classes_follow_it() {
    let store = small("mem://", 3).await;
    let asked = published(&store).await;
    for n in 0..3 {
        store.answer_survey(&cadre(n), &need(&asked, &["law"]), now()).await.unwrap();
    }
    let id = store.save_plan(&manager(), &plan("p"), now()).await.unwrap();
    let empty = store.submit_plan(&manager(), &id, now()).await;
    assert_eq!(empty, Err(Fault::field("programmes", Rule::Required)));
    store.propose_programmes(&manager(), &id, 1, &asked, 2, now()).await.unwrap();
    // Proposing again proposes nothing twice.
    store.propose_programmes(&manager(), &id, 2, &asked, 2, now()).await.unwrap();
    let made = store.plan(&manager(), &id).await.unwrap().plan;
    assert_eq!(made.programmes.len(), 1);
    let law = made.programmes[0].clone();
    assert_eq!((law.people, law.month, made.survey.clone()), (3, 3, asked));
    assert!(law.basis.contains("3人次"), "{}", law.basis);
    // Two people editing at once: the second is told, and loses nothing of the first.
    store.save_programme(&manager(), &id, 3, &programme("甲"), now()).await.unwrap();
    let stale = store.save_programme(&manager(), &id, 3, &programme("乙"), now()).await;
    assert_eq!(stale, Err(Fault::Refused(Reason::Stale)));

    assert_eq!(store.programme(&manager(), &law.id).await, Err(Fault::NotFound), "it is not approved");
    store.submit_plan(&manager(), &id, now()).await.unwrap();
    let settled = store.save_programme(&manager(), &id, 5, &programme("乙"), now()).await;
    assert_eq!(settled, Err(Fault::Refused(Reason::WrongState)));
    let version = seen(&store, &id).await;
    assert_eq!(store.decide_plan(&manager(), &id, version, true, "", now()).await, Err(Fault::Forbidden));
    let unexplained = store.decide_plan(&org_hr(), &id, version, false, " ", now()).await;
    assert_eq!(unexplained, Err(Fault::field("reason", Rule::Required)));
    store.decide_plan(&org_hr(), &id, version, false, "压缩班次", now()).await.unwrap();
    store.submit_plan(&org_hr(), &id, now()).await.unwrap();
    let version = seen(&store, &id).await;
    let own = store.decide_plan(&org_hr(), &id, version, true, "", now()).await;
    assert_eq!(own, Err(Fault::Refused(Reason::OwnRequest)), "nobody approves what they submitted");
    let other = viewer("other", "", &[(Role::OrgHr, "/p/")]);
    store.decide_plan(&other, &id, version, true, "", now()).await.unwrap();

    assert_eq!(store.programme(&manager(), &law.id).await.unwrap().title, law.title);
    let draft = ClassDraft { programme: law.id.clone(), ..class(9) };
    let made = store.save_class(&manager(), &draft, now()).await.unwrap();
    store.publish_class(&manager(), &made, now()).await.unwrap();
    store.enrol(&cadre(0), &made, now()).await.unwrap();
    let progress = store.plan(&manager(), &id).await.unwrap().progress;
    let one = &progress[&law.id];
    assert_eq!((one.classes, one.finished, one.people), (1, 0, 1));
    let unknown = ClassDraft { programme: "none".into(), ..class(9) };
    assert_eq!(
        store.save_class(&manager(), &unknown, now()).await,
        Err(Fault::field("programme", Rule::Unknown)),
        "a class follows a programme there is"
    );
}

#[tokio::test]
async fn plans_and_surveys_of_others_stay_theirs() {
    let store = small("mem://", 1).await;
    let theirs = viewer("gov-manager", "", &[(Role::TrainingManager, "/p/gov/")]);
    let id = store.save_plan(&manager(), &plan("union"), now()).await.unwrap();
    assert_eq!(store.plan(&theirs, &id).await.map(|_| ()), Err(Fault::Forbidden));
    assert!(store.plans(&theirs).await.unwrap().is_empty());
    assert_eq!(store.save_programme(&theirs, &id, 1, &programme("甲"), now()).await, Err(Fault::Forbidden));
    assert_eq!(store.save_survey(&theirs, &survey("union"), now()).await, Err(Fault::Forbidden));
    assert_eq!(store.save_plan(&cadre(0), &plan("union"), now()).await, Err(Fault::Forbidden));
}

#[tokio::test]
async fn whoever_has_something_to_do_finds_it_at_home() {
    let store = small("mem://", 2).await;
    let due = |who: Viewer| {
        let store = store.clone();
        async move { store.home(&who, now()).await.unwrap().due }
    };
    let id = published(&store).await;
    let asked = due(cadre(0)).await;
    assert!(
        matches!(&asked[..], [Due::Training(domain::training::Todo::Survey { id: found, .. })] if *found == id),
        "{asked:?}"
    );
    store.answer_survey(&cadre(0), &need(&id, &["law"]), now()).await.unwrap();
    assert_eq!((due(cadre(0)).await, due(cadre(1)).await.len()), (vec![], 1));

    let drafted = store.save_plan(&manager(), &plan("union"), now()).await.unwrap();
    let version = seen(&store, &drafted).await;
    store.save_programme(&manager(), &drafted, version, &programme("法治"), now()).await.unwrap();
    store.submit_plan(&manager(), &drafted, now()).await.unwrap();
    let office = viewer("office", "", &[(Role::OrgHr, "/p/")]);
    assert!(
        matches!(&due(office.clone()).await[..], [Due::Training(domain::training::Todo::Plan { id, .. })] if *id == drafted)
    );
    assert_eq!(due(manager()).await, vec![], "nobody approves a plan of their own");
    let elsewhere = viewer("elsewhere", "", &[(Role::OrgHr, "/p/gov/")]);
    assert_eq!(due(elsewhere).await, vec![]);
    store.decide_plan(&office, &drafted, seen(&store, &drafted).await, true, "", now()).await.unwrap();
    assert_eq!(due(office).await, vec![]);
}

#[tokio::test]
async fn a_survey_sent_by_mistake_is_taken_back_and_can_go_out_again() {
    let store = small("mem://", 3).await;
    let id = published(&store).await;
    store.answer_survey(&cadre(0), &need(&id, &["law"]), now()).await.unwrap();
    let version = store.survey(&manager(), &id, now()).await.unwrap().survey.version;
    let back = |version, reason: &'static str| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.withdraw_survey(&manager(), &id, version, reason, now()).await }
    };
    assert_eq!(store.withdraw_survey(&cadre(0), &id, version, "误发", now()).await, Err(Fault::Forbidden));
    assert_eq!(back(version, " ").await, Err(Fault::field("reason", Rule::Required)));
    assert_eq!(back(version + 1, "误发").await, Err(Fault::Refused(Reason::Stale)));
    back(version, "误发").await.unwrap();
    assert_eq!(back(version + 1, "误发").await, Err(Fault::Refused(Reason::WrongState)));
    let seen = store.survey(&cadre(1), &id, now()).await.unwrap();
    assert_eq!((seen.survey.reason.as_str(), seen.may_answer), ("误发", false));
    let late = store.answer_survey(&cadre(1), &need(&id, &["law"]), now()).await;
    assert_eq!(late, Err(Fault::Refused(Reason::WrongState)));
    store.publish_survey(&manager(), &id, now()).await.unwrap();
    assert_eq!(store.unread(&cadre(1)).await.unwrap(), 1, "nobody is told twice");
    let again = store.survey(&manager(), &id, now()).await.unwrap();
    assert_eq!(again.needs.unwrap().answered, 1, "what was answered is kept");
}

#[tokio::test]
async fn a_survey_is_closed_early_counts_and_can_be_opened_again() {
    let store = small("mem://", 3).await;
    let id = published(&store).await;
    store.answer_survey(&cadre(0), &need(&id, &["law"]), now()).await.unwrap();
    let version = store.survey(&manager(), &id, now()).await.unwrap().survey.version;
    assert_eq!(store.close_survey(&cadre(0), &id, version, "收齐", now()).await, Err(Fault::Forbidden));
    let stale = store.close_survey(&manager(), &id, version + 1, "收齐", now()).await;
    assert_eq!(stale, Err(Fault::Refused(Reason::Stale)));
    store.close_survey(&manager(), &id, version, "收齐", now()).await.unwrap();
    let seen = store.survey(&cadre(1), &id, now()).await.unwrap();
    assert_eq!((seen.survey.reason.as_str(), seen.may_answer), ("收齐", false));
    let late = store.answer_survey(&cadre(1), &need(&id, &["law"]), now()).await;
    assert_eq!(late, Err(Fault::Refused(Reason::WrongState)));
    let moved = Survey { id: id.clone(), version: version + 1, ..survey("gov") };
    assert_eq!(
        store.save_survey(&manager(), &moved, now()).await,
        Err(Fault::field("unit", Rule::Settled)),
        "whoever was asked was asked"
    );
    let drafted = store.save_plan(&manager(), &plan("p"), now()).await.unwrap();
    let offered = store.plan(&manager(), &drafted).await.unwrap().surveys;
    assert!(offered.iter().any(|one| one.0 == id), "what it came to becomes a plan");
    store.publish_survey(&manager(), &id, now()).await.unwrap();
    assert!(store.survey(&cadre(1), &id, now()).await.unwrap().may_answer);
    assert_eq!(unread(&store, &cadre(1)).await, 1, "nobody is told twice");
}

#[tokio::test]
async fn those_who_have_not_answered_are_reminded_once_a_day() {
    let store = small("mem://", 3).await;
    let id = published(&store).await;
    store.answer_survey(&cadre(0), &need(&id, &["law"]), now()).await.unwrap();
    let seen = store.survey(&manager(), &id, now()).await.unwrap();
    assert_eq!(seen.silent, 2);
    assert_eq!(store.survey(&cadre(1), &id, now()).await.unwrap().silent, 0, "not for those who are asked");
    let version = seen.survey.version;
    assert_eq!(store.remind_survey(&cadre(0), &id, version, now()).await, Err(Fault::Forbidden));
    let stale = store.remind_survey(&manager(), &id, version + 1, now()).await;
    assert_eq!(stale, Err(Fault::Refused(Reason::Stale)));
    assert_eq!(unread(&store, &cadre(1)).await, 1, "who is refused tells nobody");
    assert_eq!(store.remind_survey(&manager(), &id, version, now()).await, Ok(2));
    assert_eq!((unread(&store, &cadre(0)).await, unread(&store, &cadre(1)).await), (1, 2));
    let again = store.remind_survey(&manager(), &id, version + 1, now().plus_seconds(60)).await;
    assert_eq!(again, Err(Fault::from(domain::training::Refusal::RemindedToday)));
    let tomorrow = now().plus_seconds(24 * 3600);
    assert_eq!(store.remind_survey(&manager(), &id, version + 1, tomorrow).await, Ok(2));
    assert_eq!(unread(&store, &cadre(2)).await, 3);
}

#[tokio::test]
async fn a_plan_is_renamed_taken_back_and_its_author_told() {
    let store = small("mem://", 1).await;
    let id = store.save_plan(&manager(), &plan("p"), now()).await.unwrap();
    store.save_programme(&manager(), &id, 1, &programme("甲"), now()).await.unwrap();
    let renamed = Plan { id: id.clone(), title: "2027年培训计划（修订）".into(), version: 2, ..plan("p") };
    store.save_plan(&manager(), &renamed, now()).await.unwrap();
    let held = store.plan(&manager(), &id).await.unwrap().plan;
    assert_eq!((held.title.as_str(), held.programmes.len()), ("2027年培训计划（修订）", 1), "its programmes stay");

    assert_eq!(store.take_back_plan(&manager(), &id, 3, now()).await, Err(Fault::Refused(Reason::WrongState)));
    store.submit_plan(&manager(), &id, now()).await.unwrap();
    let late = store.save_plan(&manager(), &Plan { version: 4, ..renamed }, now()).await;
    assert_eq!(late, Err(Fault::Refused(Reason::WrongState)), "whoever decides reads what stays");
    assert_eq!(store.take_back_plan(&cadre(0), &id, 4, now()).await, Err(Fault::Forbidden));
    assert!(store.plan(&manager(), &id).await.unwrap().may_take_back);
    store.take_back_plan(&manager(), &id, 4, now()).await.unwrap();
    store.save_programme(&manager(), &id, 5, &programme("乙"), now()).await.unwrap();
    store.submit_plan(&manager(), &id, now()).await.unwrap();
    let unseen = store.decide_plan(&org_hr(), &id, 4, true, "", now()).await;
    assert_eq!(unseen, Err(Fault::Refused(Reason::Stale)), "nobody approves what they have not seen");

    store.decide_plan(&org_hr(), &id, 7, false, "压缩班次", now()).await.unwrap();
    assert_eq!(unread(&store, &manager()).await, 1);
    store.submit_plan(&manager(), &id, now()).await.unwrap();
    store.decide_plan(&org_hr(), &id, 9, true, "", now()).await.unwrap();
    assert_eq!(unread(&store, &manager()).await, 2);
    let done = store.take_back_plan(&manager(), &id, 10, now()).await;
    assert_eq!(done, Err(Fault::Refused(Reason::WrongState)), "what was approved is not taken back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_plan_one_survey() {
    let store = small("mem://", 1).await;
    six(&store, |store| async move { store.save_survey(&org_hr(), &survey("p"), now()).await.map(|id| id.0) }).await;
    assert_eq!(count(&store, "survey").await, 1);
}
