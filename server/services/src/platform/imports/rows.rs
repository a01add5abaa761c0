//! Planned values as rows and as the facts events keep.

use crate::Ctx;
use chrono::NaiveDate;
use shared::cpq::pricing::{Charge, TaxCategory, TierMode};
use shared::crm::accounts::{AccountFacts, AccountKind, account_search};
use shared::crm::contacts::{ContactFacts, contact_search};
use shared::deals::opportunities::{AmountSource, DealFields, OpportunityKind};
use shared::deals::pipelines::{Pipeline, Stage, StageState};
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, ContactId, Currency, Instant, Lang, LossReasonId, Money, OpportunityId,
    OpportunityProductId, Percent, PriceBookEntryId, PriceBookId, ProductId, Quantity, Role,
    TeamId, UnitPrice, UserId, search_key,
};
use shared::platform::fields::{CustomField, CustomValues};
use shared::platform::imports::model::Values;
use shared::platform::imports::own::custom;
use shared::platform::imports::{Field, Value, plan};
use store::platform::bulk::{
    AccountRow, ContactRow, DealProductRow, EventRow, FactRow, OpportunityRow, PriceBookEntryRow,
    PriceBookRow, ProductRow, UserRow,
};
use uuid::Uuid;

pub(super) fn text(values: &Values, field: Field) -> String {
    match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

pub(super) fn id(values: &Values, field: Field) -> Option<Uuid> {
    match values.get(&field) {
        Some(Value::Id(id)) => Some(*id),
        _ => None,
    }
}

fn int(values: &Values, field: Field) -> Option<i64> {
    match values.get(&field) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    }
}

fn date(values: &Values, field: Field) -> Option<NaiveDate> {
    match values.get(&field) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    }
}

fn money(values: &Values, field: Field) -> Option<Money> {
    match values.get(&field) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    }
}

fn owner(ctx: &Ctx, values: &Values) -> UserId {
    id(values, Field::Owner).map_or(ctx.actor.user_id, UserId)
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A user without a password: no sign-in before an invitation.
pub(super) fn user(ctx: &Ctx, id: Uuid, values: &Values) -> UserRow {
    let role: Role = text(values, Field::Role)
        .parse()
        .unwrap_or(Role::Representative);
    let lang: Lang = text(values, Field::Language)
        .parse()
        .unwrap_or(ctx.actor.lang);
    UserRow {
        id: UserId(id),
        email: text(values, Field::Email),
        name: text(values, Field::Name),
        role: role.code(),
        team_id: self::id(values, Field::Team).map(TeamId),
        password_hash: String::new(),
        language: lang.tag(),
        time_zone: ctx.actor.zone.name.clone(),
        currency: ctx.actor.currency,
        theme: "system",
        density: "comfortable",
        active: true,
        sample: false,
        created_at: ctx.now(),
        version: 1,
    }
}

pub(super) fn account(ctx: &Ctx, id: Uuid, values: &Values) -> AccountRow {
    let name = text(values, Field::Name);
    let revenue = money(values, Field::AnnualRevenue);
    let kind = text(values, Field::AccountKind);
    AccountRow {
        id: AccountId(id),
        search: account_search(&plan::account_facts(values)),
        name,
        kind: if kind.is_empty() {
            AccountKind::Business.code().to_owned()
        } else {
            kind
        },
        industry: text(values, Field::Industry),
        website: text(values, Field::Website),
        phone: text(values, Field::Phone),
        street: text(values, Field::Street),
        postal_code: text(values, Field::PostalCode),
        city: text(values, Field::City),
        country: text(values, Field::Country),
        vat_number: text(values, Field::VatNumber),
        employees: int(values, Field::Employees),
        annual_revenue_minor: revenue.map(|money| money.minor),
        annual_revenue_currency: revenue.map(|money| money.currency),
        founded_year: int(values, Field::FoundedYear),
        payment_days: int(values, Field::PaymentDays),
        notes: text(values, Field::Notes),
        // Set when all accounts of the file are there.
        parent_id: None,
        owner_id: owner(ctx, values),
        sample: false,
        created_at: ctx.now(),
        updated_at: ctx.now(),
        deleted_at: None,
        version: 1,
    }
}

pub(super) fn account_facts(values: &Values, own: &[CustomField]) -> String {
    json(&AccountFacts {
        custom: custom(values, own),
        ..plan::account_facts(values)
    })
}

pub(super) fn contact(ctx: &Ctx, id: Uuid, values: &Values) -> ContactRow {
    let (first_name, last_name) = (
        text(values, Field::FirstName),
        text(values, Field::LastName),
    );
    ContactRow {
        id: ContactId(id),
        account_id: self::id(values, Field::Account).map(AccountId),
        search: contact_search(&plan::contact_facts(values)),
        first_name,
        last_name,
        title: text(values, Field::JobTitle),
        email: text(values, Field::Email),
        phone: text(values, Field::Phone),
        language: text(values, Field::Language),
        notes: text(values, Field::Notes),
        owner_id: owner(ctx, values),
        sample: false,
        created_at: ctx.now(),
        updated_at: ctx.now(),
        deleted_at: None,
        version: 1,
    }
}

pub(super) fn contact_facts(values: &Values, own: &[CustomField]) -> String {
    json(&ContactFacts {
        custom: custom(values, own),
        ..plan::contact_facts(values)
    })
}

/// New products are taxed at the French standard rate unless the file says otherwise.
const USUAL_TAX: Percent = Percent(2000);

pub(super) fn product(id: Uuid, values: &Values) -> ProductRow {
    let (sku, name, name_fr) = (
        text(values, Field::Sku),
        text(values, Field::Name),
        text(values, Field::NameFr),
    );
    let rate = int(values, Field::TaxRate).and_then(|rate| i32::try_from(rate).ok());
    let cost = match values.get(&Field::Cost) {
        Some(Value::Price(cost, _)) => Some(*cost),
        _ => None,
    };
    let unit = text(values, Field::Unit);
    ProductRow {
        id: ProductId(id),
        search: search_key(&format!("{sku} {name} {name_fr}")),
        sku,
        name_en: name,
        name_fr,
        description_en: text(values, Field::Description),
        description_fr: String::new(),
        family: text(values, Field::Family),
        unit: if unit.is_empty() {
            "unit".to_owned()
        } else {
            unit
        },
        tax_category: if rate == Some(0) {
            TaxCategory::Z
        } else {
            TaxCategory::S
        }
        .code(),
        tax_rate_bp: rate.map_or(USUAL_TAX, Percent),
        cost_e4: cost,
        active: true,
        sample: false,
        version: 1,
    }
}

pub(super) fn price_book(ctx: &Ctx, currency: Currency) -> PriceBookRow {
    PriceBookRow {
        id: PriceBookId(ctx.uuid()),
        name: format!("Import ({currency})"),
        currency,
        valid_from: None,
        valid_to: None,
        active: true,
        sample: false,
        version: 1,
    }
}

pub(super) fn entry(
    ctx: &Ctx,
    book: PriceBookId,
    product: Uuid,
    price: UnitPrice,
    values: &Values,
) -> PriceBookEntryRow {
    let charge: Charge = text(values, Field::Charge).parse().unwrap_or_default();
    PriceBookEntryRow {
        id: PriceBookEntryId(ctx.uuid()),
        price_book_id: book,
        product_id: ProductId(product),
        charge: charge.code(),
        unit_price_e4: price,
        floor_e4: None,
        tier_mode: TierMode::None.code(),
        kind: None,
        tiers: "[]".to_owned(),
    }
}

/// A new deal in its event, with the exception that let it pass the gates.
#[derive(serde::Serialize)]
struct Arrived<'a> {
    #[serde(flatten)]
    fields: DealFields,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'a str>,
}

/// New deals as rows of several tables.
#[derive(Default)]
pub(super) struct Deals {
    pub(super) opportunities: Vec<OpportunityRow>,
    pub(super) facts: Vec<FactRow>,
    pub(super) products: Vec<DealProductRow>,
    pub(super) events: Vec<EventRow>,
}

impl Deals {
    /// A deal of the past began on the day it was opened, in the first stage, and is since its
    /// closing day what the file says; what happened between is not known and not invented.
    /// `exception` is why it may stand in its stage without what the gates ask for.
    pub(super) fn add(
        &mut self,
        ctx: &Ctx,
        id: Uuid,
        values: &Values,
        (pipeline, own): (&Pipeline, &[CustomField]),
        exception: Option<&str>,
    ) {
        let Some(stage) = self::id(values, Field::Stage)
            .and_then(|stage| pipeline.stages.iter().find(|known| known.id.0 == stage))
        else {
            return;
        };
        let row = opportunity(ctx, id, values, pipeline, stage);
        let first = pipeline.first_stage().unwrap_or(stage);
        if stage.state != StageState::Open && row.created_at < row.stage_entered_at {
            self.facts.push(fact(ctx, &row, first, row.created_at));
        }
        self.facts
            .push(fact(ctx, &row, stage, row.stage_entered_at));
        if let Some(product) = self::id(values, Field::Product) {
            let decimals = row.currency.decimals().min(4);
            self.products.push(DealProductRow {
                id: OpportunityProductId(ctx.uuid()),
                opportunity_id: row.id,
                product_id: ProductId(product),
                position: 0,
                charge: Charge::OneTime.code(),
                quantity_e4: Quantity::ONE,
                unit_price_e4: UnitPrice(row.amount_minor.saturating_mul(10_i64.pow(4 - decimals))),
                discount_bp: Percent(0),
            });
        }
        self.events.push(EventRow {
            at: ctx.now(),
            actor_id: Some(ctx.actor.user_id),
            entity: Entity::Opportunity.code(),
            entity_id: id,
            parent_id: row.account_id.map(|account| account.0),
            owner_id: Some(row.owner_id),
            action: "created",
            before_json: None,
            after_json: Some(json(&Arrived {
                fields: DealFields {
                    custom: custom(values, own),
                    ..deal_fields(&row)
                },
                exception,
            })),
        });
        self.opportunities.push(row);
    }
}

/// Noon in the zone of the person who imports, so that the day is the same wherever it is read;
/// never after now.
fn noon(ctx: &Ctx, day: NaiveDate) -> Instant {
    let local = day.and_hms_opt(12, 0, 0).unwrap_or_default();
    ctx.actor.zone.instant(local).min(ctx.now())
}

fn opportunity(
    ctx: &Ctx,
    id: Uuid,
    values: &Values,
    pipeline: &Pipeline,
    stage: &Stage,
) -> OpportunityRow {
    let close_date = date(values, Field::CloseDate).unwrap_or(ctx.today());
    let closed_on = (stage.state != StageState::Open).then_some(close_date);
    let created_at = match (date(values, Field::OpenedOn), closed_on) {
        (Some(day), _) | (None, Some(day)) => noon(ctx, day),
        (None, None) => ctx.now(),
    };
    let closed_at = closed_on.map(|day| Instant(noon(ctx, day).0.max(created_at.0 + 1)));
    let amount = money(values, Field::Amount).unwrap_or(Money::zero(ctx.actor.currency));
    let with_product = self::id(values, Field::Product).is_some();
    let name = text(values, Field::Name);
    let entered = closed_at.unwrap_or(created_at);
    OpportunityRow {
        id: OpportunityId(id),
        search: search_key(&name),
        name,
        account_id: self::id(values, Field::Account).map(AccountId),
        pipeline_id: pipeline.id,
        stage_id: stage.id,
        state: stage.state.code(),
        owner_id: owner(ctx, values),
        kind: text(values, Field::DealKind),
        amount_minor: amount.minor,
        currency: amount.currency,
        amount_source: if with_product {
            AmountSource::Products
        } else {
            AmountSource::Typed
        }
        .code(),
        close_date,
        probability_judged_bp: int(values, Field::Probability).filter(|_| closed_on.is_none()),
        category_judged: None,
        next_step: text(values, Field::NextStep),
        next_step_on: None,
        source: text(values, Field::Source),
        loss_reason_id: self::id(values, Field::LossReason).map(LossReasonId),
        loss_note: text(values, Field::LossReason),
        closed_on,
        stage_entered_at: entered,
        last_activity_at: None,
        next_activity_on: None,
        close_date_pushes: 0,
        sample: false,
        created_at,
        updated_at: entered,
        deleted_at: None,
        version: 1,
    }
}

fn fact(ctx: &Ctx, row: &OpportunityRow, stage: &Stage, at: Instant) -> FactRow {
    let judged = row
        .probability_judged_bp
        .filter(|_| stage.state == StageState::Open);
    FactRow {
        opportunity_id: row.id,
        at,
        actor_id: Some(ctx.actor.user_id),
        stage_id: stage.id,
        state: stage.state.code(),
        owner_id: row.owner_id,
        amount_minor: row.amount_minor,
        currency: row.currency,
        close_date: row.close_date,
        probability_bp: judged.unwrap_or(i64::from(stage.probability.0)),
        category: stage.category.code(),
    }
}

fn deal_fields(row: &OpportunityRow) -> DealFields {
    DealFields {
        name: row.name.clone(),
        account_id: row.account_id,
        amount: Money::new(row.amount_minor, row.currency),
        amount_source: row.amount_source.parse().unwrap_or(AmountSource::Typed),
        close_date: row.close_date,
        close_date_pushes: 0,
        kind: row.kind.parse().unwrap_or(OpportunityKind::New),
        next_step: row.next_step.clone(),
        next_step_on: None,
        source: row.source.clone(),
        channel: shared::kernel::SalesChannel::Direct,
        probability_judged: row
            .probability_judged_bp
            .and_then(|points| i32::try_from(points).ok())
            .map(Percent),
        category_judged: None,
        loss_reason_id: row.loss_reason_id,
        loss_note: row.loss_note.clone(),
        custom: CustomValues::default(),
    }
}
