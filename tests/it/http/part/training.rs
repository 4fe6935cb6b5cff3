mod things;

use crate::http::whole::May::{All, Only};
use crate::http::whole::{EDITORS, EDITORS_ANYWHERE, GET, LEARNERS, ORG, PEOPLE, PEOPLE_IN, POST, Page, Part, Row};

pub(in crate::http) const PART: Part = Part {
    rows: ROWS,
    pages: PAGES,
    things: |store| Box::pin(things::put(store)),
    scripted: &["/api/courses/beat", "/api/courses/package/save", "/api/exams/answers", "/api/lessons/check-in/later"],
    ..Part::NONE
};

/// Those who send people to classes, and those of them who do so from the union.
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

/// Those who hold classes, and the union's.
const CLASS_ANYWHERE: &[&str] =
    &["training-in", "training-out", "org-hr-in", "org-hr-out", "org-hr-top", "training-top"];

const CLASS_IN: &[&str] = &["training-in", "org-hr-in", "org-hr-top", "training-top"];

/// The form shows nothing that its class's page does not; what is sent is another matter.
const CLASS_IN_VIEW: &[&str] =
    &["cadre-in", "unit-hr-in", "training-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top", "training-top"];

/// Those without a record of their own, who are told so.
const NO_CADRES: &[&str] = &[
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

const ROWS: &[Row] = &[
    (GET, "/api/classes", "", All),
    (GET, "/api/classes/one", "id=c", Only(CLASS_IN_VIEW)),
    (GET, "/api/classes/people", "id=c", Only(PEOPLE_IN)),
    (
        POST,
        "/api/classes/save",
        "title=t&category=law&tier=section&kind=other&form=online&hours=8&capacity=3&unit=union\
         &enrol_from=2026-01-01&enrol_until=2030-01-01&starts=2030-02-01&ends=2030-02-02&place=x",
        Only(CLASS_IN),
    ),
    (POST, "/api/classes/publish", "id=c", Only(CLASS_IN)),
    (POST, "/api/classes/cancel", "id=c2", Only(CLASS_IN)),
    (POST, "/api/classes/enrol", "id=c", All),
    (POST, "/api/classes/withdraw", "id=c", All),
    (POST, "/api/classes/confirm", "id=c", All),
    (GET, "/api/classes/sent", "id=c", Only(CLASS_IN)),
    (POST, "/api/classes/quotas", "id=c&version=99", Only(CLASS_IN)),
    (GET, "/api/classes/requests", "", Only(SENDERS)),
    (POST, "/api/classes/decide", "decision=grant&place[kc__asks]=1", Only(SENDERS_IN)),
    (POST, "/api/classes/finish", "id=c", Only(CLASS_IN)),
    (POST, "/api/classes/reopen", "id=c&reason=x", Only(CLASS_IN)),
    (GET, "/api/classes/prospects", "class=c", Only(SENDERS_IN)),
    (POST, "/api/classes/send", "id=c&people[kp1]=1", Only(SENDERS_IN)),
    (POST, "/api/call-ups/issue", "id=c&number=x&reply_by=2029-01-01&people[knone]=1", Only(CLASS_IN)),
    (GET, "/api/call-ups/one", "id=u1", Only(PEOPLE_IN)),
    (POST, "/api/call-ups/answer", "id=u1&reply=attend", Only(NO_CADRES)),
    (POST, "/api/call-ups/decide", "call=c__p1&decision=grant", Only(CLASS_IN)),
    (GET, "/api/lessons", "class=c", Only(CLASS_IN_VIEW)),
    (GET, "/api/lessons/one", "id=n1", Only(CLASS_IN)),
    (GET, "/api/lessons/code", "id=n1", Only(CLASS_IN)),
    (GET, "/api/lessons/sums", "class=c", Only(CLASS_IN)),
    (GET, "/api/lessons/today", "", All),
    (POST, "/api/lessons/save", "class=c&title=x&day=2030-01-01&from=09:00&until=10:00&hours=1", Only(CLASS_IN)),
    (POST, "/api/lessons/cancel", "id=n2", Only(CLASS_IN)),
    (POST, "/api/lessons/mark", "id=n1", Only(CLASS_IN)),
    // Whoever has no seat is told that; nobody else's check-in can be named at all.
    (POST, "/api/lessons/check-in", "lesson=n1&code=12345678", All),
    (POST, "/api/lessons/check-in/later", "lesson=n1&code=12345678&at=1", All),
    (GET, "/api/evaluation", "class=c", Only(PEOPLE_IN)),
    (POST, "/api/evaluation/add", "class=c&overall=5&place=5", All),
    (GET, "/api/timetable", "from=2026-11-01&until=2026-11-30", All),
    (GET, "/api/timetable/feed", "class=c", Only(CLASS_IN)),
    (POST, "/api/timetable/feed/renew", "class=c", Only(CLASS_IN)),
    (POST, "/api/training/certificates/revoke", "id=t1&reason=r", Only(CLASS_IN)),
    (GET, "/api/training/settings", "", All),
    (POST, "/api/training/settings/add", "setting=leave-share&value=7&basis=b&from=2026-01-01", Only(&["org-hr-top"])),
    (GET, "/api/training/record", "person=p1", Only(PEOPLE_IN)),
    (POST, "/api/training/reverse", "entry=l1&reason=r", Only(CLASS_IN)),
    (GET, "/api/training/completion", "unit=union", Only(PEOPLE_IN)),
    (GET, "/api/training/requirements", "", All),
    (
        POST,
        "/api/training/requirements/save",
        "rule=year-online&name=a&name_en=b&cycle=year&hours=50&basis=b&from=2023-01-01&until=2027-12-31",
        Only(&["org-hr-top"]),
    ),
    (GET, "/api/training/completion/people", "unit=union", Only(PEOPLE_IN)),
    (GET, "/api/training/categories", "", All),
    (POST, "/api/training/categories/save", "name=a&name_en=b&rank=9&active=1", Only(&["org-hr-top"])),
    (GET, "/api/training/conversions", "", All),
    (
        POST,
        "/api/training/conversions/add",
        "form=off-job&measure=day&each=6&basis=b&from=2026-01-01",
        Only(&["org-hr-top"]),
    ),
    (
        POST,
        "/api/training/hours/record",
        "once=a1&people[kp1]=1&title=x&form=group&category=theory&measure=session&amount=1&day=2026-01-01&document=d",
        Only(SENDERS_IN),
    ),
    (GET, "/api/surveys", "", All),
    (GET, "/api/surveys/one", "id=s1", Only(CLASS_IN_VIEW)),
    (POST, "/api/surveys/save", "title=x&unit=union&year=2027&opens=2026-01-01&closes=2030-01-01", Only(CLASS_IN)),
    (POST, "/api/surveys/publish", "id=s1", Only(CLASS_IN)),
    (POST, "/api/surveys/withdraw", "id=s1&version=1&reason=x", Only(CLASS_IN)),
    (POST, "/api/surveys/answer", "id=s1&categories[klaw]=1", Only(LEARNERS)),
    (GET, "/api/plans", "", Only(PEOPLE)),
    (GET, "/api/plans/one", "id=l1", Only(PEOPLE_IN)),
    (POST, "/api/plans/save", "title=x&unit=union&year=2027", Only(CLASS_IN)),
    (
        POST,
        "/api/plans/programmes/save",
        "plan=l1&version=99&title=x&category=law&tier=section&kind=other&form=off-job&hours=8&classes=1\
         &people=9&month=3",
        Only(CLASS_IN),
    ),
    (POST, "/api/plans/programmes/remove", "plan=l1&version=99&id=g1", Only(CLASS_IN)),
    (POST, "/api/plans/from-appraisal", "plan=l1&version=99&category=mass-work", Only(CLASS_IN)),
    (POST, "/api/plans/propose", "plan=l1&version=99&survey=s1", Only(CLASS_IN)),
    (POST, "/api/plans/submit", "id=l1", Only(CLASS_IN)),
    (POST, "/api/plans/decide", "id=l1&decision=grant", Only(ORG)),
    // A programme that is not of one's scope is not there for one's classes.
    (GET, "/api/plans/programmes/one", "id=none", Only(CLASS_ANYWHERE)),
    (GET, "/api/library", "", Only(PEOPLE)),
    (GET, "/api/library/one", "id=b1", Only(CLASS_IN)),
    (GET, "/api/library/names", "", All),
    (POST, "/api/library/save", "kind=trainer&unit=union&name=x&active=1", Only(CLASS_IN)),
    (GET, "/api/certificates", "", Only(PEOPLE)),
    (POST, "/api/certificates/renew", "certificates[kt1]=1&basis=b&until=2040-01-01", Only(CLASS_IN)),
    (GET, "/api/courses", "", All),
    (GET, "/api/courses/one", "id=k1", Only(CLASS_IN_VIEW)),
    (POST, "/api/courses/save", "title=x&category=law&unit=union&hours=2", Only(CLASS_IN)),
    (POST, "/api/courses/chapters/remove", "id=k2&chapter=none", Only(CLASS_IN)),
    (POST, "/api/courses/state", "id=k2&state=published", Only(CLASS_IN)),
    // Those without a record of their own are told so.
    (POST, "/api/courses/beat", "course=k1&chapter=h1", Only(LEARNERS)),
    (GET, "/api/courses/exercise", "course=k1&chapter=h1", Only(LEARNERS)),
    (POST, "/api/courses/exercise/answer", "course=k1&chapter=h1", Only(LEARNERS)),
    (GET, "/api/courses/package", "course=k1&chapter=h1", Only(LEARNERS)),
    (POST, "/api/courses/package/save", "course=k1&chapter=h1&data=%7B%7D", Only(LEARNERS)),
    (GET, "/api/questions", "", Only(CLASS_ANYWHERE)),
    (GET, "/api/questions/one", "id=q1", Only(CLASS_IN)),
    (
        POST,
        "/api/questions/save",
        "unit=union&category=law&difficulty=easy&kind=true-false&text=x&answers=T&active=1",
        Only(CLASS_IN),
    ),
    // Whoever has nothing to do with the exams of a class sees none.
    (GET, "/api/exams", "class=c", All),
    (
        POST,
        "/api/exams/save",
        "class=c&title=x&day=2030-01-01&from=09:00&last_day=2030-01-01&until=10:00&minutes=30&count[k0]=1\
         &points[k0]=1&kind[k0]=single",
        Only(CLASS_IN),
    ),
    (POST, "/api/exams/publish", "id=x1", Only(CLASS_IN)),
    (POST, "/api/exams/cancel", "id=x2", Only(CLASS_IN)),
    (GET, "/api/exams/one", "id=x1", Only(PEOPLE_IN)),
    (GET, "/api/exams/statistics", "id=x1", Only(CLASS_IN)),
    (POST, "/api/exams/start", "id=x1", All),
    // Only who sits it: here somebody who does not ask.
    (GET, "/api/exams/sitting", "attempt=x1__p9__1", Only(&[])),
    (POST, "/api/exams/answers", "attempt=x1__p9__1&turn=1", Only(NO_CADRES)),
    (POST, "/api/exams/hand-in", "attempt=x1__p9__1&turn=1", Only(&[])),
    (GET, "/api/exams/attempt", "id=x1__p9__1", Only(CLASS_IN)),
    (GET, "/api/exams/to-mark", "id=x1", Only(CLASS_IN)),
    (POST, "/api/exams/mark", "attempt=x1.0000&question=q1&points=1", Only(CLASS_IN)),
    (POST, "/api/exams/appeal", "id=x1__p9__1&reason=r", Only(&[])),
    (POST, "/api/exams/appeal/decide", "id=x1__p9__1&decision=refuse&reason=r", Only(CLASS_IN)),
];

const PAGES: &[Page] = &[
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
    ("/training/requests", Only(SENDERS)),
    ("/training/classes/c/send", Only(SENDERS_IN)),
    ("/training/call-ups/u1", Only(PEOPLE_IN)),
    ("/training/settings", All),
    ("/training/lessons/n1", Only(CLASS_IN)),
    ("/training/classes/c/lessons/new", Only(CLASS_IN)),
    ("/check-in", All),
    ("/training/timetable", All),
    ("/training/classes/c/calendar", Only(CLASS_IN)),
    ("/training/completion?unit=union", Only(PEOPLE_IN)),
    ("/export/ledger.xlsx", Only(EDITORS_ANYWHERE)),
    ("/training/classes/c/certificates.zip", Only(PEOPLE_IN)),
    ("/training/classes/c/people.xlsx", Only(PEOPLE_IN)),
    ("/export/ledger.xlsx?person=p1", Only(EDITORS)),
];
