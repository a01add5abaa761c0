//! Within how many days the customer pays: as typed, or as usual with another account.

use super::state::Editor;
use super::surcharges::offer_undo;
use crate::cpq::labels;
use i18n::{issue_text, k, payment_words, t, tf};
use leptos::prelude::*;
use ui::NumberInput;

impl Editor {
    /// Shows the days the server took in the place of those it was sent, because another account was chosen.
    /// What was typed meanwhile stays.
    pub(super) fn adopt_payment(self, sent: Option<u32>, saved: Option<u32>) {
        let now = self.head.with_untracked(|head| head.payment_days);
        if saved == sent || now != sent {
            return;
        }
        self.head.update(|head| head.payment_days = saved);
        let text = match saved {
            Some(days) => {
                let when = payment_words(self.lang, days);
                tf(self.lang, k::cpq::head::PAYMENT_FOLLOWS, &[("when", &when)])
            }
            None => t(self.lang, k::cpq::head::PAYMENT_UNSAID).to_owned(),
        };
        offer_undo(self, text, move || {
            self.update_head(|head| head.payment_days = sent);
        });
    }
}

/// Within how many days an invoice is to be paid.
#[component]
pub fn PaymentDays(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let held = Memo::new(move |_| editor.head.with(|head| head.payment_days));
    let written = |days: Option<u32>| days.map(|days| days.to_string()).unwrap_or_default();
    let value = RwSignal::new(written(held.get_untracked()));
    let days = move || value.with(|text| labels::payment_days(text));
    let error = Signal::derive(move || days().err().map(|issue| issue_text(lang, &issue)));
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Ok(days)) = (before, days())
            && editor.head.with_untracked(|head| head.payment_days != days)
        {
            editor.update_head(|head| head.payment_days = days);
        }
    });
    // The account may bring others.
    Effect::new(move |before: Option<()>| {
        let held = held.get();
        let shown = value.with_untracked(|text| labels::payment_days(text).ok());
        if before.is_some() && shown != Some(held) {
            value.set(written(held));
        }
    });
    view! {
        <NumberInput
            id="quote-payment-days"
            label=t(lang, k::cpq::head::PAYMENT_DAYS)
            hint=t(lang, k::cpq::head::PAYMENT_DAYS_HINT)
            value
            suffix=t(lang, k::cpq::head::DAYS)
            error
        />
    }
}
