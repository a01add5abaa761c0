//! A timeline: what happened, newest first, an icon for each kind.

use crate::badge::Tone;
use crate::icon::{Glyph, Icon};
use leptos::prelude::*;
use std::ops::Range;

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
    /// Parts of the title (bytes) that were looked for.
    #[prop(optional)]
    marks: Vec<Range<usize>>,
    /// Who, as shown after the title.
    #[prop(optional, into)]
    by: String,
    /// When, as people read it.
    #[prop(into)]
    when: String,
    /// When, for machines (RFC 3339).
    #[prop(optional, into)]
    datetime: String,
    /// Its id, where an address may lead to it.
    #[prop(optional, into)]
    id: String,
    /// Buttons at the end of the first line.
    #[prop(optional, into)]
    actions: ViewFn,
    /// The rest: notes, before → after.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    // What an address leads to takes the focus; no key goes there by itself.
    let tabindex = (!id.is_empty()).then_some("-1");
    let id = (!id.is_empty()).then_some(id);
    view! {
        <li class="timeline-item" id=id tabindex=tabindex>
            <span class=format!("timeline-mark badge-{}", tone.name())><Icon glyph class="icon-sm"/></span>
            <div class="timeline-content">
                <div class="timeline-head">
                    <span class="timeline-title"><Marked text=title marks/></span>
                    {(!by.is_empty()).then(|| view! { <span class="timeline-by">{by}</span> })}
                    <time class="timeline-when" datetime=datetime>{when}</time>
                    {actions.run()}
                </div>
                {children.map(|children| view! { <div class="timeline-body">{children()}</div> })}
            </div>
        </li>
    }
}

/// A text whose parts that were looked for (bytes, in order and apart) stand out.
#[component]
pub fn Marked(
    #[prop(into)] text: String,
    #[prop(optional)] marks: Vec<Range<usize>>,
) -> impl IntoView {
    let piece = |(marked, piece): (bool, String)| {
        if marked {
            view! { <mark class="marked-word">{piece}</mark> }.into_any()
        } else {
            piece.into_any()
        }
    };
    pieces(&text, &marks)
        .into_iter()
        .map(piece)
        .collect::<Vec<_>>()
}

/// A text in pieces, in order: whether each is marked. A mark that is none of the text's is passed over.
fn pieces(text: &str, marks: &[Range<usize>]) -> Vec<(bool, String)> {
    let mut all = Vec::new();
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(found)) = (text.get(at..mark.start), text.get(mark.clone())) else {
            continue;
        };
        all.push((false, before.to_owned()));
        all.push((true, found.to_owned()));
        at = mark.end;
    }
    all.push((false, text.get(at..).unwrap_or_default().to_owned()));
    all.retain(|(_, piece)| !piece.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_text() {
        let piece = |marked, text: &str| (marked, text.to_owned());
        assert_eq!(pieces("banana", &[]), [piece(false, "banana")]);
        assert_eq!(
            pieces("été sec", &[0..5, 6..9]),
            [piece(true, "été"), piece(false, " "), piece(true, "sec")]
        );
        assert_eq!(
            pieces("été", &[1..2, 9..12]),
            [piece(false, "été")],
            "marks of another text are passed over"
        );
        assert!(pieces("", &[]).is_empty());
    }
}
