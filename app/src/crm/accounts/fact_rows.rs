//! The facts of an account, each edited where it stands.

use super::facts::Fact as Field;
use crate::boot::use_lang;
use crate::crm::fact::{AccountFact, FactRow};
use crate::crm::labels::{country_choices, industry_choices, kind_name};
use crate::crm::owners::owner_choices;
use crate::crm::pick;
use crate::routes;
use crate::shell::Editor;
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::accounts::{AccountChange, AccountFacets, AccountKind, AccountView};
use ui::{Card, Choice, EditKind, Facts, Glyph, Icon};

/// The cards with all facts.
#[component]
pub(super) fn AccountFactCards(
    editor: Editor<AccountView>,
    facets: AccountFacets,
) -> impl IntoView {
    let lang = use_lang();
    let row = move |field: Field, kind: EditKind| view! { <FactRow editor field kind/> };
    let facts = editor.record.with_untracked(|record| record.facts.clone());
    let none = || Choice::new("", "—");
    let industries = std::iter::once(none())
        .chain(industry_choices(lang, &facts.industry))
        .collect();
    let countries = std::iter::once(none())
        .chain(country_choices(lang))
        .collect();
    let kinds = AccountKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind_name(lang, *kind)))
        .collect();
    let owners = owner_choices(&facets).collect();
    view! {
        <Card id="account-facts" title=t(lang, k::crm::DETAILS)>
            <Facts>
                {row(Field::Name, EditKind::Text)}
                {row(Field::Kind, EditKind::Among(kinds))}
                {row(Field::Owner, EditKind::Among(owners))}
                {row(Field::Industry, EditKind::Among(industries))}
                {row(Field::Website, EditKind::Text)}
                {row(Field::Phone, EditKind::Text)}
                <AccountFact
                    editor
                    name="parent_id"
                    ids=("parent", "parent-account")
                    title=k::crm::CHANGE_PARENT
                    hint=k::crm::PARENT_HINT
                    suggest=pick::accounts_but(Some(editor.record.with_untracked(|record| record.id)))
                    now=|record: &AccountView| record.above.last().map(|above| (above.id, above.name.clone()))
                    change=AccountChange::Parent
                />
            </Facts>
        </Card>
        <Card id="account-address" title=t(lang, k::crm::ADDRESS)>
            <Facts>
                {row(Field::Street, EditKind::Lines)}
                {row(Field::PostalCode, EditKind::Text)}
                {row(Field::City, EditKind::Text)}
                {row(Field::Country, EditKind::Among(countries))}
            </Facts>
        </Card>
        <Card id="account-company" title=t(lang, k::crm::COMPANY)>
            <Facts>
                {row(Field::VatNumber, EditKind::Text)}
                {row(Field::Employees, EditKind::Number)}
                {row(Field::AnnualRevenue, EditKind::Number)}
                {row(Field::FoundedYear, EditKind::Number)}
                {row(Field::PaymentDays, EditKind::Number)}
                {row(Field::Notes, EditKind::Lines)}
            </Facts>
        </Card>
        <Below editor/>
    }
}

/// The accounts directly below.
#[component]
fn Below(editor: Editor<AccountView>) -> impl IntoView {
    let lang = use_lang();
    let below = Memo::new(move |_| editor.record.with(|record| record.below.clone()));
    view! {
        <Show when=move || below.with(|all| !all.is_empty())>
            <Card id="account-below" title=t(lang, k::crm::BELOW)>
                <ul class="crm-links">
                    {move || below
                        .get()
                        .into_iter()
                        .map(|account| view! {
                            <li><Icon glyph=Glyph::Building class="icon-sm"/><a href=routes::account(account.id)>{account.name}</a></li>
                        })
                        .collect_view()}
                </ul>
            </Card>
        </Show>
    }
}
