//! Words of the log.

use i18n::{Key, t};
use shared::kernel::Lang;
use shared::kernel::event::Entity;
use shared::platform::audit::AuditRow;
use ui::Glyph;

use crate::routes::{self, path};
use shared::kernel::{AccountId, ContactId, LeadId, OpportunityId, PriceBookId, QuoteId};

/// A kind of record.
pub(super) fn kind(lang: Lang, kind: Entity) -> &'static str {
    Key::by_name(&format!("audit.entity.{}", kind.code()))
        .map_or_else(|| kind.code(), |key| t(lang, key))
}

/// What happened; the code itself for what nobody has written down yet.
pub(super) fn action(lang: Lang, action: &str) -> String {
    Key::by_name(&format!("audit.did.{action}"))
        .map_or_else(|| action.replace('_', " "), |key| t(lang, key).to_owned())
}

pub(super) const fn glyph(kind: Entity) -> Glyph {
    match kind {
        Entity::Account | Entity::Company => Glyph::Building,
        Entity::Contact | Entity::User => Glyph::Person,
        Entity::Lead => Glyph::Filter,
        Entity::Opportunity => Glyph::Target,
        Entity::Activity => Glyph::Phone,
        Entity::Task => Glyph::CheckCircle,
        Entity::Quote => Glyph::FileText,
        Entity::Product => Glyph::Box,
        Entity::PriceBook => Glyph::Tag,
        Entity::Pipeline => Glyph::Board,
        Entity::Quota => Glyph::Trend,
        Entity::Team => Glyph::Users,
        Entity::Role => Glyph::Shield,
        Entity::Import => Glyph::Upload,
        Entity::Session | Entity::IdentityProvider => Glyph::Lock,
        Entity::Job => Glyph::Refresh,
        Entity::Export => Glyph::Download,
        _ => Glyph::Note,
    }
}

/// Where the record is looked at; nowhere for what has no page.
pub(super) fn link(row: &AuditRow) -> Option<String> {
    if row.action == "deleted" {
        return None;
    }
    let deal = || row.parent.map(|id| routes::opportunity(OpportunityId(id)));
    match row.kind {
        Entity::Account => Some(routes::account(AccountId(row.record))),
        Entity::Contact => Some(routes::contact(ContactId(row.record))),
        Entity::Lead => Some(routes::lead(LeadId(row.record))),
        Entity::Opportunity => Some(routes::opportunity(OpportunityId(row.record))),
        Entity::Quote => Some(routes::quote(QuoteId(row.record))),
        Entity::PriceBook => Some(routes::price_book(PriceBookId(row.record))),
        Entity::Activity => deal(),
        Entity::Task => Some(deal().unwrap_or_else(|| path::TASKS.to_owned())),
        Entity::Product => Some(path::PRODUCTS.to_owned()),
        Entity::Pipeline => Some(path::ADMIN_PIPELINES.to_owned()),
        Entity::Quota => Some(path::FORECAST.to_owned()),
        Entity::User | Entity::Team => Some(path::ADMIN_PEOPLE.to_owned()),
        Entity::Company => Some(path::ADMIN_COMPANY.to_owned()),
        Entity::Role => Some(path::ADMIN_ROLES.to_owned()),
        Entity::Import => Some(path::IMPORT.to_owned()),
        Entity::Job => Some(path::ADMIN_HEALTH.to_owned()),
        Entity::IdentityProvider => Some(path::ADMIN_SIGN_IN.to_owned()),
        Entity::Export => Some(path::ADMIN_EXPORT.to_owned()),
        _ => None,
    }
}
