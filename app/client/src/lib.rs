//! The browser's entry: brings the islands of the page to life.

// The islands register themselves; naming the crate keeps it linked.
use app as _;

/// Called by the page's own script once the module is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::shell::mark_live();
}
