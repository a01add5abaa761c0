//! A product's code changes: the formulas that name it follow.

use crate::cpq::expr::{Decimals, Token, tokens};

/// The formula with another code of a product wherever it asks for its price or its quantity; nothing where it names
/// no such product, or where the new code cannot be written in a formula.
#[must_use]
pub fn renamed(text: &str, old: &str, new: &str) -> Option<String> {
    if new.contains(['"', '\n']) {
        return None;
    }
    let found = tokens::<Decimals>(text).ok()?;
    let names = found.windows(3).filter_map(|three| match three {
        [
            (Token::Word(word), _),
            (Token::Sign("("), _),
            (Token::Text(sku), place),
        ] if matches!(word.as_str(), "price" | "quantity") && sku == old => Some(*place),
        _ => None,
    });
    let mut lines: Vec<Vec<char>> = text
        .split('\n')
        .map(|line| line.chars().collect())
        .collect();
    let mut places: Vec<_> = names.collect();
    if places.is_empty() {
        return None;
    }
    // From behind, so that what stands before keeps its place.
    places.reverse();
    for place in places {
        let line = lines.get_mut(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
        let from = usize::try_from(place.column).ok()?.checked_sub(1)?;
        let until = from.checked_add(usize::try_from(place.length).ok()?)?;
        if until > line.len() {
            return None;
        }
        line.splice(from..until, format!("\"{new}\"").chars());
    }
    let lines: Vec<String> = lines.into_iter().map(String::from_iter).collect();
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpq::catalog::formula::PriceFormula;

    #[test]
    fn every_place_that_names_the_product_follows_and_nothing_else() {
        let text = "max(price( \"SEN-1\" ), 2) +\n if choice(\"SEN-1\") = \"SEN-1\" then quantity(\"SEN-1\") else price(\"SEN-10\")";
        let now = renamed(text, "SEN-1", "Capteur é").unwrap();
        assert_eq!(
            now,
            "max(price( \"Capteur é\" ), 2) +\n if choice(\"SEN-1\") = \"SEN-1\" then quantity(\"Capteur é\") else price(\"SEN-10\")"
        );
        assert!(PriceFormula::parse(&now).is_ok());
        assert_eq!(renamed(&now, "Capteur é", "SEN-1").as_deref(), Some(text));
        assert_eq!(renamed(text, "SEN", "X"), None);
        assert_eq!(renamed(text, "SEN-1", "A\"B"), None);
        assert_eq!(renamed("price(\"SEN-1", "SEN-1", "X"), None);
    }
}
