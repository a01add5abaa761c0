//! How sure one is that two records are one, and why.
//!
//! Strong keys first: the same VAT number settles it. Otherwise points are added for what agrees and
//! taken away for what disagrees; [`THRESHOLD`] was set on the labelled set of `tests.rs`.

use super::keys::name_likeness;
use super::print::Print;
use crate::coded;
use serde::{Deserialize, Serialize};

/// From here on a pair is shown.
pub const THRESHOLD: u32 = 70;
/// From here on a record is shown while one types: a glance costs less than a second record.
pub const SHOWN_WHILE_TYPING: u32 = 45;

coded! {
    /// Why two records may be one, or why not.
    Reason {
        /// The same VAT number.
        VatNumber = "vat_number",
        /// The same e-mail address.
        Email = "email",
        /// The same telephone.
        Phone = "phone",
        /// The same domain of the web site or of the mail.
        Domain = "domain",
        /// The same name.
        SameName = "same_name",
        /// Nearly the same name.
        LikeName = "like_name",
        /// The same company.
        Company = "company",
        /// The same postal code or town.
        Place = "place",
        /// Different VAT numbers: a reason against.
        OtherVatNumber = "other_vat_number",
        /// Different domains: a reason against.
        OtherDomain = "other_domain",
        /// Different addresses of one domain, under names only nearly the same: a reason against.
        OtherEmail = "other_email",
    }
}

impl Reason {
    /// Whether it speaks against the two being one.
    #[must_use]
    pub const fn is_against(self) -> bool {
        matches!(
            self,
            Reason::OtherVatNumber | Reason::OtherDomain | Reason::OtherEmail
        )
    }
}

/// The outcome of a comparison.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// 0 to 100: points, no probability. Only the same VAT number gives 100.
    pub score: u32,
    /// What was found, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Compares two records. Two accounts, two contacts, two leads, or a lead with either. The points of what was found are
/// added and cut to 0–99; two people of unlike names come to 60 at most, whatever else they share.
#[must_use]
pub fn compare(one: &Print, other: &Print) -> Match {
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    if same(&one.vat_number, &other.vat_number) {
        return Match {
            score: 100,
            reasons: vec![Reason::VatNumber],
        };
    }
    let person = one.person && other.person;
    let mut found: Vec<(i32, Reason)> = Vec::new();
    let name = points_of_name(name_likeness(&one.name, &other.name), person);
    found.extend(name);
    if same(&one.email, &other.email) {
        found.push((60, Reason::Email));
    }
    if same(&one.phone, &other.phone) {
        found.push((30, Reason::Phone));
    }
    if person {
        compare_workplace(one, other, &mut found);
        let like = matches!(name, Some((_, Reason::LikeName)));
        if like && differ(&one.email, &other.email) && same(&one.domain, &other.domain) {
            found.push((-25, Reason::OtherEmail));
        }
    } else if same(&one.domain, &other.domain) {
        found.push((45, Reason::Domain));
    } else if differ(&one.domain, &other.domain) {
        found.push((-15, Reason::OtherDomain));
    }
    if same(&one.place, &other.place) {
        found.push((15, Reason::Place));
    }
    if differ(&one.vat_number, &other.vat_number) {
        found.push((-60, Reason::OtherVatNumber));
    }
    let sum: i32 = found.iter().map(|(points, _)| points).sum();
    // What people of other names share (a mailbox, a switchboard, a company) makes them colleagues.
    let most = if person && name.is_none() { 60 } else { 99 };
    found.sort_by_key(|(points, _)| std::cmp::Reverse(points.abs()));
    Match {
        score: u32::try_from(sum.clamp(0, most)).unwrap_or(0),
        reasons: found.into_iter().map(|(_, reason)| reason).collect(),
    }
}

/// Two people of like names are one when they work at the same place: by its domain or its name.
fn compare_workplace(one: &Print, other: &Print, found: &mut Vec<(i32, Reason)>) {
    let known = !one.domain.is_empty() && !other.domain.is_empty();
    let same_company = name_likeness(&one.company, &other.company) >= 900;
    let same_domain = known && one.domain == other.domain;
    if same_domain {
        found.push((25, Reason::Domain));
    } else if known {
        found.push((-15, Reason::OtherDomain));
    }
    if same_company {
        found.push((if same_domain { 20 } else { 25 }, Reason::Company));
    }
}

fn points_of_name(likeness: u32, person: bool) -> Option<(i32, Reason)> {
    match likeness {
        1_000 => Some((if person { 45 } else { 60 }, Reason::SameName)),
        930.. => Some((if person { 38 } else { 48 }, Reason::LikeName)),
        860.. => Some((if person { 22 } else { 32 }, Reason::LikeName)),
        _ => None,
    }
}
