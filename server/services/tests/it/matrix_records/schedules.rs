//! Discount schedules of administrators.

use super::*;
use crate::cpq::schedules::schedule;
use shared::cpq::schedules::ops as schedules;

pub fn rows() -> Vec<Row> {
    rows![(ADMIN, schedules::ListDiscountSchedules, |_b| json!({}))(
        ADMIN,
        schedules::SaveDiscountSchedule,
        |b| {
            let one = schedule(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        }
    )(ADMIN, schedules::DeleteDiscountSchedule, |b| {
        let one = schedule(b).await;
        json!({"id": one.id, "version": one.version})
    })]
}
