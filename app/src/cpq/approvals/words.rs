//! Facts, approvers and states in words.

pub use i18n::facts::{because, fact, seen};
use i18n::{Key, Lang, k, t, tf};
use shared::cpq::approvals::ops::RuleList;
use shared::cpq::approvals::{ApprovalState, Approver, Escalation, Quorum, RequirementState};
use shared::kernel::{Named, UserId};
use ui::{Glyph, Tone};

fn by_name(lang: Lang, name: &str) -> &'static str {
    Key::by_name(name).map_or("", |key| t(lang, key))
}

/// Where a request stands.
pub fn state(lang: Lang, state: ApprovalState) -> &'static str {
    by_name(lang, &format!("approvals.state.{}", state.code()))
}

/// Its colour and drawing.
pub const fn state_look(state: ApprovalState) -> (Tone, Glyph) {
    match state {
        ApprovalState::Open => (Tone::Warning, Glyph::Hourglass),
        ApprovalState::Approved => (Tone::Success, Glyph::Check),
        ApprovalState::Rejected => (Tone::Danger, Glyph::XCircle),
        ApprovalState::Recalled => (Tone::Neutral, Glyph::Undo),
    }
}

/// Where a requirement stands.
pub fn need(lang: Lang, state: RequirementState) -> &'static str {
    by_name(lang, &format!("approvals.need.{}", state.code()))
}

/// Its colour and drawing.
pub const fn need_look(state: RequirementState) -> (Tone, Glyph) {
    match state {
        RequirementState::Waiting => (Tone::Neutral, Glyph::Circle),
        RequirementState::Open => (Tone::Warning, Glyph::Hourglass),
        RequirementState::Granted | RequirementState::Kept => (Tone::Success, Glyph::Check),
        RequirementState::Refused => (Tone::Danger, Glyph::XCircle),
    }
}

/// How many must agree.
pub fn quorum(lang: Lang, quorum: Quorum) -> String {
    use k::approvals::quorum as q;
    match quorum {
        Quorum::First => t(lang, q::FIRST).to_owned(),
        Quorum::All => t(lang, q::ALL).to_owned(),
        Quorum::Of(count) => tf(lang, q::OF, &[("n", &count)]),
    }
}

/// Who may decide after the time limit.
pub fn escalation(lang: Lang, escalation: Escalation) -> &'static str {
    by_name(lang, &format!("approvals.escalation.{}", escalation.code()))
}

/// Who is asked.
pub fn approver(lang: Lang, approver: Approver, list: &RuleList) -> String {
    use k::approvals::approver as a;
    let gone = || t(lang, a::GONE).to_owned();
    match approver {
        Approver::Manager => t(lang, a::MANAGER).to_owned(),
        Approver::Finance => t(lang, a::FINANCE).to_owned(),
        Approver::Administrator => t(lang, a::ADMINISTRATOR).to_owned(),
        Approver::User(id) => {
            let found = list.people.iter().find(|one| one.id == id);
            found.map_or_else(gone, |one| tf(lang, a::USER, &[("name", &one.name)]))
        }
        Approver::Team(id) => {
            let found = list.teams.iter().find(|one| one.id == id);
            found.map_or_else(gone, |one| tf(lang, a::TEAM, &[("name", &one.name)]))
        }
    }
}

/// The name of somebody in a request.
pub fn person(lang: Lang, people: &[Named<UserId>], id: UserId) -> String {
    people.iter().find(|one| one.id == id).map_or_else(
        || t(lang, k::approvals::approver::GONE).to_owned(),
        |one| one.name.clone(),
    )
}
