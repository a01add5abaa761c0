//! What people ask for, and what is said with them, in both languages.

use shared::crm::leads::TouchKind;

pub(super) const INTERESTS: [(&str, &str); 10] = [
    (
        "Vibration sensors for two presses",
        "Capteurs de vibration pour deux presses",
    ),
    (
        "Energy monitoring of a cold store",
        "Suivi énergétique d’un entrepôt frigorifique",
    ),
    (
        "Replacing a monitoring contract that ends in March",
        "Remplacer un contrat de télésurveillance qui finit en mars",
    ),
    (
        "Temperature probes, about forty",
        "Sondes de température, une quarantaine",
    ),
    (
        "A demonstration for the maintenance team",
        "Une démonstration pour l’équipe de maintenance",
    ),
    (
        "Price of the yearly subscription for one site",
        "Tarif de l’abonnement annuel pour un site",
    ),
    (
        "Leak detection on a compressed-air network",
        "Détection de fuites sur un réseau d’air comprimé",
    ),
    (
        "Calibration of thirty pressure gauges",
        "Étalonnage de trente manomètres",
    ),
    (
        "Connecting sensors to an existing supervisor",
        "Raccorder des capteurs à une supervision existante",
    ),
    (
        "Saw the stand at the fair, wants documentation",
        "Passé sur le stand au salon, souhaite une documentation",
    ),
];
pub(super) const TALKS: [(TouchKind, &str, &str); 6] = [
    (
        TouchKind::Call,
        "Asked for the number of machines and the budget.",
        "Demandé le nombre de machines et le budget.",
    ),
    (
        TouchKind::Email,
        "Sent the documentation and two dates.",
        "Envoyé la documentation et deux dates.",
    ),
    (
        TouchKind::Call,
        "Decision with the plant manager in two weeks.",
        "Décision avec le directeur d’usine sous quinze jours.",
    ),
    (
        TouchKind::Meeting,
        "Shown the monitoring portal; they liked the alerts.",
        "Présenté le portail de suivi ; les alertes ont plu.",
    ),
    (
        TouchKind::Email,
        "Wants a reference in the same trade.",
        "Souhaite une référence du même métier.",
    ),
    (
        TouchKind::Note,
        "Compares with a competitor already in place.",
        "Compare avec un concurrent déjà en place.",
    ),
];
pub(super) const JOBS: [(&str, &str); 6] = [
    ("Maintenance manager", "Responsable maintenance"),
    ("Plant manager", "Directrice de site"),
    ("Head of purchasing", "Responsable achats"),
    ("Energy manager", "Responsable énergie"),
    ("Quality manager", "Responsable qualité"),
    ("Works manager", "Chef d’atelier"),
];
