//! Pages for people who are not in yet: plain forms, so that they work before and without the
//! browser's bundle.

use crate::boot::{SignInInfo, use_boot, use_lang};
use crate::platform::branding::BrandMark;
use crate::platform::passkeys::passkey_door;
use crate::routes::path;
use crate::shell::Page;
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::kernel::Lang;
use shared::platform::people::{PASSWORD_MAX, PASSWORD_MIN};
use ui::{Glyph, Icon};

/// The frame of every page outside: the product's name, a title, what to do; beside it what the
/// product is for.
#[component]
pub fn Outside(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=title.clone() />
        <div class="sign-in">
            <section class="sign-in-form">
                <p class="brand"><BrandMark room=(160, 48) /></p>
                <h1>{title}</h1>
                {children()}
            </section>
            <section class="sign-in-side" aria-labelledby="side-title">
                <h2 id="side-title">{t(lang, k::shell::sign_in_side::TITLE)}</h2>
                <ul class="sign-in-points">
                    <li><Icon glyph=Glyph::Board />{t(lang, k::shell::sign_in_side::A)}</li>
                    <li><Icon glyph=Glyph::FileText />{t(lang, k::shell::sign_in_side::B)}</li>
                    <li><Icon glyph=Glyph::Trend />{t(lang, k::shell::sign_in_side::C)}</li>
                </ul>
            </section>
        </div>
    }
    .into_any()
}

/// The sentence for a refusal's code.
fn error_text(lang: Lang, code: &str) -> String {
    let own = Key::by_name(&format!("access.error.{code}"));
    let key = own.or_else(|| Key::by_name(&format!("problem.{code}")));
    match (code, key) {
        ("password_too_short", _) => tf(
            lang,
            k::access::error::PASSWORD_TOO_SHORT,
            &[("min", &PASSWORD_MIN)],
        ),
        (_, Some(key)) => t(lang, key).to_owned(),
        (_, None) => t(lang, k::access::error::OTHER).to_owned(),
    }
}

fn notice(lang: Lang, info: &SignInInfo) -> Option<AnyView> {
    info.error.as_deref().map(|code| {
        view! {
            <p id="door-error" class="notice tone-danger" role="alert"><Icon glyph=Glyph::Alert />{error_text(lang, code)}</p>
        }
        .into_any()
    })
}

fn info() -> SignInInfo {
    use_boot().sign_in.unwrap_or_default()
}

fn back_link(lang: Lang) -> AnyView {
    view! { <p class="small"><a class="door-link" href=path::SIGN_IN rel="external">{t(lang, k::access::BACK_TO_SIGN_IN)}</a></p> }.into_any()
}

/// `/sign-in/code`: the second step.
#[component]
pub fn CodePage() -> impl IntoView {
    let lang = use_lang();
    let info = info();
    let described = info.error.as_ref().map(|_| "door-error");
    let passkey = info
        .passkeys
        .then(|| passkey_door(lang, k::passkeys::SECOND_STEP, &info.next));
    view! {
        <Outside title=t(lang, k::access::code::TITLE)>
            {notice(lang, &info)}
            <form class="form" method="post" action="/sign-in/code">
                <input type="hidden" name="next" value=info.next.clone() />
                <div class="field">
                    <label class="field-label" for="code">{t(lang, k::access::code::LABEL)}</label>
                    <input class="input" id="code" name="code" required autocomplete="one-time-code" inputmode="text" autocapitalize="characters" spellcheck="false" maxlength="24" aria-describedby=described />
                    <p class="field-hint">{t(lang, k::access::code::HINT)}</p>
                </div>
                <button type="submit" class="btn btn-primary btn-block">{t(lang, k::access::code::GO)}</button>
            </form>
            {passkey}
            {back_link(lang)}
        </Outside>
    }
    .into_any()
}

/// `/forgot`: asks for a link; the answer never says whether there is such a person.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let lang = use_lang();
    let info = info();
    let body = if info.done.is_some() {
        view! {
            <p class="notice tone-success" role="status"><Icon glyph=Glyph::Mail />{t(lang, k::access::forgot::SENT)}</p>
            <p class="muted">{t(lang, k::access::forgot::SENT_HINT)}</p>
        }
        .into_any()
    } else {
        view! {
            {notice(lang, &info)}
            <p class="muted">{t(lang, k::access::forgot::TEXT)}</p>
            <form class="form" method="post" action=path::FORGOT>
                <div class="field">
                    <label class="field-label" for="email">{t(lang, k::auth::EMAIL)}</label>
                    <input class="input" id="email" name="email" type="email" required autocomplete="username" maxlength="254" />
                </div>
                <button type="submit" class="btn btn-primary btn-block">{t(lang, k::access::forgot::GO)}</button>
            </form>
        }
        .into_any()
    };
    view! { <Outside title=t(lang, k::access::forgot::TITLE)>{body}{back_link(lang)}</Outside> }
        .into_any()
}

/// Two fields for a new password.
fn password_fields(lang: Lang, described: Option<&'static str>) -> AnyView {
    let hint = tf(lang, k::access::PASSWORD_HINT, &[("min", &PASSWORD_MIN)]);
    let (least, most) = (PASSWORD_MIN.to_string(), PASSWORD_MAX.to_string());
    view! {
        <div class="field">
            <label class="field-label" for="password">{t(lang, k::access::NEW_PASSWORD)}</label>
            <input class="input" id="password" name="password" type="password" required minlength=least.clone() maxlength=most.clone() autocomplete="new-password" aria-describedby=described />
            <p class="field-hint">{hint}</p>
        </div>
        <div class="field">
            <label class="field-label" for="repeat">{t(lang, k::access::REPEAT_PASSWORD)}</label>
            <input class="input" id="repeat" name="repeat" type="password" required minlength=least maxlength=most autocomplete="new-password" />
        </div>
    }
    .into_any()
}

fn link_over(lang: Lang, text: Key) -> AnyView {
    view! { <p class="notice tone-warning" role="alert"><Icon glyph=Glyph::Clock />{t(lang, text)}</p> }
        .into_any()
}

/// `/reset/:token`: another password.
#[component]
pub fn ResetPage() -> impl IntoView {
    let lang = use_lang();
    let info = info();
    let described = info.error.as_ref().map(|_| "door-error");
    let token = use_params_map().with_untracked(|all| all.get("token").unwrap_or_default());
    let body = match &info.door {
        None => view! {
            {link_over(lang, k::access::reset::OVER)}
            <a class="btn btn-primary btn-block" href=path::FORGOT rel="external">{t(lang, k::access::reset::AGAIN)}</a>
        }
        .into_any(),
        Some(door) => view! {
            {notice(lang, &info)}
            <p class="muted">{tf(lang, k::access::reset::TEXT, &[("email", &door.email)])}</p>
            <form class="form" method="post" action=format!("/reset/{token}")>
                <input type="hidden" autocomplete="username" value=door.email.clone() />
                {password_fields(lang, described)}
                <button type="submit" class="btn btn-primary btn-block">{t(lang, k::access::reset::GO)}</button>
            </form>
        }
        .into_any(),
    };
    view! { <Outside title=t(lang, k::access::reset::TITLE)>{body}{back_link(lang)}</Outside> }
        .into_any()
}

/// `/welcome/:token`: takes an invitation up.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let lang = use_lang();
    let info = info();
    let described = info.error.as_ref().map(|_| "door-error");
    let token = use_params_map().with_untracked(|all| all.get("token").unwrap_or_default());
    let body = match &info.door {
        None => view! {
            {link_over(lang, k::access::welcome::OVER)}
            <p class="muted">{t(lang, k::access::welcome::OVER_HINT)}</p>
            {back_link(lang)}
        }
        .into_any(),
        Some(door) => view! {
            {notice(lang, &info)}
            <p class="muted">{tf(lang, k::access::welcome::TEXT, &[("email", &door.email)])}</p>
            <form class="form" method="post" action=format!("/welcome/{token}")>
                <input type="hidden" autocomplete="username" value=door.email.clone() />
                <div class="field">
                    <label class="field-label" for="name">{t(lang, k::access::welcome::NAME)}</label>
                    <input class="input" id="name" name="name" required maxlength="120" autocomplete="name" value=door.name.clone() />
                </div>
                {password_fields(lang, described)}
                <button type="submit" class="btn btn-primary btn-block">{t(lang, k::access::welcome::GO)}</button>
            </form>
        }
        .into_any(),
    };
    view! { <Outside title=t(lang, k::access::welcome::TITLE)>{body}</Outside> }.into_any()
}
