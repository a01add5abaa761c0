//! Product models.

use super::*;
use crate::cpq::support::{finder_version, model, model_draft, publish, questions};
use shared::cpq::models::ops as models;

pub(super) fn models() -> Rows {
    rows![(
        ALL,
        models::GetModelDesk,
        |b| json!({"product_id": model(b).await.product_id})
    )(
        ALL,
        models::GetModel,
        |b| json!({"id": model(b).await.id})
    )(ALL, models::ListConfigurable, |_b| json!({}))(
        ALL,
        models::GetPopular,
        |b| json!({"product_id": model(b).await.product_id})
    )(ADMIN, models::SaveModel, |b| {
        let of = model(b).await;
        json!({"id": of.id, "product_id": of.product_id, "version": of.version, "draft": model_draft()})
    })(ADMIN, models::DiscardModel, |b| {
        let of = model(b).await;
        json!({"id": of.id, "version": of.version})
    })(ADMIN, models::PublishModel, |b| {
        let of = model(b).await;
        json!({"id": of.id, "version": of.version})
    })(ADMIN, models::RetireModel, |b| {
        let of = publish(b, &model(b).await).await.unwrap();
        json!({"id": of.id, "version": of.version})
    })(
        ADMIN,
        models::ImportModel,
        |_b| json!({"format": "uvl", "text": "features\n\ta\n"})
    )(
        ALL,
        models::ExportModel,
        |b| json!({"id": model(b).await.id, "format": "uvl"})
    )(ALL, models::GetFinder, |_b| json!({}))(
        ADMIN,
        models::SaveFinder,
        |b| json!({"version": finder_version(b).await, "guide": questions()})
    )]
}
