//! Administrators are told by mail that a webhook was switched off: nobody hears any more of what it told of.

use crate::platform::mail::{Dress, Letter, post};
use crate::{OrProblem, Services};
use i18n::{k, t, tf};
use shared::kernel::{Instant, Problem};
use shared::platform::mail::Address;
use shared::platform::webhooks::{FAILING_DAYS, WebhookView};
use std::fmt::Display;
use store::Session;
use store::platform::webhooks as rows;
use url::Url;

/// Where webhooks are kept.
const PAGE: &str = "/admin/webhooks";

/// Writes the messages, in the transaction that switches it off; `gone` when its receiver wants no more.
pub(super) async fn switched_off(
    services: &Services,
    session: &mut Session,
    hook: &WebhookView,
    gone: bool,
    now: Instant,
) -> Result<(), Problem> {
    let dress = Dress::of(services, session).await?;
    let page = services.address_of(PAGE);
    // Not the whole address: its path may be as good as a password.
    let address = Url::parse(&hook.draft.url).ok();
    let host = address.as_ref().and_then(Url::host_str).unwrap_or_default();
    for (email, lang) in rows::keepers(session).await.or_problem()? {
        let Ok(to) = Address::parse(&email) else {
            continue;
        };
        let subject = tf(lang, k::webhooks::mail::SUBJECT, &[("host", &host)]);
        let why = if gone {
            tf(lang, k::webhooks::mail::GONE, &[("host", &host)])
        } else {
            let named: [(&str, &dyn Display); 2] = [("host", &host), ("days", &FAILING_DAYS)];
            tf(lang, k::webhooks::mail::FAILED, &named)
        };
        let letter = Letter {
            lang,
            subject: &subject,
            paragraphs: &[why],
            action: Some((t(lang, k::webhooks::mail::OPEN), &page)),
            after: &[],
            dress: &dress,
        };
        let key = format!("webhook-off:{}:{}:{email}", hook.id, now.0);
        post(services, session, &key, &letter.to(to)).await?;
    }
    Ok(())
}
