//! Pictures of products: one row each, the bytes in Base64 as documents are.

use super::word;
use crate::{Result, Session, Sql, args};
use shared::cpq::pictures::{Picture, PictureKind};
use shared::kernel::{Instant, LocalText, ProductId};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    product_id: Uuid,
    id: Uuid,
    media_type: String,
    width: i64,
    height: i64,
    alt_en: String,
    alt_fr: String,
    size: i64,
}

impl Row {
    fn picture(self) -> Result<(ProductId, Picture)> {
        let side = |pixels: i64| u32::try_from(pixels).unwrap_or(0);
        let picture = Picture {
            id: self.id,
            kind: word(&self.media_type, "product_pictures.media_type")?,
            width: side(self.width),
            height: side(self.height),
            text: LocalText::new(self.alt_en, self.alt_fr),
            size: self.size,
        };
        Ok((ProductId(self.product_id), picture))
    }
}

const SELECT: &str =
    "SELECT product_id, id, media_type, width, height, alt_en, alt_fr, size FROM product_pictures";

/// The picture of a product.
pub async fn picture(session: &mut Session, product: ProductId) -> Result<Option<Picture>> {
    let found = pictures(session, &[product]).await?;
    Ok(found.into_iter().map(|(_, picture)| picture).next())
}

/// The pictures of some products.
pub async fn pictures(
    session: &mut Session,
    products: &[ProductId],
) -> Result<Vec<(ProductId, Picture)>> {
    let mut found = Vec::new();
    // Databases take so many values at a time.
    for some in products.chunks(500) {
        let mut sql = Sql::new(SELECT);
        sql.push("WHERE product_id IN (");
        for (at, id) in some.iter().enumerate() {
            if at > 0 {
                sql.push(",");
            }
            sql.bind(*id);
        }
        sql.push(")");
        let rows: Vec<Row> = session.all_of(sql).await?;
        for row in rows {
            found.push(row.picture()?);
        }
    }
    Ok(found)
}

/// Kind and bytes, in Base64, of a picture, and of which product it is.
pub async fn content(
    session: &mut Session,
    id: Uuid,
) -> Result<Option<(ProductId, PictureKind, String)>> {
    let row: Option<(Uuid, String, String)> = session
        .opt(
            "SELECT product_id, media_type, content FROM product_pictures WHERE id = $1",
            args![id],
        )
        .await?;
    row.map(|(product, kind, content)| {
        let kind = word(&kind, "product_pictures.media_type")?;
        Ok((ProductId(product), kind, content))
    })
    .transpose()
}

/// Puts a picture in the place of the one before.
pub async fn put(
    session: &mut Session,
    product: ProductId,
    picture: &Picture,
    content: &str,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO product_pictures (product_id, id, media_type, width, height, alt_en, alt_fr, size, content, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (product_id) DO UPDATE SET id = $2, media_type = $3, width = $4, height = $5, alt_en = $6, alt_fr = $7, size = $8, content = $9, updated_at = $10",
            args![
                product,
                picture.id,
                picture.kind.code(),
                i64::from(picture.width),
                i64::from(picture.height),
                &picture.text.en,
                &picture.text.fr,
                picture.size,
                content,
                at
            ],
        )
        .await?;
    Ok(())
}

/// Gives the picture of a product another text; `false` without one.
pub async fn set_text(
    session: &mut Session,
    product: ProductId,
    text: &LocalText,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE product_pictures SET alt_en = $2, alt_fr = $3, updated_at = $4 WHERE product_id = $1",
            args![product, &text.en, &text.fr, at],
        )
        .await
}

/// Takes the picture of a product away; `false` without one.
pub async fn remove(session: &mut Session, product: ProductId) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM product_pictures WHERE product_id = $1",
            args![product],
        )
        .await
}
