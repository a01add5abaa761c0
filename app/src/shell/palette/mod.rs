//! The command palette: pages, commands and records behind one text box (⌘K or Ctrl+K, or `/`).

mod entries;

use super::appearance::Appearance;
use super::frame::focus_page;
use super::shortcuts::HelpState;
use crate::boot::{use_lang, use_session};
use crate::platform::search::visits::visits;
use crate::platform::search::{find, recall};
use entries::{Act, Entry, Told, asides, entries, fixed, of_visit};
use i18n::{Key, k, t, tf, tn};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::platform::search::{Find, Found, Hit, Piece, Recall};
use std::time::Duration;
use ui::{Dialog, Glyph, Icon, Kbd, Place, Tell};

/// Waits for a pause in typing before it asks the server.
const PAUSE: Duration = Duration::from_millis(120);
/// Records asked for, of each kind.
const EACH: u32 = 6;

/// Whether the palette is open.
#[derive(Clone, Copy)]
pub struct PaletteState {
    /// Open.
    pub open: RwSignal<bool>,
}

/// Makes the palette known to top bar and shortcuts.
pub fn provide_palette() -> PaletteState {
    let state = PaletteState {
        open: RwSignal::new(false),
    };
    provide_context(state);
    state
}

/// What the server said to the present text.
#[derive(Clone, Default)]
enum Answer {
    #[default]
    Nothing,
    Waiting,
    Found(Vec<Hit>),
    Failed,
}

fn option_id(index: usize) -> String {
    format!("palette-option-{index}")
}

/// What the open palette knows. Cheap to copy.
#[derive(Clone, Copy)]
struct Desk {
    lang: i18n::Lang,
    told: Told,
    open: RwSignal<bool>,
    text: RwSignal<String>,
    answer: RwSignal<Answer>,
    /// The records opened last.
    recent: RwSignal<Vec<Entry>>,
    /// The entries that fit the text.
    rows: Memo<Vec<Entry>>,
    /// Which of them is marked.
    active: RwSignal<usize>,
    /// Counts the texts: an answer to an earlier one is dropped.
    turn: StoredValue<u32>,
    /// Does what an entry is for.
    run: Callback<Entry>,
}

impl Desk {
    fn new(lang: i18n::Lang, open: RwSignal<bool>) -> Self {
        let look = expect_context::<Appearance>();
        let help = expect_context::<HelpState>();
        let fixed = StoredValue::new((fixed(lang, look, help), asides(lang, look)));
        let zone = StoredValue::new(use_session().actor.zone);
        let told = Told { lang, zone };
        let text = RwSignal::new(String::new());
        let answer = RwSignal::new(Answer::Nothing);
        let recent = RwSignal::new(Vec::new());
        // Made once for all that show them; entries are not compared.
        let find = move |_: Option<&Vec<Entry>>| {
            fixed.with_value(|fixed| {
                recent.with(|recent| {
                    text.with(|text| {
                        answer.with(|answer| entries(told, fixed, recent, text, answer))
                    })
                })
            })
        };
        let rows = Memo::new_with_compare(find, |_, _| true);
        let (navigate, here) = (use_navigate(), use_location().pathname);
        let run = Callback::new(move |entry: Entry| {
            open.set(false);
            match entry.act {
                Act::Go(href) => {
                    // A new page takes the focus by itself, the one that is open would leave it nowhere.
                    let path = href.split(['?', '#']).next().unwrap_or_default();
                    if here.try_with_untracked(|here| here == path) == Some(true) {
                        focus_page();
                    }
                    navigate(&href, NavigateOptions::default());
                }
                Act::Run(act) => act.tell(()),
            }
        });
        Self {
            lang,
            told,
            open,
            text,
            answer,
            recent,
            rows,
            active: RwSignal::new(0),
            turn: StoredValue::new(0),
            run,
        }
    }

    /// Asks what the records opened last are called, each time the palette opens: one may have another name,
    /// or be no longer this person's to read.
    fn recall(self) {
        let me = use_session().actor.user_id;
        Effect::new(move |_| {
            if !self.open.get() {
                return;
            }
            let visits = visits(me);
            if visits.is_empty() {
                return;
            }
            spawn_local(async move {
                // Without an answer, pages and commands are there all the same.
                let told = recall(Recall { visits }).await.unwrap_or_default();
                if self.open.try_get_untracked() != Some(true) {
                    return;
                }
                let of = |hit| of_visit(self.told, hit);
                let found: Vec<Entry> = told.hits.into_iter().filter_map(of).collect();
                // Whoever has already moved on stays with the entry they marked.
                if self.text.with_untracked(String::is_empty) {
                    let at = self.active.get_untracked();
                    self.active.set(if at == 0 { 0 } else { at + found.len() });
                }
                self.recent.set(found);
            });
        });
    }

    fn typed(self, text: String) {
        self.text.set(text.clone());
        self.active.set(0);
        self.ask(text);
    }

    /// Asks the server for records, unless something else is typed within the pause.
    fn ask(self, text: String) {
        self.turn.update_value(|turn| *turn += 1);
        let mine = self.turn.get_value();
        if text.trim().is_empty() {
            self.answer.set(Answer::Nothing);
            return;
        }
        if !matches!(self.answer.get_untracked(), Answer::Found(_)) {
            self.answer.set(Answer::Waiting);
        }
        let is_due = move || self.turn.try_get_value() == Some(mine);
        set_timeout(
            move || {
                if !is_due() {
                    return;
                }
                spawn_local(async move {
                    let found = find(Find { text, limit: EACH }).await;
                    if is_due() {
                        let hits = |found: Found| Answer::Found(found.hits);
                        self.answer.set(found.map_or(Answer::Failed, hits));
                    }
                });
            },
            PAUSE,
        );
    }

    fn on_key(self, event: &KeyboardEvent) {
        let count = self.rows.with_untracked(Vec::len);
        let at = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => self.active.set((at + 1) % count),
            "ArrowUp" if count > 0 => self.active.set((at + count - 1) % count),
            "Enter" => {
                let marked = self.rows.with_untracked(|rows| rows.get(at).cloned());
                if let Some(entry) = marked {
                    self.run.tell(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn reset(self) {
        self.text.set(String::new());
        self.answer.set(Answer::Nothing);
        self.recent.set(Vec::new());
        self.active.set(0);
    }

    /// The marked entry, while there is one.
    fn marked(self) -> Option<String> {
        let at = self.active.get();
        self.rows
            .with(|rows| (at < rows.len()).then(|| option_id(at)))
    }

    /// What a screen reader is told of the list.
    fn status(self) -> String {
        let lang = self.lang;
        match (self.answer.get(), self.rows.with(Vec::len)) {
            (Answer::Failed, _) => t(lang, k::shell::palette::FAILED).to_owned(),
            (Answer::Waiting, 0) => t(lang, k::shell::palette::SEARCHING).to_owned(),
            (Answer::Found(_), n) => {
                let n = i64::try_from(n).unwrap_or(0);
                tn(lang, k::shell::palette::FOUND, n, &[])
            }
            _ => t(lang, k::shell::palette::KEYS).to_owned(),
        }
    }

    fn found_nothing(self) -> bool {
        matches!(self.answer.get(), Answer::Found(_)) && self.rows.with(Vec::is_empty)
    }

    /// Keeps the marked entry in sight. The first one is, when it opens: nothing is measured then.
    fn follow(self) {
        Effect::new(move |_| {
            let id = option_id(self.active.get());
            if self.open.get_untracked()
                && let Some(option) = document().get_element_by_id(&id)
            {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let lang = use_lang();
    let desk = Desk::new(lang, expect_context::<PaletteState>().open);
    desk.follow();
    desk.recall();
    view! {
        <Dialog
            id="palette"
            title=t(lang, k::shell::palette::TITLE)
            open=desk.open
            close_label=t(lang, k::ui::CLOSE)
            place=Place::Top
            bare=true
            on_close=Callback::new(move |()| desk.reset())
        >
            <div class="palette">
                {search_box(desk)}
                <div class="palette-list" role="listbox" id="palette-list" aria-label=t(lang, k::shell::palette::TITLE)>
                    {move || list_of(lang, desk.rows.get(), desk.active, desk.run)}
                </div>
                <Show when=move || desk.found_nothing()>
                    <div class="palette-empty">
                        <p>{move || tf(lang, k::shell::palette::NOTHING, &[("text", &desk.text.get())])}</p>
                        <p class="small faint">{t(lang, k::shell::palette::NOTHING_HINT)}</p>
                    </div>
                </Show>
                <p class="palette-status" role="status">{move || desk.status()}</p>
            </div>
        </Dialog>
    }
}

/// The text box, where an opened dialog begins, and how one gets out of it.
fn search_box(desk: Desk) -> AnyView {
    view! {
        <div class="palette-box">
            <Icon glyph=Glyph::Search />
            <input
                class="palette-input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-label=t(desk.lang, k::shell::palette::PLACEHOLDER)
                aria-expanded="true"
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=move || desk.marked()
                placeholder=t(desk.lang, k::shell::palette::PLACEHOLDER)
                prop:value=desk.text
                on:input:target=move |event| desk.typed(event.target().value())
                on:keydown=move |event| desk.on_key(&event)
            />
            <Kbd keys="Esc" />
        </div>
    }
    .into_any()
}

/// The entries under the headings of their groups.
fn list_of(
    lang: i18n::Lang,
    rows: Vec<Entry>,
    active: RwSignal<usize>,
    run: Callback<Entry>,
) -> AnyView {
    let mut groups: Vec<(Key, Vec<(usize, Entry)>)> = Vec::new();
    for (index, entry) in rows.into_iter().enumerate() {
        match groups.last_mut() {
            Some((key, list)) if *key == entry.group => list.push((index, entry)),
            _ => groups.push((entry.group, vec![(index, entry)])),
        }
    }
    groups
        .into_iter()
        .map(|(key, list)| {
            view! {
                <div class="palette-group" role="group" aria-label=t(lang, key)>
                    <span class="palette-heading" aria-hidden="true">{t(lang, key)}</span>
                    {list.into_iter().map(|(index, entry)| option(index, entry, active, run)).collect_view()}
                </div>
            }
        })
        .collect_view()
        .into_any()
}

/// The name and what it is of; under them, where the words were found in a text, those around them. Found in the
/// name, they are marked there.
fn words_of(entry: &Entry) -> AnyView {
    let (label, detail) = (entry.label.clone(), entry.detail.clone());
    if entry.snippet.is_empty() {
        return view! {
            <span class="palette-label">{label}</span>
            <span class="palette-detail">{detail}</span>
        }
        .into_any();
    }
    let whole: String = entry
        .snippet
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    let pieces = marked(&entry.snippet);
    let (name, below) = if whole == label {
        (pieces, None)
    } else {
        let below = view! { <span class="palette-snippet">{pieces}</span> };
        (label.into_any(), Some(below))
    };
    view! {
        <span class="palette-said">
            <span class="palette-line">
                <span class="palette-label">{name}</span>
                <span class="palette-detail">{detail}</span>
            </span>
            {below}
        </span>
    }
    .into_any()
}

fn marked(pieces: &[Piece]) -> AnyView {
    pieces
        .iter()
        .map(|piece| {
            let text = piece.text.clone();
            if piece.marked {
                view! { <mark class="marked-word">{text}</mark> }.into_any()
            } else {
                text.into_any()
            }
        })
        .collect_view()
        .into_any()
}

fn option(index: usize, entry: Entry, active: RwSignal<usize>, run: Callback<Entry>) -> AnyView {
    let (glyph, hint) = (entry.glyph, entry.hint);
    let told = words_of(&entry);
    view! {
        <div
            class="palette-option"
            role="option"
            id=option_id(index)
            aria-selected=move || if active.get() == index { "true" } else { "false" }
            on:pointermove=move |_| {
                if active.get_untracked() != index {
                    active.set(index);
                }
            }
            on:click=move |_| run.tell(entry.clone())
        >
            <Icon glyph />
            {told}
            {(!hint.is_empty()).then(|| view! {
                <span class="shortcut-pair" aria-hidden="true"><Kbd keys="g" /><Kbd keys=hint /></span>
            })}
        </div>
    }
    .into_any()
}
