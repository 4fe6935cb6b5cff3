//! Equal requests at once, by way of two handles to the store: one thing is opened, and all get it.

use std::collections::BTreeSet;

use domain::appraisal::port::{Schemes, Years};
use domain::appraisal::{Draft as YearDraft, PoolBy, Scheme};
use domain::code::Role;
use domain::home::port::Desk;
use domain::incentive::port::{Awards, Cares};
use domain::incentive::{AwardKind, Care, CareKind, Draft as AwardDraft};
use domain::record::Hours;
use domain::tolerance::port::{Talks, ToleranceCases};
use domain::tolerance::{Draft, TalkAct, TalkDraft, TalkKind, Template};
use domain::training::port::{Classes, Courses, Surveys};
use domain::training::{Course, CourseState, Survey, SurveyState};
use futures::future::join_all;
use store::Store;
use tests::{class, day, now, org_hr, small, viewer};

/// What six ask for at once, half of them beside the others, each answered by an id.
async fn six<F: Future<Output = Result<String, domain::Fault>> + Send + 'static>(
    store: &Store,
    ask: impl Fn(Store) -> F,
) -> String {
    let beside = store.beside();
    let asked: Vec<_> =
        (0..6).map(|n| tokio::spawn(ask(if n % 2 == 0 { store.clone() } else { beside.clone() }))).collect();
    let answers = join_all(asked).await;
    let ids: BTreeSet<String> = answers.into_iter().map(|one| one.unwrap().unwrap()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    ids.into_iter().next().unwrap_or_default()
}

async fn count(store: &Store, table: &str) -> usize {
    let rows = store.raw(store::Script::new(&format!("SELECT VALUE record::id(id) FROM {table}"))).await.unwrap();
    rows[0].as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_open_one_case_one_award_one_talk() {
    let store = small("mem://", 3).await;
    let keeper = || viewer("k", "", &[(Role::Discipline, "/p/")]);
    let matter = || Draft {
        person: "p1".into(),
        matter: "试点流程提前上线，造成群众重复提交材料".into(),
        happened: day("2026-10-10"),
        notice: Some(day("2026-11-20")),
        unnoticed: false,
        notice_number: "处〔2026〕3号".into(),
        template: Template::All,
        situations: vec!["first-try".into()],
        grounds: "按会议决定先行先试".into(),
    };
    let open =
        move |store: Store| async move { store.open_tolerance(&keeper(), &matter(), now()).await.map(|id| id.0) };
    let id = six(&store, open).await;
    assert_eq!(open(store.clone()).await.unwrap(), id, "and a later click");
    assert_eq!((count(&store, "tolerance_case").await, count(&store, "tolerance_count").await), (1, 1));

    let hr = || viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    let award = AwardDraft {
        kind: AwardKind::Commendation,
        title: String::new(),
        person: "p1".into(),
        unit: Default::default(),
        deeds: "在服务职工工作中连续攻坚克难，群众评价好，成效明显突出。".into(),
    };
    six(&store, |store| {
        let award = award.clone();
        async move { store.nominate_award(&hr(), &award, now()).await.map(|id| id.0) }
    })
    .await;
    assert_eq!(count(&store, "award").await, 1);

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
    six(&store, |store| {
        let care = care.clone();
        async move { store.save_care(&hr(), &care, now()).await.map(|()| String::new()) }
    })
    .await;
    assert_eq!(count(&store, "care").await, 1);
    assert_eq!(store.unread(&viewer("p0", "p0", &[])).await.unwrap(), 1, "they are told once");

    let talk = TalkDraft {
        person: "p2".into(),
        kind: TalkKind::Remind,
        on: day("2026-11-20"),
        reason: "工作作风问题的提醒".into(),
        document: String::new(),
        basis: "提醒谈话有关规定".into(),
    };
    six(&store, |store| {
        let talk = talk.clone();
        async move { store.save_talk(&org_hr(), &talk, now()).await.map(|()| String::new()) }
    })
    .await;
    assert_eq!(count(&store, "talk").await, 1);
    // Taken back, the same may be held again.
    let held = store.talks(&org_hr(), &Default::default(), now()).await.unwrap().page.rows.remove(0).talk;
    store
        .act_talk(&org_hr(), &held.id, held.version, &TalkAct::Withdraw { reason: "录入有误".into() }, now())
        .await
        .unwrap();
    store.save_talk(&org_hr(), &talk, now()).await.unwrap();
    assert_eq!(count(&store, "talk").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_set_up_one_year_and_plan_one_class_one_survey_one_course() {
    let store = small("mem://", 5).await;
    let scheme = Scheme::first(now().day());
    let scheme = store.save_scheme(&org_hr(), &scheme, now()).await.unwrap();
    store.adopt_scheme(&org_hr(), &scheme, 1, "组通〔2026〕9号", now()).await.unwrap();
    let title = "2026年度考核".to_owned();
    let draft = YearDraft { year: 2026, title, unit: "p".into(), scheme, pool_by: PoolBy::Unit };
    six(&store, |store| {
        let draft = draft.clone();
        async move { store.set_up_appraisal(&org_hr(), &draft, now()).await.map(|id| id.0) }
    })
    .await;
    assert_eq!((count(&store, "appraisal").await, count(&store, "appraisal_member").await), (1, 10));

    six(&store, |store| async move { store.save_class(&org_hr(), &class(30), now()).await.map(|id| id.0) }).await;
    assert_eq!(count(&store, "class").await, 1);

    let survey = Survey {
        id: Default::default(),
        unit: "p".into(),
        unit_name: String::new(),
        path: String::new(),
        title: "2027年培训需求调研".into(),
        year: 2027,
        opens: day("2026-11-01"),
        closes: day("2026-12-31"),
        state: SurveyState::Draft,
        reason: String::new(),
        version: 0,
    };
    six(&store, |store| {
        let survey = survey.clone();
        async move { store.save_survey(&org_hr(), &survey, now()).await.map(|id| id.0) }
    })
    .await;
    assert_eq!(count(&store, "survey").await, 1);

    let course = Course {
        id: Default::default(),
        title: "网络课".into(),
        category: "law".into(),
        unit: "p".into(),
        unit_name: String::new(),
        path: String::new(),
        hours: Hours::whole(2),
        about: String::new(),
        strict: true,
        chapters: Vec::new(),
        state: CourseState::Draft,
        version: 0,
    };
    six(&store, |store| {
        let course = course.clone();
        async move { store.save_course(&org_hr(), &course, now()).await.map(|id| id.0) }
    })
    .await;
    assert_eq!(count(&store, "course").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_years_at_once_never_have_somebody_in_common() {
    let store = small("mem://", 5).await;
    let scheme = store.save_scheme(&org_hr(), &Scheme::first(now().day()), now()).await.unwrap();
    store.adopt_scheme(&org_hr(), &scheme, 1, "组通〔2026〕9号", now()).await.unwrap();
    let draft = |unit: &str| YearDraft {
        year: 2026,
        title: "2026年度考核".to_owned(),
        unit: unit.into(),
        scheme: scheme.clone(),
        pool_by: PoolBy::Unit,
    };
    let asked = ["p", "union", "gov", "p", "union", "gov"].map(|unit| {
        let (store, draft) = (store.beside(), draft(unit));
        tokio::spawn(async move { store.set_up_appraisal(&org_hr(), &draft, now()).await })
    });
    for one in join_all(asked).await {
        let _ = one.unwrap();
    }
    let people = store.raw(store::Script::new("SELECT VALUE person FROM appraisal_member")).await.unwrap();
    let people: Vec<&str> = people[0].as_array().unwrap().iter().filter_map(|one| one.as_str()).collect();
    let each: BTreeSet<&str> = people.iter().copied().collect();
    assert_eq!(people.len(), each.len());
    assert!(!each.is_empty());
}
