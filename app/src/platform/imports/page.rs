//! The page.

use super::api;
use super::desk::Desk;
use super::file_card::FileCard;
use super::files::DropPlace;
use super::runs::{Log, Runs};
use crate::boot::use_lang;
use crate::call::Fault;
use crate::platform::setup::{SampleCompany, sample_company};
use crate::shell::{Page, Trouble};
use i18n::{integer, k, problem_text, t, tn};
use leptos::prelude::*;
use shared::kernel::Currency;
use shared::platform::demo::{ReadDemo, SampleView};
use shared::platform::imports::model::{OnError, OnGate};
use shared::platform::imports::ops::{ImportSetUp, ImportView, ReadImportContext, ReadImports};
use ui::{Button, Card, Choice, PageHeader, Select, Skeleton, Switch, TextInput, Variant};

/// `/import`.
#[component]
pub fn ImportPage() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(
        || (),
        |()| async move {
            let set_up = api::set_up(ReadImportContext {}).await?;
            let runs = api::runs(ReadImports { ids: Vec::new() }).await?;
            let sample = sample_company(ReadDemo {}).await?;
            Ok::<_, Fault>((set_up, runs, sample))
        },
    );
    view! {
        <Page title=t(lang, k::imports::TITLE) />
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8 /> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok((set_up, runs, sample)) => view! { <Wizard set_up runs sample /> }.into_any(),
                    Err(fault) => {
                        let again = Callback::new(move |()| loaded.refetch());
                        view! { <Trouble fault retry=again /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Wizard(set_up: ImportSetUp, runs: Vec<ImportView>, sample: SampleView) -> impl IntoView {
    let lang = use_lang();
    let desk = Desk::new(set_up);
    let some = Memo::new(move |_| desk.files.with(|files| !files.is_empty()));
    view! {
        <PageHeader
            title=t(lang, k::imports::TITLE)
            subtitle=Signal::derive(move || t(lang, k::imports::SUBTITLE).to_owned())
        />
        <div class="stack">
            <DropPlace desk />
            <Runs runs=desk.runs />
            <p class="notice tone-danger" role="alert" hidden=move || desk.fault.with(Option::is_none)>
                {move || desk.fault.with(|fault| fault.as_ref().map(|Fault(problem)| problem_text(lang, problem)))}
            </p>
            {move || some.get().then(|| view! { <Choices desk /> })}
            <For
                each=move || desk.files.get()
                key=|file| (file.id, file.mapping.kind.code(), file.table.separator, file.table.has_header, file.read)
                children=move |file| view! { <FileCard desk file /> }
            />
            {move || some.get().then(|| view! { <RunBar desk /> })}
            <Log desk earlier=runs />
            {(sample.rows > 0).then(|| view! { <SampleCompany sample /> })}
        </div>
    }
}

/// Choices for all files.
#[component]
fn Choices(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let settings = desk.settings.get_untracked();
    let pipeline = RwSignal::new(settings.pipeline_id.to_string());
    let pipelines: Vec<Choice> = desk.context.with_value(|context| {
        context
            .pipelines
            .iter()
            .map(|pipeline| Choice::new(pipeline.id.to_string(), pipeline.name.get(lang)))
            .collect()
    });
    let currency = RwSignal::new(settings.currency.code().to_owned());
    let currencies: Vec<Choice> = Currency::all()
        .map(|c| Choice::new(c.code(), c.code()))
        .collect();
    let source = RwSignal::new(settings.source);
    let create = RwSignal::new(settings.create_missing);
    let lenient = RwSignal::new(settings.on_error == OnError::LeaveRowsOut);
    let excepted = RwSignal::new(settings.on_gate == OnGate::Exception);
    Effect::new(move |before: Option<(bool, bool, bool)>| {
        let now = (create.get(), lenient.get(), excepted.get());
        if before.is_some_and(|before| before != now) {
            desk.set_settings(|settings| {
                settings.create_missing = now.0;
                settings.on_error = if now.1 {
                    OnError::LeaveRowsOut
                } else {
                    OnError::RefuseFile
                };
                settings.on_gate = if now.2 {
                    OnGate::Exception
                } else {
                    OnGate::Error
                };
            });
        }
        now
    });
    view! {
        <Card title=Signal::derive(move || t(lang, k::imports::CHOICES).to_owned())>
            <div class="stack-sm">
                <div class="form-row">
                    <Select
                        id="import-pipeline"
                        label=t(lang, k::imports::PIPELINE)
                        value=pipeline
                        options=pipelines
                        on_commit=Callback::new(move |id: String| {
                            if let Ok(id) = id.parse() {
                                desk.set_settings(|settings| settings.pipeline_id = id);
                            }
                        })
                    />
                    <Select
                        id="import-currency"
                        label=t(lang, k::imports::CURRENCY)
                        value=currency
                        options=currencies
                        on_commit=Callback::new(move |code: String| {
                            if let Ok(currency) = code.parse() {
                                desk.set_settings(|settings| settings.currency = currency);
                            }
                        })
                    />
                    <TextInput
                        id="import-source"
                        label=t(lang, k::imports::SOURCE)
                        hint=t(lang, k::imports::SOURCE_HINT)
                        value=source
                        on_commit=Callback::new(move |name: String| {
                            let name = name.trim().to_owned();
                            if !name.is_empty() {
                                desk.set_settings(|settings| settings.source = name);
                            }
                        })
                    />
                </div>
                <Switch id="import-create" label=t(lang, k::imports::CREATE_MISSING) on=create />
                <Switch id="import-lenient" label=t(lang, k::imports::LEAVE_OUT) on=lenient />
                <Switch id="import-gates" label=t(lang, k::imports::EXCEPT_GATES) on=excepted />
            </div>
        </Card>
    }
}

#[component]
fn RunBar(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let ready = Memo::new(move |_| {
        let planned = desk.plans.with(|plans| plans.len());
        let wanted = desk.files.with(Vec::len);
        planned == wanted
            && !desk.planning.get()
            && desk
                .plans
                .with(|plans| plans.iter().any(|plan| !plan.refused))
    });
    let total = Signal::derive(move || {
        if desk.planning.get() {
            return t(lang, k::imports::PLANNING).to_owned();
        }
        let changes: u32 = desk.plans.with(|plans| {
            let good = plans.iter().filter(|plan| !plan.refused);
            let counts = good.map(|plan| plan.counts);
            counts
                .map(|counts| counts.create + counts.update + counts.merge + counts.extra)
                .sum()
        });
        let changes = i64::from(changes);
        tn(
            lang,
            k::imports::CHANGES,
            changes,
            &[("n", &integer(lang, changes))],
        )
    });
    view! {
        <div class="import-bar" role="group" aria-label=t(lang, k::imports::RUN)>
            <span class="strong" aria-live="polite">{total}</span>
            <Button
                label=t(lang, k::imports::RUN)
                variant=Variant::Primary
                busy=desk.running
                disabled=Signal::derive(move || !ready.get())
                on_press=Callback::new(move |()| desk.run())
            />
        </div>
    }
}
