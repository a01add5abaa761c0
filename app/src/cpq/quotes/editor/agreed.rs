//! Prices agreed with the customer: read for the account, currency and day of the quote, taken by
//! its lines at once, and offered to a line that was priced before them.

use super::state::Editor;
use crate::cpq::agreements::{api, words};
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::agreements::ops::ListOffers;
use shared::cpq::agreements::{Offer, offer_for, take};
use shared::cpq::pricing::Contracted;
use shared::cpq::quotes::QuoteLine;
use shared::kernel::QuoteLineId;
use std::sync::Arc;
use ui::{Glyph, Icon};

/// What is in force, once it is known.
pub type Offers = RwSignal<Option<Arc<Vec<Offer>>>>;

impl Editor {
    /// What is agreed for this line's product, as far as it is known yet.
    pub fn offered(&self, line: &QuoteLine) -> Option<Contracted> {
        self.offers
            .with(|offers| offer_for(offers.as_ref()?, line.product_id, line.price.charge).cloned())
    }

    /// Takes what is in force for another customer, currency or day, and says which lines it changed.
    fn take_offers(&self, offers: &[Offer]) {
        let mut lines = self.draft().lines;
        let before: Vec<_> = lines
            .iter()
            .map(|line| line.price.contracted.clone())
            .collect();
        take(&mut lines, offers);
        let mut names = Vec::new();
        let known = self.rows_by_id();
        for (line, before) in lines.into_iter().zip(before) {
            if line.price.contracted == before {
                continue;
            }
            if let Some(row) = known.get(&line.id) {
                let name = line.description.lines().next().unwrap_or_default();
                names.push(name.to_owned());
                row.line.set(line);
            }
        }
        if !names.is_empty() {
            self.changed();
            let names = names.join(", ");
            let text = tf(self.lang, k::cpq::agreed::TAKEN, &[("names", &names)]);
            self.toaster.info(text);
        }
    }
}

/// Reads what is in force now, and again whenever customer, currency or day change.
pub fn watch(editor: Editor) {
    let asked = Memo::new(move |_| {
        editor
            .head
            .with(|head| (head.account_id, head.currency, head.issued_on))
    });
    Effect::new(move |before: Option<()>| {
        let (account, currency, on) = asked.get();
        let another = before.is_some();
        let Some(account_id) = account else {
            editor.offers.set(Some(Arc::new(Vec::new())));
            if another {
                editor.take_offers(&[]);
            }
            return;
        };
        spawn_local(async move {
            let request = ListOffers {
                account_id,
                currency,
                on,
            };
            let Ok(offers) = api::offers(request).await else {
                return;
            };
            // The page may be gone, or ask for something else by now.
            if asked.try_get_untracked() == Some((account, currency, on)) {
                editor.offers.set(Some(Arc::new(offers.clone())));
                if another {
                    editor.take_offers(&offers);
                }
            }
        });
    });
}

/// Under the name of a line: the agreement it is priced with, and the one it could be.
#[component]
pub fn Agreed(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let held = Memo::new(move |_| line.with(|line| line.price.contracted.clone()));
    let offer = Memo::new(move |_| {
        line.with(|line| editor.offered(line))
            .filter(|offer| held.with(|held| held.as_ref() != Some(offer)))
    });
    let ended = Memo::new(move |_| {
        let known = editor.offers.with(Option::is_some);
        known && held.with(Option::is_some) && line.with(|line| editor.offered(line)).is_none()
    });
    let price = move |agreed: &Contracted| {
        let currency = editor.head.with(|head| head.currency);
        words::price(lang, agreed.price, currency)
    };
    view! {
        {move || held.get().map(|agreed| {
            let key = if ended.get() { k::cpq::agreed::ENDED } else { k::cpq::agreed::HELD };
            let text = tf(lang, key, &[("name", &agreed.name), ("price", &price(&agreed))]);
            view! {
                <span class="quote-agreed muted tiny" data-agreed="">
                    <Icon glyph=Glyph::Tag class="icon-sm"/>
                    <span>{text}</span>
                </span>
            }
        })}
        {move || offer.get().map(|agreed| {
            let text = tf(lang, k::cpq::agreed::OFFERED, &[("name", &agreed.name), ("price", &price(&agreed))]);
            view! {
                <span class="quote-agreed tiny">
                    <span>{text}</span>
                    <button
                        type="button"
                        class="link-button"
                        on:click=move |_| {
                            let agreed = agreed.clone();
                            editor.update_line(id, |line| line.price.contracted = Some(agreed));
                        }
                    >
                        {t(lang, k::cpq::agreed::USE)}
                    </button>
                </span>
            }
        })}
    }
}

/// The agreement of a line that cannot be changed any more.
pub fn held(editor: Editor, line: &QuoteLine) -> Option<impl IntoView + use<>> {
    let agreed = line.price.contracted.as_ref()?;
    let currency = editor.head.with_untracked(|head| head.currency);
    let price = words::price(editor.lang, agreed.price, currency);
    let text = tf(
        editor.lang,
        k::cpq::agreed::HELD,
        &[("name", &agreed.name), ("price", &price)],
    );
    Some(view! {
        <span class="quote-agreed muted tiny" data-agreed="">
            <Icon glyph=Glyph::Tag class="icon-sm"/>
            <span>{text}</span>
        </span>
    })
}
