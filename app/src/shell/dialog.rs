//! The frames of forms in dialogs: the dialog that is open while there is something to edit, and the form
//! that fills it.

use crate::boot::use_lang;
use i18n::{Key, k, t};
use leptos::prelude::*;
use ui::{Button, Dialog, Place, Variant};

/// A dialog that is open while `of` holds what it is about. Closing it empties `of`, and emptying `of`
/// closes it: whoever opens it needs to know no dialog.
#[component]
pub fn DialogOf<T, TF, CF, V>(
    #[prop(into)] id: String,
    of: RwSignal<Option<T>>,
    /// Its title, by what it is about.
    title: TF,
    #[prop(optional)] place: Place,
    #[prop(optional)] wide: bool,
    /// The name of the closing cross.
    #[prop(default = k::ui::CLOSE)]
    close: Key,
    /// What it contains, made anew with everything `of` is given.
    children: CF,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    TF: Fn(&T) -> String + Send + Sync + 'static,
    CF: Fn(T) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(of.with(Option::is_some)));
    let title = Signal::derive(move || of.with(|it| it.as_ref().map(&title).unwrap_or_default()));
    let on_close = Callback::new(move |()| of.set(None));
    let children = StoredValue::new(children);
    let content = move || {
        let it = of.get()?;
        children.try_with_value(|children| children(it))
    };
    view! {
        <Dialog id title open place wide close_label=t(lang, close) on_close>{content}</Dialog>
    }
}

/// A form that fills a dialog: what one fills in, then "Cancel" and the button that sends it.
#[component]
pub fn DialogForm<F>(
    /// Sends what was typed.
    send: F,
    /// Leaves without sending.
    leave: Callback<()>,
    /// The word of the button that sends.
    #[prop(default = k::ui::SAVE)]
    label: Key,
    #[prop(optional, into)] busy: Signal<bool>,
    /// A button before the two.
    #[prop(optional)]
    beside: Option<AnyView>,
    children: Children,
) -> impl IntoView
where
    F: Fn() + Send + 'static,
{
    let lang = use_lang();
    view! {
        <form class="dialog-form" novalidate on:submit=move |event| { event.prevent_default(); send(); }>
            {children()}
            <footer class="dialog-footer">
                {beside}
                <Button label=t(lang, k::ui::CANCEL) on_press=leave/>
                <Button label=t(lang, label) variant=Variant::Primary submit=true busy/>
            </footer>
        </form>
    }
}

/// The end of a dialog that is no form: leave it as it is, or do it.
#[component]
pub fn DialogEnds<F>(
    open: RwSignal<bool>,
    /// The word of the button that does it.
    label: Key,
    act: F,
) -> impl IntoView
where
    F: Fn() + Send + Sync + 'static,
{
    let lang = use_lang();
    view! {
        <footer class="dialog-footer">
            <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
            <Button label=t(lang, label) variant=Variant::Primary on_press=Callback::new(move |()| act())/>
        </footer>
    }
}
