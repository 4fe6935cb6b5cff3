//! Talent pipelines: the structure, the people, one person, the numbers.

pub mod people;
pub mod setting;
pub mod structure;

use domain::pipeline::{Depth, Readiness};
use leptos::prelude::*;

use super::step;
use crate::components::page::badge;
use crate::words::{name, tr};

fn trail() -> Vec<(String, String)> {
    vec![step("/pipeline", tr("人才梯队", "Talent pipelines"))]
}

fn readiness_badge(readiness: Readiness) -> AnyView {
    let tone = match readiness {
        Readiness::Ready => "good",
        Readiness::Soon => "warn",
        Readiness::Growing => "plain",
        Readiness::Barred => "bad",
    };
    badge(tone, name(readiness))
}

fn depth_badge(depth: Depth) -> AnyView {
    let tone = match depth {
        Depth::Empty => "bad",
        Depth::Thin | Depth::Beyond => "warn",
        Depth::Even => "good",
    };
    badge(tone, name(depth))
}
