use store::{Script, Store};

use crate::http::whole::May::{All, Only};
use crate::http::whole::{GET, POST, Page, Part, Row};

pub(in crate::http) const PART: Part =
    Part { rows: ROWS, pages: PAGES, things: |store| Box::pin(things(store)), ..Part::NONE };

/// Those who ask for accounts, and who sees what was asked.
const OPENERS: &[&str] = &["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "system-in", "org-hr-top"];

const OPENINGS: &[&str] =
    &["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "system-in", "security-in", "audit-in", "org-hr-top"];

const ROWS: &[Row] = &[
    (GET, "/api/account/sessions", "", All),
    (POST, "/api/account/sessions/end", "handle=0000000000000000", All),
    (GET, "/api/account/sessions", "account=none", Only(&["security-in"])),
    (POST, "/api/account/sessions/end", "account=none&handle=0000000000000000", Only(&["security-in"])),
    (GET, "/api/account/roles", "", All),
    (POST, "/api/account/delegate", "grant=foreign&to=cadre-in&from=2026-01-01&until=2030-01-01", Only(&[])),
    (GET, "/api/accounts", "", Only(&["system-in", "security-in", "audit-in"])),
    (GET, "/api/accounts/one", "id=none", Only(&["system-in", "security-in", "audit-in"])),
    (POST, "/api/accounts/reset/ask", "id=none", Only(&["system-in"])),
    (GET, "/api/consents", "", Only(OPENINGS)),
    (POST, "/api/consents/answer", "id=none&version=1&decision=give", Only(&["security-in", "audit-in"])),
    (GET, "/api/openings", "", Only(OPENERS)),
    (POST, "/api/openings/ask", "", Only(OPENERS)),
    (GET, "/api/grants/units", "", Only(&["security-in"])),
    (POST, "/api/accounts/disable", "id=none&disabled=true", Only(&["system-in"])),
    (
        POST,
        "/api/grants/add",
        "account=none&role=cadre&unit=union&from=2026-01-01&until=2030-01-01",
        Only(&["security-in"]),
    ),
    (POST, "/api/grants/end", "grant=leader-in0", Only(&["security-in"])),
];

const PAGES: &[Page] = &[
    ("/account", All),
    ("/admin/accounts", Only(&["system-in", "security-in", "audit-in"])),
    ("/admin/openings", Only(OPENINGS)),
];

/// Somebody asks to reset an account.
async fn things(store: &Store) {
    let consent =
        "CREATE consent:a1 CONTENT { asked: { kind: 'reset', account: 'none', login: 'x', name: '某', factor: false },
        by: ['none', '系统'], at: time::unix(time::now()) * 1000, `until`: 253402271999000, state: 'waiting',
        answered: ['', ''], answered_at: 0, version: 1 };";
    store.raw(Script::new(consent)).await.unwrap();
}
