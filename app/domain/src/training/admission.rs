//! How the places of a class are given.

use serde::{Deserialize, Serialize};

use super::EnrolmentState;
use crate::code::codes;
use crate::{CategoryId, CourseId, UnitId};

codes! {
    /// Whose consent a place needs, in order.
    Approval {
        None "none" "无需审批" "No approval",
        Unit "unit" "所在单位审批" "The person's unit",
        Host "host" "主办单位审批" "The host unit",
        UnitHost "unit-host" "所在单位、主办单位逐级审批" "The person's unit, then the host",
    }

    /// In which order seats are given.
    Allocation {
        FirstCome "first-come" "先到先得" "First come, first served",
        Priority "priority" "本年学时少者优先" "Fewest hours this year first",
        Drawn "drawn" "抽签" "Drawn by lot",
    }
}

/// Seats set aside for a part of the tree: its people take these and no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// The unit at its top.
    pub unit: UnitId,
    /// That unit's short name.
    pub name: String,
    /// That unit's path.
    pub path: String,
    pub seats: u32,
    /// Of them, those taken.
    #[serde(default)]
    pub taken: u32,
}

/// How the places of a class are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// Whose consent a place needs.
    pub approval: Approval,
    /// In which order seats are given.
    pub allocation: Allocation,
    /// Places on the waiting list; 0 for no list.
    pub waiting: u32,
    /// Hours one has to confirm a seat that became free; 0 when it is given unasked.
    pub confirm_hours: u32,
    /// Least whole years at the present level.
    pub min_years: u32,
    /// Only for holders of leading posts.
    pub leading: bool,
    /// Online courses one must have completed first.
    #[serde(default)]
    pub after_courses: Vec<CourseId>,
    /// Categories in which one must have completed a class first.
    #[serde(default)]
    pub after_categories: Vec<CategoryId>,
    /// Seats set aside by unit; the others have what remains of the capacity.
    pub quotas: Vec<Quota>,
    /// SHA-256 of the seed of the draw, in hex, published with the class; empty when
    /// nothing is drawn.
    pub seed_hash: String,
    /// The seed, published when enrolment has closed; empty before.
    pub seed: String,
    /// Whether the seats of a class that collects requests first have been given.
    pub allocated: bool,
}

impl Default for Admission {
    fn default() -> Self {
        Self {
            approval: Approval::None,
            allocation: Allocation::FirstCome,
            waiting: 0,
            confirm_hours: 0,
            min_years: 0,
            leading: false,
            after_courses: Vec::new(),
            after_categories: Vec::new(),
            quotas: Vec::new(),
            seed_hash: String::new(),
            seed: String::new(),
            allocated: false,
        }
    }
}

impl Admission {
    /// Whether requests are collected until enrolment closes, and seats given then.
    #[must_use]
    pub fn collects(&self) -> bool {
        self.allocation != Allocation::FirstCome
    }

    /// The first state of somebody who asks for a place themself, before seats are looked at.
    #[must_use]
    pub fn first_step(&self) -> Option<EnrolmentState> {
        match self.approval {
            Approval::None => None,
            Approval::Unit | Approval::UnitHost => Some(EnrolmentState::Requested),
            Approval::Host => Some(EnrolmentState::Recommended),
        }
    }
}
