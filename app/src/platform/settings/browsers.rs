//! The browsers one is signed in with.

use crate::boot::{now, use_lang, use_session};
use crate::call::Fault;
use crate::platform::profile::{end_other_sessions, end_session};
use i18n::{Lang, k, problem_text, relative_time, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{SessionId, Zone};
use shared::platform::profile::{
    BrowserSession, EndOtherSessions, EndSession, SessionWay, browser_name,
};
use ui::{Badge, Button, Card, Glyph, Icon, Size, Tell, Tone, use_toaster};

/// The list, with a way to sign each out.
#[component]
pub fn Browsers(sessions: Vec<BrowserSession>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let session = use_session();
    let this = session.session_id;
    let zone = session.actor.zone;
    let list = RwSignal::new(sessions);
    let busy = RwSignal::new(false);
    let shown = Callback::new(move |answer: Result<Vec<BrowserSession>, Fault>| {
        let _ = busy.try_set(false);
        match answer {
            Ok(left) => {
                let before = list.try_with_untracked(Vec::len).unwrap_or_default();
                let ended = i64::try_from(before.saturating_sub(left.len())).unwrap_or(1);
                let _ = list.try_set(left);
                toaster.success(tn(lang, k::settings::sessions::ENDED, ended.max(1), &[]));
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
    });
    let end = Callback::new(move |id: SessionId| {
        busy.set(true);
        spawn_local(async move {
            shown.tell(end_session(EndSession { id }).await);
        });
    });
    let end_others = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            shown.tell(end_other_sessions(EndOtherSessions { keep: this }).await);
        });
    });
    let others = move || list.with(|list| list.iter().any(|one| Some(one.id) != this));
    view! {
        <Card id="settings-sessions" title=Signal::stored(t(lang, k::settings::sessions::TITLE).to_owned())>
            <div class="stack">
                <p class="muted">{t(lang, k::settings::sessions::TEXT)}</p>
                <ul class="browser-list">
                    {move || {
                        list.get()
                            .iter()
                            .map(|one| browser_row(lang, one, this, &zone, busy, end))
                            .collect_view()
                    }}
                </ul>
                <Show when=others>
                    <div class="form-actions">
                        <Button label=t(lang, k::settings::sessions::END_OTHERS) busy on_press=end_others />
                    </div>
                </Show>
            </div>
        </Card>
    }
}

/// How a session was opened, behind when it was used.
fn way_text(lang: Lang, way: Option<SessionWay>) -> Option<String> {
    let key = match way? {
        SessionWay::Password => k::settings::sessions::way::SIGN_IN,
        SessionWay::Code => k::settings::sessions::way::CODE,
        SessionWay::Recovery => k::settings::sessions::way::RECOVERY_CODE,
        SessionWay::Invitation => k::settings::sessions::way::INVITATION,
        SessionWay::Provider => k::settings::sessions::way::PROVIDER,
        SessionWay::Passkey => k::settings::sessions::way::PASSKEY,
    };
    Some(format!(" · {}", t(lang, key)))
}

/// Browser and system in words; nothing for one nobody knows.
pub(crate) fn browser_words(lang: Lang, user_agent: &str) -> Option<String> {
    match browser_name(user_agent) {
        (Some(browser), Some(system)) => Some(tf(
            lang,
            k::settings::sessions::ON,
            &[("browser", &browser), ("system", &system)],
        )),
        (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
        (None, None) => None,
    }
}

/// One browser somebody is signed in with; at the reader's own (`this`) no button ends it.
pub(crate) fn browser_row(
    lang: Lang,
    one: &BrowserSession,
    this: Option<SessionId>,
    zone: &Zone,
    busy: RwSignal<bool>,
    end: Callback<SessionId>,
) -> AnyView {
    let name = browser_words(lang, &one.user_agent)
        .unwrap_or_else(|| t(lang, k::settings::sessions::UNKNOWN).to_owned());
    let when = relative_time(lang, one.last_seen_at, now(), zone);
    let own = Some(one.id) == this;
    let id = one.id;
    let label = tf(lang, k::settings::sessions::END_LABEL, &[("name", &name)]);
    view! {
        <li class="browser">
            <Icon glyph=Glyph::Monitor />
            <div class="home-row-text">
                <span class="medium">{name}</span>
                <span class="small faint">{tf(lang, k::settings::sessions::LAST, &[("when", &when)])}{way_text(lang, one.way)}</span>
            </div>
            {if own {
                view! { <Badge text=t(lang, k::settings::sessions::THIS) tone=Tone::Success icon=Glyph::Check /> }.into_any()
            } else {
                view! {
                    <Button label=t(lang, k::settings::sessions::END) size=Size::Small disabled=busy attr:aria-label=label
                        on_press=Callback::new(move |()| end.tell(id)) />
                }
                    .into_any()
            }}
        </li>
    }
    .into_any()
}
