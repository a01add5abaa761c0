//! A timeline: what happened, newest first, an icon for each kind.

use crate::badge::Tone;
use crate::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The list; put [`TimelineItem`]s in it, or [`TimelineDay`]s between them.
#[component]
pub fn Timeline(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ol class="timeline" aria-label=label>{children()}</ol> }
}

/// A heading inside the list: a day, "Planned".
#[component]
pub fn TimelineDay(#[prop(into)] text: String) -> impl IntoView {
    view! { <li class="timeline-day">{text}</li> }
}

/// One thing that happened.
#[component]
pub fn TimelineItem(
    glyph: Glyph,
    #[prop(optional)] tone: Tone,
    /// First line: what happened.
    #[prop(into)]
    title: String,
    /// Who, as shown after the title.
    #[prop(optional, into)]
    by: String,
    /// When, as people read it.
    #[prop(into)]
    when: String,
    /// When, for machines (RFC 3339).
    #[prop(optional, into)]
    datetime: String,
    /// Buttons at the end of the first line.
    #[prop(optional, into)]
    actions: ViewFn,
    /// The rest: notes, before → after.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class="timeline-item">
            <span class=format!("timeline-mark badge-{}", tone.name())><Icon glyph class="icon-sm"/></span>
            <div class="timeline-content">
                <div class="timeline-head">
                    <span class="timeline-title">{title}</span>
                    {(!by.is_empty()).then(|| view! { <span class="timeline-by">{by}</span> })}
                    <time class="timeline-when" datetime=datetime>{when}</time>
                    {actions.run()}
                </div>
                {children.map(|children| view! { <div class="timeline-body">{children()}</div> })}
            </div>
        </li>
    }
}
