//! Two and a half thousand deals over eight quarters: whose, what, how much, how far.

use super::accounts::{Accounts, Buyer};
use super::catalog::{Catalog, Family, Item};
use super::path::{self, Path};
use super::people::{People, Rep, Team};
use super::random::Random;
use super::time::Present;
use super::words;
use shared::deals::opportunities::{DealProductPrice, OpportunityKind, products_amount};
use shared::deals::pipelines::{LossReason, Pipeline, PipelineKind, StageState};
use shared::kernel::{
    Currency, Lang, LossReasonId, OpportunityId, OpportunityProductId, Percent, ProductId,
    Quantity, UnitPrice, UserId,
};

/// How many deals there are, and how many of them are open.
pub(super) const DEALS: usize = 2_500;
const OPEN: usize = 640;

/// A product on a deal.
#[derive(Clone)]
pub(super) struct DealLine {
    pub(super) id: OpportunityProductId,
    pub(super) item: usize,
    pub(super) quantity: Quantity,
    pub(super) unit_price: UnitPrice,
    pub(super) discount: Percent,
}

/// A deal before it becomes rows.
pub(super) struct Deal {
    pub(super) id: OpportunityId,
    pub(super) name: String,
    pub(super) buyer: usize,
    pub(super) owner: Rep,
    /// Who helps, for large deals.
    pub(super) helper: Option<UserId>,
    pub(super) pipeline: usize,
    pub(super) kind: OpportunityKind,
    pub(super) currency: Currency,
    pub(super) amount_minor: i64,
    pub(super) lines: Vec<DealLine>,
    pub(super) path: Path,
    pub(super) loss_reason: Option<LossReasonId>,
    pub(super) loss_note: String,
}

impl Deal {
    pub(super) fn lang(&self) -> Lang {
        self.owner.lang
    }
}

/// Everything deals are made of.
pub(super) struct Ground<'g> {
    pub(super) people: &'g People,
    pub(super) accounts: &'g Accounts,
    pub(super) models: &'g [super::models::Model],
    pub(super) catalog: &'g Catalog,
    /// What is charged by use.
    pub(super) usage: Option<ProductId>,
    pub(super) pipelines: &'g [Pipeline],
    pub(super) reasons: &'g [LossReason],
    pub(super) present: Present,
}

pub(super) fn deals(random: &mut Random, ground: &Ground<'_>) -> Vec<Deal> {
    let consumers: Vec<usize> = buyers(ground, |buyer| buyer.consumer);
    let businesses: Vec<usize> = buyers(ground, |buyer| !buyer.consumer);
    let large: Vec<usize> = buyers(ground, |buyer| buyer.team == Team::KeyAccounts);
    (0..DEALS)
        .map(|number| {
            let kinds = [
                PipelineKind::B2b,
                PipelineKind::Saas,
                PipelineKind::Enterprise,
                PipelineKind::B2c,
            ];
            let kind = kinds[random.weighted(&[46, 27, 12, 15])];
            let list = match kind {
                PipelineKind::B2c => &consumers,
                PipelineKind::Enterprise => &large,
                _ => &businesses,
            };
            let buyer = *random.pick(list);
            deal(random, ground, kind, buyer, number < OPEN)
        })
        .collect()
}

fn buyers(ground: &Ground<'_>, keep: impl Fn(&Buyer) -> bool) -> Vec<usize> {
    let buyers = ground.accounts.buyers.iter().enumerate();
    buyers
        .filter(|(_, buyer)| keep(buyer))
        .map(|(index, _)| index)
        .collect()
}

fn deal(
    random: &mut Random,
    ground: &Ground<'_>,
    kind: PipelineKind,
    at: usize,
    open: bool,
) -> Deal {
    let buyer = &ground.accounts.buyers[at];
    let owner = owner(random, ground, buyer);
    let index = ground
        .pipelines
        .iter()
        .position(|p| p.kind == kind)
        .unwrap_or(0);
    let pipeline = &ground.pipelines[index];
    let path = if open {
        path::open(random, pipeline, ground.present)
    } else {
        path::closed(random, pipeline, owner.skill, ground.present)
    };
    let deal_kind = match random.below(100) {
        _ if kind == PipelineKind::B2c => OpportunityKind::New,
        0..=15 => OpportunityKind::Renewal,
        16..=33 => OpportunityKind::Expansion,
        _ => OpportunityKind::New,
    };
    let currency = currency(random, buyer);
    let with_products = matches!(currency, Currency::EUR | Currency::USD)
        && (path.reached() > 0 || kind == PipelineKind::B2c)
        && random.percent(78);
    let lines = if with_products {
        lines(
            random,
            ground.catalog,
            kind,
            deal_kind,
            currency,
            path.started(),
        )
    } else {
        Vec::new()
    };
    let amount_minor = match total(&lines, ground.catalog, currency) {
        0 => typed_amount(random, kind),
        sum => sum,
    };
    let lost = path.state == StageState::Lost;
    let loss = lost.then(|| random.weighted(&[22, 12, 18, 9, 4, 7, 12, 8, 2, 5, 1, 2]));
    let helped = matches!(kind, PipelineKind::Enterprise) || random.percent(6);
    let helper = helped
        .then(|| random.pick(&ground.people.reps).id)
        .filter(|id| *id != owner.id);
    Deal {
        id: OpportunityId(random.id(path.started())),
        name: words::deal_name(random, kind, deal_kind, owner.lang),
        buyer: at,
        owner,
        helper,
        pipeline: index,
        kind: deal_kind,
        currency,
        amount_minor,
        lines,
        loss_reason: loss
            .and_then(|index| ground.reasons.get(index))
            .map(|reason| reason.id),
        loss_note: loss.map_or_else(String::new, |index| {
            words::loss_note(random, index, owner.lang)
        }),
        path,
    }
}

fn owner(random: &mut Random, ground: &Ground<'_>, buyer: &Buyer) -> Rep {
    let team = ground.people.reps_of(buyer.team);
    let own = team.iter().find(|rep| rep.id == buyer.owner).copied();
    match own {
        Some(rep) if random.percent(88) => rep,
        _ => *random.pick(&team),
    }
}

fn currency(random: &mut Random, buyer: &Buyer) -> Currency {
    if random.percent(80) {
        buyer.currency
    } else {
        Currency::EUR
    }
}

/// Plausible baskets: sensors with their gateways and monitoring, seats, a house kit.
fn lines(
    random: &mut Random,
    catalog: &Catalog,
    kind: PipelineKind,
    deal_kind: OpportunityKind,
    currency: Currency,
    at: shared::kernel::Instant,
) -> Vec<DealLine> {
    let mut basket: Vec<(&str, i64)> = Vec::new();
    let renewal = deal_kind == OpportunityKind::Renewal;
    let size = match kind {
        PipelineKind::Enterprise => random.about(210),
        PipelineKind::B2b => random.about(34),
        _ => random.about(14),
    };
    match kind {
        PipelineKind::B2c => {
            basket.push(("MS-HOME", random.between(1, 3)));
            basket.push(("MC-HOME", 1));
            if random.percent(40) {
                basket.push(("MS-LEAK", random.between(1, 4)));
            }
        }
        PipelineKind::Saas => {
            basket.push(("MC-TEAM", random.about(12)));
            basket.push(("MC-DEV", size * 4));
            if random.percent(45) {
                basket.push(("MC-API", 1));
            }
            if random.percent(25) {
                basket.push(("MC-SSO", 1));
            }
            if random.percent(40) && !renewal {
                basket.push(("SV-TRN", 1));
            }
        }
        _ if renewal => {
            basket.push(("MC-PLANT", (size / 60).max(1)));
            basket.push(("SV-MNT", (size / 40).max(1)));
            if random.percent(50) {
                basket.push(("SV-CAL", size));
            }
        }
        _ => hardware(random, catalog, kind, size, &mut basket),
    }
    let place = Item::place(currency);
    basket
        .into_iter()
        .filter_map(|(sku, quantity)| {
            let index = catalog.items.iter().position(|item| item.sku == sku)?;
            let item = &catalog.items[index];
            let steps = item.tiers[place].iter().rev();
            let tier = steps
                .into_iter()
                .find(|tier| tier.from <= Quantity::whole(quantity));
            Some(DealLine {
                id: OpportunityProductId(random.id(at)),
                item: index,
                quantity: Quantity::whole(quantity),
                unit_price: tier.map_or(item.price[place], |tier| tier.unit_price),
                discount: Percent(*random.pick(&[0, 0, 0, 0, 300, 500, 500, 800, 1000, 1200])),
            })
        })
        .collect()
}

fn hardware(
    random: &mut Random,
    catalog: &Catalog,
    kind: PipelineKind,
    size: i64,
    basket: &mut Vec<(&'static str, i64)>,
) {
    let sensors = catalog.family(Family::Sense);
    // The house kits at the end of the family are for consumers.
    let trade = &sensors[..sensors.len() - 2];
    for _ in 0..random.between(1, 3) {
        let sku = random.pick(trade).sku;
        if !basket.iter().any(|(known, _)| *known == sku) {
            basket.push((sku, (size / random.between(1, 4)).max(2)));
        }
    }
    let gateway = *random.pick(&["ML-200", "ML-300", "ML-500"]);
    basket.push((gateway, (size / 20).max(1)));
    if kind == PipelineKind::Enterprise {
        basket.push(("MC-PLANT", (size / 80).max(1)));
        basket.push(("SV-PM", (size / 25).max(2)));
        if random.percent(55) {
            basket.push(("MC-PRED", 1));
        }
        if random.percent(50) {
            basket.push(("MC-SUP", 1));
        }
    } else {
        basket.push(("MC-DEV", size));
    }
    basket.push(("SV-INST", (size / 18).max(1)));
    if random.percent(50) {
        basket.push(("SV-COM", 1));
    }
}

/// The first-year value, by the rule deals have.
fn total(lines: &[DealLine], catalog: &Catalog, currency: Currency) -> i64 {
    let prices: Vec<DealProductPrice> = lines
        .iter()
        .map(|line| DealProductPrice {
            charge: catalog.items[line.item].charge,
            quantity: line.quantity,
            unit_price: line.unit_price,
            discount: line.discount,
        })
        .collect();
    products_amount(&prices, currency).map_or(0, |money| money.minor)
}

fn typed_amount(random: &mut Random, kind: PipelineKind) -> i64 {
    let (centre, step) = match kind {
        PipelineKind::B2c => (420, 10),
        PipelineKind::Saas => (13_000, 250),
        PipelineKind::Enterprise => (145_000, 1000),
        _ => (24_000, 500),
    };
    (random.about(centre) / step).max(1) * step * 100
}
