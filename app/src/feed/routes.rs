//! Feeds stand on the pages of what they follow and have no screen at an address of their own.

use leptos::prelude::*;
use leptos_router::MatchNestedRoutes;

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {}
