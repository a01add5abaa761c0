//! The form of a relation, as seen from the person whose page it is.

use super::{api, words};
use crate::boot::{new_uuid, use_lang};
use crate::crm::pick;
use crate::shell::form::{FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf, Editor, offer_undo};
use i18n::{k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::crm::contacts::ContactView;
use shared::crm::relations::ops::{DeleteRelation, ListAffiliations, SaveRelation};
use shared::crm::relations::{
    Relation, RelationDraft, RelationKind, RelationRow, Strength, check_relation, tidy_relation,
};
use shared::kernel::{ContactId, Issue, Lang, RelationId};
use ui::{Choice, Combobox, Place, Select, Tell, TextArea, Toaster, use_toaster};

/// What is open: a new relation, or one to change.
#[derive(Clone, Debug)]
pub(super) struct OpenedRelation {
    /// The one to change.
    pub(super) row: Option<RelationRow>,
}

type Opened = RwSignal<Option<OpenedRelation>>;

/// The mark of a kind that leads from the other person to the one whose page it is.
const BACK: &str = "back:";

/// The form beside the page.
#[component]
pub(super) fn RelationForm(
    editor: Editor<ContactView>,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let title = move |one: &OpenedRelation| {
        let key = if one.row.is_some() {
            k::relations::EDIT_RELATION
        } else {
            k::relations::ADD_RELATION
        };
        t(lang, key).to_owned()
    };
    view! {
        <DialogOf id="relation-form" of=opened title place=Place::Side let(one)>
            <Form row=one.row editor opened reload/>
        </DialogOf>
    }
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    of: ContactId,
    kind: RwSignal<String>,
    other: RwSignal<Option<Choice>>,
    account: RwSignal<String>,
    strength: RwSignal<String>,
    note: RwSignal<String>,
}

impl Fields {
    fn of(of: ContactId, row: Option<&RelationRow>, account: String) -> Self {
        let draft = row.map(|row| &row.relation.draft);
        let kind = draft.map_or_else(
            || RelationKind::ReportsTo.code().to_owned(),
            |draft| code(draft.kind, draft.from == of || draft.kind.is_mutual()),
        );
        let strength = draft.map(|draft| draft.strength).unwrap_or_default();
        let known = draft.and_then(|draft| draft.account_id);
        Self {
            of,
            kind: RwSignal::new(kind),
            other: RwSignal::new(
                row.map(|row| Choice::new(row.other.id.to_string(), &row.other.name)),
            ),
            account: RwSignal::new(known.map_or(account, |id| id.to_string())),
            strength: RwSignal::new(strength.code().to_owned()),
            note: RwSignal::new(draft.map(|draft| draft.note.clone()).unwrap_or_default()),
        }
    }

    fn chosen(self) -> Option<(RelationKind, bool)> {
        self.kind.with(|code| match code.strip_prefix(BACK) {
            Some(kind) => kind.parse().ok().map(|kind| (kind, false)),
            None => code.parse().ok().map(|kind| (kind, true)),
        })
    }

    /// What was typed, or the findings.
    fn read(self) -> Result<RelationDraft, Vec<Issue>> {
        let other: Option<ContactId> = self
            .other
            .with_untracked(|choice| choice.as_ref().and_then(|one| one.value.parse().ok()));
        let (Some(other), Some((kind, forward))) = (other, untrack(|| self.chosen())) else {
            return Err(vec![Issue::error("required", "to")]);
        };
        let (from, to) = if forward {
            (self.of, other)
        } else {
            (other, self.of)
        };
        let draft = tidy_relation(&RelationDraft {
            from,
            to,
            kind,
            account_id: self.account.with_untracked(|id| id.parse().ok()),
            strength: self
                .strength
                .with_untracked(|code| code.parse().ok())
                .unwrap_or_default(),
            note: self.note.get_untracked(),
        });
        let issues = check_relation(&draft, &[]);
        if issues.is_empty() {
            Ok(draft)
        } else {
            Err(issues)
        }
    }
}

fn code(kind: RelationKind, forward: bool) -> String {
    if forward {
        kind.code().to_owned()
    } else {
        format!("{BACK}{}", kind.code())
    }
}

/// Every kind, the directed ones from both ends.
fn kinds(lang: Lang) -> Vec<Choice> {
    let mut all = Vec::new();
    for kind in RelationKind::ALL {
        all.push(Choice::new(
            code(kind, true),
            words::relation(lang, kind, true),
        ));
        if !kind.is_mutual() {
            all.push(Choice::new(
                code(kind, false),
                words::relation(lang, kind, false),
            ));
        }
    }
    all
}

/// Says that it is saved; the message takes it back.
fn said(
    lang: Lang,
    toaster: Toaster,
    (before, now): (Option<Relation>, Relation),
    reload: Callback<()>,
) {
    let (id, version) = (now.id, now.version);
    let back = move || {
        let draft = before.as_ref().map(|before| before.draft.clone());
        async move {
            match draft {
                Some(draft) => api::save_relation(SaveRelation { id, version, draft }).await,
                None => api::delete_relation(DeleteRelation { id, version }).await,
            }
        }
    };
    let text = t(lang, k::relations::SAVED);
    offer_undo(lang, toaster, text, back, move || reload.tell(()));
}

#[component]
fn Form(
    row: Option<RelationRow>,
    editor: Editor<ContactView>,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let (of, own) = editor
        .record
        .with_untracked(|record| (record.id, record.account.clone()));
    let mut accounts: Vec<Choice> = own
        .iter()
        .map(|account| Choice::new(account.id.to_string(), &account.name))
        .collect();
    if let Some(account) = row.as_ref().and_then(|row| row.account.as_ref()) {
        add(
            &mut accounts,
            Choice::new(account.id.to_string(), &account.name),
        );
    }
    let first = accounts.first().map(|one| one.value.clone());
    let fields = Fields::of(of, row.as_ref(), first.unwrap_or_default());
    let accounts = RwSignal::new(accounts);
    affiliated(of, accounts, fields.account);
    let before = row.map(|row| row.relation);
    let (id, version) = before.as_ref().map_or_else(
        || (RelationId(new_uuid()), 0),
        |before| (before.id, before.version),
    );
    let before = StoredValue::new(before);
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let save = move || {
        let draft = match fields.read() {
            Ok(draft) => draft,
            Err(issues) => {
                findings.check(at_other(issues));
                return;
            }
        };
        findings.clear();
        let request = SaveRelation { id, version, draft };
        let before = before.get_value();
        let saved = async move {
            let saved = api::save_relation(request).await;
            saved.map_err(|mut fault| {
                fault.0.issues = at_other(fault.0.issues);
                fault
            })
        };
        findings.send(busy, saved, move |now| {
            let _ = opened.try_set(None);
            reload.tell(());
            said(lang, toaster, (before, now), reload);
        });
    };
    let strengths: Vec<Choice> = Strength::ALL
        .into_iter()
        .map(|one| Choice::new(one.code(), words::strength(lang, one)))
        .collect();
    let at_account = move || {
        fields
            .chosen()
            .is_some_and(|(kind, _)| kind == RelationKind::ReportsTo)
    };
    view! {
        <DialogForm send=save leave=Callback::new(move |()| opened.set(None)) busy>
            <div class="dialog-body stack">
                <Select id="relation-kind" label=t(lang, k::relations::KIND) value=fields.kind options=kinds(lang)/>
                <Combobox id="relation-other" label=t(lang, k::relations::OTHER) value=fields.other suggest=pick::contacts(|| None) empty_text=t(lang, k::crm::NOTHING_FOUND) required=true error=findings.of("to")/>
                <Show when=at_account>
                    <Select id="relation-account" label=t(lang, k::relations::AT_ACCOUNT) value=fields.account options=accounts hint=t(lang, k::relations::AT_ACCOUNT_HINT) error=findings.of("account_id")/>
                </Show>
                <Select id="relation-strength" label=t(lang, k::relations::STRENGTH_LABEL) value=fields.strength options=strengths/>
                <TextArea id="relation-note" label=t(lang, k::relations::NOTE) value=fields.note error=findings.of("note")/>
                <FormNotice text=findings.rest(&["to", "account_id", "note"])/>
            </div>
        </DialogForm>
    }
}

/// Whichever end a finding is about, the one box for a person is the other one's.
fn at_other(issues: Vec<Issue>) -> Vec<Issue> {
    issues
        .into_iter()
        .map(|mut issue| {
            if issue.field.as_deref() == Some("from") {
                issue.field = Some("to".into());
            }
            issue
        })
        .collect()
}

fn add(all: &mut Vec<Choice>, one: Choice) {
    if all.iter().all(|known| known.value != one.value) {
        all.push(one);
    }
}

/// Offers the further accounts of the person, too, once they are there; the first when there was none.
fn affiliated(of: ContactId, accounts: RwSignal<Vec<Choice>>, chosen: RwSignal<String>) {
    Effect::new(move |_| {
        spawn_local(async move {
            let request = ListAffiliations { contact_id: of };
            let list = api::places(request).await.unwrap_or_default();
            let _ = accounts.try_update(|all| {
                for row in list.rows {
                    add(
                        all,
                        Choice::new(row.account.id.to_string(), row.account.name),
                    );
                }
            });
            if chosen.try_with_untracked(String::is_empty) == Some(true)
                && let Some(Some(first)) =
                    accounts.try_with_untracked(|all| all.first().map(|one| one.value.clone()))
            {
                let _ = chosen.try_set(first);
            }
        });
    });
}
