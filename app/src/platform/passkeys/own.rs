//! One's own passkeys, in the settings: the list, and what one does about it.

use super::calls::list_passkeys;
use super::stages::{Add, Remove, Rename};
use crate::boot::{now, use_lang, use_session};
use crate::shell::Trouble;
use i18n::{Lang, date_in_words, k, relative_time, t, tf};
use leptos::prelude::*;
use shared::kernel::Zone;
use shared::platform::passkeys::{Availability, ListPasskeys, PASSKEYS_MAX, PasskeyView, Passkeys};
use shared::platform::sso::may_unlink;
use ui::{Badge, Button, Card, Glyph, Icon, Size, Skeleton, Tone};

/// What the card shows.
#[derive(Clone, PartialEq)]
pub(super) enum Stage {
    /// The list.
    List,
    /// The form of a new one.
    Adding,
    /// The form of another name.
    Renaming(PasskeyView),
    /// The question before one is removed.
    Removing(PasskeyView),
}

/// The card of the settings page.
#[component]
pub fn OwnPasskeys() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| list_passkeys(ListPasskeys {}));
    let again = Callback::new(move |()| loaded.refetch());
    view! {
        <Card id="settings-passkeys" title=Signal::stored(t(lang, k::passkeys::TITLE).to_owned())>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=2 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(own) => view! { <Own own /> }.into_any(),
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
        </Card>
    }
    .into_any()
}

#[component]
fn Own(own: Passkeys) -> impl IntoView {
    let own = RwSignal::new(own);
    let stage = RwSignal::new(Stage::List);
    move || match stage.get() {
        Stage::List => view! { <List own stage /> }.into_any(),
        Stage::Adding => view! { <Add own stage /> }.into_any(),
        Stage::Renaming(one) => view! { <Rename one own stage /> }.into_any(),
        Stage::Removing(one) => view! { <Remove one own stage /> }.into_any(),
    }
}

#[component]
fn List(own: RwSignal<Passkeys>, stage: RwSignal<Stage>) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    move || {
        let own = own.get();
        let text = match own.availability {
            Availability::Ready => k::passkeys::TEXT,
            Availability::Address => k::passkeys::NO_ADDRESS,
            Availability::Off => k::passkeys::OFF,
        };
        let rows = own
            .list
            .iter()
            .map(|one| row(lang, one, &own, &zone, stage))
            .collect_view();
        let listed = if own.list.is_empty() {
            ().into_any()
        } else {
            view! { <ul class="passkey-list">{rows}</ul> }.into_any()
        };
        let room = u32::try_from(own.list.len()).is_ok_and(|count| count < PASSKEYS_MAX);
        let add = (own.availability == Availability::Ready && room).then(|| {
            view! {
                <div class="form-actions">
                    <Button label=t(lang, k::passkeys::ADD) icon=Glyph::Plus on_press=Callback::new(move |()| stage.set(Stage::Adding)) />
                </div>
            }
        });
        view! {
            <div class="stack">
                <p class="muted">{t(lang, text)}</p>
                {listed}
                {add}
            </div>
        }
        .into_any()
    }
}

fn row(
    lang: Lang,
    one: &PasskeyView,
    own: &Passkeys,
    zone: &Zone,
    stage: RwSignal<Stage>,
) -> AnyView {
    let added = date_in_words(lang, zone.date(one.created_at));
    let added = tf(lang, k::passkeys::ADDED_ON, &[("date", &added)]);
    let used = match one.last_used_at {
        Some(at) => {
            let when = relative_time(lang, at, now(), zone);
            tf(lang, k::passkeys::LAST_USED, &[("when", &when)])
        }
        None => t(lang, k::passkeys::NEVER_USED).to_owned(),
    };
    let synced = one.synced.then(|| {
        view! { <Badge text=t(lang, k::passkeys::SYNCED) tone=Tone::Neutral icon=Glyph::Copy /> }
    });
    // Without another way in the last one stays; one that opens nothing may always go.
    let others = own.list.len() - 1 + usize::try_from(own.others).unwrap_or_default();
    let may = own.availability != Availability::Ready || may_unlink(own.password, others);
    let action = if may {
        let label = tf(lang, k::passkeys::REMOVE_LABEL, &[("name", &one.name)]);
        let one = one.clone();
        view! {
            <Button label=t(lang, k::passkeys::REMOVE) size=Size::Small attr:aria-label=label
                on_press=Callback::new(move |()| stage.set(Stage::Removing(one.clone()))) />
        }
        .into_any()
    } else {
        view! { <span class="small muted">{t(lang, k::passkeys::ONLY_WAY)}</span> }.into_any()
    };
    let label = tf(lang, k::passkeys::RENAME_LABEL, &[("name", &one.name)]);
    let renamed = one.clone();
    let rename = Callback::new(move |()| stage.set(Stage::Renaming(renamed.clone())));
    view! {
        <li class="passkey">
            <Icon glyph=Glyph::Lock />
            <div class="passkey-text">
                <span class="medium">{one.name.clone()}</span>
                <span class="small faint">{added}" · "{used}</span>
            </div>
            {synced}
            <Button label=t(lang, k::passkeys::RENAME) size=Size::Small attr:aria-label=label on_press=rename />
            {action}
        </li>
    }
    .into_any()
}
