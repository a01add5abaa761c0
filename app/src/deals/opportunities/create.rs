//! The dialog of a new opportunity (`c` on the board and on the list).

use super::{api, words};
use crate::boot::{self, use_lang, use_session};
use crate::call::Fault;
use crate::cpq::labels;
use crate::deals::pipelines::use_pipelines;
use crate::platform::fields::{OwnBoxes, OwnDraft};
use crate::routes;
use crate::shell::form::error_of;
use crate::shell::{opens_with_new, use_shortcut};
use i18n::{field_name, k, parse_money, problem_text, t, tf};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::deals::opportunities::{NewOpportunity, OpportunityKind, validate_new};
use shared::deals::pipelines::{Pipeline, PipelinesView};
use shared::kernel::{Currency, Issue, Lang, Money, OpportunityId, SalesChannel};
use shared::platform::fields::Holder;
use ui::{
    Button, Choice, Combobox, DateInput, Dialog, MoneyInput, Select, TextInput, Variant,
    use_toaster,
};

/// Proposed close date of a new deal, in days from today.
const CLOSE_IN_DAYS: u64 = 30;

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    account: RwSignal<Option<Choice>>,
    pipeline: RwSignal<String>,
    kind: RwSignal<String>,
    channel: RwSignal<String>,
    amount: RwSignal<String>,
    currency: RwSignal<String>,
    close_date: RwSignal<String>,
    source: RwSignal<String>,
    own: OwnDraft,
}

/// Asks for a name, an account, an amount and a date; the rest can wait.
#[component]
pub fn CreateDialog(
    open: RwSignal<bool>,
    /// Filled in at the beginning: the account whose page it is opened from.
    #[prop(optional, into)]
    account: Option<Signal<Option<Choice>>>,
) -> impl IntoView {
    let lang = use_lang();
    use_shortcut(
        "c",
        t(lang, k::deals::NEW),
        Callback::new(move |()| open.set(true)),
    );
    // The create menu of the frame leads here with a word in the address.
    opens_with_new(open);
    view! {
        <Dialog id="new-opportunity" title=t(lang, k::deals::NEW) open close_label=t(lang, k::deals::CLOSE_DIALOG)>
            <CreateForm lang open account/>
        </Dialog>
    }
}

impl Typed {
    fn new(today: chrono::NaiveDate, currency: Currency) -> Self {
        let close = today + chrono::Days::new(CLOSE_IN_DAYS);
        Self {
            name: RwSignal::new(String::new()),
            account: RwSignal::new(None),
            pipeline: RwSignal::new(String::new()),
            kind: RwSignal::new(OpportunityKind::New.code().to_owned()),
            channel: RwSignal::new(SalesChannel::Direct.code().to_owned()),
            amount: RwSignal::new(String::new()),
            currency: RwSignal::new(currency.code().to_owned()),
            close_date: RwSignal::new(close.to_string()),
            source: RwSignal::new(String::new()),
            own: OwnDraft::new(Holder::Opportunity),
        }
    }

    fn read(
        self,
        lang: Lang,
        id: OpportunityId,
        pipelines: &[Pipeline],
        today: chrono::NaiveDate,
    ) -> Result<NewOpportunity, Vec<Issue>> {
        let mut issues = Vec::new();
        let currency = self
            .currency
            .get_untracked()
            .parse()
            .unwrap_or(Currency::EUR);
        let text = self.amount.get_untracked();
        let amount = if text.trim().is_empty() {
            Ok(Money::zero(currency))
        } else {
            parse_money(lang, &text, currency, "amount")
        };
        let close = self.close_date.get_untracked().parse();
        let chosen = self.pipeline.get_untracked();
        let pipeline = pipelines
            .iter()
            .filter(|pipeline| pipeline.active)
            .find(|pipeline| chosen.is_empty() || pipeline.id.to_string() == chosen);
        if let Err(issue) = &amount {
            issues.push(issue.clone());
        }
        if close.is_err() {
            issues.push(Issue::error("required", "close_date"));
        }
        // They may not have been read: pressing the button must say so.
        if pipeline.is_none() {
            issues.push(Issue::error("required", "pipeline"));
        }
        let (custom, found) = self.own.read();
        issues.extend(found);
        let (Ok(amount), Ok(close_date), Some(pipeline)) = (amount, close, pipeline) else {
            return Err(issues);
        };
        let new = NewOpportunity {
            id,
            name: self.name.get_untracked(),
            account_id: self
                .account
                .with_untracked(|a| a.as_ref().and_then(|a| a.value.parse().ok())),
            contact: None,
            pipeline_id: pipeline.id,
            stage_id: None,
            owner_id: None,
            kind: self
                .kind
                .get_untracked()
                .parse()
                .unwrap_or(OpportunityKind::New),
            amount,
            close_date,
            next_step: String::new(),
            next_step_on: None,
            source: self.source.get_untracked(),
            channel: self
                .channel
                .with_untracked(|code| code.parse().unwrap_or_default()),
            custom,
        };
        issues.extend(validate_new(&new, today));
        if issues.is_empty() {
            Ok(new)
        } else {
            Err(issues)
        }
    }
}

#[component]
fn CreateForm(
    lang: Lang,
    open: RwSignal<bool>,
    account: Option<Signal<Option<Choice>>>,
) -> impl IntoView {
    let session = use_session();
    let typed = Typed::new(session.today, session.actor.currency);
    typed
        .account
        .set(account.and_then(|account| account.get_untracked()));
    let pipelines = use_pipelines();
    let issues = RwSignal::new(Vec::<Issue>::new());
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let navigate = use_navigate();
    // One id per dialog: pressing twice, or again after a lost answer, creates one deal.
    let id = OpportunityId(boot::new_uuid());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let known = pipelines.get_untracked().and_then(Result::ok);
        let known = known.unwrap_or_default().pipelines;
        let new = match typed.read(lang, id, &known, session.today) {
            Ok(new) => new,
            Err(found) => return issues.set(found),
        };
        issues.set(Vec::new());
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let answer = api::create(new).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(view) => {
                    open.set(false);
                    toaster.success(tf(lang, k::deals::CREATED, &[("name", &view.name)]));
                    navigate(&routes::opportunity(view.id), Default::default());
                }
                Err(fault) => {
                    if fault.0.issues.iter().all(|issue| issue.field.is_none()) {
                        toaster.problem(problem_text(lang, &fault.0));
                    }
                    let _ = issues.try_set(fault.0.issues);
                }
            }
        });
    };
    view! {
        <form class="dialog-form" novalidate on:submit=submit>
            <div class="dialog-body form">
                {boxes(lang, typed, issues, active_pipelines(lang, pipelines, typed))}
                <OwnBoxes draft=typed.own issues prefix="new-deal"/>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::deals::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                <Button label=t(lang, k::deals::CREATE) variant=Variant::Primary submit=true busy/>
            </footer>
        </form>
    }
}

/// The pipelines a deal may begin in; the first is chosen as soon as they are read.
fn active_pipelines(
    lang: Lang,
    read: Resource<Result<PipelinesView, Fault>>,
    typed: Typed,
) -> Signal<Vec<Choice>> {
    let choices = Signal::derive(move || {
        let view = read.get().and_then(Result::ok).unwrap_or_default();
        let active = view.pipelines.into_iter().filter(|one| one.active);
        active
            .map(|one| Choice::new(one.id.to_string(), one.name.get(lang)))
            .collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        if let Some(first) = choices.get().first()
            && typed.pipeline.get_untracked().is_empty()
        {
            typed.pipeline.set(first.value.clone());
        }
    });
    choices
}

/// The boxes of every deal.
fn boxes(
    lang: Lang,
    typed: Typed,
    issues: RwSignal<Vec<Issue>>,
    pipelines: Signal<Vec<Choice>>,
) -> AnyView {
    let error = move |field| error_of(lang, issues, field);
    let kinds: Vec<Choice> = OpportunityKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), words::kind(lang, *kind)))
        .collect();
    let currencies: Vec<Choice> = Currency::all()
        .map(|c| Choice::new(c.code(), c.code()))
        .collect();
    view! {
        <TextInput
            id="new-name" label=t(lang, k::deals::NAME) value=typed.name required=true
            placeholder=t(lang, k::deals::CREATE_HINT) error=error("name")
        />
        <Combobox
            id="new-account" label=t(lang, k::deals::ACCOUNT) value=typed.account suggest=crate::crm::pick::accounts()
            empty_text=t(lang, k::deals::NO_MATCH) placeholder=t(lang, k::deals::ACCOUNT_HINT) error=error("account")
        />
        <div class="form-row">
            <MoneyInput
                id="new-amount" label=t(lang, k::deals::AMOUNT) value=typed.amount currency="" error=error("amount")
            />
            <Select id="new-currency" label=t(lang, k::deals::CURRENCY) value=typed.currency options=currencies/>
        </div>
        <div class="form-row">
            <DateInput
                id="new-close-date" label=t(lang, k::deals::CLOSE_DATE) value=typed.close_date required=true
                error=error("close_date")
            />
            <Select id="new-kind" label=t(lang, k::deals::KIND_LABEL) value=typed.kind options=kinds/>
        </div>
        <Select
            id="new-pipeline" label=t(lang, k::deals::PIPELINE) value=typed.pipeline options=pipelines
            error=error("pipeline")
        />
        <div class="form-row">
            <TextInput id="new-source" label=t(lang, k::deals::SOURCE) value=typed.source error=error("source")/>
            <Select id="new-channel" label=field_name(lang, "channel") value=typed.channel options=labels::channels(lang)/>
        </div>
    }
    .into_any()
}
