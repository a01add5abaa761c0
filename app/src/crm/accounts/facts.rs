//! Between what people type and the typed changes of an account.

use super::api;
use crate::crm::fact::{By, FactField};
use crate::crm::labels::{country_name, industry_name, kind_name};
use crate::crm::record::CrmRecord;
use crate::platform::fields as own;
use crate::routes::{self, path};
use crate::shell::{EditableRecord, Saving};
use i18n::{Key, integer, k, money, parse_integer, parse_money};
use shared::crm::accounts::{
    AccountChange, AccountFacts, AccountKind, AccountView, DeleteAccount, EditAccount,
    RestoreAccount, check_account, tidy_account,
};
use shared::kernel::{Change, Issue, Lang, Severity, UserId};
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
            Fact::Notes => "notes",
            Fact::Owner => "owner_id",
        }
    }

    fn refusal(by: By, facts: &AccountFacts, change: &AccountChange) -> Option<Issue> {
        let mut after = facts.clone();
        change.apply(&mut after);
        check_account(&tidy_account(&after), by.today)
            .into_iter()
            .find(|issue| {
                issue.severity == Severity::Error && issue.field.as_deref() == Some(change.field())
            })
    }
}

impl CrmRecord for AccountView {
    const KIND: Key = k::crm::ACCOUNT;
    const LIST: &'static str = path::ACCOUNTS;

    fn title(&self) -> String {
        self.facts.name.clone()
    }
    fn address(&self) -> String {
        routes::account(self.id)
    }
    fn may_edit(&self) -> bool {
        self.may_edit
    }
    fn may_assign(&self) -> bool {
        self.may_assign
    }
    fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }
    fn delete(&self) -> Saving<Self> {
        let (id, version) = (self.id, self.version);
        Box::pin(api::delete(DeleteAccount { id, version }))
    }
    fn restore(&self) -> Saving<Self> {
        Box::pin(api::restore(RestoreAccount { id: self.id }))
    }
}

impl EditableRecord for AccountView {
    type Change = AccountChange;

    fn facts(&self) -> &AccountFacts {
        &self.facts
    }
    fn facts_mut(&mut self) -> &mut AccountFacts {
        &mut self.facts
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn save(&self, changes: Vec<AccountChange>) -> Saving<Self> {
        let (id, version) = (self.id, self.version);
        Box::pin(async move {
            let request = EditAccount {
                id,
                version,
                changes,
            };
            api::edit(request).await
        })
    }
    fn label(lang: Lang, field: &str) -> String {
        own::label_of(lang, Holder::Account, field)
    }
    fn show(lang: Lang, record: &Self, change: &AccountChange) -> String {
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
            AccountChange::Parent(parent) => match (parent, record.above.last()) {
                (None, _) => String::new(),
                (Some(id), Some(known)) if known.id == *id => known.name.clone(),
                (Some(id), _) => id.to_string(),
            },
            AccountChange::Owner(owner) if *owner == record.owner.id => record.owner.name.clone(),
            AccountChange::Owner(owner) => crate::crm::owners::owner_name(*owner),
        }
    }
}
