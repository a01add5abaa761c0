//! Products and families as they are chosen in forms.

use super::api::{get_product, list_products};
use leptos::prelude::*;
use shared::cpq::catalog::Product;
use shared::cpq::catalog::ops::{GetProduct, ListProducts};
use shared::kernel::Lang;
use ui::{Choice, Suggest};

/// Products by what is typed of their code or name.
pub(in crate::cpq) fn products(lang: Lang) -> Suggest {
    Suggest::new(move |text: String| async move {
        let request = ListProducts {
            text,
            limit: 20,
            ..ListProducts::default()
        };
        let found = list_products(request).await.map(|list| list.rows);
        let found = found.unwrap_or_default().into_iter().map(|product| {
            let label = named(lang, &product);
            Choice::new(product.id.to_string(), label)
        });
        found.collect()
    })
}

/// Reads the names of the products that are chosen already.
pub(in crate::cpq) async fn name_products(lang: Lang, chosen: RwSignal<Vec<Choice>>) {
    for choice in chosen.try_get_untracked().unwrap_or_default() {
        let Ok(id) = choice.value.parse() else {
            continue;
        };
        let Ok(product) = get_product(GetProduct { id }).await else {
            continue;
        };
        let label = named(lang, &product);
        let _ = chosen.try_update(|all| {
            if let Some(own) = all.iter_mut().find(|one| one.value == choice.value) {
                own.label = label;
            }
        });
    }
}

/// Every family there is.
pub(in crate::cpq) async fn families() -> Vec<Choice> {
    let request = ListProducts {
        limit: 1,
        ..ListProducts::default()
    };
    let families = list_products(request).await.map(|list| list.families);
    let families = families.unwrap_or_default();
    families.iter().map(|one| Choice::new(one, one)).collect()
}

fn named(lang: Lang, product: &Product) -> String {
    format!("{} – {}", product.draft.sku, product.draft.name.get(lang))
}
