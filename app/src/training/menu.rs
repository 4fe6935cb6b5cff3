//! Places of training in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of training.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    [first(me), work(me), rules(me)].into_iter().flatten().collect()
}

/// Classes and the hours one has: a cadre looks for them first.
fn first(me: &Me) -> Vec<Place> {
    let cadre = me.is_cadre();
    Section::First.shown([
        (
            cadre || me.may(Permission::TRAINING_VIEW),
            "/training/classes",
            tr("班次", "Classes"),
            "M4 5h16v11H4zM8 20h8M12 16v4",
        ),
        (cadre, "/training/places", tr("我的报名", "My places"), "M5 4h14v16H5zM9 9h6M9 13h6M9 17h3"),
        (cadre, "/training/mine", tr("我的学时", "My hours"), "M5 20V10M12 20V4M19 20v-7"),
    ])
}

/// What is done day by day, and what is planned.
fn work(me: &Me) -> Vec<Place> {
    let cadre = me.is_cadre();
    Section::Work.shown([
        (
            cadre || me.may(Permission::TRAINING_VIEW),
            "/training/courses",
            tr("网络课程", "Online courses"),
            "M4 5h16v11H4zM10 8l4 2.5-4 2.5zM9 20h6",
        ),
        (
            cadre || me.may(Permission::CLASS_MARK),
            "/training/timetable",
            tr("课程表", "Timetable"),
            "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
        ),
        (
            me.may(Permission::CLASS_SEND),
            "/training/requests",
            tr("报名审批", "Requests"),
            "M5 4h14v16H5zM9 12l2 2 4-4",
        ),
        (me.may(Permission::TRAINING_VIEW), "/training/completion", tr("达标情况", "Completion"), "M4 12l5 5L20 6"),
        (
            cadre || me.may(Permission::TRAINING_VIEW),
            "/training/surveys",
            tr("需求调研", "Surveys of needs"),
            "M5 4h14v16H5zM8 9l1.5 1.5L12 8M14 9h2M8 15l1.5 1.5L12 14M14 15h2",
        ),
        (
            me.may(Permission::TRAINING_VIEW),
            "/training/plans",
            tr("培训计划", "Plans"),
            "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3",
        ),
        (
            me.may(Permission::TRAINING_VIEW),
            "/training/library",
            tr("培训资源库", "Libraries"),
            "M5 4h4v16H5zM11 4h4v16h-4zM17 5l3 15",
        ),
        (
            me.may(Permission::TRAINING_VIEW),
            "/training/certificates",
            tr("结业证书", "Certificates"),
            "M4 5h16v10H4zM9 15v5l3-2 3 2v-5M8 9h8",
        ),
        (
            me.may(Permission::CLASS_EDIT),
            "/training/questions",
            tr("题库", "Question bank"),
            "M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .9-1 1.7M12 17h.01M4 4h16v16H4z",
        ),
    ])
}

/// What training goes by.
fn rules(me: &Me) -> Vec<Place> {
    Section::Rules.shown([
        (
            me.may(Permission::TRAINING_VIEW),
            "/training/requirements",
            tr("学时要求", "Requirements"),
            "M6 4h12v16H6zM9 9h6M9 13h6",
        ),
        (
            me.may(Permission::REQUIREMENT_EDIT),
            "/training/settings",
            tr("培训设置", "Settings"),
            "M4 7h10M18 7h2M4 17h4M12 17h8M16 5v4M10 15v4",
        ),
    ])
}
