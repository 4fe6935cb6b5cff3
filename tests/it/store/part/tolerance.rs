use domain::access::Viewer;
use domain::code::Role;
use domain::tolerance::port::{Talks, ToleranceCases};
use domain::tolerance::{TalkDraft, TalkKind};
use store::{Script, Store};
use tests::{day, now, org_hr, viewer};

use crate::store::tolerance::draft;
use crate::store::whole::{Answers, Ids, Moved, Part, Plans, Trail, may};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[
            ("tolerance_case", "person = 'p0'"),
            ("tolerance_case", "state = 'running'"),
            ("tolerance_effect", "person IN ['p0', 'p1'] AND active"),
            ("talk", "person = 'p0'"),
        ],
        fill: |store| Box::pin(fill(store)),
    },
    moved: Moved {
        put: |store| Box::pin(put(store)),
        read: |store, who, ids| Box::pin(read(store, who, ids)),
        public: &[],
    },
    trail: Trail {
        secret: &["talk", "tolerance_case", "tolerance_effect"],
        write: |store, secret| Box::pin(write(store, secret)),
        named: &[("talk", "reason")],
        ..Trail::NONE
    },
};

async fn fill(store: &Store) -> Ids {
    let rows = "FOR $n IN 0..6 {
            CREATE type::record('tolerance_case', 'f' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), number: <string> $n,
                path: '/p/', step: 'review', state: IF $n % 2 = 0 { 'running' } ELSE { 'done' }, accounts: [], version: 1 };
            CREATE type::record('tolerance_effect', 'f' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), case_number: '1',
                document: '', outcome: 'exempt', active: $n % 2 = 0, at: 1 };
            CREATE type::record('talk', 'k' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), path: '/p/', version: 1 };
        };";
    store.raw(Script::new(rows)).await.unwrap();
    Ids::default()
}

async fn put(store: &Store) -> Ids {
    let discipline = viewer("jj", "", &[(Role::Discipline, "/p/")]);
    let case = store.open_tolerance(&discipline, &draft("p1"), now()).await.unwrap();
    let talk = TalkDraft {
        person: "p1".into(),
        kind: TalkKind::Admonish,
        on: day("2026-11-20"),
        reason: "有关事实".into(),
        document: "处〔2026〕3号".into(),
        basis: "有关规定".into(),
    };
    store.save_talk(&discipline, &talk, now()).await.unwrap();
    Ids::default().with("case", case.0)
}

async fn read(store: &Store, who: &Viewer, ids: &Ids) -> Answers {
    vec![
        ("tolerance case", may(&store.tolerance_case(who, &ids.of("case"), now()).await)),
        ("talk", store.talks(who, &Default::default(), now()).await.unwrap().page.total > 0),
    ]
}

async fn write(store: &Store, secret: &str) {
    let talk = TalkDraft {
        person: "p1".into(),
        kind: TalkKind::Remind,
        on: day("2026-11-01"),
        reason: secret.into(),
        document: String::new(),
        basis: "依据".into(),
    };
    store.save_talk(&org_hr(), &talk, now()).await.unwrap();
}
