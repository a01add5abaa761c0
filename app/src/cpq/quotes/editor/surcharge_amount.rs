//! How much a surcharge is: an amount or a percentage, told as it is typed.

use super::state::Editor;
use super::surcharges::{Of, offer_undo};
use crate::cpq::numbers;
use i18n::{added_words, issue_text, k, t, tf};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::cpq::pricing::{Added, Policy, Surcharge};
use shared::kernel::{Currency, Issue, Lang, Percent, QuoteLineId};
use ui::{Choice, NumberInput, Select};

const PERCENT: &str = "percent";
const AMOUNT: &str = "amount";

/// What was typed, or what is wrong with it.
fn typed(lang: Lang, way: &str, text: &str, currency: Currency) -> Result<Added, Issue> {
    let text = text.trim();
    if way == PERCENT {
        let rate = numbers::to_percent(lang, text);
        let issue = || Issue::error("percent_out_of_range", "added");
        return rate.map(Added::Percent).ok_or_else(issue);
    }
    if text.is_empty() {
        return Ok(Added::Amount(0));
    }
    let minor = numbers::to_amount(lang, text, currency);
    minor.map(Added::Amount).ok_or_else(|| {
        if text.starts_with(['-', '−']) {
            Issue::error("negative", "added")
        } else {
            Issue::error("not_a_number", "added").with("text", text)
        }
    })
}

/// The way a surcharge is given, and the text of its number; nothing while it has none.
fn shown(lang: Lang, added: Added, currency: Currency) -> (&'static str, String) {
    match added {
        Added::Percent(Percent(0)) => (PERCENT, String::new()),
        Added::Percent(rate) => (PERCENT, numbers::percent(lang, rate)),
        Added::Amount(0) => (AMOUNT, String::new()),
        Added::Amount(minor) => (AMOUNT, numbers::amount(lang, minor, currency)),
    }
}

/// No surcharge yet, given this way.
fn none(way: &str) -> Added {
    if way == PERCENT {
        Added::Percent(Percent::ZERO)
    } else {
        Added::Amount(0)
    }
}

const fn is_none(added: &Added) -> bool {
    matches!(added, Added::Amount(0) | Added::Percent(Percent(0)))
}

impl Of {
    /// What a percentage is taken of.
    fn base(self, editor: Editor) -> i64 {
        editor.follow_now();
        match self {
            Of::Document => editor.totals.with_untracked(|totals| totals.sold_minor()),
            Of::Line(id, _) => editor.row(id).map_or(0, |row| {
                row.priced.with_untracked(|priced| priced.sold_minor())
            }),
        }
    }
}

/// Makes `after` what it was, unless another surcharge stands there now; its line may be gone meanwhile.
fn give_back(
    editor: Editor,
    (line, at): (Option<QuoteLineId>, usize),
    (before, after): (Surcharge, Added),
) {
    let back = move |place: Option<&mut Surcharge>| {
        if let Some(place) = place {
            let same = (&place.code, &place.reason) == (&before.code, &before.reason);
            if same || place.added == after {
                place.added = before.added;
            }
        }
    };
    match line {
        None => editor.update_head(|head| {
            back(head.surcharges.get_mut(at).map(|own| &mut own.surcharge));
        }),
        Some(id) => editor.update_line(id, |line| back(line.price.surcharges.get_mut(at))),
    }
}

/// What was typed, given the other way: what comes to the same, else nothing until somebody types it. Undone by a message.
fn turn(
    editor: Editor,
    (of, at): (Of, usize),
    (to, text): (&str, RwSignal<String>),
    refill: RwSignal<()>,
) {
    let lang = editor.lang;
    let Some((own, _)) = of.get(editor, at) else {
        return;
    };
    let currency = editor.head.with_untracked(|head| head.currency);
    let from = if to == PERCENT { AMOUNT } else { PERCENT };
    let typed = text.with_untracked(|text| typed(lang, from, text, currency));
    if typed.as_ref().map_or(is_none(&own.added), is_none) {
        text.set(String::new());
        return;
    }
    let rounding = Policy::default().rounding;
    let turned = typed.ok();
    let turned = turned.and_then(|typed| typed.turned(of.base(editor), rounding));
    let after = turned.unwrap_or_else(|| none(to));
    text.set(shown(lang, after, currency).1);
    let was = added_words(lang, own.added, currency);
    let done = match turned {
        Some(turned) => {
            let now = added_words(lang, turned, currency);
            let values: [(&str, &dyn std::fmt::Display); 2] = [("from", &was), ("to", &now)];
            tf(lang, k::cpq::surcharges::TURNED, &values)
        }
        None => tf(lang, k::cpq::surcharges::EMPTIED, &[("from", &was)]),
    };
    let line = of.line();
    offer_undo(editor, done, move || {
        give_back(editor, (line, at), (own.clone(), after));
        // The fields show it, where they are still there.
        let _ = refill.try_set(());
    });
}

/// How it is given, and how much: every keystroke prices the quote.
#[component]
pub(super) fn AmountFields(
    editor: Editor,
    of: Of,
    at: usize,
    /// Whether it is said already that nothing stands there; of a new one only once its field was left.
    told: bool,
    refill: RwSignal<()>,
) -> impl IntoView {
    let lang = editor.lang;
    let currency = Memo::new(move |_| editor.head.with(|head| head.currency));
    let own = of.get(editor, at);
    let added = own.map_or(Added::Amount(0), |(own, _)| own.added);
    let (way, text) = shown(lang, added, currency.get_untracked());
    let way = RwSignal::new(way.to_owned());
    let text = RwSignal::new(text);
    let told = RwSignal::new(told);
    let found = Memo::new(move |_| {
        way.with(|way| text.with(|text| typed(lang, way, text, currency.get())))
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Ok(added)) = (before, found.get()) {
            of.change(editor, at, |(own, _)| own.added = added);
        }
    });
    let error = Signal::derive(move || {
        let issue = match found.get() {
            Err(issue) => Some(issue),
            Ok(added) if is_none(&added) => {
                let said = told.get() || text.with(|text| !text.trim().is_empty());
                said.then(|| Issue::error("not_positive", "added"))
            }
            Ok(_) => None,
        };
        issue.map(|issue| issue_text(lang, &issue))
    });
    let ways = Signal::derive(move || {
        let currency = currency.get();
        let code = currency.code();
        let amount = tf(lang, k::cpq::surcharges::BY_AMOUNT, &[("currency", &code)]);
        vec![
            Choice::new(AMOUNT, amount),
            Choice::new(PERCENT, t(lang, k::cpq::surcharges::BY_PERCENT)),
        ]
    });
    let turned = Callback::new(move |to: String| turn(editor, (of, at), (&to, text), refill));
    let id = of.id(at, "added");
    let field = id.clone();
    view! {
        <Select
            id=of.id(at, "way")
            label=t(lang, k::cpq::surcharges::WAY)
            value=way
            options=ways
            on_commit=turned
        />
        <div on:focusout=move |event| {
            let left = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if left.is_some_and(|left| left.id() == field) {
                let _ = told.try_set(true);
            }
        }>
            <NumberInput id label=t(lang, k::cpq::surcharges::ADDED) value=text error/>
        </div>
    }
}
