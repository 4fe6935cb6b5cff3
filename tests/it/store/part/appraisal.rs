use domain::access::Viewer;
use domain::appraisal::port::{Deeds, Members, Schemes, Sheets, Years};
use domain::appraisal::{Deed, DeedKind, DeedState, Draft, MemberFilter, PoolBy};
use store::{Script, Store};
use tests::{day, now, org_hr, viewer};

use crate::store::appraisal::{open_vote, set_up};
use crate::store::whole::{Answers, Ids, Moved, Part, Plans, Trail, may};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[
            ("appraisal_member", "person IN ['p0', 'none']"),
            ("appraisal_member", "appraisal = 'y1'"),
            ("appraisal_sheet", "appraisal = 'y1'"),
            ("ballot_voter", "sheet = 'z1'"),
            ("ballot_voter", "person = 'p0'"),
            ("ballot_cast", "sheet IN ['z1', 'none']"),
            ("ballot_slip", "sheet IN ['z1', 'none']"),
            ("third_party", "appraisal = 'y1'"),
            ("deed", "person IN ['p0', 'p1']"),
            ("deed", "person = 'p0' OR (path >= '/p/union/' AND path < '/p/union0')"),
        ],
        fill: |store| Box::pin(fill(store)),
    },
    moved: Moved {
        put: |store| Box::pin(put(store)),
        read: |store, who, ids| Box::pin(read(store, who, ids)),
        public: &[],
    },
    trail: Trail { secret: &["appraisal_member"], ..Trail::NONE },
};

async fn fill(store: &Store) -> Ids {
    let rows = "FOR $n IN 0..6 {
            LET $y = 'y' + <string> ($n % 2); LET $z = 'z' + <string> ($n % 3); LET $p = 'p' + <string> ($n % 4);
            LET $id = <string> $n;
            CREATE type::record('appraisal_member', $id) CONTENT { appraisal: $y, person: $p, year: 2026, path: '/p/',
                version: 1 };
            CREATE type::record('appraisal_sheet', $id) CONTENT { appraisal: $y, path: '/p/', version: 1 };
            CREATE type::record('ballot_voter', $id) CONTENT { sheet: $z, person: $p, name: '', `group`: 'A', taken: '' };
            CREATE type::record('ballot_cast', $id) CONTENT { sheet: $z, `group`: 'A', sealed: 'x' };
            CREATE type::record('ballot_slip', $id) CONTENT { sheet: $z, `group`: 'A', used: false };
            CREATE type::record('third_party', $id) CONTENT { appraisal: $y };
            CREATE type::record('deed', $id) CONTENT { person: $p, path: IF $n % 2 = 0 { '/p/union/' } ELSE { '/p/gov/' },
                on: '2026-01-01', state: 'open', version: 1 };
        };";
    store.raw(Script::new(rows)).await.unwrap();
    Ids::default()
}

/// A year that is voted on, one of the union's own, and a deed.
async fn put(store: &Store) -> Ids {
    let (org, at) = (org_hr(), now());
    let year = set_up(store).await;
    open_vote(store, &year).await;
    let detail = store.appraisal(&org, &year, at).await.unwrap();
    let sheet = detail.sheets.iter().find(|one| one.unit_name == "union").unwrap().id.clone();
    let members = store.appraisal_members(&org, &year, MemberFilter::All, &Default::default()).await.unwrap();
    let member = members.people.page.rows.iter().find(|row| row.name == "张1").unwrap().id.clone();
    let scheme = store.schemes(&org).await.unwrap().schemes[0].id.clone();
    let own =
        Draft { year: 2025, title: "2025年度考核".into(), unit: "union".into(), scheme, pool_by: PoolBy::Unit };
    let appraisal = store.set_up_appraisal(&org, &own, at).await.unwrap();
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
    Ids::default().with("appraisal", appraisal.0).with("member", member.0).with("sheet", sheet.0)
}

async fn read(store: &Store, who: &Viewer, ids: &Ids) -> Answers {
    let at = now();
    vec![
        ("appraisal", may(&store.appraisal(who, &ids.of("appraisal"), at).await)),
        ("member", may(&store.appraisal_member(who, &ids.of("member"), at).await)),
        ("sheet", may(&store.sheet(who, &ids.of("sheet"), at).await)),
        ("deed", !store.deeds(who, at).await.unwrap().is_empty()),
    ]
}
