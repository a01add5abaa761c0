//! All duplicates of one kind, and the merges done last.

use super::api;
use super::merge::{MergeDialog, Pair, take_apart};
use super::words::{address, reason_badges};
use crate::boot::{may, use_lang, use_session};
use crate::crm::list::{use_filter, use_reload};
use crate::routes::path;
use crate::shell::{Page, Refused, offer_undo};
use crate::work::use_now;
use i18n::{integer, k, problem_text, relative_time, t, tf, tn};
use leptos::prelude::*;
use shared::crm::duplicates::{
    DuplicateKind, DuplicateList, DuplicatePair, DuplicateRecord, FindDuplicates, ListMerges,
    LookForDuplicates, MergeRow, RunState, SeparateRecords,
};
use shared::kernel::Action;
use shared::kernel::event::Entity;
use std::time::Duration;
use ui::{
    Badge, Button, Card, EmptyState, Glyph, PageHeader, Progress, Size, Skeleton, Tell, Tone,
    Variant, use_toaster,
};

/// How long a run under way is left alone.
const AGAIN: Duration = Duration::from_secs(3);

/// The name of the kind in the address.
const KIND: &str = "kind";

/// The page at `/duplicates`.
#[component]
pub fn DuplicatesPage() -> impl IntoView {
    let lang = use_lang();
    let asked = use_filter(KIND);
    let kind = Memo::new(move |_| asked.get().parse().unwrap_or(DuplicateKind::Account));
    let found = Resource::new(
        move || kind.get(),
        |kind| async move { api::find(FindDuplicates { kind }).await },
    );
    let merges = Resource::new(
        move || kind.get(),
        |kind| async move { api::merges(ListMerges { kind }).await },
    );
    let reload = Callback::new(move |()| {
        found.refetch();
        merges.refetch();
    });
    use_reload(&[Entity::Account, Entity::Contact, Entity::Lead], reload);
    let pair = RwSignal::new(None::<Pair>);
    view! {
        <Page title=t(lang, k::duplicates::TITLE)/>
        <PageHeader title=t(lang, k::duplicates::TITLE) subtitle=t(lang, k::duplicates::SUBTITLE)/>
        <Kinds kind/>
        <div class="split">
            <div class="stack" id="pairs">
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
                    {move || Suspend::new(async move {
                        match found.await {
                            Ok(list) => {
                                let kind = kind.get_untracked();
                                let run = list.by_job.then(|| view! { <Run list=list.clone() kind reload/> });
                                let searched = !list.by_job || list.run.is_some();
                                view! {
                                    {run}
                                    {searched.then(|| view! { <Pairs list kind pair reload/> })}
                                }
                                .into_any()
                            }
                            Err(fault) => view! { <Refused fault back=path::HOME retry=reload/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
            <div class="stack">
                <Transition fallback=|| ()>
                    {move || Suspend::new(async move {
                        merges.await.ok().map(|rows| view! { <Merges rows reload/> })
                    })}
                </Transition>
            </div>
        </div>
        <MergeDialog pair on_done=reload/>
    }
}

/// How a search by job stands, and the button that begins one.
#[component]
fn Run(list: DuplicateList, kind: DuplicateKind, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let zone = use_session().actor.zone;
    let busy = RwSignal::new(false);
    let look = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Err(fault) = api::look(LookForDuplicates { kind }).await {
                toaster.problem(problem_text(lang, &fault.0));
            }
            let _ = busy.try_set(false);
            reload.tell(());
        });
    };
    let running = list
        .under_way
        .clone()
        .filter(|run| run.state == RunState::Running);
    let stopped = list.under_way.is_some() && running.is_none();
    // It is read again every few seconds while it is under way; an effect runs in the browser alone.
    let follows = running.is_some();
    Effect::new(move |_| {
        if follows {
            set_timeout(move || reload.tell(()), AGAIN);
        }
    });
    let done = list.run.as_ref().map(|run| {
        let at = run.finished_at.unwrap_or(run.asked_at);
        let at = i18n::date_time(lang, zone.local(at));
        let n = integer(lang, run.compared);
        tf(lang, k::duplicates::RUN_DONE, &[("n", &n), ("at", &at)])
    });
    let said = done.unwrap_or_else(|| t(lang, k::duplicates::RUN_NONE).to_owned());
    let progress = running.clone().map(|run| {
        let label = tf(
            lang,
            k::duplicates::RUN_UNDER_WAY,
            &[
                ("part", &integer(lang, run.part)),
                ("parts", &integer(lang, run.parts)),
            ],
        );
        let share = percent_of(run.part, run.parts);
        view! {
            <p role="status">{label.clone()}</p>
            <Progress label done=Signal::stored(Some(share))/>
        }
    });
    let button = (running.is_none() && may(Action::EditAccount)).then(|| {
        let label = if list.run.is_some() || stopped {
            k::duplicates::RUN_AGAIN
        } else {
            k::duplicates::RUN_NOW
        };
        view! {
            <Button
                label=t(lang, label)
                size=Size::Small
                icon=Glyph::Refresh
                busy
                on_press=Callback::new(move |()| look())
            />
        }
    });
    view! {
        <div class="card stack-sm" id="duplicate-run">
            <div class="between">
                <p class="small muted">{said}</p>
                {button}
            </div>
            {progress}
            {stopped.then(|| view! { <p class="notice tone-danger" role="alert">{t(lang, k::duplicates::RUN_STOPPED)}</p> })}
        </div>
    }
}

/// The share of the parts that are done; both are small numbers.
fn percent_of(part: i64, parts: i64) -> f64 {
    let part = i32::try_from(part).unwrap_or_default();
    let parts = i32::try_from(parts).unwrap_or(1).max(1);
    100.0 * f64::from(part) / f64::from(parts)
}

#[component]
fn Kinds(kind: Memo<DuplicateKind>) -> impl IntoView {
    let lang = use_lang();
    let tabs = [
        (DuplicateKind::Account, k::crm::ACCOUNTS_TITLE),
        (DuplicateKind::Contact, k::crm::CONTACTS_TITLE),
        (DuplicateKind::Lead, k::leads::TITLE),
    ]
    .map(|(own, label)| {
        let href = format!("{}?{KIND}={}", path::DUPLICATES, own.code());
        view! {
            <a class="tab" href=href aria-current=move || (kind.get() == own).then_some("page")>
                {t(lang, label)}
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=t(lang, k::duplicates::KINDS)>{tabs.into_iter().collect_view()}</nav> }
}

#[component]
fn Pairs(
    list: DuplicateList,
    kind: DuplicateKind,
    pair: RwSignal<Option<Pair>>,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let compared = integer(lang, list.compared);
    if list.pairs.is_empty() {
        let text = tf(lang, k::duplicates::NONE_TEXT, &[("n", &compared)]);
        return view! {
            <EmptyState glyph=Glyph::CheckCircle title=t(lang, k::duplicates::NONE) text/>
        }
        .into_any();
    }
    let summary = tn(
        lang,
        k::duplicates::FOUND,
        list.total,
        &[("compared", &compared)],
    );
    let rows = list
        .pairs
        .into_iter()
        .map(|found| view! { <PairRow found kind pair reload/> })
        .collect_view();
    view! {
        <p class="muted small" role="status">{summary}</p>
        <ul class="duplicate-pairs">{rows}</ul>
    }
    .into_any()
}

#[component]
fn PairRow(
    found: DuplicatePair,
    kind: DuplicateKind,
    pair: RwSignal<Option<Pair>>,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let (one, other) = (found.one.id, found.other.id);
    let say = move |apart: bool| {
        let request = SeparateRecords {
            kind,
            one,
            other,
            apart,
        };
        leptos::task::spawn_local(async move {
            match api::separate(request).await {
                Ok(_) if apart => {
                    let back = move || {
                        api::separate(SeparateRecords {
                            kind,
                            one,
                            other,
                            apart: false,
                        })
                    };
                    let text = t(lang, k::duplicates::SEPARATED);
                    offer_undo(lang, toaster, text, back, move || reload.tell(()));
                }
                Ok(_) => {}
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
            reload.tell(());
        });
    };
    let tone = if found.found.score >= 90 {
        Tone::Danger
    } else {
        Tone::Warning
    };
    let score = tf(
        lang,
        k::duplicates::SCORE,
        &[("score", &integer(lang, i64::from(found.found.score)))],
    );
    let actions = found.may_merge.then(|| {
        view! {
            <span class="duplicate-actions">
                <Button
                    label=t(lang, k::duplicates::NOT_THE_SAME)
                    size=Size::Small
                    variant=Variant::Ghost
                    on_press=Callback::new(move |()| say(true))
                />
                <Button
                    label=t(lang, k::duplicates::MERGE)
                    size=Size::Small
                    on_press=Callback::new(move |()| pair.set(Some(Pair { kind, one, other })))
                />
            </span>
        }
    });
    view! {
        <li class="card duplicate-pair">
            <div class="duplicate-sides">{side(lang, &found.one)}{side(lang, &found.other)}</div>
            <div class="between">
                <span class="cluster">
                    <Badge text=score tone/>
                    {reason_badges(lang, &found.found)}
                </span>
                {actions}
            </div>
        </li>
    }
}

fn side(lang: i18n::Lang, record: &DuplicateRecord) -> impl IntoView + use<> {
    let owner = if record.owner.is_empty() {
        t(lang, k::leads::IN_QUEUE).to_owned()
    } else {
        record.owner.clone()
    };
    let second = [record.detail.clone(), owner]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <span class="crm-two">
            <a class="medium truncate" href=address(record)>{record.name.clone()}</a>
            <span class="small muted">{second}</span>
        </span>
    }
}

#[component]
fn Merges(rows: Vec<MergeRow>, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let toaster = use_toaster();
    let body = if rows.is_empty() {
        view! { <p class="muted">{t(lang, k::duplicates::NO_MERGES)}</p> }.into_any()
    } else {
        let items = rows
            .into_iter()
            .map(|row| {
                let id = row.id;
                let when = relative_time(lang, row.at, now.get_untracked(), &zone);
                let by = row.actor.clone().unwrap_or_default();
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("other", &row.merged_name), ("one", &row.kept_name)];
                let said = tf(lang, k::duplicates::MERGED_INTO, &values);
                let end = if row.undone_at.is_some() {
                    view! { <Badge text=t(lang, k::duplicates::UNDONE)/> }.into_any()
                } else if row.may_undo {
                    view! {
                        <Button
                            label=t(lang, k::duplicates::UNMERGE)
                            size=Size::Small
                            icon=Glyph::Undo
                            on_press=Callback::new(move |()| take_apart(lang, toaster, id, reload))
                        />
                    }
                    .into_any()
                } else {
                    ().into_any()
                };
                view! {
                    <li class="duplicate-row">
                        <span class="crm-two grow">
                            <span class="truncate">{said}</span>
                            <span class="small muted">{format!("{by} · {when}")}</span>
                        </span>
                        {end}
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="crm-links">{items}</ul> }.into_any()
    };
    view! { <Card id="merges" title=t(lang, k::duplicates::LAST_MERGES)>{body}</Card> }
}
