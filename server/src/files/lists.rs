//! Lists of things as sheets: classes, questions, surveys, plans, units and the completion table, each as its page
//! shows it, all pages of it. Whoever may see the page may have its sheet, and the store says who that is; what
//! leaves is on the trail before it does.

use app::words::standing;
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use domain::code::{Code, Lang, Level, Tier};
use domain::organisation::port::Units;
use domain::organisation::{NearQuery, UnitRow};
use domain::rate::percent;
use domain::register::{Cell, Head, head, shown};
use domain::training::port::{CategoryTree, Classes, CompletionTable, Plans, Questions, Surveys};
use domain::training::{
    Categories, ClassQuery, ClassRow, CompletionQuery, Plan, PlanState, Programme, ProgrammeProgress, Question,
    QuestionKind, QuestionQuery, Sums, Survey,
};
use domain::{CategoryId, Day, Fault, PlanId, SurveyId};

use super::listing::{Address, Listing, named, sent, top};
use crate::request::Signed;
use crate::state::AppState;

const CLASSES: [Head; 9] = [
    head("title", "班次", "Class"),
    head("category", "类别", "Category"),
    head("tier", "层级", "Tier"),
    head("starts", "开班", "Starts"),
    head("hours", "学时", "Hours").numbers(),
    head("taken", "已报名", "Seats taken").added(),
    head("capacity", "名额", "Seats").added(),
    head("state", "状态", "State"),
    head("own", "我的", "Mine"),
];

/// The classes that the viewer may see.
pub(crate) async fn classes(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(asked): Query<Address>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let tree = state.store.categories(viewer).await?;
        // The page has seats that are taken and those there are in one column.
        let hide = asked.hide.replace("taken", "taken,capacity");
        let title = lang.of("班次", "Classes").to_owned();
        let mut list = Listing::begin(top(&state, &signed, &title, shown(&CLASSES, &hide), None).await?);
        let mut page = 1;
        loop {
            let query = ClassQuery {
                q: asked.q.clone(),
                state: asked.state.clone(),
                category: asked.category.clone(),
                tier: asked.tier.clone(),
                for_me: asked.mine == "1",
                window: asked.window(page),
            };
            let found = state.store.classes(viewer, &query, signed.now).await?;
            let lines = list.of(&found.rows, |row, key| class(row, key, &tree, lang));
            list.add(lines).await;
            if page >= found.pages() {
                break;
            }
            page += 1;
        }
        state.store.note_list(viewer, ("class", ""), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn class(row: &ClassRow, key: &str, tree: &Categories, lang: Lang) -> Cell {
    let one = &row.class;
    match key {
        "title" => Cell::text(&one.title),
        "category" => Cell::Text(tree.name(&one.category, lang)),
        "tier" => Cell::coded(Some(one.tier), lang),
        "starts" => Cell::Day(one.starts),
        "hours" => Cell::tenths(one.hours.0),
        "taken" => Cell::Number(one.taken.into()),
        "capacity" => Cell::Number(one.capacity.into()),
        "state" => Cell::text(standing::class(one.state, lang)),
        _ => Cell::coded(row.mine, lang),
    }
}

/// Headed so that the sheet can be imported again.
const QUESTIONS: [Head; 8] = [
    head("text", "题干", "Question"),
    head("kind", "题型", "Kind"),
    head("options", "选项", "Options"),
    head("answers", "答案", "Answer"),
    head("category", "类别", "Category"),
    head("difficulty", "难度", "Difficulty"),
    head("explanation", "解析", "Explanation"),
    head("state", "状态", "State"),
];

/// The question bank.
pub(crate) async fn questions(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(asked): Query<Address>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let tree = state.store.categories(viewer).await?;
        let query = |page: u32| QuestionQuery {
            q: asked.q.clone(),
            category: asked.category.clone(),
            kind: asked.kind.clone(),
            difficulty: asked.difficulty.clone(),
            window: asked.window(page),
        };
        let mut page = 1;
        let mut found = state.store.questions(viewer, &query(page)).await?;
        let title = lang.of("题库", "Question bank").to_owned();
        // A last row of sums would be no question to who reads the sheet again.
        let top = top(&state, &signed, &title, shown(&QUESTIONS, &asked.hide), Some(found.total as usize)).await?;
        let mut list = Listing::begin(top);
        loop {
            let lines = list.of(&found.rows, |row, key| question(row, key, &tree, lang));
            list.add(lines).await;
            if page >= found.pages() {
                break;
            }
            page += 1;
            found = state.store.questions(viewer, &query(page)).await?;
        }
        state.store.note_list(viewer, ("question", ""), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn question(one: &Question, key: &str, tree: &Categories, lang: Lang) -> Cell {
    match key {
        "text" => Cell::text(&one.text),
        "kind" => Cell::coded(Some(one.kind), lang),
        "options" => Cell::text(&one.options.join("|")),
        "answers" => match one.kind {
            QuestionKind::Single | QuestionKind::Multiple => Cell::text(&one.answers.concat()),
            QuestionKind::TrueFalse if one.answers.iter().any(|answer| answer == "T") => {
                Cell::text(lang.of("对", "true"))
            }
            QuestionKind::TrueFalse => Cell::text(lang.of("错", "false")),
            QuestionKind::Blank | QuestionKind::Essay => Cell::text(&one.answers.join("|")),
        },
        "category" => Cell::Text(tree.name(&one.category, lang)),
        "difficulty" => Cell::coded(Some(one.difficulty), lang),
        "explanation" => Cell::text(&one.explanation),
        _ => Cell::text(standing::question(one.active, lang)),
    }
}

const SURVEYS: [Head; 6] = [
    head("title", "调研", "Survey"),
    head("unit", "单位", "Unit"),
    head("year", "年度", "Year").numbers(),
    head("opens", "开始", "Opens"),
    head("closes", "截止", "Closes"),
    head("state", "状态", "State"),
];

/// The surveys of needs.
pub(crate) async fn surveys(State(state): State<AppState>, Extension(signed): Extension<Signed>) -> Response {
    let (lang, today) = (signed.frame.lang, signed.now.day());
    let made = async {
        let viewer = signed.viewer()?;
        let found = state.store.surveys(viewer, signed.now).await?;
        let title = lang.of("需求调研", "Surveys of needs").to_owned();
        let mut list = Listing::begin(top(&state, &signed, &title, SURVEYS.to_vec(), None).await?);
        let lines = list.of(&found, |row, key| survey(row, key, today, lang));
        list.add(lines).await;
        state.store.note_list(viewer, ("survey", ""), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn survey(one: &Survey, key: &str, today: Day, lang: Lang) -> Cell {
    match key {
        "title" => Cell::text(&one.title),
        "unit" => Cell::text(&one.unit_name),
        "year" => Cell::Number(one.year.into()),
        "opens" => Cell::Day(one.opens),
        "closes" => Cell::Day(one.closes),
        _ => Cell::text(standing::survey(one, today, lang)),
    }
}

/// What the answers to a survey come to, for those who see that.
pub(crate) async fn needs(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let id = SurveyId(named(id)?);
        let found = state.store.survey(viewer, &id, signed.now).await?;
        let needs = found.needs.ok_or(Fault::Forbidden)?;
        let tree = state.store.categories(viewer).await?;
        let mut heads = vec![head("category", "类别", "Category")];
        let of_tier = |tier: &Tier| head(tier.code(), tier.name(Lang::Zh), tier.name(Lang::En)).added();
        heads.extend(Tier::ALL.iter().map(of_tier));
        heads.push(head("all", "合计", "All").added());
        let answered = match lang {
            Lang::Zh => format!("需求汇总（已填写 {}/{}）", needs.answered, needs.asked),
            Lang::En => format!("Needs ({} of {} answered)", needs.answered, needs.asked),
        };
        let title = format!("{}　{answered}", found.survey.title);
        let mut categories: Vec<&CategoryId> = needs.cells.keys().collect();
        let of_all = |category: &CategoryId| -> u32 { Tier::ALL.iter().map(|tier| needs.count(category, *tier)).sum() };
        categories.sort_by_key(|category: &&CategoryId| std::cmp::Reverse(of_all(category)));
        let mut list = Listing::begin(top(&state, &signed, &title, heads, None).await?);
        let lines = list.of(&categories, |category, key| match key {
            "category" => {
                let way: Vec<String> = tree.way(category).iter().map(|one| tree.name(&one.id, lang)).collect();
                Cell::Text(if way.is_empty() { category.to_string() } else { way.join(" / ") })
            }
            "all" => Cell::Number(of_all(category).into()),
            tier => Cell::Number(Tier::find(tier).map_or(0, |tier| needs.count(category, tier)).into()),
        });
        list.add(lines).await;
        state.store.note_list(viewer, ("survey", id.as_str()), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((found.survey.title, list.end(None).await?))
    };
    sent(made.await)
}

const PLANS: [Head; 5] = [
    head("title", "计划", "Plan"),
    head("unit", "单位", "Unit"),
    head("year", "年度", "Year").numbers(),
    head("programmes", "项目数", "Programmes").added(),
    head("state", "状态", "State"),
];

/// The annual plans.
pub(crate) async fn plans(State(state): State<AppState>, Extension(signed): Extension<Signed>) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let found = state.store.plans(viewer).await?;
        let title = lang.of("培训计划", "Training plans").to_owned();
        let mut list = Listing::begin(top(&state, &signed, &title, PLANS.to_vec(), None).await?);
        let lines = list.of(&found, |row, key| plan(row, key, lang));
        list.add(lines).await;
        state.store.note_list(viewer, ("plan", ""), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn plan(one: &Plan, key: &str, lang: Lang) -> Cell {
    match key {
        "title" => Cell::text(&one.title),
        "unit" => Cell::text(&one.unit_name),
        "year" => Cell::Number(one.year.into()),
        "programmes" => Cell::Number(i64::try_from(one.programmes.len()).unwrap_or(i64::MAX)),
        _ => Cell::text(standing::plan(one.state, lang)),
    }
}

const PROGRAMMES: [Head; 13] = [
    head("title", "项目", "Programme"),
    head("category", "类别", "Category"),
    head("tier", "层级", "Tier"),
    head("kind", "类型", "Purpose"),
    head("form", "形式", "Form"),
    head("month", "月份", "Month").numbers(),
    head("hours", "学时", "Hours").numbers(),
    head("classes", "期数", "Classes").added(),
    head("people", "每期人数", "People to a class").numbers(),
    head("made", "已开班", "Classes made").added(),
    head("finished", "已结班", "Finished").added(),
    head("came", "参训人数", "People").added(),
    head("basis", "依据", "Basis"),
];

/// The programmes of a plan, with what became of them once it is approved.
pub(crate) async fn programmes(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let id = PlanId(named(id)?);
        let found = state.store.plan(viewer, &id).await?;
        let tree = state.store.categories(viewer).await?;
        let approved = found.plan.state == PlanState::Approved;
        let heads = shown(&PROGRAMMES, if approved { "" } else { "made,finished,came" });
        let mut programmes = found.plan.programmes;
        programmes.sort_by(|a, b| (a.month, &a.title).cmp(&(b.month, &b.title)));
        let mut list = Listing::begin(top(&state, &signed, &found.plan.title, heads, None).await?);
        let lines = list.of(&programmes, |one, key| {
            let done = found.progress.get(&one.id).cloned().unwrap_or_default();
            programme(one, &done, key, &tree, lang)
        });
        list.add(lines).await;
        state.store.note_list(viewer, ("plan", id.as_str()), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((found.plan.title, list.end(None).await?))
    };
    sent(made.await)
}

fn programme(one: &Programme, done: &ProgrammeProgress, key: &str, tree: &Categories, lang: Lang) -> Cell {
    match key {
        "title" => Cell::text(&one.title),
        "category" => Cell::Text(tree.name(&one.category, lang)),
        "tier" => Cell::coded(Some(one.tier), lang),
        "kind" => Cell::coded(Some(one.kind), lang),
        "form" => Cell::coded(Some(one.form), lang),
        "month" => Cell::Number(one.month.into()),
        "hours" => Cell::tenths(one.hours.0),
        "classes" => Cell::Number(one.classes.into()),
        "people" => Cell::Number(one.people.into()),
        "made" => Cell::Number(done.classes.into()),
        "finished" => Cell::Number(done.finished.into()),
        "came" => Cell::Number(done.people.into()),
        _ => Cell::text(&one.basis),
    }
}

const UNITS: [Head; 5] = [
    head("name", "单位", "Unit"),
    head("family", "系统", "Family"),
    head("kind", "类型", "Kind"),
    head("headcount", "编制", "Headcount").added(),
    // Of a unit with those below it, so that they do not add up.
    head("people", "在职（含下级）", "In service, with those below").numbers(),
];

/// The units of the viewer's scope in tree order, or those that the page found.
pub(crate) async fn units(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(asked): Query<Address>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let found = if asked.units.trim().is_empty() {
            state.store.units(viewer).await?
        } else {
            let query = NearQuery { q: asked.units.clone(), ..NearQuery::default() };
            state.store.units_near(viewer, &query).await?.rows
        };
        let highest = found.iter().map(|row| row.unit.depth()).min().unwrap_or(1);
        let title = lang.of("组织机构", "Organisation").to_owned();
        let mut list = Listing::begin(top(&state, &signed, &title, UNITS.to_vec(), None).await?);
        let lines = list.of(&found, |row, key| unit(row, key, highest, lang));
        list.add(lines).await;
        state.store.note_list(viewer, ("unit", ""), list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((title, list.end(None).await?))
    };
    sent(made.await)
}

fn unit(row: &UnitRow, key: &str, highest: usize, lang: Lang) -> Cell {
    let one = &row.unit;
    match key {
        "name" => Cell::Text(format!("{}{}", "　".repeat(one.depth().saturating_sub(highest)), one.name)),
        "family" => Cell::coded(Some(one.family), lang),
        "kind" => Cell::coded(Some(one.kind), lang),
        "headcount" => Cell::Number(one.headcount.into()),
        _ => Cell::Number(row.people.into()),
    }
}

const COMPLETION: [Head; 9] = [
    head("unit", "单位", "Unit"),
    head("people", "在职人数", "In service").numbers(),
    head("met", "本年达标", "Met").numbers(),
    head("rate", "达标率（占在职）", "Met, of those in service").numbers(),
    head("behind", "未达标", "Behind").numbers(),
    head("off-course", "预计不能达标", "Not on course").numbers(),
    head("none", "本年无学时", "None this year").numbers(),
    head("long", "长期未训", "Long untrained").numbers(),
    head("hours", "本年学时合计", "Hours this year").numbers(),
];

/// The completion table by unit. Its last row is everybody's, since a unit counts those below it.
pub(crate) async fn completion(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(asked): Query<Address>,
) -> Response {
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let query = CompletionQuery {
            unit: asked.unit.as_str().into(),
            level: asked.level.clone(),
            ..CompletionQuery::default()
        };
        let table = state.store.completion(viewer, &query, signed.now).await?;
        let mut title = lang.of("达标情况", "Completion").to_owned();
        if let Some(row) = table.rows.iter().find(|row| row.unit.as_str() == asked.unit) {
            title = format!("{}　{title}", row.name);
        }
        if let Some(level) = Level::find(&asked.level) {
            title = format!("{title}　{}", level.name(lang));
        }
        let all = match table.levels.into_iter().find(|(level, ..)| level.code() == asked.level) {
            _ if asked.level.is_empty() => (table.all, table.long),
            Some((_, sums, long)) => (sums, long),
            None => (Sums::default(), 0),
        };
        let mut list = Listing::begin(top(&state, &signed, &title, COMPLETION.to_vec(), None).await?);
        let lines = list.of(&table.rows, |row, key| {
            let indent = if row.depth > 0 { "　" } else { "" };
            completed(&format!("{indent}{}", row.name), &row.sums, row.long, key)
        });
        let last = COMPLETION.iter().map(|head| completed(lang.of("合计", "In all"), &all.0, all.1, head.key));
        let last: Vec<Cell> = last.collect();
        list.add(lines).await;
        let left = ("requirement", "");
        state.store.note_list(viewer, left, list.lines(), signed.now).await.map_err(Fault::from)?;
        Ok((title, list.end(Some(last)).await?))
    };
    sent(made.await)
}

fn completed(name: &str, sums: &Sums, long: i64, key: &str) -> Cell {
    let natural = |number: i64| u64::try_from(number).unwrap_or_default();
    match key {
        "unit" => Cell::text(name),
        "people" => Cell::Number(sums.people),
        "met" => Cell::Number(sums.met),
        "rate" => {
            percent(natural(sums.met), natural(sums.people)).map_or(Cell::Nothing, |share| Cell::Percent(share.into()))
        }
        "behind" => Cell::Number(sums.people - sums.met),
        "off-course" => Cell::Number(sums.people - sums.on_course),
        "none" => Cell::Number(sums.none),
        "long" => Cell::Number(long),
        _ => Cell::tenths(sums.hours().0),
    }
}
