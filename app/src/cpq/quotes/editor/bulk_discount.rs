//! The window in which one discount is given to the selected lines.

use super::bulk::{counted, named, tell};
use super::state::Editor;
use crate::cpq::numbers::{self, Way, way_of};
use i18n::{issue_text, k, money, per_charge, t, tf};
use leptos::prelude::*;
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::bulk::{BulkOff, BulkPlan, apply, plan};
use shared::kernel::{Currency, Issue, Lang, Money};
use ui::{Button, Choice, Dialog, NumberInput, Select, Variant};

#[component]
pub fn BulkDiscount(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let lang = editor.lang;
    view! {
        <Dialog
            id="bulk-discount"
            title=t(lang, k::cpq::bulk::DISCOUNT_TITLE)
            open
            close_label=t(lang, k::ui::CLOSE)
        >
            <Form editor open/>
        </Dialog>
    }
}

/// What was typed: nothing yet, or what it asks of the lines.
fn asked(editor: Editor, chosen: Way, text: &str) -> (Way, Option<Result<BulkOff, Issue>>) {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let (way, number) = way_of(text, chosen, currency);
    if number.is_empty() {
        return (way, None);
    }
    let amount = || numbers::to_amount(lang, &number, currency);
    let found = match way {
        Way::Percent => numbers::to_percent(lang, &number).map(BulkOff::Percent),
        Way::Amount => amount().map(BulkOff::Amount),
        Way::Left => amount().map(BulkOff::Total),
    };
    let why = || match way {
        Way::Percent => Issue::error("percent_out_of_range", "discount"),
        Way::Amount | Way::Left => Issue::error("not_a_number", "discount").with("text", text),
    };
    (way, Some(found.ok_or_else(why)))
}

/// The ways a discount may be written.
fn ways(lang: Lang, currency: Currency) -> Vec<Choice> {
    let code = currency.code();
    let named = |way: Way, key| Choice::new(way.code(), tf(lang, key, &[("currency", &code)]));
    vec![
        Choice::new(Way::Percent.code(), t(lang, k::cpq::head::BY_PERCENT)),
        named(Way::Amount, k::cpq::bulk::BY_AMOUNT),
        named(Way::Left, k::cpq::bulk::BY_TOTAL),
    ]
}

/// What the lines that take it come to, before and after.
fn outcome(editor: Editor, plan: &BulkPlan, currency: Currency) -> String {
    let lang = editor.lang;
    if plan.taken.is_empty() {
        return t(lang, k::cpq::bulk::NONE_TAKES).to_owned();
    }
    let amounts = |parts: &[(Charge, i64)]| {
        let each = parts.iter().map(|(charge, minor)| {
            per_charge(lang, *charge, &money(lang, Money::new(*minor, currency)))
        });
        each.collect::<Vec<_>>().join(" · ")
    };
    let lines = counted(editor, k::cpq::bulk::LINES, plan.taken.len());
    let (from, to) = (amounts(&plan.before), amounts(&plan.after));
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("lines", &lines), ("from", &from), ("to", &to)];
    tf(lang, k::cpq::bulk::OUTCOME, &values)
}

#[component]
fn Form(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let lang = editor.lang;
    let kind = RwSignal::new(Way::Percent.code().to_owned());
    let text = RwSignal::new(String::new());
    // Nothing but this window changes the lines while it is open.
    let (draft, picked) = (editor.draft(), editor.picked_ids());
    let currency = draft.currency;
    let answer = Memo::new(move |_| {
        let chosen = kind.with(|code| Way::of(code));
        let (_, ask) = text.with(|text| asked(editor, chosen, text));
        Some(ask?.and_then(|ask| plan(&draft, &picked, ask)))
    });
    // "10 %" is a percentage, whatever was chosen.
    Effect::new(move |_| {
        let chosen = Way::of(&kind.get_untracked());
        let (way, _) = text.with(|text| way_of(text, chosen, currency));
        if way != chosen {
            kind.set(way.code().to_owned());
        }
    });
    let error = Signal::derive(move || match answer.get() {
        Some(Err(issue)) => Some(issue_text(lang, &issue)),
        _ => None,
    });
    let ready =
        move || answer.with(|found| matches!(found, Some(Ok(plan)) if !plan.taken.is_empty()));
    let told = move || match answer.get() {
        Some(Ok(plan)) => outcome(editor, &plan, currency),
        _ => String::new(),
    };
    let spared = move || {
        let found = answer.get().and_then(Result::ok)?;
        (!found.spared.is_empty()).then_some(found.spared)
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(Ok(plan)) = answer.get_untracked()
            && !plan.taken.is_empty()
        {
            give(editor, &plan);
            open.set(false);
        }
    };
    view! {
        <form class="dialog-body form" novalidate on:submit=submit>
            <Select id="bulk-discount-kind" label=t(lang, k::cpq::head::DISCOUNT_KIND) value=kind options=ways(lang, currency)/>
            <NumberInput
                id="bulk-discount-value"
                label=t(lang, k::cpq::editor::DISCOUNT)
                value=text
                hint=t(lang, k::cpq::bulk::HINT)
                error
            />
            <p role="status" data-outcome="">{told}</p>
            {move || spared().map(|spared| view! {
                <div data-spared="">
                    <p>{t(lang, k::cpq::bulk::SPARED)}</p>
                    <ul>
                        {spared.iter().map(|one| view! { <li>{named(editor, one)}</li> }).collect_view()}
                    </ul>
                </div>
            })}
            <div class="form-actions">
                <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                <Button
                    label=t(lang, k::cpq::bulk::APPLY)
                    variant=Variant::Primary
                    submit=true
                    disabled=Signal::derive(move || !ready())
                    attr:id="bulk-discount-apply"
                />
            </div>
        </form>
    }
}

fn give(editor: Editor, plan: &BulkPlan) {
    let before = editor.draft().lines;
    editor.change_lines(|lines| apply(lines, &plan.taken));
    editor.changed();
    let said = counted(editor, k::cpq::bulk::DISCOUNTED, plan.taken.len());
    tell(editor, &before, said, &plan.spared);
}
