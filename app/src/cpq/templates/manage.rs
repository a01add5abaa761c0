//! The templates one may start from: renamed, shared, deleted with a way back.

use super::{api, sharing, sharings};
use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use i18n::{Lang, issue_text, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::templates::ops::{DeleteTemplate, ListTemplates, RestoreTemplate, UpdateTemplate};
use shared::cpq::templates::{NAME_LENGTH, TemplateRow};
use shared::kernel::Issue;
use shared::kernel::event::Entity;
use ui::{
    Button, Dialog, EmptyState, Glyph, IconButton, InlineEdit, Select, Size, Toaster, use_toaster,
};

/// What is on the page. Cheap to copy.
#[derive(Clone, Copy)]
struct Ctx {
    rows: RwSignal<Option<Vec<TemplateRow>>>,
    lang: Lang,
    toaster: Toaster,
}

impl Ctx {
    fn read(self) {
        spawn_local(async move {
            match api::list(ListTemplates {}).await {
                Ok(rows) => {
                    let _ = self.rows.try_set(Some(rows));
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }

    /// Does it, and shows what there is then: others may have changed something, too.
    fn run(
        self,
        act: impl Future<Output = Result<TemplateRow, Fault>> + 'static,
        done: impl FnOnce(TemplateRow) + 'static,
    ) {
        spawn_local(async move {
            match act.await {
                Ok(row) => done(row),
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
            self.read();
        });
    }

    fn update(self, row: &TemplateRow, change: impl FnOnce(&mut UpdateTemplate)) {
        let mut request = UpdateTemplate {
            id: row.id,
            version: row.version,
            name: row.name.clone(),
            sharing: row.sharing,
        };
        change(&mut request);
        if (&request.name, request.sharing) != (&row.name, row.sharing) {
            self.run(api::update(request), |_| {});
        }
    }

    fn delete(self, row: &TemplateRow) {
        let (id, version) = (row.id, row.version);
        self.rows.update(|rows| {
            if let Some(rows) = rows {
                rows.retain(|row| row.id != id);
            }
        });
        self.run(api::delete(DeleteTemplate { id, version }), move |row| {
            self.toaster.undo(
                tf(
                    self.lang,
                    k::cpq::templates::DELETED,
                    &[("name", &row.name)],
                ),
                t(self.lang, k::ui::UNDO),
                Callback::new(move |()| self.run(api::restore(RestoreTemplate { id }), |_| {})),
            );
        });
    }
}

/// The button and its dialog.
#[component]
pub fn ManageTemplates() -> impl IntoView {
    use k::cpq::templates as p;
    let lang = use_lang();
    let open = RwSignal::new(false);
    let ctx = Ctx {
        rows: RwSignal::new(None),
        lang,
        toaster: use_toaster(),
    };
    Effect::new(move |_| {
        if open.get() {
            ctx.read();
        }
    });
    live::on_event(move |event| {
        let ours = event.is_none_or(|event| event.entity == Entity::QuoteTemplate);
        if ours && open.try_get_untracked() == Some(true) {
            ctx.read();
        }
    });
    let none = move || {
        ctx.rows
            .with(|rows| rows.as_ref().is_some_and(Vec::is_empty))
    };
    view! {
        <Button label=t(lang, p::TITLE) icon=Glyph::Copy on_press=Callback::new(move |()| open.set(true)) attr:id="templates-open"/>
        <Dialog id="templates" title=t(lang, p::TITLE) open wide=true close_label=t(lang, k::ui::CLOSE)>
            <div class="dialog-body stack">
                <p class="muted small">{t(lang, p::INTRO)}</p>
                <Show when=none>
                    <EmptyState glyph=Glyph::Copy title=t(lang, p::NONE) text=t(lang, p::NONE_TEXT)/>
                </Show>
                <ul class="plain-list stack">
                    {move || ctx.rows.get().unwrap_or_default().into_iter().map(|row| template(ctx, row)).collect_view()}
                </ul>
            </div>
        </Dialog>
    }
}

fn template(ctx: Ctx, row: TemplateRow) -> AnyView {
    use k::cpq::templates as p;
    let lang = ctx.lang;
    let id = row.id;
    let count = |key, n: u32| tn(lang, key, i64::from(n), &[]);
    let files = (row.files > 0).then(|| count(p::FILES, row.files));
    let holds = [
        count(p::SECTIONS, row.sections),
        count(p::LINES, row.lines),
        count(p::CLAUSES, row.clauses),
    ];
    let holds: Vec<String> = holds.into_iter().chain(files).collect();
    let holds = holds.join(" · ");
    let of = tf(lang, p::OF, &[("name", &row.owner.name)]);
    let about = row.title.clone();
    let name = row.name.clone();
    if !row.may_edit {
        let shared = sharing(lang, row.sharing);
        return view! {
            <li class="card template-card" data-template="">
                <strong>{name}</strong>
                <span class="small">{about}</span>
                <span class="muted small">{format!("{holds} · {of} · {shared}")}</span>
            </li>
        }
        .into_any();
    }
    let chosen = RwSignal::new(row.sharing.code().to_owned());
    let remove = tf(lang, p::DELETE, &[("name", &row.name)]);
    let (renamed, shared, deleted) = (row.clone(), row.clone(), row);
    let shown = Signal::stored(name);
    let check = Callback::new(move |text: String| {
        let issue = if text.trim().is_empty() {
            Issue::error("required", "name")
        } else if text.chars().count() > NAME_LENGTH {
            Issue::error("too_long", "name").with("max", NAME_LENGTH)
        } else {
            return None;
        };
        Some(issue_text(lang, &issue))
    });
    view! {
        <li class="card template-card" data-template="">
            <div class="between">
                <InlineEdit
                    id=format!("template-name-{id}")
                    label=t(lang, p::NAME)
                    shown
                    value=shown
                    check
                    on_save=Callback::new(move |name: String| ctx.update(&renamed, |request| request.name = name.trim().to_owned()))
                />
                <IconButton glyph=Glyph::Trash label=remove size=Size::Small on_press=Callback::new(move |()| ctx.delete(&deleted))/>
            </div>
            <span class="small">{about}</span>
            <span class="muted small">{format!("{holds} · {of}")}</span>
            <Select
                id=format!("template-sharing-{id}")
                label=t(lang, p::SHARING_LABEL)
                value=chosen
                options=sharings(lang)
                on_commit=Callback::new(move |code: String| {
                    if let Ok(sharing) = code.parse() {
                        ctx.update(&shared, |request| request.sharing = sharing);
                    }
                })
            />
        </li>
    }
    .into_any()
}
