//! Products: what they are called depends on the reader's language, see [`crate::Sql::in_lang`].

use super::KeyKind::{Number, Text};
use super::{Column, blank, key, plain};

macro_rules! name {
    () => {
        "COALESCE(NULLIF(p.name_@lang, ''), NULLIF(p.name_en, ''), p.name_fr)"
    };
}

pub(super) const PRODUCTS: &[Column] = &[
    plain(
        "name",
        name!(),
        &[key(Text, concat!("LOWER(", name!(), ")"))],
    ),
    plain("sku", "p.sku", &[key(Text, "p.sku")]),
    plain(
        "family",
        "p.family",
        &[blank(Text, "p.family", "p.family = ''")],
    ),
    plain(
        "status",
        "CASE WHEN p.active THEN 'active' ELSE 'retired' END",
        &[key(Number, "CASE WHEN p.active THEN 0 ELSE 1 END")],
    ),
    plain("unit", "p.unit", &[blank(Text, "p.unit", "p.unit = ''")]),
    plain(
        "tax_category",
        "p.tax_category",
        &[key(Text, "p.tax_category")],
    ),
    plain("tax_rate", "p.tax_rate_bp", &[key(Number, "p.tax_rate_bp")]),
    plain(
        "cost",
        "p.cost_e4",
        &[blank(Number, "COALESCE(p.cost_e4, 0)", "p.cost_e4 IS NULL")],
    ),
    plain(
        "price_books",
        "SELECT COUNT(DISTINCT e.price_book_id) FROM price_book_entries e WHERE e.product_id = p.id",
        &[],
    ),
    plain(
        "description",
        "COALESCE(NULLIF(p.description_@lang, ''), NULLIF(p.description_en, ''), p.description_fr)",
        &[],
    ),
];
