//! What is added beside the prices, on the whole quote and on each period of a line.

use super::grid::focus_id;
use super::row::{tax_code, tax_of};
use super::state::Editor;
use super::surcharge_amount::AmountFields;
use crate::cpq::labels;
use i18n::{k, surcharge_reason, t, tf, usual_reason};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use shared::cpq::pricing::surcharge::{REASON_LENGTH, SURCHARGES};
use shared::cpq::pricing::{Added, DocumentSurcharge, Surcharge, SurchargeReason, Tax};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Lang, QuoteLineId};
use ui::{Button, Choice, Glyph, IconButton, Select, Size, TextInput};

/// What they are on; a surcharge of the whole has a tax of its own.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Document,
    Line(QuoteLineId, RwSignal<QuoteLine>),
}

/// A surcharge with its tax, where it has one.
pub(super) type Held = (Surcharge, Option<Tax>);

impl Of {
    /// The id of a part of a surcharge's fields.
    pub(super) fn id(self, at: usize, part: &str) -> String {
        match self {
            Of::Document => document_field(at, part),
            Of::Line(..) => line_field(at, part),
        }
    }

    /// Its line, for what may outlive the panel of the line.
    pub(super) const fn line(self) -> Option<QuoteLineId> {
        match self {
            Of::Document => None,
            Of::Line(id, _) => Some(id),
        }
    }

    /// The id of the button that adds one.
    const fn add_id(self) -> &'static str {
        match self {
            Of::Document => "surcharge-add",
            Of::Line(..) => "line-surcharge-add",
        }
    }

    fn count(self, editor: Editor) -> usize {
        match self {
            Of::Document => editor.head.with(|head| head.surcharges.len()),
            Of::Line(_, line) => line.with(|line| line.price.surcharges.len()),
        }
    }

    pub(super) fn get(self, editor: Editor, at: usize) -> Option<Held> {
        match self {
            Of::Document => editor.head.with_untracked(|head| {
                let own = head.surcharges.get(at)?;
                Some((own.surcharge.clone(), Some(own.tax)))
            }),
            Of::Line(_, line) => {
                line.with_untracked(|line| Some((line.price.surcharges.get(at)?.clone(), None)))
            }
        }
    }

    /// Changes one, where that makes it another.
    pub(super) fn change(self, editor: Editor, at: usize, change: impl FnOnce(&mut Held)) {
        let Some(before) = self.get(editor, at) else {
            return;
        };
        let mut own = before.clone();
        change(&mut own);
        if own == before {
            return;
        }
        match self {
            Of::Document => editor.update_head(|head| {
                if let Some(place) = head.surcharges.get_mut(at) {
                    place.tax = own.1.unwrap_or(place.tax);
                    place.surcharge = own.0;
                }
            }),
            Of::Line(id, _) => editor.update_line(id, |line| {
                if let Some(place) = line.price.surcharges.get_mut(at) {
                    *place = own.0;
                }
            }),
        }
    }

    fn insert(self, editor: Editor, at: usize, (surcharge, tax): Held) {
        match self {
            Of::Document => {
                let tax = tax.unwrap_or_else(|| editor.usual_tax());
                editor.update_head(|head| {
                    let at = at.min(head.surcharges.len());
                    let own = DocumentSurcharge { surcharge, tax };
                    head.surcharges.insert(at, own);
                });
            }
            Of::Line(id, _) => editor.update_line(id, |line| {
                let at = at.min(line.price.surcharges.len());
                line.price.surcharges.insert(at, surcharge);
            }),
        }
    }

    fn remove(self, editor: Editor, at: usize) {
        let Some(gone) = self.get(editor, at) else {
            return;
        };
        match self {
            Of::Document => editor.update_head(|head| {
                if at < head.surcharges.len() {
                    head.surcharges.remove(at);
                }
            }),
            Of::Line(id, _) => editor.update_line(id, |line| {
                if at < line.price.surcharges.len() {
                    line.price.surcharges.remove(at);
                }
            }),
        }
        focus_id(self.add_id().to_owned());
        let line = self.line();
        let removed = t(editor.lang, k::cpq::surcharges::REMOVED);
        offer_undo(editor, removed.to_owned(), move || {
            put_back(editor, line, at, gone.clone());
        });
    }
}

/// Says what was done, with a way back that may outlive the panel of a line.
pub(super) fn offer_undo(editor: Editor, done: String, undo: impl Fn() + Send + Sync + 'static) {
    let undo = move || Callback::new(move |()| undo());
    let owner = editor.owner.try_with_value(WeakOwner::upgrade).flatten();
    let undo = match owner {
        Some(owner) => owner.with(undo),
        None => undo(),
    };
    let label = t(editor.lang, k::cpq::editor::UNDO);
    editor.toaster.undo(done, label, undo);
}

/// The id of a part of the fields of a surcharge on the whole.
pub(super) fn document_field(at: usize, part: &str) -> String {
    format!("surcharge-{at}-{part}")
}

/// The same of one on the line whose panel is open.
pub(super) fn line_field(at: usize, part: &str) -> String {
    format!("line-surcharge-{at}-{part}")
}

/// Puts one that was removed where it was; its line may be gone meanwhile.
fn put_back(editor: Editor, line: Option<QuoteLineId>, at: usize, (surcharge, tax): Held) {
    match line {
        None => Of::Document.insert(editor, at, (surcharge, tax)),
        Some(id) => editor.update_line(id, |line| {
            let at = at.min(line.price.surcharges.len());
            line.price.surcharges.insert(at, surcharge);
        }),
    }
}

/// Those on the whole quote, beside its discount.
#[component]
pub fn DocumentSurcharges(editor: Editor) -> impl IntoView {
    view! { <Surcharges editor of=Of::Document/> }
}

/// Those of a line; a gift has none.
#[component]
pub fn LineSurcharges(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let gift = line.with_untracked(|line| line.price.gift_of().is_some());
    (!gift).then(|| view! { <Surcharges editor of=Of::Line(id, line)/> })
}

#[component]
fn Surcharges(editor: Editor, of: Of) -> impl IntoView {
    let lang = editor.lang;
    let count = Memo::new(move |_| of.count(editor));
    let full = Memo::new(move |_| count.get() >= SURCHARGES);
    // One more at the end leaves the others alone with what is typed in them, right or wrong; after any other change
    // each place may hold another one.
    let appended = StoredValue::new(false);
    // What is missing in a new one is said once its field was left.
    let fresh = StoredValue::new(false);
    let refill = RwSignal::new(());
    let rounds = Memo::new(move |before: Option<&(usize, u32)>| {
        refill.track();
        let (now, alone) = (count.get(), appended.try_update_value(std::mem::take));
        match before {
            Some((was, round)) if now == was + 1 && alone == Some(true) => (now, *round),
            Some((_, round)) => (now, round.wrapping_add(1)),
            None => (now, 0),
        }
    });
    let places = move || {
        let (count, round) = rounds.get();
        (0..count).map(move |at| (at, round)).collect::<Vec<_>>()
    };
    let hint = match of {
        Of::Document => k::cpq::surcharges::HINT_DOCUMENT,
        Of::Line(..) => k::cpq::surcharges::HINT_LINE,
    };
    let add = Callback::new(move |()| {
        let at = count.get_untracked();
        let new = Surcharge {
            reason: String::new(),
            code: SurchargeReason::Freight.code().to_owned(),
            added: Added::Amount(0),
        };
        appended.set_value(true);
        fresh.set_value(true);
        of.insert(editor, at, (new, None));
        focus_id(of.id(at, "code"));
    });
    view! {
        <fieldset class="quote-surcharges stack">
            <legend class="strong">{t(lang, k::cpq::surcharges::TITLE)}</legend>
            <p class="muted small">{t(lang, hint)}</p>
            <For each=places key=|place| *place let((at, _))>
                <Fields editor of at fresh refill/>
            </For>
            <div class="cluster">
                <Button
                    label=t(lang, k::cpq::surcharges::ADD)
                    icon=Glyph::Plus
                    size=Size::Small
                    disabled=full
                    on_press=add
                    attr:id=of.add_id()
                />
            </div>
        </fieldset>
    }
}

/// The usual reasons, one that stands already, and any other in words.
fn reasons(lang: Lang, code: &str) -> Vec<Choice> {
    let usual = SurchargeReason::ALL.iter();
    let mut choices: Vec<Choice> = usual
        .map(|reason| Choice::new(reason.code(), usual_reason(lang, *reason)))
        .collect();
    if !code.is_empty() && code.parse::<SurchargeReason>().is_err() {
        choices.push(Choice::new(code, code));
    }
    choices.push(Choice::new("", t(lang, k::cpq::surcharges::OTHER)));
    choices
}

/// The fields of one: every keystroke prices the quote.
#[component]
fn Fields(
    editor: Editor,
    of: Of,
    at: usize,
    /// Whether the next one was added just now.
    fresh: StoredValue<bool>,
    /// Makes the fields show what is there now.
    refill: RwSignal<()>,
) -> impl IntoView {
    let lang = editor.lang;
    let Some((own, tax)) = of.get(editor, at) else {
        return ().into_any();
    };
    let told = fresh.try_update_value(std::mem::take) != Some(true);
    let code = RwSignal::new(own.code.clone());
    let reason = RwSignal::new(own.reason.clone());
    let known = reasons(lang, &own.code);
    let nth = tf(lang, k::cpq::surcharges::NTH, &[("n", &(at + 1))]);
    let unnamed = nth.clone();
    let remove = Signal::derive(move || {
        let own = Surcharge {
            reason: reason.get(),
            code: code.get(),
            added: Added::Amount(0),
        };
        let mut name = surcharge_reason(lang, &own);
        if name.is_empty() {
            name.clone_from(&unnamed);
        }
        tf(lang, k::cpq::surcharges::REMOVE, &[("name", &name)])
    });
    view! {
        <div class="quote-surcharge" role="group" aria-label=nth data-surcharge=at.to_string()>
            <Select
                id=of.id(at, "code")
                label=t(lang, k::cpq::surcharges::CODE)
                value=code
                options=known
                on_commit=Callback::new(move |code: String| of.change(editor, at, |(own, _)| own.code = code))
            />
            <TextInput
                id=of.id(at, "reason")
                label=t(lang, k::cpq::surcharges::REASON)
                value=reason
                hint=t(lang, k::cpq::surcharges::REASON_HINT)
                max_length=u32::try_from(REASON_LENGTH).unwrap_or(u32::MAX)
                on_commit=Callback::new(move |reason: String| {
                    of.change(editor, at, |(own, _)| own.reason = reason.trim().to_owned());
                })
            />
            <AmountFields editor of at told refill/>
            {tax.map(|tax| view! { <TaxSelect editor of at tax/> })}
            <IconButton
                glyph=Glyph::Trash
                label=remove
                on_press=Callback::new(move |()| of.remove(editor, at))
            />
        </div>
    }
    .into_any()
}

/// The tax of a surcharge on the whole: one of those in use.
#[component]
fn TaxSelect(editor: Editor, of: Of, at: usize, tax: Tax) -> impl IntoView {
    let lang = editor.lang;
    let value = RwSignal::new(tax_code(tax.normal()));
    let options = Signal::derive(move || {
        let taxes = editor.taxes.get();
        let choices = taxes.into_iter();
        choices
            .map(|tax| Choice::new(tax_code(tax), labels::tax(lang, tax)))
            .collect::<Vec<_>>()
    });
    view! {
        <Select
            id=of.id(at, "tax")
            label=t(lang, k::cpq::editor::TAX)
            value
            options
            on_commit=Callback::new(move |code: String| {
                if let Some(tax) = tax_of(&code) {
                    of.change(editor, at, |(_, own)| *own = Some(tax));
                }
            })
        />
    }
}
