//! What quotes are given and say: promotions, discount schedules and clauses.

use crate::http::api::book::{Book, Listed, as_json, whole};
use serde_json::json;
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{Clause, ClauseDraft};
use shared::cpq::promotions::ops::{DeletePromotion, ListPromotions, SavePromotion};
use shared::cpq::promotions::{PromotionDraft, PromotionRow};
use shared::cpq::schedules::ops::{
    DeleteDiscountSchedule, ListDiscountSchedules, SaveDiscountSchedule,
};
use shared::cpq::schedules::{ScheduleDraft, ScheduleRow};

fn promotions(book: &mut Book) {
    book.list(
        "promotions",
        ("PromotionRow", &["draft"]),
        Vec::new(),
        |_, _| Ok(ListPromotions {}),
        |rows: Vec<PromotionRow>, _| -> Listed<PromotionRow> { whole(rows) },
    );
    book.listed(
        ("promotions", "Promotion"),
        &["draft"],
        || ListPromotions {},
        |all: Vec<PromotionRow>, id| all.into_iter().find(|one| one.id.0 == id),
        |promotion: PromotionRow| promotion,
    )
    .read()
    .create_by(
        &["name", "benefit"],
        |_| {
            json!({
                "coupon": "", "active": true, "starts_on": null, "ends_on": null,
                "product_ids": [], "families": [], "min_quantity": null, "min_minor": null,
                "segments": [], "price_book_id": null, "currency": null,
                "exclusive": false, "priority": 0, "uses": null
            })
        },
        |id, draft: PromotionDraft| SavePromotion {
            id: id.into(),
            version: 0,
            draft,
        },
        |_| None,
    )
    .update_by(
        |promotion| promotion.draft.clone(),
        |promotion, draft: PromotionDraft| SavePromotion {
            id: promotion.id,
            version: promotion.version,
            draft,
        },
        |_| None,
    )
    .delete(|promotion| DeletePromotion {
        id: promotion.id,
        version: promotion.version,
    });
}

fn clauses(book: &mut Book) {
    book.list(
        "clauses",
        ("ClauseRow", &["draft"]),
        Vec::new(),
        |_, _| Ok(ListClauses {}),
        |rows: Vec<Clause>, _| -> Listed<Clause> { whole(rows) },
    );
    book.listed(
        ("clauses", "Clause"),
        &["draft"],
        || ListClauses {},
        |all: Vec<Clause>, id| all.into_iter().find(|one| one.id.0 == id),
        |clause: Clause| clause,
    )
    .read()
    .create_by(
        &["title", "text"],
        |_| {
            as_json(ClauseDraft {
                active: true,
                ..ClauseDraft::default()
            })
        },
        |id, draft: ClauseDraft| SaveClause {
            id: id.into(),
            version: 0,
            draft,
        },
        |_| None,
    )
    .update_by(
        |clause| clause.draft.clone(),
        |clause, draft: ClauseDraft| SaveClause {
            id: clause.id,
            version: clause.version,
            draft,
        },
        |_| None,
    )
    .delete(|clause| DeleteClause {
        id: clause.id,
        version: clause.version,
    });
}

fn schedules(book: &mut Book) {
    book.list(
        "discount-schedules",
        ("DiscountScheduleRow", &["draft"]),
        Vec::new(),
        |_, _| Ok(ListDiscountSchedules {}),
        |rows: Vec<ScheduleRow>, _| -> Listed<ScheduleRow> { whole(rows) },
    );
    book.listed(
        ("discount-schedules", "DiscountSchedule"),
        &["draft"],
        || ListDiscountSchedules {},
        |all: Vec<ScheduleRow>, id| all.into_iter().find(|one| one.id.0 == id),
        |schedule: ScheduleRow| schedule,
    )
    .read()
    .create_by(
        &["name", "rule"],
        |_| json!({ "active": true }),
        |id, draft: ScheduleDraft| SaveDiscountSchedule {
            id: id.into(),
            version: 0,
            draft,
        },
        |_| None,
    )
    .update_by(
        |schedule| schedule.draft.clone(),
        |schedule, draft: ScheduleDraft| SaveDiscountSchedule {
            id: schedule.id,
            version: schedule.version,
            draft,
        },
        |_| None,
    )
    .delete(|schedule| DeleteDiscountSchedule {
        id: schedule.id,
        version: schedule.version,
    });
}

pub fn add(book: &mut Book) {
    promotions(book);
    schedules(book);
    clauses(book);
}
