//! Classes as lists and pages show them.

use serde::{Deserialize, Serialize};

use super::Class;
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
