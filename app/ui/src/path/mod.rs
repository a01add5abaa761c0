//! The path of stages of a record: done, current, to come; each may be pressed.

use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::prelude::*;

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Passed.
    Done,
    /// Here.
    Current,
    /// To come.
    Next,
    /// The good end, reached.
    Won,
    /// The bad end, reached.
    Lost,
}

impl StepState {
    const fn class(self) -> &'static str {
        match self {
            StepState::Done => "step is-done",
            StepState::Current => "step is-current",
            StepState::Next => "step",
            StepState::Won => "step is-won",
            StepState::Lost => "step is-lost",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the program calls it.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A remark under the name: days spent there.
    pub detail: String,
    /// Where it stands.
    pub state: StepState,
    /// Read aloud with the name: "done", "current stage".
    pub state_label: String,
}

/// The whole path.
#[component]
pub fn PathStepper(
    /// Name of the list.
    #[prop(into)]
    label: String,
    #[prop(into)] steps: Signal<Vec<Step>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_pick: Callback<String>,
) -> impl IntoView {
    view! {
        <ol class="path" aria-label=label>
            {move || {
                steps
                    .get()
                    .into_iter()
                    .map(|step| {
                        let current = matches!(step.state, StepState::Current | StepState::Won | StepState::Lost);
                        let mark = match step.state {
                            StepState::Done | StepState::Won => Some(Glyph::Check),
                            StepState::Lost => Some(Glyph::X),
                            _ => None,
                        };
                        let value = step.value;
                        view! {
                            <li class=step.state.class()>
                                <button
                                    type="button"
                                    class="step-button"
                                    aria-current=current.then_some("step")
                                    disabled=disabled
                                    on:click=move |_| on_pick.tell(value.clone())
                                >
                                    {mark.map(|glyph| view! { <Icon glyph class="icon-sm"/> })}
                                    <span class="step-name">{step.label}</span>
                                    <span class="step-detail">{step.detail}</span>
                                    <span class="visually-hidden">" "{step.state_label}</span>
                                </button>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ol>
    }
}
