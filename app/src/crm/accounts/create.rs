//! The dialog of a new account: what is asked first, and whether it is there already.

use super::api;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::crm::create::{NewDialog, Said, SaidAbove, Sending};
use crate::crm::labels::{country_choices, industry_choices, word};
use crate::crm::similar::found_while_typed;
use crate::platform::fields::OwnBoxes;
use crate::routes;
use i18n::{k, t};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::crm::accounts::{
    AccountFacts, AccountView, CreateAccount, FindSimilarAccounts, SimilarAccount, check_account,
    tidy_account,
};
use shared::kernel::AccountId;
use shared::platform::fields::Holder;
use ui::{Select, TextInput};

/// The fields the dialog shows a finding at.
const SHOWN: &[&str] = &[
    "name",
    "industry",
    "website",
    "phone",
    "city",
    "country",
    "vat_number",
];

/// The boxes of the dialog.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    industry: RwSignal<String>,
    website: RwSignal<String>,
    phone: RwSignal<String>,
    city: RwSignal<String>,
    country: RwSignal<String>,
    vat_number: RwSignal<String>,
    said: Said,
}

impl Form {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            industry: text(),
            website: text(),
            phone: text(),
            city: text(),
            country: text(),
            vat_number: text(),
            said: Said::new(Holder::Account),
        }
    }

    fn facts(self, owner: shared::kernel::UserId) -> AccountFacts {
        tidy_account(&AccountFacts {
            industry: self.industry.get_untracked(),
            website: self.website.get_untracked(),
            phone: self.phone.get_untracked(),
            city: self.city.get_untracked(),
            country: self.country.get_untracked(),
            vat_number: self.vat_number.get_untracked(),
            custom: self.said.own.read().0,
            ..AccountFacts::named(self.name.get_untracked(), owner)
        })
    }

    fn clear(self) {
        for text in [
            self.name,
            self.industry,
            self.website,
            self.phone,
            self.city,
            self.country,
            self.vat_number,
        ] {
            text.set(String::new());
        }
        self.said.clear();
    }
}

/// Opens with `open`; goes to the new account's page.
#[component]
pub fn NewAccountDialog(open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let (me, today) = (session.actor.user_id, session.today);
    let form = Form::new();
    let sending = Sending::new(open);
    // One id for all tries: a retry after a lost answer makes no second account.
    let id = StoredValue::new(AccountId(new_uuid()));
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        let facts = form.facts(me);
        if !form.said.judge(check_account(&facts, today)) {
            return;
        }
        let request = CreateAccount {
            id: id.get_value(),
            facts,
        };
        let navigate = navigate.clone();
        sending.send(api::create(request), form.said, move |view: AccountView| {
            form.clear();
            id.set_value(AccountId(new_uuid()));
            navigate(&routes::account(view.id), Default::default());
        });
    });
    view! {
        <NewDialog id="new-account" title=k::crm::NEW_ACCOUNT sending submit>
            <Fields form/>
        </NewDialog>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let lang = use_lang();
    let empty = || ui::Choice::new("", "—");
    let industries: Vec<_> = std::iter::once(empty())
        .chain(industry_choices(lang, ""))
        .collect();
    let countries: Vec<_> = std::iter::once(empty())
        .chain(country_choices(lang))
        .collect();
    view! {
        <div class="form">
            <SaidAbove said=form.said shown=SHOWN/>
            <TextInput id="new-account-name" label=t(lang, k::field::NAME) value=form.name error=form.said.error("name") required=true autofocus=true max_length=200/>
            <Similar form/>
            <TextInput id="new-account-website" label=t(lang, k::field::WEBSITE) value=form.website error=form.said.error("website") kind="url" placeholder="www.example.com"/>
            <Select id="new-account-industry" label=t(lang, k::field::INDUSTRY) value=form.industry options=industries error=form.said.error("industry")/>
            <TextInput id="new-account-phone" label=t(lang, k::field::PHONE) value=form.phone error=form.said.error("phone") kind="tel"/>
            <div class="form-row">
                <TextInput id="new-account-city" label=t(lang, k::field::CITY) value=form.city error=form.said.error("city")/>
                <Select id="new-account-country" label=t(lang, k::field::COUNTRY) value=form.country options=countries error=form.said.error("country")/>
            </div>
            <TextInput id="new-account-vat" label=t(lang, k::field::VAT_NUMBER) value=form.vat_number error=form.said.error("vat_number") hint=t(lang, k::crm::VAT_HINT)/>
            <OwnBoxes draft=form.said.own issues=form.said.issues prefix="new-account"/>
        </div>
    }
}

/// Accounts that may be the one being typed, each with the reason and a link.
#[component]
fn Similar(form: Form) -> impl IntoView {
    let lang = use_lang();
    let question = move || {
        let request = FindSimilarAccounts {
            name: form.name.get(),
            website: form.website.get(),
            vat_number: form.vat_number.get(),
        };
        let enough = request.name.trim().chars().count() >= 3
            || !request.website.is_empty()
            || !request.vat_number.is_empty();
        enough.then_some(request)
    };
    let found: RwSignal<Vec<SimilarAccount>> = found_while_typed(question, api::similar);
    view! {
        <div role="status">
            <Show when=move || found.with(|all| !all.is_empty())>
                <div class="notice tone-warning crm-similar">
                    <p class="medium">{t(lang, k::crm::SIMILAR_TITLE)}</p>
                    <ul>
                        {move || found.get().into_iter().map(|account| view! {
                            <li>
                                <a href=routes::account(account.id)>{account.name}</a>
                                <span class="small">
                                    {(!account.city.is_empty()).then(|| format!("{} · ", account.city))}
                                    {word(lang, "crm.similar", account.reason.code())}
                                </span>
                            </li>
                        }).collect_view()}
                    </ul>
                </div>
            </Show>
        </div>
    }
}
