//! One notice in the list.

use super::inbox::Inbox;
use super::words;
use crate::boot::{now, use_lang, use_session};
use crate::cpq::approvals::DecideHere;
use i18n::{k, relative_time, t, tf};
use leptos::prelude::*;
use shared::kernel::QuoteId;
use shared::platform::notifications::{NoticeKind, NoticeView, Reason, SnoozeUntil};
use ui::{Glyph, Icon, IconButton, Menu, MenuItem, Size};

/// The row of a notice; following its link reads it.
#[component]
pub fn NoticeRow(inbox: Inbox, notice: NoticeView) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let id = notice.id;
    let read = notice.read_at.is_some();
    let (glyph, tone) = words::face(&notice);
    let whole = words::whole(lang, &notice);
    let when = relative_time(lang, notice.at, now(), &session.actor.zone);
    let name = if notice.title.is_empty() || notice.count > 1 {
        words::said(lang, &notice)
    } else {
        notice.title.clone()
    };
    let said = (name == notice.title).then(|| words::said(lang, &notice));
    let title = match words::href(&notice) {
        Some(href) => view! {
            <a class="notify-title row-anchor" href=href on:click=move |_| inbox.mark(Some(id), true)>{name}</a>
        }
        .into_any(),
        None => view! { <span class="notify-title">{name}</span> }.into_any(),
    };
    let mark = if read {
        k::notify::MARK_UNREAD
    } else {
        k::notify::MARK_READ
    };
    let asked = !read
        && (notice.kind, notice.reason) == (NoticeKind::Approval, Reason::Approver)
        && notice.count < 2
        && !notice.title.is_empty();
    let quote = QuoteId(notice.entity_id);
    let decided = Callback::new(move |()| inbox.mark(Some(id), true));
    let snooze = move |until: SnoozeUntil, label| {
        view! {
            <MenuItem label=t(lang, label) icon=Glyph::Clock on_press=Callback::new(move |()| inbox.snooze(id, until)) />
        }
    };
    view! {
        <li class="notify-row row-link" class=("is-unread", !read)>
            <span class=format!("notify-face tone-{}", tone.name())><Icon glyph /></span>
            <div class="notify-text">
                <span>
                    {title}
                    {(!read).then(|| view! { <span class="visually-hidden">{t(lang, k::notify::IS_UNREAD)}</span> })}
                </span>
                {said.map(|said| view! { <span class="small">{said}</span> })}
                {words::excerpt(lang, &notice).map(|text| view! { <q class="notify-excerpt small">{text}</q> })}
                <span class="small faint">{words::reason(lang, notice.reason)}" · "{when}</span>
                {asked.then(|| view! { <DecideHere quote looked=inbox.looked on_decided=decided /> })}
            </div>
            <div class="notify-actions">
                <IconButton
                    glyph=if read { Glyph::Circle } else { Glyph::Check }
                    label=tf(lang, mark, &[("what", &whole)])
                    on_press=Callback::new(move |()| inbox.mark(Some(id), !read))
                />
                <Menu id=format!("snooze-{id}") label=tf(lang, k::notify::SNOOZE, &[("what", &whole)]) glyph=Glyph::Clock size=Size::Small>
                    {snooze(SnoozeUntil::Hour, k::notify::SNOOZE_HOUR)}
                    {snooze(SnoozeUntil::Tomorrow, k::notify::SNOOZE_TOMORROW)}
                    {snooze(SnoozeUntil::NextWeek, k::notify::SNOOZE_NEXT_WEEK)}
                </Menu>
            </div>
        </li>
    }
}
