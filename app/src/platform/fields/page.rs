//! `/admin/fields`: the fields of each object, added, ordered, archived.

use super::api;
use super::book::keep;
use super::form::FieldForm;
use crate::boot::{Boot, new_uuid, use_lang};
use crate::platform::admin::{Loaded, Section};
use i18n::{Key, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Lang, LocalText};
use shared::platform::fields::{
    CustomField, DeleteField, FIELD_LIMIT, FieldKind, FieldUse, Holder, ListFieldUse, OrderFields,
    RestoreField, SaveField,
};
use ui::{
    Badge, Button, Card, Dialog, EmptyState, Glyph, IconButton, MoveButtons, Size, Toaster,
    Variant, use_toaster,
};
use uuid::Uuid;

/// The fields on the page and what may be done to them. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Ctx {
    pub(super) list: RwSignal<Vec<FieldUse>>,
    /// The field in the form; version 0: a new one.
    pub(super) editing: RwSignal<Option<CustomField>>,
    /// The field whose deletion is asked about.
    deleting: RwSignal<Option<FieldUse>>,
    pub(super) lang: Lang,
    pub(super) toaster: Toaster,
    boot: Option<StoredValue<Boot>>,
}

impl Ctx {
    /// Reads everything again: what the page shows, and what other pages know.
    pub(super) async fn read_again(self) {
        if let Ok(list) = api::list_use(ListFieldUse {}).await {
            if let Some(boot) = self.boot {
                keep(boot, list.iter().map(|one| one.field.clone()).collect());
            }
            let _ = self.list.try_set(list);
        }
    }

    fn run<T>(self, act: impl Future<Output = Result<T, crate::call::Fault>> + 'static) {
        spawn_local(async move {
            if let Err(fault) = act.await {
                self.toaster.problem(problem_text(self.lang, &fault.0));
            }
            self.read_again().await;
        });
    }

    fn archive(self, field: CustomField, archived: bool) {
        let field = CustomField { archived, ..field };
        self.run(api::save(SaveField { field }));
    }

    fn delete(self, one: &FieldUse) {
        let request = DeleteField {
            id: one.field.id,
            version: one.field.version,
            values: one.values,
        };
        let id = request.id;
        self.run(async move {
            let gone = api::delete(request).await?;
            // It is offered back once it is gone: asked for before, both would cross on their way.
            self.toaster.undo(
                tf(
                    self.lang,
                    k::fields::DELETED,
                    &[("name", &gone.label.get(self.lang))],
                ),
                t(self.lang, k::fields::UNDO),
                Callback::new(move |()| self.run(api::restore(RestoreField { id }))),
            );
            Ok(gone)
        });
    }

    /// Moves a field one place among the active ones; the page shows it at once.
    fn shift(self, holder: Holder, id: Uuid, up: bool) {
        let mut order = Vec::new();
        self.list.update(|list| {
            let shown: Vec<usize> = (0..list.len())
                .filter(|at| {
                    list.get(*at)
                        .is_some_and(|one| one.field.holder == holder && !one.field.archived)
                })
                .collect();
            let place = shown
                .iter()
                .position(|at| list.get(*at).is_some_and(|one| one.field.id == id));
            let other = place.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
            let pair = place.and_then(|at| Some((*shown.get(at)?, *shown.get(other?)?)));
            if let Some((from, to)) = pair {
                list.swap(from, to);
            }
            order = list
                .iter()
                .filter(|one| one.field.holder == holder)
                .map(|one| one.field.id)
                .collect();
        });
        self.run(api::order(OrderFields { holder, order }));
    }

    fn add(self, holder: Holder) {
        self.editing.set(Some(CustomField {
            id: new_uuid(),
            version: 0,
            number: 0,
            holder,
            key: String::new(),
            label: LocalText::default(),
            kind: FieldKind::Text,
            options: Vec::new(),
            help: LocalText::default(),
            required: false,
            position: 0,
            archived: false,
        }));
    }
}

/// The page.
#[component]
pub fn FieldsPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::list_use(ListFieldUse {}));
    view! {
        <Section title=k::fields::TITLE>
            <Loaded loaded lines=6 let(list)><FieldCards list /></Loaded>
        </Section>
    }
    .into_any()
}

pub(super) const fn holder_title(holder: Holder) -> Key {
    match holder {
        Holder::Account => k::crm::ACCOUNTS_TITLE,
        Holder::Contact => k::crm::CONTACTS_TITLE,
        Holder::Lead => k::leads::TITLE,
        Holder::Opportunity => k::deals::LIST_TITLE,
        Holder::Quote => k::cpq::QUOTES_TITLE,
        Holder::Task => k::work::TASKS_TITLE,
        Holder::Product => k::cpq::products::TITLE,
    }
}

pub(super) const fn kind_name(kind: FieldKind) -> Key {
    match kind {
        FieldKind::Text => k::fields::kind::TEXT,
        FieldKind::Number => k::fields::kind::NUMBER,
        FieldKind::Money => k::fields::kind::MONEY,
        FieldKind::Date => k::fields::kind::DATE,
        FieldKind::Choice => k::fields::kind::CHOICE,
        FieldKind::Link => k::fields::kind::LINK,
        FieldKind::Flag => k::fields::kind::FLAG,
    }
}

#[component]
fn FieldCards(list: Vec<FieldUse>) -> impl IntoView {
    let lang = use_lang();
    let ctx = Ctx {
        list: RwSignal::new(list),
        editing: RwSignal::new(None),
        deleting: RwSignal::new(None),
        lang,
        toaster: use_toaster(),
        boot: use_context::<StoredValue<Boot>>(),
    };
    let cards = Holder::ALL
        .iter()
        .map(|holder| view! { <HolderCard ctx holder=*holder /> })
        .collect_view();
    view! {
        <p class="muted">{t(lang, k::fields::INTRO)}</p>
        {cards}
        <FieldForm ctx />
        <DeleteDialog ctx />
    }
}

#[component]
fn HolderCard(ctx: Ctx, holder: Holder) -> impl IntoView {
    let lang = ctx.lang;
    let own = move || -> Vec<FieldUse> {
        let mut all = ctx.list.get();
        all.retain(|one| one.field.holder == holder);
        // Archived ones stand at the end.
        all.sort_by_key(|one| one.field.archived);
        all
    };
    let full = move || own().len() >= FIELD_LIMIT;
    let name = t(lang, holder_title(holder));
    let add_label = tf(lang, k::fields::ADD_TO, &[("name", &name)]);
    view! {
        <Card
            id=format!("fields-{}", holder.code())
            title=name
            actions=move || {
                let label = add_label.clone();
                view! {
                    <Button
                        label icon=Glyph::Plus size=Size::Small disabled=Signal::derive(full)
                        on_press=Callback::new(move |()| ctx.add(holder))
                    />
                }
            }
        >
            {move || {
                let all = own();
                if all.is_empty() {
                    return view! { <EmptyState glyph=Glyph::Tag title=t(lang, k::fields::EMPTY) text=t(lang, k::fields::EMPTY_TEXT) /> }.into_any();
                }
                let active = all.iter().filter(|one| !one.field.archived).count();
                let rows = all
                    .into_iter()
                    .enumerate()
                    .map(|(at, one)| row(ctx, one, at, active))
                    .collect_view();
                view! { <ol class="plain-list own-fields">{rows}</ol> }.into_any()
            }}
        </Card>
    }
}

fn row(ctx: Ctx, one: FieldUse, at: usize, active: usize) -> AnyView {
    let lang = ctx.lang;
    let field = one.field.clone();
    let (holder, id, archived) = (field.holder, field.id, field.archived);
    let name = field.label.get(lang).to_owned();
    let named = |key: Key| tf(lang, key, &[("name", &name)]);
    let values = tn(lang, k::fields::VALUES, one.values, &[]);
    let facts = format!(
        "{} · custom.{} · {values}",
        t(lang, kind_name(field.kind)),
        field.key
    );
    let (edit, other) = (field.clone(), field.clone());
    let deleted = one.clone();
    let tools = if archived {
        view! {
            <Button label=named(k::fields::UNARCHIVE) icon=Glyph::Undo size=Size::Small
                on_press=Callback::new(move |()| ctx.archive(other.clone(), false)) />
            <IconButton glyph=Glyph::Trash label=named(k::fields::DELETE) size=Size::Small
                on_press=Callback::new(move |()| ctx.deleting.set(Some(deleted.clone()))) />
        }
        .into_any()
    } else {
        view! {
            <MoveButtons up=named(k::fields::UP) down=named(k::fields::DOWN) size=Size::Small
                first=at == 0 last={at + 1 >= active}
                on_move=Callback::new(move |up| ctx.shift(holder, id, up)) />
            <IconButton glyph=Glyph::Edit label=named(k::fields::EDIT) size=Size::Small
                on_press=Callback::new(move |()| ctx.editing.set(Some(edit.clone()))) />
            <IconButton glyph=Glyph::Box label=named(k::fields::ARCHIVE) size=Size::Small
                on_press=Callback::new(move |()| ctx.archive(other.clone(), true)) />
        }
        .into_any()
    };
    view! {
        <li class="own-field">
            <div class="own-field-words">
                <span class="cluster">
                    <strong>{name.clone()}</strong>
                    {field.required.then(|| view! { <Badge text=t(lang, k::fields::REQUIRED) /> })}
                    {archived.then(|| view! { <Badge text=t(lang, k::fields::ARCHIVED) icon=Glyph::Box /> })}
                </span>
                <span class="small muted own-field-facts">{facts}</span>
            </div>
            <div class="cluster own-field-tools">{tools}</div>
        </li>
    }
    .into_any()
}

/// Says how much is lost before it is.
#[component]
fn DeleteDialog(ctx: Ctx) -> impl IntoView {
    let lang = ctx.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ctx.deleting.with(Option::is_some)));
    let text = move || {
        ctx.deleting.with(|one| {
            one.as_ref().map(|one| {
                let name = one.field.label.get(lang).to_owned();
                tn(lang, k::fields::DELETE_TEXT, one.values, &[("name", &name)])
            })
        })
    };
    let confirm = move || {
        if let Some(one) = ctx.deleting.get_untracked() {
            open.set(false);
            ctx.delete(&one);
        }
    };
    view! {
        <Dialog
            id="field-delete" title=t(lang, k::fields::DELETE_TITLE) open close_label=t(lang, k::ui::CLOSE)
            on_close=Callback::new(move |()| ctx.deleting.set(None))
        >
            <div class="dialog-body"><p>{text}</p></div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false)) />
                <Button label=t(lang, k::fields::DELETE_DO) variant=Variant::Danger on_press=Callback::new(move |()| confirm()) />
            </footer>
        </Dialog>
    }
}
