//! `/admin/clauses`: the texts that stand in quotes, and when they must.

use super::form::ClauseForm;
use super::{api, category};
use crate::boot::{may, new_uuid, use_lang};
use crate::call::Fault;
use crate::platform::admin::{KeptList, Loaded, Section, introduction, kept_rows};
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{Clause, ClauseDraft};
use shared::kernel::event::Entity;
use shared::kernel::{Action, ClauseId, ProblemKind};
use ui::{Badge, EmptyState, Glyph, Tone};

/// The clauses on the page and what may be done to them.
pub(super) type Ctx = KeptList<Clause>;

kept_rows!(
    Clause, k::cpq::clauses, told by Entity::Clause,
    list: ListClauses, save: SaveClause, delete: DeleteClause
);

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
    let new = move || {
        ctx.editing.set(Some(Clause {
            id: ClauseId(new_uuid()),
            draft: ClauseDraft {
                active: true,
                ..ClauseDraft::default()
            },
            number: 0,
            version: 0,
        }));
    };
    let none = move || ctx.rows.with(Vec::is_empty);
    view! {
        {introduction(lang, (c::INTRO, c::NEW), new)}
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
    let place = |key| tf(lang, key, &[("name", &title)]);
    let (edit, remove, offered) = (
        place(c::EDIT_ONE),
        place(c::DELETE_ONE),
        place(c::ACTIVE_ONE),
    );
    let switch_id = format!("clause-on-{}", row.id);
    view! {
        <li class="card clause-card" data-clause="">
            <div class="between">
                <h2 class="card-title">{title}</h2>
                <div class="cluster">
                    {ctx.switch(switch_id, offered, &row, |row| &mut row.draft.active)}
                    {ctx.edit_button(edit, &row)}
                    {ctx.delete_button(remove, &row)}
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
