//! A fact of an account, a contact or a lead, edited where it stands.

use super::labels::short_address;
use super::record::CrmRecord;
use crate::boot::{use_lang, use_session};
use crate::routes;
use crate::shell::{DialogEnds, EditableRecord, Editor};
use chrono::NaiveDate;
use i18n::{Key, field_name, issue_text, k, t, tf};
use leptos::prelude::*;
use shared::crm::fields::website_host;
use shared::kernel::{AccountId, Change, Currency, Issue, Lang, Severity};
use std::str::FromStr;
use ui::{
    Choice, Combobox, Dialog, EditKind, Fact, Glyph, Icon, IconButton, InlineEdit, Size, Suggest,
};

/// What a typed text is read by.
#[derive(Clone, Copy, Debug)]
pub(super) struct By {
    /// The language numbers are written in.
    pub(super) lang: Lang,
    /// The currency of an amount without one.
    pub(super) currency: Currency,
    /// Nothing was founded later.
    pub(super) today: NaiveDate,
}

/// The facts of a record.
pub(super) type FactsOf<R> = <<R as EditableRecord>::Change as Change>::Facts;

/// A fact that is edited as text or by a choice.
pub(super) trait FactField<R: EditableRecord>: Copy + Send + Sync + 'static {
    /// What the ids of its boxes begin with.
    const PREFIX: &'static str;

    /// The name of the field in code.
    fn name(self) -> &'static str;
    /// The text to put into the control.
    fn write(self, by: By, facts: &FactsOf<R>) -> String;
    /// The change a text means, or why it means none; `None`: nothing to be said.
    fn read(self, by: By, text: &str) -> Result<R::Change, Option<Issue>>;
    /// Why `change` would be refused, judged in the browser by the rule the server uses.
    fn refusal(by: By, facts: &FactsOf<R>, change: &R::Change) -> Option<Issue>;
}

/// What a choice stands for; of a text that stands for nothing there is nothing to be said.
pub(super) fn known<T: FromStr>(text: &str) -> Result<T, Option<Issue>> {
    text.parse().map_err(|_| None)
}

/// The error among `issues` that a changed field is refused for; of `together` each answers for the others.
pub(super) fn refused(
    issues: Vec<Issue>,
    changed: &str,
    together: &[&'static str],
) -> Option<Issue> {
    issues.into_iter().find(|issue| {
        let field = issue.field.as_deref().unwrap_or_default();
        let about_all = together.contains(&field) && together.contains(&changed);
        issue.severity == Severity::Error && (field == changed || about_all)
    })
}

/// One fact.
#[component]
pub(super) fn FactRow<R: CrmRecord, F: FactField<R>>(
    editor: Editor<R>,
    field: F,
    kind: EditKind,
) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let by = By {
        lang,
        currency: session.company_currency,
        today: session.today,
    };
    let name = field.name();
    let value = Signal::derive(move || editor.record.with(|r| field.write(by, r.facts())));
    let shown = Signal::derive(move || {
        editor.record.with(|record| {
            let text = field.write(by, record.facts());
            match field.read(by, &text) {
                Ok(change) => R::show(lang, record, &change),
                Err(_) => text,
            }
        })
    });
    let locked = Signal::derive(move || {
        editor.record.with(|record| {
            let right = if name == "owner_id" {
                record.may_assign()
            } else {
                record.may_edit()
            };
            !right || record.is_deleted()
        })
    });
    let check = Callback::new(move |text: String| {
        let found = match field.read(by, &text) {
            Ok(change) => editor
                .record
                .with_untracked(|record| F::refusal(by, record.facts(), &change)),
            Err(issue) => issue,
        };
        found.map(|issue| issue_text(lang, &issue))
    });
    let save = Callback::new(move |text: String| {
        if let Ok(change) = field.read(by, &text) {
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
                    id=format!("{}-{name}", F::PREFIX)
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
                <Reach name shown/>
            </div>
        </Fact>
    }
}

/// Opens a web address, writes to an address, dials a number.
#[component]
fn Reach(name: &'static str, shown: Signal<String>) -> impl IntoView {
    let lang = use_lang();
    move || {
        let text = shown.get();
        let (href, glyph, label) = match name {
            _ if text.is_empty() => return None,
            "website" => {
                // Only a web address becomes a link, whatever an import or an older rule let in.
                website_host(&text)?;
                let label = tf(lang, k::crm::OPEN_SITE, &[("site", &short_address(&text))]);
                (text.clone(), Glyph::ArrowUpRight, label)
            }
            "email" => {
                let label = tf(lang, k::crm::WRITE_TO, &[("name", &text)]);
                (format!("mailto:{text}"), Glyph::Mail, label)
            }
            "phone" => {
                let digits: String = text
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '+')
                    .collect();
                let label = tf(lang, k::crm::CALL, &[("number", &text)]);
                (format!("tel:{digits}"), Glyph::Phone, label)
            }
            _ => return None,
        };
        let outside = name == "website";
        Some(view! {
            <a
                class="btn btn-ghost btn-sm btn-icon"
                href=href
                target=outside.then_some("_blank")
                rel=outside.then_some("noopener noreferrer")
                aria-label=label.clone()
                data-tip=label
            >
                <Icon glyph class="icon-sm"/>
            </a>
        })
    }
}

/// A fact that is another account, chosen in a dialog.
#[component]
pub(super) fn AccountFact<R, NF, CF>(
    editor: Editor<R>,
    /// The name of the field in code.
    name: &'static str,
    /// The ids of the dialog and of the box in it.
    ids: (&'static str, &'static str),
    /// What the dialog does.
    title: Key,
    #[prop(optional)] hint: Option<Key>,
    suggest: Suggest,
    /// Which account it is now.
    now: NF,
    /// The change to another one.
    change: CF,
) -> impl IntoView
where
    R: CrmRecord,
    NF: Fn(&R) -> Option<(AccountId, String)> + Copy + Send + Sync + 'static,
    CF: Fn(Option<AccountId>) -> R::Change + Copy + Send + Sync + 'static,
{
    let lang = use_lang();
    let open = RwSignal::new(false);
    let picked = RwSignal::new(None::<Choice>);
    let account = move || editor.record.with(now);
    let save = move || {
        let id = picked
            .get_untracked()
            .and_then(|choice| choice.value.parse().ok());
        open.set(false);
        editor.change(change(id));
    };
    let error = editor.error(name);
    let may_edit = move || editor.record.with(|r| r.may_edit() && !r.is_deleted());
    let hint = hint.map(|hint| t(lang, hint)).unwrap_or_default();
    view! {
        <Fact label=field_name(lang, name)>
            <div class="crm-fact">
                <span class="crm-fact-text">
                    {move || match account() {
                        Some((id, name)) => view! { <a href=routes::account(id)>{name}</a> }.into_any(),
                        None => view! { <span class="faint">"—"</span> }.into_any(),
                    }}
                </span>
                <Show when=may_edit>
                    <IconButton
                        glyph=Glyph::Edit
                        label=t(lang, title)
                        size=Size::Small
                        on_press=Callback::new(move |()| {
                            picked.set(account().map(|(id, name)| Choice::new(id.to_string(), name)));
                            open.set(true);
                        })
                    />
                </Show>
            </div>
            <p class="field-error" role="alert" hidden=move || error.with(Option::is_none)>{move || error.get()}</p>
            <Dialog id=ids.0 title=t(lang, title) open close_label=t(lang, k::ui::CLOSE)>
                <div class="dialog-body">
                    <Combobox
                        id=ids.1
                        label=field_name(lang, name)
                        value=picked
                        suggest
                        empty_text=t(lang, k::crm::NOTHING_FOUND)
                        hint
                    />
                </div>
                <DialogEnds open label=k::ui::SAVE act=save />
            </Dialog>
        </Fact>
    }
}
