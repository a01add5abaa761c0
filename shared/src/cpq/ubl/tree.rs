//! The XML tree, read within bounds, asked by paths of local names.

use super::codes::AMOUNTS;
use super::{DEEPEST, LARGEST, MOST_NODES, MOST_WORK, UblError};
use crate::cpq::policies::Exact;
use roxmltree::{Document, Node, ParsingOptions};
use std::borrow::Cow;

/// Reads a document. Depth and attributes are bounded before parsing, so that no nesting exhausts the stack
/// and no element the time.
pub(super) fn read(xml: &str) -> Result<Document<'_>, UblError> {
    if xml.len() > LARGEST {
        return Err(UblError::TooLarge);
    }
    bounded(xml)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let text = xml.trim_start_matches('\u{feff}');
    Document::parse_with_options(text, options).map_err(|error| UblError::Xml(error.to_string()))
}

/// The text without those comments and instructions that touch a text: what stands on both sides of one
/// is one figure, or one word.
pub(super) fn joined(xml: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = xml.get(at..).and_then(|rest| rest.find('<')) {
        let open = at + found;
        let rest = xml.get(open..).unwrap_or_default();
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(begin, _)| rest.starts_with(begin));
        let Some((begin, close)) = skipped else {
            at = open + 1;
            continue;
        };
        let inner = rest.get(begin.len()..).unwrap_or_default();
        let Some(length) = inner.find(close) else {
            break;
        };
        let end = open + begin.len() + length + close.len();
        let before = xml.get(..open).and_then(|text| text.chars().next_back());
        let after = xml.get(end..).and_then(|text| text.chars().next());
        let touches = before.is_some_and(|sign| sign != '>' && !sign.is_whitespace())
            || after.is_some_and(|sign| sign != '<' && !sign.is_whitespace());
        if touches && begin != "<![CDATA[" && open > 0 {
            kept.push_str(xml.get(copied..open).unwrap_or_default());
            copied = end;
        }
        at = end;
    }
    if copied == 0 {
        return Cow::Borrowed(xml);
    }
    kept.push_str(xml.get(copied..).unwrap_or_default());
    Cow::Owned(kept)
}

/// Refuses what costs too much to read, by its tags outside comments, instructions and character data. The
/// reader compares every attribute of an element with those before it, and every namespace with those of the
/// elements around: both are bounded by the square of the attributes there and around.
fn bounded(xml: &str) -> Result<(), UblError> {
    // Of each open element: the attributes of it and of those around it.
    let mut opened: Vec<u64> = Vec::new();
    let mut work = 0_u64;
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or_default();
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .iter()
            .find(|(open, _)| rest.starts_with(open));
        let end = match skipped {
            Some((open, close)) => rest
                .get(open.len()..)
                .and_then(|inner| inner.find(close))
                .map(|at| (open.len() + at + close.len(), 0)),
            None => tag_end(rest),
        };
        let Some((end, attributes)) = end else { break };
        let tag = rest.get(..end).unwrap_or_default();
        if skipped.is_none() && !tag.starts_with("<!") {
            if tag.starts_with("</") {
                opened.pop();
            } else {
                let around = opened.last().copied().unwrap_or_default() + attributes;
                work += if attributes == 0 {
                    around
                } else {
                    around * around
                };
                if work > MOST_WORK {
                    return Err(UblError::TooManyAttributes);
                }
                if !tag.ends_with("/>") {
                    opened.push(around);
                    if opened.len() > DEEPEST {
                        return Err(UblError::TooDeep);
                    }
                }
            }
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    Ok(())
}

/// Where a tag ends, the first `>` outside quotes, and how many quoted values it has.
fn tag_end(tag: &str) -> Option<(usize, u64)> {
    let (mut quote, mut values) = (None, 0);
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some((at + 1, values)),
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                values += 1;
            }
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Elements beside [`AMOUNTS`] whose text must be a decimal number.
const NUMBERS: [&str; 12] = [
    "BaseQuantity",
    "InvoicedQuantity",
    "CreditedQuantity",
    "Percent",
    "MultiplierFactorNumeric",
    "CalculatedAmount",
    "BasisAmount",
    "RateApplicablePercent",
    "TaxBasisTotalAmount",
    "TaxTotalAmount",
    "GrandTotalAmount",
    "DuePayableAmount",
];

/// An element, its children found by their local names.
#[derive(Clone, Copy)]
pub(super) struct Element<'a>(Node<'a, 'a>);

impl<'a> Element<'a> {
    pub(super) const fn of(node: Node<'a, 'a>) -> Self {
        Self(node)
    }

    pub(super) fn name(self) -> &'a str {
        self.0.tag_name().name()
    }

    pub(super) fn children(self) -> impl Iterator<Item = Element<'a>> {
        self.0.children().filter(Node::is_element).map(Element)
    }

    /// Every element at `path` (`Party/PartyTaxScheme`), in document order.
    pub(super) fn all(self, path: &str) -> Vec<Element<'a>> {
        let mut found = vec![self];
        for step in path.split('/') {
            found = found
                .into_iter()
                .flat_map(|element| {
                    element
                        .children()
                        .filter(|child| child.name() == step)
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        found
    }

    pub(super) fn first(self, path: &str) -> Option<Element<'a>> {
        self.all(path).into_iter().next()
    }

    pub(super) fn has(self, path: &str) -> bool {
        self.first(path).is_some()
    }

    /// Every element of that name, at any depth.
    pub(super) fn anywhere(self, name: &str) -> Vec<Element<'a>> {
        self.0
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name() == name)
            .map(Element)
            .collect()
    }

    /// Every element whose name ends so, at any depth, those below a discount on an item's price left out.
    pub(super) fn ending(self, end: &str) -> Vec<Element<'a>> {
        let of_price = |node: &Node<'a, 'a>| {
            let named = |node: Node<'a, 'a>, name: &str| node.tag_name().name() == name;
            node.ancestors().any(|above| {
                let parent = above.parent();
                named(above, "AllowanceCharge") && parent.is_some_and(|over| named(over, "Price"))
            })
        };
        self.0
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name().ends_with(end))
            .filter(|node| !of_price(node))
            .map(Element)
            .collect()
    }

    /// Its own text, without the spaces around it.
    pub(super) fn own(self) -> &'a str {
        self.0
            .children()
            .filter(Node::is_text)
            .filter_map(|node| node.text())
            .map(str::trim)
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// The text of the first element at `path`, empty where there is none.
    pub(super) fn text(self, path: &str) -> &'a str {
        self.first(path).map_or("", Element::own)
    }

    /// Whether an element at `path` says something.
    pub(super) fn says(self, path: &str) -> bool {
        self.all(path).into_iter().any(|one| !one.own().is_empty())
    }

    pub(super) fn attribute(self, name: &str) -> Option<&'a str> {
        self.0.attribute(name)
    }

    /// Its own text as a number.
    pub(super) fn value(self) -> Option<Exact> {
        Exact::parse(self.own())
    }

    /// The number at `path`; `None` where there is none.
    pub(super) fn number(self, path: &str) -> Option<Exact> {
        self.first(path)?.value()
    }

    /// The number at `path`, zero where there is none.
    pub(super) fn number_or_zero(self, path: &str) -> Exact {
        self.number(path).unwrap_or(Exact::ZERO)
    }

    /// The category whose tax scheme is VAT at `path`, by its code.
    pub(super) fn vat(self, path: &str) -> Option<Element<'a>> {
        self.all(path)
            .into_iter()
            .find(|category| category.is_of_vat())
    }

    /// Whether its tax scheme is VAT.
    pub(super) fn is_of_vat(self) -> bool {
        self.text("TaxScheme/ID").eq_ignore_ascii_case("VAT")
    }

    /// Whether it is a charge rather than an allowance.
    pub(super) fn is_charge(self) -> bool {
        matches!(self.text("ChargeIndicator"), "true" | "1")
    }

    /// It and every element in it, in document order.
    pub(super) fn each(self) -> impl Iterator<Item = Element<'a>> {
        self.0.descendants().filter(Node::is_element).map(Element)
    }

    /// Refuses figures that are no numbers, before any rule takes them for zero.
    pub(super) fn numbers_are_sound(self) -> Result<(), UblError> {
        for node in self.0.descendants().filter(Node::is_element) {
            let element = Element(node);
            let text = element.own();
            let name = element.name();
            let number = AMOUNTS.contains(&name) || NUMBERS.contains(&name);
            if number && !text.is_empty() && element.value().is_none() {
                return Err(UblError::Number {
                    place: element.name().to_owned(),
                    text: text.chars().take(60).collect(),
                });
            }
        }
        Ok(())
    }
}
