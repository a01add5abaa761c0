//! The company's look: kept by who may administer the company, shown to everybody who meets it.
//! What a picture is, its bytes say; one that cannot be drawn is not kept.

mod show;

pub use show::BrandFile;
pub(crate) use show::{file, logo_of};

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem};
use shared::platform::branding::ops::{GetBranding, Picked, SaveBranding};
use shared::platform::branding::{Brand, BrandPicture, Place, read_brand_picture};
use store::platform::branding as rows;
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(save);
}

async fn get(ctx: Ctx, _: GetBranding) -> Result<Brand, Problem> {
    rows::get(&mut ctx.read().await?).await.or_problem()
}

/// A picture that was looked at and is not kept yet.
struct Fresh {
    picture: BrandPicture,
    content: String,
}

/// Looks at what was sent, before anything is written.
async fn look_at(place: Place, picked: &Picked) -> Result<Option<Fresh>, Problem> {
    let Picked::New { content } = picked else {
        return Ok(None);
    };
    // Before it is unpacked: four letters are three bytes.
    if content.len() > place.bytes().div_ceil(3) * 4 {
        return Err(Problem::because(too_large_or_svg(place, content)));
    }
    let unreadable = || Problem::because(Issue::error("picture_unreadable", place.code()));
    let bytes = STANDARD.decode(content).map_err(|_| unreadable())?;
    let picture = found_in(place, &bytes).map_err(Problem::because)?;
    let kind = picture.kind;
    let content = STANDARD.encode(&bytes);
    // Its head says what it is; whether it can be drawn shows when it is.
    let drawn = tokio::task::spawn_blocking(move || pdf::Logo::read(kind, bytes).is_some()).await;
    if drawn.unwrap_or(false) {
        Ok(Some(Fresh { picture, content }))
    } else {
        Err(unreadable())
    }
}

/// The picture some bytes are.
pub(crate) fn found_in(place: Place, bytes: &[u8]) -> Result<BrandPicture, Issue> {
    let (kind, width, height) = read_brand_picture(place, bytes)?;
    Ok(BrandPicture {
        hash: hash_of(bytes),
        kind,
        width,
        height,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    })
}

/// A drawing that is too large as well is refused for what it is.
fn too_large_or_svg(place: Place, content: &str) -> Issue {
    let start = content.get(..1_024).unwrap_or_default();
    let start = STANDARD.decode(start).unwrap_or_default();
    match read_brand_picture(place, &start) {
        Err(issue) if issue.code == "picture_svg" => issue,
        _ => place.too_large(),
    }
}

fn hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The picture that shall stand in a place, kept from now on.
async fn settle(
    ctx: &Ctx,
    session: &mut Session,
    picked: &Picked,
    fresh: Option<Fresh>,
) -> Result<Option<BrandPicture>, Problem> {
    match (picked, fresh) {
        (_, Some(Fresh { picture, content })) => {
            rows::add(session, &picture, &content, ctx.now())
                .await
                .or_problem()?;
            Ok(Some(picture))
        }
        (Picked::Known { hash }, None) if is_hash(hash) => {
            let found = rows::picture(session, hash).await.or_problem()?;
            found.or_not_found().map(Some)
        }
        (Picked::Known { .. }, None) => None::<BrandPicture>.or_not_found().map(Some),
        (_, None) => Ok(None),
    }
}

/// Whether a text can be the name of a picture.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|letter| letter.is_ascii_hexdigit())
}

async fn save(ctx: Ctx, request: SaveBranding) -> Result<Brand, Problem> {
    let accent = request.colour().map_err(Problem::because)?;
    let logo = look_at(Place::Logo, &request.logo).await?;
    let icon = look_at(Place::Icon, &request.icon).await?;
    let mut session = ctx.write().await?;
    let before = rows::get(&mut session).await.or_problem()?;
    if before.version != request.version {
        return Err(crate::conflict(&before));
    }
    let wanted = Brand {
        accent,
        logo: settle(&ctx, &mut session, &request.logo, logo).await?,
        icon: settle(&ctx, &mut session, &request.icon, icon).await?,
        version: before.version,
    };
    // The same once more changes nothing.
    if wanted == before {
        return Ok(before);
    }
    if !rows::put(&mut session, &wanted).await.or_problem()? {
        // Saved by somebody else between reading and writing.
        let now = rows::get(&mut session).await.or_problem()?;
        return Err(crate::conflict(&now));
    }
    let after = rows::get(&mut session).await.or_problem()?;
    let change = Change {
        entity: Entity::Company,
        id: Uuid::nil(),
        parent: None,
        owner: None,
        action: "branded",
        before: Some(&before),
        after: Some(&after),
    };
    ctx.record(&mut session, change).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}
