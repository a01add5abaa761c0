//! What a customer decides with: the signature, with its code where one is asked for, and the refusal.

use super::lines::hidden_choice;
use super::page::{Typed, problem};
use super::words;
use i18n::{k, t, tf};
use maud::{Markup, html};
use services::cpq::rooms::RoomPage;
use shared::cpq::rooms::{NAME_LENGTH, REASON_LENGTH};

/// Where the code from the mail is typed, once one was sent; before, that one will be.
fn code(room: &RoomPage, typed: &Typed) -> Markup {
    let lang = room.lang();
    let asked = typed.problem.as_ref().is_some_and(|(_, problem)| {
        let about = |issue: &shared::kernel::Issue| issue.field.as_deref() == Some("code");
        problem.issues.iter().any(about)
    });
    html! {
        @if !room.code_to.is_empty() {
            @if asked {
                label class="field" {
                    span class="field-label" { (t(lang, k::room::CODE)) }
                    input class="input" name="code" inputmode="numeric" autocomplete="one-time-code"
                        maxlength="12" value=(typed.code) autofocus;
                    span class="field-hint" { (t(lang, k::room::CODE_AGAIN)) }
                }
            } @else {
                p class="small muted" { (tf(lang, k::room::CODE_COMES, &[("email", &room.code_to)])) }
            }
        }
    }
}

/// The place to sign.
pub(super) fn signing(token: &str, room: &RoomPage, typed: &Typed) -> Markup {
    let lang = room.lang();
    let gross = room.priced.totals.gross_minor;
    let total = words::amount(room, gross);
    html! {
        section class="room-card" id="signing" data-part="signing" aria-labelledby="signing-title" {
            h2 id="signing-title" { (t(lang, k::room::SIGNING)) }
            (problem(lang, typed, "signing"))
            form method="post" action=(format!("/room/{token}/accept")) class="room-form" {
                (hidden_choice(room))
                label class="field" {
                    span class="field-label" { (t(lang, k::room::SIGNER)) }
                    input class="input" name="name" required maxlength=(NAME_LENGTH) autocomplete="name" value=(typed.name);
                }
                div class="field room-pad-field" hidden data-needs-script {
                    span class="field-label" id="pad-label" { (t(lang, k::room::DRAW)) }
                    svg class="room-pad" viewBox="0 0 600 160" role="img" aria-labelledby="pad-label" { path d=(typed.drawing) {} }
                    input type="hidden" name="drawing" value=(typed.drawing);
                    button type="button" class="btn btn-sm" data-clear-pad { (t(lang, k::room::CLEAR)) }
                }
                (code(room, typed))
                div data-live="consent" {
                    input type="hidden" name="gross" value=(gross);
                    @if room.beyond {
                        p class="room-problem" role="alert" {
                            (tf(lang, k::room::BEYOND, &[("owner", &room.owner)]))
                        }
                    } @else {
                        label class="room-consent" {
                            input type="checkbox" class="check-box" name="consent" value="yes" required checked[typed.consent];
                            span { (words::consent(room, gross)) }
                        }
                        button type="submit" class="btn btn-primary" {
                            (tf(lang, k::room::ACCEPT, &[("total", &total)]))
                        }
                    }
                }
                p class="small faint" { (t(lang, k::room::SIGNING_TEXT)) }
            }
        }
    }
}

/// The way to say no.
pub(super) fn declining(token: &str, room: &RoomPage, typed: &Typed) -> Markup {
    let lang = room.lang();
    let open = typed
        .problem
        .as_ref()
        .is_some_and(|(at, _)| at == "decline");
    html! {
        details class="room-card room-decline" id="decline" open[open] {
            summary { (t(lang, k::room::DECLINE)) }
            (problem(lang, typed, "decline"))
            form method="post" action=(format!("/room/{token}/decline")) class="room-form" {
                (hidden_choice(room))
                label class="field" {
                    span class="field-label" { (t(lang, k::room::REASON)) }
                    textarea class="input" name="reason" rows="2" required maxlength=(REASON_LENGTH) { (typed.reason) }
                }
                div { button type="submit" class="btn btn-danger" { (t(lang, k::room::SEND_DECLINE)) } }
            }
        }
    }
}
