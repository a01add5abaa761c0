//! `/admin/clauses`: the texts that stand in quotes, and when they must.

use super::form::ClauseForm;
use super::{api, category};
use crate::boot::{may, new_uuid, use_lang};
use crate::call::Fault;
use crate::live;
use crate::platform::admin::{Section, refused};
use i18n::{Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{Clause, ClauseDraft};
use shared::kernel::event::Entity;
use shared::kernel::{Action, ClauseId, ProblemKind};
use ui::{
    Badge, Button, EmptyState, Glyph, IconButton, Size, Skeleton, Switch, Toaster, Tone, Variant,
    use_toaster,
};

/// The clauses on the page and what may be done to them. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Ctx {
    rows: RwSignal<Vec<Clause>>,
    /// The clause in the form; version 0: a new one.
    pub(super) editing: RwSignal<Option<Clause>>,
    lang: Lang,
    toaster: Toaster,
}

impl Ctx {
    pub(super) fn keep(self, rows: Vec<Clause>) {
        let _ = self.rows.try_set(rows);
    }

    fn read_again(self) {
        spawn_local(async move {
            if let Ok(rows) = api::list(ListClauses {}).await {
                self.keep(rows);
            }
        });
    }

    fn run(self, act: impl Future<Output = Result<Vec<Clause>, Fault>> + 'static) {
        spawn_local(async move {
            match act.await {
                Ok(rows) => self.keep(rows),
                Err(fault) => {
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                    self.read_again();
                }
            }
        });
    }

    fn switch(self, row: Clause, active: bool) {
        let mut draft = row.draft;
        draft.active = active;
        self.run(api::save(SaveClause {
            id: row.id,
            version: row.version,
            draft,
        }));
    }

    /// It is offered back once it is gone, as a new one that says the same.
    fn delete(self, row: Clause) {
        let (id, version) = (row.id, row.version);
        self.rows.update(|rows| rows.retain(|row| row.id != id));
        self.run(async move {
            let left = api::delete(DeleteClause { id, version }).await?;
            let draft = row.draft;
            self.toaster.undo(
                t(self.lang, k::cpq::clauses::DELETED),
                t(self.lang, k::ui::UNDO),
                Callback::new(move |()| {
                    self.run(api::save(SaveClause {
                        id,
                        version: 0,
                        draft: draft.clone(),
                    }));
                }),
            );
            Ok(left)
        });
    }
}

/// The page.
#[component]
pub fn ClausesPage() -> impl IntoView {
    let lang = use_lang();
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
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6/> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(rows) => view! { <Clauses rows/> }.into_any(),
                        Err(fault) => refused(&fault),
                    }
                })}
            </Suspense>
        </Section>
    }
    .into_any()
}

#[component]
fn Clauses(rows: Vec<Clause>) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = use_lang();
    let ctx = Ctx {
        rows: RwSignal::new(rows),
        editing: RwSignal::new(None),
        lang,
        toaster: use_toaster(),
    };
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Clause) {
            ctx.read_again();
        }
    });
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
    let id = row.id;
    let place = |key| tf(lang, key, &[("name", &title)]);
    let (edit, remove, offered) = (
        place(c::EDIT_ONE),
        place(c::DELETE_ONE),
        place(c::ACTIVE_ONE),
    );
    let (edited, deleted, switched) = (row.clone(), row.clone(), row);
    view! {
        <li class="card clause-card" data-clause="">
            <div class="between">
                <h2 class="card-title">{title}</h2>
                <div class="cluster">
                    <Switch id=format!("clause-on-{id}") label=offered on
                        on_change=Callback::new(move |active| ctx.switch(switched.clone(), active))/>
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
