//! Page headers and breadcrumbs.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The way to this page, the page itself not included.
#[component]
pub fn Breadcrumbs(
    /// Name of the navigation.
    #[prop(into)]
    label: String,
    /// Address and name, outermost first.
    items: Vec<(String, String)>,
) -> impl IntoView {
    view! {
        <nav aria-label=label>
            <ol class="crumb-list">
                {items
                    .into_iter()
                    .map(|(href, text)| view! {
                        <li class="crumb">
                            <a href=href>{text}</a>
                            <Icon glyph=Glyph::ChevronRight class="icon-sm"/>
                        </li>
                    })
                    .collect_view()}
            </ol>
        </nav>
    }
}

/// The head of a page: the only `h1`, a line under it, and the page's actions.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] subtitle: Signal<String>,
    /// Above the title: breadcrumbs.
    #[prop(optional, into)]
    above: ViewFn,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-header">
            <div class="page-heading">
                {above.run()}
                <h1 tabindex="-1">{title}</h1>
                <Show when=move || subtitle.with(|text| !text.is_empty())>
                    <p class="page-subtitle">{subtitle}</p>
                </Show>
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
}
