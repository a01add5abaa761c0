//! The bar of what is selected, and what can be done to all of it.

use super::bulk_run::Run;
use super::edit::{choice_words, value_of};
use super::rows::Rows;
use super::state::record_path;
use crate::boot::{may, use_session};
use crate::platform::imports::download;
use crate::work::tasks::TaskActs;
use i18n::{Plural, issue_text, k, list_field, parse_integer, problem_text, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::{Action, Issue, Lang};
use shared::platform::imports::bad_rows::report_file;
use shared::platform::views::{BulkAct, BulkFailure, Field, Kind, Object, may_be_empty};
use ui::{Button, Choice, DateInput, Dialog, Glyph, Select, Size, TextInput, Variant};

/// More records than this are not deleted without their number being typed.
const ASKED_ABOVE: i64 = 50;

/// What is about to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Edit,
    Assign,
    Delete,
}

impl Doing {
    const fn title(self) -> Plural {
        match self {
            Doing::Edit => k::views::BULK_EDIT_TITLE,
            Doing::Assign => k::views::BULK_ASSIGN_TITLE,
            Doing::Delete => k::views::BULK_DELETE_TITLE,
        }
    }
}

#[component]
pub(super) fn BulkBar(rows: Rows) -> impl IntoView {
    let lang = rows.ctx.lang;
    let selection = rows.selection;
    let run = Run::new(rows);
    let doing = RwSignal::new(Doing::Edit);
    let open = RwSignal::new(false);
    let may_edit = may(rows.ctx.object.edit_action());
    let may_assign = may_edit && rows.ctx.object.is_assigned() && may(Action::AssignOwner);
    let may_delete = may_edit && rows.ctx.object.is_deletable();
    let may_set = may_edit && rows.ctx.fields.all().any(|field| field.bulk);
    let ask = move |what: Doing| {
        Callback::new(move |()| {
            doing.set(what);
            open.set(true);
        })
    };
    let said = move || {
        let count = run.selected();
        let text = if selection.all.get() {
            k::views::ALL_SELECTED
        } else {
            k::views::SELECTED
        };
        tn(lang, text, count, &[])
    };
    // The page is picked whole, and there is more than the page.
    let more = move || {
        let picked = selection.picked.with(std::collections::BTreeMap::len);
        let shown = rows.rows.with(Vec::len);
        let total = rows.totals.with(|totals| totals.sums.count);
        let full = picked == shown && i64::try_from(shown).unwrap_or(0) < total;
        (full && !selection.all.get()).then_some(total)
    };
    let busy = Signal::derive(move || run.at.with(Option::is_some));
    view! {
        <Show when=move || selection.any() || busy.get()>
            <div class="list-bulk" role="region" aria-label=said>
                <span class="list-bulk-count" role="status">{said}</span>
                {move || more().map(|total| {
                    let total = i18n::integer(lang, total);
                    view! {
                        <Button
                            label=tf(lang, k::views::SELECT_ALL, &[("n", &total)])
                            variant=Variant::Ghost size=Size::Small
                            on_press=Callback::new(move |()| selection.all.set(true))
                        />
                    }
                })}
                {(may_edit && rows.ctx.object == Object::Tasks).then(|| view! {
                    <TaskActs lang busy on_act=Callback::new(move |act| run.start(act))/>
                })}
                {may_set.then(|| view! {
                    <Button label=t(lang, k::views::BULK_EDIT) icon=Glyph::Edit size=Size::Small disabled=busy on_press=ask(Doing::Edit)/>
                })}
                {may_assign.then(|| view! {
                    <Button label=t(lang, k::views::BULK_ASSIGN) icon=Glyph::Person size=Size::Small disabled=busy on_press=ask(Doing::Assign)/>
                })}
                {may_delete.then(|| view! {
                    <Button label=t(lang, k::views::BULK_DELETE) icon=Glyph::Trash size=Size::Small variant=Variant::Danger disabled=busy on_press=ask(Doing::Delete)/>
                })}
                <Progress run lang/>
                <Button label=t(lang, k::views::UNSELECT) variant=Variant::Ghost size=Size::Small on_press=Callback::new(move |()| selection.clear())/>
            </div>
        </Show>
        <Dialog
            id="list-bulk-dialog"
            title=Signal::derive(move || tn(lang, doing.get().title(), run.selected(), &[]))
            open close_label=t(lang, k::ui::CLOSE)
        >
            <BulkForm rows run doing=doing.get_untracked() open/>
        </Dialog>
        <Dialog id="list-bulk-report" title=t(lang, k::views::BULK_FAILED_TITLE) open=run.report close_label=t(lang, k::ui::CLOSE)>
            <Report rows run/>
        </Dialog>
    }
}

#[component]
fn Progress(run: Run, lang: Lang) -> impl IntoView {
    move || {
        run.at.get().map(|at| {
            let of = run.of.get();
            let (done, total) = (i18n::integer(lang, at), i18n::integer(lang, of));
            let text = tf(
                lang,
                k::views::BULK_PROGRESS,
                &[("done", &done), ("total", &total)],
            );
            view! {
                <progress class="list-progress" max=of.max(1).to_string() value=at.to_string() aria-label=text.clone()></progress>
                <span class="small num">{text}</span>
            }
        })
    }
}

/// What was not changed, and why; as a file, too, to work through.
#[component]
fn Report(rows: Rows, run: Run) -> impl IntoView {
    let (lang, object) = (rows.ctx.lang, rows.ctx.object);
    let lines = run
        .failed
        .get_untracked()
        .into_iter()
        .map(|failure| {
            let reason = reason(lang, &failure);
            let name = if failure.name.is_empty() {
                t(lang, k::views::UNSEEN).into_any()
            } else {
                view! { <a href=record_path(object, failure.id)>{failure.name}</a> }.into_any()
            };
            view! { <li><strong>{name}</strong><span class="muted">{reason}</span></li> }
        })
        .collect_view();
    let save = Callback::new(move |()| {
        let text = run
            .failed
            .with_untracked(|failed| report(lang, object, failed));
        if let Some(text) = text {
            let name = format!("{}.csv", t(lang, k::views::BULK_FAILED_TITLE));
            download(&name, &text);
        }
    });
    view! {
        <div class="dialog-body">
            <ul class="list-report">{lines}</ul>
            <div class="form-actions">
                <Button label=t(lang, k::views::BULK_FAILED_FILE) icon=Glyph::Download on_press=save/>
            </div>
        </div>
    }
}

fn reason(lang: Lang, failure: &BulkFailure) -> String {
    match failure.problem.issues.first() {
        Some(issue) => issue_text(lang, issue),
        None => problem_text(lang, &failure.problem),
    }
}

/// The report as a file: name, reason and address of each record.
fn report(lang: Lang, object: Object, failed: &[BulkFailure]) -> Option<String> {
    let titles = [
        t(lang, k::field::NAME),
        t(lang, k::imports::REASON),
        t(lang, k::imports::RECORD),
    ];
    let origin = window().location().origin().unwrap_or_default();
    report_file(failed, titles, |failure| {
        let place = record_path(object, failure.id);
        [
            failure.name.clone(),
            reason(lang, failure),
            format!("{origin}{place}"),
        ]
    })
}

#[component]
fn BulkForm(rows: Rows, run: Run, doing: Doing, open: RwSignal<bool>) -> impl IntoView {
    let lang = rows.ctx.lang;
    let field = RwSignal::new(String::new());
    let value = RwSignal::new(String::new());
    let refusal = RwSignal::new(None::<String>);
    let fields: Vec<Choice> = rows
        .ctx
        .fields
        .all()
        .filter(|field| field.bulk)
        .map(|field| Choice::new(field.name, list_field(lang, field)))
        .collect();
    if let Some(first) = fields.first() {
        field.set(first.value.clone());
    }
    let chosen = move || rows.ctx.fields.get(&field.get());
    let many = Memo::new(move |_| {
        let count = run.selected();
        (doing == Doing::Delete && count > ASKED_ABOVE).then_some(count)
    });
    let act = move || -> Option<BulkAct> {
        match doing {
            Doing::Delete => {
                let wrong = many
                    .get_untracked()
                    .and_then(|count| other_number(lang, count, &value.get_untracked()));
                let meant = wrong.is_none();
                refusal.set(wrong);
                meant.then_some(BulkAct::Delete)
            }
            Doing::Assign => value.get_untracked().parse().ok().map(BulkAct::Assign),
            Doing::Edit => {
                let found = untrack(chosen)?;
                match asked_value(rows, found, &value.get_untracked()) {
                    Ok(value) => Some(BulkAct::Set {
                        field: found.name.to_owned(),
                        value,
                    }),
                    Err(issue) => {
                        refusal.set(Some(issue_text(lang, &issue)));
                        None
                    }
                }
            }
        }
    };
    let body = match doing {
        Doing::Delete => delete_body(lang, many, value, refusal),
        Doing::Assign => owner_choice(rows, value),
        Doing::Edit => view! {
            <Select
                id="list-bulk-field" label=t(lang, k::views::FIELD_LABEL) value=field options=fields
                on_commit=Callback::new(move |_: String| value.set(String::new()))
            />
            {move || chosen().map(|field| bulk_value(rows, field, value, refusal))}
        }
        .into_any(),
    };
    let danger = doing == Doing::Delete;
    view! {
        <form
            class="dialog-body form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if let Some(act) = act() {
                    open.set(false);
                    run.start(act);
                }
            }
        >
            {body}
            <div class="form-actions">
                <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                <Button
                    label=t(lang, if danger { k::views::BULK_DELETE } else { k::views::BULK_DO })
                    variant=if danger { Variant::Danger } else { Variant::Primary }
                    submit=true
                />
            </div>
        </form>
    }
}

/// What is wrong with the number typed before very many are deleted.
fn other_number(lang: Lang, count: i64, typed: &str) -> Option<String> {
    if parse_integer(lang, typed, "number") == Ok(count) {
        return None;
    }
    let count = i18n::integer(lang, count);
    Some(tf(lang, k::views::BULK_DELETE_OTHER, &[("n", &count)]))
}

/// What becomes of them; of very many their number is asked for.
fn delete_body(
    lang: Lang,
    many: Memo<Option<i64>>,
    value: RwSignal<String>,
    refusal: RwSignal<Option<String>>,
) -> AnyView {
    view! {
        <p>{t(lang, k::views::BULK_DELETE_TEXT)}</p>
        {move || many.get().map(|count| {
            let count = i18n::integer(lang, count);
            let label = tf(lang, k::views::BULK_DELETE_COUNT, &[("n", &count)]);
            view! { <TextInput id="list-bulk-count" label value inputmode="numeric" error=refusal/> }
        })}
    }
    .into_any()
}

/// What a field is set to; what must have a value is not set to none.
fn asked_value(rows: Rows, field: &Field, text: &str) -> Result<String, Issue> {
    if text.trim().is_empty() && !may_be_empty(rows.ctx.fields, field) {
        return Err(Issue::error("required", "value"));
    }
    let currency = use_session().actor.currency;
    value_of(rows.ctx.lang, field, text, currency).map(|(value, _)| value)
}

fn owner_choice(rows: Rows, value: RwSignal<String>) -> AnyView {
    let lang = rows.ctx.lang;
    let owners = Signal::derive(move || {
        let people = rows
            .ctx
            .people
            .get()
            .and_then(Result::ok)
            .unwrap_or_default();
        // Only whom the server would take.
        people
            .assignable(&use_session().actor)
            .into_iter()
            .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
            .collect::<Vec<_>>()
    });
    view! {
        <Suspense fallback=|| ()>
            <Select
                id="list-bulk-owner" label=t(lang, k::views::BULK_OWNER) value
                options=Signal::derive(move || {
                    let mut all = vec![Choice::new("", t(lang, k::views::CHOOSE_VALUES))];
                    all.extend(owners.get());
                    all
                })
            />
        </Suspense>
    }
    .into_any()
}

fn bulk_value(
    rows: Rows,
    field: &'static Field,
    value: RwSignal<String>,
    refusal: RwSignal<Option<String>>,
) -> AnyView {
    let lang = rows.ctx.lang;
    let label = t(lang, k::views::VALUE_LABEL);
    match field.kind {
        Kind::Choice(_) | Kind::Flag => {
            let none = if may_be_empty(rows.ctx.fields, field) {
                "—"
            } else {
                t(lang, k::views::CHOOSE_VALUES)
            };
            let mut options = vec![Choice::new("", none)];
            options.extend(choice_words(lang, field));
            view! { <Select id="list-bulk-value" label value options=options error=refusal/> }
                .into_any()
        }
        Kind::Date => {
            view! { <DateInput id="list-bulk-value" label value error=refusal/> }.into_any()
        }
        _ => view! {
            <TextInput id="list-bulk-value" label value error=refusal hint=t(lang, k::views::BULK_CLEAR)/>
        }
        .into_any(),
    }
}
