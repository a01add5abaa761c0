//! The form of a discount schedule: checked while it is typed.

use super::fields::{Fields, StepRow};
use super::page::Ctx;
use crate::boot::{use_lang, use_session};
use crate::cpq::catalog::currencies;
use crate::cpq::promotions::form::read_lists;
use crate::cpq::promotions::picks::{PickedProducts, Picks};
use crate::platform::admin::KeptDialog;
use crate::shell::DialogForm;
use crate::shell::form::{BilingualInputs, FormNotice, use_findings};
use crate::work::word;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::pricing::{ScheduleAcross, ScheduleGives, ScheduleMeasure, ScheduleWay};
use shared::cpq::schedules::ScheduleRow;
use shared::kernel::Lang;
use ui::{Button, Checkbox, Choice, Glyph, IconButton, NumberInput, Select, Size, Switch};

/// The dialog.
#[component]
pub(super) fn ScheduleForm(ctx: Ctx) -> impl IntoView {
    use k::cpq::schedules as s;
    view! {
        <KeptDialog id="schedule-form" list=ctx titles=(s::NEW, s::EDIT) let(row)>
            <Form ctx row/>
        </KeptDialog>
    }
}

fn choices<T: Copy>(
    lang: Lang,
    group: &str,
    all: &[T],
    code: fn(T) -> &'static str,
) -> Vec<Choice> {
    let group = format!("cpq.schedules.{group}");
    all.iter()
        .map(|one| Choice::new(code(*one), word(lang, &group, code(*one))))
        .collect()
}

#[component]
fn Form(ctx: Ctx, row: ScheduleRow) -> impl IntoView {
    use k::cpq::schedules as s;
    let lang = use_lang();
    let base = use_session().company_currency;
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let fields = Fields::of(lang, &row.draft, base);
    let lists = read_lists(lang, fields.products);
    name_books(fields, lists.books);
    let typed = Memo::new(move |_| fields.read(lang));
    let live = move |field: &'static str| findings.live(field, typed);
    let put = |row: &mut ScheduleRow, draft| row.draft = draft;
    let save = ctx.sending(row, typed, put, (findings, busy));
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy>
            <div class="dialog-body stack">
                <div class="form-row">
                    <BilingualInputs id="schedule-name" labels=(s::NAME_FR, s::NAME_EN) value=fields.name max_length=200 error=live("name")/>
                </div>
                {what_it_says(lang, fields, live)}
                <fieldset class="stack-sm">
                    <legend class="field-label">{t(lang, s::STEPS)}</legend>
                    <For each=move || fields.steps.get() key=|row| row.key let(row)>
                        {step(lang, fields, row)}
                    </For>
                    {move || live("steps").get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
                    <Button label=t(lang, s::ADD_STEP) icon=Glyph::Plus size=Size::Small on_press=Callback::new(move |()| fields.add(String::new(), String::new()))/>
                </fieldset>
                <h3 class="quote-subtitle">{t(lang, s::FOR_WHAT)}</h3>
                <PickedProducts id="schedule-product" picked=fields.products error=live("product_ids")/>
                <Picks id="schedule-family" label=t(lang, k::cpq::promotions::FAMILIES) placeholder=t(lang, k::cpq::promotions::ADD_FAMILY) picked=fields.families options=lists.families.into()/>
                <Picks id="schedule-book" label=t(lang, s::BOOKS) placeholder=t(lang, s::ADD_BOOK) picked=fields.books options=lists.books.into()/>
                <Switch id="schedule-active" label=t(lang, s::ACTIVE) on=fields.active/>
                <FormNotice text=findings.rest(&["name", "way", "currency", "steps", "product_ids"])/>
            </div>
        </DialogForm>
    }
}

/// What a schedule looks at, and what it gives how.
fn what_it_says(
    lang: Lang,
    fields: Fields,
    error: impl Fn(&'static str) -> Signal<Option<String>> + Copy + Send + Sync + 'static,
) -> AnyView {
    use k::cpq::schedules as s;
    let money = Memo::new(move |_| {
        fields.measure_now() == ScheduleMeasure::Spend
            || fields.gives_now() != ScheduleGives::Percent
    });
    let spends = Memo::new(move |_| fields.measure_now() == ScheduleMeasure::Spend);
    let over_lines = Memo::new(move |_| fields.measure_now() != ScheduleMeasure::Term);
    let measures = choices(lang, "measure", ScheduleMeasure::ALL, ScheduleMeasure::code);
    let gives = choices(lang, "gives", ScheduleGives::ALL, ScheduleGives::code);
    let ways = choices(lang, "way", ScheduleWay::ALL, ScheduleWay::code);
    let acrosses = choices(lang, "across_of", ScheduleAcross::ALL, ScheduleAcross::code);
    view! {
        <div class="form-row">
            <Select id="schedule-measure" label=t(lang, s::LOOKS_AT) value=fields.measure options=measures/>
            <Show when=move || over_lines.get()>
                <Select id="schedule-across" label=t(lang, s::ACROSS) value=fields.across options=acrosses.clone()/>
            </Show>
        </div>
        <div class="form-row">
            <Select id="schedule-gives" label=t(lang, s::GIVES_LABEL) value=fields.gives options=gives/>
            <Select id="schedule-way" label=t(lang, s::WAY_LABEL) value=fields.way options=ways error=error("way")/>
        </div>
        <Show when=move || money.get()>
            <Select id="schedule-currency" label=t(lang, k::cpq::books::CURRENCY) value=fields.currency options=currencies() error=error("currency")/>
        </Show>
        <Show when=move || spends.get()>
            <Checkbox id="schedule-orders" label=t(lang, s::ORDERS) checked=fields.orders/>
        </Show>
    }
    .into_any()
}

/// The names of the price books that are chosen, once they are read.
fn name_books(fields: Fields, books: RwSignal<Vec<Choice>>) {
    Effect::new(move |_| {
        let known = books.get();
        fields.books.update(|chosen| {
            for one in chosen.iter_mut() {
                if let Some(found) = known.iter().find(|book| book.value == one.value) {
                    one.label.clone_from(&found.label);
                }
            }
        });
    });
}

fn step(lang: Lang, fields: Fields, row: StepRow) -> impl IntoView {
    use k::cpq::schedules as s;
    let number = i64::from(row.key).saturating_add(1);
    let from = Signal::derive(move || {
        let key = match fields.measure_now() {
            ScheduleMeasure::Quantity => s::FROM_QUANTITY,
            ScheduleMeasure::Term => s::FROM_MONTHS,
            ScheduleMeasure::Spend => s::FROM_AMOUNT,
        };
        t(lang, key).to_owned()
    });
    let value = Signal::derive(move || {
        word(lang, "cpq.schedules.gives", fields.gives_now().code()).to_owned()
    });
    let remove = tf(lang, s::REMOVE_STEP, &[("n", &number)]);
    view! {
        <div class="form-row quote-tier">
            <NumberInput id=format!("schedule-from-{}", row.key) label=from value=row.from/>
            <NumberInput id=format!("schedule-value-{}", row.key) label=value value=row.value/>
            <IconButton glyph=Glyph::Trash label=remove on_press=Callback::new(move |()| fields.steps.update(|steps| steps.retain(|step| step.key != row.key)))/>
        </div>
    }
}
