//! A list administrators keep on a page of its own: what is there, which row is in the form, and what may be
//! done to a row. Every answer of the server is the whole list, so that it also shows what others did.

use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use crate::shell::DialogOf;
use crate::shell::form::Findings;
use i18n::{Key, Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Issue;
use shared::kernel::event::Entity;
use ui::{
    Button, EmptyState, Glyph, IconButton, Size, Switch, TableWrap, Toaster, Variant, use_toaster,
};

/// A row of such a list, and how the server is asked about it.
pub(crate) trait Kept: Clone + Send + Sync + 'static {
    /// Said once a row is saved.
    const SAVED: Key;
    /// Said once a row is deleted, beside the way back.
    const DELETED: Key;

    /// Whether both are the same row, in whatever version.
    fn is(&self, other: &Self) -> bool;
    /// Whether the server does not know it yet.
    fn is_new(&self) -> bool;
    /// The same as a row the server does not know.
    fn anew(self) -> Self;
    /// Whether an event about `entity` may have changed the list.
    fn concerned(entity: Entity) -> bool;

    /// Every row.
    fn list() -> impl Future<Output = Result<Vec<Self>, Fault>> + 'static;
    /// Adds it, or changes the version it was read in.
    fn save(self) -> impl Future<Output = Result<Vec<Self>, Fault>> + 'static;
    /// Deletes it in the version it was read in.
    fn delete(self) -> impl Future<Output = Result<Vec<Self>, Fault>> + 'static;
}

/// Rows have an id, a version and a draft; `$text` are the texts of their page, `api` beside it asks for them.
macro_rules! kept_rows {
    (
        $row:ty, $($text:ident)::+, told by $entities:pat,
        list: $list:ident, save: $save:ident, delete: $delete:ident
    ) => {
        impl $crate::platform::admin::Kept for $row {
            const SAVED: i18n::Key = $($text)::+::SAVED;
            const DELETED: i18n::Key = $($text)::+::DELETED;

            fn is(&self, other: &Self) -> bool {
                self.id == other.id
            }
            fn is_new(&self) -> bool {
                self.version == 0
            }
            fn anew(self) -> Self {
                Self { version: 0, ..self }
            }
            fn concerned(entity: shared::kernel::event::Entity) -> bool {
                matches!(entity, $entities)
            }

            async fn list() -> Result<Vec<Self>, $crate::call::Fault> {
                api::list($list {}).await
            }
            async fn save(self) -> Result<Vec<Self>, $crate::call::Fault> {
                let (id, version, draft) = (self.id, self.version, self.draft);
                api::save($save { id, version, draft }).await
            }
            async fn delete(self) -> Result<Vec<Self>, $crate::call::Fault> {
                let (id, version) = (self.id, self.version);
                api::delete($delete { id, version }).await
            }
        }
    };
}
pub(crate) use kept_rows;

/// The list of a page. Cheap to copy.
pub(crate) struct KeptList<R: 'static> {
    /// As shown: at once as changed, put right by the server's answer.
    pub(crate) rows: RwSignal<Vec<R>>,
    /// The row in the form; version 0: a new one.
    pub(crate) editing: RwSignal<Option<R>>,
    pub(crate) lang: Lang,
    toaster: Toaster,
}

impl<R: 'static> Clone for KeptList<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R: 'static> Copy for KeptList<R> {}

impl<R: Kept> KeptList<R> {
    /// The list as the page loaded it; read again when others change it.
    pub(crate) fn new(rows: Vec<R>) -> Self {
        let list = Self {
            rows: RwSignal::new(rows),
            editing: RwSignal::new(None),
            lang: use_lang(),
            toaster: use_toaster(),
        };
        live::on_event(move |event| {
            if event.is_none_or(|event| R::concerned(event.entity)) {
                list.read_again();
            }
        });
        list
    }

    fn keep(self, rows: Vec<R>) {
        // The page may be gone by the time an answer comes.
        let _ = self.rows.try_set(rows);
    }

    fn read_again(self) {
        spawn_local(async move {
            if let Ok(rows) = R::list().await {
                self.keep(rows);
            }
        });
    }

    fn run(self, act: impl Future<Output = Result<Vec<R>, Fault>> + 'static) {
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

    /// Saves a row that was changed where it stands.
    pub(crate) fn save(self, row: R) {
        self.run(row.save());
    }

    /// Saves what is in the form and closes it, or says beside its fields why not.
    pub(crate) fn submit(self, row: R, findings: Findings, busy: RwSignal<bool>) {
        findings.send(busy, row.save(), move |rows| {
            self.keep(rows);
            let _ = self.editing.try_set(None);
            self.toaster.success(t(self.lang, R::SAVED));
        });
    }

    /// What a form does when it is sent: what its rule found in what is `typed` is shown, or the row is saved with
    /// it, as `put` writes it there.
    pub(crate) fn sending<D>(
        self,
        row: R,
        typed: Memo<(D, Vec<Issue>)>,
        put: fn(&mut R, D),
        (findings, busy): (Findings, RwSignal<bool>),
    ) -> impl Fn() + Send + 'static
    where
        D: Clone + Send + Sync + 'static,
    {
        move || {
            let (draft, issues) = typed.get_untracked();
            if findings.check(issues) {
                let mut row = row.clone();
                put(&mut row, draft);
                self.submit(row, findings, busy);
            }
        }
    }

    /// The last cells of a row in a table: whether it is in use, and what may be done to it. The words are those of
    /// the switch and of both buttons, which say the row's name.
    pub(crate) fn last_cells(
        self,
        switch_id: String,
        name: &str,
        (active, edit, remove): (Key, Key, Key),
        row: &R,
        in_use: fn(&mut R) -> &mut bool,
    ) -> AnyView {
        let active = t(self.lang, active);
        let place = |key| tf(self.lang, key, &[("name", &name)]);
        view! {
            <td data-label=active>{self.switch(switch_id, active.to_owned(), row, in_use)}</td>
            <td class="kept-actions">
                {self.edit_button(place(edit), row)} {self.delete_button(place(remove), row)}
            </td>
        }
        .into_any()
    }

    /// The button that opens a row in the form.
    pub(crate) fn edit_button(self, label: String, row: &R) -> AnyView {
        let row = row.clone();
        let press = Callback::new(move |()| self.editing.set(Some(row.clone())));
        view! { <IconButton glyph=Glyph::Edit label size=Size::Small on_press=press/> }.into_any()
    }

    /// The button that deletes a row.
    pub(crate) fn delete_button(self, label: String, row: &R) -> AnyView {
        let row = row.clone();
        let press = Callback::new(move |()| self.delete(row.clone()));
        view! { <IconButton glyph=Glyph::Trash label size=Size::Small on_press=press/> }.into_any()
    }

    /// The switch that takes a row in and out of use where it stands.
    pub(crate) fn switch(
        self,
        id: String,
        label: String,
        row: &R,
        active: fn(&mut R) -> &mut bool,
    ) -> AnyView {
        let mut row = row.clone();
        let on = RwSignal::new(*active(&mut row));
        let change = Callback::new(move |on: bool| {
            let mut row = row.clone();
            *active(&mut row) = on;
            self.save(row);
        });
        view! { <Switch id label on on_change=change/> }.into_any()
    }

    /// It is offered back once it is gone, as a new one that says the same: asked for before, both would
    /// cross on their way. Refused, it stands where it stood, even when the list cannot be read again.
    pub(crate) fn delete(self, row: R) {
        let before = self.rows.get_untracked();
        self.rows.update(|rows| rows.retain(|one| !one.is(&row)));
        self.run(async move {
            let answer = row.clone().delete().await;
            let left = answer.inspect_err(|_| self.keep(before))?;
            self.toaster.undo(
                t(self.lang, R::DELETED),
                t(self.lang, k::ui::UNDO),
                Callback::new(move |()| self.save(row.clone().anew())),
            );
            Ok(left)
        });
    }
}

/// What stands above such a list: what it is for, and the button that begins a new row.
pub(crate) fn introduction(
    lang: Lang,
    (text, new): (Key, Key),
    on_new: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let press = Callback::new(move |()| on_new());
    view! {
        <div class="between kept-intro">
            <p class="muted">{t(lang, text)}</p>
            <Button label=t(lang, new) icon=Glyph::Plus variant=Variant::Primary on_press=press/>
        </div>
    }
}

/// The rows in a table; while there are none, what the list is for.
#[component]
pub(crate) fn KeptTable<R, F>(
    list: KeptList<R>,
    title: Key,
    /// What stands there while there are no rows.
    empty: Key,
    /// The heads of the columns; one more follows, of what may be done to a row.
    columns: &'static [Key],
    row: F,
) -> impl IntoView
where
    R: Kept,
    F: Fn(R) -> AnyView + Copy + Send + Sync + 'static,
{
    let lang = list.lang;
    let none = move || list.rows.with(Vec::is_empty);
    view! {
        <Show when=none>
            <EmptyState glyph=Glyph::Tag title=t(lang, title) text=t(lang, empty)/>
        </Show>
        <Show when=move || !none()>
            <TableWrap label=t(lang, title)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            {columns.iter().map(|key| view! { <th scope="col">{t(lang, *key)}</th> }).collect_view()}
                            <th scope="col"><span class="visually-hidden">{t(lang, k::cpq::editor::ROW_ACTIONS)}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || list.rows.get().into_iter().map(row).collect_view()}
                    </tbody>
                </table>
            </TableWrap>
        </Show>
    }
}

/// The dialog with the row in the form; its title says whether that is a new one.
#[component]
pub(crate) fn KeptDialog<R, CF, V>(
    id: &'static str,
    list: KeptList<R>,
    /// Title of a new row, and of one that is changed.
    titles: (Key, Key),
    /// The form.
    children: CF,
) -> impl IntoView
where
    R: Kept,
    CF: Fn(R) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let title = move |row: &R| {
        let (new, edit) = titles;
        t(list.lang, if row.is_new() { new } else { edit }).to_owned()
    };
    view! { <DialogOf id of=list.editing title wide=true children/> }
}
