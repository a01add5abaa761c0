//! Deciding where one is told of it: the request in short, and a way to agree at once. Whoever wants to know more, to
//! reject or to set a condition follows the notice to the page.

use super::api;
use crate::boot::use_lang;
use i18n::{issue_text, k, money, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::ops::{DecideApproval, GetApproval};
use shared::cpq::approvals::{ApprovalView, DecisionKind};
use shared::kernel::{Issue, Money, QuoteId};
use std::collections::BTreeMap;
use ui::{Button, Glyph, Size, Tell, Variant, use_toaster};

/// Reads what is asked about a quote when it is pressed, and takes the word of whoever agrees.
#[component]
pub fn DecideHere(
    quote: QuoteId,
    /// What was read: of the list, so that it stays when its rows are made anew.
    looked: RwSignal<BTreeMap<QuoteId, ApprovalView>>,
    on_decided: Callback<()>,
) -> impl IntoView {
    use k::approvals::decide as d;
    let lang = use_lang();
    let toaster = use_toaster();
    let seen = Memo::new(move |_| looked.with(|all| all.get(&quote).cloned()));
    let busy = RwSignal::new(false);
    let look = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = api::get(GetApproval { quote_id: quote }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(view) => {
                    let _ = looked.try_update(|all| all.insert(quote, view));
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let approve = Callback::new(move |()| {
        let asked = seen.with_untracked(|seen| {
            let view = seen.as_ref()?;
            let request = view.request.as_ref()?;
            let step = request.approval.open_step();
            Some((request.id, step, view.number.clone()))
        });
        let Some((id, step, number)) = asked else {
            return;
        };
        busy.set(true);
        let request = DecideApproval {
            id,
            decision: DecisionKind::Approve,
            comment: String::new(),
            condition: String::new(),
            step,
        };
        spawn_local(async move {
            let answer = api::decide(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    let _ = looked.try_update(|all| all.remove(&quote));
                    toaster.success(tf(lang, d::DONE, &[("number", &number)]));
                    on_decided.tell(());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let told = move || {
        seen.get().map(|view| {
            let request = view.request.filter(|request| request.may_decide);
            let Some(request) = request else {
                let over = issue_text(lang, &Issue::error("not_asked", "decision"));
                return view! { <span class="small muted">{over}</span> }.into_any();
            };
            let open = request.approval.open();
            let reasons: Vec<&str> = open.map(|one| one.need.name.get(lang)).collect();
            let net = Money::new(view.money.totals.net_minor, view.money.currency);
            let text = format!("{} · {}", reasons.join(", "), money(lang, net));
            view! {
                <span class="small">{text}</span>
                <Button label=t(lang, d::APPROVE) icon=Glyph::Check variant=Variant::Primary size=Size::Small
                    busy on_press=approve />
            }
            .into_any()
        })
    };
    view! {
        <div class="cluster">
            <Button label=t(lang, d::HERE) icon=Glyph::Shield size=Size::Small busy on_press=look />
            {told}
        </div>
    }
}
