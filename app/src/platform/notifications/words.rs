//! A notice in words, as a drawing, and where it leads.

use crate::boot::may;
use crate::routes::{self, path};
pub use i18n::notices::{excerpt, said, whole};
use i18n::{Key, Lang, k, t};
use shared::cpq::approvals::ops::ApprovalTab;
use shared::kernel::Action;
use shared::kernel::event::Entity;
use shared::platform::notifications::{NoticeKind, NoticeView, Reason};
use ui::{Glyph, Tone};

/// The kinds this person may be told of: who may not export everything is never told of an export.
pub fn kinds() -> impl Iterator<Item = NoticeKind> {
    let exports = may(Action::ManageSystem);
    let all = NoticeKind::ALL.iter().copied();
    all.filter(move |kind| exports || *kind != NoticeKind::Export)
}

/// Why one is told.
pub fn reason(lang: Lang, reason: Reason) -> &'static str {
    use k::notify::reason as r;
    t(
        lang,
        match reason {
            Reason::Named => r::NAMED,
            Reason::Approver => r::APPROVER,
            Reason::Yours => r::YOURS,
            Reason::Requested => r::REQUESTED,
            Reason::DealTeam => r::DEAL_TEAM,
            Reason::YouLead => r::YOU_LEAD,
            Reason::YourTeam => r::YOUR_TEAM,
        },
    )
}

/// The name of a kind, and what it means, as the settings say it.
pub const fn kind(kind: NoticeKind) -> (Key, Key) {
    use k::notify::wishes as w;
    match kind {
        NoticeKind::Mention => (w::MENTION, w::MENTION_TEXT),
        NoticeKind::Assigned => (w::ASSIGNED, w::ASSIGNED_TEXT),
        NoticeKind::Approval => (w::APPROVAL, w::APPROVAL_TEXT),
        NoticeKind::Decision => (w::DECISION, w::DECISION_TEXT),
        NoticeKind::Quote => (w::QUOTE, w::QUOTE_TEXT),
        NoticeKind::Stage => (w::STAGE, w::STAGE_TEXT),
        NoticeKind::TaskDue => (w::TASK_DUE, w::TASK_DUE_TEXT),
        NoticeKind::Won => (w::WON, w::WON_TEXT),
        NoticeKind::Export => (w::EXPORT, w::EXPORT_TEXT),
    }
}

/// Its drawing and colour.
pub fn face(notice: &NoticeView) -> (Glyph, Tone) {
    match notice.kind {
        NoticeKind::Mention => (Glyph::Note, Tone::Info),
        NoticeKind::Assigned => (Glyph::Person, Tone::Neutral),
        NoticeKind::Approval => (Glyph::Shield, Tone::Warning),
        NoticeKind::Decision if notice.detail.en == "rejected" => (Glyph::XCircle, Tone::Danger),
        NoticeKind::Decision => (Glyph::Shield, Tone::Success),
        NoticeKind::Quote if notice.detail.en == "accepted" => (Glyph::FileText, Tone::Success),
        NoticeKind::Quote if notice.detail.en == "declined" => (Glyph::FileText, Tone::Danger),
        NoticeKind::Quote if notice.detail.en == "expiring" => (Glyph::Clock, Tone::Warning),
        NoticeKind::Quote => (Glyph::FileText, Tone::Info),
        NoticeKind::Stage => (Glyph::Board, Tone::Neutral),
        NoticeKind::TaskDue => (Glyph::Clock, Tone::Warning),
        NoticeKind::Won => (Glyph::Flag, Tone::Success),
        NoticeKind::Export if notice.detail.en == "failed" => (Glyph::Alert, Tone::Danger),
        NoticeKind::Export => (Glyph::Download, Tone::Success),
    }
}

/// Where it leads: the record, the list of several; nowhere when one may not read it.
pub fn href(notice: &NoticeView) -> Option<String> {
    if notice.title.is_empty() && notice.kind == NoticeKind::Won {
        return None;
    }
    let id = notice.entity_id;
    if notice.kind == NoticeKind::Approval {
        return Some(routes::approvals(ApprovalTab::Mine, Some(id.into())));
    }
    Some(match (notice.entity, notice.count > 1) {
        (Entity::Opportunity, false) => routes::opportunity(id.into()),
        (Entity::Opportunity, true) => path::ALL_OPPORTUNITIES.to_owned(),
        (Entity::Account, false) => routes::account(id.into()),
        (Entity::Account, true) => path::ACCOUNTS.to_owned(),
        (Entity::Contact, false) => routes::contact(id.into()),
        (Entity::Contact, true) => path::CONTACTS.to_owned(),
        (Entity::Quote, _) => routes::quote(id.into()),
        (Entity::Task, _) => path::TASKS.to_owned(),
        (Entity::Export, _) => routes::export_row(id),
        _ => return None,
    })
}
