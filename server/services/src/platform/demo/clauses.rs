//! The clauses of the sample company, and those its offers have.

use shared::cpq::clauses::{Clause, ClauseCategory, ClauseDraft, HeldClause, hold};
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::QuoteDraft;
use shared::kernel::{ClauseId, LocalText};
use uuid::Uuid;

type Both = (&'static str, &'static str);

fn clause(
    n: u128,
    category: ClauseCategory,
    (title, text): (Both, Both),
    (condition, locked): (&str, bool),
) -> Clause {
    Clause {
        id: ClauseId(Uuid::from_u128(
            0x0193_0000_0000_7000_8000_0000_0000_4100 + n,
        )),
        draft: ClauseDraft {
            title: LocalText::new(title.0, title.1),
            text: LocalText::new(text.0, text.1),
            category,
            condition: condition.to_owned(),
            locked,
            active: true,
        },
        number: 1,
        version: 1,
    }
}

/// The library.
pub(super) fn library() -> Vec<Clause> {
    use ClauseCategory as C;
    vec![
        clause(
            1,
            C::Payment,
            (
                ("Payment by instalments", "Paiement échelonné"),
                (
                    "30% are due with the order, 40% with delivery and 30% with acceptance. Each instalment is payable within 30 days of its invoice.",
                    "30 % sont dus à la commande, 40 % à la livraison et 30 % à la réception. Chaque échéance est payable à 30 jours date de facture.",
                ),
            ),
            ("net >= 50000", false),
        ),
        clause(
            2,
            C::Delivery,
            (
                ("Delivery and installation", "Livraison et pose"),
                (
                    "Delivery is made carriage paid. The customer keeps the places of installation accessible and supplied with power; waiting times are charged by the hour.",
                    "La livraison est faite franco de port. Le client tient les lieux de pose accessibles et alimentés en courant ; les temps d’attente sont facturés à l’heure.",
                ),
            ),
            ("", false),
        ),
        clause(
            3,
            C::Warranty,
            (
                ("Five years’ warranty", "Garantie de cinq ans"),
                (
                    "Every sensor is warranted for five years from delivery against faults of material and manufacture. Wear of batteries is excluded.",
                    "Chaque capteur est garanti cinq ans à compter de la livraison contre tout défaut de matière et de fabrication. L’usure des piles est exclue.",
                ),
            ),
            ("", true),
        ),
        clause(
            4,
            C::DataProtection,
            (
                (
                    "Processing of personal data",
                    "Traitement des données personnelles",
                ),
                (
                    "Where the cloud service processes personal data, we act as processor within the meaning of Article 28 GDPR. The data is hosted in the European Union.",
                    "Lorsque le service en ligne traite des données personnelles, nous agissons en sous-traitant au sens de l’article 28 du RGPD. Les données sont hébergées dans l’Union européenne.",
                ),
            ),
            ("families contains \"Meridian Cloud\"", true),
        ),
        clause(
            5,
            C::Confidentiality,
            (
                ("Confidentiality", "Confidentialité"),
                (
                    "Each party keeps what it learns of the other confidential for three years after the end of the contract.",
                    "Chaque partie garde confidentiel ce qu’elle apprend de l’autre pendant trois ans après la fin du contrat.",
                ),
            ),
            ("", false),
        ),
        clause(
            6,
            C::GeneralTerms,
            (
                ("General terms of sale", "Conditions générales de vente"),
                (
                    "Our general terms of sale apply; the customer declares having received them. They are governed by French law.",
                    "Nos conditions générales de vente s’appliquent ; le client déclare les avoir reçues. Elles sont soumises au droit français.",
                ),
            ),
            ("", true),
        ),
    ]
}

/// What an offer holds: the warranty, the data where there is a subscription, the general terms.
pub(super) fn of(draft: &QuoteDraft) -> Vec<HeldClause> {
    let recurs = draft
        .lines
        .iter()
        .any(|line| line.price.charge != Charge::OneTime);
    library()
        .iter()
        .filter(|clause| match clause.draft.category {
            ClauseCategory::Warranty | ClauseCategory::GeneralTerms => true,
            ClauseCategory::DataProtection => recurs,
            _ => false,
        })
        .map(|clause| hold(clause, draft.language, false))
        .collect()
}
