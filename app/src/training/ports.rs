//! What training asks of the world.

use domain::training::port;

use crate::feature::ports;

ports! {
    classes: port::Classes,
    places: port::Places,
    call_ups: port::CallUps,
    finishing: port::Finishing,
    reopening: port::Reopening,
    certificates: port::Certificates,
    settings: port::TrainingSettings,
    lessons: port::Lessons,
    evaluations: port::Evaluations,
    timetables: port::Timetables,
    questions: port::Questions,
    exams: port::Exams,
    attempts: port::Attempts,
    marks: port::Marks,
    courses: port::Courses,
    learning: port::Learning,
    surveys: port::Surveys,
    plans: port::Plans,
    holdings: port::Holdings,
    ledger: port::Ledger,
    other_hours: port::OtherHours,
    completion_table: port::CompletionTable,
    requirements: port::Requirements,
    category_tree: port::CategoryTree,
}
