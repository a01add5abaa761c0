//! `/admin/promotions`: what quotes are given, by themselves or for a coupon.

use super::form::PromotionForm;
use super::{api, words};
use crate::boot::{new_uuid, use_lang};
use crate::live;
use crate::platform::admin::{Section, refused};
use i18n::{Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::promotions::ops::{DeletePromotion, ListPromotions, SavePromotion};
use shared::cpq::promotions::{Benefit, PromotionDraft, PromotionRow};
use shared::kernel::event::Entity;
use shared::kernel::{LocalText, Percent, PromotionId};
use ui::{
    Badge, Button, EmptyState, Glyph, IconButton, Size, Skeleton, Switch, TableWrap, Toaster, Tone,
    Variant, use_toaster,
};

/// The promotions on the page and what may be done to them. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Ctx {
    rows: RwSignal<Vec<PromotionRow>>,
    /// The promotion in the form; version 0: a new one.
    pub(super) editing: RwSignal<Option<PromotionRow>>,
    lang: Lang,
    toaster: Toaster,
}

impl Ctx {
    pub(super) fn keep(self, rows: Vec<PromotionRow>) {
        let _ = self.rows.try_set(rows);
    }

    fn read_again(self) {
        spawn_local(async move {
            if let Ok(rows) = api::list(ListPromotions {}).await {
                self.keep(rows);
            }
        });
    }

    fn run(
        self,
        act: impl Future<Output = Result<Vec<PromotionRow>, crate::call::Fault>> + 'static,
    ) {
        spawn_local(async move {
            match act.await {
                Ok(rows) => self.keep(rows),
                Err(fault) => {
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                    self.read_again();
                }
            }
        });
    }

    fn switch(self, row: PromotionRow, active: bool) {
        let mut draft = row.draft;
        draft.active = active;
        self.run(api::save(SavePromotion {
            id: row.id,
            version: row.version,
            draft,
        }));
    }

    /// It is offered back once it is gone, as a new one that says the same.
    fn delete(self, row: PromotionRow) {
        let (id, version) = (row.id, row.version);
        self.rows.update(|rows| rows.retain(|row| row.id != id));
        self.run(async move {
            let left = api::delete(DeletePromotion { id, version }).await?;
            let draft = row.draft;
            self.toaster.undo(
                t(self.lang, k::cpq::promotions::DELETED),
                t(self.lang, k::ui::UNDO),
                Callback::new(move |()| {
                    self.run(api::save(SavePromotion {
                        id,
                        version: 0,
                        draft: draft.clone(),
                    }));
                }),
            );
            Ok(left)
        });
    }
}

/// The page.
#[component]
pub fn PromotionsPage() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| api::list(ListPromotions {}));
    view! {
        <Section title=k::cpq::promotions::TITLE>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6/> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(rows) => view! { <Promotions rows/> }.into_any(),
                        Err(fault) => refused(&fault),
                    }
                })}
            </Suspense>
        </Section>
    }
    .into_any()
}

#[component]
fn Promotions(rows: Vec<PromotionRow>) -> impl IntoView {
    use k::cpq::promotions as p;
    let lang = use_lang();
    let ctx = Ctx {
        rows: RwSignal::new(rows),
        editing: RwSignal::new(None),
        lang,
        toaster: use_toaster(),
    };
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Promotion) {
            ctx.read_again();
        }
    });
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
    let id = row.id;
    let place = |key| tf(lang, key, &[("name", &name)]);
    let (edit, remove) = (place(p::EDIT_ONE), place(p::DELETE_ONE));
    let (edited, deleted, switched) = (row.clone(), row.clone(), row);
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
                <Switch id=format!("promo-on-{id}") label=t(lang, p::ACTIVE) on
                    on_change=Callback::new(move |active| ctx.switch(switched.clone(), active))/>
            </td>
            <td class="promo-actions">
                <IconButton glyph=Glyph::Edit label=edit size=Size::Small on_press=Callback::new(move |()| ctx.editing.set(Some(edited.clone())))/>
                <IconButton glyph=Glyph::Trash label=remove size=Size::Small on_press=Callback::new(move |()| ctx.delete(deleted.clone()))/>
            </td>
        </tr>
    }
    .into_any()
}
