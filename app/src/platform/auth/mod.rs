//! The sign-in page: a plain form, so that it works before and without the browser's bundle.

use crate::boot::{DemoLogin, use_boot};
use crate::platform::access::Outside;
use crate::platform::passkeys::passkey_door;
use crate::routes::{path, sign_in_with};
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::kernel::{Lang, Role};
use shared::platform::sso::SignInWay;
use ui::{Avatar, Glyph, Icon};

/// Sign-in, with the demo logins in demo mode.
#[component]
pub fn SignIn() -> impl IntoView {
    let boot = use_boot();
    let lang = boot.lang;
    let info = boot.sign_in.unwrap_or_default();
    let error = info.error.as_deref().map(|code| t(lang, error_key(code)));
    let done = info.done.as_deref().filter(|done| *done == "reset" && error.is_none()).map(|_| {
        view! {
            <p class="notice tone-success" role="status"><Icon glyph=Glyph::CheckCircle />{t(lang, k::access::reset::DONE)}</p>
        }
    });
    let described = error.map(|_| "sign-in-error");
    let next = info.next.clone();
    let passkey = info
        .passkeys
        .then(|| passkey_door(lang, k::passkeys::SIGN_IN, &info.next));
    // Beside the word the browser offers passkeys for this field (WebAuthn, 5.1.4).
    let filled = if info.passkeys {
        "username webauthn"
    } else {
        "username"
    };
    let or = (passkey.is_some() || !info.ways.is_empty())
        .then(|| view! { <p class="sign-in-or small muted">{t(lang, k::sso::OR)}</p> });
    let ways = (!info.ways.is_empty()).then(|| ways(lang, &info.ways, &info.next));
    let demo = (!info.demo.is_empty()).then(|| demo_logins(lang, &info.demo, &info.next));
    view! {
        <Outside title=t(lang, k::auth::TITLE)>
            {done}
            {error.map(|text| view! {
                <p id="sign-in-error" class="notice tone-danger" role="alert"><Icon glyph=Glyph::Alert />{text}</p>
            })}
            {ways}
            {passkey}
            {or}
            <form class="form" method="post" action="/sign-in">
                <input type="hidden" name="next" value=next />
                <div class="field">
                    <label class="field-label" for="email">{t(lang, k::auth::EMAIL)}</label>
                    <input class="input" id="email" name="email" type="email" required autocomplete=filled value=info.email.clone() aria-describedby=described />
                </div>
                <div class="field">
                    <label class="field-label" for="password">{t(lang, k::auth::PASSWORD)}</label>
                    <input class="input" id="password" name="password" type="password" required autocomplete="current-password" aria-describedby=described />
                </div>
                <button type="submit" class="btn btn-primary btn-block">{t(lang, k::auth::SIGN_IN)}</button>
            </form>
            <p class="small"><a class="door-link" href=path::FORGOT rel="external">{t(lang, k::access::forgot::LINK)}</a></p>
            {demo}
        </Outside>
    }
    .into_any()
}

/// The sentence for the reason of a refusal.
fn error_key(code: &str) -> Key {
    let elsewhere = code
        .strip_prefix("sso_")
        .and_then(|refusal| Key::by_name(&format!("sso.refusal.{refusal}")));
    let passkey = code
        .starts_with("passkey_")
        .then(|| Key::by_name(&format!("issue.{code}")))
        .flatten();
    match code {
        "too_many_requests" => k::auth::TOO_MANY,
        "unavailable" => k::auth::UNAVAILABLE,
        "read_only" => k::auth::READ_ONLY,
        "step_over" => k::access::STEP_OVER,
        "password_off" => k::sso::PASSWORD_OFF,
        _ => elsewhere.or(passkey).unwrap_or(k::auth::FAILED),
    }
}

/// A button for each provider. They are links: a form that leads to another site would need a hole in the
/// content security policy.
fn ways(lang: Lang, ways: &[SignInWay], next: &str) -> AnyView {
    let buttons = ways
        .iter()
        .map(|way| {
            let label = tf(lang, k::sso::CONTINUE_WITH, &[("name", &way.name)]);
            let href = sign_in_with(way.id, next);
            view! {
                <li>
                    <a class="btn btn-block sign-in-way" href=href rel="external">
                        <Icon glyph=Glyph::Shield />
                        <span>{label}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="sign-in-ways" aria-label=t(lang, k::sso::WAYS)>{buttons}</ul>
    }
    .into_any()
}

fn demo_logins(lang: Lang, logins: &[DemoLogin], next: &str) -> AnyView {
    let buttons = logins
        .iter()
        .map(|login| {
            let role = t(lang, role_key(login.role));
            let label = tf(
                lang,
                k::auth::DEMO_AS,
                &[("name", &login.name), ("role", &role)],
            );
            view! {
                <li>
                    <form method="post" action="/sign-in">
                        <input type="hidden" name="next" value=next.to_owned() />
                        <input type="hidden" name="email" value=login.email.clone() />
                        <input type="hidden" name="password" value=login.password.clone() />
                        <button type="submit" class="demo-login" aria-label=label>
                            <Avatar name=login.name.clone() large=true />
                            <span class="demo-login-text">
                                <span class="strong truncate">{login.name.clone()}</span>
                                <span class="small faint truncate">{role}</span>
                            </span>
                            <Icon glyph=Glyph::ArrowRight />
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="demo-logins" aria-labelledby="demo-title">
            <h2 id="demo-title">{t(lang, k::auth::DEMO_TITLE)}</h2>
            <p class="small muted">{t(lang, k::auth::DEMO_TEXT)}</p>
            <ul class="demo-list">{buttons}</ul>
        </section>
    }
    .into_any()
}

/// The catalogue key of a role's name.
#[must_use]
pub fn role_key(role: Role) -> Key {
    match role {
        Role::Representative => k::auth::role::REPRESENTATIVE,
        Role::Manager => k::auth::role::MANAGER,
        Role::Administrator => k::auth::role::ADMINISTRATOR,
        Role::Finance => k::auth::role::FINANCE,
    }
}
