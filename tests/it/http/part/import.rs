use crate::http::whole::May::Only;
use crate::http::whole::{EDITORS_ANYWHERE, GET, POST, Part, Row};

pub(in crate::http) const PART: Part = Part { rows: ROWS, ..Part::NONE };

const ROWS: &[Row] = &[
    (GET, "/api/imports/one", "id=none", Only(EDITORS_ANYWHERE)),
    (POST, "/api/imports/confirm", "id=none", Only(EDITORS_ANYWHERE)),
    (GET, "/api/imports/open", "", Only(EDITORS_ANYWHERE)),
    (POST, "/api/imports/drop", "id=none", Only(EDITORS_ANYWHERE)),
];
