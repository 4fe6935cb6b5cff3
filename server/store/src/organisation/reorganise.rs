//! Renaming, moving, merging, splitting and dissolving units. Each is one transaction
//! that takes people, sums, roles and classes along, and leaves its mark in the history
//! of every unit it touched.

use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::code::PersonState;
use domain::fault::Checks;
use domain::organisation::{Refusal, Unit, UnitChange, UnitEvent, path_of};
use domain::ports::Answer;
use domain::time::day_text;
use domain::{Day, Fault, Moment, Reason, Rule, UnitId};

use super::content::unit_content;
use super::place::{moved, taken_over};
use crate::audit::Note;
use crate::keys::search_key;
use crate::rows::new_id;
use crate::{Change, Script, Store};

/// What every reorganisation is given.
pub(super) struct Step<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) unit: Unit,
    pub(super) on: Day,
    pub(super) document: &'a str,
    pub(super) now: Moment,
}

impl Step<'_> {
    fn event(&self, unit: &UnitId, change: UnitChange) -> UnitEvent {
        UnitEvent { unit: unit.clone(), on: self.on, change, document: self.document.to_owned(), at: self.now }
    }

    fn note(&self, action: Action) -> Note<'_> {
        Note::of(self.viewer, self.now)
            .does(action, "unit", self.unit.id.as_str(), &self.unit.path)
            .because(self.document)
    }
}

/// A move below itself would cut the tree.
fn check_not_circular(unit: &Unit, target: &Unit) -> Answer<()> {
    if target.path.starts_with(&unit.path) { Err(Refusal::Circular.into()) } else { Ok(()) }
}
/// Whoever serves in a unit of another name is called after it: 现任职务 and what lasts follow, what
/// is over keeps the name it had. `$old_short` stands where a title begins.
const RENAMED: &str = "
    FOR $person IN (SELECT id, title FROM person WHERE unit = $named AND string::starts_with(title, $old_short)) {
        UPDATE $person.id SET title = string::concat($new_short, string::slice($person.title, string::len($old_short))),
            version += 1 RETURN NONE;
    };
    FOR $row IN (SELECT VALUE id FROM appointment WHERE unit = $named AND `until` >= $today) {
        UPDATE $row SET unit_name = $new_name RETURN NONE;
    };";

fn renamed(script: Script, unit: &Unit, short: &str, name: &str, today: Day) -> Script {
    script
        .then(RENAMED)
        .bind("named", unit.id.as_str())
        .bind("old_short", unit.short.as_str())
        .bind("new_short", short)
        .bind("new_name", name)
        .bind("today", day_text(today))
}

/// A post that the other unit has too is one post there, with the seats of both.
const POSTS_JOINED: &str = "
    FOR $post IN (SELECT * FROM post WHERE unit = $id) {
        LET $same = (SELECT VALUE id FROM post WHERE unit = $into AND title = $post.title AND level = $post.level
            AND leading = $post.leading LIMIT 1);
        IF array::len($same) > 0 {
            UPDATE $same[0] SET seats += $post.seats RETURN NONE;
            FOR $held IN (SELECT VALUE id FROM appointment WHERE post = record::id($post.id)) {
                UPDATE $held SET post = record::id($same[0]) RETURN NONE;
            };
            FOR $offer IN (SELECT VALUE id FROM exchange_offer WHERE post = record::id($post.id)) {
                UPDATE $offer SET post = record::id($same[0]), version += 1 RETURN NONE;
            };
            DELETE $post.id RETURN NONE;
        };
    };";

impl Store {
    /// The other unit of a change, as the form names it.
    async fn target(&self, id: &UnitId) -> Answer<Unit> {
        if id.as_str().is_empty() {
            return Err(Fault::field("target", Rule::Required));
        }
        self.open_unit(id, "target").await
    }

    pub(super) async fn rename(&self, step: Step<'_>, name: &str, short: &str) -> Answer<UnitId> {
        let mut checks = Checks::default();
        checks.text(name, "name", 60);
        checks.optional_text(short, "short", 30);
        checks.done()?;
        let (name, short) = (name.trim(), if short.trim().is_empty() { name.trim() } else { short.trim() });
        self.check_name_free(&step.unit.parent, name, Some(&step.unit.id)).await?;
        let change = UnitChange::Renamed { from: step.unit.name.clone(), to: name.to_owned() };
        let script = Script::new(
            "UPDATE type::record('unit', $id) SET name = $name, short = $short, search = $search, version += 1 RETURN NONE;
             CREATE unit_event CONTENT $happened RETURN NONE;",
        )
        .bind("id", step.unit.id.as_str())
        .bind("name", name)
        .bind("short", short)
        .bind("search", search_key(&format!("{name} {short}")))
        .json("happened", &step.event(&step.unit.id, change))
        .json("was", &step.unit);
        let script = renamed(script, &step.unit, short, name, step.now.day()).note(
            &step.note(Action::Update),
            "$was",
            "{ name: $name, short: $short }",
        );
        self.write(Change::Everything("unit.rename"), script).await?;
        Ok(step.unit.id)
    }

    pub(super) async fn move_unit(&self, step: Step<'_>, parent: &UnitId) -> Answer<UnitId> {
        let parent = self.target(parent).await?;
        step.viewer.require_at(Permission::UNIT_EDIT, &parent.path)?;
        check_not_circular(&step.unit, &parent)?;
        self.check_name_free(&parent.id, &step.unit.name, Some(&step.unit.id)).await?;
        let new = path_of(&parent.path, &step.unit.id);
        let change = UnitChange::Moved { from: step.unit.path.clone(), to: new.clone() };
        let script = Script::new(
            "UPDATE type::record('unit', $id) SET parent = $above, version += 1 RETURN NONE;
             CREATE unit_event CONTENT $happened RETURN NONE;",
        )
        .bind("id", step.unit.id.as_str())
        .bind("above", parent.id.as_str())
        .json("happened", &step.event(&step.unit.id, change))
        .json("was", &step.unit);
        let script =
            moved(script, "", &step.unit.path, &new).note(&step.note(Action::Update), "$was", "{ path: $new_path }");
        self.write(Change::Everything("unit.move"), script.before_imports()).await?;
        Ok(step.unit.id)
    }

    /// The unit ends; its people, posts and subordinate units go to the other one.
    pub(super) async fn merge(&self, step: Step<'_>, into: &UnitId) -> Answer<UnitId> {
        let into = self.target(into).await?;
        step.viewer.require_at(Permission::UNIT_EDIT, &into.path)?;
        check_not_circular(&step.unit, &into)?;
        let old = &step.unit;
        let ended = UnitChange::MergedInto { unit: into.id.clone(), name: into.name.clone() };
        let grew = UnitChange::Absorbed { unit: old.id.clone(), name: old.name.clone() };
        let script = renamed(Script::default(), old, &into.short, &into.name, step.now.day()).then(
            "FOR $child IN (SELECT id, path FROM unit WHERE parent = $id) {
                UPDATE $child.id SET parent = $into RETURN NONE;
             };
             UPDATE type::record('unit', $into) SET headcount += $headcount, leading_posts += $leading, version += 1 RETURN NONE;
             CREATE unit_event CONTENT $ended RETURN NONE;
             CREATE unit_event CONTENT $grew RETURN NONE;",
        )
        .bind("id", old.id.as_str())
        .bind("into", into.id.as_str())
        .bind("headcount", i64::from(old.headcount))
        .bind("leading", i64::from(old.leading_posts))
        .json("ended", &step.event(&old.id, ended))
        .json("grew", &step.event(&into.id, grew))
        .json("was", old);
        // While its subtree takes the other's path, the ended unit stands aside; then it lies below
        // the other, where whoever holds that one reads its history.
        let script = script.then(POSTS_JOINED).then("UPDATE type::record('unit', $id) SET path = $aside RETURN NONE;");
        let script = moved(taken_over(script), "", &old.path, &into.path)
            .then(
                "UPDATE type::record('unit', $id) SET active = false, path = $below, parent = $into, version += 1 RETURN NONE;",
            )
            .bind("into_name", into.short.as_str())
            .bind("aside", format!("/ended/{}/", old.id))
            .bind("below", path_of(&into.path, &old.id))
            .note(&step.note(Action::End), "$was", "{ merged_into: $into }");
        self.write(Change::Everything("unit.merge"), script.before_imports()).await?;
        Ok(into.id)
    }

    /// A new unit beside this one, with the named subordinate units.
    pub(super) async fn split(&self, step: Step<'_>, name: &str, take: &[UnitId]) -> Answer<UnitId> {
        let mut checks = Checks::default();
        checks.text(name, "name", 60);
        checks.done()?;
        let old = &step.unit;
        let parent = self.find::<Unit>(&old.parent).await?.ok_or(Fault::Refused(Reason::WrongState))?;
        step.viewer.require_at(Permission::UNIT_EDIT, &parent.path)?;
        self.check_name_free(&parent.id, name, None).await?;
        let id = UnitId(new_id(step.now));
        let unit = Unit {
            path: path_of(&parent.path, &id),
            id,
            name: name.trim().to_owned(),
            short: name.trim().to_owned(),
            headcount: 0,
            leading_posts: 0,
            members: Vec::new(),
            organ: String::new(),
            version: 0,
            ..old.clone()
        };
        let off = UnitChange::SplitOff { unit: unit.id.clone(), name: unit.name.clone() };
        let from = UnitChange::SplitFrom { unit: old.id.clone(), name: old.name.clone() };
        let mut script = Script::new(
            "CREATE type::record('unit', $new_id) CONTENT $unit RETURN NONE;
             CREATE unit_event CONTENT $off RETURN NONE;
             CREATE unit_event CONTENT $from RETURN NONE;",
        )
        .bind("new_id", unit.id.as_str())
        .bind("unit", unit_content(&unit))
        .json("off", &step.event(&old.id, off))
        .json("from", &step.event(&unit.id, from));
        for (n, child) in take.iter().enumerate() {
            let child = self.find::<Unit>(child).await?.filter(|child| child.parent == old.id);
            let child = child.ok_or_else(|| Fault::field("take", Rule::Unknown))?;
            script = script
                .then(&format!("UPDATE type::record('unit', $child{n}) SET parent = $new_id RETURN NONE;"))
                .bind(&format!("child{n}"), child.id.as_str());
            script = moved(script, &n.to_string(), &child.path, &path_of(&unit.path, &child.id));
        }
        let script = script.note(&step.note(Action::Update), "NONE", "$unit");
        self.write(Change::Everything("unit.split"), script.before_imports()).await?;
        Ok(unit.id)
    }

    /// An empty unit ends.
    pub(super) async fn dissolve(&self, step: Step<'_>) -> Answer<UnitId> {
        let script = Script::default()
            .json("active", &PersonState::Active)
            .then(
                "LET $children = (SELECT VALUE id FROM unit WHERE parent = $id AND active LIMIT 1);
             LET $people = (SELECT VALUE id FROM person WHERE path = $path AND state = $active LIMIT 1);
             IF array::len($children) > 0 OR array::len($people) > 0 { THROW 'gq:in-use' };
             UPDATE type::record('unit', $id) SET active = false, version += 1 RETURN NONE;
             CREATE unit_event CONTENT $happened RETURN NONE;",
            )
            .bind("id", step.unit.id.as_str())
            .bind("path", step.unit.path.as_str())
            .json("happened", &step.event(&step.unit.id, UnitChange::Dissolved))
            .json("was", &step.unit)
            .note(&step.note(Action::End), "$was", "NONE");
        self.write(Change::Everything("unit.dissolve"), script.before_imports()).await?;
        Ok(step.unit.parent)
    }
}
