//! Samples of what administrators keep, and of what stands beside quotes.

use super::records;
use super::samples::{Sample, samples};
use super::{ask, made};
use crate::cpq::support;
use crate::matrix_records::fits;
use crate::platform::passkeys::passkey;
use crate::platform::sso::provider;
use serde_json::json;
use shared::cpq::agreements::ops as agreements;
use shared::cpq::approvals::ops as approvals;
use shared::cpq::clauses::ops as clauses;
use shared::cpq::promotions::ops as promotions;
use shared::cpq::schedules::ops as schedules;
use shared::cpq::templates::ops as templates;
use shared::crm::relations::ops as relations;
use shared::kernel::{LocalText, Operation};
use shared::planning::quotas::ops as quotas;
use shared::platform::setup;
use shared::platform::{
    api, branding::ops as branding, company, fields, passkeys, people, profile, roles, sso, views,
    webhooks,
};

pub(super) fn platform() -> Vec<Sample> {
    samples! {
        (quotas::SetQuota, quotas::ListQuotas, |b| json!({"user_id": b.stranger.user_id, "period_start": "2026-10-01", "amount_minor": 5, "currency": "EUR", "version": null}))
        (company::SaveCompany, company::GetCompany, |b| {
            let view = b.run(&b.administrator, company::GetCompany {}).await.unwrap();
            let company = company::Company {
                name: "Acme".into(),
                country: "FR".into(),
                address: "1 rue A".into(),
                vat_number: "FR83404833048".into(),
                legal_footer: LocalText::new("Footer", "Pied"),
                ..view.company
            };
            json!({"company": company})
        })
        (branding::SaveBranding, branding::GetBranding, |b| {
            let now = b.run(&b.administrator, branding::GetBranding {}).await.unwrap();
            json!(crate::platform::branding::request(now.version))
        })
        (setup::ApplySetUp, setup::ReadSetUp, |b| {
            // Applied before: nothing of the plan is left, and the company is what can be written.
            let view = b.run(&b.administrator, setup::ReadSetUp {}).await.unwrap();
            let way = serde_json::from_value(json!("b2b")).unwrap();
            let plan = setup::plan(way, &view.pipelines, &view.used);
            let company = company::Company { name: "Acme".into(), ..view.company };
            let apply = setup::ApplySetUp { way, company, plan };
            let view = b.run(&b.administrator, apply).await.unwrap();
            let company = company::Company {
                name: "Acme".into(),
                country: "FR".into(),
                address: "1 rue A".into(),
                vat_number: "FR83404833048".into(),
                legal_footer: LocalText::new("Footer", "Pied"),
                ..view.company
            };
            json!({"way": "b2b", "plan": [], "company": company})
        })
        (company::SetRate, company::GetCompany, |_b| json!({"rate": {"currency": "USD", "day": "2026-11-20", "rate_e8": 90_000_000}}))
        (people::SaveTeam, people::GetDirectory, |b| json!({"id": b.uuid(), "version": 0, "name": "East", "parent_id": b.rep.team_id}))
        (people::SaveUser, people::GetDirectory, |b| {
            let mut facts = records::colleague(b).await.facts;
            facts.email = format!("{}@example.com", b.uuid());
            json!({"id": b.uuid(), "version": 0, "facts": facts, "password": null})
        })
        (people::SaveUser, people::GetDirectory, |b| {
            let user = records::colleague(b).await;
            json!({"id": user.id, "version": user.version, "facts": user.facts, "password": null})
        })
        (views::SaveView, views::ListViews, |b| json!({
            "id": b.uuid(), "object": "opportunities", "name": "View", "sharing": "private", "spec": full_spec()
        }))
        (views::UpdateView, views::ListViews, |b| {
            let save = views::SaveView {
                id: b.uuid(),
                object: views::Object::Opportunities,
                name: "View".into(),
                sharing: views::Sharing::Private,
                spec: views::ViewSpec::default(),
            };
            let view = b.run(&b.administrator, save).await.unwrap();
            json!({"id": view.id, "version": view.version, "name": "Other", "sharing": "private", "spec": full_spec()})
        })
        (profile::SaveProfile, profile::GetProfile, |b| {
            let read = b.run(&b.administrator, profile::GetProfile {}).await.unwrap();
            json!({"version": read.version, "name": read.name, "lang": "en", "time_zone": "Europe/Paris", "currency": "EUR"})
        })
        (api::CreateToken, api::ListTokens, |_b| json!({"name": "Export", "scopes": "crm:read", "days": 30}))
        (agreements::SaveAgreement, agreements::ListAgreements, |b| {
            let one = crate::cpq::agreements::agreement(b).await;
            let mut draft = one.draft;
            draft.starts_on = "2026-01-01".parse().ok();
            draft.ends_on = "2026-12-31".parse().ok();
            json!({"id": one.id, "account_id": one.account_id, "version": one.version, "draft": draft})
        })
        (roles::SaveRole, roles::ListRoles, |b| {
            let read = records::role(b).await;
            json!({"id": read.id, "version": read.version, "draft": read.draft})
        })
        (relations::SaveAffiliation, relations::ListAffiliations, |b| {
            let one = crate::crm::relations::affiliation(b).await;
            let draft = json!({"role": "Full", "since": "2026-01-01", "until": "2026-12-31", "note": "Full"});
            json!({"id": one.id, "contact_id": one.contact_id, "account_id": one.account_id, "version": one.version, "draft": draft})
        })
        (relations::SaveRelation, relations::ListRelations, |b| {
            let one = crate::crm::relations::relation(b).await;
            let mut draft = one.draft;
            draft.note = "Full".into();
            json!({"id": one.id, "read": {"contact_id": draft.from}, "version": one.version, "draft": draft})
        })
        (promotions::SavePromotion, promotions::ListPromotions, |b| {
            let one = crate::cpq::promotions::promotion(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        })
        (schedules::SaveDiscountSchedule, schedules::ListDiscountSchedules, |b| {
            let one = crate::cpq::schedules::schedule(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        })
        (clauses::SaveClause, clauses::ListClauses, |b| {
            let one = crate::cpq::clauses::clause(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        })
        (templates::CreateTemplate, templates::ListTemplates, |b| {
            let quote = support::blank(b, &b.administrator).await;
            json!({"id": b.uuid(), "quote_id": quote.id, "name": "Full", "sharing": "private"})
        })
        (templates::UpdateTemplate, templates::ListTemplates, |b| {
            let one = crate::cpq::templates::of_administrator(b).await;
            json!({"id": one.id, "version": one.version, "name": one.name, "sharing": one.sharing})
        })
        (promotions::RedeemCoupon, promotions::ListPromotions, |b| {
            let one = crate::cpq::promotions::coupon(b, "FULL").await;
            json!({"occasion": {"account_id": null, "currency": "EUR", "price_book_id": null, "on": "2026-11-23"}, "code": one.draft.coupon})
        })
        (approvals::SaveApprovalRule, approvals::ListApprovalRules, |b| {
            let made = crate::cpq::approvals::save_rule(b, crate::cpq::approvals::RULE).await;
            let rule = made.unwrap().pop().unwrap();
            json!({"id": rule.id, "version": rule.version, "draft": rule.draft})
        })
        (approvals::DecideApproval, approvals::ListAbsences, |b| {
            let quote = crate::cpq::approvals::waiting(b).await;
            let get = approvals::GetApproval { quote_id: quote.id };
            let view = b.run(&b.manager, get).await.unwrap();
            json!({"id": view.request.unwrap().id, "decision": "approve_if", "comment": "Full", "condition": "Full"})
        })
        (approvals::SaveAbsence, approvals::ListAbsences, |b| {
            json!({"id": b.uuid(), "from": "2026-12-24", "to": "2026-12-31", "delegate": b.head.user_id})
        })
        (fields::SaveField, fields::ListFields, |b| {
            let made = records::new_field(b, fields::FieldKind::Choice).await;
            json!({"field": made})
        })
        (passkeys::RenamePasskey, passkeys::ListPasskeys, |b| {
            json!({"id": passkey(b, b.administrator.user_id).await, "version": 1, "name": "Key"})
        })
        (sso::SaveProvider, sso::ListProviders, |b| {
            let read = provider(b).await;
            json!({"id": read.id, "version": read.version, "draft": read.draft, "secret": null})
        })
        (webhooks::CreateWebhook, webhooks::ListWebhooks, |b| json!({"id": b.uuid(), "draft": records::hook("Full")}))
        (webhooks::EditWebhook, webhooks::ListWebhooks, |b| {
            let read = records::webhook(b).await;
            json!({"id": read.id, "version": read.version, "draft": records::hook("Full")})
        })
    }
}

fn full_spec() -> views::ViewSpec {
    views::ViewSpec {
        filter: "state.is(open)".into(),
        search: "acme".into(),
        sort: "-amount".into(),
        columns: vec!["name".into(), "amount".into()],
        group: "owner".into(),
    }
}
