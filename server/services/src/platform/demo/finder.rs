//! The questions that find a product of the sample company.

use super::guides::{Both, NONE, answer, number, question};
use shared::cpq::models::guide::{Answer, Question, QuestionKind};

fn favours(key: &str, name: Both, favours: &str, because: Both) -> Answer {
    Answer {
        favours: favours.to_owned(),
        ..answer(key, name, "", because)
    }
}

/// What somebody may be looking for.
fn needs() -> Vec<Answer> {
    vec![
        answer(
            "measure",
            ("To measure something", "Mesurer quelque chose"),
            "family = meridian_sense",
            ("Sensors measure", "Les capteurs mesurent"),
        ),
        answer(
            "connect",
            ("To bring measurements together", "Rassembler des mesures"),
            "family = meridian_link",
            (
                "Gateways and controllers gather",
                "Passerelles et contrôleurs rassemblent",
            ),
        ),
        answer(
            "watch",
            ("To watch and be warned", "Surveiller et être alerté"),
            "family = meridian_cloud",
            ("The cloud watches", "Le cloud surveille"),
        ),
        answer(
            "people",
            ("Somebody who does it", "Quelqu’un qui le fasse"),
            "family = services",
            ("Our people come to you", "Nos équipes viennent chez vous"),
        ),
    ]
}

/// What sensors measure.
fn measures() -> Vec<Answer> {
    vec![
        answer(
            "temperature",
            ("Temperature", "La température"),
            "product in (ms_t10, ms_t20, ms_th15, ms_home)",
            ("Measures temperature", "Mesure la température"),
        ),
        answer(
            "vibration",
            ("Vibration", "Les vibrations"),
            "product in (ms_v30, ms_v35x)",
            ("Measures vibration", "Mesure les vibrations"),
        ),
        answer(
            "pressure",
            ("Pressure", "La pression"),
            "product in (ms_p40, ms_p45)",
            ("Measures pressure", "Mesure la pression"),
        ),
        answer(
            "flow",
            ("Flow or level", "Un débit ou un niveau"),
            "product in (ms_f50, ms_f55, ms_l60)",
            ("Measures what flows", "Mesure ce qui coule"),
        ),
        answer(
            "energy",
            ("Energy", "L’énergie"),
            "product = ms_e80",
            ("Measures energy", "Mesure l’énergie"),
        ),
        answer(
            "danger",
            ("Gas or leaks", "Des gaz ou des fuites"),
            "product in (ms_g70, ms_leak)",
            ("Warns of danger", "Avertit du danger"),
        ),
    ]
}

/// What a place is like, where sensors have to bear it.
fn harsh() -> Vec<Answer> {
    vec![
        answer(
            "explosive",
            ("Something can explode", "Un mélange peut exploser"),
            "product = ms_v35x",
            ("Approved for ATEX zones", "Admis en zone ATEX"),
        ),
        favours(
            "wet",
            ("It is washed down", "On y lave à grande eau"),
            "product in (ms_t20, ms_p40, ms_f55)",
            ("Stainless and sealed", "Inox et étanche"),
        ),
        favours(
            "humid",
            ("The air is humid", "L’air est humide"),
            "product = ms_th15",
            ("Measures the humidity as well", "Mesure aussi l’humidité"),
        ),
    ]
}

/// How measurements travel.
fn ways() -> Vec<Answer> {
    vec![
        answer(
            "mobile",
            ("By 4G", "Par la 4G"),
            "product in (ml_200, ml_500, ml_500r, ml_ant)",
            ("Has or takes a 4G modem", "A ou accepte un modem 4G"),
        ),
        answer(
            "radio",
            ("By radio over kilometres", "Par radio sur des kilomètres"),
            "product in (ml_300, ml_500, ml_500r, ml_ant)",
            ("Hears LoRaWAN", "Entend le LoRaWAN"),
        ),
        answer(
            "cable",
            ("By cable", "Par câble"),
            "product in (ml_500, ml_500r, ml_psu, ml_cab)",
            ("Is wired", "Se raccorde par câble"),
        ),
    ]
}

/// Whether what gathers them decides by itself.
fn clever() -> Vec<Answer> {
    vec![
        favours(
            "yes",
            NONE,
            "configurable or product = ml_500r",
            ("Computes on the spot", "Calcule sur place"),
        ),
        answer(
            "no",
            NONE,
            "not product in (ml_500, ml_500r)",
            ("A gateway is enough", "Une passerelle suffit"),
        ),
    ]
}

/// How many people watch the cloud.
fn crowd() -> Question {
    question(
        "crowd",
        (
            "How many people watch?",
            "Combien de personnes surveillent ?",
        ),
        NONE,
        "need = watch",
        number(
            (1, 150, 1),
            ("people", "personnes"),
            "crowd > 5 -> product != mc_start and product != mc_home",
            ("Fits that many people", "Convient à ce nombre de personnes"),
        ),
    )
}

/// Whether the cloud watches a whole site.
fn site() -> Question {
    question(
        "site",
        ("Is it a whole site?", "S’agit-il d’un site entier ?"),
        NONE,
        "need = watch",
        QuestionKind::YesNo {
            answers: vec![
                favours(
                    "yes",
                    NONE,
                    "configurable",
                    (
                        "Made for a whole site, and for yours",
                        "Fait pour un site entier, et pour le vôtre",
                    ),
                ),
                answer(
                    "no",
                    NONE,
                    "product != mc_plant",
                    (
                        "No need for the plan of a site",
                        "Pas besoin de la formule de site",
                    ),
                ),
            ],
        },
    )
}

/// The questions that find a product.
pub(super) fn finder() -> Vec<Question> {
    vec![
        question(
            "need",
            ("What do you need?", "De quoi avez-vous besoin ?"),
            NONE,
            "",
            QuestionKind::One { answers: needs() },
        ),
        question(
            "what",
            ("What is to be measured?", "Que faut-il mesurer ?"),
            NONE,
            "need = measure",
            QuestionKind::One {
                answers: measures(),
            },
        ),
        question(
            "harsh",
            ("What is it like there?", "Comment est-ce là-bas ?"),
            ("Several can be true.", "Plusieurs réponses possibles."),
            "need = measure",
            QuestionKind::Several { answers: harsh() },
        ),
        question(
            "way",
            (
                "How do the measurements travel?",
                "Comment voyagent les mesures ?",
            ),
            NONE,
            "need = connect",
            QuestionKind::One { answers: ways() },
        ),
        question(
            "clever",
            (
                "Shall it decide on the spot?",
                "Doit-il décider sur place ?",
            ),
            NONE,
            "need = connect",
            QuestionKind::YesNo { answers: clever() },
        ),
        crowd(),
        site(),
    ]
}
