//! Frame agreements of the sample's large customers, with the head of each group.

use super::accounts::Accounts;
use super::catalog::{Catalog, Item};
use super::random::Random;
use super::time::Present;
use super::words;
use shared::kernel::{AgreementId, Instant, Percent, UnitPrice};
use std::collections::BTreeSet;
use store::platform::bulk::AgreementRow;

/// What is agreed: the product, and a fixed price as hundredths of the list price or a percentage off.
const TERMS: [(&str, Option<i64>, Option<i32>); 3] = [
    ("MS-T10", Some(82), None),
    ("MS-T20", Some(84), None),
    ("MC-DEV", None, Some(1_200)),
];

/// Groups that have one.
const GROUPS: usize = 6;

pub(super) fn agreements(
    random: &mut Random,
    accounts: &Accounts,
    catalog: &Catalog,
    present: Present,
    founded: Instant,
) -> Vec<AgreementRow> {
    let heads: BTreeSet<_> = accounts
        .rows
        .iter()
        .filter_map(|row| row.parent_id)
        .collect();
    let buyers = accounts
        .buyers
        .iter()
        .filter(|buyer| heads.contains(&buyer.id))
        .take(GROUPS);
    let (starts_on, ends_on) = (present.day_before(200), present.day_after(530));
    let mut rows = Vec::new();
    for buyer in buyers {
        let place = Item::place(buyer.currency);
        let name = words::of(("Frame agreement", "Accord-cadre"), buyer.lang);
        for (sku, share, rate) in TERMS {
            let Some(item) = catalog.items.iter().find(|item| item.sku == sku) else {
                continue;
            };
            rows.push(AgreementRow {
                id: AgreementId(random.id(founded)),
                account_id: buyer.id,
                product_id: item.id,
                name: format!("{name} {}", starts_on.format("%Y")),
                charge: item.charge.code(),
                currency: buyer.currency,
                unit_price_e4: share.map(|share| UnitPrice(item.price[place].0 * share / 100)),
                percent_off_bp: rate.map(Percent),
                starts_on: Some(starts_on),
                ends_on: Some(ends_on),
                version: 1,
            });
        }
    }
    rows
}
