//! Libraries, and how what they hold was rated by those who were there.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Scope, Viewer};
use domain::page::Page;
use domain::ports::Answer;
use domain::record::Hours;
use domain::search::normal_query;
use domain::time::day_text;
use domain::training::port::Holdings;
use domain::training::{
    Class, ClassState, Evaluation, EvaluationResults, Holding, HoldingKind, HoldingQuery, HoldingRow, Lesson, Library,
    Scores, Setting, evaluation_open,
};
use domain::{ClassId, Day, Fault, FileId, HoldingId, Moment, Reason, Rule};

use crate::keys::{by_name, search_key};
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content_with, new_id, take};
use crate::save::Save;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

tables! { "holding" by HoldingId: Holding }

/// Years looked back on for ratings.
const YEARS: i32 = 3;

/// Ratings by kind and name: scores, and how often it was used.
type Ratings = HashMap<(HoldingKind, String), (Scores, u32)>;

impl Store {
    /// What lessons and classes of a scope say about trainers, courses and venues. Scores of a
    /// class are counted once nobody can answer any more, and only of answers enough.
    async fn ratings(&self, scope: &Scope, today: Day) -> Result<(Ratings, (Hours, Hours)), StoreError> {
        let since = Day::from_ymd_opt(today.year() - YEARS, 1, 1).unwrap_or(today);
        let (inside, script) = in_scope("path", scope, Script::default());
        let held = script.bind("since", day_text(since)).json("held", &[ClassState::Published, ClassState::Finished]);
        let classes: Vec<Class> =
            self.rows_where(&format!("{inside} AND starts >= $since AND state IN $held"), held).await?;
        let ids: Vec<String> = classes.iter().map(|class| class.id.0.clone()).collect();
        let script = Script::bound("ids", ids)
            .whole("lesson WHERE class IN $ids AND cancelled = false")
            .then("SELECT * FROM evaluation WHERE class IN $ids;");
        let mut results = self.read(script).await?;
        let mut lessons: HashMap<ClassId, Vec<Lesson>> = HashMap::new();
        for lesson in take::<Lesson>(&mut results, 0)? {
            lessons.entry(lesson.class.clone()).or_default().push(lesson);
        }
        let mut answers: HashMap<ClassId, Vec<Evaluation>> = HashMap::new();
        for answer in take::<Evaluation>(&mut results, 1)? {
            answers.entry(answer.class.clone()).or_default().push(answer);
        }
        let settings = self.all_settings().await?;
        let mut ratings: Ratings = HashMap::new();
        let (mut by_leaders, mut all) = (Hours(0), Hours(0));
        for class in classes {
            let held = lessons.remove(&class.id).unwrap_or_default();
            for lesson in &held {
                if lesson.starts.day().year() == today.year() {
                    all = all + lesson.hours;
                    by_leaders = by_leaders + if lesson.leader { lesson.hours } else { Hours(0) };
                }
                for (kind, name) in [(HoldingKind::Trainer, &lesson.trainer), (HoldingKind::Course, &lesson.title)] {
                    ratings.entry((kind, name.trim().to_owned())).or_default().1 += 1;
                }
            }
            if class.state != ClassState::Draft {
                ratings.entry((HoldingKind::Venue, class.place.trim().to_owned())).or_default().1 += 1;
            }
            let days = settings.on(Setting::EvaluationDays, class.ends);
            let least = settings.on(Setting::SmallGroup, class.ends);
            if evaluation_open(&class, today, days) {
                continue;
            }
            let given = answers.remove(&class.id).unwrap_or_default();
            let Some(results) = EvaluationResults::of(&given, &held, least) else { continue };
            let venue = (HoldingKind::Venue, class.place.trim().to_owned());
            ratings.entry(venue).or_default().0.merge(&results.place);
            for (id, course, trainer) in &results.lessons {
                let Some(lesson) = held.iter().find(|lesson| lesson.id == *id) else { continue };
                let (title, who) = (lesson.title.trim().to_owned(), lesson.trainer.trim().to_owned());
                ratings.entry((HoldingKind::Course, title)).or_default().0.merge(course);
                ratings.entry((HoldingKind::Trainer, who)).or_default().0.merge(trainer);
            }
        }
        Ok((ratings, (by_leaders, all)))
    }

    async fn write_holding(&self, viewer: &Viewer, prior: Option<&Holding>, next: &Holding, now: Moment) -> Answer<()> {
        let row = content_with(next, "search", search_key(&next.name));
        let id = next.id.as_str();
        let save = Save { viewer, now, table: "holding", id, path: &next.path, version: next.version };
        let kind = serde_json::to_string(&next.kind).map_err(crate::StoreError::from)?;
        let same = "$first.path = $next.path AND $first.kind = $next.kind AND $first.name = $next.name";
        let once = Once::of("holding", &[&next.path, &kind, &next.name], same);
        self.save_once(Change::Answers("holding.save"), &save, prior, row, &once).await?;
        Ok(())
    }
}

#[async_trait]
impl Holdings for Store {
    async fn library(&self, viewer: &Viewer, query: &HoldingQuery, now: Moment) -> Answer<Library> {
        let scope = viewer.require(Permission::TRAINING_VIEW)?;
        let (inside, mut script) = in_scope("path", &scope, Script::default());
        let mut parts = vec![inside];
        let q = normal_query(&query.q);
        if !q.is_empty() {
            parts.push("string::contains(search, $q)".to_owned());
            script = script.bind("q", q);
        }
        if !query.kind.is_empty() {
            parts.push("kind = $kind".to_owned());
            script = script.bind("kind", query.kind.as_str());
        }
        if !query.category.is_empty() {
            parts.push("category IN $categories".to_owned());
            script = script.bind("categories", self.below_category(&query.category.as_str().into()).await?);
        }
        let condition = parts.join(" AND ");
        let found: Page<Holding> = self.page_where(&condition, "kind, name, id", script, &query.window).await?;
        let today = now.day();
        let (mut ratings, leaders) = self.ratings(&scope, today).await?;
        let holdings = found.map(|holding| {
            let (scores, used) = ratings.remove(&(holding.kind, holding.name.clone())).unwrap_or_default();
            HoldingRow { holding, scores, used }
        });
        Ok(Library { holdings, leaders, leader_share: self.all_settings().await?.on(Setting::LeaderShare, today) })
    }

    async fn holding(&self, viewer: &Viewer, id: &HoldingId) -> Answer<Holding> {
        let found = self.get::<Holding>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &found.path)?;
        Ok(found)
    }

    async fn save_holding(&self, viewer: &Viewer, holding: &Holding, now: Moment) -> Answer<()> {
        viewer.require(Permission::CLASS_EDIT)?;
        holding.check()?;
        if !holding.category.as_str().is_empty() {
            self.open_category(&holding.category, "category").await?;
        }
        let unit = self.open_unit(&holding.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
        let new = holding.id.as_str().is_empty();
        let prior = if new { None } else { Some(Holdings::holding(self, viewer, &holding.id).await?) };
        let name = holding.name.trim().to_owned();
        let twins: Vec<String> = self
            .rows(
                Script::new(
                    "SELECT VALUE record::id(id) FROM holding WHERE path = $path AND kind = $kind AND name = $name",
                )
                .bind("path", unit.path.as_str())
                .json("kind", &holding.kind)
                .bind("name", name.as_str()),
            )
            .await?;
        if twins.iter().any(|twin| *twin != holding.id.0) {
            return Err(Fault::field("name", Rule::Taken));
        }
        let id = if new { new_id(now) } else { holding.id.0.clone() };
        let own = prior.as_ref().filter(|_| holding.kind == HoldingKind::Material);
        let of = |get: fn(&Holding) -> &String| own.map(get).cloned().unwrap_or_default();
        let next = Holding {
            id: id.as_str().into(),
            path: unit.path,
            name,
            detail: holding.detail.trim().to_owned(),
            file: own.map(|one| one.file.clone()).unwrap_or_default(),
            file_name: of(|one| &one.file_name),
            media: of(|one| &one.media),
            ..holding.clone()
        };
        self.write_holding(viewer, prior.as_ref(), &next, now).await
    }

    async fn attach_file(
        &self,
        viewer: &Viewer,
        id: &HoldingId,
        (file, name, media): (&FileId, &str, &str),
        now: Moment,
    ) -> Answer<()> {
        let prior = Holdings::holding(self, viewer, id).await?;
        if prior.kind != HoldingKind::Material {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let next = Holding { file: file.clone(), file_name: name.to_owned(), media: media.to_owned(), ..prior.clone() };
        self.write_holding(viewer, Some(&prior), &next, now).await
    }

    async fn material(&self, viewer: &Viewer, id: &HoldingId) -> Answer<Holding> {
        let found = self.get::<Holding>(id).await?;
        viewer.require_at(Permission::TRAINING_VIEW, &found.path)?;
        Ok(found)
    }

    async fn holding_names(&self, viewer: &Viewer) -> Answer<Vec<(HoldingKind, String)>> {
        #[derive(serde::Deserialize)]
        struct Row {
            kind: HoldingKind,
            name: String,
            path: String,
        }
        let scope = viewer.scope(Permission::CLASS_EDIT);
        // Whoever makes no classes needs no names.
        if scope.paths.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows: Vec<Row> = self.rows(Script::new("SELECT kind, name, path FROM holding WHERE active")).await?;
        by_name(&mut rows, |row| &row.name);
        // Those of a unit above are there for its classes too.
        let near = |path: &str| scope.meets(path) || scope.paths.iter().any(|own| own.starts_with(path));
        Ok(rows.into_iter().filter(|row| near(&row.path)).map(|row| (row.kind, row.name)).collect())
    }
}
