//! The loss reasons a new company starts with.

use super::model::LossReason;
use crate::kernel::id::uuid_v7;
use crate::kernel::{LocalText, LossReasonId};

const REASONS: [(&str, &str); 12] = [
    ("Price too high", "Prix trop élevé"),
    ("No budget", "Pas de budget"),
    ("Lost to a competitor", "Perdu face à un concurrent"),
    (
        "Stayed with the current supplier",
        "Fournisseur en place conservé",
    ),
    ("Built it themselves", "Solution développée en interne"),
    ("Missing function", "Fonction manquante"),
    ("No decision", "Aucune décision prise"),
    ("Project postponed", "Projet reporté"),
    (
        "Contact left or changed post",
        "Interlocuteur parti ou muté",
    ),
    ("No answer any more", "Plus de réponse"),
    ("Terms not acceptable", "Conditions inacceptables"),
    ("Not a fit", "Besoin mal qualifié"),
];

/// The default loss reasons. Their ids are fixed, so loading them twice changes nothing.
#[must_use]
pub fn default_loss_reasons() -> Vec<LossReason> {
    (0_u8..)
        .zip(REASONS)
        .map(|(index, (en, fr))| LossReason {
            id: LossReasonId(uuid_v7(
                super::ready::FIXED_TIME,
                [0, 0, 0, 0, 0, 0, 0, 9, 0, index],
            )),
            name: LocalText::new(en, fr),
            position: i32::from(index),
            active: true,
        })
        .collect()
}
