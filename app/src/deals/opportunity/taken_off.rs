//! What a saved change took off the deal: a contact, a colleague, a competitor, a product. One press of a
//! cross is enough for it, so that "Undo" has to put it back, wherever one has gone meanwhile.

use super::kept::Job;
use shared::deals::opportunities::{
    AmountSource, Competitor, DealContact, DealProduct, DealTeamMember, OpportunityView, put_back,
    taken_off,
};
use shared::kernel::Lang;

/// What is gone, each entry with its place in its list.
#[derive(Clone, Debug)]
pub enum TakenOff {
    Contacts(Vec<(usize, DealContact)>),
    Team(Vec<(usize, DealTeamMember)>),
    Competitors(Vec<(usize, Competitor)>),
    /// With where the amount came from: without a product it is typed.
    Products(Vec<(usize, DealProduct)>, AmountSource),
}

impl TakenOff {
    /// What `job` took off; `None` when it took nothing.
    pub fn by(job: &Job, before: &OpportunityView, after: &OpportunityView) -> Option<Self> {
        let off = match job {
            Job::Contacts(_) => {
                let gone = taken_off(&before.contacts, &after.contacts, |one| one.contact_id);
                Self::Contacts(gone)
            }
            Job::Team(_) => Self::Team(taken_off(&before.team, &after.team, |one| one.user.id)),
            Job::Competitors(_) => {
                let gone = taken_off(&before.competitors, &after.competitors, |one| {
                    one.name.clone()
                });
                Self::Competitors(gone)
            }
            Job::Products(..) => {
                let gone = taken_off(&before.products, &after.products, |one| one.id);
                Self::Products(gone, before.amount_source)
            }
            _ => return None,
        };
        let any = match &off {
            Self::Contacts(gone) => !gone.is_empty(),
            Self::Team(gone) => !gone.is_empty(),
            Self::Competitors(gone) => !gone.is_empty(),
            Self::Products(gone, _) => !gone.is_empty(),
        };
        any.then_some(off)
    }

    /// What it is called.
    pub fn names(&self, lang: Lang) -> String {
        let names: Vec<&str> = match self {
            Self::Contacts(gone) => gone.iter().map(|(_, one)| one.name.as_str()).collect(),
            Self::Team(gone) => gone.iter().map(|(_, one)| one.user.name.as_str()).collect(),
            Self::Competitors(gone) => gone.iter().map(|(_, one)| one.name.as_str()).collect(),
            Self::Products(gone, _) => gone.iter().map(|(_, one)| one.name.get(lang)).collect(),
        };
        names.join(", ")
    }

    /// The change that puts it back on the deal as it is `now`; `None` when it is there already.
    pub fn back(&self, now: &OpportunityView) -> Option<Job> {
        match self {
            Self::Contacts(gone) => {
                put_back(&now.contacts, gone, |one| one.contact_id).map(Job::Contacts)
            }
            Self::Team(gone) => put_back(&now.team, gone, |one| one.user.id).map(Job::Team),
            Self::Competitors(gone) => {
                put_back(&now.competitors, gone, |one| one.name.clone()).map(Job::Competitors)
            }
            Self::Products(gone, source) => {
                let all = put_back(&now.products, gone, |one| one.id)?;
                let source = if now.products.is_empty() {
                    *source
                } else {
                    now.amount_source
                };
                Some(Job::Products(all, source))
            }
        }
    }
}
