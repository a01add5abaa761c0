//! Facts edited where they stand.

use super::state::Deal;
use crate::boot::use_lang;
use crate::routes;
use crate::work::{suggest, word};
use i18n::{field_name, issue_text, k, parse_money, t, tf, tn};
use leptos::prelude::*;
use shared::deals::opportunities::{AmountSource, OpportunityChange, OpportunityKind};
use shared::deals::pipelines::StageState;
use shared::kernel::AccountId;
use shared::platform::fields::Holder;
use shared::work::tasks::ops::LinkKind;
use ui::{
    Badge, Button, Card, Choice, Combobox, Dialog, EditKind, Fact, Facts, Glyph, IconButton,
    InlineEdit, Size, Tone, Variant,
};

fn locked(deal: Deal) -> Signal<bool> {
    let may_edit = deal.may_edit();
    Signal::derive(move || !may_edit.get())
}

/// The amount: typed, or the sum of the products.
#[component]
pub fn AmountFact(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let from_products = Memo::new(move |_| {
        deal.view
            .with(|view| view.amount_source == AmountSource::Products)
    });
    let shown = Signal::derive(move || deal.view.with(|view| i18n::money(lang, view.amount)));
    let value = Signal::derive(move || {
        deal.view.with(|view| {
            let amount = view.amount.to_decimal();
            let decimals = view.amount.currency.decimals();
            format!(
                "{} {}",
                i18n::number(lang, amount, decimals),
                view.amount.currency
            )
        })
    });
    let read = move |text: &str| {
        let currency = deal.view.with_untracked(|view| view.amount.currency);
        parse_money(lang, text, currency, "amount").map(OpportunityChange::Amount)
    };
    let check = Callback::new(move |text: String| match read(&text) {
        Ok(change) => deal.refusal(&change),
        Err(issue) => Some(issue_text(lang, &issue)),
    });
    let save = Callback::new(move |text: String| {
        if let Ok(change) = read(&text) {
            deal.edit(vec![change]);
        }
    });
    let lock = locked(deal);
    view! {
        <Fact label=t(lang, k::opportunity::AMOUNT)>
            <InlineEdit
                id="deal-amount"
                label=t(lang, k::opportunity::AMOUNT)
                shown
                value
                kind=EditKind::Number
                check=check
                disabled=Signal::derive(move || lock.get() || from_products.get())
                on_save=save
            />
            <Show when=move || from_products.get()>
                <span class="small muted">{t(lang, k::opportunity::FROM_PRODUCTS)}</span>
            </Show>
        </Fact>
    }
}

/// The expected day of signature, with its pushes.
#[component]
pub fn CloseDateFact(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let shown = Signal::derive(move || {
        deal.view
            .with(|view| i18n::date_medium(lang, view.close_date))
    });
    let value = Signal::derive(move || deal.view.with(|view| view.close_date.to_string()));
    let read = |text: &str| text.parse().ok().map(OpportunityChange::CloseDate);
    let check = Callback::new(move |text: String| match read(&text) {
        Some(change) => deal.refusal(&change),
        None => Some(t(lang, k::issue::REQUIRED).to_owned()),
    });
    let save = Callback::new(move |text: String| {
        if let Some(change) = read(&text) {
            deal.edit(vec![change]);
        }
    });
    let lock = locked(deal);
    let closed = Memo::new(move |_| deal.view.with(|view| view.state != StageState::Open));
    let pushes = move || {
        let pushes = deal.view.with(|view| view.close_date_pushes);
        (pushes > 0).then(|| {
            let text = tn(lang, k::opportunity::PUSHES, i64::from(pushes), &[]);
            view! { <Badge text tone=Tone::Warning icon=Glyph::Calendar plain=true /> }
        })
    };
    view! {
        <Fact label=t(lang, k::opportunity::CLOSE_DATE)>
            <InlineEdit
                id="deal-close-date"
                label=t(lang, k::opportunity::CLOSE_DATE)
                shown
                value
                kind=EditKind::Date
                check=check
                disabled=Signal::derive(move || lock.get() || closed.get())
                on_save=save
            />
            {pushes}
        </Fact>
    }
}

/// The account as a link, with a search to change it.
#[component]
pub fn AccountFact(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let picked = RwSignal::new(None::<Choice>);
    let may_edit = deal.may_edit();
    let link = move || {
        deal.view.with(|view| match &view.account {
            Some(account) => {
                view! { <a href=routes::account(account.id)>{account.name.clone()}</a> }.into_any()
            }
            None => view! { <span class="muted">{t(lang, k::opportunity::NO_ACCOUNT)}</span> }
                .into_any(),
        })
    };
    let ask = move || {
        picked.set(deal.view.with_untracked(|view| {
            view.account
                .as_ref()
                .map(|account| Choice::new(account.id.to_string(), account.name.clone()))
        }));
        open.set(true);
    };
    let save = move || {
        open.set(false);
        let account: Option<AccountId> = picked
            .get_untracked()
            .and_then(|choice| choice.value.parse().ok());
        let before = deal
            .view
            .with_untracked(|view| view.account.as_ref().map(|account| account.id));
        if account != before {
            deal.edit(vec![OpportunityChange::Account(account)]);
        }
    };
    view! {
        <Fact label=t(lang, k::opportunity::ACCOUNT)>
            <span class="cluster deal-account">
                {link}
                <Show when=move || may_edit.get()>
                    <IconButton
                        glyph=Glyph::Edit
                        label=t(lang, k::opportunity::CHANGE_ACCOUNT)
                        size=Size::Small
                        on_press=Callback::new(move |()| ask())
                    />
                </Show>
            </span>
            <Dialog
                id="deal-account-dialog"
                title=t(lang, k::opportunity::CHANGE_ACCOUNT)
                open
                close_label=t(lang, k::ui::CLOSE)
            >
                <div class="dialog-body">
                    <Combobox
                        id="deal-account"
                        label=t(lang, k::opportunity::ACCOUNT)
                        value=picked
                        suggest=suggest(LinkKind::Account, None)
                        empty_text=t(lang, k::work::NOTHING_FOUND)
                        placeholder=t(lang, k::work::SEARCH_ACCOUNT)
                    />
                </div>
                <footer class="dialog-footer">
                    <Button
                        label=t(lang, k::ui::CANCEL)
                        on_press=Callback::new(move |()| open.set(false))
                    />
                    <Button
                        label=t(lang, k::ui::SAVE)
                        variant=Variant::Primary
                        on_press=Callback::new(move |()| save())
                    />
                </footer>
            </Dialog>
        </Fact>
    }
}

/// Next step, its day, kind, source and, for a lost deal, why.
#[component]
pub fn FactsCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let lock = locked(deal);
    let next_text = Signal::derive(move || deal.view.with(|view| view.next_step.clone()));
    let next_on = move || deal.view.with_untracked(|view| view.next_step_on);
    let next_change = move |text: String| OpportunityChange::NextStep {
        on: if text.trim().is_empty() {
            None
        } else {
            next_on()
        },
        text,
    };
    let day_shown = Signal::derive(move || {
        deal.view.with(|view| {
            view.next_step_on
                .map(|day| i18n::date_medium(lang, day))
                .unwrap_or_default()
        })
    });
    let day_value = Signal::derive(move || {
        deal.view.with(|view| {
            view.next_step_on
                .map(|day| day.to_string())
                .unwrap_or_default()
        })
    });
    let day_change = move |text: &str| OpportunityChange::NextStep {
        text: deal.view.with_untracked(|view| view.next_step.clone()),
        on: text.parse().ok(),
    };
    let kinds: Vec<Choice> = OpportunityKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "deals.kind", kind.code())))
        .collect();
    let kind_shown = Signal::derive(move || {
        deal.view
            .with(|view| word(lang, "deals.kind", view.kind.code()).to_owned())
    });
    let kind_value = Signal::derive(move || deal.view.with(|view| view.kind.code().to_owned()));
    let source = Signal::derive(move || deal.view.with(|view| view.source.clone()));
    let no_step = Signal::derive(move || lock.get() || next_text.with(String::is_empty));
    view! {
        <Card id="deal-facts" title=Signal::stored(t(lang, k::opportunity::FACTS).to_owned())>
            <Facts>
                <Fact label=field_name(lang, "next_step")>
                    <InlineEdit
                        id="deal-next-step"
                        label=field_name(lang, "next_step")
                        shown=next_text
                        value=next_text
                        placeholder=t(lang, k::opportunity::ADD_NEXT_STEP)
                        check=Callback::new(move |text| deal.refusal(&next_change(text)))
                        disabled=lock
                        on_save=Callback::new(move |text| deal.edit(vec![next_change(text)]))
                    />
                </Fact>
                <Fact label=field_name(lang, "next_step_on")>
                    <InlineEdit
                        id="deal-next-step-on"
                        label=field_name(lang, "next_step_on")
                        shown=day_shown
                        value=day_value
                        kind=EditKind::Date
                        placeholder=t(lang, k::opportunity::ADD_DAY)
                        check=Callback::new(move |text: String| deal.refusal(&day_change(&text)))
                        disabled=no_step
                        on_save=Callback::new(move |text: String| {
                            deal.edit(vec![day_change(&text)]);
                        })
                    />
                </Fact>
                <Fact label=field_name(lang, "kind")>
                    <InlineEdit
                        id="deal-kind"
                        label=field_name(lang, "kind")
                        shown=kind_shown
                        value=kind_value
                        kind=EditKind::Among(kinds)
                        disabled=lock
                        on_save=Callback::new(move |text: String| {
                            if let Ok(kind) = text.parse() {
                                deal.edit(vec![OpportunityChange::Kind(kind)]);
                            }
                        })
                    />
                </Fact>
                <Fact label=field_name(lang, "source")>
                    <InlineEdit
                        id="deal-source"
                        label=field_name(lang, "source")
                        shown=source
                        value=source
                        placeholder=t(lang, k::opportunity::ADD_SOURCE)
                        check=Callback::new(move |text| {
                            deal.refusal(&OpportunityChange::Source(text))
                        })
                        disabled=lock
                        on_save=Callback::new(move |text| {
                            deal.edit(vec![OpportunityChange::Source(text)]);
                        })
                    />
                </Fact>
                <LossFacts deal lock />
                <Dates deal />
            </Facts>
        </Card>
    }
}

/// Why it was lost.
#[component]
fn LossFacts(deal: Deal, lock: Signal<bool>) -> impl IntoView {
    let lang = use_lang();
    let lost = Memo::new(move |_| deal.view.with(|view| view.state == StageState::Lost));
    // A reason switched off is offered no more, but stays where it was given.
    let given = deal.view.with_untracked(|view| view.loss_reason_id);
    let reasons = deal.reference().with_value(|reference| {
        reference
            .loss_reasons
            .iter()
            .filter(|reason| reason.active || Some(reason.id) == given)
            .map(|reason| Choice::new(reason.id.to_string(), reason.name.get(lang)))
            .collect::<Vec<_>>()
    });
    let names = StoredValue::new(reasons.clone());
    let shown = Signal::derive(move || {
        let id = deal
            .view
            .with(|view| view.loss_reason_id)
            .map(|id| id.to_string());
        names.with_value(|names| {
            names
                .iter()
                .find(|choice| Some(&choice.value) == id.as_ref())
                .map(|choice| choice.label.clone())
                .unwrap_or_default()
        })
    });
    let value = Signal::derive(move || {
        deal.view
            .with(|view| view.loss_reason_id.map(|id| id.to_string()))
            .unwrap_or_default()
    });
    let note = Signal::derive(move || deal.view.with(|view| view.loss_note.clone()));
    let reason_change = move |text: &str| OpportunityChange::Loss {
        reason: text.parse().ok(),
        note: deal.view.with_untracked(|view| view.loss_note.clone()),
    };
    let note_change = move |note: String| OpportunityChange::Loss {
        reason: deal.view.with_untracked(|view| view.loss_reason_id),
        note,
    };
    let reasons = StoredValue::new(reasons);
    view! {
        <Show when=move || lost.get()>
            <Fact label=field_name(lang, "loss_reason_id")>
                <InlineEdit
                    id="deal-loss-reason"
                    label=field_name(lang, "loss_reason_id")
                    shown
                    value
                    kind=EditKind::Among(reasons.get_value())
                    check=Callback::new(move |text: String| deal.refusal(&reason_change(&text)))
                    disabled=lock
                    on_save=Callback::new(move |text: String| {
                        deal.edit(vec![reason_change(&text)]);
                    })
                />
            </Fact>
            <Fact label=field_name(lang, "loss_note")>
                <InlineEdit
                    id="deal-loss-note"
                    label=field_name(lang, "loss_note")
                    shown=note
                    value=note
                    kind=EditKind::Lines
                    placeholder=t(lang, k::opportunity::ADD_NOTE)
                    check=Callback::new(move |text| deal.refusal(&note_change(text)))
                    disabled=lock
                    on_save=Callback::new(move |text| deal.edit(vec![note_change(text)]))
                />
            </Fact>
        </Show>
    }
}

/// When it was created, and closed.
#[component]
fn Dates(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let created = move || {
        let at = deal.view.with(|view| view.created_at);
        let day = deal.zone().with_value(|zone| zone.date(at));
        i18n::date_medium(lang, day)
    };
    let closed = move || {
        deal.view.with(|view| view.closed_on).map(|day| {
            view! {
                <Fact label=field_name(lang, "closed_on")>{i18n::date_medium(lang, day)}</Fact>
            }
        })
    };
    view! {
        {closed}
        <Fact label=t(lang, k::opportunity::CREATED_ON)>{created}</Fact>
    }
}

/// An edit's value as people read it.
pub fn change_text(deal: Deal, lang: shared::kernel::Lang, change: &OpportunityChange) -> String {
    match change {
        OpportunityChange::Name(text) | OpportunityChange::Source(text) => text.clone(),
        OpportunityChange::Account(id) => {
            let known = deal.view.with_untracked(|view| view.account.clone());
            match (id, known) {
                (None, _) => String::new(),
                (Some(id), Some(known)) if known.id == *id => known.name,
                (Some(_), _) => t(lang, k::opportunity::OTHER_ACCOUNT).to_owned(),
            }
        }
        OpportunityChange::Amount(amount) => i18n::money(lang, *amount),
        OpportunityChange::AmountSource(source) => {
            word(lang, "opportunity.amount_source", source.code()).to_owned()
        }
        OpportunityChange::CloseDate(day) => i18n::date_medium(lang, *day),
        OpportunityChange::Kind(kind) => word(lang, "deals.kind", kind.code()).to_owned(),
        OpportunityChange::NextStep { text, on } => match on {
            Some(day) => tf(
                lang,
                k::opportunity::STEP_ON,
                &[("step", text), ("day", &i18n::date_in_words(lang, *day))],
            ),
            None => text.clone(),
        },
        OpportunityChange::Custom(change) => {
            crate::platform::fields::shown(lang, Holder::Opportunity, change)
        }
        OpportunityChange::JudgedProbability(percent) => percent
            .map(|percent| i18n::percent(lang, percent))
            .unwrap_or_default(),
        OpportunityChange::JudgedCategory(category) => category
            .map(|category| word(lang, "deals.category", category.code()).to_owned())
            .unwrap_or_default(),
        OpportunityChange::Loss { reason, note } => {
            let name = reason.and_then(|id| {
                deal.reference().with_value(|reference| {
                    reference
                        .loss_reasons
                        .iter()
                        .find(|reason| reason.id == id)
                        .map(|reason| reason.name.get(lang).to_owned())
                })
            });
            [name.unwrap_or_default(), note.clone()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }
    }
}
