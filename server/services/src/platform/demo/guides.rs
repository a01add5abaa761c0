//! What the sample company asks its customers: of the controller and of the plan of a site.

use shared::cpq::models::guide::{Answer, Question, QuestionKind};
use shared::kernel::LocalText;

/// English and French.
pub(super) type Both = (&'static str, &'static str);

pub(super) const NONE: Both = ("", "");

pub(super) fn text((en, fr): Both) -> LocalText {
    LocalText::new(en, fr)
}

pub(super) fn answer(key: &str, name: Both, sets: &str, because: Both) -> Answer {
    Answer {
        key: key.to_owned(),
        name: text(name),
        sets: sets.to_owned(),
        favours: String::new(),
        because: text(because),
    }
}

pub(super) fn question(
    key: &str,
    name: Both,
    help: Both,
    when: &str,
    kind: QuestionKind,
) -> Question {
    Question {
        key: key.to_owned(),
        name: text(name),
        help: text(help),
        when: when.to_owned(),
        kind,
    }
}

/// Yes and no, with what each says.
fn yes_no(yes: (&str, Both), no: (&str, Both)) -> QuestionKind {
    QuestionKind::YesNo {
        answers: vec![
            answer("yes", NONE, yes.0, yes.1),
            answer("no", NONE, no.0, no.1),
        ],
    }
}

pub(super) fn number(
    range: (i64, i64, i64),
    unit: Both,
    sets: &str,
    because: Both,
) -> QuestionKind {
    QuestionKind::Number {
        min: range.0,
        max: range.1,
        step: range.2,
        unit: text(unit),
        sets: sets.to_owned(),
        because: text(because),
    }
}

/// The questions of a product's model.
pub(super) fn guide_of(sku: &str) -> Vec<Question> {
    match sku {
        "ML-500" => controller(),
        "MC-PLANT" => plant(),
        _ => Vec::new(),
    }
}

/// Where a controller stands.
fn stands() -> Vec<Answer> {
    vec![
        answer(
            "hall",
            ("In a dry hall", "Dans un local sec"),
            "housing != rack",
            ("A hall has no rack", "Un atelier n’a pas de baie"),
        ),
        answer(
            "outdoors",
            (
                "Outdoors, or where it gets wet",
                "Dehors, ou là où c’est mouillé",
            ),
            "housing = wall",
            (
                "Water and dust need the IP66 wall box",
                "L’eau et la poussière demandent le coffret IP66",
            ),
        ),
        answer(
            "room",
            ("In a server room", "En salle informatique"),
            "housing = rack and not atex",
            (
                "Server rooms have 19-inch racks",
                "Les salles informatiques ont des baies 19 pouces",
            ),
        ),
    ]
}

/// What power there is for it.
fn sources() -> Vec<Answer> {
    vec![
        answer(
            "mains",
            ("A mains socket", "Une prise de courant"),
            "power = ac230",
            ("The mains have 230 V", "Le secteur fournit 230 V"),
        ),
        answer(
            "network",
            ("Only a network cable", "Seulement un câble réseau"),
            "power = poe",
            (
                "The network cable carries the power",
                "Le câble réseau apporte le courant",
            ),
        ),
        answer(
            "cabinet",
            ("24 volts in the cabinet", "Du 24 volts dans l’armoire"),
            "power = dc24",
            ("Cabinets have 24 V", "Les armoires ont du 24 V"),
        ),
    ]
}

/// What it talks to.
fn partners() -> Vec<Answer> {
    vec![
        answer(
            "machines",
            ("Machine controllers", "Des automates"),
            "protocols.profinet",
            ("Machines speak PROFINET", "Les automates parlent PROFINET"),
        ),
        answer(
            "control_room",
            ("A control room or ERP", "Une supervision ou un ERP"),
            "protocols.opcua",
            (
                "Control rooms speak OPC UA",
                "Les supervisions parlent OPC UA",
            ),
        ),
        answer(
            "meters",
            ("Meters", "Des compteurs"),
            "protocols.modbus",
            ("Meters speak Modbus", "Les compteurs parlent Modbus"),
        ),
        answer(
            "far",
            ("Sensors far away", "Des capteurs éloignés"),
            "protocols.lora",
            (
                "Far sensors are heard by LoRaWAN",
                "Les capteurs éloignés s’entendent en LoRaWAN",
            ),
        ),
        answer(
            "no_network",
            (
                "The cloud, without a network on site",
                "Le cloud, sans réseau sur place",
            ),
            "protocols.lte",
            (
                "Without a network it takes a 4G modem",
                "Sans réseau, il faut un modem 4G",
            ),
        ),
    ]
}

/// Whether something can explode around it.
fn explosive() -> Question {
    question(
        "explosive",
        (
            "Can there be gas or dust that explodes?",
            "Peut-il y avoir des gaz ou poussières explosifs ?",
        ),
        NONE,
        "place != room",
        yes_no(
            (
                "atex",
                (
                    "Where something can explode, ATEX is required",
                    "Là où un mélange peut exploser, l’ATEX est obligatoire",
                ),
            ),
            (
                "not atex",
                ("Nothing can explode there", "Rien ne peut y exploser"),
            ),
        ),
    )
}

/// How much it measures.
fn points() -> Question {
    question(
        "points",
        (
            "How many measuring points?",
            "Combien de points de mesure ?",
        ),
        (
            "Count those of the next years, too.",
            "Comptez aussi ceux des prochaines années.",
        ),
        "",
        number(
            (8, 64, 8),
            ("points", "points"),
            "inputs = points",
            ("An input for each point", "Une entrée par point"),
        ),
    )
}

/// Whether it may ever stand still.
fn pause() -> Question {
    question(
        "pause",
        (
            "May it ever stand still?",
            "Peut-il s’arrêter de temps en temps ?",
        ),
        NONE,
        "",
        yes_no(
            (
                "not redundant",
                ("One controller is enough", "Un seul contrôleur suffit"),
            ),
            (
                "redundant",
                (
                    "What must never stop needs two controllers in step",
                    "Ce qui ne doit jamais s’arrêter demande deux contrôleurs synchronisés",
                ),
            ),
        ),
    )
}

/// Who installs it.
fn hands() -> Question {
    question(
        "hands",
        ("Shall we install it?", "Faut-il l’installer pour vous ?"),
        NONE,
        "",
        yes_no(
            (
                "installation and commissioning",
                (
                    "We install it and put it into service",
                    "Nous l’installons et le mettons en service",
                ),
            ),
            (
                "not installation and not commissioning",
                ("You install it yourselves", "Vous l’installez vous-mêmes"),
            ),
        ),
    )
}

fn controller() -> Vec<Question> {
    vec![
        question(
            "place",
            ("Where will it stand?", "Où sera-t-il installé ?"),
            (
                "The place decides the housing.",
                "Le lieu décide du boîtier.",
            ),
            "",
            QuestionKind::One { answers: stands() },
        ),
        explosive(),
        points(),
        question(
            "source",
            ("What power is there?", "Quelle alimentation y a-t-il ?"),
            NONE,
            "",
            QuestionKind::One { answers: sources() },
        ),
        question(
            "partners",
            (
                "What does it have to talk to?",
                "Avec quoi doit-il communiquer ?",
            ),
            NONE,
            "",
            QuestionKind::Several {
                answers: partners(),
            },
        ),
        pause(),
        hands(),
    ]
}

/// Where data may be kept.
fn homes() -> Vec<Answer> {
    vec![
        answer(
            "anywhere",
            ("In any safe data centre", "Dans tout centre de données sûr"),
            "",
            NONE,
        ),
        answer(
            "apart",
            (
                "Apart from those of others",
                "Séparées de celles des autres",
            ),
            "hosting = dedicated",
            (
                "Apart means a cloud of your own",
                "Séparées : un cloud pour vous seuls",
            ),
        ),
        answer(
            "home",
            (
                "They do not leave our site",
                "Elles ne quittent pas notre site",
            ),
            "hosting = on_site",
            (
                "Data that stay need a server with you",
                "Des données qui restent demandent un serveur chez vous",
            ),
        ),
    ]
}

/// What somebody wants to know from them.
fn wishes() -> Vec<Answer> {
    vec![
        answer(
            "now",
            ("What is happening", "Ce qui se passe"),
            "edition != predictive",
            ("No forecast is needed", "Aucune prévision n’est utile"),
        ),
        answer(
            "compare",
            (
                "How sites and weeks compare",
                "Comment sites et semaines se comparent",
            ),
            "edition in (advanced, predictive)",
            (
                "Comparing takes the advanced edition",
                "Comparer demande l’édition avancée",
            ),
        ),
        answer(
            "failures",
            ("What will fail next", "Ce qui va tomber en panne"),
            "edition = predictive",
            (
                "Forecasts are the predictive edition’s",
                "Les prévisions sont celles de l’édition prédictive",
            ),
        ),
    ]
}

fn plant() -> Vec<Question> {
    vec![
        question(
            "data",
            (
                "Where may your data be?",
                "Où vos données peuvent-elles être ?",
            ),
            NONE,
            "",
            QuestionKind::One { answers: homes() },
        ),
        question(
            "wish",
            ("What do you want to know?", "Que voulez-vous savoir ?"),
            NONE,
            "",
            QuestionKind::One { answers: wishes() },
        ),
        question(
            "staff",
            (
                "How many people will use it?",
                "Combien de personnes l’utiliseront ?",
            ),
            NONE,
            "",
            number(
                (10, 200, 10),
                ("people", "personnes"),
                "users = staff",
                ("A user for each of them", "Un utilisateur pour chacune"),
            ),
        ),
        question(
            "nights",
            ("Do you work at night?", "Travaillez-vous la nuit ?"),
            NONE,
            "",
            yes_no(
                (
                    "support = always",
                    (
                        "At night somebody must answer, too",
                        "La nuit aussi, quelqu’un doit répondre",
                    ),
                ),
                (
                    "support != always",
                    ("Nobody calls at night", "Personne n’appelle la nuit"),
                ),
            ),
        ),
        question(
            "memory",
            (
                "For how many years must the figures be kept?",
                "Combien d’années garder les mesures ?",
            ),
            NONE,
            "",
            number(
                (1, 10, 1),
                ("years", "ans"),
                "years >= memory",
                (
                    "As long as you have to prove them",
                    "Aussi longtemps que vous devez les prouver",
                ),
            ),
        ),
    ]
}
