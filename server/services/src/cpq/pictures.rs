//! Pictures of products. What a picture is, its bytes say; its name and what a browser claims count for
//! nothing.

use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::cpq::pictures::ops::{
    GetPicture, PictureFile, RemovePicture, SavePicture, ShowPicture,
};
use shared::cpq::pictures::{PICTURE_BYTES, Picture, PictureKind, check_text, read_picture};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, LocalText, Problem, ProblemKind, ProductId};
use store::cpq::catalog::products;
use store::cpq::pictures as rows;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(save);
    registry.add(remove);
    registry.add(show);
}

async fn get(ctx: Ctx, request: GetPicture) -> Result<Option<Picture>, Problem> {
    let mut session = ctx.read().await?;
    known(&mut session, request.product_id).await?;
    rows::picture(&mut session, request.product_id)
        .await
        .or_problem()
}

async fn known(session: &mut Session, product: ProductId) -> Result<(), Problem> {
    let found = products::get(session, product).await.or_problem()?;
    found.or_not_found().map(|_| ())
}

/// The bytes that were sent.
fn bytes_of(content: &str) -> Result<Vec<u8>, Problem> {
    // Before it is unpacked: four letters are three bytes.
    if content.len() > PICTURE_BYTES.div_ceil(3) * 4 {
        let most = PICTURE_BYTES / 1024;
        return Err(Problem::because(
            Issue::error("picture_too_large", "content").with("max", most),
        ));
    }
    STANDARD
        .decode(content)
        .map_err(|_| Problem::because(Issue::error("picture_unreadable", "content")))
}

async fn save(ctx: Ctx, request: SavePicture) -> Result<Picture, Problem> {
    // A database holds no NUL, and nobody types one.
    let plain = |text: &str| text.replace('\0', "").trim().to_owned();
    let text = LocalText::new(plain(&request.text.en), plain(&request.text.fr));
    refuse(check_text(&text))?;
    let product = request.product_id;
    let read = match &request.content {
        None => None,
        Some(content) => {
            let bytes = bytes_of(content)?;
            let read = read_picture(&bytes).map_err(Problem::because)?;
            Some((bytes, read))
        }
    };
    let mut session = ctx.write().await?;
    known(&mut session, product).await?;
    let before = rows::picture(&mut session, product).await.or_problem()?;
    let after = match (read, &before) {
        (Some((bytes, (kind, width, height))), _) => {
            let picture = Picture {
                id: ctx.uuid(),
                kind,
                width,
                height,
                text,
                size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            };
            let content = STANDARD.encode(&bytes);
            rows::put(&mut session, product, &picture, &content, ctx.now())
                .await
                .or_problem()?;
            picture
        }
        (None, Some(known)) => {
            rows::set_text(&mut session, product, &text, ctx.now())
                .await
                .or_problem()?;
            Picture {
                text,
                ..known.clone()
            }
        }
        (None, None) => return Err(Problem::of(ProblemKind::NotFound)),
    };
    record(&ctx, &mut session, product, (before.as_ref(), Some(&after))).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn remove(ctx: Ctx, request: RemovePicture) -> Result<(), Problem> {
    let product = request.product_id;
    let mut session = ctx.write().await?;
    known(&mut session, product).await?;
    let before = rows::picture(&mut session, product).await.or_problem()?;
    // A second time changes nothing.
    if rows::remove(&mut session, product).await.or_problem()? {
        record(&ctx, &mut session, product, (before.as_ref(), None)).await?;
    }
    session.commit().await.or_problem()
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    product: ProductId,
    (before, after): (Option<&Picture>, Option<&Picture>),
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Product,
        id: product.0,
        parent: None,
        owner: None,
        action: if after.is_some() {
            "picture_set"
        } else {
            "picture_removed"
        },
        before,
        after,
    };
    ctx.record(session, change).await
}

async fn show(ctx: Ctx, request: ShowPicture) -> Result<PictureFile, Problem> {
    let mut session = ctx.read().await?;
    let (_, file) = file_of(&mut session, request.id).await?;
    Ok(file)
}

/// A picture's bytes, and of which product it is.
pub(super) async fn file_of(
    session: &mut Session,
    id: uuid::Uuid,
) -> Result<(ProductId, PictureFile), Problem> {
    let (product, kind, content): (ProductId, PictureKind, String) = rows::content(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let bytes = STANDARD
        .decode(content)
        .map_err(|_| Problem::of(ProblemKind::Internal))?;
    Ok((product, PictureFile { kind, bytes }))
}
