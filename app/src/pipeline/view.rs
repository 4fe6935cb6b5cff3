//! What several screens of talent pipelines show.

use domain::pipeline::{Depth, Readiness};
use leptos::prelude::*;

use crate::components::page::badge;
use crate::pages::step;
use crate::words::{name, tr};

pub(super) fn trail() -> Vec<(String, String)> {
    vec![step("/pipeline", tr("人才梯队", "Talent pipelines"))]
}

pub(super) fn readiness_badge(readiness: Readiness) -> AnyView {
    let tone = match readiness {
        Readiness::Ready => "good",
        Readiness::Soon => "warn",
        Readiness::Growing => "plain",
        Readiness::Barred => "bad",
    };
    badge(tone, name(readiness))
}

pub(super) fn depth_badge(depth: Depth) -> AnyView {
    let tone = match depth {
        Depth::Empty => "bad",
        Depth::Thin | Depth::Beyond => "warn",
        Depth::Even => "good",
    };
    badge(tone, name(depth))
}
