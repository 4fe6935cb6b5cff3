//! Every server function and route, as every role, inside and outside its scope. A new
//! endpoint without a row here fails the test.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use domain::code::{Role, UnitKind};
use domain::versioned::Versioned;
use store::Bulk;

use super::client::{Client, server};

/// Who asks: a name, the person, roles and paths. `in` and `out` are inside and outside
/// of /p/union/, where the things asked about are.
pub(super) type Asker = (&'static str, &'static str, Option<(Role, &'static str)>);

pub(super) const ASKERS: [Asker; 18] = [
    ("cadre-in", "p0", None),
    ("cadre-out", "g0", None),
    ("unit-hr-in", "", Some((Role::UnitHr, "/p/union/"))),
    ("unit-hr-out", "", Some((Role::UnitHr, "/p/gov/"))),
    ("training-in", "", Some((Role::TrainingManager, "/p/union/"))),
    ("training-out", "", Some((Role::TrainingManager, "/p/gov/"))),
    ("org-hr-in", "", Some((Role::OrgHr, "/p/union/"))),
    ("org-hr-out", "", Some((Role::OrgHr, "/p/gov/"))),
    ("leader-in", "", Some((Role::Leader, "/p/union/"))),
    ("leader-out", "", Some((Role::Leader, "/p/gov/"))),
    ("discipline-in", "", Some((Role::Discipline, "/p/union/"))),
    ("discipline-out", "", Some((Role::Discipline, "/p/gov/"))),
    ("system-in", "", Some((Role::SystemAdmin, "/p/"))),
    ("security-in", "", Some((Role::SecurityAdmin, "/p/"))),
    ("audit-in", "", Some((Role::AuditAdmin, "/p/"))),
    ("org-hr-top", "", Some((Role::OrgHr, "/p/"))),
    ("training-top", "", Some((Role::TrainingManager, "/p/"))),
    ("nobody", "", None),
];

/// Who may: everybody signed in, or those named.
pub(super) enum May {
    All,
    Only(&'static [&'static str]),
}

use May::{All, Only};

const PEOPLE: &[&str] = &[
    "unit-hr-in",
    "unit-hr-out",
    "training-in",
    "training-out",
    "org-hr-in",
    "org-hr-out",
    "leader-in",
    "leader-out",
    "discipline-in",
    "discipline-out",
    "org-hr-top",
    "training-top",
];
const PEOPLE_IN: &[&str] =
    &["unit-hr-in", "training-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top", "training-top"];

/// Every endpoint: method, path, form, who may. The thing asked about is p1 of the union,
/// its class c, its ledger entry. "May" means: not refused for who asks; whether the
/// rest of the request makes sense is another matter.
pub(super) fn rows() -> Vec<(Method, &'static str, &'static str, May)> {
    let (get, post) = (Method::GET, Method::POST);
    let class = "title=t&category=law&tier=section&kind=other&form=online&hours=8&capacity=3&unit=union&enrol_from=2026-01-01&enrol_until=2030-01-01&starts=2030-02-01&ends=2030-02-02&place=x";
    let person = "id=p1&version=99&name=a&sex=1&birth=1980-01-01&ethnic=汉族&politics=13&work_since=2000-01-01";
    let editors: &[&str] = &["unit-hr-in", "org-hr-in", "org-hr-top"];
    let org: &[&str] = &["org-hr-in", "org-hr-top"];
    let class_in = CLASS_IN;
    // Those without a record of their own are told so; of cadres only the one called may answer.
    let nobodys: &[&str] = &[
        "unit-hr-in",
        "unit-hr-out",
        "training-in",
        "training-out",
        "org-hr-in",
        "org-hr-out",
        "leader-in",
        "leader-out",
        "discipline-in",
        "discipline-out",
        "system-in",
        "security-in",
        "audit-in",
        "org-hr-top",
        "training-top",
        "nobody",
    ];
    let learners: &[&str] = &[
        "cadre-in",
        "unit-hr-in",
        "unit-hr-out",
        "training-in",
        "training-out",
        "org-hr-in",
        "org-hr-out",
        "leader-in",
        "leader-out",
        "discipline-in",
        "discipline-out",
        "system-in",
        "security-in",
        "audit-in",
        "org-hr-top",
        "training-top",
        "nobody",
    ];
    let importers: &[&str] = &["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"];
    vec![
        (get.clone(), "/api/home", "", All),
        (get.clone(), "/api/notices", "", All),
        (post.clone(), "/api/notices/read", "", All),
        (get.clone(), "/api/search", "q=zhang", All),
        (get.clone(), "/api/classes", "", All),
        (
            get.clone(),
            "/api/classes/one",
            "id=c",
            Only(&[
                "cadre-in",
                "unit-hr-in",
                "training-in",
                "org-hr-in",
                "leader-in",
                "discipline-in",
                "org-hr-top",
                "training-top",
            ]),
        ),
        (post.clone(), "/api/classes/save", class, Only(class_in)),
        (post.clone(), "/api/classes/publish", "id=c", Only(class_in)),
        (post.clone(), "/api/classes/cancel", "id=c2", Only(class_in)),
        (post.clone(), "/api/classes/enrol", "id=c", All),
        (post.clone(), "/api/classes/withdraw", "id=c", All),
        (post.clone(), "/api/classes/confirm", "id=c", All),
        (get.clone(), "/api/classes/sent", "id=c", Only(class_in)),
        (post.clone(), "/api/classes/quotas", "id=c&version=99", Only(class_in)),
        (get.clone(), "/api/classes/requests", "", Only(SENDERS)),
        (post.clone(), "/api/classes/decide", "decision=grant&place[kc__asks]=1", Only(SENDERS_IN)),
        (post.clone(), "/api/classes/finish", "id=c", Only(class_in)),
        (post.clone(), "/api/classes/reopen", "id=c&reason=x", Only(class_in)),
        (get.clone(), "/api/classes/prospects", "class=c", Only(SENDERS_IN)),
        (post.clone(), "/api/classes/send", "id=c&people[kp1]=1", Only(SENDERS_IN)),
        (post.clone(), "/api/call-ups/issue", "id=c&number=x&reply_by=2029-01-01&people[knone]=1", Only(class_in)),
        (
            get.clone(),
            "/api/call-ups/one",
            "id=u1",
            Only(&[
                "unit-hr-in",
                "training-in",
                "org-hr-in",
                "leader-in",
                "discipline-in",
                "org-hr-top",
                "training-top",
            ]),
        ),
        (post.clone(), "/api/call-ups/answer", "id=u1&reply=attend", Only(nobodys)),
        (post.clone(), "/api/call-ups/decide", "call=c__p1&decision=grant", Only(class_in)),
        (
            get.clone(),
            "/api/lessons",
            "class=c",
            Only(&[
                "cadre-in",
                "unit-hr-in",
                "training-in",
                "org-hr-in",
                "leader-in",
                "discipline-in",
                "org-hr-top",
                "training-top",
            ]),
        ),
        (get.clone(), "/api/lessons/one", "id=n1", Only(class_in)),
        (get.clone(), "/api/lessons/code", "id=n1", Only(class_in)),
        (get.clone(), "/api/lessons/sums", "class=c", Only(class_in)),
        (get.clone(), "/api/lessons/today", "", All),
        (
            post.clone(),
            "/api/lessons/save",
            "class=c&title=x&day=2030-01-01&from=09:00&until=10:00&hours=1",
            Only(class_in),
        ),
        (post.clone(), "/api/lessons/cancel", "id=n2", Only(class_in)),
        (post.clone(), "/api/lessons/mark", "id=n1", Only(class_in)),
        // Whoever has no seat is told that; nobody else's check-in can be named at all.
        (post.clone(), "/api/lessons/check-in", "lesson=n1&code=12345678", All),
        (post.clone(), "/api/lessons/check-in/later", "lesson=n1&code=12345678&at=1", All),
        (get.clone(), "/api/evaluation", "class=c", Only(PEOPLE_IN)),
        (post.clone(), "/api/evaluation/add", "class=c&overall=5&place=5", All),
        (get.clone(), "/api/timetable", "from=2026-11-01&until=2026-11-30", All),
        (get.clone(), "/api/timetable/feed", "class=c", Only(CLASS_IN)),
        (post.clone(), "/api/timetable/feed/renew", "class=c", Only(CLASS_IN)),
        (post.clone(), "/api/training/certificates/revoke", "id=t1&reason=r", Only(CLASS_IN)),
        (get.clone(), "/api/training/settings", "", All),
        (
            post.clone(),
            "/api/training/settings/add",
            "setting=leave-share&value=7&basis=b&from=2026-01-01",
            Only(&["org-hr-top"]),
        ),
        (get.clone(), "/api/training/record", "person=p1", Only(PEOPLE_IN)),
        (post.clone(), "/api/training/reverse", "entry=l1&reason=r", Only(class_in)),
        (get.clone(), "/api/training/completion", "unit=union", Only(PEOPLE_IN)),
        (get.clone(), "/api/training/requirements", "", All),
        (
            post.clone(),
            "/api/training/requirements/save",
            "rule=year-online&name=a&name_en=b&cycle=year&hours=50&basis=b&from=2023-01-01&until=2027-12-31",
            Only(&["org-hr-top"]),
        ),
        (get.clone(), "/api/training/completion/people", "unit=union", Only(PEOPLE_IN)),
        (get.clone(), "/api/training/categories", "", All),
        (post.clone(), "/api/training/categories/save", "name=a&name_en=b&rank=9&active=1", Only(&["org-hr-top"])),
        (get.clone(), "/api/training/conversions", "", All),
        (
            post.clone(),
            "/api/training/conversions/add",
            "form=off-job&measure=day&each=6&basis=b&from=2026-01-01",
            Only(&["org-hr-top"]),
        ),
        (
            post.clone(),
            "/api/training/hours/record",
            "once=a1&people[kp1]=1&title=x&form=group&category=theory&measure=session&amount=1&day=2026-01-01&document=d",
            Only(SENDERS_IN),
        ),
        (get.clone(), "/api/surveys", "", All),
        (get.clone(), "/api/surveys/one", "id=s1", Only(CLASS_IN_VIEW)),
        (
            post.clone(),
            "/api/surveys/save",
            "title=x&unit=union&year=2027&opens=2026-01-01&closes=2030-01-01",
            Only(CLASS_IN),
        ),
        (post.clone(), "/api/surveys/publish", "id=s1", Only(CLASS_IN)),
        (post.clone(), "/api/surveys/withdraw", "id=s1&version=1&reason=x", Only(CLASS_IN)),
        (post.clone(), "/api/surveys/answer", "id=s1&categories[klaw]=1", Only(learners)),
        (get.clone(), "/api/plans", "", Only(PEOPLE)),
        (get.clone(), "/api/plans/one", "id=l1", Only(PEOPLE_IN)),
        (post.clone(), "/api/plans/save", "title=x&unit=union&year=2027", Only(CLASS_IN)),
        (
            post.clone(),
            "/api/plans/programmes/save",
            "plan=l1&version=99&title=x&category=law&tier=section&kind=other&form=off-job&hours=8&classes=1&people=9&month=3",
            Only(CLASS_IN),
        ),
        (post.clone(), "/api/plans/programmes/remove", "plan=l1&version=99&id=g1", Only(CLASS_IN)),
        (post.clone(), "/api/plans/from-appraisal", "plan=l1&version=99&category=mass-work", Only(CLASS_IN)),
        (post.clone(), "/api/plans/propose", "plan=l1&version=99&survey=s1", Only(CLASS_IN)),
        (post.clone(), "/api/plans/submit", "id=l1", Only(CLASS_IN)),
        (post.clone(), "/api/plans/decide", "id=l1&decision=grant", Only(org)),
        // A programme that is not of one's scope is not there for one's classes.
        (get.clone(), "/api/plans/programmes/one", "id=none", Only(CLASS_ANYWHERE)),
        (get.clone(), "/api/library", "", Only(PEOPLE)),
        (get.clone(), "/api/library/one", "id=b1", Only(CLASS_IN)),
        (get.clone(), "/api/library/names", "", All),
        (post.clone(), "/api/library/save", "kind=trainer&unit=union&name=x&active=1", Only(CLASS_IN)),
        (get.clone(), "/api/certificates", "", Only(PEOPLE)),
        (post.clone(), "/api/certificates/renew", "certificates[kt1]=1&basis=b&until=2040-01-01", Only(CLASS_IN)),
        (get.clone(), "/api/courses", "", All),
        (get.clone(), "/api/courses/one", "id=k1", Only(CLASS_IN_VIEW)),
        (post.clone(), "/api/courses/save", "title=x&category=law&unit=union&hours=2", Only(CLASS_IN)),
        (post.clone(), "/api/courses/chapters/remove", "id=k2&chapter=none", Only(CLASS_IN)),
        (post.clone(), "/api/courses/state", "id=k2&state=published", Only(CLASS_IN)),
        // Those without a record of their own are told so.
        (post.clone(), "/api/courses/beat", "course=k1&chapter=h1", Only(learners)),
        (get.clone(), "/api/courses/exercise", "course=k1&chapter=h1", Only(learners)),
        (post.clone(), "/api/courses/exercise/answer", "course=k1&chapter=h1", Only(learners)),
        (get.clone(), "/api/courses/package", "course=k1&chapter=h1", Only(learners)),
        (post.clone(), "/api/courses/package/save", "course=k1&chapter=h1&data=%7B%7D", Only(learners)),
        (get.clone(), "/api/questions", "", Only(CLASS_ANYWHERE)),
        (get.clone(), "/api/questions/one", "id=q1", Only(CLASS_IN)),
        (
            post.clone(),
            "/api/questions/save",
            "unit=union&category=law&difficulty=easy&kind=true-false&text=x&answers=T&active=1",
            Only(CLASS_IN),
        ),
        // Whoever has nothing to do with the exams of a class sees none.
        (get.clone(), "/api/exams", "class=c", All),
        (
            post.clone(),
            "/api/exams/save",
            "class=c&title=x&day=2030-01-01&from=09:00&last_day=2030-01-01&until=10:00&minutes=30&count[k0]=1&points[k0]=1&kind[k0]=single",
            Only(CLASS_IN),
        ),
        (post.clone(), "/api/exams/publish", "id=x1", Only(CLASS_IN)),
        (post.clone(), "/api/exams/cancel", "id=x2", Only(CLASS_IN)),
        (get.clone(), "/api/exams/one", "id=x1", Only(PEOPLE_IN)),
        (get.clone(), "/api/exams/statistics", "id=x1", Only(CLASS_IN)),
        (post.clone(), "/api/exams/start", "id=x1", All),
        // Only who sits it: here somebody who does not ask.
        (get.clone(), "/api/exams/sitting", "attempt=x1__p9__1", Only(&[])),
        (post.clone(), "/api/exams/answers", "attempt=x1__p9__1&turn=1", Only(nobodys)),
        (post.clone(), "/api/exams/hand-in", "attempt=x1__p9__1&turn=1", Only(&[])),
        (get.clone(), "/api/exams/attempt", "id=x1__p9__1", Only(CLASS_IN)),
        (get.clone(), "/api/exams/to-mark", "id=x1", Only(CLASS_IN)),
        (post.clone(), "/api/exams/mark", "attempt=x1.0000&question=q1&points=1", Only(CLASS_IN)),
        (post.clone(), "/api/exams/appeal", "id=x1__p9__1&reason=r", Only(&[])),
        (post.clone(), "/api/exams/appeal/decide", "id=x1__p9__1&decision=refuse&reason=r", Only(CLASS_IN)),
        (get.clone(), "/api/exchange/rules", "", Only(EXCHANGE)),
        (
            post.clone(),
            "/api/exchange/rules/save",
            "key=probation&unit=union&effect=bar&basis=b&from=2040-01-01",
            Only(org),
        ),
        (get.clone(), "/api/exchange/circumstances", "id=p1", Only(org)),
        (post.clone(), "/api/exchange/circumstances/save", "id=p1&version=99", Only(org)),
        (get.clone(), "/api/exchange/what-if", "unit=union", Only(ORG_ANYWHERE)),
        (get.clone(), "/api/exchange/rounds", "", All),
        (get.clone(), "/api/exchange/rounds/one", "id=r1", Only(ROUND)),
        (
            post.clone(),
            "/api/exchange/rounds/save",
            "title=x&unit=union&kind=secondment&months=12&opens=2026-01-01&closes=2040-01-01&mechanism=balanced",
            Only(org),
        ),
        (post.clone(), "/api/exchange/rounds/open", "id=r1", Only(org)),
        (post.clone(), "/api/exchange/rounds/close-wishes", "id=r1", Only(org)),
        (post.clone(), "/api/exchange/rounds/nominate", "id=r1", Only(editors)),
        (post.clone(), "/api/exchange/rounds/pair", "id=r1&one=p9&other=p8&relation=apart", Only(org)),
        (post.clone(), "/api/exchange/rounds/weigh", "id=r1&person=p9&priority=0", Only(org)),
        (post.clone(), "/api/exchange/staffing/save", "unit=union&percent=42&basis=b", Only(org)),
        (post.clone(), "/api/exchange/rounds/reply", "id=r1&decision=accept", Only(ROUND)),
        (post.clone(), "/api/exchange/rounds/repair", "id=r1", Only(org)),
        (post.clone(), "/api/exchange/rounds/close", "id=r1", Only(org)),
        (
            post.clone(),
            "/api/exchange/posts/save",
            "round=r1&unit=union&title=x&level=1A41&seats=1&place_level=03",
            Only(editors),
        ),
        (post.clone(), "/api/exchange/posts/remove", "id=o1", Only(editors)),
        (get.clone(), "/api/exchange/posts/one", "id=o1", Only(ROUND)),
        (post.clone(), "/api/exchange/posts/rank", "id=o1&version=99", Only(editors)),
        (post.clone(), "/api/exchange/posts/settle", "id=o1&person=p9&decision=clear", Only(org)),
        (get.clone(), "/api/exchange/wishes", "id=r1", Only(learners)),
        (post.clone(), "/api/exchange/wishes/save", "id=r1&wishes[ko1]=1", Only(learners)),
        (post.clone(), "/api/exchange/wishes/withdraw", "id=r1", Only(ROUND)),
        (post.clone(), "/api/exchange/scenarios/try", "id=r1&mechanism=balanced", Only(org)),
        (
            get.clone(),
            "/api/exchange/scenarios/one",
            "id=r1&scenario=none",
            Only(&["unit-hr-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top"]),
        ),
        (post.clone(), "/api/exchange/scenarios/announce", "id=r1&scenario=none", Only(org)),
        (get.clone(), "/api/appraisal", "", All),
        (get.clone(), "/api/appraisal/one", "id=y1", Only(AWARD)),
        (post.clone(), "/api/appraisal/set-up", "year=2026&title=t&unit=union&scheme=m1&pool_by=unit", Only(org)),
        (post.clone(), "/api/appraisal/act", "id=y1&version=99&act=count", Only(org)),
        (get.clone(), "/api/appraisal/members", "id=y1", Only(AWARD)),
        (get.clone(), "/api/appraisal/members/one", "id=y1-p9", Only(AWARD)),
        (post.clone(), "/api/appraisal/members/act", "id=y1-p9&version=99&act=report&report=t", Only(AWARD)),
        (
            post.clone(),
            "/api/appraisal/third-party",
            "id=y1&agency=a&sample=100&scale=5&how=m&document=d&on=2026-01-01&lines=x,1",
            Only(org),
        ),
        (get.clone(), "/api/appraisal/sheets/one", "id=z1", Only(AWARD)),
        (post.clone(), "/api/appraisal/voters/set", "id=z1&person=p1&group=A", Only(editors)),
        (post.clone(), "/api/appraisal/paper/roll", "id=z1&group=A", Only(editors)),
        (post.clone(), "/api/appraisal/paper/type", "id=z1&group=A&ballots=1", Only(editors)),
        (post.clone(), "/api/appraisal/paper/drop", "id=z1&group=A", Only(editors)),
        (post.clone(), "/api/appraisal/slips/act", "id=z1&act=release&batch=none", Only(editors)),
        // On the roll is p0; others without a record are told so.
        (get.clone(), "/api/appraisal/ballots/one", "id=z1", Only(learners)),
        (get.clone(), SLIP, "number=none", All),
        (get.clone(), "/api/appraisal/schemes", "", Only(INCENTIVE)),
        (get.clone(), "/api/appraisal/schemes/one", "id=m1", Only(SCHEME)),
        (post.clone(), "/api/appraisal/schemes/save", "name=n&from=2026-01-01&basis=b", Only(&["org-hr-top"])),
        (post.clone(), "/api/appraisal/schemes/adopt", "id=m2&version=99&document=d", Only(&["org-hr-top"])),
        (get.clone(), "/api/appraisal/deeds", "", All),
        (post.clone(), "/api/appraisal/deeds/save", "kind=need&on=2026-01-01&title=t&evidence=e", All),
        (post.clone(), "/api/appraisal/deeds/confirm", "id=d1&decision=yes", Only(editors)),
        (get.clone(), "/api/appraisal/settings", "", Only(INCENTIVE)),
        (post.clone(), "/api/appraisal/settings/save", NUMBERS, Only(&["org-hr-top"])),
        (get.clone(), "/api/pipeline", "", Only(PIPELINE)),
        (get.clone(), "/api/pipeline", "unit=union", Only(PIPELINE_IN)),
        (get.clone(), "/api/pipeline/people", "", Only(PIPELINE)),
        (get.clone(), "/api/pipeline/people/one", "id=p1", Only(PIPELINE_IN)),
        (get.clone(), "/api/pipeline/settings", "", Only(PIPELINE)),
        (
            post.clone(),
            "/api/pipeline/settings/save",
            "from=2040-01-01&basis=b&deputy_months=24&chief_months=36&staff_months=36&graded_years=2&soon_months=12&ahead_months=24",
            Only(&["org-hr-top"]),
        ),
        (get.clone(), "/api/incentive/awards", "", All),
        (get.clone(), "/api/incentive/awards/one", "id=w1", Only(AWARD)),
        (
            post.clone(),
            "/api/incentive/awards/nominate",
            "kind=commendation&person=p1&deeds=一二三四五六七八九十一二三四五六七八九十",
            Only(&["unit-hr-in", "org-hr-in", "org-hr-top"]),
        ),
        (post.clone(), "/api/incentive/awards/act", "id=w1&version=99&act=submit", Only(AWARD)),
        (get.clone(), "/api/incentive/care", "", All),
        (
            post.clone(),
            "/api/incentive/care/save",
            "person=p1&kind=care&on=2026-01-01&text=t",
            Only(&["unit-hr-in", "org-hr-in", "org-hr-top"]),
        ),
        (get.clone(), "/api/incentive/settings", "", Only(INCENTIVE)),
        (
            post.clone(),
            "/api/incentive/settings/save",
            "from=2040-01-01&basis=b&notice_days=5&excellent_years=3&overlooked_years=5&bonuses[commendation]=1\
             &bonuses[merit-three]=1&bonuses[merit-two]=1&bonuses[merit-one]=1&bonuses[title]=1&levels[commendation]=04\
             &levels[merit-three]=04&levels[merit-two]=03&levels[merit-one]=02&levels[title]=02",
            Only(&["org-hr-top"]),
        ),
        (get.clone(), "/api/tolerance/cases", "", All),
        (get.clone(), "/api/tolerance/cases/one", "id=f1", Only(TOLERANCE)),
        (
            post.clone(),
            "/api/tolerance/cases/open",
            "person=p1&matter=m&happened=2026-01-01&template=all&situations[kfirst-try]=1&grounds=g",
            Only(&["unit-hr-in", "org-hr-in", "discipline-in", "org-hr-top"]),
        ),
        (post.clone(), "/api/tolerance/cases/act", "id=f1&version=99&act=accept", Only(TOLERANCE)),
        (get.clone(), "/api/tolerance/precedents", "", Only(PEOPLE)),
        (post.clone(), "/api/tolerance/precedents/collect", "id=f1&summary=s&reasons=r", Only(TOLERANCE)),
        (get.clone(), "/api/tolerance/talks", "", All),
        (
            post.clone(),
            "/api/tolerance/talks/save",
            "person=p1&kind=remind&on=2026-01-01&reason=r&basis=b",
            Only(&["org-hr-in", "discipline-in", "org-hr-top"]),
        ),
        (
            post.clone(),
            "/api/tolerance/talks/act",
            "id=k1&version=99&act=withdraw&why=w",
            Only(&["org-hr-in", "discipline-in", "org-hr-top"]),
        ),
        (post.clone(), "/api/tolerance/talks/act", "id=k1&version=99&act=answer&text=t", Only(&["cadre-in"])),
        (get.clone(), "/api/tolerance/settings", "", All),
        (
            post.clone(),
            "/api/tolerance/settings/save",
            "from=2040-01-01&basis=b&numbers[apply]=10&numbers[accept]=5&numbers[verify]=30&numbers[verify_more]=15\
             &numbers[decide]=10&numbers[tell]=5&numbers[review]=30&numbers[review_answer]=30&numbers[appeal]=15\
             &numbers[appeal_answer]=60&numbers[appeal_more]=30&numbers[correct]=30&numbers[file]=10&numbers[visit]=180\
             &numbers[handlers]=2&numbers[deciders]=3&numbers[keep_years]=10&numbers[admonished]=6&numbers[inquiry]=15",
            Only(&[]),
        ),
        (get.clone(), "/api/exchange/cases", "", All),
        (get.clone(), "/api/exchange/cases/together", "", All),
        (get.clone(), "/api/exchange/cases/one", "id=e1", Only(CASE)),
        (post.clone(), "/api/exchange/cases/open", "person=p1&unit=union&post=x&kind=transfer", Only(org)),
        (post.clone(), "/api/exchange/cases/act", "id=e1&version=99&act=advance", Only(CASE)),
        (get.clone(), "/api/exchange/kinds", "", Only(EXCHANGE)),
        (
            post.clone(),
            "/api/exchange/kinds/save",
            "kind=transfer&from=2040-01-01&notice_days=5&handover_days=10&basis=b",
            Only(&["org-hr-top"]),
        ),
        (get.clone(), "/api/exchange/holidays", "", Only(EXCHANGE)),
        (post.clone(), "/api/exchange/holidays/import", "table=2026-10-01,休,国庆节", Only(&["org-hr-top"])),
        (get.clone(), "/api/exchange/templates", "", Only(ORG_ANYWHERE)),
        (post.clone(), "/api/exchange/templates/save", "kind=notice&unit=union&title=t&body=b&signer=s", Only(org)),
        (get.clone(), "/api/exchange/due", "", Only(EXCHANGE)),
        (get.clone(), "/api/exchange/staffing", "", Only(EXCHANGE)),
        (get.clone(), "/api/people", "", Only(PEOPLE)),
        (get.clone(), "/api/people/one", "id=p1", Only(PEOPLE_IN)),
        (
            post.clone(),
            "/api/people/unmask",
            "id=p1&purpose=任职回避核查",
            Only(&["unit-hr-in", "org-hr-in", "discipline-in", "org-hr-top"]),
        ),
        (post.clone(), "/api/people/save", person, Only(editors)),
        (
            get.clone(),
            "/api/people/sensitive/one",
            "id=p1",
            Only(&["unit-hr-in", "org-hr-in", "discipline-in", "org-hr-top"]),
        ),
        (post.clone(), "/api/people/sensitive/save", "id=p1&version=99", Only(editors)),
        (
            post.clone(),
            "/api/people/appoint",
            "person=p1&version=99&unit=union&title=x&level=1A41&kind=appointed&from=2030-01-01",
            Only(editors),
        ),
        (
            post.clone(),
            "/api/people/appointments/end",
            "id=a1&person=p1&version=99&on=2026-01-01&document=d",
            Only(editors),
        ),
        (
            post.clone(),
            "/api/people/appointments/correct",
            "id=a1&person=p1&version=99&unit=union&title=x&level=1A41&kind=appointed&from=2020-01-01&reason=r",
            Only(editors),
        ),
        (post.clone(), "/api/people/appointments/withdraw", "id=a1&person=p1&version=99&reason=r", Only(editors)),
        (post.clone(), "/api/people/add", "name=x&sex=1&birth=1990-01&unit=union", Only(editors)),
        (
            post.clone(),
            "/api/people/service/end",
            "person=p1&version=99&state=retired&on=2026-01-01&document=d",
            Only(editors),
        ),
        (post.clone(), "/api/people/service/return", "person=p1&version=99&reason=r", Only(editors)),
        (get.clone(), "/api/imports/one", "id=none", Only(importers)),
        (post.clone(), "/api/imports/confirm", "id=none", Only(importers)),
        (get.clone(), "/api/imports/open", "", Only(importers)),
        (post.clone(), "/api/imports/drop", "id=none", Only(importers)),
        (get.clone(), "/api/units", "", Only(PEOPLE)),
        (get.clone(), "/api/units/one", "id=union", Only(PEOPLE_IN)),
        (
            post.clone(),
            "/api/units/create",
            "parent=union&name=x&kind=internal&level=03&headcount=0&leading_posts=0&on=2026-01-01",
            Only(org),
        ),
        (post.clone(), "/api/units/headcount", "id=union&version=99&headcount=9&leading_posts=2", Only(org)),
        (post.clone(), "/api/units/organ", "id=union&version=99&organ=x", Only(org)),
        (post.clone(), "/api/units/reorganise", "id=union&change=dissolve&on=2026-01-01", Only(org)),
        (post.clone(), "/api/units/posts/add", "unit=union&title=x&level=1A41&seats=1", Only(org)),
        (post.clone(), "/api/units/posts/change", "id=t1&version=99&title=x&level=1A41&seats=1", Only(org)),
        (get.clone(), "/api/account/sessions", "", All),
        (post.clone(), "/api/account/sessions/end", "handle=0000000000000000", All),
        (get.clone(), "/api/account/sessions", "account=none", Only(&["security-in"])),
        (post.clone(), "/api/account/sessions/end", "account=none&handle=0000000000000000", Only(&["security-in"])),
        (get.clone(), "/api/account/roles", "", All),
        (
            post.clone(),
            "/api/account/delegate",
            "grant=foreign&to=cadre-in&from=2026-01-01&until=2030-01-01",
            Only(&[]),
        ),
        (get.clone(), "/api/accounts", "", Only(&["system-in", "security-in", "audit-in"])),
        (get.clone(), "/api/accounts/one", "id=none", Only(&["system-in", "security-in", "audit-in"])),
        (post.clone(), "/api/accounts/reset/ask", "id=none", Only(&["system-in"])),
        (get.clone(), "/api/consents", "", Only(OPENINGS)),
        (post.clone(), "/api/consents/answer", "id=none&version=1&decision=give", Only(&["security-in", "audit-in"])),
        (get.clone(), "/api/openings", "", Only(OPENERS)),
        (post.clone(), "/api/openings/ask", "", Only(OPENERS)),
        (get.clone(), "/api/grants/units", "", Only(&["security-in"])),
        (post.clone(), "/api/accounts/disable", "id=none&disabled=true", Only(&["system-in"])),
        (
            post.clone(),
            "/api/grants/add",
            "account=none&role=cadre&unit=union&from=2026-01-01&until=2030-01-01",
            Only(&["security-in"]),
        ),
        (post.clone(), "/api/grants/end", "grant=leader-in0", Only(&["security-in"])),
        (get, "/api/audit", "", Only(&["audit-in"])),
        (post, "/api/audit/verify", "", Only(&["audit-in"])),
    ]
}

/// Pages and files: who may read them (status 200).
const SENDERS: &[&str] = &[
    "unit-hr-in",
    "unit-hr-out",
    "training-in",
    "training-out",
    "org-hr-in",
    "org-hr-out",
    "org-hr-top",
    "training-top",
];
const SENDERS_IN: &[&str] = &["unit-hr-in", "training-in", "org-hr-in", "org-hr-top", "training-top"];

const CLASS_ANYWHERE: &[&str] =
    &["training-in", "training-out", "org-hr-in", "org-hr-out", "org-hr-top", "training-top"];
const CLASS_IN: &[&str] = &["training-in", "org-hr-in", "org-hr-top", "training-top"];
/// The form shows nothing that its class's page does not; what is sent is another matter.
const CLASS_IN_VIEW: &[&str] =
    &["cadre-in", "unit-hr-in", "training-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top", "training-top"];

/// Exchange is for units, organisation departments, leaders and supervisors; cadres see what is theirs.
const EXCHANGE: &[&str] = &[
    "unit-hr-in",
    "unit-hr-out",
    "org-hr-in",
    "org-hr-out",
    "leader-in",
    "leader-out",
    "discipline-in",
    "discipline-out",
    "org-hr-top",
];
const ORG_ANYWHERE: &[&str] = &["org-hr-in", "org-hr-out", "org-hr-top"];
/// Round r1 is the union's, and open to its cadres.
const ROUND: &[&str] = &["cadre-in", "unit-hr-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top"];
/// Award w1 is p9's, nominated and not yet public.
const AWARD: &[&str] = &["unit-hr-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top"];

/// An adopted scheme is open to those it judges.
const SCHEME: &[&str] = &[
    "cadre-in",
    "cadre-out",
    "unit-hr-in",
    "unit-hr-out",
    "org-hr-in",
    "org-hr-out",
    "leader-in",
    "leader-out",
    "discipline-in",
    "discipline-out",
    "org-hr-top",
];

/// Those who see pipelines somewhere, and of the union.
const PIPELINE: &[&str] = &["org-hr-in", "org-hr-out", "leader-in", "leader-out", "org-hr-top"];
const PIPELINE_IN: &[&str] = &["org-hr-in", "leader-in", "org-hr-top"];

/// Those who ask for accounts, and who sees what was asked.
const OPENERS: &[&str] = &["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "system-in", "org-hr-top"];
const OPENINGS: &[&str] =
    &["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "system-in", "security-in", "audit-in", "org-hr-top"];

/// Those who see incentives somewhere.
const INCENTIVE: &[&str] = &[
    "unit-hr-in",
    "unit-hr-out",
    "org-hr-in",
    "org-hr-out",
    "leader-in",
    "leader-out",
    "discipline-in",
    "discipline-out",
    "org-hr-top",
];

/// Case of fault tolerance f1 is p9's, not yet accepted.
const TOLERANCE: &[&str] = &["discipline-in"];

/// Case e1 is p9's, within the union.
const CASE: &[&str] = &["unit-hr-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top"];

/// Functions that no form of a page sends: scripts do.
pub(super) const SERVER_ONLY: [&str; 4] =
    ["/api/courses/beat", "/api/courses/package/save", "/api/exams/answers", "/api/lessons/check-in/later"];

/// The one function that asks nobody who they are.
const SLIP: &str = "/api/appraisal/slips/one";
const NUMBERS: &str = "from=2040-01-01&basis=b&numbers[points0]=100&numbers[points1]=80&numbers[points2]=60\
    &numbers[points3]=30&numbers[bounds0]=90&numbers[bounds1]=75&numbers[bounds2]=60&numbers[cap]=20&numbers[covered]=60\
    &numbers[cap_approved]=25&numbers[absence_days]=183&numbers[smallest]=5&numbers[look_into]=33\
    &numbers[review]=30&numbers[review_answer]=30&numbers[appeal]=15&numbers[appeal_answer]=60&numbers[appeal_more]=30";

pub(super) const PAGES: [(&str, May); 106] = [
    ("/appraisal", All),
    ("/appraisal/new", Only(ORG_ANYWHERE)),
    ("/appraisal/schemes/new", Only(&["org-hr-top"])),
    ("/appraisal/years/y1", Only(AWARD)),
    ("/appraisal/years/y1/members", Only(AWARD)),
    ("/appraisal/members/y1-p9", Only(AWARD)),
    ("/appraisal/members/y1-p9/result.pdf", Only(&[])),
    ("/appraisal/sheets/z1", Only(AWARD)),
    ("/appraisal/ballots/z1", Only(&["cadre-in"])),
    ("/appraisal/schemes", Only(INCENTIVE)),
    ("/appraisal/schemes/m1", Only(SCHEME)),
    ("/appraisal/deeds", All),
    ("/appraisal/settings", Only(INCENTIVE)),
    ("/pipeline", Only(PIPELINE)),
    ("/pipeline/people", Only(PIPELINE)),
    ("/pipeline/people/p1", Only(PIPELINE_IN)),
    ("/pipeline/settings", Only(PIPELINE)),
    ("/incentive/awards", All),
    ("/incentive/awards/new", Only(&["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"])),
    ("/incentive/awards/w1", Only(AWARD)),
    ("/incentive/care", All),
    ("/incentive/settings", Only(INCENTIVE)),
    ("/tolerance/cases", All),
    ("/tolerance/cases/new", All),
    ("/tolerance/cases/f1", Only(TOLERANCE)),
    ("/tolerance/precedents", Only(PEOPLE)),
    ("/tolerance/talks", All),
    ("/tolerance/settings", All),
    ("/exchange/rounds", All),
    ("/exchange/rounds/r1", Only(ROUND)),
    ("/exchange/rounds/r1/wishes", Only(&["cadre-in"])),
    ("/exchange/rounds/r1/scenarios/none", Only(&[])),
    ("/exchange/rounds/r1/scenarios/none/problem.json", Only(&[])),
    ("/exchange/posts/o1", Only(ROUND)),
    ("/exchange/cases", All),
    ("/exchange/cases/e1", Only(CASE)),
    ("/exchange/cases/e1/notice.docx", Only(CASE)),
    ("/exchange/papers/notice.docx?cases=e1", Only(CASE)),
    ("/exchange/cases/together", All),
    ("/exchange/rules", Only(EXCHANGE)),
    ("/exchange/what-if", Only(ORG_ANYWHERE)),
    ("/exchange/kinds", Only(EXCHANGE)),
    ("/exchange/templates", Only(ORG_ANYWHERE)),
    ("/exchange/due", Only(EXCHANGE)),
    ("/exchange/staffing", Only(EXCHANGE)),
    ("/people/p1/circumstances", Only(&["org-hr-in", "org-hr-top"])),
    ("/training/surveys", All),
    ("/training/surveys/s1", Only(CLASS_IN_VIEW)),
    ("/training/plans", Only(PEOPLE)),
    ("/training/plans/l1", Only(PEOPLE_IN)),
    ("/training/library", Only(PEOPLE)),
    ("/training/library/b1", Only(CLASS_IN)),
    ("/training/certificates", Only(PEOPLE)),
    ("/training/courses", All),
    ("/training/courses/k1", Only(CLASS_IN_VIEW)),
    ("/training/courses/k1/learn/h1", Only(CLASS_IN_VIEW)),
    ("/training/questions", Only(CLASS_ANYWHERE)),
    ("/training/questions/q1", Only(CLASS_IN)),
    ("/training/exams/x1", Only(PEOPLE_IN)),
    ("/training/exams/x1/mark", Only(CLASS_IN)),
    ("/training/attempts/x1__p9__1", Only(CLASS_IN)),
    ("/training/attempts/x1__p9__1/sit", Only(&[])),
    ("/training/completion/people?unit=union", Only(PEOPLE_IN)),
    ("/training/requirements", All),
    ("/training/categories", All),
    ("/training/conversions", All),
    ("/training/hours/new", Only(SENDERS)),
    ("/training/requirements/new", Only(&["org-hr-top"])),
    ("/training/classes/new", Only(CLASS_ANYWHERE)),
    ("/training/classes/c/edit", Only(CLASS_IN)),
    ("/training/classes/c/exams/new", Only(CLASS_IN)),
    ("/exchange/rounds/new", Only(ORG_ANYWHERE)),
    ("/training/requests", Only(SENDERS)),
    ("/training/classes/c/send", Only(SENDERS_IN)),
    ("/training/call-ups/u1", Only(PEOPLE_IN)),
    ("/training/settings", All),
    ("/training/lessons/n1", Only(CLASS_IN)),
    ("/training/classes/c/lessons/new", Only(CLASS_IN)),
    ("/check-in", All),
    ("/training/timetable", All),
    ("/training/classes/c/calendar", Only(CLASS_IN)),
    ("/", All),
    ("/account", All),
    ("/notices", All),
    ("/people", Only(PEOPLE)),
    ("/people/p1", Only(PEOPLE_IN)),
    ("/people/new", Only(&["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"])),
    ("/people/p1/appoint", Only(&["unit-hr-in", "org-hr-in", "org-hr-top"])),
    ("/people/p1/service", Only(&["unit-hr-in", "org-hr-in", "org-hr-top"])),
    ("/units/union", Only(PEOPLE_IN)),
    ("/training/completion?unit=union", Only(PEOPLE_IN)),
    ("/admin/accounts", Only(&["system-in", "security-in", "audit-in"])),
    ("/admin/openings", Only(OPENINGS)),
    ("/audit", Only(&["audit-in"])),
    ("/export/audit.xlsx", Only(&["audit-in"])),
    // Of these everybody takes out what they see.
    ("/exchange/cases.xlsx", All),
    ("/tolerance/cases.xlsx", All),
    ("/tolerance/talks.xlsx", All),
    ("/incentive/awards.xlsx", All),
    ("/appraisal/years/y1/members.xlsx", Only(AWARD)),
    ("/export/people.xlsx", Only(&["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"])),
    ("/export/people.zip", Only(&["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"])),
    ("/export/ledger.xlsx", Only(&["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"])),
    ("/training/classes/c/certificates.zip", Only(PEOPLE_IN)),
    ("/export/ledger.xlsx?person=p1", Only(&["unit-hr-in", "org-hr-in", "org-hr-top"])),
    ("/me", Only(&["cadre-in", "cadre-out"])),
];

fn forbidden(answer: &super::client::Answer) -> bool {
    matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED)
}

pub(super) async fn things(store: &store::Store) {
    use domain::training::{Class, ClassState, LedgerEntry};
    use store::Bulk;
    let post = domain::appointment::Appointment {
        id: "a1".into(),
        person: "p1".into(),
        unit: "union".into(),
        unit_name: "union".into(),
        post: Default::default(),
        title: "科长".into(),
        level: domain::code::Level::SectionChief,
        kind: domain::code::AppointmentKind::Appointed,
        from: tests::day("2020-01-01"),
        until: domain::appointment::open_end(),
        document: String::new(),
        end_document: String::new(),
        main: true,
    };
    store.load(Bulk::Appointments(vec![post])).await.unwrap();
    let listed = "CREATE post:t1 CONTENT { unit: 'union', title: '干事', level: '1A50', seats: 1, leading: false }";
    store.raw(store::Script::new(listed)).await.unwrap();
    let class = |id: &str| Class {
        id: id.into(),
        title: "班".into(),
        category: "law".into(),
        tier: domain::code::Tier::Section,
        kind: domain::code::ClassKind::Other,
        form: domain::code::TrainingForm::Online,
        families: Vec::new(),
        hours: domain::record::Hours::whole(8),
        capacity: 50,
        taken: 0,
        unit: "union".into(),
        unit_name: "union".into(),
        path: "/p/union/".into(),
        enrol_from: domain::Moment(0),
        enrol_until: domain::Moment::FOREVER,
        starts: tests::day("2030-01-01"),
        ends: tests::day("2030-01-02"),
        place: "x".into(),
        trainer: String::new(),
        about: String::new(),
        programme: Default::default(),
        state: ClassState::Published,
        admission: Default::default(),
        queued: 0,
        turn: 0,
        finished: domain::Moment(0),
        reopened: 0,
        version: 0,
    };
    let entry = LedgerEntry {
        id: "l1".into(),
        person: "p1".into(),
        class: "c".into(),
        title: "班".into(),
        form: domain::code::TrainingForm::Online,
        category: "law".into(),
        kind: None,
        hours: domain::record::Hours::whole(8),
        raw: domain::record::Hours::whole(8),
        document: String::new(),
        day: tests::day("2026-01-01"),
        reverses: Default::default(),
        reversed_by: Default::default(),
        reason: String::new(),
        at: domain::Moment(1),
    };
    let asks = domain::training::Enrolment {
        id: "c__asks".into(),
        class: "c".into(),
        person: "asks".into(),
        name: "问".into(),
        unit_name: String::new(),
        state: domain::training::EnrolmentState::Requested,
        at: domain::Moment(1),
        attended: domain::record::Hours(0),
        path: "/p/union/".into(),
        pool: Default::default(),
        channel: Default::default(),
        rank: String::new(),
        until: domain::Moment(0),
        decisions: Vec::new(),
        grade: None,
        remark: String::new(),
    };
    store.load(Bulk::Classes(vec![class("c"), class("c2")])).await.unwrap();
    store.load(Bulk::Enrolments(vec![asks])).await.unwrap();
    store.load(Bulk::Ledger(vec![entry])).await.unwrap();
    let calls = "CREATE call_up:u1 CONTENT { class: 'c', title: '班', path: '/p/union/', number: 'n1', by_name: false,
            reply_by: '2029-01-01', note: '', by: 'x', at: 1, people: 1 };
        CREATE type::record('call', 'c__p1') CONTENT { call_up: 'u1', class: 'c', person: 'p1', name: '张1', unit_name: 'union',
            state: 'open', reason: '', substitute: '', substitute_name: '', at: 1, decided_by: '', refused: '' };";
    store.raw(store::Script::new(calls)).await.unwrap();
    let lessons = "FOR $n IN ['n1', 'n2'] {
            CREATE type::record('lesson', $n) CONTENT { class: 'c', title: '课', starts: 1893459600000, ends: 1893463200000,
                place: '', trainer: '', leader: false, hours: 10, version: 0, at: 1, cancelled: false };
            CREATE type::record('lesson_secret', $n) CONTENT { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' };
        };";
    store.raw(store::Script::new(lessons)).await.unwrap();
    let exams = "CREATE question:q1 CONTENT { unit: 'union', path: '/p/union/', category: 'law', difficulty: 'easy',
            kind: 'essay', text: '问', options: [], answers: [], explanation: '', active: true, version: 1 };
        FOR $n IN ['x1', 'x2'] {
            CREATE type::record('exam', $n) CONTENT { class: 'c', class_title: '班', path: '/p/union/', title: '考', opens: 1,
                closes: 1893463200000, minutes: 30, attempts: 1, pass: 60, partial: true, rules: [], seed_hash: '',
                state: 'published', version: 1 };
        };
        CREATE attempt:x1__p9__1 CONTENT { exam: 'x1', person: 'p9', name: '张9', unit_name: 'union', n: 1, started: 1,
            deadline: 1893463200000, submitted: 0, ran_out: false, state: 'open', turn: 0, saved: 0, answers: '{}',
            paper: '[]', result: '{\"scores\":{},\"marks\":[],\"appeal\":null}', points: 0, percent: 0,
            appealed: false, edits: 0 };";
    store.raw(store::Script::new(exams)).await.unwrap();
    let courses = "FOR $n IN ['k1', 'k2'] {
            CREATE type::record('course', $n) CONTENT { title: '课', category: 'law', unit: 'union', unit_name: 'union',
                path: '/p/union/', hours: 20, about: '', strict: true, state: IF $n = 'k1' { 'published' } ELSE { 'draft' },
                version: 1, search: '', chapters: IF $n = 'k1' { [{ id: 'h1', title: '章', kind: 'document', file: 'f',
                file_name: 'a.pdf', media: 'application/pdf', seconds: 60, package: NONE, category: '', count: 0, pass: 0 }] }
                ELSE { [] } };
        };";
    store.raw(store::Script::new(courses)).await.unwrap();
    let planning = "CREATE survey:s1 CONTENT { unit: 'union', unit_name: 'union', path: '/p/union/', title: '调研',
            year: 2027, opens: '2026-01-01', closes: '2030-01-01', state: 'published', version: 1 };
        CREATE plan:l1 CONTENT { unit: 'union', unit_name: 'union', path: '/p/union/', year: 2027, title: '计划', survey: '',
            programmes: [], state: 'draft', submitted_by: ['', ''], decided: ['', ''], version: 1 };
        CREATE holding:b1 CONTENT { kind: 'trainer', unit: 'union', path: '/p/union/', name: '王', detail: '', category: '',
            leader: false, seats: 0, hours: 0, about: '', active: true, version: 1, search: '' };
        CREATE holding:b2 CONTENT { kind: 'material', unit: 'union', path: '/p/union/', name: '读本', detail: '', category: '',
            leader: false, seats: 0, hours: 0, about: '', active: true, file: 'f', file_name: 'f.pdf', media: 'application/pdf',
            version: 1, search: '' };";
    store.raw(store::Script::new(planning)).await.unwrap();
    let exchange = "CREATE exchange_round:r1 CONTENT { title: '轮次', unit: 'union', path: '/p/union/', kind: 'secondment', months: 12,
            opens: '2026-01-01', closes: '2040-01-01', reply_days: 5, state: 'open', mechanism: 'balanced',
            weights: {}, seed: 's', units: [{ unit: 'union', name: 'union', path: '/p/union/', family: 'mass' }], version: 1 };
        CREATE exchange_offer:o1 CONTENT { round: 'r1', unit: 'union', unit_name: 'union', path: '/p/union/', title: '岗',
            level: '1A41', seats: 1, least: 0, leading: false, chief: false, place_level: '03', demands: {}, version: 1 };
        CREATE type::record('exchange_entry', 'r1__p9') CONTENT { round: 'r1', person: 'p9', name: '张9', title: '职', unit: 'union',
            unit_name: 'union', path: '/p/union/', level: '1A41', sex: '1', minority: false, family: 'mass', state: 'applied',
            wishes: ['o1'], reply: 'waiting', at: 1, version: 1 };
        CREATE exchange_case:e1 CONTENT { kind: 'secondment', person: 'p9', person_name: '张9', home: 'union', home_name: 'union',
            home_path: '/p/union/', host: 'union', host_name: 'union', host_path: '/p/union/', title: '岗', level: '1A41',
            months: 12, path: '/p/union/', step: 'in-post', state: 'running', since: 1, findings: [], version: 1,
            publicity: { notice: { on: '2026-01-05', until: '2026-01-12', days: 5 }, earlier: [], objections: [] } };";
    store.raw(store::Script::new(exchange)).await.unwrap();
    let tolerance = "CREATE tolerance_case:f1 CONTENT { number: '容错〔2026〕1号', person: 'p9', name: '张9', unit: 'union',
            unit_name: 'union', path: '/p/union/', family: 'mass', level: '1A41', opener: 'person', matter: '事',
            happened: '2026-01-01', notice: NONE, notice_number: '', template: 'all', situations: ['first-try'],
            grounds: '由', step: 'acceptance', state: 'running', since: 1, accounts: [], version: 1, rules: $rules };
        CREATE talk:k1 CONTENT { person: 'p0', name: '张0', path: '/p/union/', kind: 'inquire', on: '2026-01-01', reason: '由',
            document: '', basis: '据', version: 1 };";
    let award = "CREATE award:w1 CONTENT { person: 'p9', kind: 'commendation', recipient: { kind: 'person', id: 'p9', name: '张9',
            level: '1A41' }, unit: 'union', unit_name: 'union', path: '/p/union/', deeds: '事', rules: $rules, nominator: 'x',
            step: 'nomination', state: 'running', since: 1, version: 1 };";
    let of = serde_json::to_value(domain::incentive::IncentiveRules::first(tests::day("2026-01-01"))).unwrap();
    store.raw(store::Script::new(award).bind("rules", of)).await.unwrap();
    let rules = serde_json::to_value(domain::tolerance::ToleranceRules::first(tests::day("2026-01-01"))).unwrap();
    store.raw(store::Script::new(tolerance).bind("rules", rules)).await.unwrap();
    appraisals(store).await;
    let consent =
        "CREATE consent:a1 CONTENT { asked: { kind: 'reset', account: 'none', login: 'x', name: '某', factor: false },
        by: ['none', '系统'], at: time::unix(time::now()) * 1000, `until`: 253402271999000, state: 'waiting',
        answered: ['', ''], answered_at: 0, version: 1 };";
    store.raw(store::Script::new(consent)).await.unwrap();
    let certificate = "CREATE certificate:t1 CONTENT { number: '2026-000001', class: 'c', person: 'p9', name: '张小伟', title: '班',
        issuer: 'union', starts: '2026-01-01', ends: '2026-01-02', hours: 80, grade: '', form: 'online', at: 1, revoked: 0,
        reason: '', valid_until: '9999-12-31', renews: '', renewed_by: '' };";
    store.raw(store::Script::new(certificate)).await.unwrap();
}

/// Appraisal y1 is the union's, with p9 in it and p0 on the roll of sheet z1.
async fn appraisals(store: &store::Store) {
    let from = tests::day("2026-01-01");
    let scheme = serde_json::json!(domain::appraisal::Scheme::first(from));
    let rules = serde_json::json!(domain::appraisal::AppraisalRules::first(from));
    let sql = "CREATE appraisal_scheme:m1 CONTENT object::extend($scheme, { adopted: '2026-01-01' });
        CREATE appraisal_scheme:m2 CONTENT $scheme;
        CREATE appraisal:y1 CONTENT { year: 2026, title: '考核', unit: 'union', unit_name: 'union', path: '/p/union/',
            scheme: $held, rules: $rules, pools: [], step: 'voting', since: 1, version: 1 };
        CREATE type::record('appraisal_member', 'y1-p9') CONTENT { appraisal: 'y1', year: 2026, person: 'p9', name: '张9',
            level: '1A41', unit: 'union', unit_name: 'union', path: '/p/union/', pool: 'union', sheet: 'z1',
            standing: 'full', version: 1 };
        CREATE appraisal_sheet:z1 CONTENT { appraisal: 'y1', unit: 'union', unit_name: 'union', path: '/p/union/',
            targets: [{ person: 'p9', member: 'y1-p9', name: '张9', post: '' }], version: 1 };
        CREATE type::record('ballot_voter', 'z1-p0') CONTENT { sheet: 'z1', person: 'p0', name: '张0', `group`: 'A', taken: '' };
        CREATE deed:d1 CONTENT { person: 'p9', name: '张9', path: '/p/union/', kind: 'need', on: '2026-01-01', title: '事',
            evidence: '证', state: 'open', version: 1 };";
    let held = scheme.clone();
    let mut scheme = scheme;
    scheme.as_object_mut().unwrap().remove("id");
    store.raw(store::Script::new(sql).bind("held", held).bind("scheme", scheme).bind("rules", rules)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_everybody_as_its_row_says() {
    let registered: BTreeSet<(String, String)> = leptos_paths();
    let covered: BTreeSet<(String, String)> =
        rows().into_iter().map(|(method, path, ..)| (path.to_owned(), method.to_string())).collect();
    assert_eq!(registered, covered, "a server function has no row, or a row no function");

    let said = registered
        .iter()
        .filter(|(path, method)| method == "POST" && app::done::done(path).is_none() && !app::done::is_silent(path));
    assert_eq!(said.collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "a form that says nothing afterwards");

    let server = server().await;
    let union = tests::unit("union", Some(&tests::unit("p", None, UnitKind::Region)), UnitKind::Union);
    server.store.load(Bulk::People(vec![tests::person("p9", "张9", &union)])).await.unwrap();
    things(&server.store).await;
    let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(super::client::PASSWORD)).await.unwrap();
    for (method, path, form, _) in rows().into_iter().filter(|row| row.1 != SLIP) {
        let answer = server.anonymous().call(&method, path, form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "nobody at {path}: {}", answer.body);
    }
    for (path, _) in PAGES {
        let answer = server.anonymous().get(path).await;
        assert!(answer.status.is_redirection() && answer.location().starts_with("/sign-in"), "nobody at {path}");
    }
    let mut clients: Vec<(&str, Client)> = Vec::new();
    for (name, person, role) in ASKERS {
        let roles: Vec<(Role, &str)> = role.into_iter().collect();
        clients.push((name, server.client_with(name, person, &roles, &hash).await));
    }
    let mut wrong = Vec::new();
    for (name, client) in &mut clients {
        for (path, may) in PAGES {
            let allowed = match may {
                All => true,
                Only(names) => names.contains(name),
            };
            let answer = client.get(path).await;
            if answer.status.is_success() != allowed {
                wrong.push(format!("{name} at {path}: {}", answer.status));
            }
        }
    }
    for (method, path, form, may) in rows() {
        for (name, client) in &mut clients {
            let allowed = match &may {
                All => true,
                Only(names) => names.contains(name),
            };
            let answer = client.call(&method, path, form).await;
            if forbidden(&answer) == allowed || answer.status == StatusCode::INTERNAL_SERVER_ERROR {
                wrong.push(format!("{name} at {path}: {} {}", answer.status, answer.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who holds the paper may check it, signed in or not, and learns no whole name.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_verified_by_anybody_and_shows_only_what_it_must() {
    let server = server().await;
    things(&server.store).await;
    let page = server.anonymous().get("/verify/t1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("2026-000001") && page.body.contains("张*伟") && !page.body.contains("张小伟"));
    assert!(!page.body.contains("p9"), "nothing that leads to the person");
    assert_eq!(server.anonymous().get("/verify/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.anonymous().get("/verify/a%27b").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.anonymous().get("/calendar/nothing.ics").await.status, StatusCode::NOT_FOUND);
    let pdf = server.anonymous().get("/training/certificates/t1.pdf").await;
    assert!(pdf.status.is_redirection(), "the certificate itself is not for anybody");
    let badge = server.anonymous().get("/training/certificates/t1.jwt").await;
    assert!(badge.status.is_redirection(), "nor is the badge, which has the whole name");
    let key = server.anonymous().get(server::badge::KEY_PATH).await;
    assert!(key.status == StatusCode::OK && key.body.contains("Ed25519"), "{}", key.body);
    let state = server.anonymous().get("/verify/t1/status").await;
    assert!(state.status == StatusCode::OK && state.body.contains("\"revokedCredentials\":[]"), "{}", state.body);
    let mut hr = server.client("hr", "", &[(domain::code::Role::OrgHr, "/p/")]).await;
    let badge = hr.get("/training/certificates/t1.jwt").await;
    assert_eq!((badge.status, badge.body.split('.').count()), (StatusCode::OK, 3));
    assert_eq!(hr.get("/training/certificates/t1.exe").await.status, StatusCode::NOT_FOUND);
}

fn leptos_paths() -> BTreeSet<(String, String)> {
    app::api::paths().map(|(path, method)| (path.to_owned(), method)).collect()
}
