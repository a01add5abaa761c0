//! What became of the messages of one webhook, and a way to send one again.

use super::calls::{deliveries, replay_delivery};
use crate::boot::{now, use_lang, use_session};
use crate::live;
use crate::shell::Trouble;
use i18n::{Key, Lang, k, problem_text, relative_time, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{WebhookId, Zone};
use shared::platform::webhooks::{DeliveryState, DeliveryView, ListDeliveries, ReplayDelivery};
use ui::{Badge, Button, Glyph, Size, Skeleton, TableWrap, Tell, Tone, use_toaster};

/// The log.
pub(super) fn log(id: WebhookId) -> AnyView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let toaster = use_toaster();
    let loaded = Resource::new(|| (), move |()| deliveries(ListDeliveries { id }));
    // Any change of a record may be on its way here.
    live::on_event(move |_| loaded.refetch());
    let again = Callback::new(move |()| loaded.refetch());
    let replay = Callback::new(move |event: i64| {
        spawn_local(async move {
            match replay_delivery(ReplayDelivery { id, event }).await {
                Ok(_) => {
                    toaster.success(t(lang, k::webhooks::log::REPLAYED).to_owned());
                    loaded.refetch();
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3 /> }>
            {move || {
                let zone = zone.clone();
                Suspend::new(async move {
                    match loaded.await {
                        Ok(rows) if rows.is_empty() => {
                            view! { <p class="muted small">{t(lang, k::webhooks::log::EMPTY)}</p> }.into_any()
                        }
                        Ok(rows) => table(lang, rows, &zone, replay),
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

fn table(lang: Lang, rows: Vec<DeliveryView>, zone: &Zone, replay: Callback<i64>) -> AnyView {
    let heads = [
        k::webhooks::log::WHEN,
        k::webhooks::log::EVENT,
        k::webhooks::log::OUTCOME,
        k::webhooks::log::TOOK,
        k::webhooks::log::ATTEMPTS,
        k::webhooks::log::ANSWER,
    ]
    .map(|key| view! { <th scope="col">{t(lang, key)}</th> });
    let rows = rows
        .into_iter()
        .map(|one| row(lang, one, zone, replay))
        .collect_view();
    view! {
        <TableWrap label=t(lang, k::webhooks::log::TITLE)>
            <table class="table">
                <thead><tr>{heads}<th scope="col"><span class="visually-hidden">{t(lang, k::webhooks::log::REPLAY)}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

fn row(lang: Lang, one: DeliveryView, zone: &Zone, replay: Callback<i64>) -> AnyView {
    let (key, tone) = match one.state {
        DeliveryState::Waiting => (k::webhooks::delivery::WAITING, Tone::Info),
        DeliveryState::Delivered => (k::webhooks::delivery::DELIVERED, Tone::Success),
        DeliveryState::Failed => (k::webhooks::delivery::FAILED, Tone::Danger),
    };
    let state = one.status.map_or_else(
        || t(lang, key).to_owned(),
        |status| format!("{} · {status}", t(lang, key)),
    );
    let next = one.next_at.filter(|_| one.attempts > 0).map(|at| {
        let when = relative_time(lang, at, now(), zone);
        tf(lang, k::webhooks::log::NEXT, &[("when", &when)])
    });
    let error =
        Key::by_name(&format!("webhooks.error.{}", one.error)).map(|key| t(lang, key).to_owned());
    let took = one
        .latency_ms
        .map(|ms| tf(lang, k::webhooks::log::MS, &[("ms", &ms)]));
    let label = tf(lang, k::webhooks::log::REPLAY_LABEL, &[("kind", &one.kind)]);
    let event = one.event;
    view! {
        <tr>
            <td>{relative_time(lang, one.tried_at.unwrap_or(one.created_at), now(), zone)}</td>
            <td><code>{one.kind}</code></td>
            <td><Badge text=state tone /></td>
            <td class="num">{took}</td>
            <td class="num">{one.attempts}</td>
            <td class="webhook-answer">
                {error.map(|text| view! { <span>{text}</span> })}
                {(!one.excerpt.is_empty()).then(|| view! { <code>{one.excerpt}</code> })}
                {next.map(|text| view! { <span class="faint small">{text}</span> })}
            </td>
            <td>
                <Button label=t(lang, k::webhooks::log::REPLAY) icon=Glyph::Undo size=Size::Small
                    attr:aria-label=label on_press=Callback::new(move |()| replay.tell(event)) />
            </td>
        </tr>
    }
    .into_any()
}
