//! What talent pipelines ask of the world.

use domain::pipeline::PipelineRules;
use domain::pipeline::port;
use domain::versioned::Versioning;

use crate::feature::ports;

ports! {
    pipelines: port::Pipelines,
    settings: Versioning<PipelineRules>,
}
