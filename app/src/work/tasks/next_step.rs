//! After something of a record was done: what comes next?

use super::quick_add::QuickAdd;
use crate::boot::use_lang;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::work::LinksView;
use shared::work::tasks::TaskView;
use ui::{Glyph, IconButton, Size, Tell};

/// Asked while there is something that was done.
#[component]
pub fn NextStep(
    /// Of its box, unique on its page.
    id: &'static str,
    /// What was done was about these.
    #[prop(into)]
    about: Signal<Option<LinksView>>,
    /// Told of the answer: the task that comes next, or that there is none.
    answered: Callback<Option<TaskView>>,
) -> impl IntoView {
    let lang = use_lang();
    move || {
        about.get().map(|links| {
            let name = name(&links);
            let links: Signal<LinksView> = Signal::derive(move || links.clone());
            view! {
                // No landmark: a record may ask beside its timeline and beside its tasks.
                <div class="next-step" role="group" aria-label=t(lang, k::work::NEXT_STEP)>
                    <div class="between">
                        <p class="strong">{tf(lang, k::work::NEXT_STEP_FOR, &[("name", &name)])}</p>
                        <IconButton
                            glyph=Glyph::X
                            label=t(lang, k::work::NO_NEXT_STEP)
                            size=Size::Small
                            on_press=Callback::new(move |()| answered.tell(None))
                        />
                    </div>
                    <QuickAdd
                        id
                        label=t(lang, k::work::NEXT_STEP)
                        placeholder=t(lang, k::work::QUICK_ADD_EXAMPLE)
                        links
                        on_added=Callback::new(move |task: TaskView| answered.tell(Some(task)))
                    />
                </div>
            }
        })
    }
}

/// The deal, else the account, else the person.
fn name(links: &LinksView) -> String {
    let deal = links.opportunity.as_ref().map(|deal| &deal.name);
    let account = links.account.as_ref().map(|account| &account.name);
    let person = links.contact.as_ref().map(|person| &person.name);
    deal.or(account).or(person).cloned().unwrap_or_default()
}
