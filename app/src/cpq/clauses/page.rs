//! `/admin/clauses`: the texts that stand in quotes, and when they must.

use super::form::ClauseForm;
use super::{api, category};
use crate::boot::{may, new_uuid, use_lang};
use crate::call::Fault;
use crate::platform::admin::{Kept, KeptList, Loaded, Section};
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{Clause, ClauseDraft};
use shared::kernel::event::Entity;
use shared::kernel::{Action, ClauseId, ProblemKind};
use ui::{Badge, Button, EmptyState, Glyph, IconButton, Size, Switch, Tone, Variant};

/// The clauses on the page and what may be done to them.
pub(super) type Ctx = KeptList<Clause>;

impl Kept for Clause {
    const SAVED: Key = k::cpq::clauses::SAVED;
    const DELETED: Key = k::cpq::clauses::DELETED;

    fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }

    fn anew(self) -> Self {
        Self { version: 0, ..self }
    }

    fn concerned(entity: Entity) -> bool {
        entity == Entity::Clause
    }

    async fn list() -> Result<Vec<Self>, Fault> {
        api::list(ListClauses {}).await
    }

    async fn save(self) -> Result<Vec<Self>, Fault> {
        api::save(SaveClause {
            id: self.id,
            version: self.version,
            draft: self.draft,
        })
        .await
    }

    async fn delete(self) -> Result<Vec<Self>, Fault> {
        let (id, version) = (self.id, self.version);
        api::delete(DeleteClause { id, version }).await
    }
}

/// The page.
#[component]
pub fn ClausesPage() -> impl IntoView {
    let allowed = may(Action::ManageProducts);
    let loaded = Resource::new(
        || (),
        move |()| async move {
            // Whoever writes quotes may read the library, but not here.
            if allowed {
                api::list(ListClauses {}).await
            } else {
                Err(Fault::of(ProblemKind::Forbidden))
            }
        },
    );
    view! {
        <Section title=k::cpq::clauses::TITLE>
            <Loaded loaded lines=6 let(rows)><Clauses rows/></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Clauses(rows: Vec<Clause>) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = use_lang();
    let ctx = Ctx::new(rows);
    let new = Callback::new(move |()| {
        ctx.editing.set(Some(Clause {
            id: ClauseId(new_uuid()),
            draft: ClauseDraft {
                active: true,
                ..ClauseDraft::default()
            },
            number: 0,
            version: 0,
        }));
    });
    let none = move || ctx.rows.with(Vec::is_empty);
    view! {
        <div class="between clause-intro">
            <p class="muted">{t(lang, c::INTRO)}</p>
            <Button label=t(lang, c::NEW) icon=Glyph::Plus variant=Variant::Primary on_press=new/>
        </div>
        <Show when=none>
            <EmptyState glyph=Glyph::FileText title=t(lang, c::TITLE) text=t(lang, c::EMPTY)/>
        </Show>
        <ul class="plain-list stack">
            {move || ctx.rows.get().into_iter().map(|row| clause(ctx, row)).collect_view()}
        </ul>
        <ClauseForm ctx/>
    }
}

fn clause(ctx: Ctx, row: Clause) -> AnyView {
    use k::cpq::clauses as c;
    let lang = ctx.lang;
    let draft = &row.draft;
    let title = draft.title.get(lang).to_owned();
    let text = draft.text.get(lang).to_owned();
    let about = category(lang, draft.category);
    let number = tf(lang, c::NUMBER, &[("n", &row.number)]);
    let locked = draft.locked;
    let condition = draft.condition.clone();
    let on = RwSignal::new(draft.active);
    let switch = {
        let row = row.clone();
        Callback::new(move |active| {
            let mut row = row.clone();
            row.draft.active = active;
            ctx.save(row);
        })
    };
    let id = row.id;
    let place = |key| tf(lang, key, &[("name", &title)]);
    let (edit, remove, offered) = (
        place(c::EDIT_ONE),
        place(c::DELETE_ONE),
        place(c::ACTIVE_ONE),
    );
    let (edited, deleted) = (row.clone(), row);
    view! {
        <li class="card clause-card" data-clause="">
            <div class="between">
                <h2 class="card-title">{title}</h2>
                <div class="cluster">
                    <Switch id=format!("clause-on-{id}") label=offered on on_change=switch/>
                    <IconButton glyph=Glyph::Edit label=edit size=Size::Small on_press=Callback::new(move |()| ctx.editing.set(Some(edited.clone())))/>
                    <IconButton glyph=Glyph::Trash label=remove size=Size::Small on_press=Callback::new(move |()| ctx.delete(deleted.clone()))/>
                </div>
            </div>
            <p class="cluster">
                <Badge text=about tone=Tone::Neutral/>
                {locked.then(|| view! { <Badge text=t(lang, c::LOCKED) tone=Tone::Info icon=Glyph::Lock/> })}
                <span class="muted tiny">{number}</span>
            </p>
            <p class="clause-text small">{text}</p>
            {(!condition.is_empty()).then(|| view! {
                <p class="small muted">{t(lang, c::WHEN)} " " <code class="clause-condition">{condition}</code></p>
            })}
        </li>
    }
    .into_any()
}
