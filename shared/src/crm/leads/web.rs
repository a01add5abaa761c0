//! What comes through the public form: who may have filled it in, and what a lead is made of it.

use super::model::{LeadFacts, LeadSource, Rating};
use super::rules::{check_lead, tidy_lead};
use crate::crm::fields::tidy_text;
use crate::kernel::{Instant, Issue, Lang};
use serde::Deserialize;

/// Nobody fills the form in faster.
pub const FASTEST_MS: i64 = 3_000;
/// A form open longer than this is opened again.
pub const SLOWEST_MS: i64 = 12 * 3_600_000;
/// Longest text of a consent that is kept.
const CONSENT_MAX: usize = 1_000;

/// The form as it is sent, also as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct WebLead {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where the person works.
    pub company: String,
    /// E-mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// What they want.
    pub interest: String,
    /// `en` or `fr`.
    pub lang: String,
    /// Anything but empty: they agree.
    pub consent: String,
    /// The text they were shown, when a form of one's own showed another.
    pub consent_text: String,
    /// A box people do not see; programs fill it in.
    pub website: String,
    /// From when the form was opened: `/web/lead-token`.
    pub token: String,
}

impl WebLead {
    /// The language of the form.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang.parse().unwrap_or(Lang::Fr)
    }

    /// Whether a program filled it in: people do not see the box.
    #[must_use]
    pub fn fell_into_the_trap(&self) -> bool {
        !self.website.is_empty()
    }

    /// The facts of the lead: in the queue, from the web.
    #[must_use]
    pub fn facts(&self) -> LeadFacts {
        tidy_lead(&LeadFacts {
            company: self.company.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            country: self.country.clone(),
            language: Some(self.lang()),
            source: LeadSource::Web,
            rating: Rating::Warm,
            interest: self.interest.clone(),
            ..LeadFacts::named(self.first_name.clone(), self.last_name.clone(), None)
        })
    }

    /// The text agreed to: one's own, or `usual`.
    #[must_use]
    pub fn agreed_text(&self, usual: &str) -> String {
        let own = tidy_text(&self.consent_text);
        if own.is_empty() {
            usual.to_owned()
        } else {
            own
        }
    }
}

/// Findings about a form: those of a lead, a way to answer, and the consent.
#[must_use]
pub fn check_web_lead(form: &WebLead) -> Vec<Issue> {
    let facts = form.facts();
    let mut issues = check_lead(&facts);
    if facts.last_name.is_empty()
        && !issues
            .iter()
            .any(|i| i.field.as_deref() == Some("last_name"))
    {
        issues.push(Issue::error("required", "last_name"));
    }
    if facts.email.is_empty() {
        issues.push(Issue::error("required", "email"));
    }
    if form.consent.is_empty() {
        issues.push(Issue::error("consent_missing", "consent"));
    }
    if form.consent_text.chars().count() > CONSENT_MAX {
        issues.push(Issue::error("too_long", "consent").with("max", CONSENT_MAX));
    }
    issues
}

/// Whether a form opened then may have been filled in by a person until now.
///
/// # Errors
/// `form_too_fast`, or `form_expired` when it was opened too long ago or in the future.
pub fn check_filling(opened: Option<Instant>, now: Instant) -> Result<(), Issue> {
    let expired = || Issue::error("form_expired", "token");
    let opened = opened.ok_or_else(expired)?;
    match now.0.saturating_sub(opened.0) {
        ..0 => Err(expired()),
        0..FASTEST_MS => Err(Issue::error("form_too_fast", "token")),
        FASTEST_MS..=SLOWEST_MS => Ok(()),
        _ => Err(expired()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form() -> WebLead {
        WebLead {
            last_name: "Martin".into(),
            email: "zoe@dupont.fr".into(),
            consent: "yes".into(),
            ..WebLead::default()
        }
    }

    #[test]
    fn nothing_is_kept_without_consent_and_a_way_to_answer() {
        assert!(check_web_lead(&form()).is_empty());
        let codes = |form: WebLead| -> Vec<String> {
            let issues = check_web_lead(&form);
            issues
                .into_iter()
                .map(|issue| issue.code.into_owned())
                .collect()
        };
        let none = WebLead {
            consent: String::new(),
            ..form()
        };
        assert_eq!(codes(none), ["consent_missing"]);
        let none = WebLead {
            email: String::new(),
            ..form()
        };
        assert_eq!(codes(none), ["required"]);
        assert_eq!(form().facts().owner_id, None);
        assert_eq!(form().facts().source, LeadSource::Web);
    }

    proptest! {
        #[test]
        fn only_people_take_their_time(opened in 0_i64..1_000_000_000, taken in -10_000_i64..100_000_000) {
            let now = Instant(opened + taken);
            let fine = check_filling(Some(Instant(opened)), now).is_ok();
            prop_assert_eq!(fine, (FASTEST_MS..=SLOWEST_MS).contains(&taken));
            prop_assert!(check_filling(None, now).is_err());
        }
    }
}
