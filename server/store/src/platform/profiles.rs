//! A person's own settings.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Currency, Lang, UserId};
use shared::platform::profile::{Density, Preference, Theme};

/// The settings as stored.
pub struct Profile {
    /// Name shown to colleagues.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// Language.
    pub lang: Lang,
    /// IANA time zone.
    pub time_zone: String,
    /// Currency of totals.
    pub currency: Currency,
    /// Colours.
    pub theme: Theme,
    /// Height of rows.
    pub density: Density,
    /// Grows with every change of the profile.
    pub version: i64,
}

type Row = (String, String, String, String, String, String, String, i64);

const GET: &str = "SELECT name, email, language, time_zone, currency, theme, density, version FROM users WHERE id = $1 AND active";
const SAVE: &str = "UPDATE users SET name = $3, language = $4, time_zone = $5, currency = $6, version = version + 1
    WHERE id = $1 AND version = $2 AND active";

/// One person's settings.
pub async fn get(session: &mut Session, id: UserId) -> Result<Option<Profile>> {
    let row: Option<Row> = session.opt(GET, args![id]).await?;
    row.map(
        |(name, email, lang, time_zone, currency, theme, density, version)| {
            Ok(Profile {
                name,
                email,
                lang: lang
                    .parse()
                    .map_err(|()| StoreError::Corrupt("users.language"))?,
                time_zone,
                currency: currency
                    .parse()
                    .map_err(|_| StoreError::Corrupt("users.currency"))?,
                theme: theme
                    .parse()
                    .map_err(|()| StoreError::Corrupt("users.theme"))?,
                density: density
                    .parse()
                    .map_err(|()| StoreError::Corrupt("users.density"))?,
                version,
            })
        },
    )
    .transpose()
}

/// Saves name, language, zone and currency if the version is still `version`.
pub async fn save(
    session: &mut Session,
    id: UserId,
    version: i64,
    name: &str,
    lang: Lang,
    time_zone: &str,
    currency: Currency,
) -> Result<bool> {
    let touched = session
        .exec(
            SAVE,
            args![id, version, name, lang.tag(), time_zone, currency],
        )
        .await?;
    Ok(touched > 0)
}

/// Saves one setting of appearance. The version stays: a profile form open elsewhere does not
/// contain it.
pub async fn set_preference(
    session: &mut Session,
    id: UserId,
    preference: Preference,
) -> Result<()> {
    let (sql, value) = match preference {
        Preference::Lang(lang) => ("UPDATE users SET language = $2 WHERE id = $1", lang.tag()),
        Preference::Theme(theme) => ("UPDATE users SET theme = $2 WHERE id = $1", theme.code()),
        Preference::Density(density) => (
            "UPDATE users SET density = $2 WHERE id = $1",
            density.code(),
        ),
    };
    session.exec(sql, args![id, value]).await?;
    Ok(())
}

/// The hash to check a person's current password against.
pub async fn password_hash(session: &mut Session, id: UserId) -> Result<Option<String>> {
    let row: Option<(String,)> = session
        .opt(
            "SELECT password_hash FROM users WHERE id = $1 AND active",
            args![id],
        )
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// Replaces the hash.
pub async fn set_password_hash(session: &mut Session, id: UserId, hash: &str) -> Result<()> {
    session
        .exec(
            "UPDATE users SET password_hash = $2, password_temporary = FALSE, version = version + 1 WHERE id = $1",
            args![id, hash],
        )
        .await?;
    Ok(())
}
