//! Quotes made without a network: taken along and sent by whoever makes quotes.

use super::*;
use shared::cpq::offline::ops as offline;

pub fn rows() -> Vec<Row> {
    rows![(CREATE, offline::TakeAlong, |_b| json!({}))(
        CREATE,
        offline::SendTravelling,
        |b| {
            let taken = b.run(&b.rep, offline::TakeAlong {}).await.unwrap();
            let mut draft = taken.blank;
            draft.account_id = Some(account(b, &b.rep).await);
            json!({"id": b.uuid(), "draft": draft})
        }
    )]
}
