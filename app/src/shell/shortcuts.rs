//! Keyboard shortcuts: a registry that pages add to, one listener, and the list behind `?`.
//!
//! ```ignore
//! use_shortcut("e", t(lang, k::ui::EDIT), Callback::new(move |()| editing.set(true)));
//! ```
//! Single letters act only while nothing is being typed and no dialog is open. `g` then a letter goes
//! to a page, `c` opens the create menu, `j` and `k` move between the rows of a list.

use super::nav::sections;
use super::palette::PaletteState;
use crate::boot::use_lang;
use i18n::{k, t, tf};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::platform::profile::browser_name;
use std::time::Duration;
use ui::{Dialog, Kbd, Tell, Toaster, use_toaster};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How long `g` waits for its letter.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// The keys of the palette on a Mac.
const MAC: &str = "⌘K";
/// What `j` and `k` move between.
const ROWS: &str = "main .row-anchor, main [data-row]";

/// Whether the list of shortcuts is open.
#[derive(Clone, Copy)]
pub struct HelpState {
    /// Open.
    pub open: RwSignal<bool>,
}

#[derive(Clone)]
struct Shortcut {
    key: &'static str,
    label: String,
    act: Callback<()>,
}

/// The shortcuts of the present page.
#[derive(Clone, Copy)]
pub struct Shortcuts(RwSignal<Vec<Shortcut>>);

/// Makes registry and help known to everything below.
pub fn provide_shortcuts() -> HelpState {
    let help = HelpState {
        open: RwSignal::new(false),
    };
    provide_context(help);
    provide_context(Shortcuts(RwSignal::new(Vec::new())));
    help
}

/// Lets `key` do `act` while the calling component is on the page; shown in the list as `label`.
pub fn use_shortcut(key: &'static str, label: impl Into<String>, act: Callback<()>) {
    let Some(Shortcuts(all)) = use_context() else {
        return;
    };
    let label = label.into();
    Effect::new(move |_| {
        all.update(|all| {
            all.push(Shortcut {
                key,
                label: label.clone(),
                act,
            });
        });
    });
    on_cleanup(move || {
        let _ = all.try_update(|all| all.retain(|one| one.key != key));
    });
}

fn is_typing(target: Option<web_sys::EventTarget>) -> bool {
    target
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| {
            element
                .closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=grid], [data-own-keys]")
                .ok()
                .flatten()
        })
        .is_some()
}

fn exists(selector: &str) -> bool {
    document().query_selector(selector).ok().flatten().is_some()
}

/// Focuses the next (or previous) row of the page's list.
fn step(forward: bool) {
    let Ok(list) = document().query_selector_all(ROWS) else {
        return;
    };
    let rows: Vec<HtmlElement> = (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into::<HtmlElement>().ok())
        .collect();
    if rows.is_empty() {
        return;
    }
    let focused = document().active_element();
    let at = rows
        .iter()
        .position(|row| focused.as_ref() == Some(row.as_ref() as &Element));
    let next = match (at, forward) {
        (None, _) => 0,
        (Some(at), true) => (at + 1).min(rows.len() - 1),
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(row) = rows.get(next) {
        let _ = row.focus();
    }
}

fn press(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Puts the focus on the element of this id, for keys that lead to a box; when it stands behind another tab,
/// that tab is opened first.
pub fn focus_on(id: &str) {
    let element = document().get_element_by_id(id);
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let panel = element.closest("[role=tabpanel][hidden]").ok().flatten();
    if let Some(tab) = panel.and_then(|panel| panel.get_attribute("aria-labelledby")) {
        press(&tab);
        request_animation_frame(move || {
            let _ = element.focus();
        });
    } else {
        let _ = element.focus();
    }
}

fn tips(on: bool) {
    if let Some(root) = document().document_element() {
        let _ = if on {
            root.remove_attribute("data-tips")
        } else {
            root.set_attribute("data-tips", "off")
        };
    }
}

/// Whether a key belongs to whoever is typing, to a dialog, to the browser, or to somebody who has heard it already.
fn is_taken(event: &KeyboardEvent) -> bool {
    is_typing(event.target())
        || exists("dialog[open], [popover]:popover-open")
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.default_prevented()
}

/// Whether the key takes back what was done last: of what is typed the browser does that.
fn undoes(event: &KeyboardEvent) -> bool {
    let alone = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
    // A key that is held down takes back one thing, not all of them.
    alone
        && !event.repeat()
        && event.key().eq_ignore_ascii_case("z")
        && !is_typing(event.target())
        && !exists("dialog[open], [popover]:popover-open")
}

/// A page may have an undo of its own: what it has taken is its.
fn take_back(event: KeyboardEvent, toaster: Toaster) {
    set_timeout(
        move || {
            if !event.default_prevented() {
                toaster.undo_last();
            }
        },
        Duration::ZERO,
    );
}

/// What the frame's own keys do.
fn act_on(key: &str, palette: PaletteState, help: HelpState) {
    match key {
        "c" => press("create-menu-button"),
        "/" => palette.open.set(true),
        "?" => help.open.set(true),
        "j" => step(true),
        "k" => step(false),
        _ => {}
    }
}

/// Listens to the whole page; once, in the frame.
pub fn listen(palette: PaletteState, help: HelpState) {
    let Some(Shortcuts(own)) = use_context() else {
        return;
    };
    let navigate = use_navigate();
    let toaster = use_toaster();
    let pages: Vec<(&'static str, &'static str)> = sections()
        .filter(|section| !section.letter.is_empty())
        .map(|section| (section.letter, section.href))
        .collect();
    let after_g = StoredValue::new(false);
    let on_key = move |event: KeyboardEvent| {
        let key = event.key();
        if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            palette.open.update(|open| *open = !*open);
            return;
        }
        if key == "Escape" {
            tips(false);
        }
        if undoes(&event) {
            return take_back(event, toaster);
        }
        if is_taken(&event) {
            return;
        }
        if after_g.get_value() {
            after_g.set_value(false);
            if let Some((_, href)) = pages.iter().find(|(letter, _)| *letter == key) {
                event.prevent_default();
                navigate(href, leptos_router::NavigateOptions::default());
            }
            return;
        }
        let own_act = own.with_untracked(|all| {
            all.iter()
                .rev()
                .find(|one| one.key == key)
                .map(|one| one.act)
        });
        if let Some(act) = own_act {
            act.tell(());
            event.prevent_default();
            return;
        }
        match key.as_str() {
            "g" => {
                after_g.set_value(true);
                set_timeout(
                    move || {
                        let _ = after_g.try_update_value(|on| *on = false);
                    },
                    PATIENCE,
                );
            }
            // Firefox would open its own search.
            "/" => event.prevent_default(),
            "c" | "?" | "j" | "k" => {}
            _ => return,
        }
        // Pages have keys of their own for some of these: what they have taken is theirs.
        set_timeout(
            move || {
                let taken = event.default_prevented() && key != "/";
                if taken || is_typing(document().active_element().map(Into::into)) {
                    return;
                }
                act_on(&key, palette, help);
            },
            Duration::ZERO,
        );
    };
    let on_key = StoredValue::new(on_key);
    Effect::new(move |_| {
        let _ = window_event_listener(leptos::ev::keydown, move |event| {
            on_key.with_value(|on_key| on_key(event));
        });
        let _ = window_event_listener(leptos::ev::pointerover, |_| tips(true));
    });
}

/// The keys that open the palette, as this keyboard names them. The server cannot know the keyboard:
/// both sides begin with the same words, and a Mac puts its own sign once the page lives.
pub(super) fn palette_keys() -> ReadSignal<&'static str> {
    let (keys, set) = signal("Ctrl K");
    Effect::new(move |_| {
        let agent = window().navigator().user_agent().unwrap_or_default();
        if matches!(browser_name(&agent).1, Some("macOS" | "iPad" | "iPhone")) {
            set.set(MAC);
        }
    });
    keys
}

/// The list of shortcuts.
#[component]
pub fn ShortcutHelp() -> impl IntoView {
    let lang = use_lang();
    let help = expect_context::<HelpState>();
    let own = expect_context::<Shortcuts>().0;
    let row = |keys: AnyView, label: String| {
        view! {
            <div class="shortcut">
                <dt class="shortcut-keys">{keys}</dt>
                <dd>{label}</dd>
            </div>
        }
    };
    let one = move |key: &'static str, label: &str| {
        row(view! { <Kbd keys=key /> }.into_any(), label.to_owned())
    };
    let keys = palette_keys();
    let body = move || {
        let undo = if keys.get() == MAC { "⌘Z" } else { "Ctrl Z" };
        let everywhere = [
            (keys.get(), k::shell::shortcuts::PALETTE),
            ("/", k::shell::shortcuts::PALETTE),
            ("c", k::shell::shortcuts::CREATE),
            (undo, k::shell::shortcuts::UNDO),
            ("?", k::shell::shortcuts::HELP),
            ("Esc", k::shell::shortcuts::CLOSE),
        ];
        let lists = [
            ("j", k::shell::shortcuts::NEXT),
            ("k", k::shell::shortcuts::PREVIOUS),
            ("↵", k::shell::shortcuts::OPEN),
        ];
        let pages = sections()
            .filter(|section| !section.letter.is_empty())
            .map(|section| {
                let (a, b) = ("g", section.letter);
                let said = tf(lang, k::shell::shortcuts::THEN, &[("a", &a), ("b", &b)]);
                let keys = view! {
                    <span aria-hidden="true" class="shortcut-pair"><Kbd keys=a /><Kbd keys=b /></span>
                    <span class="visually-hidden">{said}</span>
                };
                row(keys.into_any(), t(lang, section.label).to_owned())
            })
            .collect_view();
        let here = own.get();
        view! {
            <div class="dialog-body shortcut-groups">
                <section>
                    <h3>{t(lang, k::shell::shortcuts::EVERYWHERE)}</h3>
                    <dl>{everywhere.map(|(key, label)| one(key, t(lang, label))).collect_view()}</dl>
                    <h3>{t(lang, k::shell::shortcuts::LISTS)}</h3>
                    <dl>{lists.map(|(key, label)| one(key, t(lang, label))).collect_view()}</dl>
                    {(!here.is_empty()).then(|| view! {
                        <h3>{t(lang, k::shell::shortcuts::HERE)}</h3>
                        <dl>{here.into_iter().map(|own| one(own.key, &own.label)).collect_view()}</dl>
                    })}
                </section>
                <section>
                    <h3>{t(lang, k::shell::shortcuts::GO)}</h3>
                    <dl>{pages}</dl>
                </section>
            </div>
        }
    };
    view! {
        <Dialog id="shortcuts" title=t(lang, k::shell::shortcuts::TITLE) open=help.open close_label=t(lang, k::ui::CLOSE)>
            {body()}
        </Dialog>
    }
}
