//! Prices agreed with accounts.

use crate::cpq::word;
use crate::{Result, Session, StoreError, args};
use chrono::NaiveDate;
use shared::cpq::agreements::{Agreement, AgreementDraft, AgreementRow};
use shared::cpq::pricing::AgreedPrice;
use shared::kernel::{AccountId, AgreementId, LocalText, Named, Percent, ProductId, UnitPrice};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    account: String,
    level: i32,
    product_id: Uuid,
    sku: String,
    name_en: String,
    name_fr: String,
    name: String,
    charge: String,
    currency: String,
    unit_price_e4: Option<i64>,
    percent_off_bp: Option<i32>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    version: i64,
}

impl Row {
    fn agreement(self) -> Result<AgreementRow> {
        let price = match (self.unit_price_e4, self.percent_off_bp) {
            (Some(price), None) => AgreedPrice::Fixed(UnitPrice(price)),
            (None, Some(rate)) => AgreedPrice::PercentOff(Percent(rate)),
            _ => return Err(StoreError::Corrupt("agreements.unit_price_e4")),
        };
        Ok(AgreementRow {
            agreement: Agreement {
                id: AgreementId(self.id),
                account_id: AccountId(self.account_id),
                draft: AgreementDraft {
                    name: self.name,
                    product_id: ProductId(self.product_id),
                    charge: word(&self.charge, "agreements.charge")?,
                    currency: word(&self.currency, "agreements.currency")?,
                    price,
                    starts_on: self.starts_on,
                    ends_on: self.ends_on,
                },
                version: self.version,
            },
            level: u32::try_from(self.level).unwrap_or(0),
            account: Named::new(AccountId(self.account_id), self.account),
            sku: self.sku,
            product: LocalText::new(self.name_en, self.name_fr),
        })
    }
}

// An account in the bin passes nothing on.
const OF_ACCOUNT: &str = "WITH RECURSIVE up (id, parent_id, name, deleted_at, depth) AS (
        SELECT id, parent_id, name, deleted_at, 0 FROM accounts WHERE id = $1
        UNION ALL
        SELECT a.id, a.parent_id, a.name, a.deleted_at, up.depth + 1 FROM accounts a JOIN up ON a.id = up.parent_id WHERE up.depth < 20)
    SELECT g.id, g.account_id, up.name AS account, up.depth AS level, g.product_id, p.sku, p.name_en, p.name_fr, g.name, g.charge, g.currency,
        g.unit_price_e4, g.percent_off_bp, g.starts_on, g.ends_on, g.version
    FROM up JOIN agreements g ON g.account_id = up.id JOIN products p ON p.id = g.product_id
    WHERE up.depth = 0 OR up.deleted_at IS NULL
    ORDER BY up.depth, p.sku, g.charge, g.currency, g.starts_on, g.id";

/// The agreements of an account, then those of the accounts above it, the nearest first.
pub async fn of_account(session: &mut Session, account: AccountId) -> Result<Vec<AgreementRow>> {
    let rows: Vec<Row> = session.all(OF_ACCOUNT, args![account]).await?;
    rows.into_iter().map(Row::agreement).collect()
}

/// The account an agreement is with.
pub async fn account_of(session: &mut Session, id: AgreementId) -> Result<Option<AccountId>> {
    let row: Option<(Uuid,)> = session
        .opt("SELECT account_id FROM agreements WHERE id = $1", args![id])
        .await?;
    Ok(row.map(|(id,)| AccountId(id)))
}

const INSERT: &str = "INSERT INTO agreements (id, account_id, product_id, name, charge, currency, unit_price_e4, percent_off_bp, starts_on, ends_on, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";

const UPDATE: &str = "UPDATE agreements SET product_id = $4, name = $5, charge = $6, currency = $7, unit_price_e4 = $8, percent_off_bp = $9,
    starts_on = $10, ends_on = $11, version = version + 1 WHERE id = $1 AND account_id = $2 AND version = $3";

const fn parts(price: AgreedPrice) -> (Option<UnitPrice>, Option<Percent>) {
    match price {
        AgreedPrice::Fixed(price) => (Some(price), None),
        AgreedPrice::PercentOff(rate) => (None, Some(rate)),
    }
}

/// Adds an agreement.
pub async fn insert(
    session: &mut Session,
    id: AgreementId,
    account: AccountId,
    draft: &AgreementDraft,
) -> Result<()> {
    let (price, rate) = parts(draft.price);
    session
        .exec(
            INSERT,
            args![
                id,
                account,
                draft.product_id,
                &draft.name,
                draft.charge.code(),
                draft.currency,
                price,
                rate,
                draft.starts_on,
                draft.ends_on
            ],
        )
        .await?;
    Ok(())
}

/// Changes an agreement that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    (id, account, version): (AgreementId, AccountId, i64),
    draft: &AgreementDraft,
) -> Result<bool> {
    let (price, rate) = parts(draft.price);
    session
        .exec_one(
            UPDATE,
            args![
                id,
                account,
                version,
                draft.product_id,
                &draft.name,
                draft.charge.code(),
                draft.currency,
                price,
                rate,
                draft.starts_on,
                draft.ends_on
            ],
        )
        .await
}

/// Takes an agreement away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: AgreementId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM agreements WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await
}
