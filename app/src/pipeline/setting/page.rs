//! The numbers a pipeline is judged by.

use domain::pipeline::PipelineRules;
use domain::versioned::{Versioned, Versions};
use leptos::prelude::*;

use super::api::{self, SavePipelineSettings};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::facts;
use crate::components::versioned::{self, Shape, Words, joined};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pipeline::view::trail;
use crate::words::tr;

/// The page.
pub fn settings() -> AnyView {
    let save = form::posts::<SavePipelineSettings>();
    load(
        || (),
        |()| api::pipeline_settings(),
        move |found: Versions<PipelineRules>| {
            let fault = fault_of(save);
            let held = found.in_force(frame().now.day());
            let words = Words {
                title: tr("梯队标准", "The numbers"),
                purpose: tr("各项数值注明依据和生效日期。", "Each number has its basis and first day."),
                in_force: tr("现行", "In force"),
                change: tr("修订标准", "Change the numbers"),
            };
            let shown = view! {
                <p class="muted">{held.basis.clone()}</p>
                {facts(versioned::lines(&held, &[]))}
            };
            let form = found.editable.then(|| {
                form::post(
                    save,
                    "form",
                    view! {
                        {versioned::fields(&found, &Shape::default(), fault)}
                        {form::submit(tr("保存", "Save"), save.pending())}
                    },
                )
            });
            let values = |one: &PipelineRules| joined(PipelineRules::NUMBERS.iter().map(|number| (number.get)(one)));
            let past = versioned::past(&found, tr("历次标准", "Versions"), tr("数值", "Numbers"), values);
            versioned::settings(trail(), words, shown.written(), form, past.written())
        },
    )
}
