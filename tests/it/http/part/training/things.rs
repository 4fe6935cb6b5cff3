//! What the rows and pages of training are asked about: class c of the union and what belongs to it.

use domain::training::{Class, ClassState, LedgerEntry};
use store::{Bulk, Script, Store};
use tests::day;

pub(super) async fn put(store: &Store) {
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
        starts: day("2030-01-01"),
        ends: day("2030-01-02"),
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
        day: day("2026-01-01"),
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
    store.raw(Script::new(calls)).await.unwrap();
    let lessons = "FOR $n IN ['n1', 'n2'] {
            CREATE type::record('lesson', $n) CONTENT { class: 'c', title: '课', starts: 1893459600000, ends: 1893463200000,
                place: '', trainer: '', leader: false, hours: 10, version: 0, at: 1, cancelled: false };
            CREATE type::record('lesson_secret', $n) CONTENT { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' };
        };";
    store.raw(Script::new(lessons)).await.unwrap();
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
    store.raw(Script::new(exams)).await.unwrap();
    let courses = "FOR $n IN ['k1', 'k2'] {
            CREATE type::record('course', $n) CONTENT { title: '课', category: 'law', unit: 'union', unit_name: 'union',
                path: '/p/union/', hours: 20, about: '', strict: true, state: IF $n = 'k1' { 'published' } ELSE { 'draft' },
                version: 1, search: '', chapters: IF $n = 'k1' { [{ id: 'h1', title: '章', kind: 'document', file: 'f',
                file_name: 'a.pdf', media: 'application/pdf', seconds: 60, package: NONE, category: '', count: 0, pass: 0 }] }
                ELSE { [] } };
        };";
    store.raw(Script::new(courses)).await.unwrap();
    let planning = "CREATE survey:s1 CONTENT { unit: 'union', unit_name: 'union', path: '/p/union/', title: '调研',
            year: 2027, opens: '2026-01-01', closes: '2030-01-01', state: 'published', version: 1 };
        CREATE plan:l1 CONTENT { unit: 'union', unit_name: 'union', path: '/p/union/', year: 2027, title: '计划', survey: '',
            programmes: [], state: 'draft', submitted_by: ['', ''], decided: ['', ''], version: 1 };
        CREATE holding:b1 CONTENT { kind: 'trainer', unit: 'union', path: '/p/union/', name: '王', detail: '', category: '',
            leader: false, seats: 0, hours: 0, about: '', active: true, version: 1, search: '' };
        CREATE holding:b2 CONTENT { kind: 'material', unit: 'union', path: '/p/union/', name: '读本', detail: '', category: '',
            leader: false, seats: 0, hours: 0, about: '', active: true, file: 'f', file_name: 'f.pdf', media: 'application/pdf',
            version: 1, search: '' };";
    store.raw(Script::new(planning)).await.unwrap();
    let certificate = "CREATE certificate:t1 CONTENT { number: '2026-000001', class: 'c', person: 'p9', name: '张小伟', title: '班',
        issuer: 'union', starts: '2026-01-01', ends: '2026-01-02', hours: 80, grade: '', form: 'online', at: 1, revoked: 0,
        reason: '', valid_until: '9999-12-31', renews: '', renewed_by: '' };";
    store.raw(Script::new(certificate)).await.unwrap();
}
