//! `/admin/setup`: how the company sells, what is best done next, and the end of the sample data.

mod api;
mod form;
mod sample;
mod steps;

pub(crate) use api::demo as sample_company;
pub(crate) use sample::SampleCompany;
pub(crate) use steps::HomeSteps;

use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::platform::admin::{Loaded, Section};
use form::Form;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::demo::{ReadDemo, SampleView};
use shared::platform::setup::{ReadSetUp, SetUpView};
use steps::NextStepsCard;
use ui::Card;

/// The page.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let loaded = Resource::new(
        || (),
        |()| async move {
            let view = api::set_up(ReadSetUp {}).await?;
            let sample = api::demo(ReadDemo {}).await?;
            Ok::<_, Fault>((view, sample))
        },
    );
    let again = Callback::new(move |()| loaded.refetch());
    view! {
        <Section title=k::setup::TITLE>
            <Loaded loaded lines=8 let(found)><Parts found again /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Parts(found: (SetUpView, SampleView), again: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let (known, sample) = found;
    let next = known.next.clone();
    let parts = known.sample.clone();
    let form = may(Action::ManagePipelines).then(|| view! { <Form known /> });
    let sample = if sample.rows > 0 {
        view! { <SampleCompany sample parts on_gone=again /> }.into_any()
    } else {
        view! {
            <Card id="sample-data" title=t(lang, k::setup::SAMPLE)>
                <p class="muted">{t(lang, k::setup::SAMPLE_NONE)}</p>
            </Card>
        }
        .into_any()
    };
    view! {
        {form}
        <NextStepsCard next />
        {sample}
    }
    .into_any()
}
