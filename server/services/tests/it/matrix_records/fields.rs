//! Fields an administrator adds.

use super::*;
use shared::platform::fields::{
    self, CustomField, DeleteField, FieldKind, Holder, ListFieldUse, ListFields, OrderFields,
    RestoreField, SaveField,
};

async fn field(bench: &Bench) -> CustomField {
    let key = format!("f{}", &bench.uuid().simple().to_string()[24..]);
    crate::platform::fields::add(bench, Holder::Lead, &key, FieldKind::Text).await
}

async fn archived(bench: &Bench) -> CustomField {
    let field = fields::CustomField {
        archived: true,
        ..field(bench).await
    };
    crate::platform::fields::save(bench, field).await.unwrap()
}

pub fn rows() -> Vec<Row> {
    rows![(ALL, ListFields, |_b| json!({}))(
        ADMIN,
        ListFieldUse,
        |_b| json!({})
    )(ADMIN, SaveField, |b| json!({"field": field(b).await}))(
        ADMIN,
        OrderFields,
        |b| {
            field(b).await;
            let all = b.run(&b.administrator, ListFields {}).await.unwrap();
            let ids: Vec<_> = all.iter().map(|one| one.id).collect();
            json!({"holder": "lead", "order": ids})
        }
    )(ADMIN, DeleteField, |b| {
        let field = archived(b).await;
        json!({"id": field.id, "version": field.version, "values": 0})
    })(ADMIN, RestoreField, |b| {
        json!({"id": archived(b).await.id})
    })]
}
