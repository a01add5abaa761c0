//! Stale requests about what quotes are put together from.

use super::records::FIRST;
use super::stale_rows::stale;
use super::{ask, made, stale::Stale};
use shared::cpq::attachments::ops as attachments;
use shared::cpq::clauses::ops as clauses;
use shared::cpq::promotions::ops as promotions;
use shared::cpq::schedules::ops as schedules;
use shared::cpq::templates::ops as templates;
use shared::kernel::Operation;
use shared::platform::files::ops as files;

pub fn rows() -> Vec<Stale> {
    stale! {
        (templates::UpdateTemplate, templates::ListTemplates, FIRST, |b| crate::cpq::templates::late(b, FIRST).await)
        (templates::DeleteTemplate, templates::ListTemplates, FIRST, |b| crate::cpq::templates::late(b, FIRST).await)
        (attachments::SaveAttachments, attachments::GetAttachments, FIRST, |b| crate::cpq::attachments::late(b, FIRST).await)
        (files::RenameFile, files::GetFiles, FIRST, |b| crate::platform::files::late(b, FIRST).await)
        (files::RemoveFile, files::GetFiles, FIRST, |b| crate::platform::files::late(b, FIRST).await)
        (clauses::SaveClause, clauses::ListClauses, FIRST, |b| crate::cpq::clauses::late(b, FIRST).await)
        (clauses::DeleteClause, clauses::ListClauses, FIRST, |b| crate::cpq::clauses::late(b, FIRST).await)
        (promotions::SavePromotion, promotions::ListPromotions, FIRST, |b| crate::cpq::promotions::late(b, FIRST).await)
        (schedules::SaveDiscountSchedule, schedules::ListDiscountSchedules, FIRST, |b| crate::cpq::schedules::late(b, FIRST).await)
        (schedules::DeleteDiscountSchedule, schedules::ListDiscountSchedules, FIRST, |b| crate::cpq::schedules::late(b, FIRST).await)
        (promotions::DeletePromotion, promotions::ListPromotions, FIRST, |b| crate::cpq::promotions::late(b, FIRST).await)
    }
}
