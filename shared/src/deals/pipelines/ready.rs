//! The four pipelines a new company starts with: consumers, businesses, subscriptions, enterprise.

use super::criteria::Criterion::{self, *};
use super::model::ForecastCategory::{self, BestCase, Closed, Commit, Omitted};
use super::model::{Pipeline, PipelineKind, Stage, StageState};
use crate::kernel::id::uuid_v7;
use crate::kernel::{LocalText, Percent, PipelineId, StageId};

/// The time within the fixed ids: 2026-01-01T00:00:00Z.
pub(super) const FIXED_TIME: i64 = 1_767_225_600_000;

type Texts = (&'static str, &'static str);

/// An open stage in shorthand.
struct Step {
    name: Texts,
    percent: i32,
    category: ForecastCategory,
    exit: &'static [Criterion],
    stalled: i32,
    guidance: Texts,
}

const LOOKING: ForecastCategory = ForecastCategory::Pipeline;

const B2C: &[Step] = &[
    Step {
        name: ("Enquiry", "Demande"),
        percent: 20,
        category: LOOKING,
        exit: &[Contact],
        stalled: 2,
        guidance: (
            "Answer within the hour. Find out what the person wants, for when and at what price, and note how to reach them.",
            "Répondez dans l’heure. Cernez le besoin, la date souhaitée et le budget, puis notez comment joindre la personne.",
        ),
    },
    Step {
        name: ("Offer made", "Offre faite"),
        percent: 50,
        category: BestCase,
        exit: &[Amount, Products],
        stalled: 5,
        guidance: (
            "Put the chosen products on the deal and say the price all included. Agree when you will call back.",
            "Ajoutez les produits choisis et annoncez le prix toutes taxes comprises. Convenez du moment de votre rappel.",
        ),
    },
];

const B2B: &[Step] = &[
    Step {
        name: ("Qualify", "Qualification"),
        percent: 10,
        category: LOOKING,
        exit: &[Account, Contact],
        stalled: 14,
        guidance: (
            "Check need, budget, authority and timing. A deal without a real need or a date goes back to nurturing.",
            "Vérifiez le besoin, le budget, le pouvoir de décision et l’échéance. Sans besoin réel ni échéance, revenez-y plus tard.",
        ),
    },
    Step {
        name: ("Understand the need", "Analyse du besoin"),
        percent: 25,
        category: LOOKING,
        exit: &[Amount, Activity, NextStep],
        stalled: 14,
        guidance: (
            "Hold the discovery meeting. Write down what it costs the customer to do nothing, and agree the next step with a date.",
            "Menez l’entretien de découverte. Notez ce que coûte l’inaction au client et convenez de la prochaine étape, avec une date.",
        ),
    },
    Step {
        name: ("Proposal", "Proposition"),
        percent: 50,
        category: BestCase,
        exit: &[DecisionMaker, Quote],
        stalled: 10,
        guidance: (
            "Present the quote to the person who decides; never only send it. Confirm the criteria of the choice and the rivals.",
            "Présentez le devis à la personne qui décide, sans vous contenter de l’envoyer. Faites confirmer les critères de choix et les concurrents.",
        ),
    },
    Step {
        name: ("Negotiation", "Négociation"),
        percent: 75,
        category: Commit,
        exit: &[CloseDate, AcceptedQuote],
        stalled: 7,
        guidance: (
            "Trade, do not give: each concession has a counterpart. Settle the signature day and who signs.",
            "Échangez plutôt que de céder : chaque concession a sa contrepartie. Fixez la date de signature et le signataire.",
        ),
    },
];

const SAAS: &[Step] = &[
    Step {
        name: ("Product interest", "Intérêt produit"),
        percent: 10,
        category: LOOKING,
        exit: &[Account, Contact],
        stalled: 7,
        guidance: (
            "Look at what they already use or tried. Qualify the team size and the problem before offering a demonstration.",
            "Regardez ce que l’entreprise utilise ou a déjà essayé. Qualifiez la taille de l’équipe et le problème avant de proposer une démonstration.",
        ),
    },
    Step {
        name: ("Demonstration", "Démonstration"),
        percent: 25,
        category: LOOKING,
        exit: &[Activity, NextStep],
        stalled: 10,
        guidance: (
            "Show their case, not every screen. Agree what a successful trial must prove, and until when.",
            "Montrez leur cas d’usage plutôt que tous les écrans. Convenez de ce que l’essai doit prouver, et pour quelle date.",
        ),
    },
    Step {
        name: ("Trial", "Essai"),
        percent: 45,
        category: BestCase,
        exit: &[Champion, Amount, Products],
        stalled: 14,
        guidance: (
            "Meet the champion each week and measure against the agreed goals. Size the subscription: seats, term, options.",
            "Voyez votre relais chaque semaine et mesurez les objectifs convenus. Dimensionnez l’abonnement : utilisateurs, durée, options.",
        ),
    },
    Step {
        name: ("Agreement", "Accord commercial"),
        percent: 75,
        category: Commit,
        exit: &[DecisionMaker, Quote, CloseDate],
        stalled: 7,
        guidance: (
            "Send the quote with the term and the start day of the subscription. Clear security and data questions now.",
            "Envoyez le devis avec la durée et la date de début de l’abonnement. Réglez dès maintenant les questions de sécurité et de données.",
        ),
    },
];

const ENTERPRISE: &[Step] = &[
    Step {
        name: ("Identify", "Identification"),
        percent: 5,
        category: LOOKING,
        exit: &[Account, Contact],
        stalled: 30,
        guidance: (
            "Map the organisation: who feels the problem, who pays, who can stop it. Get a first meeting with the right unit.",
            "Cartographiez l’organisation : qui subit le problème, qui paie, qui peut bloquer. Obtenez un premier rendez-vous avec la bonne entité.",
        ),
    },
    Step {
        name: ("Qualify", "Qualification"),
        percent: 15,
        category: LOOKING,
        exit: &[Activity, Amount, NextStep],
        stalled: 30,
        guidance: (
            "Quantify the pain and the gain. Ask how the last purchase of this size was decided, step by step.",
            "Chiffrez le problème et le gain attendu. Demandez comment s’est décidé, étape par étape, le dernier achat de cette taille.",
        ),
    },
    Step {
        name: ("Solution", "Solution"),
        percent: 30,
        category: LOOKING,
        exit: &[Champion, Competitor, Team],
        stalled: 21,
        guidance: (
            "Design the solution with your champion and a colleague from pre-sales. Know your rivals and where you differ.",
            "Concevez la solution avec votre champion et un collègue avant-vente. Connaissez vos concurrents et votre différence.",
        ),
    },
    Step {
        name: ("Business case", "Étude de rentabilité"),
        percent: 50,
        category: BestCase,
        exit: &[DecisionMaker, Products],
        stalled: 21,
        guidance: (
            "Have the person who decides confirm the figures of the business case and the plan up to the signature.",
            "Faites valider par la personne qui décide les chiffres de l’étude et le calendrier jusqu’à la signature.",
        ),
    },
    Step {
        name: ("Proposal", "Proposition"),
        percent: 65,
        category: BestCase,
        exit: &[Quote, CloseDate],
        stalled: 14,
        guidance: (
            "Present the quote to the whole buying group. List what legal, security and purchasing will ask.",
            "Présentez le devis à tout le groupe d’achat. Anticipez les demandes du juridique, de la sécurité et des achats.",
        ),
    },
    Step {
        name: ("Contract", "Contractualisation"),
        percent: 85,
        category: Commit,
        exit: &[NextStep, AcceptedQuote],
        stalled: 14,
        guidance: (
            "Run the signature plan: open clauses, signers, dates on both sides. Every open point has one owner.",
            "Pilotez le plan de signature : clauses ouvertes, signataires, dates des deux côtés. Chaque point ouvert a un responsable unique.",
        ),
    },
];

const WON: Step = Step {
    name: ("Won", "Gagnée"),
    percent: 100,
    category: Closed,
    exit: &[],
    stalled: 0,
    guidance: (
        "Hand over to those who deliver, thank the customer and note why they chose us.",
        "Passez le relais à l’équipe de réalisation, remerciez le client et notez pourquoi il nous a choisis.",
    ),
};

const LOST: Step = Step {
    name: ("Lost", "Perdue"),
    percent: 0,
    category: Omitted,
    exit: &[],
    stalled: 0,
    guidance: (
        "Ask the customer for the real reason and note when it is worth coming back.",
        "Demandez au client la vraie raison et notez quand il sera utile de revenir.",
    ),
};

fn stage(pipeline: u8, index: u8, step: &Step, state: StageState) -> Stage {
    Stage {
        id: StageId(uuid_v7(
            FIXED_TIME,
            [0, 0, 0, 0, 0, 0, 0, 1, pipeline, index],
        )),
        name: LocalText::new(step.name.0, step.name.1),
        position: i32::from(index),
        state,
        probability: Percent::whole(step.percent),
        category: step.category,
        exit_criteria: step.exit.to_vec(),
        required_fields: Vec::new(),
        guidance: LocalText::new(step.guidance.0, step.guidance.1),
        stalled_after_days: (step.stalled > 0).then_some(step.stalled),
        active: true,
    }
}

fn pipeline(number: u8, kind: PipelineKind, name: Texts, steps: &[Step]) -> Pipeline {
    let all = steps
        .iter()
        .map(|step| (step, StageState::Open))
        .chain([(&WON, StageState::Won), (&LOST, StageState::Lost)]);
    Pipeline {
        id: PipelineId(uuid_v7(FIXED_TIME, [0, 0, 0, 0, 0, 0, 0, 0, 0, number])),
        kind,
        name: LocalText::new(name.0, name.1),
        position: i32::from(number),
        active: true,
        version: 1,
        stages: (0_u8..)
            .zip(all)
            .map(|(index, (step, state))| stage(number, index, step, state))
            .collect(),
    }
}

/// The ready pipelines: 4 stages for consumers, 6 for businesses and for subscriptions, 8 for
/// enterprise. Their ids are fixed, so loading them twice changes nothing.
#[must_use]
pub fn ready_pipelines() -> Vec<Pipeline> {
    vec![
        pipeline(
            0,
            PipelineKind::B2b,
            ("Business sales", "Vente aux entreprises"),
            B2B,
        ),
        pipeline(
            1,
            PipelineKind::Saas,
            ("Subscriptions (SaaS)", "Abonnements (SaaS)"),
            SAAS,
        ),
        pipeline(
            2,
            PipelineKind::Enterprise,
            ("Enterprise", "Grands comptes"),
            ENTERPRISE,
        ),
        pipeline(
            3,
            PipelineKind::B2c,
            ("Consumer sales", "Vente aux particuliers"),
            B2C,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::{default_loss_reasons, validate_pipeline};
    use super::*;

    #[test]
    fn ready_pipelines_are_valid_and_complete() {
        let counts: Vec<usize> = ready_pipelines().iter().map(|p| p.stages.len()).collect();
        assert_eq!(counts, [6, 6, 8, 4]);
        for pipeline in ready_pipelines() {
            assert_eq!(validate_pipeline(&pipeline), vec![], "{:?}", pipeline.kind);
            for stage in &pipeline.stages {
                assert!(!stage.name.en.is_empty() && !stage.name.fr.is_empty());
                assert!(stage.guidance.en.len() > 40 && stage.guidance.fr.len() > 40);
                if stage.state == StageState::Open {
                    assert!(!stage.exit_criteria.is_empty() && stage.stalled_after_days.is_some());
                }
            }
            let rising: Vec<_> = pipeline.open_stages().map(|s| s.probability).collect();
            assert!(rising.is_sorted_by(|a, b| a < b));
        }
        assert_eq!(ready_pipelines(), ready_pipelines());
        assert_eq!(default_loss_reasons().len(), 12);
    }
}
