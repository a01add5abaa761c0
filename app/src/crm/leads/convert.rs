//! The dialog of a conversion: what is created, what is joined, said before it happens.

use super::api;
use super::convert_parts::{Summary, account_choices, contact_choices, deal_choices};
use crate::boot::{new_uuid, use_lang, use_session};
use crate::deals::pipelines::use_pipelines;
use crate::shell::form::error_of;
use crate::shell::{DialogForm, Editor};
use chrono::NaiveDate;
use i18n::{Lang, issue_line, k, parse_money, problem_text, t, tf};
use leptos::prelude::*;
use shared::crm::leads::{
    AccountPart, ContactPart, ConversionPlan, ConvertLead, DealPart, LeadView, PlanLeadConversion,
    deal_name,
};
use shared::kernel::{AccountId, ContactId, Currency, Issue, Money, OpportunityId, Problem};
use ui::{
    Choice, DateInput, Dialog, MoneyInput, Place, Select, Skeleton, Tell, TextInput, Toaster,
    use_toaster,
};

/// Days until a new deal is expected to close.
const CLOSE_IN_DAYS: u64 = 60;
/// The value of the entry that makes a new record.
pub(super) const NEW: &str = "new";
/// The value of the entry that makes none.
pub(super) const NONE: &str = "none";

/// The choices of the dialog.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub account: RwSignal<String>,
    pub contact: RwSignal<String>,
    pub deal: RwSignal<String>,
    name: RwSignal<String>,
    pipeline: RwSignal<String>,
    amount: RwSignal<String>,
    close_date: RwSignal<String>,
    issues: RwSignal<Vec<Issue>>,
}

/// Ids made once, so that a retry after a lost answer creates nothing twice.
#[derive(Clone, Copy)]
struct NewIds {
    account: AccountId,
    contact: ContactId,
    deal: OpportunityId,
}

/// The first of the choices, which are in the order they are proposed in.
fn best(choices: &[Choice]) -> String {
    let first = choices.first();
    first.map(|choice| choice.value.clone()).unwrap_or_default()
}

impl Form {
    /// As it is proposed.
    fn new(lang: Lang, lead: &LeadView, plan: &ConversionPlan, close: NaiveDate) -> Self {
        let account = best(&account_choices(lang, lead, plan));
        let contact = best(&contact_choices(lang, lead, plan, &account));
        let deal = best(&deal_choices(lang, plan, &account));
        Self {
            account: RwSignal::new(account),
            contact: RwSignal::new(contact),
            deal: RwSignal::new(deal),
            name: RwSignal::new(deal_name(&lead.facts)),
            pipeline: RwSignal::new(String::new()),
            amount: RwSignal::new(String::new()),
            close_date: RwSignal::new(close.to_string()),
            issues: RwSignal::new(Vec::new()),
        }
    }

    /// What does not go with another account is chosen anew.
    fn follow_account(self, contacts: Memo<Vec<Choice>>, deals: Memo<Vec<Choice>>) {
        let keep = |chosen: RwSignal<String>, choices: &[Choice]| {
            let now = chosen.get_untracked();
            if choices.iter().all(|choice| choice.value != now) {
                chosen.set(best(choices));
            }
        };
        Effect::new(move |_| {
            keep(self.contact, &contacts.get());
            keep(self.deal, &deals.get());
        });
    }

    fn read(
        self,
        lang: Lang,
        ids: NewIds,
        currency: Currency,
    ) -> Result<(AccountPart, ContactPart, DealPart), Vec<Issue>> {
        let account = match self.account.get_untracked().parse() {
            Ok(id) => AccountPart::Existing(id),
            Err(_) => AccountPart::New(ids.account),
        };
        let contact = match self.contact.get_untracked().parse() {
            Ok(id) => ContactPart::Existing(id),
            Err(_) => ContactPart::New(ids.contact),
        };
        let deal = match self.deal.get_untracked().as_str() {
            NONE => DealPart::None,
            NEW => self.new_deal(lang, ids.deal, currency)?,
            id => id.parse().map_or(DealPart::None, DealPart::Existing),
        };
        Ok((account, contact, deal))
    }

    fn new_deal(
        self,
        lang: Lang,
        id: OpportunityId,
        currency: Currency,
    ) -> Result<DealPart, Vec<Issue>> {
        let mut issues = Vec::new();
        let text = self.amount.get_untracked();
        let amount = if text.trim().is_empty() {
            Money::zero(currency)
        } else {
            parse_money(lang, &text, currency, "amount").unwrap_or_else(|issue| {
                issues.push(issue);
                Money::zero(currency)
            })
        };
        let name = self.name.get_untracked().trim().to_owned();
        if name.is_empty() {
            issues.push(Issue::error("required", "name"));
        }
        let close = self.close_date.get_untracked().parse();
        if close.is_err() {
            issues.push(Issue::error("required", "close_date"));
        }
        let pipeline = self.pipeline.get_untracked().parse();
        if pipeline.is_err() {
            issues.push(Issue::error("required", "pipeline"));
        }
        match (close, pipeline) {
            (Ok(close_date), Ok(pipeline_id)) if issues.is_empty() => Ok(DealPart::New {
                id,
                name,
                pipeline_id,
                amount,
                close_date,
            }),
            _ => Err(issues),
        }
    }

    fn error(self, lang: Lang, field: &'static str) -> Signal<Option<String>> {
        error_of(lang, self.issues, field)
    }
}

/// Opens with `open`; the plan is read when it opens.
#[component]
pub(super) fn ConvertDialog(editor: Editor<LeadView>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let plan = RwSignal::new(None::<ConversionPlan>);
    let toaster = use_toaster();
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        plan.set(None);
        let id = editor.record.with_untracked(|r| r.id);
        leptos::task::spawn_local(async move {
            match api::plan(PlanLeadConversion { id }).await {
                Ok(found) => {
                    let _ = plan.try_set(Some(found));
                }
                Err(fault) => {
                    let _ = open.try_set(false);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    });
    let title = Signal::derive(move || {
        let name = editor.record.with(LeadView::name);
        tf(lang, k::leads::CONVERT_TITLE, &[("name", &name)])
    });
    view! {
        <Dialog id="convert-lead" title open close_label=t(lang, k::ui::CLOSE) place=Place::Side>
            {move || match plan.get() {
                Some(plan) => view! { <ConvertForm editor open plan/> }.into_any(),
                None => view! {
                    <div class="dialog-body"><Skeleton label=t(lang, k::ui::LOADING) lines=6/></div>
                }.into_any(),
            }}
        </Dialog>
    }
}

/// Says why it was refused, and shows the lead as it is by now.
fn refused(
    editor: Editor<LeadView>,
    form: Form,
    (lang, toaster): (Lang, Toaster),
    problem: Problem,
) {
    let current = problem.current.as_deref();
    if let Some(view) = current.and_then(|json| serde_json::from_str(json).ok()) {
        editor.arrived(view);
    }
    if problem.issues.is_empty() {
        toaster.problem(problem_text(lang, &problem));
    }
    form.issues.set(problem.issues);
}

#[component]
fn ConvertForm(
    editor: Editor<LeadView>,
    open: RwSignal<bool>,
    plan: ConversionPlan,
) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let toaster = use_toaster();
    let lead = editor.record.get_untracked();
    let close = session.today + chrono::Days::new(CLOSE_IN_DAYS);
    let accounts = account_choices(lang, &lead, &plan);
    let form = Form::new(lang, &lead, &plan, close);
    let plan = StoredValue::new(plan);
    let lead = StoredValue::new(lead);
    let contacts = Memo::new(move |_| {
        let account = form.account.get();
        plan.with_value(|plan| lead.with_value(|lead| contact_choices(lang, lead, plan, &account)))
    });
    let deals = Memo::new(move |_| {
        let account = form.account.get();
        plan.with_value(|plan| deal_choices(lang, plan, &account))
    });
    form.follow_account(contacts, deals);
    let busy = RwSignal::new(false);
    let ids = NewIds {
        account: AccountId(new_uuid()),
        contact: ContactId(new_uuid()),
        deal: OpportunityId(new_uuid()),
    };
    let currency = session.actor.currency;
    let submit = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let (account, contact, deal) = match form.read(lang, ids, currency) {
            Ok(parts) => parts,
            Err(found) => return form.issues.set(found),
        };
        form.issues.set(Vec::new());
        busy.set(true);
        let (id, version, name) = editor
            .record
            .with_untracked(|r| (r.id, r.version, r.name()));
        leptos::task::spawn_local(async move {
            let request = ConvertLead {
                id,
                version,
                account,
                contact,
                deal,
            };
            let answer = api::convert(request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => {
                    open.set(false);
                    editor.arrived(view);
                    toaster.success(tf(lang, k::leads::CONVERTED_DONE, &[("name", &name)]));
                }
                Err(fault) => refused(editor, form, (lang, toaster), fault.0),
            }
        });
    });
    view! {
        <DialogForm send=move || submit.tell(()) leave=Callback::new(move |()| open.set(false)) label=k::leads::CONVERT_NOW busy>
            <div class="dialog-body form">
                <General form/>
                <p class="muted">{t(lang, k::leads::CONVERT_TEXT)}</p>
                <Select id="convert-account" label=t(lang, k::leads::PART_ACCOUNT) value=form.account options=accounts error=form.error(lang, "account_id")/>
                <Select id="convert-contact" label=t(lang, k::leads::PART_CONTACT) value=form.contact options=contacts error=form.error(lang, "contact_id")/>
                <Select id="convert-deal" label=t(lang, k::leads::PART_DEAL) value=form.deal options=deals error=form.error(lang, "deal")/>
                <Show when=move || form.deal.with(|deal| deal == NEW)>
                    <NewDeal form/>
                </Show>
                <Summary form lead plan/>
            </div>
        </DialogForm>
    }
}

/// Findings about what the dialog has no box for.
#[component]
fn General(form: Form) -> impl IntoView {
    const SHOWN: [&str; 7] = [
        "account_id",
        "contact_id",
        "deal",
        "name",
        "pipeline",
        "amount",
        "close_date",
    ];
    let lang = use_lang();
    let text = move || {
        form.issues.with(|all| {
            let lines: Vec<String> = all
                .iter()
                .filter(|issue| {
                    let field = issue.field.as_deref();
                    field.is_none_or(|field| !SHOWN.contains(&field))
                })
                .map(|issue| issue_line(lang, issue))
                .collect();
            lines.join(" ")
        })
    };
    view! { <p class="notice tone-danger" role="alert" hidden=move || text().is_empty()>{text}</p> }
}

#[component]
fn NewDeal(form: Form) -> impl IntoView {
    let lang = use_lang();
    let currency = use_session().actor.currency;
    let pipelines = use_pipelines();
    let choices = Signal::derive(move || {
        let view = pipelines.get().and_then(Result::ok).unwrap_or_default();
        view.pipelines
            .into_iter()
            .filter(|pipeline| pipeline.active)
            .map(|pipeline| Choice::new(pipeline.id.to_string(), pipeline.name.get(lang)))
            .collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        if let Some(first) = choices.get().first()
            && form.pipeline.with_untracked(String::is_empty)
        {
            form.pipeline.set(first.value.clone());
        }
    });
    view! {
        <TextInput id="convert-name" label=t(lang, k::leads::DEAL_NAME) value=form.name required=true error=form.error(lang, "name")/>
        <Select id="convert-pipeline" label=t(lang, k::leads::DEAL_PIPELINE) value=form.pipeline options=choices error=form.error(lang, "pipeline")/>
        <div class="form-row">
            <MoneyInput id="convert-amount" label=t(lang, k::leads::DEAL_AMOUNT) value=form.amount currency=currency.code() error=form.error(lang, "amount")/>
            <DateInput id="convert-close" label=t(lang, k::leads::DEAL_CLOSE) value=form.close_date required=true error=form.error(lang, "close_date")/>
        </div>
    }
}
