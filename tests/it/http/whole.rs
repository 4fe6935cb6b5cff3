//! What a feature adds to the tests that hold the whole server to a rule: its endpoints and pages with who
//! may, what these are asked about, and what it keeps of a secret. It is in `part/<feature>.rs`, and
//! [`super::FEATURES`] names them all.

use axum::http::Method;
use domain::code::Role;
use futures::future::LocalBoxFuture;
use store::Store;

use super::FEATURES;

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
#[derive(Clone, Copy)]
pub(super) enum May {
    All,
    Only(&'static [&'static str]),
}

impl May {
    pub(super) fn holds(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(&name),
        }
    }
}

pub(super) const GET: Method = Method::GET;
pub(super) const POST: Method = Method::POST;

/// An endpoint: method, path, form, who may. The thing asked about is p1 of the union, its class c, its ledger
/// entry. "May" means: not refused for who asks; whether the rest of the request makes sense is another matter.
pub(super) type Row = (Method, &'static str, &'static str, May);

/// A page or a file: who may read it (status 200).
pub(super) type Page = (&'static str, May);

/// Those who look after people, and those of them who do so in the union.
pub(super) const PEOPLE: &[&str] = &[
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
pub(super) const PEOPLE_IN: &[&str] =
    &["unit-hr-in", "training-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top", "training-top"];

/// Units, organisation departments, leaders and supervisors.
pub(super) const OVERSEERS: &[&str] = &[
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
pub(super) const OVERSEERS_IN: &[&str] = &["unit-hr-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top"];

/// Those who write what a unit says of its people.
pub(super) const EDITORS_ANYWHERE: &[&str] = &["unit-hr-in", "unit-hr-out", "org-hr-in", "org-hr-out", "org-hr-top"];
pub(super) const EDITORS: &[&str] = &["unit-hr-in", "org-hr-in", "org-hr-top"];

/// Organisation departments.
pub(super) const ORG_ANYWHERE: &[&str] = &["org-hr-in", "org-hr-out", "org-hr-top"];
pub(super) const ORG: &[&str] = &["org-hr-in", "org-hr-top"];

/// What is for cadres of the union. Those without a record of their own are told so.
pub(super) const LEARNERS: &[&str] = &[
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

pub(super) struct Part {
    /// Its server functions.
    pub(super) rows: &'static [Row],
    /// Its pages and files.
    pub(super) pages: &'static [Page],
    /// Puts what both are asked about into a store.
    pub(super) things: for<'a> fn(&'a Store) -> LocalBoxFuture<'a, ()>,
    /// Functions that no form of a page sends: scripts do.
    pub(super) scripted: &'static [&'static str],
    /// Functions that ask nobody who they are.
    pub(super) open: &'static [&'static str],
    pub(super) secret: Secret,
}

impl Part {
    pub(super) const NONE: Self =
        Self { rows: &[], pages: &[], things: |_| Box::pin(async {}), scripted: &[], open: &[], secret: Secret::NONE };
}

/// What it keeps from most, as far as it is about p9 of the union, for `secrecy.rs`. Its pages and functions are
/// asked for what others keep as well.
pub(super) struct Secret {
    /// Brings the things it has to where the secret would show: statements.
    pub(super) ready: &'static str,
    /// p9 comes under investigation, and what is kept says so: statements.
    pub(super) investigated: &'static str,
    /// Pages where those who decide by it read it: the department and discipline, or the department alone.
    pub(super) shown: &'static [&'static str],
    pub(super) shown_to_org: &'static [&'static str],
    /// Objections were made to what p9 is to get, and answered: statements; and the pages where those who decide
    /// read of them, each with words that nobody else may read.
    pub(super) objected: &'static str,
    pub(super) heard: &'static [(&'static str, &'static [&'static str])],
    /// What is asked of it beside its rows and pages: functions with their forms, and pages.
    pub(super) functions: &'static [(&'static str, &'static str)],
    pub(super) pages: &'static [&'static str],
    /// Pages and functions that name investigations whoever reads them, and those that do so to the department:
    /// they say nothing of anybody.
    pub(super) law: &'static [&'static str],
    pub(super) forms: &'static [&'static str],
}

impl Secret {
    pub(super) const NONE: Self = Self {
        ready: "",
        investigated: "",
        shown: &[],
        shown_to_org: &[],
        objected: "",
        heard: &[],
        functions: &[],
        pages: &[],
        law: &[],
        forms: &[],
    };
}

/// Everything that is one of the features' own, by what it is.
pub(super) fn of_all<T: Clone + 'static>(part: impl Fn(&'static Part) -> &'static [T]) -> Vec<T> {
    FEATURES.iter().flat_map(|feature| part(feature).iter().cloned()).collect()
}

/// Every endpoint.
pub(super) fn rows() -> Vec<Row> {
    of_all(|feature| feature.rows)
}

/// Every page and file.
pub(super) fn pages() -> Vec<Page> {
    of_all(|feature| feature.pages)
}

/// Puts what rows and pages are asked about into a store.
pub(super) async fn things(store: &Store) {
    for feature in FEATURES {
        (feature.things)(store).await;
    }
}
