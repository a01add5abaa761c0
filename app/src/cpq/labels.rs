//! Words and tones of codes.

use crate::cpq::numbers;
use chrono::NaiveDate;
use i18n::{Key, date_in_words, field_name, k, percent, t, tf};
use shared::cpq::catalog::BookChoice;
use shared::cpq::pricing::{
    Billing, Charge, DocumentSurcharge, PriceRounding, PriceWay, Proration, Tax, TaxCategory,
    TrialTerm,
};
use shared::cpq::quotes::rules::check_payment_days;
use shared::cpq::quotes::{QuoteMove, QuoteState};
use shared::kernel::{Currency, Issue, Lang, SalesChannel, UnitPrice, search_key};
use ui::{Choice, Glyph, Tone};

/// Units whose words the catalogue knows.
const UNITS: [&str; 6] = ["unit", "hour", "day", "month", "year", "user"];

fn word(lang: Lang, group: &str, code: &str) -> String {
    Key::by_name(&format!("cpq.{group}.{}", code.to_lowercase()))
        .map_or_else(|| code.to_owned(), |key| t(lang, key).to_owned())
}

/// Between which days something holds.
#[must_use]
pub fn between(lang: Lang, first: Option<NaiveDate>, last: Option<NaiveDate>) -> String {
    let day = |day| date_in_words(lang, day);
    match (first, last) {
        (None, None) => t(lang, k::cpq::books::ALWAYS).to_owned(),
        (Some(from), None) => tf(lang, k::cpq::books::SINCE, &[("day", &day(from))]),
        (None, Some(to)) => tf(lang, k::cpq::books::UNTIL, &[("day", &day(to))]),
        (Some(from), Some(to)) => tf(
            lang,
            k::cpq::books::FROM_TO,
            &[("from", &day(from)), ("to", &day(to))],
        ),
    }
}

/// A quote's state in words.
#[must_use]
pub fn state(lang: Lang, state: QuoteState) -> String {
    word(lang, "quote_state", state.code())
}

/// A move in words, as a button says it.
#[must_use]
pub fn step(lang: Lang, step: QuoteMove) -> String {
    word(lang, "quote_move", step.code())
}

/// A price book among others: its name, and its currency where the name does not say it.
#[must_use]
pub fn price_book(name: &str, currency: Currency) -> String {
    let code = currency.code();
    if name.contains(code) {
        name.to_owned()
    } else {
        format!("{name} ({code})")
    }
}

/// How often a line is charged.
#[must_use]
pub fn charge(lang: Lang, charge: Charge) -> String {
    word(lang, "charge", charge.code())
}

/// How often something is billed, as choices.
#[must_use]
pub fn billings(lang: Lang) -> Vec<Choice> {
    Billing::ALL
        .iter()
        .map(|one| Choice::new(one.code(), i18n::billing_name(lang, *one)))
        .collect()
}

/// How a part of a month counts.
#[must_use]
pub fn proration(lang: Lang, rule: Proration) -> String {
    word(lang, "proration", rule.code())
}

/// The same as choices.
#[must_use]
pub fn prorations(lang: Lang) -> Vec<Choice> {
    Proration::ALL
        .iter()
        .map(|one| Choice::new(one.code(), proration(lang, *one)))
        .collect()
}

/// A sales channel.
#[must_use]
pub fn channel(lang: Lang, channel: SalesChannel) -> String {
    word(lang, "channel", channel.code())
}

/// The same as choices.
#[must_use]
pub fn channels(lang: Lang) -> Vec<Choice> {
    SalesChannel::ALL
        .iter()
        .map(|one| Choice::new(one.code(), channel(lang, *one)))
        .collect()
}

/// Why a quote has its price book.
#[must_use]
pub fn book_why(lang: Lang, why: &BookChoice) -> String {
    let mut words = match why.fit {
        None => t(lang, k::cpq::book_why::OTHERS).to_owned(),
        Some(fit) if fit.named == 0 => t(lang, k::cpq::book_why::ALL).to_owned(),
        Some(fit) => {
            let parts = [
                (fit.channel, k::cpq::book_why::CHANNEL),
                (fit.country, k::cpq::book_why::COUNTRY),
                (fit.segment, k::cpq::book_why::SEGMENT),
            ];
            let named: Vec<&str> = parts
                .into_iter()
                .filter(|(named, _)| *named)
                .map(|(_, key)| t(lang, key))
                .collect();
            tf(
                lang,
                k::cpq::book_why::NAMED,
                &[("what", &named.join(", "))],
            )
        }
    };
    if let Some(better) = &why.better {
        words.push(' ');
        words.push_str(&tf(
            lang,
            k::cpq::book_why::BETTER,
            &[("name", &better.name)],
        ));
    }
    words
}

/// What prices are rounded to, in words.
#[must_use]
pub fn rounding(lang: Lang, rule: &PriceRounding) -> String {
    let step = numbers::price(lang, rule.step);
    if rule.ending == UnitPrice(0) {
        return tf(lang, k::cpq::rounding::TO, &[("step", &step)]);
    }
    let ending = numbers::price(lang, rule.ending);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("step", &step), ("ending", &ending)];
    tf(lang, k::cpq::rounding::ENDING_IN, &values)
}

/// Where the time of a trial stands.
#[must_use]
pub fn trial_term(lang: Lang, term: TrialTerm) -> String {
    word(lang, "trial_term", term.code())
}

/// How a price comes about.
#[must_use]
pub fn way(lang: Lang, way: PriceWay) -> String {
    word(lang, "tier_mode", way.code())
}

/// A number of days to pay in, as it is typed; nothing for an empty field.
///
/// # Errors
/// It is no number of days, or too many.
pub fn payment_days(text: &str) -> Result<Option<u32>, Issue> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let typed = text.parse::<u32>().map(Some);
    let days =
        typed.map_err(|_| Issue::error("not_a_number", "payment_days").with("text", text))?;
    check_payment_days(days).map_or(Ok(days), Err)
}

/// A field of a quote or of one of its lines, as the editor calls it.
#[must_use]
pub fn field(lang: Lang, field: &str) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    let of_line = field.starts_with("lines.");
    let of_section = field.starts_with("sections.");
    let of_clause = field.starts_with("clauses.");
    let of_surcharge = field.split('.').any(|part| part == "surcharges");
    let of_file = field.starts_with("files.");
    let key = match last {
        "account_id" => "cpq.head.account".to_owned(),
        "contact_id" => "cpq.head.contact".to_owned(),
        "price_book_id" => "cpq.head.price_book".to_owned(),
        "term_months" => "cpq.head.term".to_owned(),
        "product_id" => "cpq.editor.item".to_owned(),
        "price" => "cpq.editor.unit_price".to_owned(),
        "tax_rate" | "tax_category" => "cpq.editor.tax".to_owned(),
        "section_title" => "cpq.sections.title".to_owned(),
        "section_introduction" => "cpq.sections.introduction".to_owned(),
        "section" | "sections" => format!("cpq.sections.{last}"),
        "clause_title" => "cpq.clauses.heading".to_owned(),
        "clause_text" => "cpq.clauses.wording".to_owned(),
        "clauses" => "cpq.clauses.title".to_owned(),
        "title" | "content" | "shown" if of_file => format!("cpq.versions.file_{last}"),
        "title" if of_clause => "cpq.clauses.heading".to_owned(),
        "text" if of_clause => "cpq.clauses.wording".to_owned(),
        "order" if of_clause => "cpq.clauses.order".to_owned(),
        "title" | "introduction" | "subtotal" | "order" if of_section => {
            format!("cpq.sections.{last}")
        }
        "term" if of_line => "cpq.line_term.title".to_owned(),
        "starts_on" | "months" | "billing" | "trial" | "free_months" | "ramps" if of_line => {
            format!("cpq.line_term.{last}")
        }
        "surcharges" => "cpq.surcharges.title".to_owned(),
        "added" | "reason" | "code" if of_surcharge => format!("cpq.surcharges.{last}"),
        "discount" if of_line => "cpq.editor.discount".to_owned(),
        "quantity" | "tax" | "optional" | "charge" | "lines" => format!("cpq.editor.{last}"),
        "description" | "unit" => format!("cpq.explain.{last}"),
        other => format!("cpq.head.{other}"),
    };
    Key::by_name(&key).map_or_else(|| field_name(lang, field), |key| t(lang, key).to_owned())
}

/// Surcharges on the whole quote in words; nothing without any.
#[must_use]
pub fn surcharges(
    lang: Lang,
    surcharges: &[DocumentSurcharge],
    currency: Currency,
) -> Option<String> {
    let words = surcharges.iter().map(|own| {
        let words = i18n::surcharge_words(lang, &own.surcharge, currency);
        format!("{words} ({})", tax(lang, own.tax))
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// What the tax of a category is called: VAT, or what stands in its place.
#[must_use]
pub fn tax_name(lang: Lang, category: TaxCategory) -> &'static str {
    let key = match category {
        TaxCategory::L => k::cpq::tax_name::IGIC,
        TaxCategory::M => k::cpq::tax_name::IPSI,
        _ => k::cpq::tax_name::VAT,
    };
    t(lang, key)
}

/// A tax category in words.
#[must_use]
pub fn tax_category(lang: Lang, category: TaxCategory) -> String {
    word(lang, "tax_category", category.code())
}

/// Rate, or the category's words where there is none.
#[must_use]
pub fn tax(lang: Lang, tax: Tax) -> String {
    if tax.category == TaxCategory::S {
        percent(lang, tax.rate)
    } else if tax.category.is_taxed() {
        format!(
            "{} {}",
            tax_name(lang, tax.category),
            percent(lang, tax.rate)
        )
    } else {
        format!(
            "{} – {}",
            tax.category.code(),
            tax_category(lang, tax.category)
        )
    }
}

/// A unit in words; any other text as it is.
#[must_use]
pub fn unit(lang: Lang, unit: &str) -> String {
    Key::by_name(&format!("cpq.unit.{unit}"))
        .map_or_else(|| unit.to_owned(), |key| t(lang, key).to_owned())
}

/// What a person typed as a unit: the code of one that documents translate, or the word as it is.
#[must_use]
pub fn unit_code(typed: &str) -> String {
    let typed = typed.trim();
    let key = search_key(typed);
    UNITS
        .into_iter()
        .find(|code| {
            *code == key
                || [Lang::En, Lang::Fr]
                    .into_iter()
                    .any(|lang| search_key(&unit(lang, code)) == key)
        })
        .unwrap_or(typed)
        .to_owned()
}

/// The tone and sign of a state: never told by colour alone.
#[must_use]
pub const fn state_look(state: QuoteState) -> (Tone, Glyph) {
    match state {
        QuoteState::Draft => (Tone::Neutral, Glyph::Edit),
        QuoteState::InApproval => (Tone::Warning, Glyph::Hourglass),
        QuoteState::Approved => (Tone::Info, Glyph::Shield),
        QuoteState::Sent => (Tone::Accent, Glyph::Send),
        QuoteState::Viewed => (Tone::Accent, Glyph::Eye),
        QuoteState::Accepted => (Tone::Success, Glyph::CheckCircle),
        QuoteState::Declined => (Tone::Danger, Glyph::XCircle),
        QuoteState::Expired => (Tone::Warning, Glyph::Clock),
        QuoteState::Superseded => (Tone::Neutral, Glyph::History),
        QuoteState::Cancelled => (Tone::Neutral, Glyph::X),
    }
}

/// The sign of a move.
#[must_use]
pub const fn step_glyph(step: QuoteMove) -> Glyph {
    match step {
        QuoteMove::Submit => Glyph::Shield,
        QuoteMove::Approve | QuoteMove::Accept => Glyph::Check,
        QuoteMove::Reject | QuoteMove::Decline => Glyph::XCircle,
        QuoteMove::Recall => Glyph::Undo,
        QuoteMove::Send => Glyph::Send,
        QuoteMove::MarkViewed => Glyph::Eye,
        QuoteMove::Cancel => Glyph::X,
    }
}

/// The charges as choices.
#[must_use]
pub fn charges(lang: Lang) -> Vec<Choice> {
    Charge::ALL
        .iter()
        .map(|one| Choice::new(one.code(), charge(lang, *one)))
        .collect()
}

/// The tax categories as choices.
#[must_use]
pub fn tax_categories(lang: Lang) -> Vec<Choice> {
    TaxCategory::ALL
        .iter()
        .map(|one| {
            let label = format!("{} – {}", one.code(), tax_category(lang, *one));
            Choice::new(one.code(), label)
        })
        .collect()
}

/// The two languages of a document.
#[must_use]
pub fn languages(lang: Lang) -> Vec<Choice> {
    vec![
        Choice::new("en", t(lang, k::cpq::ENGLISH)),
        Choice::new("fr", t(lang, k::cpq::FRENCH)),
    ]
}
