//! `/approvals`: what waits for me, what I asked, what I decided; beside it the request chosen.

use super::api;
use super::panel::Panel;
use super::progress::at;
use super::words;
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::routes::{self, path};
use crate::shell::{Page, Trouble};
use i18n::{Key, Lang, k, money, t, tf};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::cpq::approvals::ops::{ApprovalList, ApprovalTab, GetApproval, ListApprovals};
use shared::cpq::approvals::{ApprovalRow, ApprovalState};
use shared::kernel::event::Entity;
use shared::kernel::{Money, QuoteId};
use ui::{Badge, EmptyState, Glyph, PageHeader, Skeleton, settled};

/// The page.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let tab = Memo::new(move |_| {
        query.with(|query| {
            let tab = query.get("tab").and_then(|word| word.parse().ok());
            tab.unwrap_or(ApprovalTab::Mine)
        })
    });
    let chosen = Memo::new(move |_| {
        query.with(|query| query.get("quote").and_then(|id| id.parse::<QuoteId>().ok()))
    });
    let list = Resource::new(
        move || tab.get(),
        |tab| async move { (tab, api::list(ListApprovals { tab, offset: 0 }).await) },
    );
    let panel = Resource::new(
        move || chosen.get(),
        |chosen| async move {
            match chosen {
                Some(quote_id) => Some(api::get(GetApproval { quote_id }).await),
                None => None,
            }
        },
    );
    live::on_event(move |event| {
        let concerns = |event: &shared::kernel::event::LiveEvent| {
            matches!(event.entity, Entity::Approval | Entity::Notification)
        };
        if event.is_none_or(concerns) {
            list.refetch();
            // Not the panel: what is being written in it stays.
        }
    });
    let again = Callback::new(move |()| list.refetch());
    let panel_again = Callback::new(move |()| panel.refetch());
    let decided = Callback::new(move |_| {
        panel.refetch();
        list.refetch();
    });
    view! {
        <Page title=t(lang, k::approvals::TITLE) />
        <PageHeader title=t(lang, k::approvals::TITLE) subtitle=t(lang, k::approvals::SUBTITLE) />
        <nav class="tabs" aria-label=t(lang, k::approvals::tab::LABEL)>
            {ApprovalTab::ALL.iter().map(|one| {
                let one = *one;
                view! {
                    <a href=routes::approvals(one, None) class="tab" aria-current=move || (tab.get() == one).then_some("page")>
                        {t(lang, tab_name(one))}
                    </a>
                }
            }).collect_view()}
        </nav>
        <div class="approvals" class=("approvals-chosen", move || chosen.get().is_some())>
            <div class="approvals-list">
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 /> }>
                    {move || Suspend::new(async move {
                        match list.await {
                            (tab, Ok(list)) => rows(lang, tab, list, chosen).into_any(),
                            (_, Err(fault)) => view! { <Trouble fault retry=again /> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
            <div class="approvals-panel">
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8 /> }>
                    {move || {
                        let back = routes::approvals(tab.get(), None);
                        Suspend::new(async move {
                            match panel.await {
                                Some(Ok(view)) => settled(move || view! { <Panel view back on_decided=decided /> }),
                                Some(Err(fault)) => view! { <Trouble fault retry=panel_again /> }.into_any(),
                                None => view! {
                                    <div class="approvals-none">
                                        <EmptyState glyph=Glyph::Shield title=t(lang, k::approvals::SELECT) text=t(lang, k::approvals::SELECT_TEXT) />
                                    </div>
                                }.into_any(),
                            }
                        })
                    }}
                </Transition>
            </div>
        </div>
    }
}

const fn tab_name(tab: ApprovalTab) -> Key {
    match tab {
        ApprovalTab::Mine => k::approvals::tab::MINE,
        ApprovalTab::Asked => k::approvals::tab::ASKED,
        ApprovalTab::Decided => k::approvals::tab::DECIDED,
    }
}

fn rows(
    lang: Lang,
    tab: ApprovalTab,
    list: ApprovalList,
    chosen: Memo<Option<QuoteId>>,
) -> AnyView {
    use k::approvals::empty as e;
    if list.rows.is_empty() {
        let (title, text) = match tab {
            ApprovalTab::Mine => (e::MINE, e::MINE_TEXT),
            ApprovalTab::Asked => (e::ASKED, e::ASKED_TEXT),
            ApprovalTab::Decided => (e::DECIDED, e::DECIDED_TEXT),
        };
        return view! {
            <EmptyState glyph=Glyph::CheckCircle title=t(lang, title) text=t(lang, text)>
                <a href=path::QUOTES>{t(lang, k::shell::QUOTES)}</a>
            </EmptyState>
        }
        .into_any();
    }
    let rows = list
        .rows
        .into_iter()
        .map(|row| one(lang, tab, row, chosen))
        .collect_view();
    view! { <ul class="plain-list approval-rows">{rows}</ul> }.into_any()
}

fn one(
    lang: Lang,
    tab: ApprovalTab,
    row: ApprovalRow,
    chosen: Memo<Option<QuoteId>>,
) -> impl IntoView {
    let zone = use_session().actor.zone;
    let id = row.quote_id;
    let (tone, icon) = words::state_look(row.state);
    let amount = money(lang, Money::new(row.net_minor, row.currency));
    let open: Vec<&str> = row.open.iter().map(|name| name.get(lang)).collect();
    let why = open.join(" · ");
    let who = [row.account.clone(), row.owner.name.clone()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let when = match row.due_at {
        Some(due) => tf(lang, k::approvals::DUE, &[("when", &at(lang, &zone, due))]),
        None => at(lang, &zone, row.created_at),
    };
    view! {
        <li class="card approval-row" class=("approval-row-on", move || chosen.get() == Some(id))>
            <div class="approval-row-head">
                <a class="row-anchor" href=routes::approvals(tab, Some(id)) aria-current=move || (chosen.get() == Some(id)).then_some("true")>
                    {row.number} " – " {row.title}
                </a>
                <span class="approval-amount">{amount}</span>
            </div>
            <span class="small muted">{who}</span>
            <div class="approval-row-head">
                {if row.state == ApprovalState::Open {
                    view! { <span class="small">{why}</span> }.into_any()
                } else {
                    view! { <Badge text=words::state(lang, row.state) tone icon /> }.into_any()
                }}
                <span class="small muted">{when}</span>
            </div>
        </li>
    }
}
