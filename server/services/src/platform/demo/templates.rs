//! Two templates of the sample company, shared with everybody.

use super::catalog::{Catalog, Item};
use super::clauses;
use super::people::{People, Team};
use shared::cpq::clauses::{ClauseCategory, hold};
use shared::cpq::quotes::Section;
use shared::cpq::templates::{TemplateContents, TemplateLine, TemplateSharing};
use shared::kernel::{
    Currency, Instant, Lang, Named, Percent, Quantity, QuoteSectionId, QuoteTemplateId,
};
use store::cpq::templates::StoredTemplate;
use uuid::Uuid;

/// Title of a section and its lines: code, how many, whether it is an option.
type Part = (&'static str, &'static [(&'static str, i64, bool)]);

struct Plan {
    name: &'static str,
    title: &'static str,
    introduction: &'static str,
    terms: &'static str,
    language: Lang,
    months: u32,
    discount: i32,
    parts: &'static [Part],
}

const PLANS: [Plan; 2] = [
    Plan {
        name: "Surveillance d’atelier",
        title: "Surveillance vibratoire de vos machines",
        introduction: "Nous vous proposons de surveiller vos machines en continu : capteurs, pose et service en ligne.",
        terms: "Paiement à 30 jours date de facture. Livraison trois semaines après commande.",
        language: Lang::Fr,
        months: 36,
        discount: 500,
        parts: &[
            ("Équipement", &[("MS-V30", 12, false), ("ML-300", 1, false)]),
            (
                "Pose et mise en service",
                &[("SV-INST", 2, false), ("SV-TRN", 1, true)],
            ),
            (
                "Abonnements",
                &[("MC-DEV", 12, false), ("MC-TEAM", 3, false)],
            ),
        ],
    },
    Plan {
        name: "Cold chain starter",
        title: "Temperature monitoring of your cold rooms",
        introduction: "Everything it takes to watch your cold rooms from the first day.",
        terms: "Payment within 30 days of invoice. Delivery three weeks after the order.",
        language: Lang::En,
        months: 24,
        discount: 0,
        parts: &[
            (
                "Equipment",
                // The gateway has been replaced since: a new offer says that it is no longer sold.
                &[
                    ("MS-T20", 20, false),
                    ("ML-100", 1, false),
                    ("ML-200", 1, false),
                ],
            ),
            ("Services", &[("SV-COM", 1, false), ("SV-CAL", 1, true)]),
            ("Subscriptions", &[("MC-DEV", 20, false)]),
        ],
    },
];

fn id(template: u128, place: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_4300 + template * 16 + place)
}

fn line(
    item: &Item,
    section: QuoteSectionId,
    lang: Lang,
    (units, optional): (i64, bool),
) -> TemplateLine {
    TemplateLine {
        product_id: Some(item.id),
        section: Some(section),
        description: item.name.get(lang).to_owned(),
        charge: item.charge,
        quantity: Quantity::whole(units),
        discount: Percent::ZERO,
        off_minor: None,
        surcharges: Vec::new(),
        optional,
        term: None,
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
        free: None,
    }
}

fn contents(catalog: &Catalog, plan: &Plan, n: u128) -> TemplateContents {
    let (mut sections, mut lines) = (Vec::new(), Vec::new());
    for ((title, wanted), place) in plan.parts.iter().zip(1_u128..) {
        let section = QuoteSectionId(id(n, place));
        sections.push(Section {
            id: section,
            title: (*title).to_owned(),
            introduction: String::new(),
            subtotal: true,
        });
        for (sku, units, optional) in *wanted {
            let item = catalog.items.iter().find(|item| item.sku == *sku);
            let made = item.map(|item| line(item, section, plan.language, (*units, *optional)));
            lines.extend(made);
        }
    }
    let clauses = clauses::library();
    let held = clauses
        .iter()
        .filter(|clause| {
            matches!(
                clause.draft.category,
                ClauseCategory::Delivery | ClauseCategory::Warranty
            )
        })
        .map(|clause| hold(clause, plan.language, false));
    TemplateContents {
        title: plan.title.to_owned(),
        language: plan.language,
        currency: Currency::EUR,
        valid_days: 45,
        term_months: plan.months,
        payment_days: None,
        subscription: shared::cpq::pricing::Subscription::default(),
        discount: Percent(plan.discount),
        off_minor: None,
        surcharges: Vec::new(),
        introduction: plan.introduction.to_owned(),
        terms: plan.terms.to_owned(),
        custom: shared::platform::fields::CustomValues::default(),
        sections,
        clauses: held.collect(),
        lines,
    }
}

/// The templates; none without anybody to own them.
pub(super) fn templates(people: &People, catalog: &Catalog, at: Instant) -> Vec<StoredTemplate> {
    let manager = people.managers.iter().find(|(_, of)| *of == Team::All);
    let Some((owner, _)) = manager else {
        return Vec::new();
    };
    PLANS
        .iter()
        .zip(0_u128..)
        .map(|(plan, n)| StoredTemplate {
            id: QuoteTemplateId(id(n, 0)),
            name: plan.name.to_owned(),
            sharing: TemplateSharing::Company,
            team_id: None,
            owner: Named::new(*owner, String::new()),
            contents: contents(catalog, plan, n),
            files: 0,
            updated_at: at,
            deleted_at: None,
            version: 1,
        })
        .collect()
}
