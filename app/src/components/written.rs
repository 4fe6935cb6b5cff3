//! What a page shows is written out where it is made.
//!
//! A page is made on the server alone, when all that it shows is known. [`IntoAny::into_any`] keeps every view with
//! all that a view may still do: wait, change, be built and brought to life in a browser. For a thousand views that is
//! most of what the compiler makes of this crate. So a view is turned into its HTML at once, which is also less to do
//! for each request. What waits ([`super::load`]), what has that in it ([`super::layout`]), islands and what is drawn
//! in them ([`super::form`]) stay views.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::tachys::html::InertElement;

/// A view that nothing happens to any more.
pub trait Written {
    /// Its HTML, as it is now.
    fn written(self) -> AnyView;
}

impl<V: RenderHtml> Written for V {
    #[cfg(feature = "ssr")]
    fn written(self) -> AnyView {
        InertElement::new(self.to_html()).into_any()
    }

    // In the browser there are no pages, but this crate is compiled for it as well.
    #[cfg(not(feature = "ssr"))]
    fn written(self) -> AnyView {
        self.into_any()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn is_the_html_of_the_view_itself() {
        let parts = || (0..2).map(|n| view! { <li>{n.to_string()}" & "{"<b>"}</li> }).collect_view();
        let whole = view! { <ul class="rows">{parts()}</ul> };
        let inner = view! { <ul class="rows">{parts().written()}</ul> }.written();
        assert_eq!(view! { <section>{inner}</section> }.to_html(), view! { <section>{whole}</section> }.to_html());
    }
}
