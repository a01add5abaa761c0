//! Gifts of promotions: offered beside the totals, taken onto a line, gone and back with their condition.

use super::grid::focus_cell;
use super::state::{Editor, Row};
use crate::cpq::numbers;
use i18n::{k, tf};
use leptos::prelude::*;
use shared::cpq::promotions::gifts::{line_for, mark};
use shared::cpq::promotions::{Gave, Gift, Held};
use shared::cpq::quotes::{QuoteDraft, QuoteLine, arrange};
use shared::kernel::{PromotionId, Quantity};

impl Editor {
    /// Puts the lines of gifts back whose condition is met again; says whether there were any.
    pub(super) fn bring_gifts_back(
        &self,
        draft: &mut QuoteDraft,
        gave: &[(PromotionId, Gave)],
    ) -> bool {
        let due = |line: &QuoteLine| {
            gave.iter().any(|(id, gave)| match gave {
                Gave::Gift(gift) => {
                    line.price.gift_of() == Some(*id)
                        && line.product_id == Some(gift.product_id)
                        && gift.missing == gift.units
                }
                _ => false,
            })
        };
        let waiting = self.promoted.waiting;
        if !waiting.with_untracked(|lines| lines.iter().any(&due)) {
            return false;
        }
        let mut lines = waiting.get_untracked();
        let back = lines.extract_if(.., |line| due(line));
        for mut line in back.collect::<Vec<_>>() {
            if draft.lines.iter().any(|other| other.id == line.id) {
                continue;
            }
            let known = draft
                .sections
                .iter()
                .any(|own| Some(own.id) == line.section);
            line.section = line.section.filter(|_| known);
            draft.lines.push(line);
        }
        waiting.set(lines);
        arrange(draft);
        true
    }

    /// Shows the lines as the promotions left them. A line that was there for a gift alone and is gone
    /// waits for it.
    pub(super) fn show_settled(&self, draft: QuoteDraft) {
        let before = self.rows.get_untracked();
        let same = before.len() == draft.lines.len()
            && before
                .iter()
                .zip(&draft.lines)
                .all(|(row, line)| row.id == line.id);
        let mut rows = Vec::with_capacity(draft.lines.len());
        for line in draft.lines {
            let row = match before.iter().find(|row| row.id == line.id) {
                Some(row) => {
                    let same =
                        |own: &QuoteLine| own.price == line.price && own.choice == line.choice;
                    if !row.line.with_untracked(same) {
                        row.line
                            .update(|own| (own.price, own.choice) = (line.price, line.choice));
                    }
                    row.clone()
                }
                None => Row::new(line),
            };
            rows.push(row);
        }
        if same {
            return;
        }
        for row in &before {
            let gone = rows.iter().all(|kept| kept.id != row.id);
            let line = row.line.get_untracked();
            let held = line.price.gift_of().and_then(|id| {
                let find = |held: &&Held| held.id == id;
                draft.promotions.iter().find(find)
            });
            if let (true, Some(held)) = (gone, held) {
                let name = held.promotion.name.get(self.lang);
                let text = tf(self.lang, k::cpq::promo::GIFT_GONE, &[("name", &name)]);
                self.announcer.say(text);
                self.promoted.waiting.update(|lines| lines.push(line));
            }
        }
        self.rows.set(rows);
    }

    /// Puts what is missing of a gift on the quote: on a line of the product, or on one of its own.
    fn take_gift(&self, held: &Held, gift: Gift) {
        let lines = self.draft().lines;
        let there = line_for(held, &lines, &self.families()).and_then(|at| lines.get(at));
        if let Some(line) = there {
            self.update_line(line.id, |line| {
                let more = line.price.quantity.0.saturating_add(gift.missing.0);
                line.price.quantity = Quantity(more);
            });
            focus_cell(*self, 1, line.id);
        } else {
            let item = self.catalog.with_untracked(|items| {
                let mut items = items.iter();
                items
                    .find(|item| item.entry.product_id == gift.product_id)
                    .cloned()
            });
            let Some(item) = item else { return };
            let id = self.add_line(None);
            self.pick(id, &item);
            self.update_line(id, |line| {
                line.price.promotions = vec![mark(held, gift.units)];
            });
            focus_cell(*self, 0, id);
        }
        let name = held.promotion.gift_name.get(self.lang);
        let text = tf(self.lang, k::cpq::promo::GIFT_ADDED, &[("name", &name)]);
        self.announcer.say(text);
    }
}

/// Under a promotion that gives more than the quote has: the way to take it.
#[component]
pub(super) fn GiftOffer(editor: Editor, held: Held) -> impl IntoView {
    let lang = editor.lang;
    let id = held.id;
    let missing = Memo::new(move |_| {
        editor.promoted.gave.with(|gave| {
            gave.iter().find_map(|(own, gave)| match gave {
                Gave::Gift(gift) if *own == id && gift.missing.0 > 0 => Some(*gift),
                _ => None,
            })
        })
    });
    let held = StoredValue::new(held);
    move || {
        let gift = missing.get()?;
        let name = held.with_value(|held| held.promotion.gift_name.get(lang).to_owned());
        let priced = editor.catalog.with(|items| {
            items
                .iter()
                .any(|item| item.entry.product_id == gift.product_id)
        });
        let there = editor.rows.with(|rows| {
            rows.iter().any(|row| {
                row.line
                    .with(|line| line.product_id == Some(gift.product_id))
            })
        });
        if !priced && !there {
            let text = tf(lang, k::cpq::promo::GIFT_NO_PRICE, &[("name", &name)]);
            return Some(view! { <span class="muted tiny">{text}</span> }.into_any());
        }
        let n = numbers::quantity(lang, gift.missing);
        let text = tf(lang, k::cpq::promo::GIFT_ADD, &[("n", &n), ("name", &name)]);
        let take = move |_| editor.take_gift(&held.get_value(), gift);
        Some(
            view! {
                <button type="button" class="link-button" data-gift="" on:click=take>{text}</button>
            }
            .into_any(),
        )
    }
}
