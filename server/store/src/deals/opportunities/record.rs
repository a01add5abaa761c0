//! One opportunity: the record as saving needs it, and the whole view of its page.

use super::rows::{FactCounts, fact_counts, money, named, word};
use crate::platform::fields;
use crate::scope_condition;
use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use chrono::NaiveDate;
use shared::deals::opportunities::{
    Competitor, DealContact, DealFields, DealPlace, DealProduct, DealProductPrice, DealRights,
    DealTeamMember, OpportunityView, StageVisit,
};
use shared::deals::pipelines::{DealFacts, ForecastCategory};
use shared::kernel::{
    AccountId, Action, Actor, ContactId, Currency, Instant, LocalText, LossReasonId, Money, Named,
    OpportunityId, OpportunityProductId, Percent, PipelineId, ProductId, Quantity, Scope, StageId,
    TeamId, UnitPrice, UserId,
};
use shared::platform::fields::{CustomValues, Holder};
use std::collections::BTreeSet;
use uuid::Uuid;

/// An opportunity as edits, moves and gates need it.
#[derive(Clone, Debug)]
pub struct DealRecord {
    /// Which.
    pub id: OpportunityId,
    /// Its version.
    pub version: i64,
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// Who sells it.
    pub owner_id: UserId,
    /// What edits touch.
    pub fields: DealFields,
    /// What moves touch.
    pub place: DealPlace,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
    /// What the gates ask about.
    pub facts: DealFacts,
}

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    name: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    pipeline_id: Uuid,
    stage_id: Uuid,
    state: String,
    owner_id: Uuid,
    owner_name: String,
    team_id: Option<Uuid>,
    team_name: Option<String>,
    kind: String,
    amount_minor: i64,
    currency: String,
    amount_source: String,
    close_date: NaiveDate,
    close_date_pushes: i32,
    probability_bp: i32,
    category: String,
    probability_judged_bp: Option<i32>,
    category_judged: Option<String>,
    next_step: String,
    next_step_on: Option<NaiveDate>,
    source: String,
    channel: String,
    loss_reason_id: Option<Uuid>,
    loss_note: String,
    closed_on: Option<NaiveDate>,
    stage_entered_at: i64,
    last_activity_at: Option<i64>,
    next_activity_on: Option<NaiveDate>,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    #[sqlx(rename = "fact_counts", try_from = "String")]
    counts: FactCounts,
}

const SELECT: &str = concat!(
    "SELECT o.version, o.name, o.account_id, a.name AS account_name, o.pipeline_id, o.stage_id, o.state,
        o.owner_id, u.name AS owner_name, u.team_id, g.name AS team_name, o.kind, o.amount_minor, o.currency, o.amount_source,
        o.close_date, o.close_date_pushes, s.probability_bp, s.category, o.probability_judged_bp, o.category_judged,
        o.next_step, o.next_step_on, o.source, o.channel, o.loss_reason_id, o.loss_note, o.closed_on, o.stage_entered_at,
        o.last_activity_at, o.next_activity_on, o.created_at, o.updated_at, o.deleted_at, ",
    fact_counts!(),
    " FROM opportunities o JOIN stages s ON s.id = o.stage_id JOIN users u ON u.id = o.owner_id
      LEFT JOIN teams g ON g.id = u.team_id LEFT JOIN accounts a ON a.id = o.account_id WHERE o.id ="
);

const TEAM: &str =
    "SELECT m.user_id, u.name, m.role FROM opportunity_team m JOIN users u ON u.id = m.user_id
    WHERE m.opportunity_id = $1 ORDER BY u.name, m.user_id";

const CONTACTS: &str =
    "SELECT c.id, c.first_name, c.last_name, c.title, c.email, c.phone, m.buying_role
    FROM opportunity_contacts m JOIN contacts c ON c.id = m.contact_id
    WHERE m.opportunity_id = $1 AND c.deleted_at IS NULL ORDER BY c.last_name, c.first_name, c.id";

const COMPETITORS: &str =
    "SELECT name, incumbent FROM opportunity_competitors WHERE opportunity_id = $1
    ORDER BY incumbent DESC, name";

const PRODUCTS: &str = "SELECT m.id, m.product_id, p.sku, p.name_en, p.name_fr, m.charge, m.quantity_e4, m.unit_price_e4, m.discount_bp
    FROM opportunity_products m JOIN products p ON p.id = m.product_id
    WHERE m.opportunity_id = $1 ORDER BY m.position, m.id";

const VISITS: &str =
    "SELECT at, stage_id FROM opportunity_facts WHERE opportunity_id = $1 ORDER BY at";

/// Which of the deals somebody sees they may change, and give to somebody else.
pub(super) struct Reach {
    edit: BTreeSet<Uuid>,
    assign: BTreeSet<Uuid>,
}

impl Reach {
    /// Of these deals, all within what `actor` sees.
    pub(super) async fn of(session: &mut Session, actor: &Actor, deals: &[Uuid]) -> Result<Self> {
        Ok(Self {
            edit: within(session, actor, Action::EditOpportunity, deals).await?,
            assign: within(session, actor, Action::AssignOwner, deals).await?,
        })
    }

    /// What may be done with one of them; the server checks the record again on every change.
    pub(super) fn rights(&self, deal: Uuid) -> DealRights {
        let (edit, assign) = (self.edit.contains(&deal), self.assign.contains(&deal));
        DealRights {
            edit,
            assign,
            except: edit && assign,
        }
    }
}

/// Which of these deals, all within what `actor` sees, they may treat with `action`. The database is
/// asked only where the right does not reach as far as seeing does.
async fn within(
    session: &mut Session,
    actor: &Actor,
    action: Action,
    deals: &[Uuid],
) -> Result<BTreeSet<Uuid>> {
    let scope = actor.scope(action);
    if scope == Scope::None || deals.is_empty() {
        return Ok(BTreeSet::new());
    }
    if scope >= actor.scope(Action::ViewOpportunity) {
        return Ok(deals.iter().copied().collect());
    }
    let mut sql = Sql::new("SELECT o.id FROM opportunities o");
    sql.within("WHERE o.id IN", deals.iter().copied());
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    let rows: Vec<(Uuid,)> = session.all_of(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Whether `actor` may treat a deal they see with `action`.
pub async fn may(
    session: &mut Session,
    actor: &Actor,
    action: Action,
    deal: OpportunityId,
) -> Result<bool> {
    Ok(!within(session, actor, action, &[deal.0]).await?.is_empty())
}

impl Row {
    fn fields(&self) -> Result<DealFields> {
        Ok(DealFields {
            name: self.name.clone(),
            account_id: self.account_id.map(AccountId),
            amount: money(self.amount_minor, &self.currency)?,
            amount_source: word(&self.amount_source, "opportunities.amount_source")?,
            close_date: self.close_date,
            close_date_pushes: self.close_date_pushes,
            kind: word(&self.kind, "opportunities.kind")?,
            next_step: self.next_step.clone(),
            next_step_on: self.next_step_on,
            source: self.source.clone(),
            channel: word(&self.channel, "opportunities.channel")?,
            probability_judged: self.probability_judged_bp.map(Percent),
            category_judged: self
                .category_judged
                .as_deref()
                .map(|text| word(text, "opportunities.category_judged"))
                .transpose()?,
            loss_reason_id: self.loss_reason_id.map(LossReasonId),
            loss_note: self.loss_note.clone(),
            custom: CustomValues::default(),
        })
    }

    fn place(&self) -> Result<DealPlace> {
        Ok(DealPlace {
            stage_id: StageId(self.stage_id),
            state: word(&self.state, "opportunities.state")?,
            stage_entered_at: Instant(self.stage_entered_at),
            close_date: self.close_date,
            closed_on: self.closed_on,
            loss_reason_id: self.loss_reason_id.map(LossReasonId),
            loss_note: self.loss_note.clone(),
        })
    }

    fn facts(&self, custom: &CustomValues) -> DealFacts {
        let facts = self.counts.facts(
            self.account_id.is_some(),
            self.amount_minor,
            self.close_date,
            (&self.next_step, self.next_step_on),
            self.loss_reason_id.is_some(),
        );
        DealFacts {
            own: custom.keys(),
            ..facts
        }
    }
}

async fn row(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: OpportunityId,
) -> Result<Option<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.bind(id);
    crate::scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    session.opt_of(sql).await
}

/// The record, if it is within `scope`; deleted ones included.
pub async fn load(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: OpportunityId,
) -> Result<Option<DealRecord>> {
    let Some(row) = row(session, actor, scope, id).await? else {
        return Ok(None);
    };
    let fields = DealFields {
        custom: fields::load(session, Holder::Opportunity, id.0).await?,
        ..row.fields()?
    };
    let facts = row.facts(&fields.custom);
    Ok(Some(DealRecord {
        id,
        version: row.version,
        pipeline_id: PipelineId(row.pipeline_id),
        owner_id: UserId(row.owner_id),
        fields,
        place: row.place()?,
        deleted_at: row.deleted_at.map(Instant),
        facts,
    }))
}

/// The whole view, if the record is within `scope`; deleted ones included.
pub async fn view(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: OpportunityId,
) -> Result<Option<OpportunityView>> {
    let Some(row) = row(session, actor, scope, id).await? else {
        return Ok(None);
    };
    let fields = row.fields()?;
    let place = row.place()?;
    let reach = Reach::of(session, actor, &[id.0]).await?;
    let custom = fields::load(session, Holder::Opportunity, id.0).await?;
    Ok(Some(OpportunityView {
        id,
        version: row.version,
        account: named(row.account_id, row.account_name.clone()),
        pipeline_id: PipelineId(row.pipeline_id),
        owner: Named::new(UserId(row.owner_id), row.owner_name.clone()),
        owner_team: row
            .team_id
            .map(|id| Named::new(TeamId(id), row.team_name.clone().unwrap_or_default())),
        probability_computed: Percent(row.probability_bp),
        category_computed: word::<ForecastCategory>(&row.category, "stages.category")?,
        last_activity_at: row.last_activity_at.map(Instant),
        next_activity_on: row.next_activity_on,
        created_at: Instant(row.created_at),
        updated_at: Instant(row.updated_at),
        deleted_at: row.deleted_at.map(Instant),
        facts: row.facts(&custom),
        team: team(session, id).await?,
        contacts: contacts(session, id).await?,
        competitors: competitors(session, id).await?,
        products: products(session, id, fields.amount.currency).await?,
        visits: visits(session, id).await?,
        rights: reach.rights(id.0),
        name: fields.name,
        stage_id: place.stage_id,
        state: place.state,
        kind: fields.kind,
        amount: fields.amount,
        amount_source: fields.amount_source,
        close_date: fields.close_date,
        close_date_pushes: fields.close_date_pushes,
        probability_judged: fields.probability_judged,
        category_judged: fields.category_judged,
        next_step: fields.next_step,
        next_step_on: fields.next_step_on,
        source: fields.source,
        channel: fields.channel,
        loss_reason_id: fields.loss_reason_id,
        loss_note: fields.loss_note,
        custom,
        closed_on: place.closed_on,
        stage_entered_at: place.stage_entered_at,
    }))
}

async fn team(session: &mut Session, id: OpportunityId) -> Result<Vec<DealTeamMember>> {
    let rows: Vec<(Uuid, String, String)> = session.all(TEAM, args![id]).await?;
    rows.into_iter()
        .map(|(user, name, role)| {
            Ok(DealTeamMember {
                user: Named::new(UserId(user), name),
                role: word(&role, "opportunity_team.role")?,
            })
        })
        .collect()
}

type ContactRow = (Uuid, String, String, String, String, String, String);

async fn contacts(session: &mut Session, id: OpportunityId) -> Result<Vec<DealContact>> {
    let rows: Vec<ContactRow> = session.all(CONTACTS, args![id]).await?;
    let mut contacts = rows
        .into_iter()
        .map(|(contact, first, last, title, email, phone, role)| {
            Ok(DealContact {
                contact_id: ContactId(contact),
                name: format!("{first} {last}").trim().to_owned(),
                title,
                email,
                phone,
                role: word(&role, "opportunity_contacts.buying_role")?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    contacts.sort_by_key(|contact| contact.role);
    Ok(contacts)
}

async fn competitors(session: &mut Session, id: OpportunityId) -> Result<Vec<Competitor>> {
    let rows: Vec<(String, bool)> = session.all(COMPETITORS, args![id]).await?;
    Ok(rows
        .into_iter()
        .map(|(name, incumbent)| Competitor { name, incumbent })
        .collect())
}

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: Uuid,
    product_id: Uuid,
    sku: String,
    name_en: String,
    name_fr: String,
    charge: String,
    quantity_e4: i64,
    unit_price_e4: i64,
    discount_bp: i32,
}

async fn products(
    session: &mut Session,
    id: OpportunityId,
    currency: Currency,
) -> Result<Vec<DealProduct>> {
    let rows: Vec<ProductRow> = session.all(PRODUCTS, args![id]).await?;
    rows.into_iter()
        .map(|row| {
            let price = DealProductPrice {
                charge: word(&row.charge, "opportunity_products.charge")?,
                quantity: Quantity(row.quantity_e4),
                unit_price: UnitPrice(row.unit_price_e4),
                discount: Percent(row.discount_bp),
            };
            Ok(DealProduct {
                id: OpportunityProductId(row.id),
                product_id: ProductId(row.product_id),
                sku: row.sku,
                name: LocalText::new(row.name_en, row.name_fr),
                total: price.total(currency).unwrap_or(Money::zero(currency)),
                price,
            })
        })
        .collect()
}

/// Stays in stages, from the rows of facts: a row of another stage ends one and begins the next.
async fn visits(session: &mut Session, id: OpportunityId) -> Result<Vec<StageVisit>> {
    let rows: Vec<(i64, Uuid)> = session.all(VISITS, args![id]).await?;
    let mut visits: Vec<StageVisit> = Vec::new();
    for (at, stage) in rows {
        let (at, stage_id) = (Instant(at), StageId(stage));
        if let Some(last) = visits.last_mut() {
            if last.stage_id == stage_id {
                continue;
            }
            last.left_at = Some(at);
        }
        visits.push(StageVisit {
            stage_id,
            entered_at: at,
            left_at: None,
        });
    }
    Ok(visits)
}

/// The sum of the products on a deal, if there are any; `None` for one that does not fit, which
/// the limits of products forbid.
pub async fn products_sum(
    session: &mut Session,
    id: OpportunityId,
    currency: Currency,
) -> Result<Option<Money>> {
    let list = products(session, id, currency).await?;
    if list.is_empty() {
        return Ok(None);
    }
    let prices = list.iter().map(|product| &product.price);
    shared::deals::opportunities::products_amount(prices, currency)
        .map(Some)
        .ok_or(StoreError::Corrupt("opportunity_products"))
}
