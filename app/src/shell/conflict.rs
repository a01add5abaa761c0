//! Two people changed the same fields: mine, theirs, and what both began with, field by field.

use crate::boot::use_lang;
use i18n::{k, t, tf};
use leptos::prelude::*;
use ui::{Button, Dialog, Tell, Variant};

/// One field in question, as people read its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClashRow {
    /// Name of the field.
    pub label: String,
    /// The value both began with.
    pub original: String,
    /// One's own value.
    pub mine: String,
    /// The value the record has now.
    pub theirs: String,
}

/// Opens while there are `rows`. `on_decide` gets, for each row, whether one's own value wins;
/// closing it any other way keeps theirs everywhere.
#[component]
pub fn ConflictDialog(
    #[prop(into)] rows: Signal<Vec<ClashRow>>,
    on_decide: Callback<Vec<bool>>,
) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let mine = RwSignal::new(Vec::<bool>::new());
    let decided = StoredValue::new(true);
    Effect::new(move |_| {
        let count = rows.with(Vec::len);
        if count > 0 {
            // One's own words are what a person has just typed: proposed, not imposed.
            mine.set(vec![true; count]);
            decided.set_value(false);
        }
        open.set(count > 0);
    });
    let decide = move |choice: Vec<bool>| {
        decided.set_value(true);
        open.set(false);
        on_decide.tell(choice);
    };
    let all_theirs = move || decide(vec![false; rows.with_untracked(Vec::len)]);
    view! {
        <Dialog
            id="conflict"
            title=t(lang, k::shell::CONFLICT_TITLE)
            open
            close_label=t(lang, k::ui::CLOSE)
            wide=true
            on_close=Callback::new(move |()| {
                if !decided.get_value() {
                    all_theirs();
                }
            })
        >
            <div class="dialog-body stack">
                <p class="muted">{t(lang, k::shell::CONFLICT_TEXT)}</p>
                {move || rows
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(index, row)| view! { <Clashing index row mine/> })
                    .collect_view()}
            </div>
            <footer class="dialog-footer">
                <Button
                    label=t(lang, k::shell::CONFLICT_KEEP_THEIRS)
                    on_press=Callback::new(move |()| all_theirs())
                />
                <Button
                    label=t(lang, k::shell::CONFLICT_SAVE)
                    variant=Variant::Primary
                    on_press=Callback::new(move |()| decide(mine.get_untracked()))
                />
            </footer>
        </Dialog>
    }
}

#[component]
fn Clashing(index: usize, row: ClashRow, mine: RwSignal<Vec<bool>>) -> impl IntoView {
    let lang = use_lang();
    let name = format!("clash-{index}");
    let empty = t(lang, k::shell::CONFLICT_EMPTY);
    let text = move |text: String| {
        if text.is_empty() {
            empty.to_owned()
        } else {
            text
        }
    };
    let choice = {
        let name = name.clone();
        move |own: bool, label: &'static str, value: String| {
            let is_own = move || mine.with(|all| all.get(index).copied().unwrap_or(true)) == own;
            view! {
                <label class="clash-choice" class=("is-chosen", is_own)>
                    <input
                        type="radio"
                        name=name.clone()
                        prop:checked=is_own
                        on:change=move |_| mine.update(|all| {
                            if let Some(one) = all.get_mut(index) {
                                *one = own;
                            }
                        })
                    />
                    <span class="clash-side">{label}</span>
                    <span class="clash-value">{text(value)}</span>
                </label>
            }
        }
    };
    let original = text(row.original.clone());
    view! {
        <fieldset class="clash">
            <legend class="clash-field">{row.label.clone()}</legend>
            <div class="clash-choices">
                {choice(true, t(lang, k::shell::CONFLICT_MINE), row.mine.clone())}
                {choice(false, t(lang, k::shell::CONFLICT_THEIRS), row.theirs.clone())}
            </div>
            <p class="small muted">
                {tf(lang, k::shell::CONFLICT_ORIGINAL, &[("value", &original)])}
            </p>
        </fieldset>
    }
}
