//! Promotions of the quote: what each gives is computed at every keystroke; which there are is read for
//! the customer, currency, day and price book; a coupon is typed beside the totals. Gifts: [`super::gifts`].

use super::gifts::GiftOffer;
use super::state::Editor;
use crate::cpq::numbers;
use crate::cpq::promotions::{api, words};
use i18n::{Lang, issue_text, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::pricing::Granted;
use shared::cpq::promotions::ops::{
    ListPromotionOffers, PromotionOccasion, PromotionOffers, RedeemCoupon,
};
use shared::cpq::promotions::{Families, Gave, Held, coupon_key, retake, settle};
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::kernel::{Issue, Problem, PromotionId};
use std::sync::Arc;
use ui::{Badge, Button, Glyph, Icon, IconButton, Size, TextInput, Tone};

/// What is known of promotions beside the contents of the quote.
#[derive(Clone, Copy)]
pub struct Promoted {
    /// What each of the quote's gave.
    pub(super) gave: RwSignal<Vec<(PromotionId, Gave)>>,
    /// What is in force for it without a coupon, once it is known.
    offers: RwSignal<Option<Arc<PromotionOffers>>>,
    /// Lines of gifts whose condition is not met at the moment: they come back with it.
    pub(super) waiting: RwSignal<Vec<QuoteLine>>,
}

impl Promoted {
    pub(super) fn new() -> Self {
        Self {
            gave: RwSignal::new(Vec::new()),
            offers: RwSignal::new(None),
            waiting: RwSignal::new(Vec::new()),
        }
    }
}

fn occasion(draft: &QuoteDraft) -> PromotionOccasion {
    PromotionOccasion {
        account_id: draft.account_id,
        currency: draft.currency,
        price_book_id: draft.price_book_id,
        on: draft.issued_on,
    }
}

impl Editor {
    /// The family of each product the page knows of.
    pub(super) fn families(&self) -> Families {
        let mut families: Families = self.view.with_value(|view| {
            let products = &view.approval.context.products;
            products
                .iter()
                .map(|product| (product.id, product.family.clone()))
                .collect()
        });
        self.catalog.with_untracked(|items| {
            let own = items
                .iter()
                .map(|item| (item.entry.product_id, item.family.clone()));
            families.extend(own);
        });
        families
    }

    /// Gives the lines what the promotions take off them as they are now.
    pub fn settle(&self) {
        let held = self.head.with_untracked(|head| !head.promotions.is_empty());
        if !held && self.promoted.gave.with_untracked(Vec::is_empty) {
            return;
        }
        let mut draft = self.draft();
        let families = self.families();
        let mut gave = settle(&mut draft, &families);
        if self.bring_gifts_back(&mut draft, &gave) {
            gave = settle(&mut draft, &families);
        }
        self.show_settled(draft);
        self.promoted.gave.set(gave);
    }

    /// What the promotions give, of a quote whose lines stay as they are.
    pub fn look_at_promotions(&self) {
        let mut draft = self.draft();
        if !draft.promotions.is_empty() {
            let gave = settle(&mut draft, &self.families());
            self.promoted.gave.set(gave);
        }
    }

    fn set_promotions(&self, promotions: Vec<Held>) {
        self.update_head(|head| head.promotions = promotions);
    }

    fn hold(&self, held: Held) {
        let mut promotions = self.head.with_untracked(|head| head.promotions.clone());
        promotions.push(held);
        self.set_promotions(promotions);
    }

    fn let_go(&self, id: PromotionId) {
        let mut promotions = self.head.with_untracked(|head| head.promotions.clone());
        promotions.retain(|held| held.id != id);
        self.set_promotions(promotions);
    }

    /// Takes off what the server says is not in force any more; says whether there was such a one.
    pub fn drop_refused(&self, problem: &Problem) -> bool {
        let found = problem
            .issues
            .iter()
            .find(|issue| issue.code == "promotion_not_in_force");
        let Some(issue) = found else { return false };
        let of = |name: &str| {
            let param = issue.params.iter().find(|(key, _)| key == name);
            param.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let held = self.head.with_untracked(|head| {
            let id = of("id");
            let found = head
                .promotions
                .iter()
                .find(|held| held.id.to_string() == id);
            found.map(|held| held.id)
        });
        let Some(id) = held else { return false };
        self.let_go(id);
        let name = of("name");
        let text = tf(self.lang, k::cpq::promo::DROPPED, &[("name", &name)]);
        self.toaster.info(text);
        true
    }

    /// For another customer, currency, day or price book: what is in force then.
    fn retake(&self, offers: &PromotionOffers) {
        let had = self.head.with_untracked(|head| head.promotions.clone());
        let now = retake(&had, &offers.automatic, &offers.coupons);
        if now == had {
            return;
        }
        let names: Vec<&str> = now
            .iter()
            .map(|held| held.promotion.name.get(self.lang))
            .collect();
        let text = if names.is_empty() {
            t(self.lang, k::cpq::promo::TAKEN_NONE).to_owned()
        } else {
            let names = names.join(", ");
            tf(self.lang, k::cpq::promo::TAKEN, &[("names", &names)])
        };
        self.set_promotions(now);
        self.toaster.info(text);
    }
}

/// Reads what is in force now, and again whenever customer, currency, day or price book change.
pub fn watch(editor: Editor) {
    let asked = Memo::new(move |_| editor.head.with(occasion));
    Effect::new(move |before: Option<()>| {
        let occasion = asked.get();
        let another = before.is_some();
        let coupons = editor.head.with_untracked(|head| {
            let coupons = head
                .promotions
                .iter()
                .map(|held| held.promotion.coupon.clone());
            coupons.filter(|coupon| !coupon.is_empty()).collect()
        });
        spawn_local(async move {
            let request = ListPromotionOffers { occasion, coupons };
            let Ok(offers) = api::offers(request).await else {
                return;
            };
            // The page may be gone, or ask for something else by now.
            if asked.try_get_untracked() == Some(occasion) {
                editor.promoted.offers.set(Some(Arc::new(offers.clone())));
                if another {
                    editor.retake(&offers);
                }
            }
        });
    });
}

/// The names of the promotions a line has.
pub fn names(lang: Lang, granted: Vec<Granted>) -> Option<impl IntoView + use<>> {
    let names: Vec<String> = granted
        .iter()
        .map(|granted| {
            let name = granted.name.get(lang);
            match granted.gift {
                None => name.to_owned(),
                Some(gift) if gift.alone => tf(lang, k::cpq::promo::GIFT_LINE, &[("name", &name)]),
                Some(gift) => {
                    let n = numbers::quantity(lang, gift.units);
                    tf(
                        lang,
                        k::cpq::promo::GIFT_UNITS,
                        &[("name", &name), ("n", &n)],
                    )
                }
            }
        })
        .collect();
    (!names.is_empty()).then(|| {
        view! {
            <span class="quote-agreed muted tiny" data-promoted="">
                <Icon glyph=Glyph::Tag class="icon-sm"/>
                <span>{names.join(", ")}</span>
            </span>
        }
    })
}

/// The promotions of the quote, beside its totals.
#[component]
pub fn Promotions(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let held = Memo::new(move |_| editor.head.with(|head| head.promotions.clone()));
    let offered = Memo::new(move |_| {
        let known = editor.promoted.offers.get();
        let automatic = known
            .map(|offers| offers.automatic.clone())
            .unwrap_or_default();
        held.with(|held| {
            automatic
                .into_iter()
                .filter(|offer| held.iter().all(|own| own.id != offer.id))
                .collect::<Vec<_>>()
        })
    });
    let shown = move || editor.editable || held.with(|held| !held.is_empty());
    view! {
        <Show when=shown>
            <h3 class="quote-subtitle">{t(lang, k::cpq::promo::TITLE)}</h3>
            <ul class="plain-list quote-promos">
                {move || held.get().into_iter().map(|held| own(editor, held)).collect_view()}
                {move || offered.get().into_iter().map(|offer| available(editor, offer)).collect_view()}
            </ul>
            {editor.editable.then(|| view! { <CouponForm editor/> })}
        </Show>
    }
}

fn own(editor: Editor, held: Held) -> impl IntoView {
    let lang = editor.lang;
    let id = held.id;
    let name = held.promotion.name.get(lang).to_owned();
    let benefit = words::benefit(lang, &held.promotion);
    let given = held.promotion.gift_name.get(lang).to_owned();
    let coupon = held.promotion.coupon.clone();
    let state = move || {
        let gave = editor.promoted.gave.get();
        match gave
            .into_iter()
            .find(|(own, _)| *own == id)
            .map(|(_, gave)| gave)
        {
            Some(Gave::Gift(gift)) if gift.missing.0 > 0 => {
                let n = numbers::quantity(lang, gift.missing);
                tf(
                    lang,
                    k::cpq::promo::GIFT_MISSING,
                    &[("n", &n), ("name", &given)],
                )
            }
            Some(Gave::Off(_) | Gave::Gift(_)) => {
                let count = editor.rows.with(|rows| {
                    let given = rows.iter().filter(|row| {
                        row.line.with(|line| {
                            let all = &line.price.promotions;
                            all.iter().any(|granted| granted.promotion_id == id)
                        })
                    });
                    given.count()
                });
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                tn(lang, k::cpq::promo::ON_LINES, count, &[])
            }
            Some(Gave::NotBeside(other)) => {
                let name = name_of(editor, other);
                tf(lang, k::cpq::promo::NOT_BESIDE, &[("name", &name)])
            }
            _ => t(lang, k::cpq::promo::NOT_REACHED).to_owned(),
        }
    };
    let remove = tf(lang, k::cpq::promo::REMOVE, &[("name", &name)]);
    view! {
        <li class="quote-promo" data-promotion="">
            <Icon glyph=Glyph::Tag class="icon-sm"/>
            <span class="quote-promo-text">
                <span>{name} " " {(!coupon.is_empty()).then(|| view! { <Badge text=coupon tone=Tone::Neutral/> })}</span>
                <span class="muted tiny">{benefit} " · " {state}</span>
                {editor.editable.then(|| view! { <GiftOffer editor held/> })}
            </span>
            {editor.editable.then(|| view! {
                <IconButton
                    glyph=Glyph::X
                    label=remove
                    size=Size::Small
                    on_press=Callback::new(move |()| editor.let_go(id))
                />
            })}
        </li>
    }
}

fn name_of(editor: Editor, id: PromotionId) -> String {
    editor
        .head
        .with(|head| {
            let found = head.promotions.iter().find(|held| held.id == id);
            found.map(|held| held.promotion.name.get(editor.lang).to_owned())
        })
        .unwrap_or_default()
}

fn available(editor: Editor, offer: Held) -> impl IntoView {
    let lang = editor.lang;
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("name", &offer.promotion.name.get(lang)),
        ("benefit", &words::benefit(lang, &offer.promotion)),
    ];
    let text = tf(lang, k::cpq::promo::OFFERED, &values);
    view! {
        <li class="quote-promo">
            <Icon glyph=Glyph::Tag class="icon-sm"/>
            <span class="quote-promo-text tiny">
                <span>{text}</span>
                <button type="button" class="link-button" on:click=move |_| editor.hold(offer.clone())>
                    {t(lang, k::cpq::promo::USE)}
                </button>
            </span>
        </li>
    }
}

#[component]
fn CouponForm(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let code = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let apply = move || {
        let typed = code.get_untracked();
        let key = coupon_key(&typed);
        if busy.get_untracked() || key.is_empty() {
            return;
        }
        let known = editor.head.with_untracked(|head| {
            let found = head
                .promotions
                .iter()
                .find(|held| held.promotion.coupon == key);
            found.map(|held| held.promotion.name.get(lang).to_owned())
        });
        if let Some(name) = known {
            error.set(Some(tf(lang, k::cpq::promo::ALREADY, &[("name", &name)])));
            return;
        }
        error.set(None);
        busy.set(true);
        let occasion = editor.head.with_untracked(occasion);
        spawn_local(async move {
            let answer = api::redeem(RedeemCoupon {
                occasion,
                code: typed,
            })
            .await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(held) => match take(editor, held) {
                    Ok(text) => {
                        code.set(String::new());
                        editor.announcer.say(text);
                    }
                    Err(text) => error.set(Some(text)),
                },
                Err(fault) => error.set(Some(problem_text(lang, &fault.0))),
            }
        });
    };
    view! {
        <form class="quote-coupon" novalidate on:submit=move |event| { event.prevent_default(); apply(); }>
            <TextInput
                id="quote-coupon"
                label=t(lang, k::cpq::promo::COUPON)
                value=code
                max_length=40
                error=Signal::derive(move || error.get())
            />
            <Button label=t(lang, k::cpq::promo::APPLY) submit=true busy/>
        </form>
    }
}

/// Puts a coupon's promotion on the quote; one that cannot stand beside another is told and left.
fn take(editor: Editor, held: Held) -> Result<String, String> {
    let lang = editor.lang;
    let (id, name) = (held.id, held.promotion.name.get(lang).to_owned());
    editor.hold(held);
    let beside = editor.promoted.gave.with_untracked(|gave| {
        let own = gave.iter().find(|(own, _)| *own == id);
        match own {
            Some((_, Gave::NotBeside(other))) => Some(*other),
            _ => None,
        }
    });
    match beside {
        Some(other) => {
            let name = untrack(|| name_of(editor, other));
            editor.let_go(id);
            let issue = Issue::error("coupon_not_beside", "coupon").with("name", name);
            Err(issue_text(lang, &issue))
        }
        None => Ok(tf(lang, k::cpq::promo::APPLIED, &[("name", &name)])),
    }
}
