//! The company's look: one row, and pictures that are named by what they are.

use crate::{Result, Session, StoreError, args};
use shared::cpq::pictures::PictureKind;
use shared::kernel::Instant;
use shared::platform::branding::{Brand, BrandPicture, Colour};

#[derive(sqlx::FromRow)]
struct PictureRow {
    hash: String,
    media_type: String,
    width: i64,
    height: i64,
    size: i64,
}

impl PictureRow {
    fn picture(self) -> Result<BrandPicture> {
        let side = |pixels: i64| u32::try_from(pixels).unwrap_or(0);
        Ok(BrandPicture {
            kind: kind(&self.media_type)?,
            hash: self.hash,
            width: side(self.width),
            height: side(self.height),
            size: self.size,
        })
    }
}

fn kind(text: &str) -> Result<PictureKind> {
    text.parse()
        .map_err(|()| StoreError::Corrupt("brand_pictures.media_type"))
}

type Row = (Option<String>, Option<String>, Option<String>, i64);

const GET: &str = "SELECT accent, logo, icon, version FROM branding WHERE id = 1";

const PUT: &str = "INSERT INTO branding (id, accent, logo, icon, version) VALUES (1, $1, $2, $3, 1)
    ON CONFLICT (id) DO UPDATE SET accent = $1, logo = $2, icon = $3, version = branding.version + 1
    WHERE branding.version = $4";

const PICTURE: &str =
    "SELECT hash, media_type, width, height, size FROM brand_pictures WHERE hash = $1";

const ADD: &str =
    "INSERT INTO brand_pictures (hash, media_type, width, height, size, content, added_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO NOTHING";

/// The look as it is; Jalon's own, of version 0, before any was chosen.
pub async fn get(session: &mut Session) -> Result<Brand> {
    let row: Option<Row> = session.opt(GET, args![]).await?;
    let Some((accent, logo, icon, version)) = row else {
        return Ok(Brand::default());
    };
    let accent = accent
        .map(|digits| Colour::from_digits(&digits).ok_or(StoreError::Corrupt("branding.accent")))
        .transpose()?;
    Ok(Brand {
        accent,
        logo: named(session, logo).await?,
        icon: named(session, icon).await?,
        version,
    })
}

async fn named(session: &mut Session, hash: Option<String>) -> Result<Option<BrandPicture>> {
    match hash {
        Some(hash) => picture(session, &hash).await,
        None => Ok(None),
    }
}

/// Saves the look over the version it names; `false`, and nothing is saved, when it has moved on.
pub async fn put(session: &mut Session, brand: &Brand) -> Result<bool> {
    let hash = |picture: &Option<BrandPicture>| picture.as_ref().map(|one| one.hash.clone());
    let values = args![
        brand.accent.map(Colour::digits),
        hash(&brand.logo),
        hash(&brand.icon),
        brand.version
    ];
    session.exec_one(PUT, values).await
}

/// A picture by its hash.
pub async fn picture(session: &mut Session, hash: &str) -> Result<Option<BrandPicture>> {
    let row: Option<PictureRow> = session.opt(PICTURE, args![hash]).await?;
    row.map(PictureRow::picture).transpose()
}

/// Kind and bytes, in Base64, of a picture.
pub async fn content(session: &mut Session, hash: &str) -> Result<Option<(PictureKind, String)>> {
    let row: Option<(String, String)> = session
        .opt(
            "SELECT media_type, content FROM brand_pictures WHERE hash = $1",
            args![hash],
        )
        .await?;
    row.map(|(media_type, content)| Ok((kind(&media_type)?, content)))
        .transpose()
}

/// Keeps a picture; the same one is kept once.
pub async fn add(
    session: &mut Session,
    picture: &BrandPicture,
    content: &str,
    at: Instant,
) -> Result<()> {
    let values = args![
        &picture.hash,
        picture.kind.code(),
        i64::from(picture.width),
        i64::from(picture.height),
        picture.size,
        content,
        at
    ];
    session.exec(ADD, values).await?;
    Ok(())
}
