//! In the settings: what one wishes to be told. Each choice is saved when it is made.

use super::api::{get_wishes, save_wishes};
use super::words;
use crate::boot::use_lang;
use crate::shell::Trouble;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::ProblemKind;
use shared::platform::notifications::{GetWishes, NoticeKind, SaveWishes, Wishes, WishesView};
use ui::{Card, Checkbox, Skeleton, Toaster, use_toaster};

/// The choices as they are, and how they are saved. Cheap to copy.
#[derive(Clone, Copy)]
struct Choices {
    wishes: RwSignal<Wishes>,
    version: StoredValue<i64>,
    saving: RwSignal<bool>,
    lang: i18n::Lang,
    toaster: Toaster,
}

impl Choices {
    /// Shows a choice at once and saves it; a refusal puts it back and says why.
    fn change(self, change: impl FnOnce(&mut Wishes)) {
        let before = self.wishes.get_untracked();
        self.wishes.update(change);
        self.saving.set(true);
        let request = SaveWishes {
            wishes: self.wishes.get_untracked(),
            version: self.version.get_value(),
        };
        spawn_local(async move {
            let answer = save_wishes(request).await;
            let _ = self.saving.try_set(false);
            match answer {
                Ok(view) => self.take(view),
                Err(fault) => {
                    // Changed in another browser: its choices are the newer ones.
                    let current = fault.0.current.as_deref();
                    match current.and_then(|text| serde_json::from_str(text).ok()) {
                        Some(view) if fault.0.kind == ProblemKind::Conflict => self.take(view),
                        _ => {
                            let _ = self.wishes.try_set(before);
                        }
                    }
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                }
            }
        });
    }

    /// A box that follows the wishes, also when they are put back.
    fn shown(self, of: impl Fn(&Wishes) -> bool + 'static) -> RwSignal<bool> {
        let shown = RwSignal::new(self.wishes.with_untracked(&of));
        Effect::new(move |_| shown.set(self.wishes.with(&of)));
        shown
    }

    fn take(self, view: WishesView) {
        if self.version.try_set_value(view.version).is_none() {
            self.wishes.set(view.wishes);
        }
    }
}

/// The card.
#[component]
pub fn WishesCard() -> impl IntoView {
    let lang = use_lang();
    let wishes = Resource::new(|| (), |()| get_wishes(GetWishes {}));
    let again = Callback::new(move |()| wishes.refetch());
    view! {
        <Card id="settings-notifications" title=Signal::stored(t(lang, k::notify::wishes::TITLE).to_owned())>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 /> }>
                {move || Suspend::new(async move {
                    match wishes.await {
                        Ok(view) => view! { <List view /> }.into_any(),
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
        </Card>
    }
}

#[component]
fn List(view: WishesView) -> impl IntoView {
    let lang = use_lang();
    let choices = Choices {
        wishes: RwSignal::new(view.wishes),
        version: StoredValue::new(view.version),
        saving: RwSignal::new(false),
        lang,
        toaster: use_toaster(),
    };
    let kind = move |kind: NoticeKind| {
        let (name, text) = words::kind(kind);
        let on = choices.shown(move |wishes| wishes.wants(kind));
        let mailed = choices.shown(move |wishes| wishes.mails(kind));
        let unwanted = Signal::derive(move || choices.saving.get() || !on.get());
        view! {
            <div class="notify-wish" role="group" aria-label=t(lang, name)>
            <Checkbox
                id=format!("notify-{}", kind.code())
                label=t(lang, name)
                hint=t(lang, text)
                checked=on
                disabled=choices.saving
                on_change=Callback::new(move |wanted: bool| {
                    choices.change(|wishes| {
                        wishes.off.retain(|one| *one != kind);
                        if !wanted {
                            wishes.off.push(kind);
                        }
                    });
                })
            />
            <Checkbox
                id=format!("notify-mail-{}", kind.code())
                label=t(lang, k::notify::wishes::BY_MAIL)
                checked=mailed
                disabled=unwanted
                on_change=Callback::new(move |wanted: bool| {
                    choices.change(|wishes| {
                        wishes.mail.retain(|one| *one != kind);
                        if wanted {
                            wishes.mail.push(kind);
                        }
                    });
                })
            />
            </div>
        }
    };
    let digest = choices.shown(|wishes| wishes.digest);
    let pop_up = choices.shown(|wishes| wishes.pop_up);
    view! {
        <div class="stack">
            <p class="muted">{t(lang, k::notify::wishes::TEXT)}</p>
            {words::kinds().map(kind).collect_view()}
            <Checkbox
                id="notify-pop-up"
                label=t(lang, k::notify::wishes::POP_UP)
                checked=pop_up
                disabled=choices.saving
                on_change=Callback::new(move |wanted: bool| choices.change(|wishes| wishes.pop_up = wanted))
            />
            <Checkbox
                id="notify-digest"
                label=t(lang, k::notify::wishes::DIGEST)
                hint=t(lang, k::notify::wishes::DIGEST_TEXT)
                checked=digest
                disabled=choices.saving
                on_change=Callback::new(move |wanted: bool| choices.change(|wishes| wishes.digest = wanted))
            />
        </div>
    }
}
