//! A person's ways in, in the administration: invitation, second factor, signed-in browsers.

use super::api;
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::platform::passkeys::reset_passkeys;
use crate::platform::settings::browser_row;
use i18n::{Lang, date_in_words, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{SessionId, UserId};
use shared::platform::access::{
    EndPersonSessions, GetPersonAccess, InvitePerson, PersonAccess, ResetSecondFactor,
    RevokeInvitation, SendReset,
};
use shared::platform::passkeys::ResetPasskeys;
use std::future::Future;
use ui::{Badge, Button, Glyph, Icon, Size, Skeleton, Tell, Tone, Variant, use_toaster};

/// What stands below the form of a person; `changed` is told when the list of people should be read
/// again.
#[component]
pub fn PersonPanel(id: UserId, changed: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(move || id, |id| api::person(GetPersonAccess { id }));
    view! {
        <section class="stack person-access" aria-labelledby="person-access-title">
            <h3 id="person-access-title">{t(lang, k::access::person::TITLE)}</h3>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(view) => view! { <Ways view changed /> }.into_any(),
                        Err(fault) => view! { <p class="notice tone-danger" role="alert">{problem_text(lang, &fault.0)}</p> }.into_any(),
                    }
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

/// What buttons share: the state, whether one works, and who hears of it.
#[derive(Clone, Copy)]
struct Desk {
    state: RwSignal<PersonAccess>,
    busy: RwSignal<bool>,
    changed: Callback<()>,
    toaster: ui::Toaster,
    lang: Lang,
}

impl Desk {
    /// Shows the answer, or why there is none.
    fn ask(
        self,
        said: i18n::Key,
        answer: impl Future<Output = Result<PersonAccess, Fault>> + 'static,
    ) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = answer.await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(view) => {
                    let _ = self.state.try_set(view);
                    self.toaster.success(t(self.lang, said));
                    self.changed.tell(());
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }
}

#[component]
fn Ways(view: PersonAccess, changed: Callback<()>) -> impl IntoView {
    let desk = Desk {
        state: RwSignal::new(view),
        busy: RwSignal::new(false),
        changed,
        toaster: use_toaster(),
        lang: use_lang(),
    };
    move || {
        let now = desk.state.get();
        view! {
            {identities(desk.lang, &now)}
            {invitation(desk, &now)}
            {password(desk, &now)}
            {second_factor(desk, &now)}
            {passkeys(desk, &now)}
            {browsers(desk, &now)}
        }
        .into_any()
    }
}

/// The accounts elsewhere the person signs in with.
fn identities(lang: Lang, now: &PersonAccess) -> AnyView {
    now.identities
        .iter()
        .map(|one| {
            let text = tf(
                lang,
                k::sso::own::WITH,
                &[("name", &one.provider), ("email", &one.email)],
            );
            view! { <p class="cluster"><Icon glyph=Glyph::Shield /><span>{text}</span></p> }
        })
        .collect_view()
        .into_any()
}

fn invitation(desk: Desk, now: &PersonAccess) -> Option<AnyView> {
    let linked = now.identities.iter().any(|one| one.active);
    if now.has_password || (linked && now.invitation.is_none()) {
        return None;
    }
    let (lang, id) = (desk.lang, now.id);
    let zone = use_session().actor.zone;
    let send = Callback::new(move |()| {
        desk.ask(k::access::person::INVITED, api::invite(InvitePerson { id }));
    });
    let (text, label) = match &now.invitation {
        Some(open) => {
            let until = date_in_words(lang, zone.date(open.expires_at));
            (
                tf(lang, k::access::person::OPEN_UNTIL, &[("date", &until)]),
                k::access::person::SEND_AGAIN,
            )
        }
        None => (
            t(lang, k::access::person::NOT_INVITED).to_owned(),
            k::access::person::INVITE,
        ),
    };
    let revoke = now.invitation.is_some().then(|| {
        let revoke = Callback::new(move |()| {
            let request = RevokeInvitation { id };
            desk.ask(k::access::person::REVOKED, api::revoke_invitation(request));
        });
        view! { <Button label=t(lang, k::access::person::REVOKE) size=Size::Small variant=Variant::Ghost disabled=desk.busy on_press=revoke /> }
    });
    Some(
        view! {
            <div class="between">
                <span class="cluster"><Icon glyph=Glyph::Mail /><span>{text}</span></span>
                <span class="cluster">
                    <Button label=t(lang, label) size=Size::Small icon=Glyph::Send disabled=desk.busy on_press=send />
                    {revoke}
                </span>
            </div>
        }
        .into_any(),
    )
}

fn password(desk: Desk, now: &PersonAccess) -> Option<AnyView> {
    let (lang, id) = (desk.lang, now.id);
    let send = Callback::new(move |()| {
        desk.ask(
            k::access::person::RESET_SENT,
            api::send_reset(SendReset { id }),
        );
    });
    now.has_password.then(|| {
        view! {
            <div class="between">
                <span class="cluster"><Icon glyph=Glyph::Lock /><span>{t(lang, k::access::person::HAS_PASSWORD)}</span></span>
                <Button label=t(lang, k::access::person::SEND_RESET) size=Size::Small icon=Glyph::Send disabled=desk.busy on_press=send />
            </div>
        }
        .into_any()
    })
}

fn second_factor(desk: Desk, now: &PersonAccess) -> AnyView {
    let (lang, id) = (desk.lang, now.id);
    if !now.second_factor {
        return view! { <p class="cluster muted"><Icon glyph=Glyph::Shield />{t(lang, k::access::person::NO_FACTOR)}</p> }.into_any();
    }
    let reset = Callback::new(move |()| {
        let request = ResetSecondFactor { id };
        desk.ask(
            k::access::person::FACTOR_RESET,
            api::reset_second_factor(request),
        );
    });
    let left = tn(lang, k::access::factor::LEFT, now.recovery_left, &[]);
    view! {
        <div class="between">
            <span class="cluster">
                <Badge text=t(lang, k::access::factor::ON) tone=Tone::Success icon=Glyph::Shield />
                <span class="muted small">{left}</span>
            </span>
            <Button label=t(lang, k::access::person::RESET_FACTOR) size=Size::Small variant=Variant::Ghost disabled=desk.busy on_press=reset />
        </div>
    }
    .into_any()
}

fn passkeys(desk: Desk, now: &PersonAccess) -> Option<AnyView> {
    let (lang, id) = (desk.lang, now.id);
    let count = i64::try_from(now.passkeys.len()).unwrap_or(i64::MAX);
    let reset = Callback::new(move |()| {
        let request = ResetPasskeys { id };
        desk.ask(k::passkeys::person::RESET_DONE, reset_passkeys(request));
    });
    (count > 0).then(|| {
        view! {
            <div class="between">
                <span class="cluster"><Icon glyph=Glyph::Lock /><span>{tn(lang, k::passkeys::person::COUNT, count, &[])}</span></span>
                <Button label=t(lang, k::passkeys::person::RESET) size=Size::Small variant=Variant::Ghost disabled=desk.busy
                    attr:aria-label=t(lang, k::passkeys::person::RESET_LABEL) on_press=reset />
            </div>
        }
        .into_any()
    })
}

fn browsers(desk: Desk, now: &PersonAccess) -> AnyView {
    let (lang, id) = (desk.lang, now.id);
    if now.sessions.is_empty() {
        return view! { <p class="cluster muted"><Icon glyph=Glyph::Monitor />{t(lang, k::access::person::NO_BROWSER)}</p> }.into_any();
    }
    let session = use_session();
    let zone = session.actor.zone;
    let end_one = Callback::new(move |session: SessionId| end(desk, id, Some(session)));
    let rows = now
        .sessions
        .iter()
        .map(|one| browser_row(lang, one, session.session_id, &zone, desk.busy, end_one))
        .collect_view();
    let all = (now.sessions.len() > 1).then(|| {
        let end = Callback::new(move |()| end(desk, id, None));
        view! { <div><Button label=t(lang, k::access::person::END_ALL) size=Size::Small disabled=desk.busy on_press=end /></div> }
    });
    view! { <ul class="browser-list">{rows}</ul>{all} }.into_any()
}

fn end(desk: Desk, id: UserId, session: Option<SessionId>) {
    let request = EndPersonSessions { id, session };
    desk.ask(k::access::person::SIGNED_OUT, api::end_sessions(request));
}
