//! Menus on the browser's own popover: opens before the program has loaded, closes on Escape and on
//! a press elsewhere; arrow keys, Home, End and first letters move inside.

use crate::button::{Size, Variant};
use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// The entries of `menu` that can be chosen.
fn entries(menu: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(list) = menu.query_selector_all("[role^=menuitem]:not(:disabled)") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into::<web_sys::HtmlElement>().ok())
        .collect()
}

fn focus_entry(menu: &web_sys::Element, choose: impl Fn(usize, Option<usize>) -> usize) {
    let all = entries(menu);
    if all.is_empty() {
        return;
    }
    let focused = document().active_element();
    let at = all
        .iter()
        .position(|entry| focused.as_ref() == Some(entry.as_ref() as &web_sys::Element));
    if let Some(entry) = all.get(choose(all.len(), at).min(all.len() - 1)) {
        let _ = entry.focus();
    }
}

fn move_within(menu: &web_sys::Element, event: &leptos::ev::KeyboardEvent) {
    match event.key().as_str() {
        "ArrowDown" => focus_entry(menu, |count, at| at.map_or(0, |at| (at + 1) % count)),
        "ArrowUp" => focus_entry(menu, |count, at| {
            at.map_or(count - 1, |at| (at + count - 1) % count)
        }),
        "Home" => focus_entry(menu, |_, _| 0),
        "End" => focus_entry(menu, |count, _| count - 1),
        key if key.chars().count() == 1 && !event.ctrl_key() && !event.meta_key() => {
            let wanted = key.to_lowercase();
            let hit = entries(menu).into_iter().find(|entry| {
                let text = entry.text_content().unwrap_or_default();
                text.trim().to_lowercase().starts_with(&wanted)
            });
            match hit {
                Some(entry) => {
                    let _ = entry.focus();
                }
                None => return,
            }
        }
        _ => return,
    }
    event.prevent_default();
}

/// A button that opens a menu of [`MenuItem`]s. Without `text` the button shows only its icon.
#[component]
pub fn Menu(
    /// Id of the popover; the button gets `{id}-button`.
    #[prop(into)]
    id: String,
    /// Name of the button and of the menu.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional, into)] glyph: Option<Glyph>,
    /// Text on the button.
    #[prop(optional, into)]
    text: Option<Signal<String>>,
    /// Anything else as the button's face (an avatar).
    #[prop(optional, into)]
    face: ViewFn,
    #[prop(optional)] variant: Option<Variant>,
    #[prop(optional)] size: Size,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let has_text = text.is_some();
    let class = format!(
        "btn{}{}{}",
        match variant.unwrap_or(Variant::Ghost) {
            Variant::Secondary => "",
            Variant::Primary => " btn-primary",
            Variant::Ghost => " btn-ghost",
            Variant::Danger => " btn-danger",
        },
        if size == Size::Small { " btn-sm" } else { "" },
        if has_text { "" } else { " btn-icon" },
    );
    view! {
        <button
            type="button"
            class=class
            id=format!("{id}-button")
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-label=move || (!has_text).then(|| label.get())
            data-tip=move || (!has_text).then(|| label.get())
        >
            {face.run()}
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            {text.map(|text| view! {
                <span>{text}</span>
                <Icon glyph=Glyph::ChevronDown class="icon-sm"/>
            })}
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="menu"
            aria-label=label
            node_ref=node
            on:toggle=move |_| {
                // Told late: the menu may be gone with the part of the page it stood on.
                if let Some(menu) = node.try_get_untracked().flatten()
                    && menu.matches(":popover-open").unwrap_or(false)
                {
                    focus_entry(&menu, |_, _| 0);
                }
            }
            on:keydown=move |event| {
                if let Some(menu) = node.try_get_untracked().flatten() {
                    move_within(&menu, &event);
                }
            }
            on:click=move |event| {
                let on_entry = event
                    .target()
                    .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                    .and_then(|target| target.closest("[role^=menuitem]").ok().flatten())
                    .is_some();
                if let (true, Some(menu)) = (on_entry, node.try_get_untracked().flatten()) {
                    let _ = menu.hide_popover();
                }
            }
        >
            {children()}
        </div>
    }
}

/// One entry: an action, or a link when `href` is given. `checked` makes it one of a set.
#[component]
pub fn MenuItem(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] icon: Option<Glyph>,
    #[prop(optional, into)] href: Option<String>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] checked: Option<Signal<bool>>,
    /// Shown at the end: a shortcut, a remark.
    #[prop(optional, into)]
    hint: String,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let class = if danger {
        "menu-item menu-item-danger"
    } else {
        "menu-item"
    };
    let body = view! {
        {icon.map(|glyph| view! { <Icon glyph/> })}
        <span class="menu-label">{label}</span>
        {(!hint.is_empty()).then(|| view! { <span class="menu-hint">{hint}</span> })}
        {checked.map(|on| view! {
            <span class="menu-check" class:is-on=on><Icon glyph=Glyph::Check class="icon-sm"/></span>
        })}
    };
    match href {
        Some(href) => {
            view! { <a class=class role="menuitem" tabindex="-1" href=href>{body}</a> }.into_any()
        }
        None => view! {
            <button
                type="button"
                class=class
                role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
                aria-checked=move || checked.map(|on| if on.get() { "true" } else { "false" })
                tabindex="-1"
                disabled=disabled
                on:click=move |_| {
                    if let Some(press) = on_press {
                        press.tell(());
                    }
                }
            >
                {body}
            </button>
        }
        .into_any(),
    }
}

/// A line between groups of entries, with a heading when given.
#[component]
pub fn MenuGroup(#[prop(into)] label: String, children: Children) -> impl IntoView {
    let name = label.clone();
    view! {
        <div class="menu-group" role="group" aria-label=name>
            <span class="menu-heading" aria-hidden="true">{label}</span>
            {children()}
        </div>
    }
}
