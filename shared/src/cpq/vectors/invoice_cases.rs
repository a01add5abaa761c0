//! Vectors of whole invoices: discounts, charges, taxes by category, advances.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Exact, RoundTo};
use crate::kernel::{Currency, Rounding};

/// Tax categories the customer keeps back and pays for the seller.
const RETAINED: [&str; 21] = [
    "IRPF",
    "IRNR",
    "IRPEF",
    "IRES",
    "INPS",
    "ENASARCO",
    "ENPAM",
    "CP",
    "ISR",
    "RVAT",
    "RIVA",
    "RIEPS",
    "RICA",
    "RR",
    "IRS",
    "IRC",
    "PISRet",
    "COFINSRet",
    "CSLL",
    "INSS",
    "IRRF",
];

/// Tax categories that are in the price and only told: they are in no total.
const INFORMATIVE: [&str; 6] = ["ISS", "ICMS", "PIS", "COFINS", "IBS", "CBS"];

/// More decimals of a price are not kept.
const MOST_PLACES: u32 = 12;
/// Decimals of a line beyond those of the currency, where only totals are rounded.
const EXTRA_PLACES: u32 = 2;

/// Labels a tax office or country adds that the given lines do not have.
const LABELS: [&str; 2] = ["ext", "country"];

struct Rate {
    category: String,
    key: String,
    /// As written; empty where there is none.
    percent: String,
    rate: Option<Exact>,
    surcharge: Option<(String, Exact)>,
    base: Exact,
    /// Decimals the base is kept with.
    places: u32,
}

struct Invoice {
    round: RoundTo,
    decimals: u32,
    /// Every amount is rounded to the currency at once; else lines keep more decimals and totals
    /// are rounded from what was not.
    at_once: bool,
    /// The tax the prices contain.
    contained: String,
    rates: Vec<Rate>,
}

/// The amounts of a line.
struct Line {
    sum: Exact,
    total: Exact,
    discounts: Vec<Exact>,
    charges: Vec<Exact>,
    /// Decimals of its price, and of its amounts when they are shown.
    shown: u32,
    /// Decimals its amounts are kept with.
    kept: u32,
}

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    let currency = given.str("currency").parse::<Currency>();
    let decimals = currency.map_or(2, |currency| currency.decimals());
    let at_once = given.str("rounding") == "currency";
    let mut invoice = Invoice {
        round: RoundTo {
            mode: Rounding::HalfUp,
            step: Exact::scaled(1, decimals),
        },
        decimals,
        at_once,
        contained: given.str("prices_include").to_owned(),
        rates: Vec::new(),
    };
    let (sum, kept, lines) = invoice.lines(given)?;
    let mut answer = Value::map([("lines", Value::List(lines))]);
    let base = (sum, kept);
    let (discount, discounts) = invoice.document_amounts(given.list("discounts"), base, true)?;
    let (charge, charges) = invoice.document_amounts(given.list("charges"), base, false)?;
    let totals = invoice.totals(given, sum, discount, charge)?;
    answer.set("totals", totals);
    for (key, amounts) in [
        ("discounts_amounts", discounts),
        ("charges_amounts", charges),
    ] {
        if !amounts.is_empty() {
            answer.set(key, Value::List(amounts));
        }
    }
    Some(Evaluated {
        policy: if at_once {
            "invoice: every line rounded to the currency"
        } else {
            "invoice: lines exact, totals rounded"
        },
        result: answer,
        unknowable: &LABELS,
    })
}

/// How many decimals a number is written with.
fn places_of(number: &Value) -> u32 {
    let (Value::Number(text) | Value::Text(text)) = number else {
        return 0;
    };
    let written = text.split_once('.').map_or(0, |(_, part)| part.len());
    u32::try_from(written)
        .unwrap_or(MOST_PLACES)
        .min(MOST_PLACES)
}

impl Invoice {
    /// An amount as the vectors write it: text with the currency's decimals.
    fn money(&self, amount: Exact) -> Value {
        self.shown(amount, self.decimals)
    }

    /// The same with other decimals.
    fn shown(&self, amount: Exact, places: u32) -> Value {
        let text = amount.round(places, Rounding::HalfUp).to_text(places);
        let Some(mut text) = text else {
            return Value::Null;
        };
        if places > 0 {
            let has = text.split_once('.').map_or(0, |(_, part)| part.len());
            if has == 0 {
                text.push('.');
            }
            for _ in has..usize::try_from(places).unwrap_or(has) {
                text.push('0');
            }
        }
        Value::Text(text)
    }

    /// What is kept of an amount.
    fn keep(&self, amount: Exact, places: u32) -> Exact {
        let places = if self.at_once { self.decimals } else { places };
        amount.round(places, Rounding::HalfUp)
    }

    /// A discount or charge: an amount, a percentage of its own base or of `base`, or so much for
    /// each of its own units or of `units`.
    fn adjustment(&self, given: &Value, base: Exact, units: Exact, kept: u32) -> Option<Exact> {
        if given.has("percent") {
            let base = match given.get("base") {
                Value::Null => base,
                own => self.keep(own.exact()?, kept.max(places_of(own))),
            };
            return Some(self.keep(base * given.num("percent")?.percent(), kept));
        }
        if given.has("rate") {
            let amount = given.num("rate")? * given.num_or("quantity", units)?;
            return Some(self.keep(amount, kept));
        }
        Some(self.keep(given.num("amount")?, kept))
    }

    /// The price of a unit, or what its parts come to, and its decimals.
    fn price(&self, line: &Value) -> Option<(Exact, u32)> {
        let price = line.get("price");
        if price != &Value::Null {
            return Some((price.exact()?, places_of(price).max(self.decimals)));
        }
        let (mut sum, mut places) = (Exact::ZERO, self.decimals);
        for part in line.list("breakdown") {
            let part = self.line(part)?;
            sum += part.total;
            places = places.max(part.shown);
        }
        Some((sum.round(places, Rounding::HalfUp), places))
    }

    fn line(&self, line: &Value) -> Option<Line> {
        let (price, shown) = self.price(line)?;
        let kept = shown.max(self.decimals + EXTRA_PLACES);
        let units = line.num_or("quantity", Exact::ONE)?;
        let sum = self.keep(price * units, kept);
        let amounts = |key: &str| -> Option<Vec<Exact>> {
            let all = line.list(key).iter();
            all.map(|one| self.adjustment(one, sum, units, kept))
                .collect()
        };
        let (discounts, charges) = (amounts("discounts")?, amounts("charges")?);
        let off: Exact = discounts.iter().copied().sum();
        let more: Exact = charges.iter().copied().sum();
        Some(Line {
            sum,
            total: sum - off + more,
            discounts,
            charges,
            shown: if self.at_once { self.decimals } else { shown },
            kept,
        })
    }

    /// The sum of the lines, its decimals, and the lines as they are shown.
    fn lines(&mut self, given: &Value) -> Option<(Exact, u32, Vec<Value>)> {
        let (mut sum, mut kept) = (Exact::ZERO, self.decimals + EXTRA_PLACES);
        let mut all = Vec::new();
        for given in given.list("lines") {
            let line = self.line(given)?;
            let mut map = Value::map([
                ("sum", self.shown(line.sum, line.shown)),
                ("total", self.shown(line.total, line.shown)),
            ]);
            for (key, amounts) in [
                ("discount_amounts", &line.discounts),
                ("charge_amounts", &line.charges),
            ] {
                if !amounts.is_empty() {
                    let amounts = amounts.iter().map(|one| self.shown(*one, line.shown));
                    map.set(key, Value::List(amounts.collect()));
                }
            }
            self.tax(given.list("taxes"), line.total, line.kept)?;
            sum += line.total;
            kept = kept.max(line.kept);
            all.push(map);
        }
        Some((sum, kept, all))
    }

    /// Adds `amount`, without the tax it contains, to the base of each of its taxes. Rates of a
    /// category are the same when their percentages and surcharges are, also when they have none.
    fn tax(&mut self, taxes: &[Value], amount: Exact, kept: u32) -> Option<()> {
        let mut amount = amount;
        let contained = taxes
            .iter()
            .find(|tax| tax.str("cat") == self.contained && !tax.str("percent").is_empty());
        if let Some(tax) = contained
            && !self.contained.is_empty()
        {
            let factor = Exact::ONE + tax.num("percent")?.percent();
            amount = (amount / factor).round(kept, Rounding::HalfUp);
        }
        let amount = self.keep(amount, kept);
        for tax in taxes {
            let percent = tax.str("percent");
            let category = tax.str("cat");
            let rate = if percent.is_empty() {
                None
            } else {
                Some(tax.num("percent")?.percent())
            };
            let surcharge = match tax.get("surcharge").as_str() {
                Some(text) => Some((text.to_owned(), tax.num("surcharge")?.percent())),
                None => None,
            };
            let more = surcharge.as_ref().map(|(_, percent)| *percent);
            let known = self.rates.iter_mut().find(|one| {
                one.category == category
                    && one.rate == rate
                    && one.surcharge.as_ref().map(|(_, percent)| *percent) == more
            });
            if let Some(known) = known {
                known.base += amount;
                known.places = known.places.max(kept);
                continue;
            }
            self.rates.push(Rate {
                category: category.to_owned(),
                key: tax.str("key").to_owned(),
                percent: percent.to_owned(),
                rate,
                surcharge,
                base: amount,
                places: kept,
            });
        }
        Some(())
    }

    /// Discounts or charges on the sum of the lines, which is `base` with its decimals.
    fn document_amounts(
        &mut self,
        given: &[Value],
        base: (Exact, u32),
        discount: bool,
    ) -> Option<(Exact, Vec<Value>)> {
        let (sum, kept) = base;
        let mut total = Exact::ZERO;
        let mut amounts = Vec::new();
        for one in given {
            let amount = self.adjustment(one, sum, Exact::ONE, kept)?;
            let amount = self.keep(amount, kept);
            total += amount;
            amounts.push(self.money(amount));
            let signed = if discount { -amount } else { amount };
            self.tax(one.list("taxes"), signed, kept)?;
        }
        Some((total, amounts))
    }

    /// Every total is rounded from what was not rounded, so that one may differ by a cent from the
    /// sum of what is shown.
    fn totals(&self, given: &Value, sum: Exact, discount: Exact, charge: Exact) -> Option<Value> {
        let round = self.round;
        let (categories, taxes) = self.categories();
        let total = sum - discount + charge - taxes.included;
        let with_tax = (total + taxes.charged).checked()?;
        let rounding = given.num_or("rounding_amount", Exact::ZERO)?;
        let payable = round.apply(with_tax - taxes.kept_back) + rounding;
        let mut totals = Value::map([("sum", self.money(sum))]);
        for (key, there, amount) in [
            ("discount", !given.list("discounts").is_empty(), discount),
            ("charge", !given.list("charges").is_empty(), charge),
            ("tax_included", taxes.contains, taxes.included),
        ] {
            if there {
                totals.set(key, self.money(amount));
            }
        }
        totals.set("total", self.money(total));
        if !categories.is_empty() {
            let mut sums = Value::map([
                ("categories", Value::List(categories)),
                ("sum", self.money(taxes.charged)),
            ]);
            if taxes.keeps_back {
                sums.set("retained", self.money(taxes.kept_back));
            }
            totals.set("taxes", sums);
        }
        totals.set("tax", self.money(taxes.charged));
        totals.set("total_with_tax", self.money(with_tax));
        if taxes.keeps_back {
            totals.set("retained_tax", self.money(taxes.kept_back));
        }
        if given.has("rounding_amount") {
            totals.set("rounding", self.money(rounding));
        }
        totals.set("payable", self.money(payable));
        let advances = given.list("advances");
        if !advances.is_empty() {
            let mut paid = Exact::ZERO;
            for advance in advances {
                let advance = self.adjustment(advance, payable, Exact::ONE, self.decimals)?;
                paid += round.apply(advance);
            }
            totals.set("advance", self.money(paid));
            totals.set("due", self.money(payable - paid));
        }
        Some(totals)
    }

    /// The breakdown and its sums.
    fn categories(&self) -> (Vec<Value>, Taxes) {
        let mut names: Vec<&str> = Vec::new();
        for rate in &self.rates {
            if !names.contains(&rate.category.as_str()) {
                names.push(&rate.category);
            }
        }
        let mut taxes = Taxes::default();
        let mut categories = Vec::new();
        for name in names {
            let (mut amount, mut extra) = (Exact::ZERO, Exact::ZERO);
            let mut rates = Vec::new();
            for rate in self.rates.iter().filter(|rate| rate.category == name) {
                let percent = rate.rate.unwrap_or(Exact::ZERO);
                let tax = self.keep(rate.base * percent, rate.places);
                amount += tax;
                let surcharge = rate.surcharge.as_ref().map(|(text, percent)| {
                    let more = self.keep(rate.base * *percent, rate.places);
                    extra += more;
                    (text.as_str(), more)
                });
                rates.push(self.rate(rate, tax, surcharge));
            }
            if name == self.contained {
                taxes.contains = true;
                taxes.included = amount;
            }
            let mut category = Value::map([("code", Value::text(name))]);
            if RETAINED.contains(&name) {
                category.set("retained", Value::Flag(true));
                taxes.keeps_back = true;
                taxes.kept_back += amount + extra;
            } else if INFORMATIVE.contains(&name) {
                category.set("informative", Value::Flag(true));
            } else {
                taxes.charged += amount + extra;
            }
            category.set("rates", Value::List(rates));
            category.set("amount", self.money(amount));
            if !extra.is_zero() {
                category.set("surcharge", self.money(extra));
            }
            categories.push(category);
        }
        (categories, taxes)
    }

    /// A row of the breakdown.
    fn rate(&self, rate: &Rate, tax: Exact, surcharge: Option<(&str, Exact)>) -> Value {
        let mut map = Value::map([]);
        if !rate.key.is_empty() {
            map.set("key", Value::text(&rate.key));
        }
        map.set("base", self.money(rate.base));
        if !rate.percent.is_empty() {
            map.set("percent", Value::text(&rate.percent));
        }
        if let Some((text, more)) = surcharge {
            let surcharge =
                Value::map([("percent", Value::text(text)), ("amount", self.money(more))]);
            map.set("surcharge", surcharge);
        }
        map.set("amount", self.money(tax));
        map
    }
}

/// The sums of the breakdown.
#[derive(Default)]
struct Taxes {
    charged: Exact,
    /// Whether a category is kept back, and how much.
    keeps_back: bool,
    kept_back: Exact,
    /// Whether the prices contain a category, and how much.
    contains: bool,
    included: Exact,
}
