//! The facts of a contact, each edited where it stands.

use super::api;
use crate::boot::use_lang;
use crate::crm::accounts::api as accounts;
use crate::platform::fields as own;
use crate::routes;
use crate::shell::{EditableRecord, Editor, Saving};
use i18n::{field_name, issue_text, k, t, tf};
use leptos::prelude::*;
use shared::crm::accounts::{AccountFacets, SuggestAccounts};
use shared::crm::contacts::{
    ContactChange, ContactFacts, ContactView, EditContact, check_contact, tidy_contact,
};
use shared::kernel::{Change, Issue, Lang, Severity};
use shared::platform::fields::Holder;
use ui::{
    Button, Card, Choice, Combobox, Dialog, EditKind, Fact, Facts, Glyph, Icon, IconButton,
    InlineEdit, Size, Suggest, Variant,
};

/// A fact that is edited as text or by a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    FirstName,
    LastName,
    Title,
    Email,
    Phone,
    Language,
    Notes,
    Owner,
}

impl Field {
    /// The change a text means; nothing when it means none.
    fn read(self, text: &str) -> Option<ContactChange> {
        let own = text.to_owned();
        Some(match self {
            Field::FirstName => ContactChange::FirstName(own),
            Field::LastName => ContactChange::LastName(own),
            Field::Title => ContactChange::Title(own),
            Field::Email => ContactChange::Email(own),
            Field::Phone => ContactChange::Phone(own),
            Field::Language => ContactChange::Language(text.parse().ok()),
            Field::Notes => ContactChange::Notes(own),
            Field::Owner => ContactChange::Owner(text.parse().ok()?),
        })
    }

    fn write(self, facts: &ContactFacts) -> String {
        match self {
            Field::FirstName => facts.first_name.clone(),
            Field::LastName => facts.last_name.clone(),
            Field::Title => facts.title.clone(),
            Field::Email => facts.email.clone(),
            Field::Phone => facts.phone.clone(),
            Field::Language => facts.language.map(Lang::tag).unwrap_or_default().to_owned(),
            Field::Notes => facts.notes.clone(),
            Field::Owner => facts.owner_id.to_string(),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::Title => "title",
            Field::Email => "email",
            Field::Phone => "phone",
            Field::Language => "language",
            Field::Notes => "notes",
            Field::Owner => "owner_id",
        }
    }
}

pub(super) fn language_name(lang: Lang, language: Lang) -> &'static str {
    t(
        lang,
        match language {
            Lang::En => k::crm::language::EN,
            Lang::Fr => k::crm::language::FR,
        },
    )
}

impl EditableRecord for ContactView {
    type Change = ContactChange;

    fn facts(&self) -> &ContactFacts {
        &self.facts
    }
    fn facts_mut(&mut self) -> &mut ContactFacts {
        &mut self.facts
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn save(&self, changes: Vec<ContactChange>) -> Saving<Self> {
        let (id, version) = (self.id, self.version);
        Box::pin(async move {
            let request = EditContact {
                id,
                version,
                changes,
            };
            api::edit(request).await
        })
    }
    fn label(lang: Lang, field: &str) -> String {
        own::label_of(lang, Holder::Contact, field)
    }
    fn show(lang: Lang, record: &Self, change: &ContactChange) -> String {
        match change {
            ContactChange::Custom(change) => own::shown(lang, Holder::Contact, change),
            ContactChange::FirstName(text)
            | ContactChange::LastName(text)
            | ContactChange::Title(text)
            | ContactChange::Email(text)
            | ContactChange::Phone(text)
            | ContactChange::Notes(text) => text.clone(),
            ContactChange::Language(language) => language
                .map(|language| language_name(lang, language).to_owned())
                .unwrap_or_default(),
            ContactChange::Account(account) => match (account, &record.account) {
                (None, _) => String::new(),
                (Some(id), Some(known)) if known.id == *id => known.name.clone(),
                (Some(id), _) => id.to_string(),
            },
            ContactChange::Owner(owner) if *owner == record.owner.id => record.owner.name.clone(),
            ContactChange::Owner(owner) => crate::crm::owners::owner_name(*owner),
        }
    }
}

/// Why `change` would be refused, judged in the browser by the rule the server uses.
fn refusal(facts: &ContactFacts, change: &ContactChange) -> Option<Issue> {
    let mut after = facts.clone();
    change.apply(&mut after);
    let names = ["first_name", "last_name"];
    check_contact(&tidy_contact(&after))
        .into_iter()
        .find(|issue| {
            let field = issue.field.as_deref().unwrap_or_default();
            let about_names = names.contains(&field) && names.contains(&change.field());
            issue.severity == Severity::Error && (field == change.field() || about_names)
        })
}

/// The card with all facts.
#[component]
pub(super) fn ContactFactsCard(
    editor: Editor<ContactView>,
    facets: AccountFacets,
) -> impl IntoView {
    let lang = use_lang();
    let row = move |field: Field, kind: EditKind| view! { <FactRow editor field kind/> };
    let languages = vec![
        Choice::new("", "—"),
        Choice::new("en", language_name(lang, Lang::En)),
        Choice::new("fr", language_name(lang, Lang::Fr)),
    ];
    let owners = facets
        .owners
        .iter()
        .map(|owner| Choice::new(owner.id.to_string(), owner.name.clone()))
        .collect();
    view! {
        <Card id="contact-facts" title=t(lang, k::crm::DETAILS)>
            <Facts>
                {row(Field::FirstName, EditKind::Text)}
                {row(Field::LastName, EditKind::Text)}
                {row(Field::Title, EditKind::Text)}
                <AccountRow editor/>
                {row(Field::Email, EditKind::Text)}
                {row(Field::Phone, EditKind::Text)}
                {row(Field::Language, EditKind::Among(languages))}
                {row(Field::Owner, EditKind::Among(owners))}
                {row(Field::Notes, EditKind::Lines)}
            </Facts>
        </Card>
    }
}

#[component]
fn FactRow(editor: Editor<ContactView>, field: Field, kind: EditKind) -> impl IntoView {
    let lang = use_lang();
    let name = field.name();
    let value = Signal::derive(move || editor.record.with(|r| field.write(&r.facts)));
    let shown = Signal::derive(move || {
        editor.record.with(|record| {
            let change = field.read(&field.write(&record.facts));
            change
                .map(|change| ContactView::show(lang, record, &change))
                .unwrap_or_default()
        })
    });
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
        let change = field.read(&text)?;
        let found = editor
            .record
            .with_untracked(|record| refusal(&record.facts, &change));
        found.map(|issue| issue_text(lang, &issue))
    });
    let save = Callback::new(move |text: String| {
        if let Some(change) = field.read(&text) {
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
                    id=format!("contact-{name}")
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

/// Writes to an address, dials a number.
#[component]
fn Reach(field: Field, shown: Signal<String>) -> impl IntoView {
    let lang = use_lang();
    move || {
        let text = shown.get();
        let (href, glyph, label) = match field {
            _ if text.is_empty() => return None,
            Field::Email => (
                format!("mailto:{text}"),
                Glyph::Mail,
                tf(lang, k::crm::WRITE_TO, &[("name", &text)]),
            ),
            Field::Phone => {
                let digits: String = text
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '+')
                    .collect();
                (
                    format!("tel:{digits}"),
                    Glyph::Phone,
                    tf(lang, k::crm::CALL, &[("number", &text)]),
                )
            }
            _ => return None,
        };
        Some(view! {
            <a class="btn btn-ghost btn-sm btn-icon" href=href aria-label=label.clone() data-tip=label>
                <Icon glyph class="icon-sm"/>
            </a>
        })
    }
}

/// The account, chosen in a dialog.
#[component]
fn AccountRow(editor: Editor<ContactView>) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let picked = RwSignal::new(None::<Choice>);
    let account = move || editor.record.with(|record| record.account.clone());
    let save = move || {
        let id = picked
            .get_untracked()
            .and_then(|choice| choice.value.parse().ok());
        open.set(false);
        editor.change(ContactChange::Account(id));
    };
    let error = editor.error("account_id");
    let may_edit = move || editor.record.with(|r| r.may_edit && r.deleted_at.is_none());
    view! {
        <Fact label=t(lang, k::field::ACCOUNT_ID)>
            <div class="crm-fact">
                <span class="crm-fact-text">
                    {move || match account() {
                        Some(account) => view! { <a href=routes::account(account.id)>{account.name}</a> }.into_any(),
                        None => view! { <span class="faint">"—"</span> }.into_any(),
                    }}
                </span>
                <Show when=may_edit>
                    <IconButton
                        glyph=Glyph::Edit
                        label=t(lang, k::crm::CHANGE_ACCOUNT)
                        size=Size::Small
                        on_press=Callback::new(move |()| {
                            picked.set(account().map(|a| Choice::new(a.id.to_string(), a.name)));
                            open.set(true);
                        })
                    />
                </Show>
            </div>
            <p class="field-error" role="alert" hidden=move || error.with(Option::is_none)>{move || error.get()}</p>
            <Dialog id="contact-account" title=t(lang, k::crm::CHANGE_ACCOUNT) open close_label=t(lang, k::ui::CLOSE)>
                <div class="dialog-body">
                    <Combobox
                        id="contact-account-box"
                        label=t(lang, k::field::ACCOUNT_ID)
                        value=picked
                        suggest=suggest_accounts()
                        empty_text=t(lang, k::crm::NOTHING_FOUND)
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

/// Looks accounts up for a picker.
#[must_use]
pub(super) fn suggest_accounts() -> Suggest {
    Suggest::new(|text: String| async move {
        let found = accounts::suggest(SuggestAccounts { text, limit: 0 }).await;
        found
            .unwrap_or_default()
            .into_iter()
            .map(|account| Choice::new(account.id.to_string(), account.name))
            .collect()
    })
}
