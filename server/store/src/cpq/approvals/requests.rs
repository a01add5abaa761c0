//! Requests with their decisions, and whom they concern.

use crate::cpq::word;
use crate::{Result, Session, Sql, StoreError, args, scope_condition};
use shared::cpq::approvals::ops::ApprovalTab;
use shared::cpq::approvals::{Approval, ApprovalRow, ComparableDeal, CustomerHistory};
use shared::kernel::{
    AccountId, Actor, ApprovalId, Instant, Named, OpportunityId, ProductId, QuoteId, Scope, UserId,
};
use uuid::Uuid;

/// Rows of a page.
pub const PAGE: i64 = 50;

/// A request as stored.
#[derive(Clone, Debug)]
pub struct StoredApproval {
    /// Which.
    pub id: ApprovalId,
    /// Of which quote.
    pub quote_id: QuoteId,
    /// Who asked.
    pub requested_by: Option<Named<UserId>>,
    /// Its requirements.
    pub approval: Approval,
    /// When it was made.
    pub created_at: Instant,
    /// When it ended.
    pub decided_at: Option<Instant>,
    /// Raised by every change.
    pub version: i64,
}

type Row = (
    Uuid,
    Uuid,
    Option<Uuid>,
    Option<String>,
    String,
    i64,
    Option<i64>,
    i64,
);

fn stored(row: Row) -> Result<StoredApproval> {
    let (id, quote, by, name, content, created_at, decided_at, version) = row;
    Ok(StoredApproval {
        id: ApprovalId(id),
        quote_id: QuoteId(quote),
        requested_by: by.zip(name).map(|(by, name)| Named::new(UserId(by), name)),
        approval: read(&content)?,
        created_at: Instant(created_at),
        decided_at: decided_at.map(Instant),
        version,
    })
}

fn read(content: &str) -> Result<Approval> {
    serde_json::from_str(content).map_err(|_| StoreError::Corrupt("approval_requests.content"))
}

const SELECT: &str = "SELECT r.id, r.quote_id, r.requested_by, u.name, r.content, r.created_at, r.decided_at, r.version
    FROM approval_requests r LEFT JOIN users u ON u.id = r.requested_by";

async fn one(session: &mut Session, sql: Sql) -> Result<Option<StoredApproval>> {
    session.opt_of(sql).await?.map(stored).transpose()
}

/// One request.
pub async fn request(session: &mut Session, id: ApprovalId) -> Result<Option<StoredApproval>> {
    let mut sql = Sql::new(SELECT);
    sql.with("WHERE r.id =", id);
    one(session, sql).await
}

/// The newest request of a quote.
pub async fn newest(session: &mut Session, quote: QuoteId) -> Result<Option<StoredApproval>> {
    let mut sql = Sql::new(SELECT);
    sql.with("WHERE r.quote_id =", quote)
        .push("ORDER BY r.created_at DESC, r.id DESC LIMIT 1");
    one(session, sql).await
}

/// The newest request of an earlier version for the same customer; none of a version in the bin.
pub async fn newest_before(
    session: &mut Session,
    (series, version_number): (QuoteId, u32),
    account: AccountId,
) -> Result<Option<StoredApproval>> {
    let mut sql = Sql::new(SELECT);
    sql.push("JOIN quotes q ON q.id = r.quote_id")
        .with("WHERE q.deleted_at IS NULL AND q.series_id =", series)
        .with("AND q.version_number <", version_number)
        .with("AND q.account_id =", account)
        .push("ORDER BY q.version_number DESC, r.created_at DESC, r.id DESC LIMIT 1");
    one(session, sql).await
}

/// Every open request of a quote that is in approval.
pub async fn open_requests(session: &mut Session) -> Result<Vec<StoredApproval>> {
    let mut sql = Sql::new(SELECT);
    sql.push("JOIN quotes q ON q.id = r.quote_id")
        .push("WHERE r.state = 'open' AND q.state = 'in_approval' AND q.active_version AND q.deleted_at IS NULL ORDER BY r.id");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(stored).collect()
}

/// Quotes in approval without an open request: from before there were rules, or from a file.
pub async fn unasked(session: &mut Session) -> Result<Vec<QuoteId>> {
    let rows: Vec<(Uuid,)> = session
        .all(
            "SELECT q.id FROM quotes q WHERE q.state = 'in_approval' AND q.active_version AND q.deleted_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM approval_requests r WHERE r.quote_id = q.id AND r.state = 'open') ORDER BY q.id LIMIT 500",
            args![],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| QuoteId(id)).collect())
}

/// Keeps a new request.
pub async fn insert_request(
    session: &mut Session,
    id: ApprovalId,
    quote: QuoteId,
    by: UserId,
    approval: &Approval,
    at: Instant,
) -> Result<()> {
    let content = serde_json::to_string(approval).unwrap_or_default();
    let ended = (approval.state.code() != "open").then_some(at);
    session
        .exec(
            "INSERT INTO approval_requests (id, quote_id, requested_by, state, content, due_at, created_at, decided_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
            args![id, quote, by, approval.state.code(), content, approval.due_at(), at, ended],
        )
        .await?;
    people(session, id, approval).await
}

/// Saves a request that still has this version; says whether it had.
pub async fn update_request(
    session: &mut Session,
    id: ApprovalId,
    version: i64,
    approval: &Approval,
    at: Instant,
) -> Result<bool> {
    let content = serde_json::to_string(approval).unwrap_or_default();
    let ended = (approval.state.code() != "open").then_some(at);
    let saved = session
        .exec_one(
            "UPDATE approval_requests SET state = $3, content = $4, due_at = $5, decided_at = $6, version = version + 1
             WHERE id = $1 AND version = $2",
            args![id, version, approval.state.code(), content, approval.due_at(), ended],
        )
        .await?;
    if saved {
        people(session, id, approval).await?;
    }
    Ok(saved)
}

async fn people(session: &mut Session, id: ApprovalId, approval: &Approval) -> Result<()> {
    session
        .exec(
            "DELETE FROM approval_people WHERE request_id = $1",
            args![id],
        )
        .await?;
    let (waiting, decided) = (approval.waits_for(), approval.deciders());
    // Somebody removed since keeps their place in the content only.
    for user in approval.people() {
        session
            .exec(
                "INSERT INTO approval_people (request_id, user_id, waiting, decided) SELECT $1, id, $3, $4 FROM users WHERE id = $2",
                args![id, user, waiting.contains(&user), decided.contains(&user)],
            )
            .await?;
    }
    Ok(())
}

/// Whether somebody is or was asked about a quote.
pub async fn is_asked(session: &mut Session, quote: QuoteId, user: UserId) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt(
            "SELECT 1 FROM approval_people p JOIN approval_requests r ON r.id = p.request_id WHERE r.quote_id = $1 AND p.user_id = $2 LIMIT 1",
            args![quote, user],
        )
        .await?;
    Ok(row.is_some())
}

const FROM: &str =
    "FROM approval_requests r JOIN quotes q ON q.id = r.quote_id JOIN users u ON u.id = q.owner_id
    LEFT JOIN accounts a ON a.id = q.account_id LEFT JOIN users b ON b.id = r.requested_by";

fn of_tab(sql: &mut Sql, tab: ApprovalTab, user: UserId) {
    sql.push(FROM).push("WHERE q.deleted_at IS NULL");
    match tab {
        ApprovalTab::Mine => {
            sql.push("AND r.state = 'open' AND q.state = 'in_approval' AND q.active_version AND EXISTS (SELECT 1 FROM approval_people p WHERE p.request_id = r.id AND p.waiting AND p.user_id =")
                .bind(user)
                .push(")");
        }
        ApprovalTab::Asked => {
            sql.push("AND (r.requested_by =")
                .bind(user)
                .push("OR q.owner_id =")
                .bind(user)
                .push(")");
        }
        ApprovalTab::Decided => {
            sql.push("AND EXISTS (SELECT 1 FROM approval_people p WHERE p.request_id = r.id AND p.decided AND p.user_id =")
                .bind(user)
                .push(")");
        }
    }
}

#[derive(sqlx::FromRow)]
struct ListRow {
    id: Uuid,
    quote_id: Uuid,
    number: String,
    title: String,
    account: Option<String>,
    owner_id: Uuid,
    owner: String,
    currency: String,
    net_minor: i64,
    content: String,
    created_at: i64,
    due_at: Option<i64>,
    decided_at: Option<i64>,
}

/// A page of one's requests.
pub async fn list_requests(
    session: &mut Session,
    tab: ApprovalTab,
    user: UserId,
    offset: u32,
) -> Result<Vec<ApprovalRow>> {
    let mut sql = Sql::new(
        "SELECT r.id, r.quote_id, q.number, q.title, a.name AS account, q.owner_id, u.name AS owner, q.currency, q.net_minor, r.content, r.created_at, r.due_at, r.decided_at",
    );
    of_tab(&mut sql, tab, user);
    sql.push(if tab == ApprovalTab::Mine {
        "ORDER BY COALESCE(r.due_at, 9000000000000), r.created_at, r.id"
    } else {
        "ORDER BY r.created_at DESC, r.id DESC"
    });
    sql.with("LIMIT", PAGE).with("OFFSET", offset);
    let rows: Vec<ListRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            let approval = read(&row.content)?;
            Ok(ApprovalRow {
                id: ApprovalId(row.id),
                quote_id: QuoteId(row.quote_id),
                number: row.number,
                title: row.title,
                account: row.account.unwrap_or_default(),
                owner: Named::new(UserId(row.owner_id), row.owner),
                currency: word(&row.currency, "quotes.currency")?,
                net_minor: row.net_minor,
                state: approval.state,
                open: approval.open().map(|one| one.need.name.clone()).collect(),
                created_at: Instant(row.created_at),
                due_at: row.due_at.map(Instant),
                decided_at: row.decided_at.map(Instant),
            })
        })
        .collect()
}

/// How many requests there are in a list.
pub async fn count_requests(session: &mut Session, tab: ApprovalTab, user: UserId) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*)");
    of_tab(&mut sql, tab, user);
    Ok(session
        .opt_of::<(i64,)>(sql)
        .await?
        .map_or(0, |(count,)| count))
}

/// Answered quotes within the actor's reach with one of these products, or for an account of the same
/// industry, newest first; each with its discount on the document only.
pub async fn comparable(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    (except, account): (QuoteId, Option<AccountId>),
    products: &[ProductId],
    limit: i64,
) -> Result<Vec<ComparableDeal>> {
    let mut sql = Sql::new(
        "SELECT q.id, q.number, a.name, q.state, q.currency, q.net_minor, q.discount_bp, q.updated_at FROM quotes q LEFT JOIN accounts a ON a.id = q.account_id
         WHERE q.deleted_at IS NULL AND q.active_version AND q.state IN ('accepted', 'declined') AND q.id <>",
    );
    sql.bind(except);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "q.owner_id",
        Some("q.opportunity_id"),
    );
    sql.push("AND (EXISTS (SELECT 1 FROM quote_lines l WHERE l.quote_id = q.id AND")
        .within("l.product_id IN", products.iter().copied())
        .push(")");
    if let Some(account) = account {
        sql.push(
            "OR (a.industry <> '' AND a.industry = (SELECT s.industry FROM accounts s WHERE s.id =",
        )
        .bind(account)
        .push("))");
    }
    sql.push(")")
        .with("ORDER BY q.updated_at DESC, q.id DESC LIMIT", limit);
    type Found = (Uuid, String, Option<String>, String, String, i64, i32, i64);
    let rows: Vec<Found> = session.all_of(sql).await?;
    rows.into_iter()
        .map(
            |(id, number, account, state, currency, net_minor, discount_bp, at)| {
                Ok(ComparableDeal {
                    id: QuoteId(id),
                    number,
                    account: account.unwrap_or_default(),
                    won: state == "accepted",
                    currency: word(&currency, "quotes.currency")?,
                    net_minor,
                    discount_bp,
                    at: Instant(at),
                })
            },
        )
        .collect()
}

/// Codes and families of products.
pub async fn known_products(
    session: &mut Session,
    ids: &[ProductId],
) -> Result<Vec<shared::cpq::approvals::KnownProduct>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let mut sql = Sql::new("SELECT id, sku, family FROM products WHERE");
        sql.within("id IN", part.iter().copied())
            .push("ORDER BY id");
        let rows: Vec<(Uuid, String, String)> = session.all_of(sql).await?;
        found.extend(rows.into_iter().map(|(id, sku, family)| {
            shared::cpq::approvals::KnownProduct {
                id: ProductId(id),
                sku,
                family,
            }
        }));
    }
    Ok(found)
}

/// The industry of an account.
pub async fn industry(session: &mut Session, account: AccountId) -> Result<String> {
    let row: Option<(String,)> = session
        .opt(
            "SELECT industry FROM accounts WHERE id = $1",
            args![account],
        )
        .await?;
    Ok(row.map(|(industry,)| industry).unwrap_or_default())
}

/// How it went with an account so far: its deals won and lost, and quotes accepted without a deal.
pub async fn history(session: &mut Session, account: AccountId) -> Result<CustomerHistory> {
    let (won, lost): (i64, i64) = session
        .one(
            "SELECT (SELECT COUNT(*) FROM opportunities o WHERE o.account_id = $1 AND o.state = 'won' AND o.deleted_at IS NULL)
                + (SELECT COUNT(*) FROM quotes q WHERE q.account_id = $1 AND q.opportunity_id IS NULL AND q.state = 'accepted' AND q.deleted_at IS NULL),
                (SELECT COUNT(*) FROM opportunities o WHERE o.account_id = $1 AND o.state = 'lost' AND o.deleted_at IS NULL)",
            args![account],
        )
        .await?;
    Ok(CustomerHistory::of(won, lost))
}

/// The country of an account.
pub async fn country(session: &mut Session, account: AccountId) -> Result<String> {
    let row: Option<(String,)> = session
        .opt("SELECT country FROM accounts WHERE id = $1", args![account])
        .await?;
    Ok(row.map(|(country,)| country).unwrap_or_default())
}

/// The names of the pipeline an opportunity is in, in both languages.
pub async fn pipeline(session: &mut Session, deal: OpportunityId) -> Result<Vec<String>> {
    let row: Option<(String, String)> = session
        .opt(
            "SELECT p.name_en, p.name_fr FROM opportunities o JOIN pipelines p ON p.id = o.pipeline_id WHERE o.id = $1",
            args![deal],
        )
        .await?;
    let names = row.map(|(en, fr)| vec![en, fr]).unwrap_or_default();
    Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
}

/// The quote of this number that counts.
pub async fn quote_of_number(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    number: &str,
) -> Result<Option<QuoteId>> {
    let mut sql = Sql::new(
        "SELECT q.id FROM quotes q WHERE q.active_version AND q.deleted_at IS NULL AND q.number =",
    );
    sql.bind(number);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "q.owner_id",
        Some("q.opportunity_id"),
    );
    Ok(session
        .opt_of::<(Uuid,)>(sql)
        .await?
        .map(|(id,)| QuoteId(id)))
}
