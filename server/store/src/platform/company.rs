//! The company's own facts and the dated rates of exchange.

use crate::{Result, Session, StoreError, args};
use chrono::NaiveDate;
use shared::kernel::Currency;
use shared::platform::company::Company;

#[derive(sqlx::FromRow)]
struct CompanyRow {
    name: String,
    currency: String,
    country: String,
    fiscal_first_month: i32,
    address: String,
    vat_number: String,
    legal_footer_en: String,
    legal_footer_fr: String,
    sign_code_minor: Option<i64>,
    proration: String,
    payment_days: Option<i32>,
    version: i64,
}

const GET: &str = "SELECT name, currency, country, fiscal_first_month, address, vat_number, legal_footer_en, legal_footer_fr, sign_code_minor, proration, payment_days, version
    FROM company WHERE id = 1";

const PUT: &str = "INSERT INTO company (id, name, currency, country, fiscal_first_month, address, vat_number, legal_footer_en, legal_footer_fr, sign_code_minor, proration, payment_days, version)
    VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $10, $11, $12, 1)
    ON CONFLICT (id) DO UPDATE SET name = $1, currency = $2, country = $3, fiscal_first_month = $4, address = $5,
        vat_number = $6, legal_footer_en = $7, legal_footer_fr = $8, sign_code_minor = $10, proration = $11, payment_days = $12, version = company.version + 1
    WHERE company.version = $9";

/// The company, if it has been set up.
pub async fn get(session: &mut Session) -> Result<Option<Company>> {
    let row: Option<CompanyRow> = session.opt(GET, args![]).await?;
    row.map(|row| {
        Ok(Company {
            name: row.name,
            currency: row
                .currency
                .parse()
                .map_err(|_| StoreError::Corrupt("company.currency"))?,
            country: row.country,
            fiscal_first_month: u32::try_from(row.fiscal_first_month).unwrap_or(1),
            address: row.address,
            vat_number: row.vat_number,
            legal_footer: shared::kernel::LocalText::new(row.legal_footer_en, row.legal_footer_fr),
            sign_code_minor: row.sign_code_minor,
            proration: row
                .proration
                .parse()
                .map_err(|()| StoreError::Corrupt("company.proration"))?,
            payment_days: row.payment_days.and_then(|days| u32::try_from(days).ok()),
            version: row.version,
        })
    })
    .transpose()
}

/// Saves the company; its version grows by one. `false`, and nothing is saved, when it has moved on
/// from the version named.
pub async fn put(session: &mut Session, company: &Company) -> Result<bool> {
    session
        .exec_one(
            PUT,
            args![
                &company.name,
                company.currency,
                &company.country,
                company.fiscal_first_month,
                &company.address,
                &company.vat_number,
                &company.legal_footer.en,
                &company.legal_footer.fr,
                company.version,
                company.sign_code_minor,
                company.proration.code(),
                company.payment_days
            ],
        )
        .await
}

/// Every dated rate: (currency, first day, rate × 10⁸ in the company's currency), by currency and day.
pub async fn rates(session: &mut Session) -> Result<Vec<(Currency, NaiveDate, i64)>> {
    let rows: Vec<(String, NaiveDate, i64)> = session
        .all(
            "SELECT currency, day, rate_e8 FROM exchange_rates ORDER BY currency, day",
            args![],
        )
        .await?;
    rows.into_iter()
        .map(|(currency, day, rate)| {
            let currency = currency
                .parse()
                .map_err(|_| StoreError::Corrupt("exchange_rates.currency"))?;
            Ok((currency, day, rate))
        })
        .collect()
}

/// Saves the rate that holds from `day` on.
pub async fn put_rate(
    session: &mut Session,
    currency: Currency,
    day: NaiveDate,
    rate_e8: i64,
    sample: bool,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO exchange_rates (currency, day, rate_e8, sample) VALUES ($1, $2, $3, $4)
             ON CONFLICT (currency, day) DO UPDATE SET rate_e8 = $3, sample = $4",
            args![currency, day, rate_e8, sample],
        )
        .await?;
    Ok(())
}

/// Removes the rate that begins on `day`.
pub async fn delete_rate(session: &mut Session, currency: Currency, day: NaiveDate) -> Result<()> {
    session
        .exec(
            "DELETE FROM exchange_rates WHERE currency = $1 AND day = $2",
            args![currency, day],
        )
        .await?;
    Ok(())
}
