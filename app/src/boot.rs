//! What a page knows before it asks anything: sent inside the HTML, so that the server and the
//! browser build the very same page.

use chrono::NaiveDate;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::kernel::{Action, Instant, Lang, Role, UserId, Zone};
use shared::platform::branding::Look;
use shared::platform::session::SessionView;
use shared::platform::sso::SignInWay;

/// Addresses of the browser's bundle, with the hash of their content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The script that loads the WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The icon.
    pub icon: String,
    /// The English texts.
    pub texts_en: String,
    /// The French texts.
    pub texts_fr: String,
    /// What this page needs besides the frame's program; only the server knows.
    #[serde(skip)]
    pub parts: Vec<String>,
    /// What other pages need: to be had before it is asked for.
    #[serde(skip)]
    pub later: Vec<String>,
    /// The script of the worker for what takes long; empty where it was not made.
    #[serde(default)]
    pub worker: String,
    /// The licences of what Jalon is built on; empty where they were not made.
    pub notices: String,
}

impl Assets {
    /// The texts of a language.
    #[must_use]
    pub fn texts(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.texts_en,
            Lang::Fr => &self.texts_fr,
        }
    }
}

/// A demo login shown on the sign-in page (demo mode only).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoLogin {
    /// Sign-in address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The simple password of the demonstration.
    pub password: String,
}

/// What the sign-in page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInInfo {
    /// Demo logins; empty outside demo mode.
    pub demo: Vec<DemoLogin>,
    /// Where to go afterwards.
    pub next: String,
    /// The address typed before a failed try.
    pub email: String,
    /// Code of the problem of the last try.
    pub error: Option<String>,
    /// What was done just before: `reset`, `sent`.
    #[serde(default)]
    pub done: Option<String>,
    /// Whom the mailed link of this page is for; `None` when it is over.
    #[serde(default)]
    pub door: Option<DoorInfo>,
    /// The providers one may sign in with.
    #[serde(default)]
    pub ways: Vec<SignInWay>,
    /// One may sign in by passkey at this address.
    #[serde(default)]
    pub passkeys: bool,
}

/// Whom a mailed link is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorInfo {
    /// Name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
}

/// The page's beginning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Boot {
    /// Signed in: who, when, where.
    pub session: Option<SessionView>,
    /// Language of the page.
    pub lang: Lang,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
    /// Addresses of the bundle.
    pub assets: Assets,
    /// For the sign-in page.
    pub sign_in: Option<SignInInfo>,
    /// The server has no room to write.
    #[serde(default)]
    pub read_only: bool,
    /// How the company looks.
    #[serde(default)]
    pub look: Look,
}

/// The page's beginning. During the listing of routes at start there is none: defaults.
#[must_use]
pub fn use_boot() -> Boot {
    use_context::<StoredValue<Boot>>()
        .map(|boot| boot.get_value())
        .unwrap_or_default()
}

/// The language of the page.
#[must_use]
pub fn use_lang() -> Lang {
    use_context::<StoredValue<Boot>>()
        .map(|boot| boot.with_value(|b| b.lang))
        .unwrap_or_default()
}

/// The signed-in person's page state.
///
/// Pages are only reached signed in; the default serves the listing of routes.
#[must_use]
pub fn use_session() -> SessionView {
    use_context::<StoredValue<Boot>>()
        .and_then(|boot| boot.with_value(|boot| boot.session.clone()))
        .unwrap_or_else(nobody)
}

/// The day it is for the person. What is shown for every row or card asks for it alone: a session is much to copy.
#[must_use]
pub fn use_today() -> NaiveDate {
    with_session(|session| session.today).unwrap_or_default()
}

/// The signed-in person.
#[must_use]
pub fn use_me() -> Option<UserId> {
    with_session(|session| session.actor.user_id)
}

/// The person's time zone.
#[must_use]
pub fn use_zone() -> Zone {
    with_session(|session| session.actor.zone.clone()).unwrap_or_default()
}

fn with_session<T>(read: impl FnOnce(&SessionView) -> T) -> Option<T> {
    let boot = use_context::<StoredValue<Boot>>()?;
    boot.with_value(|boot| boot.session.as_ref().map(read))
}

/// The build the page came with, read from the HTML: also callable outside components.
#[cfg(not(feature = "ssr"))]
pub(crate) fn use_build() -> String {
    thread_local! {
        static BUILD: String = read_boot().session.map(|session| session.build).unwrap_or_default();
    }
    BUILD.with(Clone::clone)
}

/// Whether the signed-in person has a right on some record: to hide what the server would refuse.
#[must_use]
pub fn may(action: Action) -> bool {
    use_context::<StoredValue<Boot>>().is_some_and(|boot| {
        boot.with_value(|b| b.session.as_ref().is_some_and(|s| s.actor.may(action)))
    })
}

fn nobody() -> SessionView {
    use shared::kernel::{Actor, Currency, Rights};
    SessionView {
        actor: Actor {
            user_id: UserId(uuid::Uuid::nil()),
            name: String::new(),
            email: String::new(),
            role: Role::Finance,
            role_name: None,
            rights: Rights::of(Role::Finance),
            team_id: None,
            lang: Lang::En,
            zone: Zone::utc(),
            currency: Currency::EUR,
            theme: "system".to_owned(),
            density: "comfortable".to_owned(),
        },
        session_id: None,
        now: Instant(0),
        today: NaiveDate::default(),
        last_event: 0,
        build: String::new(),
        sample: false,
        company: String::new(),
        company_currency: Currency::EUR,
        fiscal_first_month: 1,
        fields: Vec::new(),
        must_enrol: false,
    }
}

/// The present moment: the browser's clock once the page lives, the page's own moment while it is
/// rendered (so that both sides render the same).
#[must_use]
pub fn now() -> Instant {
    #[cfg(not(feature = "ssr"))]
    {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit by far")]
        let ms = js_sys::Date::now() as i64;
        Instant(ms)
    }
    #[cfg(feature = "ssr")]
    {
        use_session().now
    }
}

/// A new UUIDv7 made by the page, so that a record can be shown before the server has answered.
/// On the server (where pages make no records) it is the nil id.
#[must_use]
pub fn new_uuid() -> uuid::Uuid {
    #[cfg(not(feature = "ssr"))]
    {
        let mut bytes = [0_u8; 10];
        if let Some(crypto) = web_sys::window().and_then(|w| w.crypto().ok()) {
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        shared::kernel::id::uuid_v7(now().0, bytes)
    }
    #[cfg(feature = "ssr")]
    {
        uuid::Uuid::nil()
    }
}

/// Reads the page's beginning from the HTML.
#[cfg(not(feature = "ssr"))]
pub(crate) fn read_boot() -> Boot {
    web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("boot"))
        .and_then(|e| e.text_content())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Loads the texts of the page's language, which its HTML has asked for already. Without them there is
/// nothing to show: `false` when they do not arrive.
#[cfg(not(feature = "ssr"))]
pub async fn load_texts() -> bool {
    let boot = read_boot();
    load_texts_of(&boot, boot.lang).await
}

/// Loads the texts of the other language, for what is written in it: a customer's document.
#[cfg(not(feature = "ssr"))]
pub async fn load_other_texts() {
    let boot = read_boot();
    let other = match boot.lang {
        Lang::En => Lang::Fr,
        Lang::Fr => Lang::En,
    };
    // Until they are here, and should they never come, the page's language stands in.
    load_texts_of(&boot, other).await;
}

#[cfg(not(feature = "ssr"))]
async fn load_texts_of(boot: &Boot, lang: Lang) -> bool {
    let Some(file) = fetch_text(boot.assets.texts(lang)).await else {
        return false;
    };
    i18n::install(lang, file)
}

#[cfg(not(feature = "ssr"))]
async fn fetch_text(address: &str) -> Option<String> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    let answer = web_sys::window()?.fetch_with_str(address);
    let answer: web_sys::Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    let text = answer.ok().then(|| answer.text())?.ok()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// Reads the page's beginning from the request.
#[cfg(feature = "ssr")]
pub(crate) fn read_boot() -> Boot {
    use_context::<Boot>().unwrap_or_default()
}

/// The page's beginning as text for a data block: `<` escaped, so that no value can end the block.
#[cfg(feature = "ssr")]
pub(crate) fn boot_json(boot: &Boot) -> String {
    serde_json::to_string(boot)
        .unwrap_or_default()
        .replace('<', "\\u003c")
}
