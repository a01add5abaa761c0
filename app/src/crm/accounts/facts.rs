//! Between what people type and the typed changes of an account.

use super::api;
use crate::cpq::labels::payment_days;
use crate::crm::fact::{By, FactField, refused};
use crate::crm::labels::{country_name, industry_name, kind_name};
use crate::crm::record::{CrmRecord, crm_record};
use crate::platform::fields as own;
use crate::routes::{self, path};
use crate::shell::{EditableRecord, Saving};
use i18n::{Key, integer, k, money, parse_integer, parse_money, payment_words};
use shared::crm::accounts::{
    AccountChange, AccountFacts, AccountKind, AccountView, DeleteAccount, EditAccount,
    RestoreAccount, check_account, tidy_account,
};
use shared::kernel::{Change, Issue, Lang, UserId};
use shared::platform::fields::Holder;

/// A fact that is edited as text or by a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Name,
    Kind,
    Industry,
    Website,
    Phone,
    Street,
    PostalCode,
    City,
    Country,
    VatNumber,
    Employees,
    AnnualRevenue,
    FoundedYear,
    PaymentDays,
    Notes,
    Owner,
}

impl Fact {
    fn change(self, by: By, text: &str) -> Result<AccountChange, Issue> {
        let By { lang, currency, .. } = by;
        let plain = text.trim();
        let own = || text.to_owned();
        Ok(match self {
            Fact::Name => AccountChange::Name(own()),
            Fact::Kind => AccountChange::Kind(plain.parse::<AccountKind>().unwrap_or_default()),
            Fact::Industry => AccountChange::Industry(own()),
            Fact::Website => AccountChange::Website(own()),
            Fact::Phone => AccountChange::Phone(own()),
            Fact::Street => AccountChange::Street(own()),
            Fact::PostalCode => AccountChange::PostalCode(own()),
            Fact::City => AccountChange::City(own()),
            Fact::Country => AccountChange::Country(own()),
            Fact::VatNumber => AccountChange::VatNumber(own()),
            Fact::Employees if plain.is_empty() => AccountChange::Employees(None),
            Fact::Employees => {
                AccountChange::Employees(Some(parse_integer(lang, plain, "employees")?))
            }
            Fact::AnnualRevenue if plain.is_empty() => AccountChange::AnnualRevenue(None),
            Fact::AnnualRevenue => AccountChange::AnnualRevenue(Some(parse_money(
                lang,
                plain,
                currency,
                "annual_revenue",
            )?)),
            Fact::FoundedYear if plain.is_empty() => AccountChange::FoundedYear(None),
            Fact::FoundedYear => {
                let year = parse_integer(lang, plain, "founded_year")?;
                let year =
                    i32::try_from(year).map_err(|_| Issue::error("too_large", "founded_year"))?;
                AccountChange::FoundedYear(Some(year))
            }
            Fact::PaymentDays => AccountChange::PaymentDays(payment_days(plain)?),
            Fact::Notes => AccountChange::Notes(own()),
            Fact::Owner => AccountChange::Owner(
                plain
                    .parse::<UserId>()
                    .map_err(|_| Issue::error("unknown_record", "owner_id"))?,
            ),
        })
    }
}

impl FactField<AccountView> for Fact {
    const PREFIX: &'static str = "account";

    fn read(self, by: By, text: &str) -> Result<AccountChange, Option<Issue>> {
        self.change(by, text).map_err(Some)
    }

    fn write(self, by: By, facts: &AccountFacts) -> String {
        match self {
            Fact::Name => facts.name.clone(),
            Fact::Kind => facts.kind.code().to_owned(),
            Fact::Industry => facts.industry.clone(),
            Fact::Website => facts.website.clone(),
            Fact::Phone => facts.phone.clone(),
            Fact::Street => facts.street.clone(),
            Fact::PostalCode => facts.postal_code.clone(),
            Fact::City => facts.city.clone(),
            Fact::Country => facts.country.clone(),
            Fact::VatNumber => facts.vat_number.clone(),
            Fact::Employees => facts.employees.map(|n| n.to_string()).unwrap_or_default(),
            Fact::AnnualRevenue => facts
                .annual_revenue
                .map(|amount| money(by.lang, amount))
                .unwrap_or_default(),
            Fact::FoundedYear => facts
                .founded_year
                .map(|n| n.to_string())
                .unwrap_or_default(),
            Fact::PaymentDays => facts
                .payment_days
                .map(|n| n.to_string())
                .unwrap_or_default(),
            Fact::Notes => facts.notes.clone(),
            Fact::Owner => facts.owner_id.to_string(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Fact::Name => "name",
            Fact::Kind => "kind",
            Fact::Industry => "industry",
            Fact::Website => "website",
            Fact::Phone => "phone",
            Fact::Street => "street",
            Fact::PostalCode => "postal_code",
            Fact::City => "city",
            Fact::Country => "country",
            Fact::VatNumber => "vat_number",
            Fact::Employees => "employees",
            Fact::AnnualRevenue => "annual_revenue",
            Fact::FoundedYear => "founded_year",
            Fact::PaymentDays => "payment_days",
            Fact::Notes => "notes",
            Fact::Owner => "owner_id",
        }
    }

    fn refusal(by: By, facts: &AccountFacts, change: &AccountChange) -> Option<Issue> {
        let mut after = facts.clone();
        change.apply(&mut after);
        let issues = check_account(&tidy_account(&after), by.today);
        refused(issues, change.field(), &[])
    }
}

crm_record!(
    AccountView, Holder::Account, kind: k::crm::ACCOUNT, list: path::ACCOUNTS, title: name, address: routes::account,
    edit: EditAccount(AccountChange, AccountFacts), delete: DeleteAccount, restore: RestoreAccount, show: show
);

fn name(view: &AccountView) -> String {
    view.facts.name.clone()
}

/// A changed fact as people read it.
fn show(lang: Lang, record: &AccountView, change: &AccountChange) -> String {
    match change {
        AccountChange::Custom(change) => own::shown(lang, Holder::Account, change),
        AccountChange::Name(text)
        | AccountChange::Website(text)
        | AccountChange::Phone(text)
        | AccountChange::Street(text)
        | AccountChange::PostalCode(text)
        | AccountChange::City(text)
        | AccountChange::VatNumber(text)
        | AccountChange::Notes(text) => text.clone(),
        AccountChange::Kind(kind) => kind_name(lang, *kind).to_owned(),
        AccountChange::Industry(word) => industry_name(lang, word),
        AccountChange::Country(code) => country_name(lang, code),
        AccountChange::Employees(count) => count.map(|n| integer(lang, n)).unwrap_or_default(),
        AccountChange::AnnualRevenue(amount) => {
            amount.map(|amount| money(lang, amount)).unwrap_or_default()
        }
        AccountChange::FoundedYear(year) => year.map(|n| n.to_string()).unwrap_or_default(),
        AccountChange::PaymentDays(days) => days
            .map(|days| payment_words(lang, days))
            .unwrap_or_default(),
        AccountChange::Parent(parent) => match (parent, record.above.last()) {
            (None, _) => String::new(),
            (Some(id), Some(known)) if known.id == *id => known.name.clone(),
            (Some(id), _) => id.to_string(),
        },
        AccountChange::Owner(owner) if *owner == record.owner.id => record.owner.name.clone(),
        AccountChange::Owner(owner) => crate::crm::owners::owner_name(*owner),
    }
}
