//! The fields of a promotion that only some kinds have: what is given, on which options; and its budget.

use super::form::unknown_number;
use super::picks::Picks;
use crate::cpq::catalog::pick::products;
use crate::cpq::models::api::get_desk;
use crate::cpq::numbers;
use i18n::{Lang, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::models::ops::GetModelDesk;
use shared::cpq::models::priced_options;
use shared::cpq::promotions::{Benefit, PromotionDraft};
use shared::kernel::{Currency, Issue, ProductId};
use ui::{Choice, Combobox, NumberInput};

/// Those fields as texts, while they are typed.
#[derive(Clone, Copy)]
pub(super) struct Kinds {
    gift: RwSignal<Option<Choice>>,
    units: RwSignal<String>,
    per: RwSignal<String>,
    options: RwSignal<Vec<Choice>>,
    budget: RwSignal<String>,
    /// The options of the products that are chosen.
    offered: RwSignal<Vec<Choice>>,
}

impl Kinds {
    pub(super) fn of(lang: Lang, draft: &PromotionDraft, currency: Currency) -> Self {
        let (gift, units, per) = match draft.benefit {
            Benefit::Gift {
                product_id,
                units,
                per,
            } => {
                let name = draft.gift_name.get(lang);
                let gift = Some(Choice::new(product_id.to_string(), name));
                (gift, units, per)
            }
            _ => (None, 1, 0),
        };
        let budget = draft
            .budget_minor
            .map(|minor| numbers::amount(lang, minor, currency));
        let options = draft.options.iter().map(|key| Choice::new(key, key));
        Self {
            gift: RwSignal::new(gift),
            units: RwSignal::new(units.to_string()),
            per: RwSignal::new(if per == 0 {
                String::new()
            } else {
                per.to_string()
            }),
            options: RwSignal::new(options.collect()),
            budget: RwSignal::new(budget.unwrap_or_default()),
            offered: RwSignal::new(Vec::new()),
        }
    }

    /// The gift that is written.
    pub(super) fn benefit(self, issues: &mut Vec<Issue>) -> Benefit {
        let product = self
            .gift
            .with(|choice| choice.as_ref().and_then(|choice| choice.value.parse().ok()));
        if product.is_none() {
            issues.push(Issue::error("required", "gift"));
        }
        let whole = |text: &str| text.trim().parse::<u32>();
        let per = self.per.get();
        let every = match per.trim() {
            "" => Ok(0),
            text => whole(text),
        };
        if every.is_err() {
            issues.push(unknown_number("per", &per));
        }
        Benefit::Gift {
            product_id: product.unwrap_or(ProductId(uuid::Uuid::nil())),
            units: self.units.with(|text| whole(text).unwrap_or(0)),
            per: every.unwrap_or(0),
        }
    }

    pub(super) fn options(self) -> Vec<String> {
        let all = self.options;
        all.with(|all| all.iter().map(|choice| choice.value.clone()).collect())
    }

    pub(super) fn budget(
        self,
        lang: Lang,
        currency: Currency,
        issues: &mut Vec<Issue>,
    ) -> Option<i64> {
        let text = self.budget.get();
        if text.trim().is_empty() {
            return None;
        }
        let minor = numbers::to_amount(lang, &text, currency);
        if minor.is_none() {
            issues.push(unknown_number("budget", &text));
        }
        minor
    }

    /// Reads the options of the products whenever others are chosen, and names those that are on the
    /// promotion.
    pub(super) fn follow(self, lang: Lang, products: RwSignal<Vec<Choice>>) {
        let ids = Memo::new(move |_| {
            let ids = products.get().into_iter();
            ids.filter_map(|choice| choice.value.parse::<ProductId>().ok())
                .collect::<Vec<_>>()
        });
        Effect::new(move |_| {
            let asked = ids.get();
            spawn_local(async move {
                let mut offered: Vec<Choice> = Vec::new();
                for product_id in &asked {
                    let request = GetModelDesk {
                        product_id: *product_id,
                    };
                    let Ok(desk) = get_desk(request).await else {
                        continue;
                    };
                    let content = desk.model.map(|model| model.draft.content);
                    for (key, name) in content.iter().flat_map(priced_options) {
                        if offered.iter().all(|known| known.value != key) {
                            offered.push(Choice::new(key, name.get(lang)));
                        }
                    }
                }
                // The form may be gone, or ask for something else by now.
                if ids.try_get_untracked().as_ref() != Some(&asked) {
                    return;
                }
                let _ = self.options.try_update(|own| {
                    for choice in own.iter_mut() {
                        let known = offered.iter().find(|one| one.value == choice.value);
                        if let Some(known) = known {
                            choice.label.clone_from(&known.label);
                        }
                    }
                });
                self.offered.try_set(offered);
            });
        });
    }
}

/// What a gift is.
#[component]
pub(super) fn GiftFields(
    lang: Lang,
    kinds: Kinds,
    gift_error: Signal<Option<String>>,
    units_error: Signal<Option<String>>,
    per_error: Signal<Option<String>>,
) -> impl IntoView {
    use k::cpq::promotions as p;
    view! {
        <Combobox
            id="promo-gift"
            label=t(lang, p::GIFT_PRODUCT)
            value=kinds.gift
            suggest=products(lang)
            empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
            required=true
            error=gift_error
        />
        <div class="form-row">
            <NumberInput id="promo-gift-units" label=t(lang, p::GIFT_UNITS) value=kinds.units error=units_error/>
            <NumberInput id="promo-gift-per" label=t(lang, p::GIFT_PER) hint=t(lang, p::GIFT_PER_HINT) value=kinds.per error=per_error/>
        </div>
    }
}

/// On which options, where the products have some.
#[component]
pub(super) fn OptionFields(lang: Lang, kinds: Kinds) -> impl IntoView {
    use k::cpq::promotions as p;
    let some = Memo::new(move |_| {
        kinds.offered.with(|all| !all.is_empty()) || kinds.options.with(|all| !all.is_empty())
    });
    view! {
        <Show when=move || some.get()>
            <Picks
                id="promo-option"
                label=t(lang, p::OPTIONS)
                placeholder=t(lang, p::ADD_OPTION)
                picked=kinds.options
                options=kinds.offered.into()
            />
        </Show>
    }
}

/// How much may be given.
#[component]
pub(super) fn BudgetField(
    lang: Lang,
    kinds: Kinds,
    error: Signal<Option<String>>,
) -> impl IntoView {
    use k::cpq::promotions as p;
    view! {
        <NumberInput id="promo-budget" label=t(lang, p::BUDGET) hint=t(lang, p::BUDGET_HINT) value=kinds.budget error/>
    }
}
