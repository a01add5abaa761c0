//! A notice in words: for the page and for mail alike.

use crate::{Key, k, t, tf, tn};
use shared::kernel::Lang;
use shared::kernel::event::Entity;
use shared::platform::notifications::{NoticeKind, NoticeView};

/// What happened, in a sentence without the record's name.
pub fn said(lang: Lang, notice: &NoticeView) -> String {
    use k::notify::said as s;
    let actor = notice
        .actor
        .clone()
        .unwrap_or_else(|| t(lang, k::notify::SOMEBODY).to_owned());
    let by = |key: Key| tf(lang, key, &[("actor", &actor)]);
    match notice.kind {
        NoticeKind::Mention => by(s::MENTION),
        NoticeKind::Assigned => {
            let words = match notice.entity {
                Entity::Account => s::ASSIGNED_ACCOUNT,
                Entity::Contact => s::ASSIGNED_CONTACT,
                Entity::Opportunity => s::ASSIGNED_OPPORTUNITY,
                Entity::Task => s::ASSIGNED_TASK,
                _ => s::ASSIGNED_RECORD,
            };
            tn(lang, words, i64::from(notice.count), &[("actor", &actor)])
        }
        NoticeKind::Approval => t(
            lang,
            match notice.detail.en.lines().next() {
                Some("escalated") => s::APPROVAL_LATE,
                _ => s::APPROVAL,
            },
        )
        .to_owned(),
        NoticeKind::Decision => t(
            lang,
            match notice.detail.en.as_str() {
                "approved" => s::DECISION_APPROVED,
                "approve_if" => s::DECISION_APPROVE_IF,
                _ => s::DECISION_REJECTED,
            },
        )
        .to_owned(),
        NoticeKind::Stage => {
            let stage = notice.detail.get(lang);
            tf(lang, s::STAGE, &[("actor", &actor), ("stage", &stage)])
        }
        NoticeKind::Quote => t(
            lang,
            match notice.detail.en.as_str() {
                "accepted" => s::QUOTE_ACCEPTED,
                "declined" => s::QUOTE_DECLINED,
                "room_asked" => s::QUOTE_ASKED,
                "expiring" => s::QUOTE_EXPIRING,
                _ => s::QUOTE_VIEWED,
            },
        )
        .to_owned(),
        NoticeKind::TaskDue => t(lang, s::TASK_DUE).to_owned(),
        NoticeKind::Won => by(s::WON),
        NoticeKind::Export => t(
            lang,
            match notice.detail.en.as_str() {
                "failed" => s::EXPORT_FAILED,
                _ => s::EXPORT_DONE,
            },
        )
        .to_owned(),
    }
}

/// The sentence with the record's name: for messages and for the names of buttons.
pub fn whole(lang: Lang, notice: &NoticeView) -> String {
    let said = said(lang, notice);
    if notice.title.is_empty() || notice.count > 1 {
        said
    } else {
        format!("{said} · {}", notice.title)
    }
}

/// The text that names somebody, or what was written to those asked for an approval (after the line that
/// says what happened); nothing for other kinds.
pub fn excerpt(lang: Lang, notice: &NoticeView) -> Option<String> {
    match notice.kind {
        NoticeKind::Mention => Some(notice.detail.get(lang).to_owned()),
        NoticeKind::Approval => {
            let (_, note) = notice.detail.get(lang).split_once('\n')?;
            Some(note.to_owned())
        }
        _ => None,
    }
}
