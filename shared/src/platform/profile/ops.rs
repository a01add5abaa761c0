//! Requests about one's own settings.

use crate::kernel::{Currency, Instant, Lang, SessionId, coded};
use crate::operation;
use serde::{Deserialize, Serialize};

coded! {
    /// Colours of the pages.
    Theme {
        /// As the operating system says.
        System = "system",
        /// Dark text on light surfaces.
        Light = "light",
        /// Light text on dark surfaces.
        Dark = "dark",
    }
}

coded! {
    /// Height of rows and controls.
    Density {
        /// Easy on the eye.
        Comfortable = "comfortable",
        /// More rows on the screen.
        Compact = "compact",
    }
}

coded! {
    /// How a session was opened.
    SessionWay {
        /// By password alone.
        Password = "sign_in",
        /// By password and a code of the second factor.
        Code = "code",
        /// By password and a recovery code.
        Recovery = "recovery_code",
        /// By an invitation.
        Invitation = "invitation",
        /// By a provider.
        Provider = "provider",
        /// By a passkey, which is the second factor, too.
        Passkey = "passkey",
    }
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserSession {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub created_at: Instant,
    /// Last use, exact to five minutes.
    pub last_seen_at: Instant,
    /// What the browser said of itself.
    pub user_agent: String,
    /// How it came in; not known of sessions opened before that was written down.
    #[serde(default)]
    pub way: Option<SessionWay>,
}

/// Asks for one's own settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetProfile {}

/// One's own settings, with what may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// Name shown to colleagues.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// Language of pages and documents.
    pub lang: Lang,
    /// IANA time zone.
    pub time_zone: String,
    /// Currency of totals.
    pub currency: Currency,
    /// Colours.
    pub theme: Theme,
    /// Height of rows.
    pub density: Density,
    /// For [`SaveProfile`].
    pub version: i64,
    /// Every IANA time zone that may be chosen, in alphabetical order.
    pub time_zones: Vec<String>,
    /// Signed-in browsers, last used first.
    pub sessions: Vec<BrowserSession>,
}
operation!(GetProfile => ProfileView, "profile.get", EditProfile);

/// Saves one's own name, language, zone and currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveProfile {
    /// The version that was read.
    pub version: i64,
    /// Name shown to colleagues.
    pub name: String,
    /// Language of pages and documents.
    pub lang: Lang,
    /// IANA time zone.
    pub time_zone: String,
    /// Currency of totals.
    pub currency: Currency,
}
operation!(SaveProfile => ProfileView, "profile.save", EditProfile);

/// One setting of appearance, saved alone: it can overwrite nothing but itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preference {
    /// Language.
    Lang(Lang),
    /// Colours.
    Theme(Theme),
    /// Height of rows.
    Density(Density),
}

/// Saves one setting of appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPreference {
    /// Which, and to what.
    pub preference: Preference,
}
operation!(SetPreference => (), "profile.set_preference", EditProfile);

/// Changes one's own password and ends every other session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The password that holds now.
    pub current: String,
    /// The one that shall hold.
    pub new: String,
    /// The session that goes on.
    pub keep: Option<SessionId>,
}
operation!(ChangePassword => (), "profile.change_password", EditProfile);

impl std::fmt::Debug for ChangePassword {
    // Passwords must not reach a log by accident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChangePassword")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// Ends one of one's own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndSession {
    /// Which.
    pub id: SessionId,
}
operation!(EndSession => Vec<BrowserSession>, "profile.end_session", EditProfile);

/// Ends all of one's own sessions but one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndOtherSessions {
    /// The session that goes on.
    pub keep: Option<SessionId>,
}
operation!(EndOtherSessions => Vec<BrowserSession>, "profile.end_other_sessions", EditProfile);
