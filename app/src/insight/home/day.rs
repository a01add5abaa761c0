//! My day: what is due, whom I meet, which deals ask for something, where my quota stands.

use super::api::my_day;
use super::parts::{
    DealRows, Quiet, Remark, count_and_sum, deals_href, see_all, share_text, span_text, sum_note,
    use_changes,
};
use crate::boot::{use_lang, use_session};
use crate::routes::{self, path};
use crate::shell::Trouble;
use crate::work::{
    ActivityDialog, ActivityEditor, TaskDialog, TaskEditor, delete_activity, delete_task,
    minutes_text,
};
use i18n::{integer, k, money, t, tf, time, tn};
use leptos::prelude::*;
use shared::deals::opportunities::{ClosePeriod, DealFilter, NextActivity};
use shared::deals::pipelines::StageState;
use shared::insight::home::{Attainment, DealGroup, HomeMeeting, HomeTask, LoadMyDay, MyDay};
use shared::kernel::{DaySpan, UserId};
use shared::work::activities::ActivityView;
use shared::work::tasks::{Due, Priority, TaskView};
use ui::{
    Badge, Card, EmptyState, Fact, Facts, Figure, Glyph, Icon, Meter, Skeleton, Tell, Tone,
    settled, use_toaster,
};

/// The view.
#[component]
pub fn DayView() -> impl IntoView {
    let lang = use_lang();
    let changes = use_changes();
    let day = Resource::new(move || changes.get(), |_| my_day(LoadMyDay {}));
    let again = Callback::new(move |()| day.refetch());
    // The forms live beside what is read again, so that an event does not close them.
    let forms = Forms {
        tasks: TaskEditor::new(),
        activities: ActivityEditor::new(),
    };
    let toaster = use_toaster();
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) blocks=true lines=4 /> }>
            {move || Suspend::new(async move {
                match day.await {
                    Ok(day) => settled(move || view! { <Loaded day forms /> }),
                    Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                }
            })}
        </Transition>
        <TaskDialog
            editor=forms.tasks
            on_saved=Callback::new(move |_: TaskView| again.tell(()))
            on_delete=Callback::new(move |task: TaskView| {
                delete_task(lang, toaster, task.id, move || {
                    again.tell(());
                });
            })
        />
        <ActivityDialog
            editor=forms.activities
            on_saved=Callback::new(move |_: ActivityView| again.tell(()))
            on_delete=Callback::new(move |activity: ActivityView| {
                delete_activity(lang, toaster, activity.id, move || {
                    again.tell(());
                });
            })
        />
    }
}

/// The forms a row opens.
#[derive(Clone, Copy)]
struct Forms {
    tasks: TaskEditor,
    activities: ActivityEditor,
}

/// One's own open deals, narrowed further.
fn mine(user: UserId) -> DealFilter {
    DealFilter {
        owner: Some(user),
        state: Some(StageState::Open),
        ..DealFilter::default()
    }
}

fn tone(count: i64, bad: Tone) -> Tone {
    if count > 0 { bad } else { Tone::Neutral }
}

#[component]
fn Loaded(day: MyDay, forms: Forms) -> impl IntoView {
    let lang = use_lang();
    let own = mine(day.user_id);
    let closing = deals_href(&DealFilter {
        close: Some(ClosePeriod::Between(day.today, day.week_end)),
        ..own.clone()
    });
    let passed = deals_href(&DealFilter {
        close: Some(ClosePeriod::Overdue),
        ..own.clone()
    });
    let stalled = deals_href(&DealFilter {
        stalled: true,
        ..own.clone()
    });
    let unplanned = deals_href(&DealFilter {
        next_activity: Some(NextActivity::None),
        ..own
    });
    let (now, today) = (day.now, day.today);
    let due = day.overdue + day.due_today;
    let late = if day.overdue > 0 {
        tf(
            lang,
            k::home::tasks::LATE_NOTE,
            &[("n", &integer(lang, day.overdue))],
        )
    } else {
        String::new()
    };
    let card = move |id: &'static str,
                     title,
                     hint: &'static str,
                     none,
                     group: DealGroup,
                     remark,
                     href: String| {
        deal_card(DealCard {
            id,
            title,
            hint,
            none,
            group,
            remark,
            href,
            now,
            today,
        })
    };
    view! {
        <div class="grid-figures home-figures">
            <Figure label=t(lang, k::home::tasks::TITLE) value=integer(lang, due) note=late tone=tone(day.overdue, Tone::Danger) href=path::TASKS.to_owned() />
            <Figure label=t(lang, k::home::meetings::TITLE) value=integer(lang, i64::try_from(day.meetings.len()).unwrap_or(0)) href=path::CALENDAR.to_owned() />
            <Figure label=t(lang, k::home::closing::TITLE) value=integer(lang, day.closing.count) note=i18n::money_compact(lang, day.closing.total.total) href=closing.clone() />
            <Figure label=t(lang, k::home::passed::TITLE) value=integer(lang, day.passed.count) note=i18n::money_compact(lang, day.passed.total.total) tone=tone(day.passed.count, Tone::Danger) href=passed.clone() />
            <Figure label=t(lang, k::home::stalled::TITLE) value=integer(lang, day.stalled.count) note=i18n::money_compact(lang, day.stalled.total.total) tone=tone(day.stalled.count, Tone::Warning) href=stalled.clone() />
            <Figure label=t(lang, k::home::unplanned::TITLE) value=integer(lang, day.unplanned.count) note=i18n::money_compact(lang, day.unplanned.total.total) tone=tone(day.unplanned.count, Tone::Warning) href=unplanned.clone() />
        </div>
        <div class="split">
            <div class="stack">
                <TaskCard tasks=day.tasks due editor=forms.tasks />
                {card("home-closing", t(lang, k::home::closing::TITLE), "", t(lang, k::home::closing::NONE), day.closing, Remark::CloseDate, closing)}
                {card("home-passed", t(lang, k::home::passed::TITLE), t(lang, k::home::passed::HINT), t(lang, k::home::passed::NONE), day.passed, Remark::CloseDate, passed)}
                {card("home-stalled", t(lang, k::home::stalled::TITLE), "", t(lang, k::home::stalled::NONE), day.stalled, Remark::Silence, stalled)}
                {card("home-unplanned", t(lang, k::home::unplanned::TITLE), t(lang, k::home::unplanned::HINT), t(lang, k::home::unplanned::NONE), day.unplanned, Remark::CloseDate, unplanned)}
            </div>
            <div class="stack">
                <QuotaCard attainment=day.attainment quarter=day.quarter owner=day.user_id />
                <MeetingCard meetings=day.meetings editor=forms.activities />
            </div>
        </div>
    }
}

struct DealCard {
    id: &'static str,
    title: &'static str,
    hint: &'static str,
    none: &'static str,
    group: DealGroup,
    remark: Remark,
    href: String,
    now: shared::kernel::Instant,
    today: chrono::NaiveDate,
}

fn deal_card(card: DealCard) -> AnyView {
    let lang = use_lang();
    let DealCard {
        id,
        title,
        hint,
        none,
        group,
        remark,
        href,
        now,
        today,
    } = card;
    let some = group.count > 0;
    let summary = count_and_sum(lang, &group);
    let note = sum_note(lang, &group.total);
    view! {
        <Card
            id
            title=Signal::stored(title.to_owned())
            flush=some
            actions=move || some.then(|| view! {
                <span class="faint nowrap">{summary.clone()}</span>
                {see_all(lang, href.clone())}
            })
        >
            {if some {
                view! {
                    {(!hint.is_empty()).then(|| view! { <p class="home-hint">{hint}</p> })}
                    <DealRows group remark now today />
                    {note.map(|note| view! { <p class="home-hint">{note}</p> })}
                }
                    .into_any()
            } else {
                view! { <Quiet text=none /> }.into_any()
            }}
        </Card>
    }
    .into_any()
}

#[component]
fn TaskCard(tasks: Vec<HomeTask>, due: i64, editor: TaskEditor) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let today = use_session().today;
    let some = !tasks.is_empty();
    let rows = tasks
        .into_iter()
        .map(|task| {
            let late = task.due.day(&zone).map_or(0, |day| (today - day).num_days());
            let when = match (task.due, late) {
                (_, days) if days > 0 => tn(lang, k::home::tasks::LATE, days, &[]),
                (Due::At(at), _) => time(lang, zone.local(at)),
                _ => t(lang, k::home::tasks::TODAY).to_owned(),
            };
            let tone = if task.overdue { Tone::Danger } else { Tone::Neutral };
            let icon = if task.overdue { Glyph::Alert } else { Glyph::Clock };
            let about = task.opportunity.as_ref().map(|deal| (routes::opportunity(deal.id), deal.name.clone()));
            let about = about.or_else(|| task.account.as_ref().map(|account| (routes::account(account.id), account.name.clone())));
            view! {
                <li class="home-row home-task-row">
                    <super::tasks::DoneButton id=task.id subject=task.subject.clone() />
                    <div class="home-row-text">
                        <span class="home-task">
                            {(task.priority == Priority::High).then(|| view! { <Icon glyph=Glyph::Flag class="icon-sm" /> })}
                            <super::tasks::TaskName id=task.id subject=task.subject.clone() editor />
                        </span>
                        {about.map(|(href, name)| view! { <a class="small truncate quiet-link" href=href>{name}</a> })}
                    </div>
                    <div class="home-row-end"><Badge text=when tone icon plain=true /></div>
                    <super::tasks::SnoozeMenu id=task.id subject=task.subject due=task.due />
                </li>
            }
        })
        .collect_view();
    view! {
        <Card
            id="home-tasks"
            title=Signal::stored(t(lang, k::home::tasks::TITLE).to_owned())
            flush=some
            actions=move || view! {
                <span class="faint">{(due > 0).then(|| integer(lang, due))}</span>
                <a href=path::TASKS>{t(lang, k::home::tasks::ALL)}</a>
            }
        >
            {if some {
                view! { <ul class="home-rows">{rows}</ul> }.into_any()
            } else {
                view! { <EmptyState glyph=Glyph::CheckCircle title=t(lang, k::home::tasks::NONE) text=t(lang, k::home::tasks::NONE_TEXT) /> }.into_any()
            }}
        </Card>
    }
}

/// Won against quota, with the numbers behind it.
#[component]
pub fn QuotaCard(
    attainment: Attainment,
    quarter: DaySpan,
    /// Whose; everybody in view when `None`.
    #[prop(into)]
    owner: Option<UserId>,
) -> impl IntoView {
    let lang = use_lang();
    let share = attainment.share_bp();
    let closed = money(lang, attainment.closed.total);
    let of = move |state| {
        deals_href(&DealFilter {
            owner,
            state: Some(state),
            close: Some(ClosePeriod::Between(quarter.from, quarter.to)),
            ..DealFilter::default()
        })
    };
    let gap = attainment.gap_minor().map(|minor| {
        money(
            lang,
            shared::kernel::Money::new(minor, attainment.closed.total.currency),
        )
    });
    let quota = attainment
        .quota
        .as_ref()
        .map(|quota| money(lang, quota.total));
    let notes: Vec<String> = [
        Some(&attainment.closed),
        attainment.quota.as_ref(),
        Some(&attainment.open),
    ]
    .into_iter()
    .flatten()
    .filter_map(|sum| sum_note(lang, sum))
    .take(1)
    .collect();
    view! {
        <Card id="home-quota" title=Signal::stored(t(lang, k::home::attainment::TITLE).to_owned())
            actions=move || view! { <span class="faint">{span_text(lang, quarter)}</span> }>
            <div class="stack">
                {match share {
                    Some(bp) => {
                        let text = share_text(lang, bp);
                        let said = tf(lang, k::home::attainment::OF, &[("share", &text)]);
                        let tone = if bp >= 10_000 { Tone::Success } else { Tone::Accent };
                        view! {
                            <div class="stack-sm">
                                <p class="home-share"><span class="figure-value">{text}</span>
                                    {(bp >= 10_000).then(|| view! { <Badge text=t(lang, k::home::attainment::REACHED) tone=Tone::Success icon=Glyph::Trophy /> })}
                                </p>
                                <Meter label=said percent=percent_of(bp) tone />
                            </div>
                        }
                            .into_any()
                    }
                    None => view! { <p class="muted">{t(lang, k::home::attainment::NO_QUOTA)}</p> }.into_any(),
                }}
                <Facts>
                    <Fact label=t(lang, k::home::attainment::CLOSED)><a class="num" href=of(StageState::Won)>{closed}</a></Fact>
                    {quota.map(|quota| view! { <Fact label=t(lang, k::home::attainment::QUOTA)><span class="num">{quota}</span></Fact> })}
                    {gap.map(|gap| view! { <Fact label=t(lang, k::home::attainment::GAP)><span class="num">{gap}</span></Fact> })}
                    <Fact label=t(lang, k::home::attainment::OPEN)><a class="num" href=of(StageState::Open)>{money(lang, attainment.open.total)}</a></Fact>
                </Facts>
                {notes.into_iter().map(|note| view! { <p class="small faint">{note}</p> }).collect_view()}
            </div>
        </Card>
    }
}

/// Basis points as the filling of a bar.
#[expect(
    clippy::cast_precision_loss,
    reason = "a bar is a few hundred pixels wide"
)]
pub fn percent_of(bp: i64) -> f64 {
    bp as f64 / 100.0
}

#[component]
fn MeetingCard(meetings: Vec<HomeMeeting>, editor: ActivityEditor) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let some = !meetings.is_empty();
    let rows = meetings
        .into_iter()
        .map(|meeting| {
            let about = meeting.opportunity.as_ref().map(|deal| (routes::opportunity(deal.id), deal.name.clone()));
            let about = about.or_else(|| meeting.account.as_ref().map(|account| (routes::account(account.id), account.name.clone())));
            let length = meeting.minutes.map(|minutes| minutes_text(lang, minutes));
            view! {
                <li class="home-row">
                    <span class="home-time">{time(lang, zone.local(meeting.at))}</span>
                    <div class="home-row-text">
                        <super::tasks::MeetingName id=meeting.id subject=meeting.subject editor />
                        {about.map(|(href, name)| view! { <a class="small truncate quiet-link" href=href>{name}</a> })}
                        {length.map(|length| view! { <span class="small faint">{length}</span> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card id="home-meetings" title=Signal::stored(t(lang, k::home::meetings::TITLE).to_owned()) flush=some
            actions=move || view! { <a href=path::CALENDAR>{t(lang, k::home::meetings::OPEN)}</a> }>
            {if some {
                view! { <ul class="home-rows">{rows}</ul> }.into_any()
            } else {
                view! { <Quiet text=t(lang, k::home::meetings::NONE) /> }.into_any()
            }}
        </Card>
    }
}
