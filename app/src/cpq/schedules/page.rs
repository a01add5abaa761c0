//! `/admin/discount-schedules`: discounts by quantity, term and spend that lines take over with their price.

use super::form::ScheduleForm;
use super::{api, words};
use crate::boot::{new_uuid, use_lang, use_session};
use crate::platform::admin::{KeptList, KeptTable, Loaded, Section, introduction, kept_rows};
use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::cpq::pricing::ScheduleRule;
use shared::cpq::schedules::ops::{
    DeleteDiscountSchedule, ListDiscountSchedules, SaveDiscountSchedule,
};
use shared::cpq::schedules::{ScheduleDraft, ScheduleRow};
use shared::kernel::event::Entity;
use shared::kernel::{Currency, DiscountScheduleId, LocalText};

/// The schedules on the page and what may be done to them.
pub(super) type Ctx = KeptList<ScheduleRow>;

kept_rows!(
    ScheduleRow, k::cpq::schedules, told by Entity::DiscountSchedule,
    list: ListDiscountSchedules, save: SaveDiscountSchedule, delete: DeleteDiscountSchedule
);

/// The page.
#[component]
pub fn SchedulesPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::list(ListDiscountSchedules {}));
    view! {
        <Section title=k::cpq::schedules::TITLE>
            <Loaded loaded lines=6 let(rows)><Schedules rows/></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Schedules(rows: Vec<ScheduleRow>) -> impl IntoView {
    use k::cpq::schedules as s;
    const COLUMNS: &[Key] = &[s::NAME, s::LOOKS_AT, s::STEPS, s::FOR_WHAT, s::ACTIVE];
    let lang = use_lang();
    let ctx = Ctx::new(rows);
    let base = use_session().company_currency;
    let new = move || {
        ctx.editing.set(Some(ScheduleRow {
            id: DiscountScheduleId(new_uuid()),
            draft: ScheduleDraft {
                name: LocalText::new("", ""),
                active: true,
                rule: ScheduleRule::default(),
                currency: None,
                product_ids: Vec::new(),
                families: Vec::new(),
                price_book_ids: Vec::new(),
            },
            version: 0,
        }));
    };
    view! {
        {introduction(lang, (s::INTRO, s::NEW), new)}
        <KeptTable list=ctx title=s::TITLE empty=s::EMPTY columns=COLUMNS row=move |row: ScheduleRow| schedule(ctx, base, row)/>
        <ScheduleForm ctx/>
    }
}

fn schedule(ctx: Ctx, base: Currency, row: ScheduleRow) -> AnyView {
    use k::cpq::schedules as s;
    let lang = ctx.lang;
    let draft = &row.draft;
    let currency = draft.currency.unwrap_or(base);
    let name = draft.name.get(lang).to_owned();
    let looks_at = words::looks_at(lang, &draft.rule);
    let steps = words::steps(lang, &draft.rule, currency);
    let what = words::for_what(lang, draft.product_ids.len(), &draft.families);
    let keys = (s::ACTIVE, s::EDIT_ONE, s::DELETE_ONE);
    let last = ctx.last_cells(
        format!("schedule-on-{}", row.id),
        &name,
        keys,
        &row,
        |row| &mut row.draft.active,
    );
    view! {
        <tr data-schedule="">
            <th scope="row">{name}</th>
            <td data-label=t(lang, s::LOOKS_AT)>{looks_at}</td>
            <td data-label=t(lang, s::STEPS)>{steps}</td>
            <td data-label=t(lang, s::FOR_WHAT)>{what}</td>
            {last}
        </tr>
    }
    .into_any()
}
