//! Facts edited where they stand.

use super::state::Deal;
use crate::boot::use_lang;
use crate::cpq::labels;
use crate::routes;
use crate::shell::DialogEnds;
use crate::work::{suggest, word};
use i18n::{Key, field_name, issue_text, k, parse_money, t, tn};
use leptos::prelude::*;
use shared::deals::opportunities::{AmountSource, OpportunityChange, OpportunityKind};
use shared::deals::pipelines::StageState;
use shared::kernel::{AccountId, Issue, Lang};
use shared::work::tasks::ops::LinkKind;
use ui::{
    Badge, Card, Choice, Combobox, Dialog, EditKind, Fact, Facts, Glyph, IconButton, InlineEdit,
    Size, Tone,
};

fn locked(deal: Deal) -> Signal<bool> {
    let may_edit = deal.may_edit();
    Signal::derive(move || !may_edit.get())
}

/// One fact, edited where it stands; what else is said of it follows.
#[component]
fn DealFact<F>(
    deal: Deal,
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] shown: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(optional)] kind: EditKind,
    /// Stands where there is no value yet.
    #[prop(optional)]
    placeholder: Option<Key>,
    locked: Signal<bool>,
    /// The change a text means, or why it means none; `None`: nothing to be said.
    read: F,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView
where
    F: Fn(String) -> Result<OpportunityChange, Option<Issue>> + Copy + Send + Sync + 'static,
{
    let lang = use_lang();
    let check = Callback::new(move |text: String| match read(text) {
        Ok(change) => deal.refusal(&change),
        Err(issue) => issue.map(|issue| issue_text(lang, &issue)),
    });
    let save = Callback::new(move |text: String| {
        if let Ok(change) = read(text) {
            deal.edit(vec![change]);
        }
    });
    let placeholder = placeholder.map(|key| t(lang, key)).unwrap_or_default();
    view! {
        <Fact label=label.clone()>
            <InlineEdit id label shown value kind placeholder check disabled=locked on_save=save />
            {children.map(|children| children())}
        </Fact>
    }
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
    let read = move |text: String| {
        let currency = deal.view.with_untracked(|view| view.amount.currency);
        let amount = parse_money(lang, &text, currency, "amount");
        amount.map(OpportunityChange::Amount).map_err(Some)
    };
    let lock = locked(deal);
    view! {
        <DealFact
            deal
            id="deal-amount"
            label=t(lang, k::opportunity::AMOUNT)
            shown
            value
            kind=EditKind::Number
            locked=Signal::derive(move || lock.get() || from_products.get())
            read
        >
            <Show when=move || from_products.get()>
                <span class="small muted">{t(lang, k::opportunity::FROM_PRODUCTS)}</span>
            </Show>
        </DealFact>
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
    let read = |text: String| {
        let day = text.parse().map(OpportunityChange::CloseDate);
        day.map_err(|_| Some(Issue::error("required", "close_date")))
    };
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
        <DealFact
            deal
            id="deal-close-date"
            label=t(lang, k::opportunity::CLOSE_DATE)
            shown
            value
            kind=EditKind::Date
            locked=Signal::derive(move || lock.get() || closed.get())
            read
        >
            {pushes}
        </DealFact>
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
                <DialogEnds open label=k::ui::SAVE act=save />
            </Dialog>
        </Fact>
    }
}

/// Next step, its day, kind, source and, for a lost deal, why.
#[component]
pub fn FactsCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let lock = locked(deal);
    view! {
        <Card id="deal-facts" title=Signal::stored(t(lang, k::opportunity::FACTS).to_owned())>
            <Facts>
                {next_step(lang, deal, lock)}
                {next_step_on(lang, deal, lock)}
                {kind(lang, deal, lock)}
                {channel(lang, deal, lock)}
                {source(lang, deal, lock)}
                <LossFacts deal lock />
                <Dates deal />
            </Facts>
        </Card>
    }
}

/// Without words there is no day either.
fn next_step(lang: Lang, deal: Deal, lock: Signal<bool>) -> AnyView {
    let text = Signal::derive(move || deal.view.with(|view| view.next_step.clone()));
    let change = move |text: String| {
        let on = deal.view.with_untracked(|view| view.next_step_on);
        Ok(OpportunityChange::NextStep {
            on: on.filter(|_| !text.trim().is_empty()),
            text,
        })
    };
    view! {
        <DealFact
            deal
            id="deal-next-step"
            label=field_name(lang, "next_step")
            shown=text
            value=text
            placeholder=k::opportunity::ADD_NEXT_STEP
            locked=lock
            read=change
        />
    }
    .into_any()
}

fn next_step_on(lang: Lang, deal: Deal, lock: Signal<bool>) -> AnyView {
    let day = move || deal.view.with(|view| view.next_step_on);
    let shown = Signal::derive(move || {
        let text = day().map(|day| i18n::date_medium(lang, day));
        text.unwrap_or_default()
    });
    let value = Signal::derive(move || day().map(|day| day.to_string()).unwrap_or_default());
    let change = move |text: String| {
        Ok(OpportunityChange::NextStep {
            text: deal.view.with_untracked(|view| view.next_step.clone()),
            on: text.parse().ok(),
        })
    };
    let no_step =
        Signal::derive(move || lock.get() || deal.view.with(|view| view.next_step.is_empty()));
    view! {
        <DealFact
            deal
            id="deal-next-step-on"
            label=field_name(lang, "next_step_on")
            shown
            value
            kind=EditKind::Date
            placeholder=k::opportunity::ADD_DAY
            locked=no_step
            read=change
        />
    }
    .into_any()
}

fn kind(lang: Lang, deal: Deal, lock: Signal<bool>) -> AnyView {
    let name = move |kind: OpportunityKind| word(lang, "deals.kind", kind.code());
    let choice = |kind: &OpportunityKind| Choice::new(kind.code(), name(*kind));
    let kinds: Vec<Choice> = OpportunityKind::ALL.iter().map(choice).collect();
    let shown = Signal::derive(move || deal.view.with(|view| name(view.kind).to_owned()));
    let value = Signal::derive(move || deal.view.with(|view| view.kind.code().to_owned()));
    view! {
        <DealFact
            deal
            id="deal-kind"
            label=field_name(lang, "kind")
            shown
            value
            kind=EditKind::Among(kinds)
            locked=lock
            read=|text: String| text.parse().map(OpportunityChange::Kind).map_err(|_| None)
        />
    }
    .into_any()
}

/// The channel it is sold by: a new quote takes the price book that is meant for it.
fn channel(lang: Lang, deal: Deal, lock: Signal<bool>) -> AnyView {
    let shown = Signal::derive(move || deal.view.with(|view| labels::channel(lang, view.channel)));
    let value = Signal::derive(move || deal.view.with(|view| view.channel.code().to_owned()));
    view! {
        <DealFact
            deal
            id="deal-channel"
            label=field_name(lang, "channel")
            shown
            value
            kind=EditKind::Among(labels::channels(lang))
            locked=lock
            read=|text: String| text.parse().map(OpportunityChange::Channel).map_err(|_| None)
        />
    }
    .into_any()
}

fn source(lang: Lang, deal: Deal, lock: Signal<bool>) -> AnyView {
    let text = Signal::derive(move || deal.view.with(|view| view.source.clone()));
    view! {
        <DealFact
            deal
            id="deal-source"
            label=field_name(lang, "source")
            shown=text
            value=text
            placeholder=k::opportunity::ADD_SOURCE
            locked=lock
            read=|text: String| Ok(OpportunityChange::Source(text))
        />
    }
    .into_any()
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
    let reason_change = move |text: String| {
        Ok(OpportunityChange::Loss {
            reason: text.parse().ok(),
            note: deal.view.with_untracked(|view| view.loss_note.clone()),
        })
    };
    let note_change = move |note: String| {
        Ok(OpportunityChange::Loss {
            reason: deal.view.with_untracked(|view| view.loss_reason_id),
            note,
        })
    };
    let reasons = StoredValue::new(reasons);
    view! {
        <Show when=move || lost.get()>
            <DealFact
                deal
                id="deal-loss-reason"
                label=field_name(lang, "loss_reason_id")
                shown
                value
                kind=EditKind::Among(reasons.get_value())
                locked=lock
                read=reason_change
            />
            <DealFact
                deal
                id="deal-loss-note"
                label=field_name(lang, "loss_note")
                shown=note
                value=note
                kind=EditKind::Lines
                placeholder=k::opportunity::ADD_NOTE
                locked=lock
                read=note_change
            />
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
