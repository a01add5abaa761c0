//! What failed: parked jobs with what can be done, and messages that did not leave.

use super::api::{discard_job, retry_job};
use crate::boot::{use_lang, use_session};
use i18n::{Key, date_time, integer, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{JobId, Lang};
use shared::platform::jobs::{DiscardJob, ParkedJob, RetryJob};
use shared::platform::mail::MailLine;
use ui::{Button, Card, Dialog, EmptyState, Glyph, Size, TableWrap, Tell, Variant, use_toaster};

/// What a kind of job does, in words; its own word when there are none.
fn kind_words(lang: Lang, kind: &str) -> String {
    Key::by_name(&format!("health.kind.{}", kind.replace('.', "_")))
        .map_or_else(|| kind.to_owned(), |key| t(lang, key).to_owned())
}

/// Parked jobs; `again` reads the page again.
#[component]
pub(super) fn ParkedJobs(jobs: Vec<ParkedJob>, total: i64, again: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let asked = RwSignal::new(None::<ParkedJob>);
    let open = RwSignal::new(false);
    let retry = Callback::new(move |id: JobId| {
        spawn_local(async move {
            match retry_job(RetryJob { id }).await {
                Ok(()) => toaster.success(t(lang, k::health::RETRIED)),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
            again.tell(());
        });
    });
    let ask = Callback::new(move |job: ParkedJob| {
        asked.set(Some(job));
        open.set(true);
    });
    let body = if jobs.is_empty() {
        view! { <EmptyState glyph=Glyph::CheckCircle title=t(lang, k::health::NO_PARKED_TITLE) text=t(lang, k::health::NO_PARKED_TEXT) /> }
            .into_any()
    } else {
        table(lang, jobs, retry, ask)
    };
    let more = (total > 50).then(|| {
        view! { <p class="muted small">{tf(lang, k::health::NEWEST_OF, &[("total", &integer(lang, total))])}</p> }
    });
    view! {
        <Card id="parked" title=t(lang, k::health::PARKED_TITLE) flush=true>{body}{more}</Card>
        <Discard asked open again />
    }
    .into_any()
}

fn table(
    lang: Lang,
    jobs: Vec<ParkedJob>,
    retry: Callback<JobId>,
    ask: Callback<ParkedJob>,
) -> AnyView {
    let zone = use_session().actor.zone;
    let rows = jobs
        .into_iter()
        .map(|job| {
            let kind = kind_words(lang, &job.kind);
            let when = job.parked_at.unwrap_or(job.created_at);
            let when = date_time(lang, zone.local(when));
            let id = job.id;
            let again = tf(lang, k::health::RETRY_LABEL, &[("job", &kind)]);
            let drop = tf(lang, k::health::DISCARD_LABEL, &[("job", &kind)]);
            let (error, attempts) = (job.error.clone(), integer(lang, job.attempts));
            view! {
                <tr>
                    <th scope="row">{kind}</th>
                    <td data-label=t(lang, k::health::REASON)><span class="health-reason">{error}</span></td>
                    <td class="num" data-label=t(lang, k::health::ATTEMPTS)>{attempts}</td>
                    <td class="nowrap" data-label=t(lang, k::health::PARKED_AT)>{when}</td>
                    <td class="nowrap">
                        <Button label=t(lang, k::health::RETRY) size=Size::Small icon=Glyph::Refresh attr:aria-label=again
                            on_press=Callback::new(move |()| retry.tell(id)) />
                        " "
                        <Button label=t(lang, k::health::DISCARD) size=Size::Small variant=Variant::Ghost attr:aria-label=drop
                            on_press=Callback::new(move |()| ask.tell(job.clone())) />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <TableWrap label=t(lang, k::health::PARKED_TITLE)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::health::JOB)}</th>
                        <th scope="col">{t(lang, k::health::REASON)}</th>
                        <th scope="col" class="num">{t(lang, k::health::ATTEMPTS)}</th>
                        <th scope="col">{t(lang, k::health::PARKED_AT)}</th>
                        <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

/// Asks before a job is given up: nobody can bring it back.
#[component]
fn Discard(
    asked: RwSignal<Option<ParkedJob>>,
    open: RwSignal<bool>,
    again: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    let discard = Callback::new(move |()| {
        let Some(job) = asked.get_untracked() else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let answer = discard_job(DiscardJob { id: job.id }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(()) => toaster.success(t(lang, k::health::DISCARDED)),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
            let _ = open.try_set(false);
            again.tell(());
        });
    });
    let text = move || {
        let kind = asked.with(|job| job.as_ref().map(|job| kind_words(lang, &job.kind)));
        tf(
            lang,
            k::health::DISCARD_TEXT,
            &[("job", &kind.unwrap_or_default())],
        )
    };
    view! {
        <Dialog id="discard-job" title=t(lang, k::health::DISCARD_TITLE).to_owned() open close_label=t(lang, k::admin::CLOSE)>
            <div class="dialog-body"><p>{text}</p></div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::admin::CANCEL) on_press=close />
                <Button label=t(lang, k::health::DISCARD) variant=Variant::Danger busy on_press=discard />
            </footer>
        </Dialog>
    }
    .into_any()
}

/// Messages that did not leave; nothing when all did.
#[component]
pub(super) fn TroubledMail(mails: Vec<MailLine>) -> impl IntoView {
    let lang = use_lang();
    if mails.is_empty() {
        return ().into_any();
    }
    let zone = use_session().actor.zone;
    let rows = mails
        .into_iter()
        .map(|mail| {
            let when = date_time(lang, zone.local(mail.created_at));
            view! {
                <tr>
                    <th scope="row">{mail.to}</th>
                    <td data-label=t(lang, k::health::SUBJECT)>{mail.subject}</td>
                    <td data-label=t(lang, k::health::REASON)><span class="health-reason">{mail.error}</span></td>
                    <td class="nowrap" data-label=t(lang, k::health::WRITTEN_AT)>{when}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card id="troubled-mail" title=t(lang, k::health::TROUBLED_TITLE) flush=true>
            <TableWrap label=t(lang, k::health::TROUBLED_TITLE)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::health::RECIPIENT)}</th>
                            <th scope="col">{t(lang, k::health::SUBJECT)}</th>
                            <th scope="col">{t(lang, k::health::REASON)}</th>
                            <th scope="col">{t(lang, k::health::WRITTEN_AT)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        </Card>
    }
    .into_any()
}
