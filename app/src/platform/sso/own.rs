//! The accounts elsewhere one signs in with, in the settings. Who has none sees no card.

use super::calls::{connect, identities, unlink};
use crate::boot::{now, use_lang, use_session};
use crate::shell::Trouble;
use i18n::{Key, Lang, k, problem_text, relative_time, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::kernel::{IdentityId, ProviderId, Zone};
use shared::platform::sso::{
    ConnectProvider, Identities, IdentityView, ListIdentities, SignInWay, UnlinkIdentity,
    may_unlink,
};
use ui::{Badge, Button, Card, Glyph, Icon, Size, Tell, Tone, use_toaster};

/// The card of the settings page.
#[component]
pub fn OwnIdentities() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| identities(ListIdentities {}));
    let again = Callback::new(move |()| loaded.refetch());
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(own) if own.list.is_empty() && own.ways.is_empty() => ().into_any(),
                    Ok(own) => view! { <Own own /> }.into_any(),
                    Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Own(own: Identities) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let zone = use_session().actor.zone;
    let own = RwSignal::new(own);
    let busy = RwSignal::new(false);
    let take_away = Callback::new(move |id: IdentityId| {
        busy.set(true);
        spawn_local(async move {
            let answer = unlink(UnlinkIdentity { id }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(left) => {
                    let _ = own.try_set(left);
                    toaster.success(t(lang, k::sso::own::UNLINKED).to_owned());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let connect_to = Callback::new(move |id: ProviderId| {
        busy.set(true);
        spawn_local(async move {
            match connect(ConnectProvider { id }).await {
                // The page goes: it stays busy until then.
                Ok(to) => {
                    let _ = window().location().set_href(&to.address);
                }
                Err(fault) => {
                    let _ = busy.try_set(false);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    });
    // What became of the way to a provider, told once: the address says it.
    let came = use_query_map().with_untracked(|query| query.get("sso"));
    view! {
        <Card id="settings-identities" title=Signal::stored(t(lang, k::sso::own::TITLE).to_owned())>
            <div class="stack">
                {came.map(|came| told(lang, &came))}
                <p class="muted">{t(lang, k::sso::own::TEXT)}</p>
                {move || {
                    let own = own.get();
                    let rows = own
                        .list
                        .iter()
                        .map(|one| row(lang, one, &own, &zone, busy, take_away))
                        .collect_view();
                    let listed = (!own.list.is_empty())
                        .then(|| view! { <ul class="sso-identities">{rows}</ul> });
                    let ways = (!own.ways.is_empty())
                        .then(|| view! { <div class="form-actions">{buttons(lang, &own.ways, busy, connect_to)}</div> });
                    view! {
                        {listed}
                        {ways}
                    }
                        .into_any()
                }}
            </div>
        </Card>
    }
}

/// How the way to a provider ended.
fn told(lang: Lang, came: &str) -> AnyView {
    if came == "connected" {
        return view! {
            <p class="notice tone-success" role="status"><Icon glyph=Glyph::CheckCircle />{t(lang, k::sso::own::CONNECTED)}</p>
        }
        .into_any();
    }
    let refusal = Key::by_name(&format!("sso.refusal.{came}"));
    refusal
        .map(|key| {
            view! {
                <p class="notice tone-danger" role="alert"><Icon glyph=Glyph::Alert />{t(lang, key)}</p>
            }
        })
        .into_any()
}

/// A button for each provider one is not linked to.
fn buttons(
    lang: Lang,
    ways: &[SignInWay],
    busy: RwSignal<bool>,
    connect_to: Callback<ProviderId>,
) -> AnyView {
    ways.iter()
        .map(|way| {
            let id = way.id;
            let label = tf(lang, k::sso::own::CONNECT, &[("name", &way.name)]);
            view! { <Button label icon=Glyph::Plus disabled=busy on_press=Callback::new(move |()| connect_to.tell(id)) /> }
        })
        .collect_view()
        .into_any()
}

fn row(
    lang: Lang,
    one: &IdentityView,
    own: &Identities,
    zone: &Zone,
    busy: RwSignal<bool>,
    take_away: Callback<IdentityId>,
) -> AnyView {
    let id = one.id;
    let when = relative_time(lang, one.last_used_at, now(), zone);
    let label = tf(lang, k::sso::own::UNLINK_LABEL, &[("name", &one.provider)]);
    let action = if may_unlink(own.password, own.others(id)) {
        view! {
            <Button label=t(lang, k::sso::own::UNLINK) size=Size::Small disabled=busy attr:aria-label=label
                on_press=Callback::new(move |()| take_away.tell(id)) />
        }
        .into_any()
    } else {
        view! { <span class="small muted">{t(lang, k::sso::own::ONLY_WAY)}</span> }.into_any()
    };
    let off = (!one.active).then(
        || view! { <Badge text=t(lang, k::sso::OFF) tone=Tone::Neutral icon=Glyph::Minus /> },
    );
    view! {
        <li class="sso-identity">
            <Icon glyph=Glyph::Shield />
            <div class="sso-identity-text">
                <span class="medium">{one.provider.clone()}</span>
                <span class="small muted">{one.email.clone()}</span>
                <span class="small faint">{tf(lang, k::sso::own::LAST, &[("when", &when)])}</span>
            </div>
            {off}
            {action}
        </li>
    }
    .into_any()
}
