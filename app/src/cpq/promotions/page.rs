//! `/admin/promotions`: what quotes are given, by themselves or for a coupon.

use super::form::PromotionForm;
use super::{api, words};
use crate::boot::{new_uuid, use_lang};
use crate::call::Fault;
use crate::platform::admin::{Kept, KeptList, Loaded, Section};
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::cpq::promotions::ops::{DeletePromotion, ListPromotions, SavePromotion};
use shared::cpq::promotions::{Benefit, PromotionDraft, PromotionRow};
use shared::kernel::event::Entity;
use shared::kernel::{LocalText, Percent, PromotionId};
use ui::{Badge, Button, EmptyState, Glyph, IconButton, Size, Switch, TableWrap, Tone, Variant};

/// The promotions on the page and what may be done to them.
pub(super) type Ctx = KeptList<PromotionRow>;

impl Kept for PromotionRow {
    const SAVED: Key = k::cpq::promotions::SAVED;
    const DELETED: Key = k::cpq::promotions::DELETED;

    fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }

    fn anew(self) -> Self {
        Self { version: 0, ..self }
    }

    fn concerned(entity: Entity) -> bool {
        entity == Entity::Promotion
    }

    async fn list() -> Result<Vec<Self>, Fault> {
        api::list(ListPromotions {}).await
    }

    async fn save(self) -> Result<Vec<Self>, Fault> {
        api::save(SavePromotion {
            id: self.id,
            version: self.version,
            draft: self.draft,
        })
        .await
    }

    async fn delete(self) -> Result<Vec<Self>, Fault> {
        let (id, version) = (self.id, self.version);
        api::delete(DeletePromotion { id, version }).await
    }
}

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
    let lang = use_lang();
    let ctx = Ctx::new(rows);
    let new = Callback::new(move |()| {
        ctx.editing.set(Some(PromotionRow {
            id: PromotionId(new_uuid()),
            draft: blank(),
            used: 0,
            given_minor: 0,
            version: 0,
        }));
    });
    let none = move || ctx.rows.with(Vec::is_empty);
    view! {
        <div class="between promo-intro">
            <p class="muted">{t(lang, p::INTRO)}</p>
            <Button label=t(lang, p::NEW) icon=Glyph::Plus variant=Variant::Primary on_press=new/>
        </div>
        <Show when=none>
            <EmptyState glyph=Glyph::Tag title=t(lang, p::TITLE) text=t(lang, p::EMPTY)/>
        </Show>
        <Show when=move || !none()>
            <TableWrap label=t(lang, p::TITLE)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, p::NAME)}</th>
                            <th scope="col">{t(lang, p::GIVES)}</th>
                            <th scope="col">{t(lang, p::DAYS)}</th>
                            <th scope="col">{t(lang, p::TAKEN)}</th>
                            <th scope="col">{t(lang, p::ACTIVE)}</th>
                            <th scope="col"><span class="visually-hidden">{t(lang, k::cpq::editor::ROW_ACTIONS)}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || ctx.rows.get().into_iter().map(|row| promotion(ctx, row)).collect_view()}
                    </tbody>
                </table>
            </TableWrap>
        </Show>
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
    let on = RwSignal::new(draft.active);
    let switch = {
        let row = row.clone();
        Callback::new(move |active| {
            let mut row = row.clone();
            row.draft.active = active;
            ctx.save(row);
        })
    };
    let id = row.id;
    let place = |key| tf(lang, key, &[("name", &name)]);
    let (edit, remove) = (place(p::EDIT_ONE), place(p::DELETE_ONE));
    let (edited, deleted) = (row.clone(), row);
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
            <td data-label=t(lang, p::ACTIVE)>
                <Switch id=format!("promo-on-{id}") label=t(lang, p::ACTIVE) on on_change=switch/>
            </td>
            <td class="promo-actions">
                <IconButton glyph=Glyph::Edit label=edit size=Size::Small on_press=Callback::new(move |()| ctx.editing.set(Some(edited.clone())))/>
                <IconButton glyph=Glyph::Trash label=remove size=Size::Small on_press=Callback::new(move |()| ctx.delete(deleted.clone()))/>
            </td>
        </tr>
    }
    .into_any()
}
