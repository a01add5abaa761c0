//! `/admin/company`: what documents and periods need to know of the seller.

use super::{Loaded, Section, api};
use crate::boot::use_lang;
use crate::cpq::{labels, numbers};
use crate::shell::form::{FormNotice, use_findings};
use i18n::{k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Currency, Issue, LocalText};
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

#[component]
fn Form(view: CompanyView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let may = crate::boot::may(shared::kernel::Action::ManageCompany);
    let company = view.company;
    let version = RwSignal::new(company.version);
    let name = RwSignal::new(company.name);
    let address = RwSignal::new(company.address);
    let vat = RwSignal::new(company.vat_number);
    let country = RwSignal::new(company.country);
    let currency = RwSignal::new(company.currency.code().to_owned());
    let month = RwSignal::new(company.fiscal_first_month.to_string());
    let base = company.currency;
    let code_from = RwSignal::new(
        company
            .sign_code_minor
            .map(|minor| numbers::amount(lang, minor, base))
            .unwrap_or_default(),
    );
    let proration = RwSignal::new(company.proration.code().to_owned());
    let footer_en = RwSignal::new(company.legal_footer.en);
    let footer_fr = RwSignal::new(company.legal_footer.fr);
    let save = move || {
        let typed = code_from.get_untracked();
        let chosen = currency.get_untracked().parse().unwrap_or(Currency::EUR);
        let sign_code_minor = numbers::to_amount(lang, &typed, chosen);
        if sign_code_minor.is_none() && !typed.trim().is_empty() {
            findings.check(vec![
                Issue::error("not_a_number", "sign_code_minor").with("text", typed),
            ]);
            return;
        }
        let company = Company {
            name: name.get_untracked().trim().to_owned(),
            currency: chosen,
            country: country.get_untracked().trim().to_uppercase(),
            fiscal_first_month: month.get_untracked().parse().unwrap_or(1),
            address: address.get_untracked(),
            vat_number: vat.get_untracked(),
            legal_footer: LocalText::new(footer_en.get_untracked(), footer_fr.get_untracked()),
            sign_code_minor,
            proration: proration.get_untracked().parse().unwrap_or_default(),
            version: version.get_untracked(),
        };
        let request = SaveCompany { company };
        if !findings.check(request.check()) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api::save_company(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(saved) => {
                    let _ = version.try_set(saved.company.version);
                    toaster.success(t(lang, k::admin::SAVED).to_owned());
                }
                Err(fault) => findings.refuse(&fault),
            }
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
                <TextInput id="company-name" label=t(lang, k::admin::COMPANY_NAME) value=name required=true error=findings.of("name") />
                <TextArea id="company-address" label=t(lang, k::admin::ADDRESS) value=address error=findings.of("address") />
                <div class="form-row">
                    <TextInput id="company-country" label=t(lang, k::admin::COUNTRY) hint=t(lang, k::admin::COUNTRY_HINT) value=country max_length=2 error=findings.of("country") />
                    <TextInput id="company-vat" label=t(lang, k::admin::VAT_NUMBER) value=vat error=findings.of("vat_number") />
                </div>
                <div class="form-row">
                    <Select id="company-currency" label=t(lang, k::admin::COMPANY_CURRENCY) hint=t(lang, k::admin::COMPANY_CURRENCY_HINT) value=currency options=currencies error=findings.of("currency") />
                    <Select id="company-month" label=t(lang, k::admin::FISCAL_FIRST_MONTH) value=month options=months error=findings.of("fiscal_first_month") />
                </div>
                <NumberInput id="company-code" label=t(lang, k::admin::SIGN_CODE) hint=t(lang, k::admin::SIGN_CODE_HINT) value=code_from error=findings.of("sign_code_minor") />
                <Select id="company-proration" label=t(lang, k::admin::PRORATION) hint=t(lang, k::admin::PRORATION_HINT) value=proration options=labels::prorations(lang) />
                <TextArea id="company-footer-en" label=t(lang, k::admin::LEGAL_FOOTER_EN) value=footer_en error=findings.of("legal_footer") />
                <TextArea id="company-footer-fr" label=t(lang, k::admin::LEGAL_FOOTER_FR) value=footer_fr />
                <FormNotice text=findings.rest(&["name", "address", "country", "vat_number", "currency", "fiscal_first_month", "legal_footer", "sign_code_minor"]) />
                {may.then(|| view! {
                    <div class="form-actions"><Button label=t(lang, k::admin::SAVE) variant=Variant::Primary submit=true busy /></div>
                })}
              </fieldset>
            </form>
        </Card>
    }
    .into_any()
}
