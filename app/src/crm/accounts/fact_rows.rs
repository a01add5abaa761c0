//! The facts of an account, each edited where it stands.

use super::api;
use super::facts::{Fact as Field, refusal};
use crate::boot::{use_lang, use_session};
use crate::crm::labels::{country_choices, industry_choices, kind_name, short_address};
use crate::routes;
use crate::shell::{EditableRecord, Editor};
use i18n::{field_name, issue_text, k, t};
use leptos::prelude::*;
use shared::crm::accounts::{
    AccountChange, AccountFacets, AccountKind, AccountView, SuggestAccounts,
};
use shared::crm::fields::website_host;
use ui::{
    Button, Card, Choice, Combobox, Dialog, EditKind, Fact, Facts, Glyph, Icon, IconButton,
    InlineEdit, Size, Suggest, Variant,
};

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
    let owners = facets
        .owners
        .iter()
        .map(|owner| Choice::new(owner.id.to_string(), owner.name.clone()))
        .collect();
    view! {
        <Card id="account-facts" title=t(lang, k::crm::DETAILS)>
            <Facts>
                {row(Field::Name, EditKind::Text)}
                {row(Field::Kind, EditKind::Among(kinds))}
                {row(Field::Owner, EditKind::Among(owners))}
                {row(Field::Industry, EditKind::Among(industries))}
                {row(Field::Website, EditKind::Text)}
                {row(Field::Phone, EditKind::Text)}
                <ParentRow editor/>
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
                {row(Field::Notes, EditKind::Lines)}
            </Facts>
        </Card>
        <Below editor/>
    }
}

#[component]
fn FactRow(editor: Editor<AccountView>, field: Field, kind: EditKind) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let (currency, today) = (session.company_currency, session.today);
    let name = field.field();
    let shown = Signal::derive(move || {
        editor.record.with(|record| {
            let text = field.write(lang, &record.facts);
            let change = field.read(lang, &text, currency);
            change.map_or(text, |change| AccountView::show(lang, record, &change))
        })
    });
    let value = Signal::derive(move || editor.record.with(|r| field.write(lang, &r.facts)));
    let locked = Signal::derive(move || {
        editor.record.with(|record| {
            let right = if field == Field::Owner {
                record.may_assign
            } else {
                record.may_edit
            };
            !right || record.deleted_at.is_some()
        })
    });
    let check = Callback::new(move |text: String| {
        let found = match field.read(lang, &text, currency) {
            Ok(change) => editor
                .record
                .with_untracked(|record| refusal(&record.facts, &change, today)),
            Err(issue) => Some(issue),
        };
        found.map(|issue| issue_text(lang, &issue))
    });
    let save = Callback::new(move |text: String| {
        if let Ok(change) = field.read(lang, &text, currency) {
            editor.change(change);
        }
    });
    let placeholder = if locked.get_untracked() {
        "—"
    } else {
        t(lang, k::crm::ADD)
    };
    view! {
        <Fact label=field_name(lang, name)>
            <div class="crm-fact">
                <InlineEdit
                    id=format!("account-{name}")
                    label=field_name(lang, name)
                    shown
                    value
                    kind
                    placeholder
                    check
                    error=editor.error(name)
                    disabled=locked
                    on_save=save
                />
                <Reach field shown/>
            </div>
        </Fact>
    }
}

/// Opens a web address, dials a number.
#[component]
fn Reach(field: Field, shown: Signal<String>) -> impl IntoView {
    let lang = use_lang();
    move || {
        let text = shown.get();
        let (href, glyph, label) = match field {
            _ if text.is_empty() => return None,
            Field::Website => {
                // Only a web address becomes a link, whatever an import or an older rule let in.
                website_host(&text)?;
                let label = i18n::tf(lang, k::crm::OPEN_SITE, &[("site", &short_address(&text))]);
                (text.clone(), Glyph::ArrowUpRight, label)
            }
            Field::Phone => {
                let digits: String = text
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '+')
                    .collect();
                let label = i18n::tf(lang, k::crm::CALL, &[("number", &text)]);
                (format!("tel:{digits}"), Glyph::Phone, label)
            }
            _ => return None,
        };
        let outside = field == Field::Website;
        Some(view! {
            <a
                class="btn btn-ghost btn-sm btn-icon"
                href=href
                target=outside.then_some("_blank")
                rel="noopener noreferrer"
                aria-label=label.clone()
                data-tip=label
            >
                <Icon glyph class="icon-sm"/>
            </a>
        })
    }
}

/// The account above, chosen in a dialog.
#[component]
fn ParentRow(editor: Editor<AccountView>) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let picked = RwSignal::new(None::<Choice>);
    let parent = move || editor.record.with(|record| record.above.last().cloned());
    let own = editor.record.with_untracked(|record| record.id);
    let suggest = Suggest::new(move |text: String| async move {
        let found = api::suggest(SuggestAccounts { text, limit: 0 }).await;
        found
            .unwrap_or_default()
            .into_iter()
            .filter(|account| account.id != own)
            .map(|account| Choice::new(account.id.to_string(), account.name))
            .collect()
    });
    let save = move || {
        let id = picked
            .get_untracked()
            .and_then(|choice| choice.value.parse().ok());
        open.set(false);
        editor.change(AccountChange::Parent(id));
    };
    let error = editor.error("parent_id");
    let may_edit = move || editor.record.with(|r| r.may_edit && r.deleted_at.is_none());
    view! {
        <Fact label=t(lang, k::field::PARENT_ID)>
            <div class="crm-fact">
                <span class="crm-fact-text">
                    {move || match parent() {
                        Some(parent) => view! { <a href=routes::account(parent.id)>{parent.name}</a> }.into_any(),
                        None => view! { <span class="faint">"—"</span> }.into_any(),
                    }}
                </span>
                <Show when=may_edit>
                    <IconButton
                        glyph=Glyph::Edit
                        label=t(lang, k::crm::CHANGE_PARENT)
                        size=Size::Small
                        on_press=Callback::new(move |()| {
                            picked.set(parent().map(|p| Choice::new(p.id.to_string(), p.name)));
                            open.set(true);
                        })
                    />
                </Show>
            </div>
            <p class="field-error" role="alert" hidden=move || error.with(Option::is_none)>{move || error.get()}</p>
            <Dialog id="parent" title=t(lang, k::crm::CHANGE_PARENT) open close_label=t(lang, k::ui::CLOSE)>
                <div class="dialog-body">
                    <Combobox
                        id="parent-account"
                        label=t(lang, k::field::PARENT_ID)
                        value=picked
                        suggest
                        empty_text=t(lang, k::crm::NOTHING_FOUND)
                        hint=t(lang, k::crm::PARENT_HINT)
                    />
                </div>
                <footer class="dialog-footer">
                    <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                    <Button label=t(lang, k::ui::SAVE) variant=Variant::Primary on_press=Callback::new(move |()| save())/>
                </footer>
            </Dialog>
        </Fact>
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
