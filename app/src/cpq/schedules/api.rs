//! What the pages ask of the server about discount schedules.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::schedules::ScheduleRow;
use shared::cpq::schedules::ops::{
    DeleteDiscountSchedule, ListDiscountSchedules, SaveDiscountSchedule,
};

/// Every schedule.
#[server(name = ListDiscountSchedulesCall, endpoint = "discount_schedules.list", input = Json, output = Json)]
pub async fn list(request: ListDiscountSchedules) -> Result<Vec<ScheduleRow>, Fault> {
    call::run(request).await
}

/// Adds or changes one.
#[server(name = SaveDiscountScheduleCall, endpoint = "discount_schedules.save", input = Json, output = Json)]
pub async fn save(request: SaveDiscountSchedule) -> Result<Vec<ScheduleRow>, Fault> {
    call::run(request).await
}

/// Takes one away.
#[server(name = DeleteDiscountScheduleCall, endpoint = "discount_schedules.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteDiscountSchedule) -> Result<Vec<ScheduleRow>, Fault> {
    call::run(request).await
}
