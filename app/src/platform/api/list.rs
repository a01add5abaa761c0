//! The tokens one has: what each may touch, when it was last used, and a way to end it.

use super::calls::{revoke_token, tokens};
use super::form::TokenForm;
use crate::boot::{now, use_lang, use_session};
use crate::shell::Trouble;
use i18n::{Key, Lang, date_medium, k, problem_text, relative_time, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Zone;
use shared::platform::api::{Area, Level, ListTokens, RevokeToken, TokenView};
use ui::{
    Badge, Button, Card, Dialog, EmptyState, Glyph, Icon, Size, Skeleton, Tell, Tone, Variant,
    use_toaster,
};

/// The section of the settings.
#[component]
pub fn Tokens() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| tokens(ListTokens {}));
    let again = Callback::new(move |()| loaded.refetch());
    view! {
        <Card id="settings-tokens" title=Signal::stored(t(lang, k::api::tokens::TITLE).to_owned())>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(list) => view! { <List list /> }.into_any(),
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
        </Card>
    }
}

#[component]
fn List(list: Vec<TokenView>) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let list = RwSignal::new(list);
    let making = RwSignal::new(false);
    let ending = RwSignal::new(None::<TokenView>);
    let end = Callback::new(move |token: TokenView| ending.set(Some(token)));
    let made = Callback::new(move |token: TokenView| {
        let _ = list.try_update(|list| list.insert(0, token));
    });
    view! {
        <div class="stack">
            <div class="between token-intro">
                <p class="muted">
                    {t(lang, k::api::tokens::TEXT)}
                    " "
                    <a href="/api/docs" rel="external">{t(lang, k::api::tokens::DOCS)}</a>
                </p>
                <Button label=t(lang, k::api::tokens::NEW) icon=Glyph::Plus on_press=Callback::new(move |()| making.set(true)) />
            </div>
            <Show
                when=move || list.with(|list| !list.is_empty())
                fallback=move || {
                    view! {
                        <EmptyState glyph=Glyph::Link title=t(lang, k::api::tokens::EMPTY_TITLE) text=t(lang, k::api::tokens::EMPTY) />
                    }
                }
            >
                <ul class="token-list">
                    {
                        let zone = zone.clone();
                        move || list.get().into_iter().map(|one| row(lang, one, &zone, end)).collect_view()
                    }
                </ul>
            </Show>
            <TokenForm open=making made />
            <RevokeDialog ending list />
        </div>
    }
}

/// The name of an area.
pub(super) const fn area_key(area: Area) -> Key {
    match area {
        Area::Crm => k::api::area::CRM,
        Area::Deals => k::api::area::DEALS,
        Area::Work => k::api::area::WORK,
        Area::Quotes => k::api::area::QUOTES,
        Area::Planning => k::api::area::PLANNING,
        Area::Setup => k::api::area::SETUP,
        Area::Audit => k::api::area::AUDIT,
    }
}

fn row(lang: Lang, token: TokenView, zone: &Zone, end: Callback<TokenView>) -> AnyView {
    let badges = token
        .scopes
        .0
        .iter()
        .map(|(area, level)| {
            let (text, tone) = match level {
                Level::Read => (k::api::tokens::READ_BADGE, Tone::Neutral),
                Level::Write => (k::api::tokens::WRITE_BADGE, Tone::Accent),
            };
            let text = tf(lang, text, &[("area", &t(lang, area_key(*area)))]);
            view! { <Badge text tone /> }
        })
        .collect_view();
    let used = token.last_used_at.map_or_else(
        || t(lang, k::api::tokens::UNUSED).to_owned(),
        |at| {
            let when = relative_time(lang, at, now(), zone);
            tf(lang, k::api::tokens::USED, &[("when", &when)])
        },
    );
    let ends = token.expires_at.map_or_else(
        || t(lang, k::api::tokens::ENDLESS).to_owned(),
        |at| {
            let when = date_medium(lang, zone.date(at));
            tf(lang, k::api::tokens::ENDS, &[("when", &when)])
        },
    );
    let label = tf(lang, k::api::tokens::REVOKE_LABEL, &[("name", &token.name)]);
    let name = token.name.clone();
    let hint = format!("{}…", token.hint);
    view! {
        <li class="token">
            <Icon glyph=Glyph::Link />
            <div class="token-text">
                <span class="medium">{name}" "<code class="token-hint">{hint}</code></span>
                <span class="small faint">{used}" · "{ends}</span>
                <span class="cluster token-scopes">{badges}</span>
            </div>
            <Button label=t(lang, k::api::tokens::REVOKE) size=Size::Small attr:aria-label=label
                on_press=Callback::new(move |()| end.tell(token.clone())) />
        </li>
    }
    .into_any()
}

#[component]
fn RevokeDialog(
    ending: RwSignal<Option<TokenView>>,
    list: RwSignal<Vec<TokenView>>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    Effect::new(move |_| open.set(ending.with(Option::is_some)));
    let title = Signal::derive(move || {
        let name = ending.with(|token| token.as_ref().map(|token| token.name.clone()));
        tf(
            lang,
            k::api::tokens::REVOKE_TITLE,
            &[("name", &name.unwrap_or_default())],
        )
    });
    let revoke = Callback::new(move |()| {
        let Some(id) = ending.with_untracked(|token| token.as_ref().map(|token| token.id)) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let answer = revoke_token(RevokeToken { id }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(left) => {
                    let _ = list.try_set(left);
                    let _ = ending.try_set(None);
                    toaster.success(t(lang, k::api::tokens::REVOKED).to_owned());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    view! {
        <Dialog id="token-revoke" title open close_label=t(lang, k::ui::CLOSE)
            on_close=Callback::new(move |()| ending.set(None))>
            <div class="dialog-form">
                <div class="dialog-body"><p>{t(lang, k::api::tokens::REVOKE_TEXT)}</p></div>
                <footer class="dialog-footer">
                    <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| ending.set(None)) />
                    <Button label=t(lang, k::api::tokens::REVOKE) variant=Variant::Danger busy on_press=revoke />
                </footer>
            </div>
        </Dialog>
    }
}
