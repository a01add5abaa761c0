//! `/admin/company`: what documents and periods need to know of the seller.

use super::{Loaded, Section, api};
use crate::boot::use_lang;
use crate::cpq::{labels, numbers};
use crate::shell::form::{Bilingual, BilingualAreas, FormNotice, use_findings};
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{Currency, Issue, Lang};
use shared::platform::company::{Company, CompanyView, GetCompany, SaveCompany};
use ui::{Button, Card, Choice, NumberInput, Select, TextArea, TextInput, Variant, use_toaster};

/// The company.
#[component]
pub fn CompanyPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::company(GetCompany {}));
    view! {
        <Section title=k::admin::COMPANY>
            <Loaded loaded lines=8 let(view)><Form view /></Loaded>
        </Section>
    }
    .into_any()
}

/// What is typed.
#[derive(Clone, Copy)]
struct Boxes {
    version: RwSignal<i64>,
    name: RwSignal<String>,
    address: RwSignal<String>,
    vat: RwSignal<String>,
    country: RwSignal<String>,
    currency: RwSignal<String>,
    month: RwSignal<String>,
    code_from: RwSignal<String>,
    proration: RwSignal<String>,
    payment: RwSignal<String>,
    footer: Bilingual,
}

impl Boxes {
    fn of(lang: Lang, company: Company) -> Self {
        let code_from = company
            .sign_code_minor
            .map(|minor| numbers::amount(lang, minor, company.currency));
        let payment = company.payment_days.map(|days| days.to_string());
        Self {
            version: RwSignal::new(company.version),
            name: RwSignal::new(company.name),
            address: RwSignal::new(company.address),
            vat: RwSignal::new(company.vat_number),
            country: RwSignal::new(company.country),
            currency: RwSignal::new(company.currency.code().to_owned()),
            month: RwSignal::new(company.fiscal_first_month.to_string()),
            code_from: RwSignal::new(code_from.unwrap_or_default()),
            proration: RwSignal::new(company.proration.code().to_owned()),
            payment: RwSignal::new(payment.unwrap_or_default()),
            footer: Bilingual::of(&company.legal_footer),
        }
    }

    /// The company as it is typed, or what cannot be read.
    fn company(self, lang: Lang) -> Result<Company, Issue> {
        let typed = self.code_from.get_untracked();
        let currency = self.currency.get_untracked();
        let currency = currency.parse().unwrap_or(Currency::EUR);
        let sign_code_minor = numbers::to_amount(lang, &typed, currency);
        if sign_code_minor.is_none() && !typed.trim().is_empty() {
            return Err(Issue::error("not_a_number", "sign_code_minor").with("text", typed));
        }
        let payment_days = self
            .payment
            .with_untracked(|typed| labels::payment_days(typed))?;
        Ok(Company {
            name: self.name.get_untracked().trim().to_owned(),
            currency,
            country: self.country.get_untracked().trim().to_uppercase(),
            fiscal_first_month: self.month.get_untracked().parse().unwrap_or(1),
            address: self.address.get_untracked(),
            vat_number: self.vat.get_untracked(),
            legal_footer: untrack(|| self.footer.read()),
            sign_code_minor,
            proration: self.proration.get_untracked().parse().unwrap_or_default(),
            payment_days,
            version: self.version.get_untracked(),
        })
    }
}

#[component]
fn Form(view: CompanyView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let may = crate::boot::may(shared::kernel::Action::ManageCompany);
    let boxes = Boxes::of(lang, view.company);
    let save = move || {
        let company = match boxes.company(lang) {
            Ok(company) => company,
            Err(issue) => {
                findings.check(vec![issue]);
                return;
            }
        };
        let request = SaveCompany { company };
        if !findings.check(request.check()) {
            return;
        }
        findings.send(busy, api::save_company(request), move |saved| {
            let _ = boxes.version.try_set(saved.company.version);
            toaster.success(t(lang, k::admin::SAVED).to_owned());
        });
    };
    let currencies: Vec<Choice> = Currency::all()
        .map(|c| Choice::new(c.code(), c.code()))
        .collect();
    let months: Vec<Choice> = (1..=12_u32)
        .map(|n| Choice::new(n.to_string(), i18n::month_name(lang, n)))
        .collect();
    view! {
        <Card id="company" title=t(lang, k::admin::COMPANY)>
            <form class="page-narrow" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
              <fieldset class="form" disabled=!may>
                <legend class="visually-hidden">{t(lang, k::admin::COMPANY)}</legend>
                <TextInput id="company-name" label=t(lang, k::admin::COMPANY_NAME) value=boxes.name required=true error=findings.of("name") />
                <TextArea id="company-address" label=t(lang, k::admin::ADDRESS) value=boxes.address error=findings.of("address") />
                <div class="form-row">
                    <TextInput id="company-country" label=t(lang, k::admin::COUNTRY) hint=t(lang, k::admin::COUNTRY_HINT) value=boxes.country max_length=2 error=findings.of("country") />
                    <TextInput id="company-vat" label=t(lang, k::admin::VAT_NUMBER) value=boxes.vat error=findings.of("vat_number") />
                </div>
                <div class="form-row">
                    <Select id="company-currency" label=t(lang, k::admin::COMPANY_CURRENCY) hint=t(lang, k::admin::COMPANY_CURRENCY_HINT) value=boxes.currency options=currencies error=findings.of("currency") />
                    <Select id="company-month" label=t(lang, k::admin::FISCAL_FIRST_MONTH) value=boxes.month options=months error=findings.of("fiscal_first_month") />
                </div>
                <NumberInput id="company-code" label=t(lang, k::admin::SIGN_CODE) hint=t(lang, k::admin::SIGN_CODE_HINT) value=boxes.code_from error=findings.of("sign_code_minor") />
                <Select id="company-proration" label=t(lang, k::admin::PRORATION) hint=t(lang, k::admin::PRORATION_HINT) value=boxes.proration options=labels::prorations(lang) />
                <NumberInput id="company-payment" label=t(lang, k::admin::PAYMENT_DAYS) hint=t(lang, k::admin::PAYMENT_DAYS_HINT) value=boxes.payment error=findings.of("payment_days") />
                <BilingualAreas id="company-footer" labels=(k::admin::LEGAL_FOOTER_FR, k::admin::LEGAL_FOOTER_EN) value=boxes.footer error=findings.of("legal_footer") />
                <FormNotice text=findings.rest(&["name", "address", "country", "vat_number", "currency", "fiscal_first_month", "legal_footer", "sign_code_minor", "payment_days"]) />
                {may.then(|| view! {
                    <div class="form-actions"><Button label=t(lang, k::admin::SAVE) variant=Variant::Primary submit=true busy /></div>
                })}
              </fieldset>
            </form>
        </Card>
    }
    .into_any()
}
