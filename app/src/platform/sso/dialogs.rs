//! The dialogs: a provider as it shall be, and whether to delete it.

use super::calls::delete_provider;
use super::form::Form;
use super::{Asked, Ctx};
use crate::boot::use_lang;
use i18n::{k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::sso::{DeleteProvider, ProviderView};
use ui::{Button, Dialog, Place, Variant, use_toaster};

/// All dialogs of the page; at most one is open.
#[component]
pub(super) fn Dialogs(ctx: Ctx) -> impl IntoView {
    let lang = use_lang();
    let (form, delete) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        ctx.asked.with(|asked| {
            form.set(matches!(asked, Asked::New | Asked::Edit(_)));
            delete.set(matches!(asked, Asked::Delete(_)));
        });
    });
    let close = Callback::new(move |()| ctx.asked.set(Asked::Nothing));
    let title = Signal::derive(move || {
        let key = ctx.asked.with(|asked| match asked {
            Asked::Edit(_) => k::sso::EDIT_TITLE,
            _ => k::sso::NEW,
        });
        t(lang, key).to_owned()
    });
    view! {
        <Dialog id="sso-form" title open=form close_label=t(lang, k::ui::CLOSE) place=Place::Side on_close=close>
            {move || match ctx.asked.get() {
                Asked::New => view! { <Form ctx close /> }.into_any(),
                Asked::Edit(provider) => view! { <Form ctx close provider=*provider /> }.into_any(),
                Asked::Nothing | Asked::Delete(_) => ().into_any(),
            }}
        </Dialog>
        <Dialog id="sso-delete" title=t(lang, k::sso::DELETE_TITLE).to_owned() open=delete
            close_label=t(lang, k::ui::CLOSE) on_close=close>
            {move || match ctx.asked.get() {
                Asked::Delete(provider) => view! { <Delete ctx close provider=*provider /> }.into_any(),
                _ => ().into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Delete(ctx: Ctx, close: Callback<()>, provider: ProviderView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let request = DeleteProvider {
        id: provider.id,
        version: provider.version,
    };
    let delete = Callback::new(move |()| {
        busy.set(true);
        let request = request.clone();
        spawn_local(async move {
            let answer = delete_provider(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(left) => {
                    let _ = ctx.all.try_set(left);
                    let _ = ctx.asked.try_set(Asked::Nothing);
                    toaster.success(t(lang, k::sso::DELETED).to_owned());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    view! {
        <div class="dialog-form">
            <div class="dialog-body form">
                <p class="strong">{provider.draft.name}</p>
                <p>{tn(lang, k::sso::DELETE_TEXT, provider.people, &[])}</p>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::ui::CANCEL) on_press=close />
                <Button label=t(lang, k::sso::DELETE) variant=Variant::Danger busy on_press=delete />
            </footer>
        </div>
    }
}
