//! Words of a file to values of a list: stages of the chosen pipeline, industries, roles, kinds.

use super::kinds::Field;
use super::model::{Choice, ImportContext, PipelineRef, StageOutcome, StageRef};
use super::own::{self, find_own};
use super::similar::{Found, find, name_key, words};
use crate::kernel::LocalText;

/// What words usually call a stage, from the first contact to the signature.
const OPEN_STAGES: [&str; 4] = [
    "prospecting,prospect,prospection,lead,new,nouveau,nouvelle,identified,identifie,piste,to contact,a contacter,target,cible,suspect",
    "engaging,engaged,engagement,contacted,contact,contacte,discovery,decouverte,qualification,qualified,qualifie,qualifiee,needs,analysis,analyse,besoin,progress,cours,open,ouvert,ouverte,demo,demonstration,trial,essai,evaluation,meeting,rendez vous,appointment,interested",
    "proposal,proposition,quote,quoted,quotation,devis,offer,offre,pricing,presentation,solution,proof,pilot,pilote",
    "negotiation,negociation,negotiating,contract,contrat,review,legal,juridique,verbal,commit,approval,approbation,procurement,achats,closing,signature,decision",
];
const WON: &str = "won,win,closed won,gagne,gagnee,signed,signe,signee,conclu,conclue,converted,success,accepted,acceptee,vendu";
const LOST: &str = "lost,loss,closed lost,perdu,perdue,abandoned,abandon,abandonne,abandonnee,dead,cancelled,canceled,annule,annulee,disqualified,rejected,refuse,refusee";

fn in_list(list: &str, text: &str) -> bool {
    let text = words(text);
    list.split(',').any(|item| item == text)
}

fn shares_word(list: &str, text: &str) -> bool {
    let text = words(text);
    list.split(',')
        .any(|item| text.split(' ').any(|word| word == item))
}

fn outcome_of(text: &str) -> Option<StageOutcome> {
    if in_list(WON, text) || shares_word("won,gagne,gagnee", text) {
        Some(StageOutcome::Won)
    } else if in_list(LOST, text) || shares_word("lost,perdu,perdue", text) {
        Some(StageOutcome::Lost)
    } else {
        None
    }
}

fn rank_of(text: &str) -> Option<usize> {
    OPEN_STAGES
        .iter()
        .position(|list| in_list(list, text) || shares_word(list, text))
}

/// The stage of `pipeline` a word means. [`Found::Same`] for a stage's own name and for won and
/// lost; [`Found::Near`] for a guess by meaning (*Engaging* → the stage that qualifies, else the
/// one at the same part of the way), which a person should look at.
#[must_use]
pub fn stage<'p>(text: &str, pipeline: &'p PipelineRef) -> Found<&'p StageRef> {
    let named: Vec<(String, usize)> = pipeline
        .stages
        .iter()
        .enumerate()
        .flat_map(|(index, stage)| {
            [&stage.name.en, &stage.name.fr].map(|name| (name_key(name), index))
        })
        .collect();
    let at = |index: usize| pipeline.stages.get(index);
    let by_name = find(
        text,
        named.iter().map(|(key, index)| (key.as_str(), *index)),
    );
    match by_name {
        Found::Same(index) => return at(index).map_or(Found::No, Found::Same),
        Found::Near(index) => return at(index).map_or(Found::No, Found::Near),
        Found::No => {}
    }
    if let Some(outcome) = outcome_of(text) {
        let stage = pipeline
            .stages
            .iter()
            .find(|stage| stage.outcome == outcome);
        return stage.map_or(Found::No, Found::Same);
    }
    let open: Vec<&StageRef> = pipeline
        .stages
        .iter()
        .filter(|stage| stage.outcome == StageOutcome::Open)
        .collect();
    let Some(rank) = rank_of(text) else {
        return Found::No;
    };
    let same_meaning = open.iter().find(|stage| {
        rank_of(&stage.name.en) == Some(rank) || rank_of(&stage.name.fr) == Some(rank)
    });
    let same_place = open.get(rank * open.len().saturating_sub(1) / (OPEN_STAGES.len() - 1));
    same_meaning
        .or(same_place)
        .map_or(Found::No, |stage| Found::Near(*stage))
}

/// Codes with the words that mean them, for lists that are the same in every company.
const ROLES: &[(&str, &str)] = &[
    (
        "representative",
        "representative,rep,sales rep,sales,seller,salesperson,account executive,agent,commercial,vendeur,représentant",
    ),
    (
        "manager",
        "manager,team lead,sales manager,director,responsable,chef d'équipe,directeur",
    ),
    (
        "administrator",
        "administrator,admin,operations,administrateur,opérations",
    ),
    ("finance", "finance,accounting,comptabilité,finances"),
];
const ACCOUNT_KINDS: &[(&str, &str)] = &[
    (
        "business",
        "business,company,organisation,organization,b2b,professional,professionnel,entreprise,société,customer,prospect,client,partner",
    ),
    (
        "consumer",
        "consumer,individual,person,b2c,private,particulier,consommateur,personne",
    ),
];
const DEAL_KINDS: &[(&str, &str)] = &[
    (
        "new",
        "new,new business,new customer,nouveau,nouvelle affaire,nouveau client,conquête",
    ),
    (
        "renewal",
        "renewal,renew,existing,renouvellement,reconduction",
    ),
    (
        "expansion",
        "expansion,upsell,up-sell,cross-sell,upgrade,add-on,extension,montée en gamme,vente croisée",
    ),
];
const CHARGES: &[(&str, &str)] = &[
    ("one_time", "one time,once,one-off,unique,ponctuel,achat"),
    ("monthly", "monthly,month,per month,mensuel,mensuelle,mois"),
    (
        "yearly",
        "yearly,annual,annually,year,per year,annuel,annuelle,an,année",
    ),
    ("usage", "usage,per use,metered,à l’usage,consommation"),
];
const LANGUAGES: &[(&str, &str)] = &[
    ("en", "en,english,anglais,en-gb,en-us"),
    ("fr", "fr,french,français,fr-fr"),
];

const LEAD_SOURCES: &[(&str, &str)] = &[
    (
        "web",
        "web,website,web form,web site,form,landing page,internet,site,site web,formulaire,formulaire web",
    ),
    (
        "phone",
        "phone,call,phone call,inbound call,telephone,téléphone,appel,appel entrant",
    ),
    ("email", "email,e-mail,mail,courriel,emailing"),
    (
        "referral",
        "referral,referred,word of mouth,customer referral,employee referral,recommandation,parrainage,bouche à oreille",
    ),
    (
        "event",
        "event,trade show,fair,conference,webinar,seminar,salon,événement,foire,conférence,webinaire",
    ),
    (
        "advertising",
        "advertising,ads,adwords,google ads,paid search,advertisement,campaign,publicité,annonce,campagne",
    ),
    (
        "social",
        "social,social media,linkedin,facebook,twitter,instagram,réseau social,réseaux sociaux",
    ),
    (
        "partner",
        "partner,reseller,channel partner,integrator,partenaire,revendeur,intégrateur",
    ),
    (
        "prospecting",
        "prospecting,outbound,cold call,purchased list,list,prospection,démarchage,fichier acheté",
    ),
    ("other", "other,unknown,autre,inconnu,inconnue,divers"),
];
const RATINGS: &[(&str, &str)] = &[
    ("cold", "cold,low,froid,froide,faible,c"),
    ("warm", "warm,medium,tiède,moyen,moyenne,b"),
    ("hot", "hot,high,chaud,chaude,fort,forte,élevé,élevée,a"),
];

/// What a word of a choice field means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This code, without doubt.
    Sure(String),
    /// Probably this code.
    Likely(String),
    /// Nothing known.
    Unknown,
}

fn meaning_of<'k>(text: &str, known: impl Iterator<Item = (String, &'k str)>) -> Meaning {
    let known: Vec<(String, &str)> = known.collect();
    match find(text, known.iter().map(|(key, code)| (key.as_str(), *code))) {
        Found::Same(code) => Meaning::Sure(code.to_owned()),
        Found::Near(code) => Meaning::Likely(code.to_owned()),
        Found::No => Meaning::Unknown,
    }
}

fn from_list(text: &str, list: &'static [(&'static str, &'static str)]) -> Meaning {
    meaning_of(
        text,
        list.iter().flat_map(|(code, words)| {
            words
                .split(',')
                .chain([*code])
                .map(move |word| (name_key(word), *code))
        }),
    )
}

/// The value a word of a choice field means, in this company and pipeline.
#[must_use]
pub fn meaning(
    field: Field,
    text: &str,
    context: &ImportContext,
    pipeline: Option<&PipelineRef>,
) -> Meaning {
    match field {
        Field::Stage => match pipeline.map_or(Found::No, |pipeline| stage(text, pipeline)) {
            Found::Same(stage) => Meaning::Sure(stage.id.to_string()),
            Found::Near(stage) => Meaning::Likely(stage.id.to_string()),
            Found::No => Meaning::Unknown,
        },
        Field::Industry => meaning_of(
            text,
            context.industries.iter().flat_map(|choice| {
                [&choice.code, &choice.name.en, &choice.name.fr]
                    .map(|name| (name_key(name), choice.code.as_str()))
            }),
        ),
        Field::LossReason => {
            let reasons: Vec<(String, String)> = context
                .loss_reasons
                .iter()
                .flat_map(|(id, name)| {
                    [&name.en, &name.fr].map(|name| (name_key(name), id.to_string()))
                })
                .collect();
            meaning_of(
                text,
                reasons.iter().map(|(key, id)| (key.clone(), id.as_str())),
            )
        }
        Field::Currency => match text.parse::<crate::kernel::Currency>() {
            Ok(currency) => Meaning::Sure(currency.code().to_owned()),
            Err(_) => match text.trim() {
                "€" => Meaning::Sure("EUR".to_owned()),
                "£" => Meaning::Sure("GBP".to_owned()),
                "$" | "US$" => Meaning::Likely("USD".to_owned()),
                _ => Meaning::Unknown,
            },
        },
        Field::Role => from_list(text, ROLES),
        Field::AccountKind => from_list(text, ACCOUNT_KINDS),
        Field::DealKind => from_list(text, DEAL_KINDS),
        Field::Charge => from_list(text, CHARGES),
        Field::Language => from_list(text, LANGUAGES),
        Field::LeadSource => from_list(text, LEAD_SOURCES),
        Field::Rating => from_list(text, RATINGS),
        Field::Own(_) => match find_own(field, &context.own).map(|own| own::option(own, text)) {
            Some(Found::Same(code)) => Meaning::Sure(code),
            Some(Found::Near(code)) => Meaning::Likely(code),
            Some(Found::No) | None => Meaning::Unknown,
        },
        _ => Meaning::Unknown,
    }
}

/// The values a person may choose from when a word of the file has to be explained.
#[must_use]
pub fn choices(
    field: Field,
    context: &ImportContext,
    pipeline: Option<&PipelineRef>,
) -> Vec<Choice> {
    let codes = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(code, _)| Choice {
                code: (*code).to_owned(),
                name: LocalText::default(),
            })
            .collect()
    };
    match field {
        Field::Stage => pipeline.map_or_else(Vec::new, |pipeline| {
            pipeline
                .stages
                .iter()
                .map(|stage| Choice {
                    code: stage.id.to_string(),
                    name: stage.name.clone(),
                })
                .collect()
        }),
        Field::Industry => context.industries.clone(),
        Field::LossReason => context
            .loss_reasons
            .iter()
            .map(|(id, name)| Choice {
                code: id.to_string(),
                name: name.clone(),
            })
            .collect(),
        Field::Role => codes(ROLES),
        Field::AccountKind => codes(ACCOUNT_KINDS),
        Field::DealKind => codes(DEAL_KINDS),
        Field::Charge => codes(CHARGES),
        Field::Language => codes(LANGUAGES),
        Field::LeadSource => codes(LEAD_SOURCES),
        Field::Rating => codes(RATINGS),
        Field::Own(_) => find_own(field, &context.own).map_or_else(Vec::new, own::choices),
        _ => Vec::new(),
    }
}
