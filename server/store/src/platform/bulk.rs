//! Whole records by the thousand, for imports and the sample company. A row here is a row of its
//! table, all columns; rules have been applied by the caller, and events are the caller's too.

use crate::{Args, Result, Session};
use chrono::NaiveDate;
use shared::kernel::{
    AccountId, ActivityId, AffiliationId, AgreementId, ContactId, Currency, ImportId, Instant,
    LeadId, LeadTouchId, LossReasonId, OpportunityId, OpportunityProductId, Percent, PipelineId,
    PriceBookEntryId, PriceBookId, ProductId, ProductModelId, Quantity, QuotaId, QuoteId,
    QuoteLineId, QuoteSectionId, RelationId, StageId, TaskId, TeamId, UnitPrice, UserId,
};
use uuid::Uuid;

/// A row that knows its table.
pub trait BulkRow {
    /// `INSERT INTO table (columns) VALUES`.
    const INSERT: &'static str;
    /// Its values in the order of the columns.
    fn args(self) -> Args;
}

/// Inserts rows with few statements.
pub async fn insert<R: BulkRow>(
    session: &mut Session,
    rows: impl IntoIterator<Item = R>,
) -> Result<()> {
    let rows: Vec<Args> = rows.into_iter().map(BulkRow::args).collect();
    if rows.is_empty() {
        return Ok(());
    }
    session.insert_many(R::INSERT, rows).await
}

macro_rules! tables {
    ($($(#[$doc:meta])* $row:ident of $table:literal { $first:ident: $first_type:ty $(, $field:ident: $type:ty)* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[allow(missing_docs)] // the columns of the table, described in the migrations
        pub struct $row {
            pub $first: $first_type,
            $(pub $field: $type,)*
        }

        impl BulkRow for $row {
            const INSERT: &'static str = concat!(
                "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($field),)* ") VALUES"
            );

            fn args(self) -> Args {
                let mut args = Args::default();
                args.push(self.$first);
                $(args.push(self.$field);)*
                args
            }
        }
    )+};
}

tables! {
    /// A user.
    UserRow of "users" {
        id: UserId, email: String, name: String, role: &'static str, team_id: Option<TeamId>,
        password_hash: String, language: &'static str, time_zone: String, currency: Currency,
        theme: &'static str, density: &'static str, active: bool, sample: bool,
        created_at: Instant, version: i64,
    }
    /// An account.
    AccountRow of "accounts" {
        id: AccountId, name: String, search: String, kind: String, industry: String,
        website: String, phone: String, street: String, postal_code: String, city: String,
        country: String, vat_number: String, employees: Option<i64>,
        annual_revenue_minor: Option<i64>, annual_revenue_currency: Option<Currency>,
        founded_year: Option<i64>, payment_days: Option<i64>, notes: String,
        parent_id: Option<AccountId>, owner_id: UserId, sample: bool, created_at: Instant, updated_at: Instant, deleted_at: Option<Instant>,
        version: i64,
    }
    /// A contact.
    ContactRow of "contacts" {
        id: ContactId, account_id: Option<AccountId>, first_name: String, last_name: String,
        search: String, title: String, email: String, phone: String, language: String,
        notes: String, owner_id: UserId, sample: bool, created_at: Instant, updated_at: Instant,
        deleted_at: Option<Instant>, version: i64,
    }
    /// A lead.
    LeadRow of "leads" {
        id: LeadId, first_name: String, last_name: String, company: String, search: String,
        title: String, email: String, phone: String, city: String, country: String,
        language: String, source: &'static str, rating: &'static str, interest: String,
        notes: String, owner_id: Option<UserId>, status: &'static str, status_since: Instant,
        first_contacted_at: Option<Instant>, recycle_on: Option<NaiveDate>,
        reason: Option<&'static str>, status_note: String, consent_purpose: Option<String>,
        consent_text: Option<String>, consent_at: Option<Instant>,
        consent_origin: Option<String>, converted_account_id: Option<AccountId>,
        converted_contact_id: Option<ContactId>, converted_opportunity_id: Option<OpportunityId>,
        converted_at: Option<Instant>, sample: bool, created_at: Instant, updated_at: Instant,
        version: i64,
    }
    /// A conversation with a lead.
    LeadTouchRow of "lead_touches" {
        id: LeadTouchId, lead_id: LeadId, kind: &'static str, body: String, at: Instant,
        actor_id: Option<UserId>,
    }
    /// An opportunity.
    OpportunityRow of "opportunities" {
        id: OpportunityId, name: String, search: String, account_id: Option<AccountId>,
        pipeline_id: PipelineId, stage_id: StageId, state: &'static str, owner_id: UserId,
        kind: String, amount_minor: i64, currency: Currency, amount_source: &'static str,
        close_date: NaiveDate, probability_judged_bp: Option<i64>,
        category_judged: Option<&'static str>, next_step: String, next_step_on: Option<NaiveDate>,
        source: String, loss_reason_id: Option<LossReasonId>, loss_note: String,
        closed_on: Option<NaiveDate>, stage_entered_at: Instant,
        last_activity_at: Option<Instant>, next_activity_on: Option<NaiveDate>,
        close_date_pushes: i64, sample: bool, created_at: Instant, updated_at: Instant,
        deleted_at: Option<Instant>, version: i64,
    }
    /// A colleague on a deal.
    DealTeamRow of "opportunity_team" {
        opportunity_id: OpportunityId, user_id: UserId, role: &'static str,
    }
    /// A contact on a deal.
    DealContactRow of "opportunity_contacts" {
        opportunity_id: OpportunityId, contact_id: ContactId, buying_role: &'static str,
    }
    /// A competitor of a deal.
    CompetitorRow of "opportunity_competitors" {
        opportunity_id: OpportunityId, name: String, incumbent: bool,
    }
    /// The state of a deal from a moment on.
    FactRow of "opportunity_facts" {
        opportunity_id: OpportunityId, at: Instant, actor_id: Option<UserId>, stage_id: StageId,
        state: &'static str, owner_id: UserId, amount_minor: i64, currency: Currency,
        close_date: NaiveDate, probability_bp: i64, category: &'static str,
    }
    /// A product on a deal.
    DealProductRow of "opportunity_products" {
        id: OpportunityProductId, opportunity_id: OpportunityId, product_id: ProductId,
        position: i64, charge: &'static str, quantity_e4: Quantity, unit_price_e4: UnitPrice,
        discount_bp: Percent,
    }
    /// A quota.
    QuotaRow of "quotas" {
        id: QuotaId, user_id: UserId, period_start: NaiveDate, amount_minor: i64,
        currency: Currency, sample: bool, version: i64,
    }
    /// An activity.
    ActivityRow of "activities" {
        id: ActivityId, kind: &'static str, subject: String, body: String, outcome: String,
        at: Instant, minutes: Option<i64>, account_id: Option<AccountId>,
        contact_id: Option<ContactId>, opportunity_id: Option<OpportunityId>, owner_id: UserId,
        sample: bool, created_at: Instant, deleted_at: Option<Instant>, version: i64,
    }
    /// A task.
    TaskRow of "tasks" {
        id: TaskId, subject: String, kind: &'static str, priority: &'static str, notes: String,
        due_on: Option<NaiveDate>, due_at: Option<Instant>, done_at: Option<Instant>,
        account_id: Option<AccountId>, contact_id: Option<ContactId>,
        opportunity_id: Option<OpportunityId>, owner_id: UserId, sample: bool,
        created_at: Instant, updated_at: Instant, deleted_at: Option<Instant>, version: i64,
    }
    /// A product.
    ProductRow of "products" {
        id: ProductId, sku: String, name_en: String, name_fr: String, search: String,
        description_en: String, description_fr: String, family: String, unit: String,
        tax_category: &'static str, tax_rate_bp: Percent, cost_e4: Option<UnitPrice>,
        active: bool, sample: bool, version: i64,
    }
    /// A price book.
    PriceBookRow of "price_books" {
        id: PriceBookId, name: String, currency: Currency, valid_from: Option<NaiveDate>,
        valid_to: Option<NaiveDate>, active: bool, sample: bool, version: i64,
    }
    /// A price.
    PriceBookEntryRow of "price_book_entries" {
        id: PriceBookEntryId, price_book_id: PriceBookId, product_id: ProductId,
        charge: &'static str, unit_price_e4: UnitPrice, floor_e4: Option<UnitPrice>,
        tier_mode: &'static str, tiers: String, kind: Option<String>,
    }
    /// A price agreed with an account.
    AgreementRow of "agreements" {
        id: AgreementId, account_id: AccountId, product_id: ProductId, name: String,
        charge: &'static str, currency: Currency, unit_price_e4: Option<UnitPrice>,
        percent_off_bp: Option<Percent>, starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>,
        version: i64,
    }
    /// A contact's place at a further account.
    ContactAccountRow of "contact_accounts" {
        id: AffiliationId, contact_id: ContactId, account_id: AccountId, role: String,
        since_on: Option<NaiveDate>, until_on: Option<NaiveDate>, note: String, version: i64,
    }
    /// How a contact stands to another.
    ContactRelationRow of "contact_relations" {
        id: RelationId, from_id: ContactId, to_id: ContactId, kind: &'static str,
        account_id: Option<AccountId>, strength: &'static str, note: String, version: i64,
    }
    /// A quote.
    QuoteRow of "quotes" {
        id: QuoteId, series_id: QuoteId, number: String, version_number: i64,
        active_version: bool, state: &'static str, title: String, search: String,
        opportunity_id: Option<OpportunityId>, account_id: Option<AccountId>,
        contact_id: Option<ContactId>, owner_id: UserId, price_book_id: Option<PriceBookId>,
        currency: Currency, language: &'static str, issued_on: NaiveDate, valid_until: NaiveDate,
        term_months: i64, discount_bp: Percent, introduction: String, terms: String,
        decline_reason: String, net_minor: i64, tax_minor: i64, gross_minor: i64,
        one_time_minor: i64, monthly_minor: i64, cost_minor: Option<i64>, sample: bool,
        created_at: Instant, updated_at: Instant, deleted_at: Option<Instant>, version: i64,
        sections: Option<String>, clauses: Option<String>, subscription: Option<String>,
        surcharges: Option<String>,
    }
    /// A line of a quote.
    QuoteLineRow of "quote_lines" {
        id: QuoteLineId, quote_id: QuoteId, position: i64, product_id: Option<ProductId>,
        description: String, unit: String, charge: &'static str, quantity_e4: Quantity,
        list_price_e4: UnitPrice, manual_price_e4: Option<UnitPrice>, tier_mode: &'static str,
        tiers: String, floor_e4: Option<UnitPrice>, cost_e4: Option<UnitPrice>,
        discount_bp: Percent, tax_category: &'static str, tax_rate_bp: Percent, optional: bool,
        options_e4: UnitPrice, options_cost_e4: Option<UnitPrice>, configuration: Option<String>,
        contracted: Option<String>, section_id: Option<QuoteSectionId>, kind: Option<String>,
        family: String, term: Option<String>, choice: Option<String>,
        surcharges: Option<String>,
    }
    /// A version of a product's model.
    ProductModelRow of "product_models" {
        id: ProductModelId, product_id: ProductId, number: i64, state: &'static str,
        valid_from: Option<NaiveDate>, valid_to: Option<NaiveDate>, content: String,
        hash: String, guided: bool, created_at: Instant, updated_at: Instant, version: i64,
    }
    /// An event of the log.
    EventRow of "events" {
        at: Instant, actor_id: Option<UserId>, entity: &'static str, entity_id: Uuid,
        parent_id: Option<Uuid>, owner_id: Option<UserId>, action: &'static str,
        before_json: Option<String>, after_json: Option<String>,
    }
    /// A dated rate of exchange.
    RateRow of "exchange_rates" {
        currency: Currency, day: NaiveDate, rate_e8: i64, sample: bool,
    }
    /// A record an import wrote.
    ImportRecordRow of "import_records" {
        import_id: ImportId, record_id: Uuid, entity: &'static str, created: bool, version: i64,
        before_json: Option<String>,
    }
    /// What became of a row of an imported file.
    ImportLineRow of "import_rows" {
        import_id: ImportId, line: i64, outcome: &'static str, record_id: Option<Uuid>,
        detail_json: Option<String>,
    }
}
