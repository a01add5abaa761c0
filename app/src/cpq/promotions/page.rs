//! `/admin/promotions`: what quotes are given, by themselves or for a coupon.

use super::form::PromotionForm;
use super::{api, words};
use crate::boot::{new_uuid, use_lang};
use crate::platform::admin::{KeptList, KeptTable, Loaded, Section, introduction, kept_rows};
use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::cpq::promotions::ops::{DeletePromotion, ListPromotions, SavePromotion};
use shared::cpq::promotions::{Benefit, PromotionDraft, PromotionRow};
use shared::kernel::event::Entity;
use shared::kernel::{LocalText, Percent, PromotionId};
use ui::{Badge, Tone};

/// The promotions on the page and what may be done to them.
pub(super) type Ctx = KeptList<PromotionRow>;

kept_rows!(
    PromotionRow, k::cpq::promotions, told by Entity::Promotion,
    list: ListPromotions, save: SavePromotion, delete: DeletePromotion
);

/// The page.
#[component]
pub fn PromotionsPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::list(ListPromotions {}));
    view! {
        <Section title=k::cpq::promotions::TITLE>
            <Loaded loaded lines=6 let(rows)><Promotions rows/></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Promotions(rows: Vec<PromotionRow>) -> impl IntoView {
    use k::cpq::promotions as p;
    const COLUMNS: &[Key] = &[p::NAME, p::GIVES, p::DAYS, p::TAKEN, p::ACTIVE];
    let lang = use_lang();
    let ctx = Ctx::new(rows);
    let new = move || {
        ctx.editing.set(Some(PromotionRow {
            id: PromotionId(new_uuid()),
            draft: blank(),
            used: 0,
            given_minor: 0,
            version: 0,
        }));
    };
    view! {
        {introduction(lang, (p::INTRO, p::NEW), new)}
        <KeptTable list=ctx title=p::TITLE empty=p::EMPTY columns=COLUMNS row=move |row: PromotionRow| promotion(ctx, row)/>
        <PromotionForm ctx/>
    }
}

fn blank() -> PromotionDraft {
    PromotionDraft {
        name: LocalText::new("", ""),
        benefit: Benefit::Percent(Percent::whole(10)),
        coupon: String::new(),
        active: true,
        starts_on: None,
        ends_on: None,
        product_ids: Vec::new(),
        families: Vec::new(),
        min_quantity: None,
        min_minor: None,
        segments: Vec::new(),
        price_book_id: None,
        currency: None,
        exclusive: false,
        priority: 0,
        uses: None,
        options: Vec::new(),
        gift_name: LocalText::default(),
        budget_minor: None,
    }
}

fn promotion(ctx: Ctx, row: PromotionRow) -> AnyView {
    use k::cpq::promotions as p;
    let lang = ctx.lang;
    let draft = &row.draft;
    let name = draft.name.get(lang).to_owned();
    let coupon = draft.coupon.clone();
    let (gives, days) = (words::benefit(lang, draft), words::days(lang, draft));
    let uses = words::uses(lang, &row);
    let alone = draft.exclusive.then(|| t(lang, p::EXCLUSIVE_SHORT));
    let keys = (p::ACTIVE, p::EDIT_ONE, p::DELETE_ONE);
    let last = ctx.last_cells(format!("promo-on-{}", row.id), &name, keys, &row, |row| {
        &mut row.draft.active
    });
    view! {
        <tr data-promotion="">
            <th scope="row">
                <span>{name}</span>
                <span class="promo-code">
                    {if coupon.is_empty() {
                        view! { <span class="muted tiny">{t(lang, p::AUTOMATIC)}</span> }.into_any()
                    } else {
                        view! { <Badge text=coupon tone=Tone::Neutral/> }.into_any()
                    }}
                    {alone.map(|text| view! { <span class="muted tiny">{text}</span> })}
                </span>
            </th>
            <td data-label=t(lang, p::GIVES)>{gives}</td>
            <td data-label=t(lang, p::DAYS)>{days}</td>
            <td data-label=t(lang, p::TAKEN)>{uses}</td>
            {last}
        </tr>
    }
    .into_any()
}
