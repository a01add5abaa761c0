//! The public form: whoever comes through here is not signed in. A page without any program, a
//! door for it and for forms of one's own, and a page that says thank you.
//!
//! Against programs: a box people do not see, a token that tells when the form was opened (nobody is
//! faster than three seconds), and a number of forms per address and hour that a restart does not
//! forget. No other site's page may send it from a browser (see `security`).

use super::State;
use super::door::Knock;
use super::trouble::status_of;
use app::Assets;
use axum::Form;
use axum::Json;
use axum::extract::{FromRequest, Query, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use html_escape::encode_double_quoted_attribute as escape;
use i18n::{Key, Lang, issue_text, k, problem_text, t};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shared::crm::countries::countries_by_name;
use shared::crm::leads::WebLead;
use shared::kernel::{Instant, Problem, ProblemKind};
use shared::platform::branding::Look;
use std::fmt::Write as _;
use std::sync::OnceLock;

/// The largest form.
pub const BODY_LIMIT: usize = 32 * 1024;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// What the address asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    lang: String,
}

impl Asked {
    fn lang(&self, headers: &HeaderMap) -> Lang {
        self.lang
            .parse()
            .unwrap_or_else(|()| super::pages::accepted_language(headers))
    }
}

/// What tokens are sealed with. Without the database, which is needed to send the form, it is shown all the same,
/// with a token of this server's own.
async fn secret(state: &State) -> [u8; 32] {
    static OWN: OnceLock<[u8; 32]> = OnceLock::new();
    match state.services.form_secret().await {
        Ok(secret) => secret,
        Err(_) => *OWN.get_or_init(rand::random),
    }
}

fn seal(secret: &[u8; 32], moment: i64) -> String {
    let digest = Sha256::new()
        .chain_update(secret)
        .chain_update(moment.to_be_bytes())
        .finalize();
    digest
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn token_at(secret: &[u8; 32], now: Instant) -> String {
    format!("{}.{}", now.0, seal(secret, now.0))
}

/// When the form was opened, if the token is one of ours.
pub(super) fn opened(secret: &[u8; 32], token: &str) -> Option<Instant> {
    let (moment, mark) = token.split_once('.')?;
    let moment: i64 = moment.parse().ok()?;
    (seal(secret, moment) == mark).then_some(Instant(moment))
}

/// The form.
pub async fn form(
    axum::Extension(state): axum::Extension<State>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    let lang = asked.lang(&headers);
    let empty = WebLead {
        lang: lang.tag().to_owned(),
        token: token_at(&secret(&state).await, state.services.clock().now()),
        ..WebLead::default()
    };
    let body = form_body(lang, &empty, None);
    page(&state, StatusCode::OK, lang, &body).await
}

/// A token for a form of one's own: fetched when it is shown, sent back with it.
pub async fn token(axum::Extension(state): axum::Extension<State>) -> Response {
    let token = token_at(&secret(&state).await, state.services.clock().now());
    Json(serde_json::json!({ "token": token })).into_response()
}

/// After the form.
pub async fn thanks(
    axum::Extension(state): axum::Extension<State>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    let lang = asked.lang(&headers);
    let body = format!(
        "<h1>{}</h1><p role=\"status\">{}</p>",
        t(lang, k::leads::form::THANKS_TITLE),
        t(lang, k::leads::form::THANKS_TEXT),
    );
    page(&state, StatusCode::OK, lang, &body).await
}

/// Takes the form, as a page or as a program sends it.
pub async fn receive(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"));
    let read = if json {
        Json::<WebLead>::from_request(request, &())
            .await
            .map(|Json(form)| form)
            .map_err(|refused| refused.status())
    } else {
        Form::<WebLead>::from_request(request, &())
            .await
            .map(|Form(form)| form)
            .map_err(|refused| refused.status())
    };
    let form = match read {
        Ok(form) => form,
        Err(status) => return status.into_response(),
    };
    let from = headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .map_or("/web/leads", |page| page.split('?').next().unwrap_or(page));
    let from: String = from.chars().take(200).collect();
    let secret = secret(&state).await;
    let answer = state
        .services
        .receive_lead(&form, opened(&secret, &form.token), &knock.address, &from)
        .await;
    let lang = form.lang();
    match (answer, json) {
        (Ok(()), true) => (
            StatusCode::ACCEPTED,
            Json(serde_json::json!({ "received": true })),
        )
            .into_response(),
        (Ok(()), false) => {
            Redirect::to(&format!("/web/thanks?lang={}", lang.tag())).into_response()
        }
        (Err(problem), true) => (status_of(&problem), Json(problem)).into_response(),
        (Err(problem), false) => {
            // What was typed stays; the token is the old one, so that sending again is soon enough,
            // unless it has expired.
            let expired = problem
                .issues
                .iter()
                .any(|issue| issue.code == "form_expired");
            let again = WebLead {
                token: if expired {
                    token_at(&secret, state.services.clock().now())
                } else {
                    form.token.clone()
                },
                ..form
            };
            let body = form_body(lang, &again, Some(&problem));
            page(&state, status_of(&problem), lang, &body).await
        }
    }
}

/// A box of the form: name, label, kind, what browsers fill in, whether it must be filled in.
type TextBox = (&'static str, Key, &'static str, &'static str, bool);

const NAMES: [TextBox; 2] = [
    (
        "first_name",
        k::leads::form::FIRST_NAME,
        "text",
        "given-name",
        false,
    ),
    (
        "last_name",
        k::leads::form::LAST_NAME,
        "text",
        "family-name",
        true,
    ),
];
const REACH: [TextBox; 3] = [
    (
        "company",
        k::leads::form::COMPANY,
        "text",
        "organization",
        false,
    ),
    ("email", k::leads::form::EMAIL, "email", "email", true),
    ("phone", k::leads::form::PHONE, "tel", "tel", false),
];

fn value<'a>(form: &'a WebLead, name: &str) -> &'a str {
    match name {
        "first_name" => &form.first_name,
        "last_name" => &form.last_name,
        "company" => &form.company,
        "email" => &form.email,
        "phone" => &form.phone,
        _ => "",
    }
}

/// The finding about a field, under it.
fn finding(lang: Lang, problem: Option<&Problem>, field: &str) -> (String, &'static str) {
    let issue = problem.and_then(|problem| {
        let mut all = problem.issues.iter();
        all.find(|issue| issue.field.as_deref() == Some(field))
    });
    match issue {
        None => (String::new(), ""),
        Some(issue) => (
            format!(
                "<p class=\"field-error\" id=\"{field}-error\" role=\"alert\">{}</p>",
                escape(&issue_text(lang, issue))
            ),
            " aria-invalid=\"true\"",
        ),
    }
}

fn text_box(lang: Lang, form: &WebLead, problem: Option<&Problem>, one: TextBox) -> String {
    let (name, label, kind, fill, required) = one;
    let (error, invalid) = finding(lang, problem, name);
    let described = if error.is_empty() {
        String::new()
    } else {
        format!(" aria-describedby=\"{name}-error\"")
    };
    let (mark, must) = if required {
        (
            "<span class=\"field-required\" aria-hidden=\"true\">*</span>",
            " required",
        )
    } else {
        ("", "")
    };
    format!(
        "<div class=\"field\"><label class=\"field-label\" for=\"{name}\">{label}{mark}</label>\
         <div class=\"input-box\"><input class=\"input\" id=\"{name}\" name=\"{name}\" type=\"{kind}\" \
         autocomplete=\"{fill}\" maxlength=\"200\" value=\"{value}\"{must}{invalid}{described}></div>{error}</div>",
        label = t(lang, label),
        value = escape(value(form, name)),
    )
}

fn countries(lang: Lang, chosen: &str) -> String {
    countries_by_name(lang).into_iter().fold(
        "<option value=\"\">—</option>".to_owned(),
        |mut all, country| {
            let selected = if country.code == chosen {
                " selected"
            } else {
                ""
            };
            // Writing to a String cannot fail.
            let _ = write!(
                all,
                "<option value=\"{}\"{selected}>{}</option>",
                country.code,
                escape(country.name(lang))
            );
            all
        },
    )
}

fn form_body(lang: Lang, form: &WebLead, problem: Option<&Problem>) -> String {
    let boxes = |all: &[TextBox]| {
        let all = all.iter().map(|one| text_box(lang, form, problem, *one));
        all.collect::<String>()
    };
    let general = problem.map_or_else(String::new, |problem| {
        let of_form = problem
            .issues
            .iter()
            .find(|issue| issue.field.as_deref() == Some("token"));
        let text = match of_form {
            Some(issue) => issue_text(lang, issue),
            None if problem.kind == ProblemKind::Invalid => {
                t(lang, k::leads::form::REFUSED_TITLE).to_owned()
            }
            None => problem_text(lang, problem),
        };
        format!(
            "<p class=\"notice tone-danger\" role=\"alert\">{}</p>",
            escape(&text)
        )
    });
    let (consent_error, consent_invalid) = finding(lang, problem, "consent");
    let checked = if form.consent.is_empty() {
        ""
    } else {
        " checked"
    };
    let other = match lang {
        Lang::En => Lang::Fr,
        Lang::Fr => Lang::En,
    };
    format!(
        "<h1>{title}</h1><p class=\"muted\">{intro}</p>{general}\
         <form class=\"form\" method=\"post\" action=\"/web/leads\">\
         <input type=\"hidden\" name=\"lang\" value=\"{tag}\"><input type=\"hidden\" name=\"token\" value=\"{token}\">\
         <div class=\"form-row\">{names}</div>{reach}\
         <div class=\"field\"><label class=\"field-label\" for=\"country\">{country}</label>\
         <select class=\"input select\" id=\"country\" name=\"country\" autocomplete=\"country\">{countries}</select></div>\
         <div class=\"field\"><label class=\"field-label\" for=\"interest\">{interest_label}</label>\
         <textarea class=\"input textarea\" id=\"interest\" name=\"interest\" rows=\"5\" maxlength=\"4000\">{interest}</textarea></div>\
         <div class=\"visually-hidden\" aria-hidden=\"true\"><label for=\"website\">{trap}</label>\
         <input id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></div>\
         <div class=\"check\"><input class=\"check-box\" type=\"checkbox\" id=\"consent\" name=\"consent\" value=\"yes\" required{checked}{consent_invalid}>\
         <label class=\"check-label\" for=\"consent\">{consent}</label>{consent_error}</div>\
         <p class=\"cluster\"><button class=\"btn btn-primary\" type=\"submit\">{send}</button>\
         <a class=\"btn btn-ghost\" href=\"/web/lead-form?lang={other}\" lang=\"{other}\" hreflang=\"{other}\">{language}</a></p></form>",
        title = t(lang, k::leads::form::TITLE),
        intro = t(lang, k::leads::form::INTRO),
        tag = lang.tag(),
        token = escape(&form.token),
        names = boxes(&NAMES),
        reach = boxes(&REACH),
        country = t(lang, k::leads::form::COUNTRY),
        countries = countries(lang, &form.country),
        interest_label = t(lang, k::leads::form::INTEREST),
        interest = escape(&form.interest),
        trap = t(lang, k::leads::form::LEAVE_EMPTY),
        consent = t(lang, k::leads::form::CONSENT),
        send = t(lang, k::leads::form::SEND),
        other = other.tag(),
        language = t(lang, k::leads::form::LANGUAGE),
    )
}

/// A page of the form, in the company's look where it is known.
async fn page(state: &State, status: StatusCode, lang: Lang, body: &str) -> Response {
    let Assets { css, icon, .. } = super::pages::assets(None);
    let Look { name, brand } = state.services.look().await.unwrap_or_default();
    let sheet = brand.sheet_address().map_or_else(String::new, |address| {
        format!("<link rel=\"stylesheet\" href=\"{}\">", escape(&address))
    });
    let (icon, kind) = match &brand.icon {
        Some(own) => (own.address(), own.kind.code()),
        None => (icon, "image/svg+xml"),
    };
    let head = if brand.logo.is_some() {
        let logo = super::brand::logo(&brand).into_string();
        let name = html_escape::encode_text(&name);
        format!("<p class=\"brand-line\">{logo}<span>{name}</span></p>")
    } else {
        String::new()
    };
    let html = format!(
        "<!DOCTYPE html><html lang=\"{lang}\" data-theme=\"system\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"{icon}\" type=\"{kind}\"><link rel=\"stylesheet\" href=\"{css}\">{sheet}</head>\
         <body><main class=\"plain-page\">{head}{body}</main></body></html>",
        lang = lang.tag(),
        title = t(lang, k::leads::form::TITLE),
        icon = escape(&icon),
        css = escape(&css),
    );
    (
        status,
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ],
        html,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_ours_or_none() {
        let now = Instant(1_795_424_400_000);
        let token = token_at(&[1; 32], now);
        assert_eq!(opened(&[1; 32], &token), Some(now));
        assert_eq!(opened(&[2; 32], &token), None);
        let later = token.replacen("17954244", "17954243", 1);
        assert_eq!(opened(&[1; 32], &later), None);
        assert_eq!(opened(&[1; 32], ""), None);
        assert_eq!(opened(&[1; 32], "1.2"), None);
    }

    #[test]
    fn what_was_typed_stays_and_is_never_markup() {
        let form = WebLead {
            last_name: "\"><script>alert(1)</script>".into(),
            interest: "</textarea><img src=x>".into(),
            ..WebLead::default()
        };
        let problem = Problem::invalid(shared::crm::leads::check_web_lead(&form));
        let body = form_body(Lang::Fr, &form, Some(&problem));
        assert!(!body.contains("<script") && !body.contains("<img"));
        assert!(body.contains("email-error") && body.contains("aria-invalid"));
    }
}
