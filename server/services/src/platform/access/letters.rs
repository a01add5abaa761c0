//! The messages of this feature.

use super::told::Changed;
use crate::platform::mail::{Dress, Letter};
use crate::{OrProblem, Services};
use i18n::{k, t, tf};
use shared::kernel::{Lang, Problem};
use shared::platform::people::UserFacts;
use store::Session;
use store::platform::company;

/// A letter that owns its parts.
pub(super) struct Written {
    lang: Lang,
    subject: String,
    paragraphs: Vec<String>,
    action: Option<(&'static str, String)>,
    after: Vec<String>,
}

impl Written {
    /// The message to `to`.
    pub(super) fn to(
        &self,
        to: shared::platform::mail::Address,
        dress: &Dress,
    ) -> shared::platform::mail::Message {
        Letter {
            lang: self.lang,
            subject: &self.subject,
            paragraphs: &self.paragraphs,
            action: self
                .action
                .as_ref()
                .map(|(label, url)| (*label, url.as_str())),
            after: &self.after,
            dress,
        }
        .to(to)
    }
}

fn hello(lang: Lang, name: &str) -> String {
    tf(lang, k::mail::HELLO, &[("name", &name)])
}

/// "You are invited."
pub(super) async fn invitation(
    services: &Services,
    session: &mut Session,
    person: &UserFacts,
    by: &str,
    token: &str,
) -> Result<Written, Problem> {
    let lang = person.lang;
    let company = company::get(session).await.or_problem()?;
    let company = company.map(|known| known.name).unwrap_or_default();
    let place = if company.trim().is_empty() {
        t(lang, k::shell::APP_NAME).to_owned()
    } else {
        company
    };
    Ok(Written {
        lang,
        subject: tf(lang, k::mail::invitation::SUBJECT, &[("company", &place)]),
        paragraphs: vec![
            hello(lang, &person.name),
            tf(
                lang,
                k::mail::invitation::TEXT,
                &[("by", &by), ("company", &place)],
            ),
        ],
        action: Some((
            t(lang, k::mail::invitation::ACTION),
            services.address_of(&format!("/welcome/{token}")),
        )),
        after: vec![t(lang, k::mail::invitation::AFTER).to_owned()],
    })
}

/// "Choose another password."
pub(super) fn forgotten(services: &Services, lang: Lang, name: &str, token: &str) -> Written {
    Written {
        lang,
        subject: t(lang, k::mail::forgotten::SUBJECT).to_owned(),
        paragraphs: vec![
            hello(lang, name),
            t(lang, k::mail::forgotten::TEXT).to_owned(),
        ],
        action: Some((
            t(lang, k::mail::forgotten::ACTION),
            services.address_of(&format!("/reset/{token}")),
        )),
        after: vec![t(lang, k::mail::forgotten::AFTER).to_owned()],
    }
}

/// "Your password was changed": so that somebody else's hand is noticed.
pub(super) fn changed(services: &Services, lang: Lang, name: &str) -> Written {
    Written {
        lang,
        subject: t(lang, k::mail::changed::SUBJECT).to_owned(),
        paragraphs: vec![
            hello(lang, name),
            t(lang, k::mail::changed::TEXT).to_owned(),
        ],
        action: Some((
            t(lang, k::mail::changed::ACTION),
            services.address_of("/forgot"),
        )),
        after: Vec::new(),
    }
}

/// "Your passkeys, or your second factor, were changed."
pub(super) fn ways_changed(
    services: &Services,
    lang: Lang,
    name: &str,
    changed: Changed<'_>,
) -> Written {
    let what = match changed {
        Changed::PasskeyAdded(key) => tf(lang, k::mail::ways::PASSKEY_ADDED, &[("passkey", &key)]),
        Changed::PasskeyRemoved(key) => {
            tf(lang, k::mail::ways::PASSKEY_REMOVED, &[("passkey", &key)])
        }
        Changed::PasskeysReset(by) => tf(lang, k::mail::ways::PASSKEYS_RESET, &[("by", &by)]),
        Changed::FactorOn => t(lang, k::mail::ways::FACTOR_ON).to_owned(),
        Changed::FactorOff => t(lang, k::mail::ways::FACTOR_OFF).to_owned(),
        Changed::FactorReset(by) => tf(lang, k::mail::ways::FACTOR_RESET, &[("by", &by)]),
        Changed::FactorLost => t(lang, k::mail::ways::FACTOR_LOST).to_owned(),
        Changed::CodesRenewed => t(lang, k::mail::ways::CODES_RENEWED).to_owned(),
        Changed::PasswordSet(by) => tf(lang, k::mail::ways::PASSWORD_SET, &[("by", &by)]),
        Changed::AddressLeft(by, email) => tf(
            lang,
            k::mail::ways::ADDRESS_LEFT,
            &[("by", &by), ("email", &email)],
        ),
        Changed::AddressMade(by, email) => tf(
            lang,
            k::mail::ways::ADDRESS_MADE,
            &[("by", &by), ("email", &email)],
        ),
    };
    Written {
        lang,
        subject: t(lang, k::mail::ways::SUBJECT).to_owned(),
        paragraphs: vec![hello(lang, name), what],
        action: Some((
            t(lang, k::mail::ways::ACTION),
            services.address_of("/settings"),
        )),
        after: vec![t(lang, k::mail::ways::AFTER).to_owned()],
    }
}
