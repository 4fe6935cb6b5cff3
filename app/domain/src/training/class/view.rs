//! Classes as lists and pages show them.

use serde::{Deserialize, Serialize};

use super::{Class, ClassState};
use crate::code::Lang;
use crate::page::Window;
use crate::record::Hours;
use crate::register::{Cell, Head, Listed, head};
use crate::training::{CallUp, Enrolment, EnrolmentState};
use crate::{Day, Moment, Reason};

/// A request that waits for the viewer's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The place asked for.
    pub place: Enrolment,
    /// The class's title.
    pub title: String,
    /// Its first day.
    pub starts: Day,
    /// Its free seats.
    pub free: u32,
    /// When enrolment closes.
    pub enrol_until: Moment,
    /// Hours the person has this year.
    pub hours: Hours,
}

/// A person's own place with its class, in the list of all that they asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPlace {
    pub place: Enrolment,
    pub class: Class,
    /// Their place in line, from 1.
    pub position: Option<u32>,
}

impl OwnPlace {
    /// Whether something is still to come of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.place.state.is_open() && !matches!(self.class.state, ClassState::Cancelled | ClassState::Finished)
    }

    /// What is still to come before what is over, the next first; of what is over the last first.
    #[must_use]
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let over = |one: &Self| !one.is_open();
        over(self).cmp(&over(other)).then_with(|| {
            let (first, second) = if over(self) { (other, self) } else { (self, other) };
            (first.class.starts, &first.class.id).cmp(&(second.class.starts, &second.class.id))
        })
    }

    /// What comes next.
    #[must_use]
    pub fn ahead(&self, today: Day) -> Ahead {
        Ahead::of(&self.place, &self.class, self.position, today)
    }
}

/// What comes next for somebody with a place in a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// Their own unit decides.
    Unit,
    /// The host decides.
    Host,
    /// Seats are given when enrolment has closed.
    Allocation(Moment),
    /// A seat becomes free for those before them in line first: their place in it, from 1.
    Line(u32),
    /// They confirm the seat that is kept for them, until then.
    Confirm(Moment),
    /// It begins.
    Begins(Day),
    /// It goes on to this day.
    Ends(Day),
    /// It is over, and its results are to come.
    Results,
    /// Nothing.
    Nothing,
}

impl Ahead {
    /// What comes next for a place in a class, and in line where it waits.
    #[must_use]
    pub fn of(place: &Enrolment, class: &Class, position: Option<u32>, today: Day) -> Self {
        if matches!(class.state, ClassState::Cancelled | ClassState::Finished) {
            return Self::Nothing;
        }
        match place.state {
            EnrolmentState::Requested => Self::Unit,
            EnrolmentState::Recommended => Self::Host,
            EnrolmentState::Waiting if class.admission.collects() && !class.admission.allocated => {
                Self::Allocation(class.enrol_until)
            }
            EnrolmentState::Waiting => position.map_or(Self::Nothing, Self::Line),
            EnrolmentState::Offered => Self::Confirm(place.until),
            EnrolmentState::Enrolled if today < class.starts => Self::Begins(class.starts),
            EnrolmentState::Enrolled if today <= class.ends => Self::Ends(class.ends),
            EnrolmentState::Enrolled => Self::Results,
            EnrolmentState::Refused
            | EnrolmentState::Lapsed
            | EnrolmentState::Withdrawn
            | EnrolmentState::Dropped
            | EnrolmentState::Absent
            | EnrolmentState::Completed
            | EnrolmentState::NotCompleted => Self::Nothing,
        }
    }
}

/// Which classes to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassQuery {
    /// Words of the title.
    pub q: String,
    /// Only this state, by code.
    pub state: String,
    /// Only this category and those below it.
    pub category: String,
    /// Only this tier, by code.
    pub tier: String,
    /// Only those the viewer may enrol in now.
    #[serde(deserialize_with = "crate::page::written")]
    pub for_me: bool,
    /// Which part, in which order.
    #[serde(flatten)]
    pub window: Window,
}

/// A class with the viewer's own place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRow {
    pub class: Class,
    /// How the viewer's own place stands.
    pub mine: Option<EnrolmentState>,
}

/// A class's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDetail {
    pub class: Class,
    /// The viewer's own place.
    pub mine: Option<Enrolment>,
    /// Why the viewer can't enrol; nothing when they can.
    pub barred: Option<Reason>,
    /// Where asking for a place would lead, when nothing bars it.
    pub leads_to: Option<EnrolmentState>,
    /// The viewer's own place in line, from 1.
    pub position: Option<u32>,
    /// The notices of call-up to it, for those who see its people.
    pub call_ups: Vec<CallUp>,
    /// Whether the viewer may send or call up people.
    pub may_send: bool,
    /// Whether the viewer may see its people.
    pub holds: bool,
    /// Whether the viewer may edit it.
    pub editable: bool,
    /// Whether the viewer keeps its lists.
    pub keeps: bool,
    /// Whether the viewer may mark attendance and completion.
    pub markable: bool,
    /// Whether the viewer may open it again.
    #[serde(default)]
    pub reopenable: bool,
}

impl Listed for Enrolment {
    type Step = EnrolmentState;
    const SEARCHED: (&'static str, &'static str) = ("姓名、单位或拼音", "Name, unit or pinyin");
    const WAITS: bool = false;
    const ENDS: bool = false;
    const HEADS: &'static [Head] = &[
        head("name", "姓名", "Name"),
        head("unit", "单位", "Unit"),
        head("channel", "来源", "Came by"),
        head("at", "报名时间", "Asked at"),
        head("hours", "学时", "Hours").added(),
        head("state", "状态", "State"),
        head("grade", "成绩", "Grade"),
        head("remark", "说明", "Remark").unsorted(),
    ];

    fn words(&self) -> Vec<&str> {
        vec![&self.name, &self.unit_name]
    }

    fn step(&self) -> Option<EnrolmentState> {
        Some(self.state)
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        match key {
            "name" => Cell::text(&self.name),
            "unit" => Cell::text(&self.unit_name),
            "channel" => Cell::coded(Some(self.channel), lang),
            "at" => Cell::minute(self.at),
            "hours" => Cell::tenths(self.attended.0),
            "state" => Cell::coded(Some(self.state), lang),
            "grade" => Cell::coded(self.grade, lang),
            _ => Cell::text(&self.remark),
        }
    }
}
