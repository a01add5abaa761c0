//! The command palette: pages, commands and records behind one text box (⌘K or Ctrl+K, or `/`).

use super::appearance::Appearance;
use super::nav::sections;
use super::shortcuts::HelpState;
use super::topbar::CREATE;
use crate::boot::{may, use_lang};
use crate::platform::search::find;
use crate::routes::{self, path};
use i18n::{Key, k, t, tf, tn};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::kernel::Action;
use shared::kernel::event::Entity;
use shared::kernel::search::matches;
use shared::platform::profile::Theme;
use shared::platform::search::{Find, Hit};
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

#[derive(Clone)]
enum Act {
    Go(String),
    Run(Callback<()>),
}

#[derive(Clone)]
struct Entry {
    group: Key,
    glyph: Glyph,
    label: String,
    detail: String,
    hint: &'static str,
    act: Act,
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

fn of_hit(hit: Hit) -> Option<Entry> {
    let (group, glyph, href) = match hit.entity {
        Entity::Opportunity => (
            k::shell::palette::OPPORTUNITIES,
            Glyph::Target,
            routes::opportunity(hit.id.into()),
        ),
        Entity::Account => (
            k::shell::palette::ACCOUNTS,
            Glyph::Building,
            routes::account(hit.id.into()),
        ),
        Entity::Contact => (
            k::shell::palette::CONTACTS,
            Glyph::Person,
            routes::contact(hit.id.into()),
        ),
        Entity::Lead => (
            k::shell::palette::LEADS,
            Glyph::Funnel,
            routes::lead(hit.id.into()),
        ),
        Entity::Quote => (
            k::shell::palette::QUOTES,
            Glyph::FileText,
            routes::quote(hit.id.into()),
        ),
        _ => return None,
    };
    Some(Entry {
        group,
        glyph,
        label: hit.title,
        detail: hit.detail,
        hint: "",
        act: Act::Go(href),
    })
}

/// Pages and commands, whatever is typed.
fn fixed(lang: i18n::Lang, look: Appearance, help: HelpState) -> Vec<Entry> {
    let pages = sections().map(|section| Entry {
        group: k::shell::palette::PAGES,
        glyph: section.glyph,
        label: t(lang, section.label).to_owned(),
        detail: String::new(),
        hint: section.letter,
        act: Act::Go(section.href.to_owned()),
    });
    let settings = Entry {
        group: k::shell::palette::PAGES,
        glyph: Glyph::Settings,
        label: t(lang, k::shell::SETTINGS).to_owned(),
        detail: String::new(),
        hint: "",
        act: Act::Go(path::SETTINGS.to_owned()),
    };
    let set_up = may(Action::ManageCompany).then(|| Entry {
        group: k::shell::palette::PAGES,
        glyph: Glyph::Target,
        label: t(lang, k::setup::TITLE).to_owned(),
        detail: String::new(),
        hint: "",
        act: Act::Go(path::ADMIN_SETUP.to_owned()),
    });
    let command = |glyph, label: String, act| Entry {
        group: k::shell::palette::ACTIONS,
        glyph,
        label,
        detail: String::new(),
        hint: "",
        act,
    };
    let create =
        CREATE
            .iter()
            .filter(|(_, _, _, action)| may(*action))
            .map(|(label, href, glyph, _)| {
                command(
                    *glyph,
                    t(lang, *label).to_owned(),
                    Act::Go((*href).to_owned()),
                )
            });
    let theme = |theme: Theme, glyph, label: Key| {
        let label = format!("{} · {}", t(lang, k::shell::theme::TITLE), t(lang, label));
        command(
            glyph,
            label,
            Act::Run(Callback::new(move |()| look.set_theme(theme))),
        )
    };
    let others = [
        theme(Theme::Light, Glyph::Sun, k::shell::theme::LIGHT),
        theme(Theme::Dark, Glyph::Moon, k::shell::theme::DARK),
        theme(Theme::System, Glyph::Monitor, k::shell::theme::SYSTEM),
        command(
            Glyph::Keyboard,
            t(lang, k::shell::HELP).to_owned(),
            Act::Run(Callback::new(move |()| help.open.set(true))),
        ),
    ];
    create
        .chain(pages)
        .chain([settings])
        .chain(set_up)
        .chain(others)
        .collect()
}

/// Records first, then pages and commands that match.
fn entries(fixed: &[Entry], text: &str, answer: &Answer) -> Vec<Entry> {
    let mut all: Vec<Entry> = match answer {
        Answer::Found(hits) => hits.iter().cloned().filter_map(of_hit).collect(),
        _ => Vec::new(),
    };
    all.extend(
        fixed
            .iter()
            .filter(|entry| text.trim().is_empty() || matches(&entry.label, text))
            .cloned(),
    );
    all
}

fn option_id(index: usize) -> String {
    format!("palette-option-{index}")
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let lang = use_lang();
    let state = expect_context::<PaletteState>();
    let fixed = StoredValue::new(fixed(
        lang,
        expect_context::<Appearance>(),
        expect_context::<HelpState>(),
    ));
    let text = RwSignal::new(String::new());
    let answer = RwSignal::new(Answer::Nothing);
    let active = RwSignal::new(0_usize);
    let turn = StoredValue::new(0_u32);
    let rows = Signal::derive(move || {
        fixed.with_value(|fixed| {
            text.with(|text| answer.with(|answer| entries(fixed, text, answer)))
        })
    });
    let navigate = use_navigate();
    let run = Callback::new(move |entry: Entry| {
        state.open.set(false);
        match entry.act {
            Act::Go(href) => navigate(&href, NavigateOptions::default()),
            Act::Run(act) => act.tell(()),
        }
    });
    let ask = move |now: String| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        active.set(0);
        if now.trim().is_empty() {
            answer.set(Answer::Nothing);
            return;
        }
        if !matches!(answer.get_untracked(), Answer::Found(_)) {
            answer.set(Answer::Waiting);
        }
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                spawn_local(async move {
                    let found = find(Find {
                        text: now,
                        limit: EACH,
                    })
                    .await;
                    if turn.try_get_value() == Some(mine) {
                        answer.set(found.map_or(Answer::Failed, |found| Answer::Found(found.hits)));
                    }
                });
            },
            PAUSE,
        );
    };
    let on_key = move |event: KeyboardEvent| {
        let count = rows.with_untracked(Vec::len);
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => active.set((at + 1) % count),
            "ArrowUp" if count > 0 => active.set((at + count - 1) % count),
            "Enter" => {
                if let Some(entry) = rows.with_untracked(|rows| rows.get(at).cloned()) {
                    run.tell(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    // The marked entry stays in sight.
    Effect::new(move |_| {
        let id = option_id(active.get());
        if state.open.get()
            && let Some(option) = document().get_element_by_id(&id)
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if state.open.get()
            && let Some(input) = input.get()
        {
            let _ = input.focus();
        }
    });
    let reset = Callback::new(move |()| {
        text.set(String::new());
        answer.set(Answer::Nothing);
        active.set(0);
    });
    let list = move || list_of(lang, rows.get(), active, run);
    let status = move || match (answer.get(), rows.with(Vec::len)) {
        (Answer::Failed, _) => t(lang, k::shell::palette::FAILED).to_owned(),
        (Answer::Waiting, 0) => t(lang, k::shell::palette::SEARCHING).to_owned(),
        (Answer::Found(_), n) => tn(
            lang,
            k::shell::palette::FOUND,
            i64::try_from(n).unwrap_or(0),
            &[],
        ),
        _ => t(lang, k::shell::palette::KEYS).to_owned(),
    };
    let nothing = move || matches!(answer.get(), Answer::Found(_)) && rows.with(Vec::is_empty);
    let body = move || {
        view! {
            <div class="palette">
                <div class="palette-box">
                    <Icon glyph=Glyph::Search />
                    <input
                        class="palette-input"
                        type="text"
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        aria-label=t(lang, k::shell::palette::PLACEHOLDER)
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-autocomplete="list"
                        aria-activedescendant=move || {
                            let at = active.get();
                            rows.with(|rows| (at < rows.len()).then(|| option_id(at)))
                        }
                        placeholder=t(lang, k::shell::palette::PLACEHOLDER)
                        node_ref=input
                        prop:value=text
                        on:input:target=move |event| {
                            let now = event.target().value();
                            text.set(now.clone());
                            ask(now);
                        }
                        on:keydown=on_key
                    />
                    <Kbd keys="Esc" />
                </div>
                <div class="palette-list" role="listbox" id="palette-list" aria-label=t(lang, k::shell::palette::TITLE)>
                    {list}
                </div>
                <Show when=nothing>
                    <div class="palette-empty">
                        <p>{move || tf(lang, k::shell::palette::NOTHING, &[("text", &text.get())])}</p>
                        <p class="small faint">{t(lang, k::shell::palette::NOTHING_HINT)}</p>
                    </div>
                </Show>
                <p class="palette-status" role="status">{status}</p>
            </div>
        }
    };
    view! {
        <Dialog
            id="palette"
            title=t(lang, k::shell::palette::TITLE)
            open=state.open
            close_label=t(lang, k::ui::CLOSE)
            place=Place::Top
            bare=true
            on_close=reset
        >
            {body()}
        </Dialog>
    }
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

fn option(index: usize, entry: Entry, active: RwSignal<usize>, run: Callback<Entry>) -> AnyView {
    let (label, detail, glyph, hint) = (
        entry.label.clone(),
        entry.detail.clone(),
        entry.glyph,
        entry.hint,
    );
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
            <span class="palette-label">{label}</span>
            <span class="palette-detail">{detail}</span>
            {(!hint.is_empty()).then(|| view! {
                <span class="shortcut-pair" aria-hidden="true"><Kbd keys="g" /><Kbd keys=hint /></span>
            })}
        </div>
    }
    .into_any()
}
