//! The bell of the top bar: how much is unread, and a message when something new comes.

use super::api::count_notices;
use super::words;
use crate::boot::{use_lang, use_session};
use crate::deals::opportunities::api::get;
use crate::live;
use crate::routes::path;
use crate::shell::use_celebration;
use i18n::{Lang, k, money, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::deals::opportunities::GetOpportunity;
use shared::kernel::event::Entity;
use shared::platform::notifications::{CountNotices, NoticeKind, NoticeView};
use ui::{Glyph, Icon, use_toaster};
use uuid::Uuid;

/// What a won deal is worth, for those who may read it.
async fn won_amount(lang: Lang, notice: &NoticeView) -> Option<String> {
    let one = notice.kind == NoticeKind::Won && notice.count == 1 && !notice.title.is_empty();
    let id = one.then(|| notice.entity_id.into())?;
    let deal = get(GetOpportunity { id }).await.ok()?;
    Some(money(lang, deal.amount))
}

/// The link with its count. The count is asked for once the page lives, so that no page waits for it.
#[component]
pub fn Bell() -> impl IntoView {
    let lang = use_lang();
    let me = use_session().actor.user_id.0;
    let unread = RwSignal::new(0i64);
    let shown = StoredValue::new(None::<Uuid>);
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let celebration = use_celebration();
    let pop_up = move |notice: NoticeView, amount: Option<String>| {
        if shown.try_get_value().flatten() == Some(notice.id) {
            return;
        }
        shown.set_value(Some(notice.id));
        let said = words::whole(lang, &notice);
        let text = match amount {
            Some(amount) => format!("{said} · {amount}"),
            None => said,
        };
        if notice.kind == NoticeKind::Won {
            celebration.start();
        }
        match words::href(&notice) {
            Some(href) => toaster.info_with(
                text,
                t(lang, k::notify::OPEN),
                Callback::new(move |()| {
                    navigate.with_value(|go| go(&href, Default::default()));
                }),
            ),
            None => toaster.info(text),
        }
    };
    let ask = move |news: bool| {
        spawn_local(async move {
            // Without an answer the number stays: the next change asks again.
            if let Ok(count) = count_notices(CountNotices {}).await
                && unread.try_set(count.unread).is_none()
                && let Some(newest) = count.newest.filter(|_| news)
            {
                let amount = won_amount(lang, &newest).await;
                pop_up(newest, amount);
            }
        });
    };
    Effect::new(move |_| ask(false));
    live::on_event(move |event| match event {
        None => ask(false),
        Some(event) if event.entity == Entity::Notification && event.id == me => {
            ask(event.action == "notified");
        }
        Some(_) => {}
    });
    let label = move || match unread.get() {
        0 => t(lang, k::notify::BELL).to_owned(),
        count => tn(lang, k::notify::BELL_COUNT, count, &[]),
    };
    view! {
        <a class="btn btn-ghost btn-icon bell" href=path::NOTIFICATIONS aria-label=label data-tip=t(lang, k::notify::BELL)>
            <Icon glyph=Glyph::Bell />
            <span class="bell-count" aria-hidden="true" hidden=move || unread.get() == 0>
                {move || if unread.get() > 99 { "99+".to_owned() } else { unread.get().to_string() }}
            </span>
        </a>
    }
}
