//! My team: where the quarter stands, who may need help, what slips, what was won.

use super::api::my_team;
use super::day::{QuotaCard, percent_of};
use super::parts::{
    DealRows, Quiet, Remark, count_and_sum, deals_href, see_all, share_text, span_text, sum_note,
    use_changes,
};
use crate::boot::use_lang;
use crate::routes::{self, path};
use crate::shell::Trouble;
use i18n::{day_month, integer, k, money, money_compact, t};
use leptos::prelude::*;
use shared::deals::opportunities::{ClosePeriod, DealFilter};
use shared::deals::pipelines::StageState;
use shared::insight::home::{
    DealGroup, LoadMyTeam, MyTeam, TeamLine, Win, late_tasks, share_bp, slipping,
};
use shared::kernel::{DaySpan, UserId};
use ui::{
    Card, EmptyState, Figure, Glyph, LinkButton, Meter, PersonName, Skeleton, TableWrap, Tone,
    settled,
};

/// The view.
#[component]
pub fn TeamView() -> impl IntoView {
    let lang = use_lang();
    let changes = use_changes();
    let team = Resource::new(move || changes.get(), |_| my_team(LoadMyTeam {}));
    let again = Callback::new(move |()| team.refetch());
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) blocks=true lines=4 /> }>
            {move || Suspend::new(async move {
                match team.await {
                    Ok(team) => settled(move || view! { <Loaded team /> }),
                    Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn filter(state: StageState, owner: Option<UserId>, quarter: Option<DaySpan>) -> DealFilter {
    DealFilter {
        owner,
        state: Some(state),
        close: quarter.map(|span| ClosePeriod::Between(span.from, span.to)),
        ..DealFilter::default()
    }
}

fn stalled_href(owner: Option<UserId>) -> String {
    deals_href(&DealFilter {
        stalled: true,
        ..filter(StageState::Open, owner, None)
    })
}

#[component]
fn Loaded(team: MyTeam) -> impl IntoView {
    let lang = use_lang();
    let (now, today, quarter) = (team.now, team.today, team.quarter);
    let warn = |count: i64| {
        if count > 0 {
            Tone::Warning
        } else {
            Tone::Neutral
        }
    };
    let compact = |group: &DealGroup| money_compact(lang, group.total.total);
    view! {
        <div class="grid-figures home-figures">
            <Figure label=t(lang, k::home::attainment::CLOSED) value=money_compact(lang, team.attainment.closed.total) note=span_text(lang, quarter) href=deals_href(&filter(StageState::Won, None, Some(quarter))) />
            <Figure label=t(lang, k::home::attainment::OPEN) value=money_compact(lang, team.attainment.open.total) note=span_text(lang, quarter) href=deals_href(&filter(StageState::Open, None, Some(quarter))) />
            <Figure label=t(lang, k::home::slipping::TITLE) value=integer(lang, team.slipping.count) note=compact(&team.slipping) tone=warn(team.slipping.count) href="#home-slipping".to_owned() />
            <Figure label=t(lang, k::home::stalled::TITLE) value=integer(lang, team.stalled.count) note=compact(&team.stalled) tone=warn(team.stalled.count) href=stalled_href(None) />
        </div>
        // Seven columns need the whole width.
        <RepTable lines=team.lines quarter />
        <div class="split">
            <div class="stack">
                <GroupCard id="home-slipping" title=t(lang, k::home::slipping::TITLE) hint=t(lang, k::home::slipping::HINT) none=t(lang, k::home::slipping::NONE) group=team.slipping remark=Remark::Slip href=routes::deals_where(&slipping(None)) now today />
                <GroupCard id="home-stalled" title=t(lang, k::home::stalled::TITLE) hint="" none=t(lang, k::home::stalled::NONE) group=team.stalled remark=Remark::Silence href=stalled_href(None) now today />
            </div>
            <div class="stack">
                <QuotaCard attainment=team.attainment quarter owner=None />
                <WinsCard wins=team.wins />
            </div>
        </div>
    }
}

/// A group that opens in place, in a scrolling frame: the first rows; the list has all of them.
#[component]
fn GroupCard(
    id: &'static str,
    title: &'static str,
    hint: &'static str,
    none: &'static str,
    group: DealGroup,
    remark: Remark,
    /// The list of all of them.
    href: String,
    now: shared::kernel::Instant,
    today: chrono::NaiveDate,
) -> impl IntoView {
    let lang = use_lang();
    let some = group.count > 0;
    let summary = count_and_sum(lang, &group);
    let note = sum_note(lang, &group.total);
    view! {
        <Card id title=Signal::stored(title.to_owned()) flush=some
            actions=move || some.then(|| view! {
                <span class="faint nowrap">{summary.clone()}</span>
                {see_all(lang, href.clone())}
            })>
            {if some {
                view! {
                    {(!hint.is_empty()).then(|| view! { <p class="home-hint">{hint}</p> })}
                    <div class="home-scroll" tabindex="0" role="group" aria-label=title>
                        <DealRows group remark now today owners=true />
                    </div>
                    {note.map(|note| view! { <p class="home-hint">{note}</p> })}
                }
                    .into_any()
            } else {
                view! { <Quiet text=none /> }.into_any()
            }}
        </Card>
    }
}

#[component]
fn RepTable(lines: Vec<TeamLine>, quarter: DaySpan) -> impl IntoView {
    let lang = use_lang();
    if lines.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Users title=t(lang, k::home::UNASSIGNED)>
                <LinkButton label=t(lang, k::shell::TEAM) href=path::TEAM />
            </EmptyState>
        }
        .into_any();
    }
    let most = lines
        .iter()
        .map(|line| line.attainment.open.total.minor)
        .max()
        .unwrap_or(0);
    let rows = lines
        .into_iter()
        .map(|line| row(line, quarter, most))
        .collect_view();
    view! {
        <Card id="home-reps" title=Signal::stored(t(lang, k::home::reps::TITLE).to_owned()) flush=true
            actions=move || view! { <a href=path::TEAM>{t(lang, k::shell::TEAM)}</a> }>
            <TableWrap label=t(lang, k::home::reps::TITLE)>
                <table class="table table-cards home-reps">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::home::reps::NAME)}</th>
                            <th scope="col">{t(lang, k::home::reps::ATTAINMENT)}</th>
                            <th scope="col" class="num">{t(lang, k::home::reps::CLOSED)}</th>
                            <th scope="col" class="num">{t(lang, k::home::reps::OPEN)}</th>
                            <th scope="col" class="num">{t(lang, k::home::reps::STALLED)}</th>
                            <th scope="col" class="num">{t(lang, k::home::reps::SLIPPING)}</th>
                            <th scope="col" class="num">{t(lang, k::home::reps::LATE)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        </Card>
    }
    .into_any()
}

fn row(line: TeamLine, quarter: DaySpan, most: i64) -> AnyView {
    let lang = use_lang();
    let owner = Some(line.user.id);
    let share = line.attainment.share_bp();
    let attainment = match share {
        Some(bp) => {
            let text = share_text(lang, bp);
            let tone = if bp >= 10_000 {
                Tone::Success
            } else {
                Tone::Accent
            };
            view! {
                <span class="home-meter"><Meter label=t(lang, k::home::reps::ATTAINMENT) percent=percent_of(bp) tone /><span class="num">{text}</span></span>
            }
            .into_any()
        }
        None => view! { <span class="faint">"–"</span> }.into_any(),
    };
    let open_share = share_bp(line.attainment.open.total.minor, most).unwrap_or(0);
    let count = |n: i64, href: String| match n {
        0 => view! { <span class="faint">"0"</span> }.into_any(),
        n => view! { <a href=href>{integer(lang, n)}</a> }.into_any(),
    };
    let (slipping, late) = (slipping(owner), late_tasks(line.user.id));
    view! {
        <tr>
            <th scope="row"><a class="plain-link" href=deals_href(&filter(StageState::Open, owner, None))><PersonName name=line.user.name /></a></th>
            <td data-label=t(lang, k::home::reps::ATTAINMENT)>{attainment}</td>
            <td class="num" data-label=t(lang, k::home::reps::CLOSED)>
                <a href=deals_href(&filter(StageState::Won, owner, Some(quarter)))>{money(lang, line.attainment.closed.total)}</a>
            </td>
            <td class="num" data-label=t(lang, k::home::reps::OPEN)>
                <span class="home-open-sum">
                    <a href=deals_href(&filter(StageState::Open, owner, Some(quarter)))>{money(lang, line.attainment.open.total)}</a>
                    <Meter label=t(lang, k::home::reps::PIPELINE) percent=percent_of(open_share) tone=Tone::Info />
                </span>
            </td>
            <td class="num" data-label=t(lang, k::home::reps::STALLED)>{count(line.stalled, stalled_href(owner))}</td>
            <td class="num" data-label=t(lang, k::home::reps::SLIPPING)>{count(line.slipping, routes::deals_where(&slipping))}</td>
            <td class="num" data-label=t(lang, k::home::reps::LATE)>{count(line.late_tasks, routes::tasks_where(&late))}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn WinsCard(wins: Vec<Win>) -> impl IntoView {
    let lang = use_lang();
    let some = !wins.is_empty();
    let rows = wins
        .into_iter()
        .map(|win| {
            let under = win.account.map_or_else(
                || win.owner.name.clone(),
                |account| format!("{} · {}", account.name, win.owner.name),
            );
            view! {
                <li class="home-row row-link">
                    <div class="home-row-text">
                        <a class="row-anchor truncate" href=routes::opportunity(win.id)>{win.name}</a>
                        <span class="faint small truncate">{under}</span>
                    </div>
                    <div class="home-row-end">
                        <span class="num tone-success">{money(lang, win.amount)}</span>
                        <span class="small faint">{day_month(lang, win.closed_on)}</span>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card id="home-wins" title=Signal::stored(t(lang, k::home::wins::TITLE).to_owned()) flush=some>
            {if some {
                view! { <ul class="home-rows">{rows}</ul> }.into_any()
            } else {
                view! { <p class="muted">{t(lang, k::home::wins::NONE)}</p> }.into_any()
            }}
        </Card>
    }
}
