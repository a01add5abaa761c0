//! One clause of the quote: what it is, its text, and what may be done with it.

use super::clauses::row_id;
use super::state::Editor;
use crate::cpq::clauses::category;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::clauses::{HeldClause, TITLE_LENGTH, newer, renew, restate};
use shared::kernel::ClauseId;
use ui::{Badge, Button, Glyph, IconButton, MoveButtons, Size, TextArea, TextInput, Tone};

/// The clause as the quote has it now; nothing once it is gone.
type Held = Memo<Option<HeldClause>>;

/// Whether something is true of it.
fn is(held: Held, true_of: fn(&HeldClause) -> bool) -> Memo<bool> {
    Memo::new(move |_| held.with(|clause| clause.as_ref().is_some_and(true_of)))
}

/// One of its texts.
fn words(held: Held, read: fn(&HeldClause) -> &String) -> Memo<String> {
    Memo::new(move |_| {
        let text = held.with(|clause| clause.as_ref().map(|clause| read(clause).clone()));
        text.unwrap_or_default()
    })
}

/// The row; `writing` is the clause whose fields are open.
#[component]
pub(super) fn ClauseRow(
    editor: Editor,
    id: ClauseId,
    writing: RwSignal<Option<ClauseId>>,
) -> impl IntoView {
    let held = Memo::new(move |_| {
        editor.head.with(|head| {
            let mut clauses = head.clauses.iter();
            clauses.find(|clause| clause.id == id).cloned()
        })
    });
    let title = words(held, |clause| &clause.title);
    let text = words(held, |clause| &clause.text);
    let locked = is(held, |clause| clause.locked);
    let open = Memo::new(move |_| editor.editable && !locked.get() && writing.get() == Some(id));
    view! {
        <li class="quote-clause" id=row_id(id) tabindex="-1" data-clause="">
            <div class="quote-clause-head">
                <h3>{move || title.get()}</h3>
                <Marks editor held/>
                {editor.editable.then(|| view! { <Tools editor id held title open writing/> })}
            </div>
            <Because editor id held/>
            <Renewal editor id held writing/>
            <Show when=move || open.get()>
                <Wording editor id title=title.get_untracked() text=text.get_untracked()/>
            </Show>
            <p class="clause-text small">{move || text.get()}</p>
        </li>
    }
}

/// What it is about, and where it comes from.
#[component]
fn Marks(editor: Editor, held: Held) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = editor.lang;
    let about = move || {
        let about = held.with(|clause| clause.as_ref().map(|clause| clause.category));
        category(lang, about.unwrap_or_default()).to_owned()
    };
    let (locked, required) = (is(held, |c| c.locked), is(held, |c| c.required));
    let (edited, own) = (is(held, |c| c.edited), is(held, |c| !c.is_of_library()));
    view! {
        <Badge text=Signal::derive(about) tone=Tone::Neutral/>
        <Show when=move || required.get()><Badge text=t(lang, c::REQUIRED) tone=Tone::Info icon=Glyph::Shield/></Show>
        <Show when=move || locked.get()><Badge text=t(lang, c::LOCKED) tone=Tone::Neutral icon=Glyph::Lock/></Show>
        <Show when=move || edited.get()><Badge text=t(lang, c::EDITED) tone=Tone::Warning icon=Glyph::Edit/></Show>
        <Show when=move || own.get()><Badge text=t(lang, c::OWN) tone=Tone::Neutral icon=Glyph::Edit/></Show>
    }
}

/// Rewording, moving, taking away.
#[component]
fn Tools(
    editor: Editor,
    id: ClauseId,
    held: Held,
    title: Memo<String>,
    open: Memo<bool>,
    writing: RwSignal<Option<ClauseId>>,
) -> impl IntoView {
    use k::cpq::clauses as c;
    let stands = |end: fn(&[HeldClause]) -> Option<&HeldClause>| {
        Signal::derive(move || {
            editor
                .head
                .with(|head| end(&head.clauses).is_some_and(|clause| clause.id == id))
        })
    };
    let (first, last) = (stands(<[HeldClause]>::first), stands(<[HeldClause]>::last));
    let (locked, required) = (is(held, |c| c.locked), is(held, |c| c.required));
    let named = move |key| {
        Signal::derive(move || title.with(|title| tf(editor.lang, key, &[("title", title)])))
    };
    view! {
        <span class="quote-section-tools">
            <Show when=move || !locked.get()>
                <IconButton glyph=Glyph::Edit size=Size::Small label=named(c::REWORD) pressed=Signal::from(open)
                    on_press=Callback::new(move |()| writing.update(|at| *at = if *at == Some(id) { None } else { Some(id) }))/>
            </Show>
            <MoveButtons up=named(c::UP) down=named(c::DOWN) size=Size::Small first last
                on_move=Callback::new(move |up: bool| editor.shift_clause(id, !up))/>
            <Show when=move || !required.get()>
                <IconButton glyph=Glyph::Trash size=Size::Small label=named(c::REMOVE) on_press=Callback::new(move |()| editor.remove_clause(id))/>
            </Show>
        </span>
    }
}

/// Why a required clause is there.
#[component]
fn Because(editor: Editor, id: ClauseId, held: Held) -> impl IntoView {
    let required = is(held, |clause| clause.required);
    move || {
        let condition = editor.library.with(|library| {
            let found = library.iter().find(|clause| clause.id == id);
            found.map(|clause| clause.draft.condition.clone())
        });
        let condition = condition.filter(|text| !text.is_empty() && required.get());
        condition.map(|condition| view! {
            <p class="small muted">{t(editor.lang, k::cpq::clauses::BECAUSE)} " " <code class="clause-condition">{condition}</code></p>
        })
    }
}

/// Says that the library has newer words, and takes them over.
#[component]
fn Renewal(
    editor: Editor,
    id: ClauseId,
    held: Held,
    writing: RwSignal<Option<ClauseId>>,
) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = editor.lang;
    let fresh = Memo::new(move |_| {
        editor.editable
            && held.with(|clause| {
                let Some(clause) = clause else { return false };
                editor
                    .library
                    .with(|library| newer(clause, library).is_some())
            })
    });
    let renewed = Callback::new(move |()| {
        writing.set(None);
        editor.update_clause(id, |held, library, lang| {
            if let Some(clause) = newer(held, library) {
                renew(held, clause, lang);
            }
        });
    });
    view! {
        <Show when=move || fresh.get()>
            <div class="notice tone-info quote-notice">
                <p>{t(lang, c::NEWER)}</p>
                <Button label=t(lang, c::RENEW) size=Size::Small icon=Glyph::Refresh on_press=renewed/>
            </div>
        </Show>
    }
}

/// Title and text while they are reworded: what is printed follows each key under them.
#[component]
fn Wording(editor: Editor, id: ClauseId, title: String, text: String) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = editor.lang;
    let (title, text) = (RwSignal::new(title), RwSignal::new(text));
    Effect::new(move |before: Option<()>| {
        let (title, text) = (title.get(), text.get());
        if before.is_some() {
            editor.update_clause(id, |held, library, lang| {
                held.title = title;
                held.text = text;
                if held.is_of_library() {
                    restate(held, library, lang);
                }
            });
        }
    });
    let most = u32::try_from(TITLE_LENGTH).unwrap_or(u32::MAX);
    view! {
        <TextInput id=format!("clause-title-{id}") label=t(lang, c::HEADING) value=title max_length=most/>
        <TextArea id=format!("clause-text-{id}") label=t(lang, c::WORDING) value=text rows=5/>
    }
}
