//! Cards: a titled block of a page; figures: one number with its name.

use crate::badge::Tone;
use leptos::prelude::*;

/// A titled block. `id` names the heading so that the block is a landmark of its own.
#[component]
pub fn Card(
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] title: Option<Signal<String>>,
    /// Beside the title: buttons, a link to everything.
    #[prop(optional, into)]
    actions: ViewFn,
    /// Content touches the edges (a table).
    #[prop(optional)]
    flush: bool,
    children: Children,
) -> impl IntoView {
    let heading = id.as_ref().map(|id| format!("{id}-title"));
    let labelled = title.and(heading.clone());
    view! {
        <section class="card" class=("card-flush", flush) id=id aria-labelledby=labelled>
            {title.map(|title| {
                view! {
                    <header class="card-header">
                        <h2 class="card-title" id=heading>{title}</h2>
                        <div class="card-actions">{actions.run()}</div>
                    </header>
                }
            })}
            <div class="card-body">{children()}</div>
        </section>
    }
}

/// One number with its name; a link when the rows behind it can be opened.
#[component]
pub fn Figure(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    /// A remark under the number: comparison, share.
    #[prop(optional, into)]
    note: Signal<String>,
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] href: Option<String>,
) -> impl IntoView {
    let body = view! {
        <span class="figure-label">{label}</span>
        <span class="figure-value">{value}</span>
        <span class=format!("figure-note badge-plain-{}", tone.name())>{note}</span>
    };
    match href {
        Some(href) => view! { <a class="figure" href=href>{body}</a> }.into_any(),
        None => view! { <div class="figure">{body}</div> }.into_any(),
    }
}
