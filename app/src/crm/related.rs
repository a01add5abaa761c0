//! The cards around an account or a contact: deals, quotes, tasks, what happened.

use super::labels::{activity_glyph, state_tone, word};
use crate::boot::{use_lang, use_session};
use crate::routes;
use crate::shell::use_now;
use i18n::{date_medium, date_weekday, field_name, k, money, relative_day, t, tf, time};
use leptos::prelude::*;
use shared::crm::accounts::{
    HistoryEntry, RelatedActivity, RelatedOpportunity, RelatedQuote, RelatedTask,
};
use shared::deals::pipelines::StageState;
use shared::kernel::{Instant, Lang};
use ui::{
    Avatar, Badge, Card, EmptyState, Glyph, Icon, TableWrap, Timeline, TimelineDay, TimelineItem,
    Tone,
};

/// Deals, each with a person's part in it where that is known.
#[component]
pub(super) fn DealsCard(
    deals: Vec<(RelatedOpportunity, String)>,
    /// Buttons of the card.
    #[prop(optional, into)]
    actions: ViewFn,
) -> impl IntoView {
    let lang = use_lang();
    let body = if deals.is_empty() {
        view! { <EmptyState glyph=Glyph::Target title=t(lang, k::crm::NO_DEALS) text=t(lang, k::crm::NO_DEALS_TEXT)/> }
            .into_any()
    } else {
        let rows = deals
            .into_iter()
            .map(|(deal, role)| deal_row(lang, deal, role))
            .collect_view();
        view! {
            <TableWrap label=t(lang, k::crm::DEALS)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::crm::COLUMN_NAME)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_STAGE)}</th>
                            <th scope="col" class="num">{t(lang, k::crm::COLUMN_AMOUNT)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_CLOSES)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_OWNER)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        }
        .into_any()
    };
    view! { <Card id="deals" title=t(lang, k::crm::DEALS) actions flush=true>{body}</Card> }
}

fn deal_row(lang: Lang, deal: RelatedOpportunity, role: String) -> impl IntoView {
    let part = (!role.is_empty()).then(|| {
        view! { <span class="small muted">{word(lang, "crm.buying_role", &role)}</span> }
    });
    let icon = match deal.state {
        StageState::Open => None,
        StageState::Won => Some(Glyph::Trophy),
        StageState::Lost => Some(Glyph::XCircle),
    };
    let badge = match icon {
        Some(icon) => {
            view! { <Badge text=deal.stage.get(lang).to_owned() tone=state_tone(deal.state) icon/> }
                .into_any()
        }
        None => view! { <Badge text=deal.stage.get(lang).to_owned() tone=state_tone(deal.state)/> }
            .into_any(),
    };
    view! {
        <tr class="row-link">
            <th scope="row">
                <span class="crm-two">
                    <a class="row-anchor truncate" href=routes::opportunity(deal.id)>{deal.name}</a>
                    {part}
                </span>
            </th>
            <td data-label=t(lang, k::crm::COLUMN_STAGE)>{badge}</td>
            <td class="num" data-label=t(lang, k::crm::COLUMN_AMOUNT)>{money(lang, deal.amount)}</td>
            <td class="nowrap" data-label=t(lang, k::crm::COLUMN_CLOSES)>{date_medium(lang, deal.close_date)}</td>
            <td data-label=t(lang, k::crm::COLUMN_OWNER)><Avatar name=deal.owner.name alone=true/></td>
        </tr>
    }
}

/// The current quotes; nothing when there are none.
#[component]
pub(super) fn QuotesCard(quotes: Vec<RelatedQuote>) -> impl IntoView {
    let lang = use_lang();
    if quotes.is_empty() {
        return ().into_any();
    }
    let rows = quotes
        .into_iter()
        .map(|quote| {
            let tone = match quote.state.as_str() {
                "accepted" => Tone::Success,
                "declined" | "expired" | "cancelled" => Tone::Neutral,
                "in_approval" => Tone::Warning,
                _ => Tone::Accent,
            };
            view! {
                <tr class="row-link">
                    <th scope="row">
                        <span class="crm-two">
                            <a class="row-anchor truncate" href=routes::quote(quote.id)>{quote.title}</a>
                            <span class="small muted">{quote.number}</span>
                        </span>
                    </th>
                    <td data-label=t(lang, k::crm::COLUMN_STATE)><Badge text=word(lang, "crm.quote_state", &quote.state) tone/></td>
                    <td class="num" data-label=t(lang, k::crm::COLUMN_NET)>{money(lang, quote.net)}</td>
                    <td class="nowrap" data-label=t(lang, k::crm::COLUMN_VALID_UNTIL)>{date_medium(lang, quote.valid_until)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card id="quotes" title=t(lang, k::crm::QUOTES) flush=true>
            <TableWrap label=t(lang, k::crm::QUOTES)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::crm::COLUMN_NAME)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_STATE)}</th>
                            <th scope="col" class="num">{t(lang, k::crm::COLUMN_NET)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_VALID_UNTIL)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        </Card>
    }
    .into_any()
}

/// Tasks, open ones first; `actions` adds one.
#[component]
pub(super) fn TasksCard(
    tasks: Vec<RelatedTask>,
    #[prop(optional, into)] actions: ViewFn,
) -> impl IntoView {
    let lang = use_lang();
    let today = use_session().today;
    let items = tasks
        .iter()
        .cloned()
        .map(|task| {
            let done = task.done_at.is_some();
            let late = !done && task.due_on.is_some_and(|day| day < today);
            let due = task.due_on.filter(|_| !done).map(|day| {
                let text = relative_day(lang, day, today);
                if late {
                    view! { <Badge text=tf(lang, k::crm::OVERDUE, &[("when", &text)]) tone=Tone::Danger icon=Glyph::Alert plain=true/> }
                        .into_any()
                } else {
                    view! { <span class="small muted nowrap">{text}</span> }.into_any()
                }
            });
            let about = task.opportunity.map(|deal| {
                view! { <a class="small muted truncate" href=routes::opportunity(deal.id)>{deal.name}</a> }
            });
            let (glyph, spoken) = if done {
                (Glyph::CheckCircle, k::crm::TASK_DONE)
            } else {
                (Glyph::Circle, k::crm::TASK_OPEN)
            };
            view! {
                <li class="crm-task" class=("is-done", done)>
                    <Icon glyph/>
                    <span class="visually-hidden">{t(lang, spoken)}</span>
                    <span class="crm-two grow">
                        <span class="crm-task-subject">{task.subject}</span>
                        {about}
                    </span>
                    {due}
                    <Avatar name=task.owner.name alone=true/>
                </li>
            }
        })
        .collect_view();
    let body = if tasks.is_empty() {
        view! { <p class="muted">{t(lang, k::crm::NO_TASKS)}</p> }.into_any()
    } else {
        view! { <ul class="crm-tasks">{items}</ul> }.into_any()
    };
    view! { <Card id="tasks" title=t(lang, k::crm::TASKS) actions>{body}</Card> }
}

/// One thing on the timeline.
enum Happened {
    Talked(RelatedActivity),
    Changed(HistoryEntry),
}

/// Conversations and changes in one stream, newest first, by day.
#[component]
pub(super) fn TimelineCard(
    activities: Vec<RelatedActivity>,
    history: Vec<HistoryEntry>,
    #[prop(optional, into)] actions: ViewFn,
) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let mut stream: Vec<(Instant, Happened)> = activities
        .into_iter()
        .map(|activity| (activity.at, Happened::Talked(activity)))
        .chain(
            history
                .into_iter()
                .map(|entry| (entry.at, Happened::Changed(entry))),
        )
        .collect();
    stream.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let today = zone.date(now.get_untracked());
    let mut day = None;
    let mut items = Vec::new();
    for (at, what) in stream {
        let local = zone.local(at);
        if day != Some(local.date()) {
            day = Some(local.date());
            let near = (today - local.date()).num_days().abs() <= 1;
            let text = if near {
                relative_day(lang, local.date(), today)
            } else if local.date() > today {
                date_weekday(lang, local.date())
            } else {
                date_medium(lang, local.date())
            };
            items.push(view! { <TimelineDay text/> }.into_any());
        }
        let (when, datetime) = (time(lang, local), at.to_utc().to_rfc3339());
        items.push(match what {
            Happened::Talked(activity) => talked(lang, activity, when, datetime),
            Happened::Changed(entry) => changed(lang, entry, when, datetime),
        });
    }
    let body = if items.is_empty() {
        view! { <p class="muted">{t(lang, k::crm::NO_ACTIVITY)}</p> }.into_any()
    } else {
        view! { <Timeline label=t(lang, k::crm::TIMELINE)>{items}</Timeline> }.into_any()
    };
    view! { <Card id="timeline" title=t(lang, k::crm::TIMELINE) actions>{body}</Card> }
}

fn talked(lang: Lang, activity: RelatedActivity, when: String, datetime: String) -> AnyView {
    let kind = word(lang, "crm.activity", &activity.kind);
    let title = if activity.subject.is_empty() {
        kind
    } else {
        activity.subject
    };
    let with = activity.contact.map(|contact| {
        view! { <a href=routes::contact(contact.id)>{contact.name}</a> }
    });
    let about = activity.opportunity.map(|deal| {
        view! { <a href=routes::opportunity(deal.id)>{deal.name}</a> }
    });
    let linked = with.is_some() || about.is_some();
    let body =
        (!activity.body.is_empty()).then(|| view! { <p class="crm-body">{activity.body}</p> });
    view! {
        <TimelineItem
            glyph=activity_glyph(&activity.kind)
            tone=Tone::Accent
            title
            by=activity.owner.name
            when
            datetime
        >
            {linked.then(|| view! { <p class="cluster small">{with}{about}</p> })}
            {body}
        </TimelineItem>
    }
    .into_any()
}

fn changed(lang: Lang, entry: HistoryEntry, when: String, datetime: String) -> AnyView {
    let (glyph, title) = match entry.action.as_str() {
        "created" => (Glyph::Plus, t(lang, k::crm::happened::CREATED).to_owned()),
        "deleted" => (Glyph::Trash, t(lang, k::crm::happened::DELETED).to_owned()),
        "restored" => (Glyph::Undo, t(lang, k::crm::happened::RESTORED).to_owned()),
        _ => {
            let names: Vec<String> = entry
                .fields
                .iter()
                .map(|field| field_name(lang, field))
                .collect();
            let names = names.join(", ");
            (
                Glyph::Edit,
                tf(lang, k::crm::happened::EDITED, &[("fields", &names)]),
            )
        }
    };
    let by = entry
        .actor
        .unwrap_or_else(|| t(lang, k::crm::happened::SYSTEM).to_owned());
    view! { <TimelineItem glyph title by when datetime/> }.into_any()
}
