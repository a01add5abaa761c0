//! Prices agreed with an account of the representative.

use super::*;
use crate::cpq::agreements::agreement;
use shared::cpq::agreements::ops as agreements;

/// Whoever leads the owner of the account; everybody sees the account.
const LEADS: &str = "FFF.F.F";

pub fn rows() -> Vec<Row> {
    rows![(ALL, agreements::ListAgreements, |b| {
        json!({"account_id": agreement(b).await.account_id})
    })(ALL, agreements::GetAgreement, |b| {
        json!({"id": agreement(b).await.id})
    })(LEADS, agreements::SaveAgreement, |b| {
        let one = agreement(b).await;
        json!({"id": one.id, "account_id": one.account_id, "version": one.version, "draft": one.draft})
    })(LEADS, agreements::DeleteAgreement, |b| {
        let one = agreement(b).await;
        json!({"id": one.id, "version": one.version})
    })(ALL, agreements::ListOffers, |b| {
        json!({"account_id": agreement(b).await.account_id, "currency": "EUR", "on": "2026-11-23"})
    })]
}
