//! A discount schedule as it is typed.

use crate::cpq::numbers;
use crate::cpq::promotions::form::unknown_number;
use crate::cpq::promotions::picks::{ids_of, picked_ids, picked_words, words_of};
use crate::shell::form::Bilingual;
use i18n::Lang;
use leptos::prelude::*;
use shared::cpq::pricing::{ScheduleGives, ScheduleMeasure, ScheduleRule, ScheduleStep};
use shared::cpq::schedules::{ScheduleDraft, validate_schedule};
use shared::kernel::{Currency, Issue};
use ui::Choice;

/// A step as it is typed.
#[derive(Clone, Copy)]
pub(super) struct StepRow {
    pub(super) key: u32,
    pub(super) from: RwSignal<String>,
    pub(super) value: RwSignal<String>,
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) name: Bilingual,
    pub(super) active: RwSignal<bool>,
    pub(super) measure: RwSignal<String>,
    pub(super) across: RwSignal<String>,
    pub(super) way: RwSignal<String>,
    pub(super) gives: RwSignal<String>,
    pub(super) currency: RwSignal<String>,
    pub(super) orders: RwSignal<bool>,
    pub(super) steps: RwSignal<Vec<StepRow>>,
    pub(super) products: RwSignal<Vec<Choice>>,
    pub(super) families: RwSignal<Vec<Choice>>,
    pub(super) books: RwSignal<Vec<Choice>>,
    next: StoredValue<u32>,
}

impl Fields {
    pub(super) fn of(lang: Lang, draft: &ScheduleDraft, base: Currency) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let rule = &draft.rule;
        let currency = draft.currency.unwrap_or(base);
        let fields = Self {
            name: Bilingual::of(&draft.name),
            active: RwSignal::new(draft.active),
            measure: text(rule.measure.code()),
            across: text(rule.across.code()),
            way: text(rule.way.code()),
            gives: text(rule.gives.code()),
            currency: text(currency.code()),
            orders: RwSignal::new(rule.orders),
            steps: RwSignal::new(Vec::new()),
            products: picked_ids(&draft.product_ids),
            families: picked_words(&draft.families),
            books: picked_ids(&draft.price_book_ids),
            next: StoredValue::new(0),
        };
        for step in &rule.steps {
            let from = match rule.measure {
                ScheduleMeasure::Quantity => {
                    numbers::quantity(lang, shared::kernel::Quantity(step.from))
                }
                ScheduleMeasure::Term => step.from.to_string(),
                ScheduleMeasure::Spend => numbers::amount(lang, step.from, currency),
            };
            let value = match rule.gives {
                ScheduleGives::Percent => {
                    let rate = i32::try_from(step.value).unwrap_or(i32::MAX);
                    numbers::percent(lang, shared::kernel::Percent(rate))
                }
                ScheduleGives::Amount | ScheduleGives::Price => {
                    numbers::price(lang, shared::kernel::UnitPrice(step.value))
                }
            };
            fields.add(from, value);
        }
        if rule.steps.is_empty() {
            fields.add(String::new(), String::new());
        }
        fields
    }

    pub(super) fn add(&self, from: String, value: String) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let row = StepRow {
            key,
            from: RwSignal::new(from),
            value: RwSignal::new(value),
        };
        self.steps.update(|steps| steps.push(row));
    }

    pub(super) fn measure_now(self) -> ScheduleMeasure {
        self.measure.with(|code| code.parse().unwrap_or_default())
    }

    pub(super) fn gives_now(self) -> ScheduleGives {
        self.gives.with(|code| code.parse().unwrap_or_default())
    }

    /// What is written, and what of it is no number.
    pub(super) fn read(self, lang: Lang) -> (ScheduleDraft, Vec<Issue>) {
        let mut issues = Vec::new();
        let currency: Option<Currency> = self.currency.with(|code| code.parse().ok());
        let amount_in = currency.unwrap_or(Currency::EUR);
        let (measure, gives) = (self.measure_now(), self.gives_now());
        let mut steps = Vec::new();
        for row in self.steps.get() {
            let (from, value) = (row.from.get(), row.value.get());
            if from.trim().is_empty() && value.trim().is_empty() {
                continue;
            }
            let begin = match measure {
                ScheduleMeasure::Quantity => numbers::to_quantity(lang, &from).map(|one| one.0),
                ScheduleMeasure::Term => from.trim().parse::<i64>().ok(),
                ScheduleMeasure::Spend => numbers::to_amount(lang, &from, amount_in),
            };
            let gift = match gives {
                ScheduleGives::Percent => match i18n::parse_percent(lang, &value, "steps") {
                    Ok(rate) => Some(i64::from(rate.0)),
                    Err(_) if value.trim().is_empty() => None,
                    Err(issue) => {
                        issues.push(issue);
                        continue;
                    }
                },
                ScheduleGives::Amount | ScheduleGives::Price => {
                    numbers::to_price(lang, &value).map(|one| one.0)
                }
            };
            for (text, known) in [(&from, begin.is_some()), (&value, gift.is_some())] {
                if text.trim().is_empty() {
                    issues.push(Issue::error("required", "steps"));
                } else if !known {
                    issues.push(unknown_number("steps", text));
                }
            }
            if let (Some(from), Some(value)) = (begin, gift) {
                steps.push(ScheduleStep { from, value });
            }
        }
        let mut draft = ScheduleDraft {
            name: self.name.read(),
            active: self.active.get(),
            rule: ScheduleRule {
                measure,
                across: self.across.with(|code| code.parse().unwrap_or_default()),
                way: self.way.with(|code| code.parse().unwrap_or_default()),
                gives,
                steps,
                orders: self.orders.get() && measure == ScheduleMeasure::Spend,
            },
            currency,
            product_ids: ids_of(self.products),
            families: words_of(self.families),
            price_book_ids: ids_of(self.books),
        };
        if !draft.has_amounts() {
            draft.currency = None;
        }
        if issues.is_empty() || !draft.rule.steps.is_empty() {
            issues.extend(validate_schedule(&draft));
        }
        (draft, issues)
    }
}
