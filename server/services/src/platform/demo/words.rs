//! What people write: names of deals, notes, subjects, in the language of who writes.

use super::random::Random;
use shared::deals::opportunities::OpportunityKind;
use shared::deals::pipelines::PipelineKind;
use shared::kernel::Lang;
use shared::work::activities::Outcome;

pub(super) type Both = (&'static str, &'static str);

pub(super) const fn of(text: Both, lang: Lang) -> &'static str {
    match lang {
        Lang::En => text.0,
        Lang::Fr => text.1,
    }
}

const B2B: [Both; 12] = [
    (
        "Vibration monitoring, line {n}",
        "Surveillance vibratoire, ligne {n}",
    ),
    (
        "Cold chain monitoring, {n} stores",
        "Suivi de la chaîne du froid, {n} magasins",
    ),
    (
        "Energy metering, building {n}",
        "Comptage d’énergie, bâtiment {n}",
    ),
    (
        "Compressed air leak detection",
        "Détection de fuites d’air comprimé",
    ),
    ("Tank level monitoring", "Suivi de niveau des cuves"),
    ("Boiler room supervision", "Supervision de la chaufferie"),
    (
        "Water consumption, {n} sites",
        "Consommation d’eau, {n} sites",
    ),
    (
        "Warehouse humidity control",
        "Contrôle d’humidité de l’entrepôt",
    ),
    (
        "Pump station retrofit",
        "Rénovation de la station de pompage",
    ),
    ("Clean room sensors", "Capteurs salle blanche"),
    (
        "Ovens temperature, workshop {n}",
        "Température des fours, atelier {n}",
    ),
    ("Gas safety, car parks", "Sécurité gaz, parkings"),
];
const SAAS: [Both; 7] = [
    ("Cloud Team, {n} users", "Cloud Équipe, {n} utilisateurs"),
    (
        "Monitoring platform pilot",
        "Pilote de la plateforme de supervision",
    ),
    (
        "Cloud migration of existing sensors",
        "Migration vers le Cloud des capteurs existants",
    ),
    (
        "Energy dashboards for {n} sites",
        "Tableaux de bord énergie, {n} sites",
    ),
    (
        "Alerting for maintenance team",
        "Alertes pour l’équipe maintenance",
    ),
    ("API access for data team", "Accès API pour l’équipe data"),
    ("Compliance reporting", "Rapports de conformité"),
];
const ENTERPRISE: [Both; 6] = [
    (
        "Predictive maintenance, {n} plants",
        "Maintenance prédictive, {n} usines",
    ),
    (
        "Group framework for metering",
        "Accord-cadre groupe pour le comptage",
    ),
    (
        "Smart factory programme, wave {n}",
        "Programme usine connectée, vague {n}",
    ),
    (
        "Energy efficiency plan, whole group",
        "Plan d’efficacité énergétique, tout le groupe",
    ),
    (
        "Replacement of legacy supervision",
        "Remplacement de la supervision existante",
    ),
    (
        "Cold stores, national roll-out",
        "Entrepôts frigorifiques, déploiement national",
    ),
];
const B2C: [Both; 4] = [
    ("Home comfort kit", "Kit confort maison"),
    (
        "Leak alert for holiday home",
        "Alerte fuite résidence secondaire",
    ),
    ("House monitoring", "Surveillance de la maison"),
    ("Cellar humidity", "Humidité de la cave"),
];
const RENEWAL: [Both; 3] = [
    (
        "Renewal of Cloud subscription",
        "Renouvellement de l’abonnement Cloud",
    ),
    (
        "Renewal of maintenance contract",
        "Renouvellement du contrat de maintenance",
    ),
    (
        "Yearly calibration renewal",
        "Renouvellement de l’étalonnage annuel",
    ),
];
const EXPANSION: [Both; 4] = [
    ("Extension to site {n}", "Extension au site {n}"),
    (
        "More sensors, phase {n}",
        "Capteurs supplémentaires, phase {n}",
    ),
    ("Predictive option", "Option prédictive"),
    ("Extra users", "Utilisateurs supplémentaires"),
];

pub(super) fn deal_name(
    random: &mut Random,
    pipeline: PipelineKind,
    kind: OpportunityKind,
    lang: Lang,
) -> String {
    let list: &[Both] = match (kind, pipeline) {
        (OpportunityKind::Renewal, _) => &RENEWAL,
        (OpportunityKind::Expansion, _) => &EXPANSION,
        (_, PipelineKind::B2c) => &B2C,
        (_, PipelineKind::Saas) => &SAAS,
        (_, PipelineKind::Enterprise) => &ENTERPRISE,
        _ => &B2B,
    };
    let number = random.between(2, 9).to_string();
    of(*random.pick(list), lang).replace("{n}", &number)
}

const LOSS: [Both; 12] = [
    (
        "14 % above the other offer.",
        "14 % au-dessus de l’autre offre.",
    ),
    ("Investment budget frozen.", "Budget d’investissement gelé."),
    (
        "Chose Sentiq for their local installer.",
        "A choisi Sentiq pour son installateur local.",
    ),
    (
        "Extended the existing contract by a year.",
        "A prolongé d’un an le contrat en place.",
    ),
    (
        "Their automation team will do it.",
        "Leur équipe automatisme s’en charge.",
    ),
    (
        "Needs battery life above ten years.",
        "Demande une autonomie de plus de dix ans.",
    ),
    (
        "No decision in the committee, twice.",
        "Pas de décision en comité, deux fois de suite.",
    ),
    ("Postponed to next year.", "Reporté à l’an prochain."),
    ("Our champion left.", "Notre relais a quitté l’entreprise."),
    (
        "No answer since the proposal.",
        "Sans réponse depuis la proposition.",
    ),
    (
        "Unlimited liability asked for.",
        "Responsabilité illimitée demandée.",
    ),
    ("Only wanted a study.", "Ne voulait qu’une étude."),
];

pub(super) fn loss_note(random: &mut Random, reason: usize, lang: Lang) -> String {
    match LOSS.get(reason) {
        Some(note) if random.percent(55) => of(*note, lang).to_owned(),
        _ => String::new(),
    }
}

pub(super) const SOURCES: [Both; 7] = [
    ("Website", "Site web"),
    ("Trade show", "Salon professionnel"),
    ("Referral", "Recommandation"),
    ("Outbound call", "Prospection téléphonique"),
    ("Partner", "Partenaire"),
    ("Existing customer", "Client existant"),
    ("Webinar", "Webinaire"),
];

pub(super) const NEXT_STEPS: [Both; 8] = [
    ("Send the revised quote", "Envoyer le devis révisé"),
    (
        "Site visit with the plant manager",
        "Visite du site avec le directeur d’usine",
    ),
    (
        "Call purchasing about payment terms",
        "Appeler les achats au sujet des conditions de paiement",
    ),
    (
        "Demonstration for the maintenance team",
        "Démonstration pour l’équipe maintenance",
    ),
    (
        "Get the technical sign-off",
        "Obtenir la validation technique",
    ),
    (
        "Present to the steering committee",
        "Présenter au comité de pilotage",
    ),
    (
        "Confirm the number of measuring points",
        "Confirmer le nombre de points de mesure",
    ),
    ("Collect the signed order", "Récupérer la commande signée"),
];

/// Kind, subject, body, outcome, minutes.
pub(super) type Talk = (&'static str, Both, Both, Outcome, i64);

pub(super) const TALKS: [Talk; 12] = [
    (
        "call",
        ("Discovery call", "Appel de découverte"),
        (
            "Two lines stop about once a month; each stop costs a shift.",
            "Deux lignes s’arrêtent environ une fois par mois ; chaque arrêt coûte une équipe.",
        ),
        Outcome::Connected,
        25,
    ),
    (
        "call",
        ("Follow-up on the quote", "Relance sur le devis"),
        (
            "Purchasing has it; an answer is promised this week.",
            "Le devis est chez les achats ; réponse promise cette semaine.",
        ),
        Outcome::Connected,
        10,
    ),
    (
        "call",
        (
            "No answer, left a message",
            "Pas de réponse, message laissé",
        ),
        ("", ""),
        Outcome::Voicemail,
        2,
    ),
    (
        "meeting",
        ("Site visit", "Visite du site"),
        (
            "Saw the workshop, counted 42 measuring points. Network coverage is weak in the basement.",
            "Atelier visité, 42 points de mesure comptés. Réseau faible au sous-sol.",
        ),
        Outcome::Held,
        120,
    ),
    (
        "meeting",
        ("Demonstration", "Démonstration"),
        (
            "Six people. The alert on the phone convinced the maintenance manager.",
            "Six personnes. L’alerte sur téléphone a convaincu le responsable maintenance.",
        ),
        Outcome::Held,
        60,
    ),
    (
        "meeting",
        ("Price negotiation", "Négociation tarifaire"),
        (
            "They ask for 12 %; we offered training instead of a discount.",
            "Ils demandent 12 % ; nous avons proposé une formation plutôt qu’une remise.",
        ),
        Outcome::Held,
        45,
    ),
    (
        "email",
        (
            "Technical documentation sent",
            "Documentation technique envoyée",
        ),
        (
            "Data sheets and the ATEX certificate, as asked.",
            "Fiches techniques et certificat ATEX, comme demandé.",
        ),
        Outcome::None,
        0,
    ),
    (
        "email",
        ("Thanks for the meeting", "Merci pour votre accueil"),
        (
            "Summary of what we agreed and the dates.",
            "Résumé de nos accords et des dates.",
        ),
        Outcome::None,
        0,
    ),
    (
        "email",
        (
            "Answers to the security questionnaire",
            "Réponses au questionnaire sécurité",
        ),
        (
            "All 38 questions answered; hosting certificate attached.",
            "38 questions traitées ; certificat d’hébergement joint.",
        ),
        Outcome::None,
        0,
    ),
    (
        "note",
        ("Decision process", "Processus de décision"),
        (
            "The committee meets on the first Tuesday of the month.",
            "Le comité se réunit le premier mardi du mois.",
        ),
        Outcome::None,
        0,
    ),
    (
        "note",
        ("Competitor on site", "Concurrent sur place"),
        (
            "Nordsens gave an offer last week, without installation.",
            "Nordsens a remis une offre la semaine dernière, sans la pose.",
        ),
        Outcome::None,
        0,
    ),
    (
        "call",
        (
            "Reference call arranged",
            "Appel avec un client référent organisé",
        ),
        (
            "They will talk to another plant using the same gateways.",
            "Ils échangeront avec une usine équipée des mêmes passerelles.",
        ),
        Outcome::None,
        15,
    ),
];

/// Kind, subject.
pub(super) const TASKS: [(&str, Both); 10] = [
    (
        "call",
        ("Call back about the quote", "Rappeler au sujet du devis"),
    ),
    (
        "call",
        (
            "Confirm the installation dates",
            "Confirmer les dates d’installation",
        ),
    ),
    (
        "email",
        (
            "Send the updated proposal",
            "Envoyer la proposition mise à jour",
        ),
    ),
    (
        "email",
        (
            "Send references from the same trade",
            "Envoyer des références du même métier",
        ),
    ),
    (
        "meeting",
        ("Prepare the demonstration", "Préparer la démonstration"),
    ),
    (
        "todo",
        (
            "Get the price for 50 more sensors",
            "Obtenir le prix pour 50 capteurs de plus",
        ),
    ),
    (
        "todo",
        (
            "Fill in the supplier form",
            "Remplir le dossier fournisseur",
        ),
    ),
    (
        "todo",
        (
            "Check network coverage on site",
            "Vérifier la couverture réseau sur site",
        ),
    ),
    (
        "call",
        ("Ask for the decision date", "Demander la date de décision"),
    ),
    (
        "todo",
        (
            "Write the summary of needs",
            "Rédiger la synthèse des besoins",
        ),
    ),
];

pub(super) const MEETINGS: [Both; 4] = [
    ("Steering committee", "Comité de pilotage"),
    ("Demonstration for the team", "Démonstration pour l’équipe"),
    ("Contract review", "Revue de contrat"),
    ("Site visit", "Visite du site"),
];

pub(super) const COMPETITORS: [&str; 5] = [
    "Sentiq",
    "Nordsens",
    "Datavigie",
    "Kontrol AG",
    "Veltra Systems",
];
