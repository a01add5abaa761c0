//! Dialogs and drawers on the browser's own `<dialog>`: focus stays inside, Escape closes, focus
//! returns to where it was. The content exists only while open.

use crate::button::{IconButton, Size};
use crate::icon::Glyph;
use crate::tell::Tell;
use crate::toast::use_toaster;
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::computed::suspense::SuspenseContext;
use leptos::wasm_bindgen::JsCast;

/// The fields a person types into.
const FIELDS: &str = "form :is(input:is([type=text], [type=email], [type=url], [type=tel], [type=password], [type=number], :not([type])), textarea, select):not(:disabled, [readonly])";

fn focus_first(dialog: &web_sys::Element, wanted: &str) {
    let found = dialog.query_selector(wanted).ok().flatten();
    if let Some(field) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// The browser begins at the closing cross, which comes first; a person begins at the first field. A field that
/// asks for the beginning, or is far down a long panel, leaves it as it is.
fn begin_at_first_field(dialog: &web_sys::Element) {
    let began = document().active_element();
    if began.is_some_and(|element| element.matches(FIELDS).unwrap_or(false)) {
        return;
    }
    let Some(first) = dialog.query_selector(FIELDS).ok().flatten() else {
        return;
    };
    let bottom = |element: &web_sys::Element| element.get_bounding_client_rect().bottom();
    if bottom(&first) < bottom(dialog)
        && let Ok(field) = first.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = field.focus();
    }
}

/// What a dialog reads is waited for in the dialog. Without this the page around it would be taken away until
/// the answer comes and put back, and a dialog that was taken away is no longer modal.
fn wait_inside() {
    provide_context(SuspenseContext {
        tasks: ArcRwSignal::default(),
    });
}

/// Where a dialog appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In the middle; a sheet from below on a phone.
    #[default]
    Centre,
    /// Along the end side, full height.
    Side,
    /// At the top, for the command palette.
    Top,
    /// The whole window, for work of its own.
    Full,
}

/// A modal dialog. Set `open` to show it; it sets `open` back when the person closes it.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    open: RwSignal<bool>,
    /// Name of the closing cross.
    #[prop(into)]
    close_label: String,
    #[prop(optional)] place: Place,
    #[prop(optional)] wide: bool,
    /// No visible header (the title is still read aloud).
    #[prop(optional)]
    bare: bool,
    /// Called after it was closed in any way.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let toaster = use_toaster();
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            let _ = dialog.show_modal();
            request_animation_frame(move || begin_at_first_field(&dialog));
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    let class = format!(
        "dialog{}{}",
        match place {
            Place::Centre => "",
            Place::Side => " dialog-side",
            Place::Top => " dialog-top",
            Place::Full => " dialog-full",
        },
        if wide { " dialog-wide" } else { "" }
    );
    let children = StoredValue::new(children);
    view! {
        <dialog
            class=class
            id=id
            aria-labelledby=labelled
            node_ref=node
            // A form that was refused goes on at its first finding.
            on:submit=move |_| request_animation_frame(move || {
                if let Some(dialog) = node.try_get_untracked().flatten() {
                    focus_first(&dialog, "[aria-invalid=true]");
                }
            })
            on:close=move |_| {
                open.set(false);
                toaster.settle();
                if let Some(close) = on_close {
                    close.tell(());
                }
            }
            // A press on the dialog itself, not on what it contains, is a press on the backdrop.
            on:mousedown=move |event| {
                let on_backdrop = event.target() == event.current_target();
                if on_backdrop {
                    open.set(false);
                }
            }
        >
            <div class="dialog-frame">
                <header class="dialog-header" class=("visually-hidden", bare)>
                    <h2 id=heading>{title}</h2>
                    {(!bare).then(|| view! {
                        <IconButton
                            glyph=Glyph::X
                            label=close_label
                            size=Size::Small
                            on_press=Callback::new(move |()| open.set(false))
                        />
                    })}
                </header>
                <Show when=move || open.get()>{move || {
                    wait_inside();
                    children.try_with_value(|children| children())
                }}</Show>
            </div>
        </dialog>
    }
}
