//! The look of the sample company: a globe with its meridians, and the colour of deep water.

use crate::OrProblem;
use crate::platform::branding::found_in;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem, UserId};
use shared::platform::branding::{Brand, BrandPicture, Colour, Place};
use store::platform::branding as rows;
use store::{Change, Session};
use uuid::Uuid;

const LOGO: &[u8] = include_bytes!("pictures/logo.png");
const ACCENT: Colour = Colour(0x0b, 0x6e, 0x74);

fn logo() -> Option<BrandPicture> {
    found_in(Place::Icon, LOGO).ok()
}

/// Gives a company without a look the sample's.
pub(super) async fn write(session: &mut Session, now: Instant) -> Result<(), Problem> {
    let before = rows::get(session).await.or_problem()?;
    let (0, Some(logo)) = (before.version, logo()) else {
        return Ok(());
    };
    rows::add(session, &logo, &STANDARD.encode(LOGO), now)
        .await
        .or_problem()?;
    let brand = Brand {
        accent: Some(ACCENT),
        logo: Some(logo.clone()),
        icon: Some(logo),
        version: 0,
    };
    rows::put(session, &brand).await.or_problem()?;
    Ok(())
}

/// Takes away what is still the sample's; a look of one's own stays.
pub(super) async fn forget(
    session: &mut Session,
    actor: Option<UserId>,
    now: Instant,
) -> Result<(), Problem> {
    let before = rows::get(session).await.or_problem()?;
    let sample = logo();
    let own = |picture: &Option<BrandPicture>| picture.clone().filter(|_| *picture != sample);
    let wanted = Brand {
        accent: before.accent.filter(|accent| *accent != ACCENT),
        logo: own(&before.logo),
        icon: own(&before.icon),
        version: before.version,
    };
    if wanted == before {
        return Ok(());
    }
    rows::put(session, &wanted).await.or_problem()?;
    let after = rows::get(session).await.or_problem()?;
    let change = Change {
        entity: Entity::Company,
        id: Uuid::nil(),
        parent: None,
        owner: None,
        action: "branded",
        before: Some(&before),
        after: Some(&after),
    };
    session.record(now, actor, change).await.or_problem()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::cpq::pictures::PictureKind;

    #[test]
    fn the_samples_logo_is_one_and_can_be_drawn() {
        assert!(logo().is_some() && LOGO.len() < 2_048);
        assert!(pdf::Logo::read(PictureKind::Png, LOGO.to_vec()).is_some());
        // Its colour is read as it is on paper.
        assert_eq!(
            shared::platform::branding::palette(ACCENT).light.text,
            ACCENT
        );
    }
}
