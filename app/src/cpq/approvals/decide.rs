//! The decision: approve, approve on a condition, reject.

use super::api;
use crate::boot::use_lang;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::ops::DecideApproval;
use shared::cpq::approvals::{ApprovalView, DecisionKind};
use shared::kernel::ApprovalId;
use ui::{Button, Glyph, Tell, TextArea, TextInput, Variant, use_toaster};

/// The form at the end of the panel.
#[component]
pub fn Decide(
    id: ApprovalId,
    /// The step it is about.
    step: Option<u32>,
    number: String,
    #[prop(into)] on_decided: Callback<ApprovalView>,
) -> impl IntoView {
    use k::approvals::decide as d;
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let comment = RwSignal::new(String::new());
    let condition = RwSignal::new(String::new());
    let busy = RwSignal::new(None::<DecisionKind>);
    let number = StoredValue::new(number);
    let say = move |decision: DecisionKind| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(decision));
        findings.clear();
        let request = DecideApproval {
            id,
            decision,
            comment: comment.get_untracked(),
            condition: condition.get_untracked(),
            step,
        };
        spawn_local(async move {
            let answer = api::decide(request).await;
            let _ = busy.try_set(None);
            match answer {
                Ok(view) => {
                    let number = number.try_get_value().unwrap_or_default();
                    toaster.success(tf(lang, d::DONE, &[("number", &number)]));
                    on_decided.tell(view);
                }
                Err(fault) => {
                    findings.refuse(&fault);
                    // Somebody else was faster: the request as it is now.
                    let now = fault.0.current.as_deref();
                    if let Some(view) = now.and_then(|text| serde_json::from_str(text).ok()) {
                        toaster.problem(i18n::problem_text(lang, &fault.0));
                        on_decided.tell(view);
                    }
                }
            }
        });
    };
    let is = move |kind| Signal::derive(move || busy.get() == Some(kind));
    let has_condition = move || condition.with(|text| !text.trim().is_empty());
    view! {
        <section class="approval-decide" aria-labelledby="approval-decide-title">
            <h3 class="approval-heading" id="approval-decide-title">{t(lang, d::TITLE)}</h3>
            <TextArea id="approval-comment" label=t(lang, d::COMMENT) value=comment rows=3 max_length=2_000
                hint=t(lang, d::COMMENT_HINT) error=findings.of("comment") />
            <TextInput id="approval-condition" label=t(lang, d::CONDITION) value=condition error=findings.of("condition") />
            <FormNotice text=findings.rest(&["comment", "condition"]) />
            <div class="approval-buttons">
                <Show
                    when=has_condition
                    fallback=move || view! {
                        <Button label=t(lang, d::APPROVE) icon=Glyph::Check variant=Variant::Primary
                            busy=is(DecisionKind::Approve) on_press=Callback::new(move |()| say(DecisionKind::Approve)) />
                    }
                >
                    <Button label=t(lang, d::APPROVE_IF) icon=Glyph::Check variant=Variant::Primary
                        busy=is(DecisionKind::ApproveIf) on_press=Callback::new(move |()| say(DecisionKind::ApproveIf)) />
                </Show>
                <Button label=t(lang, d::REJECT) icon=Glyph::XCircle variant=Variant::Danger
                    busy=is(DecisionKind::Reject) on_press=Callback::new(move |()| say(DecisionKind::Reject)) />
            </div>
        </section>
    }
}
