//! What may be asked about discount schedules.

use super::record::{ScheduleDraft, ScheduleRow};
use crate::kernel::DiscountScheduleId;
use crate::operation;
use serde::{Deserialize, Serialize};

/// Every discount schedule, for the administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDiscountSchedules {}
operation!(ListDiscountSchedules => Vec<ScheduleRow>, "discount_schedules.list", ManageProducts);

/// Adds or changes a discount schedule. Lines that took it over keep what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveDiscountSchedule {
    /// Chosen by the client.
    pub id: DiscountScheduleId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written now.
    pub draft: ScheduleDraft,
}
operation!(SaveDiscountSchedule => Vec<ScheduleRow>, "discount_schedules.save", ManageProducts);

/// Takes a discount schedule away. Lines that took it over keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteDiscountSchedule {
    /// Which.
    pub id: DiscountScheduleId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteDiscountSchedule => Vec<ScheduleRow>, "discount_schedules.delete", ManageProducts);
