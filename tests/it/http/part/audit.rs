use crate::http::whole::May::Only;
use crate::http::whole::{GET, POST, Page, Part, Row};

pub(in crate::http) const PART: Part = Part { rows: ROWS, pages: PAGES, ..Part::NONE };

const ROWS: &[Row] =
    &[(GET, "/api/audit", "", Only(&["audit-in"])), (POST, "/api/audit/verify", "", Only(&["audit-in"]))];

const PAGES: &[Page] = &[("/audit", Only(&["audit-in"])), ("/export/audit.xlsx", Only(&["audit-in"]))];
