//! The page itself.

use super::forms::{declining, signing};
use super::lines::{choice, hidden_choice, lines, query};
use super::words;
use crate::http::brand::logo;
use crate::http::standalone::answer;
use axum::http::StatusCode;
use axum::response::Response;
use i18n::{Lang, date_long, k, t, tf, tn};
use maud::{Markup, html};
use services::cpq::rooms::RoomPage;
use shared::cpq::pricing::billing as billing_of;
use shared::cpq::rooms::{Choice, MESSAGE_LENGTH, NAME_LENGTH, SignatureView};
use shared::kernel::Problem;

/// Shows prices at once, tells what is read, takes a drawn signature.
const SCRIPT: &str = include_str!("room.js");

/// What somebody typed before the page was shown again, and why it was refused.
#[derive(Default)]
pub struct Typed {
    /// What was chosen.
    pub choice: Choice,
    /// The signer's or the asker's name.
    pub name: String,
    /// The consent.
    pub consent: bool,
    /// The drawn signature.
    pub drawing: String,
    /// The code from the mail.
    pub code: String,
    /// The question.
    pub message: String,
    /// The reason for declining.
    pub reason: String,
    /// In which section, and why.
    pub problem: Option<(String, Problem)>,
}

/// For a link that leads nowhere.
pub fn gone(lang: Lang) -> Response {
    let body = html! {
        main class="plain-page" {
            h1 { (t(lang, k::room::GONE)) }
            p class="muted" { (t(lang, k::room::GONE_TEXT)) }
        }
    };
    answer(
        lang,
        t(lang, k::room::GONE),
        StatusCode::NOT_FOUND,
        &body,
        None,
        None,
    )
}

/// The room.
pub fn page(token: &str, room: &RoomPage, typed: &Typed, status: StatusCode) -> Response {
    let lang = room.lang();
    let title = format!("{} · {}", room.draft.title, room.seller);
    let body = html! {
        div class="room" data-room=(format!("/room/{token}")) {
            (head(token, room))
            main class="room-main" id="main" {
                @if let Some((title, text)) = words::standing(room) {
                    div class=(format!("room-standing is-{}", room.state.code())) role="status" {
                        strong { (title) }
                        p { (text) }
                    }
                }
                @if let Some(signature) = &room.signature { (certificate(token, room, signature)) }
                (introduction(room))
                (lines(room))
                (billing(room))
                @if room.waits() { (choice(token, room)) }
                (texts(room))
                (files(token, room))
                (questions(token, room, typed))
                @if room.waits() {
                    (signing(token, room, typed))
                    (declining(token, room, typed))
                }
            }
            (totals(room))
        }
    };
    let brand = Some(&room.brand);
    answer(lang, &title, status, &body, Some(SCRIPT), brand)
}

fn head(token: &str, room: &RoomPage) -> Markup {
    let lang = room.lang();
    let until = date_long(lang, room.draft.valid_until);
    html! {
        header class="room-head" {
            p class="room-seller brand-line" { (logo(&room.brand)) span { (room.seller) } }
            h1 { (room.draft.title) }
            p class="muted" {
                (tf(lang, k::room::NUMBER, &[("number", &room.number)]))
                @if room.version_number > 1 { " · v" (room.version_number) }
                @if !room.customer.is_empty() {
                    " · " (tf(lang, k::room::FOR, &[("customer", &room.customer)]))
                }
            }
            p class="small muted" {
                (tf(lang, k::room::BY, &[("owner", &room.owner)]))
                " · "
                (tf(lang, k::room::UNTIL, &[("until", &until)]))
            }
            p class="room-links" {
                a class="btn" href=(format!("/room/{token}/slides{}", query(&room.choice))) data-live="present" {
                    (t(lang, k::room::slides::TITLE))
                }
                a class="btn" href=(format!("/room/{token}/document")) { (t(lang, k::room::DOWNLOAD)) }
                @if room.waits() { a class="btn btn-primary" href="#signing" { (t(lang, k::room::TO_SIGNING)) } }
            }
        }
    }
}

/// A text of several paragraphs.
pub(super) fn paragraphs(text: &str) -> Markup {
    html! {
        @for paragraph in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            p class="room-text" { (paragraph) }
        }
    }
}

fn introduction(room: &RoomPage) -> Markup {
    html! {
        @if !room.draft.introduction.trim().is_empty() {
            section class="room-card" id="introduction" data-part="introduction" {
                (paragraphs(&room.draft.introduction))
            }
        }
    }
}

/// What is billed when, with what is chosen.
fn billing(room: &RoomPage) -> Markup {
    let lang = room.lang();
    let counted = &room.counted;
    let plan = i18n::tells_billing(counted)
        .then(|| billing_of(&counted.pricing_terms(), &counted.lines, &room.priced))
        .flatten();
    html! {
        @if let Some(plan) = plan {
            section class="room-card" id="billing" data-live="billing" aria-labelledby="billing-title" {
                h2 id="billing-title" { (t(lang, k::cpq::plan::CAPTION)) }
                ul class="room-lines" {
                    @for run in plan.runs() {
                        li class="room-line" {
                            span class="room-line-text" { (i18n::billed_when(lang, plan.dated, &run)) }
                            span class="room-line-amount" { (words::billed(room, &run)) }
                        }
                    }
                }
                @for note in i18n::trial_notes(lang, counted.lines.iter().zip(&room.priced.lines)) {
                    p class="small muted" { (note) }
                }
            }
        }
    }
}

/// The terms and the clauses.
fn texts(room: &RoomPage) -> Markup {
    let draft = &room.draft;
    let payment = i18n::payment_sentence(room.lang(), draft);
    let has_terms = payment.is_some() || !draft.terms.trim().is_empty();
    let key = if has_terms {
        k::cpq::document::TERMS
    } else {
        k::cpq::document::CLAUSES
    };
    html! {
        @if has_terms || !draft.clauses.is_empty() {
            section class="room-card" id="terms" data-part="terms" aria-labelledby="terms-title" {
                h2 id="terms-title" { (t(room.lang(), key)) }
                @if let Some(payment) = payment { p class="room-text" { (payment) } }
                (paragraphs(&draft.terms))
                @if !draft.clauses.is_empty() {
                    ol class="room-clauses" {
                        @for clause in &draft.clauses {
                            li {
                                h3 class="room-clause" { (clause.title) }
                                (paragraphs(&clause.text))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The files that come with the quote, each with its kind and size.
fn files(token: &str, room: &RoomPage) -> Markup {
    let lang = room.lang();
    html! {
        @if !room.files.is_empty() {
            section class="room-card" id="files" aria-labelledby="files-title" {
                h2 id="files-title" { (t(lang, k::cpq::document::ATTACHMENTS)) }
                ul class="room-lines" {
                    @for file in &room.files {
                        li class="room-line" {
                            a class="room-line-text" href=(format!("/room/{token}/file/{}", file.id)) download=(file.file_name) { (file.title) }
                            span class="small muted" { (file.kind.label()) " · " (i18n::bytes(lang, file.size)) }
                        }
                    }
                }
            }
        }
    }
}

fn totals(room: &RoomPage) -> Markup {
    let lang = room.lang();
    html! {
        aside class="room-totals" data-live="totals" aria-live="polite" aria-label=(t(lang, k::room::TOTAL)) {
            dl {
                @for (label, amount) in words::totals(room) {
                    div { dt { (label) } dd { (amount) } }
                }
                div class="room-gross" {
                    dt { (t(lang, k::cpq::document::TOTAL_GROSS)) }
                    dd { (words::amount(room, room.priced.totals.gross_minor)) }
                }
            }
        }
    }
}

/// The refusal that belongs to a section.
pub(super) fn problem(lang: Lang, typed: &Typed, place: &str) -> Markup {
    html! {
        @if let Some((_, problem)) = typed.problem.as_ref().filter(|(at, _)| at == place) {
            p class="room-problem" role="alert" { (words::refusal(lang, problem)) }
        }
    }
}

fn questions(token: &str, room: &RoomPage, typed: &Typed) -> Markup {
    let lang = room.lang();
    let asker = if typed.name.is_empty() {
        &room.recipient
    } else {
        &typed.name
    };
    html! {
        section class="room-card" id="questions" data-part="questions" aria-labelledby="questions-title" {
            h2 id="questions-title" { (t(lang, k::room::QUESTIONS)) }
            @if room.messages.is_empty() {
                p class="muted" { (tf(lang, k::room::NO_QUESTIONS, &[("owner", &room.owner)])) }
            }
            ol class="room-thread" {
                @for message in &room.messages {
                    li class=(if message.ours { "room-message is-ours" } else { "room-message" }) {
                        span class="small muted" { strong { (message.author) } " · " (words::moment(room, message.at)) }
                        p class="room-text" { (message.text) }
                    }
                }
            }
            (problem(lang, typed, "questions"))
            form method="post" action=(format!("/room/{token}/ask")) class="room-form" {
                (hidden_choice(room))
                label class="field" {
                    span class="field-label" { (t(lang, k::room::YOUR_NAME)) }
                    input class="input" name="name" required maxlength=(NAME_LENGTH) autocomplete="name" value=(asker);
                }
                label class="field" {
                    span class="field-label" { (t(lang, k::room::YOUR_QUESTION)) }
                    textarea class="input" name="message" rows="3" required maxlength=(MESSAGE_LENGTH) { (typed.message) }
                }
                div { button type="submit" class="btn" { (t(lang, k::room::ASK)) } }
            }
        }
    }
}

fn certificate(token: &str, room: &RoomPage, signed: &SignatureView) -> Markup {
    let lang = room.lang();
    let record = &signed.signature;
    let count = i64::try_from(record.options.len()).unwrap_or(0);
    html! {
        section class="room-card room-proof" id="signed" aria-labelledby="signed-title" {
            h2 id="signed-title" { (t(lang, k::room::proof::TITLE)) }
            @if !record.drawing.is_empty() {
                svg class="room-pad is-signed" viewBox="0 0 600 160" role="img" aria-label=(record.name) { path d=(record.drawing) {} }
            }
            @if count > 0 { p class="small muted" { (tn(lang, k::room::proof::CHOSEN, count, &[])) } }
            dl {
                @for (key, value) in i18n::signed_rows(lang, &room.zone, signed) {
                    div { dt { (t(lang, key)) } dd { (value) } }
                }
            }
            p class=(if signed.intact { "tone-success small" } else { "tone-danger small" }) {
                (t(lang, if signed.intact { k::room::proof::INTACT } else { k::room::proof::BROKEN }))
            }
            p { a class="btn" href=(format!("/room/{token}/certificate")) { (t(lang, k::room::proof::DOWNLOAD)) } }
        }
    }
}
