//! The buttons of a quote: moves, PDF, new version, copy, bin.

use super::api;
use super::editor::saving::SaveState;
use super::editor::state::Editor;
use crate::boot::new_uuid;
use crate::call::Fault;
use crate::cpq::labels;
use crate::cpq::templates::SaveAsTemplate;
use crate::routes;
use i18n::{Key, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::cpq::quotes::ops::{
    DeleteQuote, DuplicateQuote, MoveQuote, NewQuoteVersion, RestoreQuote,
};
use shared::cpq::quotes::{QuoteMove, QuoteView};
use shared::kernel::QuoteId;
use ui::{
    Button, Dialog, Glyph, LinkButton, Menu, MenuItem, Tell, TextArea, Toaster, Variant,
    use_toaster,
};

/// What acting on the quote needs.
#[derive(Clone, Copy)]
struct Acts {
    editor: Editor,
    toaster: Toaster,
    busy: RwSignal<bool>,
    reload: Callback<()>,
    go: Callback<QuoteId>,
}

impl Acts {
    fn id(&self) -> QuoteId {
        self.editor.view.with_value(|view| view.id)
    }

    fn version(&self) -> i64 {
        self.editor.saving.version()
    }

    /// Saves what is not saved yet, then acts.
    fn run<A, F>(self, act: A, done: impl FnOnce(Self, QuoteView) + 'static)
    where
        A: FnOnce(Self) -> F + 'static,
        F: Future<Output = Result<QuoteView, Fault>>,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            if !self.editor.editable || self.editor.saving.flush(self.editor).await {
                match act(self).await {
                    Ok(view) => done(self, view),
                    Err(fault) => self
                        .toaster
                        .problem(problem_text(self.editor.lang, &fault.0)),
                }
            }
            self.busy.try_set(false);
        });
    }

    fn step(self, step: QuoteMove, reason: String) {
        self.run(
            move |acts| {
                api::step(MoveQuote {
                    id: acts.id(),
                    version: acts.version(),
                    step,
                    reason,
                })
            },
            |acts, view| {
                let lang = acts.editor.lang;
                let state = labels::state(lang, view.state);
                let text = tf(
                    lang,
                    k::cpq::actions::DONE,
                    &[("number", &view.number), ("state", &state)],
                );
                acts.toaster.success(text);
                acts.reload.tell(());
            },
        );
    }

    fn new_version(self) {
        self.run(
            |acts| {
                api::new_version(NewQuoteVersion {
                    id: acts.id(),
                    version: acts.version(),
                    new_id: QuoteId(new_uuid()),
                })
            },
            |acts, view| {
                let text = tf(
                    acts.editor.lang,
                    k::cpq::actions::NEW_VERSION_MADE,
                    &[("n", &view.version_number)],
                );
                acts.toaster.success(text);
                acts.go.tell(view.id);
            },
        );
    }

    fn duplicate(self) {
        self.run(
            |acts| {
                api::duplicate(DuplicateQuote {
                    id: acts.id(),
                    new_id: QuoteId(new_uuid()),
                })
            },
            |acts, view| {
                let text = tf(
                    acts.editor.lang,
                    k::cpq::actions::COPIED,
                    &[("number", &view.number)],
                );
                acts.toaster.success(text);
                acts.go.tell(view.id);
            },
        );
    }

    fn delete(self) {
        self.run(
            |acts| {
                api::delete(DeleteQuote {
                    id: acts.id(),
                    version: acts.version(),
                })
            },
            |acts, view| {
                let lang = acts.editor.lang;
                let text = tf(lang, k::cpq::actions::DELETED, &[("number", &view.number)]);
                acts.toaster.undo(
                    text,
                    t(lang, k::cpq::editor::UNDO),
                    Callback::new(move |()| acts.restore()),
                );
                acts.reload.tell(());
            },
        );
    }

    /// A template is what the page shows: what is not saved yet is saved before its dialog opens.
    fn keep(self, open: RwSignal<bool>) {
        spawn_local(async move {
            if !self.editor.editable || self.editor.saving.flush(self.editor).await {
                let _ = open.try_set(true);
            }
        });
    }

    /// The document shows what the page shows: what is not saved yet is saved before it is opened.
    fn print(self, event: &leptos::ev::MouseEvent) {
        let saving = self.editor.saving;
        if !self.editor.editable || saving.state.get_untracked() == SaveState::Saved {
            return;
        }
        event.prevent_default();
        let address = routes::quote_pdf(self.id());
        spawn_local(async move {
            if saving.flush(self.editor).await
                && !matches!(
                    window().open_with_url_and_target(&address, "_blank"),
                    Ok(Some(_))
                )
            {
                let _ = window().location().set_href(&address);
            }
        });
    }

    /// The data are those of what the page shows, as the document is.
    fn save_data(self) {
        let address = routes::quote_ubl(self.id());
        spawn_local(async move {
            if !self.editor.editable || self.editor.saving.flush(self.editor).await {
                let _ = window().location().set_href(&address);
            }
        });
    }

    fn restore(self) {
        self.run(
            |acts| api::restore(RestoreQuote { id: acts.id() }),
            |acts, _| acts.reload.tell(()),
        );
    }
}

/// The buttons in the page's header.
#[component]
pub fn Actions(editor: Editor, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let lang = editor.lang;
    let navigate = use_navigate();
    let acts = Acts {
        editor,
        toaster: use_toaster(),
        busy: RwSignal::new(false),
        reload,
        go: Callback::new(move |id| navigate(&routes::quote(id), Default::default())),
    };
    let view = editor.view.get_value();
    let asking = RwSignal::new(None::<QuoteMove>);
    let start = Callback::new(move |step: QuoteMove| {
        // Who is asked may be told why; who is refused has to be.
        if step.needs_reason() || step == QuoteMove::Submit {
            asking.set(Some(step));
        } else {
            acts.step(step, String::new());
        }
    });
    // Two moves are buttons, what leads on before what goes back; the rest is in the menu.
    let shown = Memo::new(move |_| {
        let mut moves = editor.moves.get();
        moves.retain(|step| *step != QuoteMove::Cancel);
        moves.sort_by_key(|step| !step.leads_on());
        moves.truncate(2);
        moves
    });
    let may_version =
        view.may_copy && view.active_version && view.state.may_be_superseded() && !view.deleted;
    let deleted = view.deleted && view.may_copy;
    view! {
        <LinkButton
            label=t(lang, k::cpq::actions::PDF)
            icon=Glyph::FileText
            href=routes::quote_pdf(view.id)
            attr:target="_blank"
            attr:rel="external"
            attr:id="quote-pdf"
            on:click=move |event: leptos::ev::MouseEvent| acts.print(&event)
        />
        // Who has the menu finds it there.
        {(!view.may_copy).then(|| view! {
            <LinkButton
                label=t(lang, k::cpq::actions::DATA)
                icon=Glyph::Download
                href=routes::quote_ubl(view.id)
                attr:rel="external"
                attr:download=""
            />
        })}
        {move || editor.blocked_move().map(|step| view! {
            <Button
                label=labels::step(lang, step)
                icon=labels::step_glyph(step)
                variant=Variant::Primary
                disabled=true
                attr:title=t(lang, k::cpq::totals::BLOCKING)
                attr:aria-describedby="quote-blocking"
            />
        })}
        {move || shown.get().into_iter().map(|step| view! {
            <Button
                label=labels::step(lang, step)
                icon=labels::step_glyph(step)
                variant=if step.leads_on() { Variant::Primary } else { Variant::Secondary }
                busy=acts.busy
                on_press=Callback::new(move |()| start.tell(step))
            />
        }).collect_view()}
        {may_version.then(|| view! {
            <Button label=t(lang, k::cpq::actions::NEW_VERSION) icon=Glyph::Edit busy=acts.busy on_press=Callback::new(move |()| acts.new_version())/>
        })}
        {deleted.then(|| view! {
            <Button label=t(lang, k::cpq::actions::RESTORE) icon=Glyph::Undo variant=Variant::Primary on_press=Callback::new(move |()| acts.restore())/>
        })}
        {view.may_copy.then(|| view! { <More acts shown start/> })}
        <ReasonDialog editor asking on_reason=Callback::new(move |(step, reason)| acts.step(step, reason))/>
    }
}

/// The menu: the moves that are no buttons, and what else may be done with the quote.
#[component]
fn More(acts: Acts, shown: Memo<Vec<QuoteMove>>, start: Callback<QuoteMove>) -> impl IntoView {
    let editor = acts.editor;
    let lang = editor.lang;
    let (quote, deleted) = editor.view.with_value(|view| (view.id, view.deleted));
    let keeping = RwSignal::new(false);
    let hidden = Memo::new(move |_| {
        let shown = shown.get();
        let mut moves = editor.moves.get();
        moves.retain(|step| !shown.contains(step));
        moves
    });
    view! {
        <Menu id="quote-more" label=t(lang, k::cpq::actions::MORE) glyph=Glyph::More>
            {move || hidden.get().into_iter().map(|step| view! {
                <MenuItem label=labels::step(lang, step) icon=labels::step_glyph(step) on_press=Callback::new(move |()| start.tell(step))/>
            }).collect_view()}
            <MenuItem label=t(lang, k::cpq::actions::DUPLICATE) icon=Glyph::Copy on_press=Callback::new(move |()| acts.duplicate())/>
            <MenuItem label=t(lang, k::cpq::actions::DATA) icon=Glyph::Download on_press=Callback::new(move |()| acts.save_data())/>
            <MenuItem label=t(lang, k::cpq::templates::SAVE_TITLE) icon=Glyph::Star on_press=Callback::new(move |()| acts.keep(keeping))/>
            {(!deleted).then(|| view! {
                <MenuItem label=t(lang, k::cpq::actions::DELETE) icon=Glyph::Trash danger=true on_press=Callback::new(move |()| acts.delete())/>
            })}
        </Menu>
        <SaveAsTemplate open=keeping quote title=Signal::derive(move || editor.head.with(|head| head.title.clone()))/>
    }
}

/// Asks for the reason of a refusal, or for what is said to those who are asked for an approval.
#[component]
fn ReasonDialog(
    editor: Editor,
    asking: RwSignal<Option<QuoteMove>>,
    on_reason: Callback<(QuoteMove, String)>,
) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    Effect::new(move |_| {
        let wanted = asking.get().is_some();
        if wanted {
            reason.set(String::new());
        }
        open.set(wanted);
    });
    let closed = Callback::new(move |()| asking.set(None));
    let submits = Signal::derive(move || asking.get() == Some(QuoteMove::Submit));
    let word = move |submit: Key, refuse: Key| {
        Signal::derive(move || t(lang, if submits.get() { submit } else { refuse }).to_owned())
    };
    let confirm = move || {
        if let Some(step) = asking.get_untracked() {
            let text = reason.get_untracked();
            if step == QuoteMove::Submit || !text.trim().is_empty() {
                asking.set(None);
                on_reason.tell((step, text));
            }
        }
    };
    view! {
        <Dialog
            id="quote-reason"
            title=word(k::cpq::actions::ASK_TITLE, k::cpq::actions::REASON_TITLE)
            open
            close_label=t(lang, k::cpq::actions::CANCEL)
            on_close=closed
        >
            <div class="dialog-body">
                {move || if submits.get() {
                    view! { <TextArea id="quote-comment-text" label=t(lang, k::cpq::actions::ASK_COMMENT) hint=t(lang, k::cpq::actions::ASK_HINT) value=reason max_length=2000/> }.into_any()
                } else {
                    view! { <TextArea id="quote-reason-text" label=t(lang, k::cpq::actions::REASON) value=reason required=true max_length=2000/> }.into_any()
                }}
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::cpq::actions::CANCEL) on_press=Callback::new(move |()| asking.set(None))/>
                <Button
                    label=word(k::cpq::quote_move::SUBMIT, k::cpq::actions::CONFIRM)
                    variant=Variant::Primary
                    disabled=Signal::derive(move || !submits.get() && reason.with(|text| text.trim().is_empty()))
                    on_press=Callback::new(move |()| confirm())
                />
            </footer>
        </Dialog>
    }
}
