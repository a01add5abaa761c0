//! The page itself.

use super::Typed;
use crate::http::brand::logo;
use crate::http::standalone;
use crate::http::trouble::status_of;
use axum::http::StatusCode;
use axum::response::Response;
use i18n::{Key, Lang, date_time, facts, k, money, percent, t, tf};
use maud::{Markup, html};
use services::cpq::approvals::LinkPage;
use shared::cpq::approvals::{
    ApprovalView, ComparableDeal, Decision, LinkStanding, RequestView, Requirement,
    RequirementState,
};
use shared::kernel::{Money, Percent, Problem};
use shared::platform::branding::Look;

/// Longest comment, in characters: that of a decision.
const COMMENT: usize = 2_000;

/// The document: nothing runs on it.
fn answer(
    lang: Lang,
    title: &str,
    status: StatusCode,
    body: &Markup,
    look: Option<&Look>,
) -> Response {
    let title = format!("{title} · {}", t(lang, k::shell::APP_NAME));
    let brand = look.map(|look| &look.brand);
    standalone::answer(lang, &title, status, body, None, brand)
}

/// For a link that was never made, or that a newer one replaced.
pub(super) fn unknown(lang: Lang) -> Response {
    use k::approvals::link as l;
    let text = t(lang, l::UNKNOWN_TEXT).to_owned();
    plain(
        lang,
        t(lang, l::UNKNOWN),
        &text,
        StatusCode::NOT_FOUND,
        true,
        None,
    )
}

fn plain(
    lang: Lang,
    title: &str,
    text: &str,
    status: StatusCode,
    to_jalon: bool,
    look: Option<&Look>,
) -> Response {
    let body = html! {
        main class="plain-page" {
            h1 { (title) }
            p class="muted" { (text) }
            @if to_jalon {
                p { a class="btn" href="/approvals" { (t(lang, k::approvals::link::IN_JALON)) } }
            }
        }
    };
    answer(lang, title, status, &body, look)
}

/// For a link that decides nothing any more: what became of the request.
pub(super) fn over(link: &LinkPage) -> Response {
    use k::approvals::link as l;
    let lang = link.lang;
    let (number, _) = &link.about;
    if let (LinkStanding::Used, Some((kind, at))) = (link.standing, link.decision) {
        let by_kind = |key| tf(lang, key, &[("number", number)]);
        let title = Key::by_name(&format!("approvals.link.{}", kind.code())).map(by_kind);
        let when = date_time(lang, link.zone.local(at));
        let text = tf(lang, l::AT, &[("when", &when)]);
        return plain(
            lang,
            &title.unwrap_or_default(),
            &text,
            StatusCode::OK,
            true,
            Some(&link.look),
        );
    }
    let said = |suffix: &str| {
        let name = format!("approvals.link.{}{suffix}", link.standing.code());
        Key::by_name(&name).map_or_else(String::new, |key| tf(lang, key, &[("number", number)]))
    };
    let to_jalon = link.standing != LinkStanding::NotAllowed;
    let look = Some(&link.look);
    plain(
        lang,
        &said(""),
        &said("_text"),
        StatusCode::GONE,
        to_jalon,
        look,
    )
}

/// What is asked, and the form.
pub(super) fn open(
    token: &str,
    link: &LinkPage,
    typed: &Typed,
    problem: Option<&Problem>,
) -> Response {
    use k::approvals::link as l;
    let lang = link.lang;
    let (number, title) = &link.about;
    let heading = tf(lang, l::PAGE, &[("number", number)]);
    let Some(view) = &link.view else {
        return unknown(lang);
    };
    let until = date_time(lang, link.zone.local(link.expires_at));
    let body = html! {
        main class="approve" id="main" {
            header class="approve-head" {
                @if link.look.brand.logo.is_some() {
                    p class="brand-line" { (logo(&link.look.brand)) span { (link.look.name) } }
                }
                h1 { (heading) }
                p class="approve-title" { (title) }
                p class="muted" {
                    @if !view.account.is_empty() { (tf(lang, l::FOR, &[("customer", &view.account)])) " · " }
                    (tf(lang, k::approvals::OWNER, &[("name", &view.owner.name)]))
                }
                @if let Some(request) = &view.request {
                    @if let Some(by) = &request.requested_by {
                        @let when = date_time(lang, link.zone.local(request.created_at));
                        p class="small muted" { (tf(lang, k::approvals::OF, &[("name", &by.name), ("when", &when)])) }
                    }
                }
            }
            @if let Some(request) = &view.request {
                @if !request.approval.comment.is_empty() {
                    section class="approve-card" aria-labelledby="said" {
                        h2 id="said" { (t(lang, k::approvals::COMMENT)) }
                        p class="approve-note" { (request.approval.comment) }
                    }
                }
                (why(link, request))
            }
            (risk(lang, view))
            (figures(lang, view))
            @if let Some(request) = &view.request { (before(link, request)) }
            (comparable(lang, &view.comparable))
            (form(token, link, typed, problem))
            p class="small muted" { (tf(lang, l::GOOD_UNTIL, &[("when", &until)])) }
            p { a class="btn btn-sm" href=(format!("/approvals?tab=mine&quote={}", view.quote_id)) { (t(lang, l::IN_JALON)) } }
        }
    };
    let status = problem.map_or(StatusCode::OK, status_of);
    answer(lang, &heading, status, &body, Some(&link.look))
}

/// The rules that ask now, with what they looked at; without what only some may see.
fn why(link: &LinkPage, request: &RequestView) -> Markup {
    let lang = link.lang;
    html! {
        section class="approve-card" aria-labelledby="why" {
            h2 id="why" { (t(lang, k::approvals::link::WHY)) }
            ul class="approve-list" {
                @for one in request.approval.open() {
                    li {
                        strong { (one.need.name.get(lang)) }
                        @if !one.need.seen.is_empty() {
                            span class="small muted" { (facts::seen(lang, &one.need.seen)) }
                        }
                        @if let Some(because) = facts::because(lang, &one.need.because) {
                            span class="small muted" { (because) }
                        }
                        @if let Some(due) = one.due_at {
                            @let when = date_time(lang, link.zone.local(due));
                            span class="small muted" { (tf(lang, k::approvals::DUE, &[("when", &when)])) }
                        }
                        @if one.escalated { span class="small" { (t(lang, k::approvals::ESCALATED)) } }
                    }
                }
            }
        }
    }
}

/// How much of it is out of the ordinary, and what.
fn risk(lang: Lang, view: &ApprovalView) -> Markup {
    html! {
        section class="approve-card" aria-labelledby="risk" {
            h2 id="risk" { (t(lang, k::approvals::risk::TITLE)) }
            p { (facts::risk(lang, &view.risk)) }
            @if view.risk.reasons.is_empty() {
                p class="small muted" { (t(lang, k::approvals::risk::NONE)) }
            } @else {
                ul class="approve-list" {
                    @for reason in facts::risk_reasons(lang, &view.risk) { li class="small" { (reason) } }
                }
            }
        }
    }
}

/// From the price book to the net amount, and to the margin for those who may see it.
fn figures(lang: Lang, view: &ApprovalView) -> Markup {
    use k::approvals::money as m;
    let totals = &view.money.totals;
    let amount = |minor: i64| money(lang, Money::new(minor, view.money.currency));
    let mut rows = vec![
        (m::BOOK, amount(totals.book_minor)),
        (
            m::LINES,
            amount(-totals.book_minor.saturating_sub(totals.sold_minor())),
        ),
        (m::DOCUMENT, amount(-totals.allowance_minor)),
        (m::NET, amount(totals.net_minor)),
        (
            k::approvals::link::DISCOUNT,
            percent(lang, Percent(totals.discount_bp)),
        ),
    ];
    let added = totals.surcharges_minor();
    if added != 0 {
        rows.insert(3, (m::SURCHARGES, amount(added)));
    }
    let margin = &totals.margin;
    let known = margin.lines_without_cost == 0;
    if let (true, true, Some(rate)) = (view.money.sees_margin, known, margin.rate_bp) {
        let rate = percent(lang, Percent(rate));
        let text = format!("{} · {rate}", amount(margin.amount_minor));
        rows.push((m::MARGIN, text));
    }
    let unknown = view.money.sees_margin && !(known && margin.rate_bp.is_some());
    html! {
        section class="approve-card" aria-labelledby="money" {
            h2 id="money" { (t(lang, k::approvals::link::FIGURES)) }
            dl class="approve-figures" {
                @for (key, text) in rows {
                    div class=(if key == m::NET { "approve-net" } else { "" }) { dt { (t(lang, key)) } dd { (text) } }
                }
            }
            @if unknown { p class="small muted" { (t(lang, m::UNKNOWN)) } }
        }
    }
}

/// What others said before.
fn before(link: &LinkPage, request: &RequestView) -> Markup {
    let lang = link.lang;
    let met = |one: &&Requirement| one.state != RequirementState::Waiting;
    let mut told: Vec<&Decision> = Vec::new();
    for one in request.approval.requirements.iter().filter(met) {
        for decision in one.asks.iter().filter_map(|ask| ask.decision.as_ref()) {
            if !told.contains(&decision) {
                told.push(decision);
            }
        }
    }
    let person = |decision: &Decision| {
        let found = request.people.iter().find(|one| one.id == decision.by);
        found.map_or_else(
            || t(lang, k::approvals::approver::GONE).to_owned(),
            |one| one.name.clone(),
        )
    };
    html! {
        @if !told.is_empty() {
            section class="approve-card" aria-labelledby="before" {
                h2 id="before" { (t(lang, k::approvals::link::BEFORE)) }
                ul class="approve-list" {
                    @for decision in told {
                        li {
                            @if let Some(key) = Key::by_name(&format!("approvals.said.{}", decision.kind.code())) {
                                span { (tf(lang, key, &[("name", &person(decision))])) }
                            }
                            @if !decision.condition.is_empty() {
                                span class="small" { (tf(lang, k::approvals::CONDITION_SAID, &[("text", &decision.condition)])) }
                            }
                            @if !decision.comment.is_empty() { q class="small" { (decision.comment) } }
                        }
                    }
                }
            }
        }
    }
}

fn comparable(lang: Lang, deals: &[ComparableDeal]) -> Markup {
    use k::approvals::comparable as c;
    html! {
        @if !deals.is_empty() {
            section class="approve-card" aria-labelledby="alike" {
                h2 id="alike" { (t(lang, c::TITLE)) }
                p class="small muted" { (t(lang, c::TEXT)) }
                ul class="approve-list" {
                    @for deal in deals {
                        li {
                            span { (deal.number) " · " (deal.account) " · " (t(lang, if deal.won { c::WON } else { c::LOST })) }
                            span class="small muted" {
                                (t(lang, c::DISCOUNT)) " " (percent(lang, Percent(deal.discount_bp))) " · "
                                (money(lang, Money::new(deal.net_minor, deal.currency)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Why something was refused, in the words of the page.
fn refusal(lang: Lang, problem: &Problem) -> String {
    let about = |field: &str| {
        problem
            .issues
            .iter()
            .any(|one| one.field.as_deref() == Some(field) && one.code == "required")
    };
    if about("comment") {
        t(lang, k::approvals::link::UNSAID).to_owned()
    } else if about("decision") {
        t(lang, k::approvals::link::CHOOSE).to_owned()
    } else if problem.issues.is_empty() {
        i18n::problem_text(lang, problem)
    } else {
        let said = problem.issues.iter();
        let said: Vec<String> = said.map(|issue| i18n::issue_line(lang, issue)).collect();
        said.join(" ")
    }
}

fn form(token: &str, link: &LinkPage, typed: &Typed, problem: Option<&Problem>) -> Markup {
    use k::approvals::{decide as d, link as l};
    let lang = link.lang;
    let field = problem
        .and_then(|problem| problem.issues.first())
        .and_then(|issue| issue.field.as_deref())
        .unwrap_or_default();
    let marked = |name: &str| (field == name).then_some("true");
    let described = |name: &str| {
        if field == name {
            format!("approve-problem {name}-hint")
        } else {
            format!("{name}-hint")
        }
    };
    html! {
        section class="approve-card" aria-labelledby="decision" {
            h2 id="decision" { (t(lang, d::TITLE)) }
            @if let Some(problem) = problem {
                p class="approve-problem" id="approve-problem" role="alert" { (refusal(lang, problem)) }
            }
            form method="post" action=(format!("/approve/{token}")) class="approve-form" {
                div class="field" {
                    label class="field-label" for="comment" { (t(lang, d::COMMENT)) }
                    textarea class="input" id="comment" name="comment" rows="3" maxlength=(COMMENT)
                        aria-describedby=(described("comment")) aria-invalid=[marked("comment")]
                        autofocus[field == "comment"] { (typed.comment) }
                    span class="field-hint" id="comment-hint" { (t(lang, l::REJECT_HINT)) }
                }
                @if link.needs_code {
                    div class="field" {
                        label class="field-label" for="code" { (t(lang, l::CODE)) }
                        input class="input" id="code" name="code" required maxlength="40" autocomplete="one-time-code"
                            aria-describedby=(described("code")) aria-invalid=[marked("code")] autofocus[field == "code"];
                        span class="field-hint" id="code-hint" { (t(lang, l::CODE_HINT)) }
                    }
                }
                // The form's first button, and disabled: Enter in a field decides nothing.
                button type="submit" disabled hidden {}
                div class="approve-buttons" {
                    button type="submit" class="btn btn-primary" name="decision" value="approve" { (t(lang, d::APPROVE)) }
                    button type="submit" class="btn btn-danger" name="decision" value="reject" { (t(lang, d::REJECT)) }
                }
            }
        }
    }
}
