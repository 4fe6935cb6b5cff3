//! Lists of people as sheets: those of a call-up, of the completion table, of an exam, with
//! certificates, with requests. Each as its page shows it, all pages of it, for whoever may see the page; the trail
//! says of whom something leaves before it does.

use app::words::standing;
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use domain::code::{Code, Lang, Level};
use domain::register::{Cell, Head, head};
use domain::time::day_text;
use domain::training::port::{CallUps, Certificates, CompletionTable, Exams, Places};
use domain::training::{
    AttemptRow, AttemptState, Call, Certificate, CertificateQuery, CompletionList, CompletionQuery, NEVER, Request,
    StandingRow,
};
use domain::{CallUpId, Day, ExamId, Fault, PersonId};

use super::listing::{Address, Listing, named, sent, top};
use crate::request::Signed;
use crate::state::AppState;

/// Puts on the trail whose lines leave.
async fn note(state: &AppState, signed: &Signed, what: &str, mut people: Vec<PersonId>) -> Result<(), Fault> {
    // Of somebody whose answer is being marked nobody may know.
    people.retain(|person| !person.as_str().is_empty());
    people.sort();
    people.dedup();
    state.store.note_export(signed.viewer()?, what, &people, signed.now).await.map_err(Fault::from)
}

const CALLS: [Head; 5] = [
    head("name", "姓名", "Name"),
    head("unit", "单位", "Unit"),
    head("answer", "回执", "Answer"),
    head("substitute", "替换为", "Instead"),
    head("reason", "事由", "Reason"),
];

/// The people whom a notice calls up, as far as the viewer sees them.
pub(crate) async fn call_up(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let found = state.store.call_up_detail(viewer, &CallUpId(named(id)?)).await?;
        let called = lang.of("调训人员", "Called up");
        let title = format!("{}　{called}　{}", found.call_up.title, found.call_up.number);
        let mut list = Listing::begin(top(&state, &signed, &title, CALLS.to_vec(), None).await?);
        let lines = list.of(&found.calls, |one, key| call(one, key, lang));
        list.add(lines).await;
        note(&state, &signed, "call-up xlsx", found.calls.into_iter().map(|one| one.person).collect()).await?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn call(one: &Call, key: &str, lang: Lang) -> Cell {
    match key {
        "name" => Cell::text(&one.name),
        "unit" => Cell::text(&one.unit_name),
        "answer" => Cell::text(standing::call(one.state, lang)),
        "substitute" => Cell::text(&one.substitute_name),
        _ => Cell::text(&one.reason),
    }
}

const STANDINGS: [Head; 10] = [
    head("name", "姓名", "Name"),
    head("unit", "单位", "Unit"),
    head("level", "职务层次", "Level"),
    head("requirement", "差距最大的要求", "Requirement furthest off"),
    head("left", "还差学时", "Hours to do").added(),
    head("due", "期限", "Due"),
    head("overdue", "逾期", "Overdue"),
    head("other", "另有逾期的要求", "Another one overdue"),
    head("hours", "本年学时", "Hours this year").added(),
    head("last", "最近有学时的年度", "Last year with hours").numbers(),
];

/// The people behind a number of the completion table.
pub(crate) async fn standings(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(asked): Query<Address>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let query = |page: u32| CompletionQuery {
            unit: asked.unit.as_str().into(),
            level: asked.level.clone(),
            list: asked.list.clone(),
            rule: asked.rule.clone(),
            page,
            bulk: true,
        };
        let mut page = 1;
        let mut found = state.store.standings(viewer, &query(page), signed.now).await?;
        let words = Words { rule: asked.rule.clone(), rules: found.rules.clone(), on: found.on, lang };
        let mut title = CompletionList::find(&asked.list).unwrap_or_default().name(lang).to_owned();
        if !asked.rule.is_empty() {
            title = format!("{}　{title}", words.name_of(&asked.rule));
        }
        if let Some(level) = Level::find(&asked.level) {
            title = format!("{}　{title}", level.name(lang));
        }
        if !found.unit_name.is_empty() {
            title = format!("{}　{title}", found.unit_name);
        }
        let mut list = Listing::begin(top(&state, &signed, &title, STANDINGS.to_vec(), None).await?);
        let mut people = Vec::new();
        loop {
            let lines = list.of(&found.people.rows, |row, key| words.standing(row, key));
            list.add(lines).await;
            let last = found.people.pages();
            people.extend(found.people.rows.into_iter().map(|row| row.standing.person));
            if page >= last {
                break;
            }
            page += 1;
            found = state.store.standings(viewer, &query(page), signed.now).await?;
        }
        note(&state, &signed, "standings xlsx", people).await?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

/// What lines of the completion table are told with.
struct Words {
    /// The requirement that is asked about; empty for each one's worst.
    rule: String,
    /// Names of requirements by key, in Chinese and English.
    rules: Vec<(String, String, String)>,
    on: Day,
    lang: Lang,
}

impl Words {
    fn name_of(&self, key: &str) -> String {
        let found = self.rules.iter().find(|rule| rule.0 == key);
        found.map_or_else(|| key.to_owned(), |rule| if self.lang == Lang::Zh { rule.1.clone() } else { rule.2.clone() })
    }

    fn standing(&self, row: &StandingRow, column: &str) -> Cell {
        let one = &row.standing;
        let key = if self.rule.is_empty() { &one.worst } else { &self.rule };
        let stand = one.bars.get(key).copied();
        let open = stand.filter(|stand| !stand.met());
        match column {
            "name" => Cell::text(&row.name),
            "unit" => Cell::text(&row.unit_name),
            "level" => Cell::coded(Some(one.level), self.lang),
            "requirement" if key.is_empty() => Cell::Nothing,
            "requirement" => Cell::Text(self.name_of(key)),
            "left" => Cell::tenths(stand.map(|stand| stand.left().0).unwrap_or_default()),
            "due" => Cell::day(open.map(|stand| stand.until)),
            "overdue" if open.is_some_and(|stand| stand.until < self.on) => {
                Cell::text(self.lang.of("已逾期", "Overdue"))
            }
            "overdue" => Cell::Nothing,
            "other" => {
                let sooner = one.first_due().filter(|(other, _)| *other != key.as_str() && one.due < self.on);
                sooner.map_or(Cell::Nothing, |(other, stand)| {
                    let (name, left, until) = (self.name_of(other), stand.left(), day_text(stand.until));
                    Cell::Text(match self.lang {
                        Lang::Zh => format!("{name}：还差 {left}，{until}"),
                        Lang::En => format!("{name}: to do {left}, {until}"),
                    })
                })
            }
            "hours" => Cell::tenths(one.hours.0),
            _ if one.last_year == 0 => Cell::Nothing,
            _ => Cell::Number(one.last_year.into()),
        }
    }
}

const ATTEMPTS: [Head; 9] = [
    head("name", "姓名", "Name"),
    head("unit", "单位", "Unit"),
    head("n", "次数", "Attempt").numbers(),
    head("begun", "开始", "Begun"),
    head("handed-in", "交卷", "Handed in"),
    head("points", "得分", "Points").numbers(),
    head("percent", "得分率", "Of all points").numbers(),
    head("result", "结果", "Result"),
    head("appeal", "复核", "Appeal"),
];

/// The attempts of an exam with their results, for those who see them all.
pub(crate) async fn attempts(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let found = state.store.exam(viewer, &ExamId(named(id)?), signed.now).await?;
        let rows = found.attempts.ok_or(Fault::Forbidden)?;
        let sat = lang.of("作答情况", "Attempts");
        let title = format!("{}　{}　{sat}", found.exam.class_title, found.exam.title);
        let mut list = Listing::begin(top(&state, &signed, &title, ATTEMPTS.to_vec(), None).await?);
        let lines = list.of(&rows, |row, key| attempt(row, key, lang));
        list.add(lines).await;
        note(&state, &signed, "attempts xlsx", rows.into_iter().map(|row| row.person).collect()).await?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn attempt(row: &AttemptRow, key: &str, lang: Lang) -> Cell {
    match key {
        "name" if row.state == AttemptState::Marking => {
            Cell::text(lang.of("阅卷中，不显示姓名", "Being marked: no names"))
        }
        "name" => Cell::text(&row.name),
        "unit" => Cell::text(&row.unit_name),
        "n" => Cell::Number(row.n.into()),
        "begun" => Cell::minute(row.started),
        "handed-in" => Cell::minute(row.submitted),
        "points" => row.result.map_or(Cell::Nothing, |(points, ..)| Cell::tenths(points.0)),
        "percent" => row.result.map_or(Cell::Nothing, |(_, percent, _)| Cell::Percent(percent.into())),
        "result" => Cell::text(standing::attempt(row, lang)),
        _ => Cell::text(if row.appealed { lang.of("申请复核", "Appeal") } else { "" }),
    }
}

const CERTIFICATES: [Head; 6] = [
    head("number", "编号", "Number"),
    head("name", "姓名", "Name"),
    head("class", "班次", "Class"),
    head("issued", "颁发日期", "Issued"),
    head("until", "有效期至", "Holds until"),
    head("state", "状态", "State"),
];

/// The certificates of the viewer's scope.
pub(crate) async fn certificates(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(asked): Query<Address>,
) -> Response {
    let (lang, today) = (signed.frame.lang, signed.now.day());
    let made = async {
        let viewer = signed.viewer()?;
        let title = lang.of("结业证书", "Certificates").to_owned();
        let mut list = Listing::begin(top(&state, &signed, &title, CERTIFICATES.to_vec(), None).await?);
        let (mut page, mut people) = (1, Vec::new());
        loop {
            let window = asked.window(page);
            let query = CertificateQuery { list: asked.list.clone(), q: asked.q.clone(), window };
            let found = state.store.certificates(viewer, &query, signed.now).await?;
            let lines = list.of(&found.rows, |row, key| certificate(row, key, today, lang));
            list.add(lines).await;
            let last = found.pages();
            people.extend(found.rows.into_iter().map(|row| row.person));
            if page >= last {
                break;
            }
            page += 1;
        }
        note(&state, &signed, "certificates xlsx", people).await?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn certificate(one: &Certificate, key: &str, today: Day, lang: Lang) -> Cell {
    match key {
        "number" => Cell::text(&one.number),
        "name" => Cell::text(&one.name),
        "class" => Cell::text(&one.title),
        "issued" => Cell::Day(one.at.day()),
        "until" if one.valid_until >= NEVER => Cell::text(lang.of("长期", "For ever")),
        "until" => Cell::Day(one.valid_until),
        _ => Cell::text(standing::certificate(one, today, lang)),
    }
}

const REQUESTS: [Head; 7] = [
    head("name", "姓名", "Name"),
    head("unit", "单位", "Unit"),
    head("class", "班次", "Class"),
    head("starts", "开班", "Starts"),
    head("free", "余位", "Seats left").numbers(),
    head("hours", "本年学时", "Hours this year").numbers(),
    head("state", "状态", "State"),
];

/// The requests for places that wait for the viewer.
pub(crate) async fn requests(State(state): State<AppState>, Extension(signed): Extension<Signed>) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let found = state.store.requests(viewer, signed.now).await?;
        let title = lang.of("待审批的报名", "Requests").to_owned();
        let mut list = Listing::begin(top(&state, &signed, &title, REQUESTS.to_vec(), None).await?);
        let lines = list.of(&found, |one, key| request(one, key, lang));
        list.add(lines).await;
        note(&state, &signed, "requests xlsx", found.into_iter().map(|one| one.place.person).collect()).await?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn request(one: &Request, key: &str, lang: Lang) -> Cell {
    match key {
        "name" => Cell::text(&one.place.name),
        "unit" => Cell::text(&one.place.unit_name),
        "class" => Cell::text(&one.title),
        "starts" => Cell::Day(one.starts),
        "free" => Cell::Number(one.free.into()),
        "hours" => Cell::tenths(one.hours.0),
        _ => Cell::coded(Some(one.place.state), lang),
    }
}
