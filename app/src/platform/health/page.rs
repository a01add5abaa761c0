//! The page: what deserves a look first, then the figures, then what failed.

use super::api;
use super::tables::{ParkedJobs, TroubledMail};
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::platform::admin::{Section, refused};
use i18n::{Key, bytes, date_time, integer, k, relative_time, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::Lang;
use shared::kernel::event::Entity;
use shared::platform::health::{GetHealth, HealthView, MailRoute, Mark};
use ui::{Button, Card, Fact, Facts, Figure, Glyph, Icon, Skeleton, Tone};

/// `/admin/health`.
#[component]
pub fn HealthPage() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| api::health(GetHealth {}));
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Job) {
            loaded.refetch();
        }
    });
    let again = Callback::new(move |()| loaded.refetch());
    let actions = view! { <Button label=t(lang, k::health::READ_AGAIN) icon=Glyph::Refresh on_press=again /> };
    view! {
        <Section title=k::health::TITLE actions=actions.into_any()>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::shell::LOADING) lines=8 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(view) => show(lang, view, again),
                        Err(fault) => refused(&fault),
                    }
                })}
            </Transition>
        </Section>
    }
    .into_any()
}

fn show(lang: Lang, view: HealthView, again: Callback<()>) -> AnyView {
    let marks = notices(lang, &view);
    let figures = figures(lang, &view);
    let (parked, troubled) = (view.jobs.parked_jobs.clone(), view.mail.troubled.clone());
    view! {
        {marks}
        <div class="grid-figures">{figures}</div>
        <ParkedJobs jobs=parked total=view.jobs.parked again />
        <TroubledMail mails=troubled />
        <Installation view />
    }
    .into_any()
}

fn notices(lang: Lang, view: &HealthView) -> AnyView {
    let marks = view.marks();
    if marks.is_empty() {
        return view! {
            <p class="notice tone-success" role="status"><Icon glyph=Glyph::CheckCircle />{t(lang, k::health::WELL)}</p>
        }
        .into_any();
    }
    marks
        .into_iter()
        .map(|mark| {
            let (tone, key) = mark_words(mark);
            view! { <p class=format!("notice tone-{tone}") role="status"><Icon glyph=Glyph::Alert />{t(lang, key)}</p> }
        })
        .collect_view()
        .into_any()
}

const fn mark_words(mark: Mark) -> (&'static str, Key) {
    match mark {
        Mark::ReadOnly => ("danger", k::health::mark::READ_ONLY),
        Mark::BrokenLog => ("danger", k::health::mark::BROKEN_LOG),
        Mark::PendingMigrations => ("danger", k::health::mark::PENDING_MIGRATIONS),
        Mark::TightDisk => ("danger", k::health::mark::TIGHT_DISK),
        Mark::LateJobs => ("danger", k::health::mark::LATE_JOBS),
        Mark::ParkedJobs => ("warning", k::health::mark::PARKED_JOBS),
        Mark::TroubledMail => ("warning", k::health::mark::TROUBLED_MAIL),
    }
}

fn figures(lang: Lang, view: &HealthView) -> AnyView {
    let (jobs, mail) = (&view.jobs, &view.mail);
    let zone = use_session().actor.zone;
    let oldest = jobs.oldest_due.map_or_else(
        || t(lang, k::health::NOTHING_DUE).to_owned(),
        |at| {
            let when = relative_time(lang, at, view.now, &zone);
            tf(lang, k::health::OLDEST_DUE, &[("when", &when)])
        },
    );
    let late = if jobs.is_late(view.now) {
        Tone::Danger
    } else {
        Tone::Neutral
    };
    let bad = |count: i64| {
        if count > 0 {
            Tone::Warning
        } else {
            Tone::Neutral
        }
    };
    let disk = view.disk.as_ref().map(|disk| {
        let tone = if disk.is_tight() {
            Tone::Danger
        } else {
            Tone::Neutral
        };
        let total = bytes(lang, disk.total);
        view! {
            <Figure label=t(lang, k::health::DISK) value=bytes(lang, disk.free) tone
                note=tf(lang, k::health::DISK_OF, &[("total", &total)]) />
        }
    });
    view! {
        <Figure label=t(lang, k::health::QUEUED) value=integer(lang, jobs.queued + jobs.running) note=oldest tone=late />
        <Figure label=t(lang, k::health::PARKED) value=integer(lang, jobs.parked) tone=bad(jobs.parked)
            note=tn(lang, k::health::DONE_LATELY, jobs.done, &[]) />
        <Figure label=t(lang, k::health::MAIL_WAITING) value=integer(lang, mail.waiting)
            tone=bad(i64::try_from(mail.troubled.len()).unwrap_or_default())
            note=tn(lang, k::health::SENT_LATELY, mail.sent, &[]) />
        <Figure label=t(lang, k::health::DATABASE_SIZE) value=bytes(lang, view.database.bytes)
            note=tn(lang, k::health::EVENTS, view.database.events, &[]) />
        {disk}
        <Figure label=t(lang, k::health::STREAMS) value=integer(lang, view.streams) note=t(lang, k::health::STREAMS_NOTE) />
    }
    .into_any()
}

#[component]
fn Installation(view: HealthView) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let database = view.database;
    let schema = if database.pending == 0 {
        tf(
            lang,
            k::health::SCHEMA_CURRENT,
            &[("number", &database.migration)],
        )
    } else {
        tn(lang, k::health::SCHEMA_PENDING, database.pending, &[])
    };
    let route = match &view.mail.route {
        MailRoute::None => t(lang, k::health::ROUTE_NONE).to_owned(),
        MailRoute::Folder(path) => tf(lang, k::health::ROUTE_FOLDER, &[("path", path)]),
        MailRoute::Server(host) => tf(lang, k::health::ROUTE_SERVER, &[("host", host)]),
    };
    let started = date_time(lang, zone.local(view.started_at));
    view! {
        <Card id="installation" title=t(lang, k::health::INSTALLATION)>
            <Facts>
                <Fact label=t(lang, k::health::VERSION)>{view.version}</Fact>
                <Fact label=t(lang, k::health::STARTED)>{started}</Fact>
                <Fact label=t(lang, k::health::DATABASE)>{database.kind}</Fact>
                <Fact label=t(lang, k::health::SCHEMA)>{schema}</Fact>
                <Fact label=t(lang, k::health::MAIL_ROUTE)><span class="health-path">{route}</span></Fact>
            </Facts>
        </Card>
    }
    .into_any()
}
