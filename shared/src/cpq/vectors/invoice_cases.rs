//! Vectors of whole invoices: discounts, charges, taxes by category, advances.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Exact, RoundTo};
use crate::kernel::{Currency, Rounding};

/// Tax categories the customer keeps back and pays for the seller.
const RETAINED: [&str; 12] = [
    "IRPF", "IRPEF", "IRES", "INPS", "ENASARCO", "ENPAM", "ISR", "RVAT", "RIVA", "IRS", "IRC",
    "RICA",
];

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
}

struct Invoice {
    round: RoundTo,
    decimals: u32,
    /// The tax the prices contain.
    contained: String,
    rates: Vec<Rate>,
}

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    let currency = given.str("currency").parse::<Currency>();
    let decimals = currency.map_or(2, |currency| currency.decimals());
    let mut invoice = Invoice {
        round: RoundTo {
            mode: Rounding::HalfUp,
            step: Exact::scaled(1, decimals),
        },
        decimals,
        contained: given.str("prices_include").to_owned(),
        rates: Vec::new(),
    };
    let every_line = given.str("rounding") == "currency";
    let (sum, lines) = invoice.lines(given, every_line)?;
    let mut answer = Value::map([("lines", Value::List(lines))]);
    let (discount, discounts) = invoice.document_amounts(given.list("discounts"), sum, true)?;
    let (charge, charges) = invoice.document_amounts(given.list("charges"), sum, false)?;
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
        policy: if every_line {
            "invoice: every line rounded to the currency"
        } else {
            "invoice: lines exact, totals rounded"
        },
        result: answer,
        unknowable: &LABELS,
    })
}

impl Invoice {
    /// An amount as the vectors write it: text with the currency's decimals.
    fn money(&self, amount: Exact) -> Value {
        let text = self.round.apply(amount).to_text(self.decimals);
        let Some(mut text) = text else {
            return Value::Null;
        };
        if self.decimals > 0 {
            let has = text.split_once('.').map_or(0, |(_, part)| part.len());
            if has == 0 {
                text.push('.');
            }
            for _ in has..usize::try_from(self.decimals).unwrap_or(has) {
                text.push('0');
            }
        }
        Value::Text(text)
    }

    /// A discount or charge: an amount, or a percentage of its own base or of `base`.
    fn adjustment(given: &Value, base: Exact) -> Option<Exact> {
        if given.has("percent") {
            return Some(given.num_or("base", base)? * given.num("percent")?.percent());
        }
        if given.has("rate") {
            return Some(given.num("rate")? * given.num_or("quantity", Exact::ONE)?);
        }
        given.num("amount")
    }

    fn line_sum(line: &Value) -> Option<(Exact, Exact)> {
        let price = match line.get("price") {
            Value::Null => line
                .list("breakdown")
                .iter()
                .map(|part| Some(Self::line_total(part)?.1))
                .sum::<Option<Exact>>()?,
            price => price.exact()?,
        };
        Some((price, price * line.num_or("quantity", Exact::ONE)?))
    }

    fn line_total(line: &Value) -> Option<(Exact, Exact)> {
        let (_, sum) = Self::line_sum(line)?;
        let mut total = sum;
        for discount in line.list("discounts") {
            total -= Self::adjustment(discount, sum)?;
        }
        for charge in line.list("charges") {
            total += Self::adjustment(charge, sum)?;
        }
        Some((sum, total))
    }

    fn lines(&mut self, given: &Value, every_line: bool) -> Option<(Exact, Vec<Value>)> {
        let round = if every_line {
            self.round
        } else {
            RoundTo::NEVER
        };
        let mut sum = Exact::ZERO;
        let mut shown = Vec::new();
        for line in given.list("lines") {
            let before = round.apply(Self::line_sum(line)?.1);
            let mut total = before;
            let mut map = Value::map([("sum", self.money(before))]);
            let mut amounts = [Vec::new(), Vec::new()];
            for (index, key) in ["discounts", "charges"].into_iter().enumerate() {
                for one in line.list(key) {
                    let amount = round.apply(Self::adjustment(one, before)?);
                    if index == 0 {
                        total -= amount;
                    } else {
                        total += amount;
                    }
                    amounts[index].push(self.money(amount));
                }
            }
            map.set("total", self.money(total));
            for (key, amounts) in ["discount_amounts", "charge_amounts"]
                .into_iter()
                .zip(amounts)
            {
                if !amounts.is_empty() {
                    map.set(key, Value::List(amounts));
                }
            }
            self.tax(line.list("taxes"), total)?;
            sum += total;
            shown.push(map);
        }
        Some((self.round.apply(sum), shown))
    }

    /// Adds `amount` to the base of each of its taxes. Rates of a category are the same when their
    /// percentages are, also when both have none.
    fn tax(&mut self, taxes: &[Value], amount: Exact) -> Option<()> {
        for tax in taxes {
            let percent = tax.str("percent");
            let category = tax.str("cat");
            let known = self
                .rates
                .iter_mut()
                .find(|rate| rate.category == category && rate.percent == percent);
            if let Some(rate) = known {
                rate.base += amount;
                continue;
            }
            self.rates.push(Rate {
                category: category.to_owned(),
                key: tax.str("key").to_owned(),
                percent: percent.to_owned(),
                rate: if percent.is_empty() {
                    None
                } else {
                    Some(tax.num("percent")?.percent())
                },
                surcharge: match tax.get("surcharge").as_str() {
                    Some(text) => Some((text.to_owned(), tax.num("surcharge")?.percent())),
                    None => None,
                },
                base: amount,
            });
        }
        Some(())
    }

    fn document_amounts(
        &mut self,
        given: &[Value],
        sum: Exact,
        discount: bool,
    ) -> Option<(Exact, Vec<Value>)> {
        let mut total = Exact::ZERO;
        let mut amounts = Vec::new();
        for one in given {
            let amount = self.round.apply(Self::adjustment(one, sum)?);
            total += amount;
            amounts.push(self.money(amount));
            self.tax(one.list("taxes"), if discount { -amount } else { amount })?;
        }
        Some((total, amounts))
    }

    fn totals(
        &mut self,
        given: &Value,
        sum: Exact,
        discount: Exact,
        charge: Exact,
    ) -> Option<Value> {
        let round = self.round;
        let mut included = Exact::ZERO;
        for rate in &mut self.rates {
            if rate.category == self.contained
                && let Some(percent) = rate.rate
            {
                let gross = rate.base;
                rate.base = gross / (Exact::ONE + percent);
                included += gross - rate.base;
            }
        }
        let included = round.apply(included);
        let (categories, tax, retained) = self.categories();
        let total = sum - discount + charge - included;
        let with_tax = (total + tax).checked()?;
        let rounding = given.num_or("rounding_amount", Exact::ZERO)?;
        let payable = with_tax - retained + rounding;
        let mut totals = Value::map([("sum", self.money(sum))]);
        let put = |totals: &mut Value, key: &str, amount: Exact| {
            if !amount.is_zero() {
                totals.set(key, self.money(amount));
            }
        };
        put(&mut totals, "discount", discount);
        put(&mut totals, "charge", charge);
        put(&mut totals, "tax_included", included);
        totals.set("total", self.money(total));
        if !categories.is_empty() {
            let mut taxes = Value::map([
                ("categories", Value::List(categories)),
                ("sum", self.money(tax)),
            ]);
            put(&mut taxes, "retained", retained);
            totals.set("taxes", taxes);
        }
        totals.set("tax", self.money(tax));
        totals.set("total_with_tax", self.money(with_tax));
        put(&mut totals, "retained_tax", retained);
        put(&mut totals, "rounding", rounding);
        totals.set("payable", self.money(payable));
        let advances = given.list("advances");
        if !advances.is_empty() {
            let mut paid = Exact::ZERO;
            for advance in advances {
                paid += round.apply(Self::adjustment(advance, payable)?);
            }
            totals.set("advance", self.money(paid));
            totals.set("due", self.money(payable - paid));
        }
        Some(totals)
    }

    /// The breakdown, the tax charged and the tax kept back.
    fn categories(&self) -> (Vec<Value>, Exact, Exact) {
        let mut names: Vec<&str> = Vec::new();
        for rate in &self.rates {
            if !names.contains(&rate.category.as_str()) {
                names.push(&rate.category);
            }
        }
        let (mut charged, mut kept) = (Exact::ZERO, Exact::ZERO);
        let mut categories = Vec::new();
        for name in names {
            let mut amount = Exact::ZERO;
            let mut extra = Exact::ZERO;
            let mut rates = Vec::new();
            for rate in self.rates.iter().filter(|rate| rate.category == name) {
                let tax = self
                    .round
                    .apply(rate.base * rate.rate.unwrap_or(Exact::ZERO));
                amount += tax;
                let mut map = Value::map([]);
                if !rate.key.is_empty() {
                    map.set("key", Value::text(&rate.key));
                }
                map.set("base", self.money(rate.base));
                if !rate.percent.is_empty() {
                    map.set("percent", Value::text(&rate.percent));
                }
                if let Some((text, percent)) = &rate.surcharge {
                    let more = self.round.apply(rate.base * *percent);
                    extra += more;
                    let surcharge =
                        Value::map([("percent", Value::text(text)), ("amount", self.money(more))]);
                    map.set("surcharge", surcharge);
                }
                map.set("amount", self.money(tax));
                rates.push(map);
            }
            let mut category = Value::map([("code", Value::text(name))]);
            if RETAINED.contains(&name) {
                category.set("retained", Value::Flag(true));
                kept += amount;
            } else {
                charged += amount + extra;
            }
            category.set("rates", Value::List(rates));
            category.set("amount", self.money(amount));
            if !extra.is_zero() {
                category.set("surcharge", self.money(extra));
            }
            categories.push(category);
        }
        (categories, charged, kept)
    }
}
