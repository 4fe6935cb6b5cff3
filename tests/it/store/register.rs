//! Lists of procedures: each is found, filtered, sorted and cut alike, within what its viewer may see.

use domain::Moment;
use domain::appraisal::MemberFilter;
use domain::appraisal::port::{Members, Years};
use domain::code::{Code, Role};
use domain::exchange::case::Action;
use domain::exchange::kind::Step;
use domain::exchange::port::{Cases, Together};
use domain::incentive::port::Awards;
use domain::incentive::{AwardKind, IncentiveQuery};
use domain::person::PeopleQuery;
use domain::person::port::People;
use domain::register::RegisterQuery;
use domain::tolerance::port::Talks;
use domain::tolerance::{TalkDraft, TalkKind};
use tests::{day, now, org_hr, small, viewer};

fn asked(set: impl FnOnce(&mut RegisterQuery)) -> RegisterQuery {
    let mut query = RegisterQuery::default();
    set(&mut query);
    query
}

#[tokio::test]
async fn cases_are_found_by_pinyin_step_and_whether_they_go_on() {
    let store = small("mem://", 2).await;
    let (_, ids) = super::exchange::exchanged(&store).await;
    let at = Moment::start_of(day("2026-12-02"));
    let found = async |query: RegisterQuery| store.cases(&org_hr(), &query, at).await.unwrap();
    let all = found(RegisterQuery::default()).await;
    assert_eq!((all.page.total as usize, ids.len()), (2, 2));
    for (q, person) in [("zhang0", "p0"), ("李0", "g0"), ("l0", "g0")] {
        let one = found(asked(|query| query.q = q.into())).await.page;
        assert_eq!((one.total, one.rows[0].case.person.as_str()), (1, person), "{q}");
    }
    let proposal = asked(|query| query.step = Step::Proposal.code().into());
    let later = asked(|query| query.step = Step::InPost.code().into());
    assert_eq!((found(proposal).await.page.total, found(later).await.page.total), (2, 0));
    let waits = found(asked(|query| query.waits = "1".into())).await;
    assert_eq!((waits.page.total, waits.waiting), (all.waiting, all.waiting));
    // What has ended is still there, and is not read where only the rest is asked for.
    let withdraw = Action::Withdraw { reason: "另行安排".into() };
    super::exchange::act(&store, &ids[0], withdraw, at).await;
    let by = async |open: &str| found(asked(|query| query.open = open.into())).await.page;
    assert_eq!((by("").await.total, by("open").await.total, by("closed").await.total), (2, 1, 1));
    assert_eq!(by("closed").await.rows[0].case.id, ids[0]);
    assert_eq!(by("").await.rows[1].case.id, ids[0], "what goes on comes first");
    let together = store.cases_together(&org_hr(), at).await.unwrap();
    assert!(together.iter().all(|row| row.case.id == ids[1]) && together.len() == 1);
    assert_eq!(store.count_together(&org_hr()).await.unwrap(), 1);
    // Nobody finds by searching what they don't see.
    let stranger = viewer("s", "p1", &[]);
    let seen = store.cases(&stranger, &asked(|query| query.q = "zhang0".into()), at).await.unwrap();
    assert_eq!((seen.page.total, seen.waiting), (0, 0));
}

#[tokio::test]
async fn people_sort_by_the_pinyin_of_their_names() {
    let store = small("mem://", 3).await;
    let renamed =
        "UPDATE person:p0 SET name = '曾一', search = $zeng; UPDATE person:p1 SET name = '阿里', search = $ali;
        UPDATE person:p2 SET name = '张三', search = $zhang;";
    let key = |name: &str| store::search_key(name);
    let script = store::Script::new(renamed).bind("zeng", key("曾一")).bind("ali", key("阿里"));
    store.raw(script.bind("zhang", key("张三"))).await.unwrap();
    let mut query = PeopleQuery::default();
    query.window.sort = "name".into();
    let hr = viewer("hr", "", &[(Role::OrgHr, "/p/")]);
    let names = async |query: &PeopleQuery| -> Vec<String> {
        store.people(&hr, query).await.unwrap().rows.into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names(&query).await, ["阿里", "李0", "李1", "李2", "曾一", "张三"]);
    query.window.descending = true;
    assert_eq!(names(&query).await, ["张三", "曾一", "李2", "李1", "李0", "阿里"]);
    let exported = store.export_records(&hr, &PeopleQuery::default()).await.unwrap();
    let exported: Vec<&str> = exported.iter().map(|(record, _)| record.person.name.as_str()).collect();
    assert_eq!(exported, ["阿里", "李0", "李1", "李2", "曾一", "张三"]);
}

#[tokio::test]
async fn awards_and_talks_are_narrowed_alike() {
    let store = small("mem://", 3).await;
    let award = super::incentive::published(&store, "p1", AwardKind::Commendation).await;
    let found = async |q: &str, open: &str| {
        let query = asked(|query| (query.q, query.open) = (q.into(), open.into()));
        let listed = store.awards(&org_hr(), &query, now()).await.unwrap();
        let query = IncentiveQuery { awards: query, ..IncentiveQuery::default() };
        assert_eq!(store.incentives(&org_hr(), &query, now()).await.unwrap().awards, listed);
        listed.page.rows.into_iter().map(|row| row.award.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("zhang1", "open").await, [award]);
    assert!(found("zhang2", "").await.is_empty() && found("", "closed").await.is_empty());

    let talk = |person: &str, kind, on: &str| TalkDraft {
        person: person.into(),
        kind,
        on: day(on),
        reason: "工作不实".into(),
        document: String::new(),
        basis: "实施细则".into(),
    };
    for one in [talk("p0", TalkKind::Remind, "2026-11-02"), talk("p1", TalkKind::Remind, "2026-11-01")] {
        store.save_talk(&org_hr(), &one, now()).await.unwrap();
    }
    let people = async |query: RegisterQuery| -> Vec<String> {
        let rows = store.talks(&org_hr(), &query, now()).await.unwrap().page.rows;
        rows.into_iter().map(|row| row.talk.person.0).collect()
    };
    assert_eq!(people(RegisterQuery::default()).await, ["p0", "p1"], "newest first");
    assert_eq!(people(asked(|query| query.sort = "on".into())).await, ["p1", "p0"]);
    assert_eq!(people(asked(|query| query.q = "zhang1".into())).await, ["p1"]);
    let own = store.talks(&viewer("o", "p1", &[]), &RegisterQuery::default(), now()).await.unwrap();
    assert_eq!(own.page.total, 1);
}

#[tokio::test]
async fn years_and_their_people_are_sorted_and_cut() {
    let store = small("mem://", 60).await;
    let year = super::appraisal::set_up(&store).await;
    let years = store.appraisals(&org_hr(), &asked(|query| query.q = "2026".into()), now()).await.unwrap().years;
    assert_eq!(years.page.rows.iter().map(|row| &row.id).collect::<Vec<_>>(), [&year]);
    let people = async |query: RegisterQuery| {
        let found = store.appraisal_members(&org_hr(), &year, MemberFilter::All, &query).await.unwrap();
        found.people.page
    };
    let (whole, last) = (people(RegisterQuery::default().whole()).await, people(asked(|query| query.page = 99)).await);
    assert_eq!(last.page, last.pages());
    assert_eq!((last.rows.last(), whole.rows.len()), (whole.rows.last(), last.total as usize));
    let sorted = asked(|query| (query.sort, query.dir) = ("name".into(), "desc".into()));
    let names: Vec<String> = people(sorted.whole()).await.rows.into_iter().map(|row| row.name).collect();
    assert_eq!(names.len(), whole.rows.len());
    let spelled: Vec<String> = names.iter().map(|name| name.replace('张', "zhang").replace('李', "li")).collect();
    assert!(spelled.is_sorted_by(|one, other| one >= other), "{names:?}");
}
