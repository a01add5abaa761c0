//! Pictures of products: everybody sees them, administrators change them.

use super::*;
use crate::cpq::pictures::{png, product, request};
use shared::cpq::pictures::ops as pictures;

pub fn rows() -> Vec<Row> {
    rows![(
        ALL,
        pictures::GetPicture,
        |b| json!({"product_id": product(b).await})
    )(ADMIN, pictures::SavePicture, |b| json!(request(
        product(b).await,
        &png(1)
    )))(
        ADMIN,
        pictures::RemovePicture,
        |b| json!({"product_id": product(b).await})
    )(ALL, pictures::ShowPicture, |b| {
        let saved = b
            .run(&b.administrator, request(product(b).await, &png(1)))
            .await;
        json!({"id": saved.unwrap().id})
    })]
}
