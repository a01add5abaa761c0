//! The form of a product.

use super::api::{create_product, edit_product};
use super::products::Editing;
use crate::boot::new_uuid;
use crate::cpq::pictures::PictureField;
use crate::cpq::{labels, numbers};
use crate::platform::fields::{OwnBoxes, OwnDraft};
use crate::shell::form::{Bilingual, BilingualAreas, BilingualInputs, error_of};
use crate::shell::{DialogForm, DialogOf};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::{CreateProduct, EditProduct};
use shared::cpq::catalog::{Product, ProductDraft, validate_product};
use shared::cpq::pricing::Tax;
use shared::kernel::{Issue, Lang, Percent, ProductId, Severity};
use shared::platform::fields::{CustomValues, Holder};
use ui::{NumberInput, Place, Select, Tell, TextInput, use_toaster};

/// The form beside the list.
#[component]
pub fn ProductForm(lang: Lang, editing: Editing, reload: Callback<()>) -> impl IntoView {
    let title = move |product: &Option<Product>| match product {
        Some(product) => tf(
            lang,
            k::cpq::products::EDIT_TITLE,
            &[("code", &product.draft.sku)],
        ),
        None => t(lang, k::cpq::products::NEW).to_owned(),
    };
    view! {
        <DialogOf id="product-form" of=editing title close=k::cpq::products::CANCEL place=Place::Side let(product)>
            <Form lang product editing reload/>
        </DialogOf>
    }
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    sku: RwSignal<String>,
    name: Bilingual,
    description: Bilingual,
    family: RwSignal<String>,
    unit: RwSignal<String>,
    category: RwSignal<String>,
    rate: RwSignal<String>,
    cost: RwSignal<String>,
    own: OwnDraft,
}

impl Fields {
    /// `before`: what a product that is there has of the administrators' fields.
    fn of(lang: Lang, draft: &ProductDraft, before: Option<&CustomValues>) -> Self {
        Self {
            sku: RwSignal::new(draft.sku.clone()),
            name: Bilingual::of(&draft.name),
            description: Bilingual::of(&draft.description),
            family: RwSignal::new(draft.family.clone()),
            unit: RwSignal::new(labels::unit(lang, &draft.unit)),
            category: RwSignal::new(draft.tax.category.code().to_owned()),
            rate: RwSignal::new(numbers::percent(lang, draft.tax.rate)),
            cost: RwSignal::new(
                draft
                    .cost
                    .map(|cost| numbers::price(lang, cost))
                    .unwrap_or_default(),
            ),
            own: OwnDraft::all(Holder::Product, before),
        }
    }

    /// What was typed, or the findings.
    fn read(&self, lang: Lang) -> Result<ProductDraft, Vec<Issue>> {
        let mut issues = Vec::new();
        let rate = numbers::to_percent(lang, &self.rate.get_untracked());
        if rate.is_none() {
            issues.push(Issue::error("percent_out_of_range", "tax_rate"));
        }
        let typed = self.cost.get_untracked();
        let cost = numbers::to_price(lang, &typed);
        if cost.is_none() && !typed.trim().is_empty() {
            issues.push(Issue::error("not_a_number", "cost").with("text", typed));
        }
        let (custom, found) = self.own.read();
        issues.extend(found);
        let draft = ProductDraft {
            sku: self.sku.get_untracked(),
            name: untrack(|| self.name.read()),
            description: untrack(|| self.description.read()),
            family: self.family.get_untracked(),
            unit: labels::unit_code(&self.unit.get_untracked()),
            tax: Tax {
                category: self
                    .category
                    .with_untracked(|code| code.parse().unwrap_or_default()),
                rate: rate.unwrap_or(Percent::ZERO),
            },
            cost,
            custom,
        };
        issues.extend(
            validate_product(&draft)
                .into_iter()
                .filter(|issue| issue.severity == Severity::Error),
        );
        if issues.is_empty() {
            Ok(draft)
        } else {
            Err(issues)
        }
    }
}

#[component]
fn Form(
    lang: Lang,
    product: Option<Product>,
    editing: Editing,
    reload: Callback<()>,
) -> impl IntoView {
    let fresh = ProductDraft {
        unit: "unit".to_owned(),
        tax: Tax::standard(Percent::whole(20)),
        ..ProductDraft::default()
    };
    let fields = Fields::of(
        lang,
        product.as_ref().map_or(&fresh, |product| &product.draft),
        product.as_ref().map(|product| &product.draft.custom),
    );
    let known = product
        .as_ref()
        .map(|product| (product.id, product.version));
    let issues = RwSignal::new(Vec::<Issue>::new());
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let error = move |field| error_of(lang, issues, field);
    let save = move || {
        let draft = match fields.read(lang) {
            Ok(draft) => draft,
            Err(found) => return issues.set(found),
        };
        busy.set(true);
        spawn_local(async move {
            let answer = match known {
                Some((id, version)) => edit_product(EditProduct { id, version, draft }).await,
                None => {
                    let id = ProductId(new_uuid());
                    create_product(CreateProduct { id, draft }).await
                }
            };
            match answer {
                Ok(_) => {
                    let _ = editing.try_set(None);
                    reload.tell(());
                    toaster.success(t(lang, k::cpq::products::SAVED));
                }
                Err(fault) => {
                    if fault.0.issues.is_empty() {
                        toaster.problem(problem_text(lang, &fault.0));
                    }
                    issues.try_set(fault.0.issues);
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <DialogForm send=save leave=Callback::new(move |()| editing.set(None)) busy>
            <div class="dialog-body stack">
                <div class="form-row">
                    <TextInput id="product-sku" label=t(lang, k::cpq::products::CODE) value=fields.sku required=true max_length=64 error=error("sku")/>
                    <TextInput id="product-family" label=t(lang, k::cpq::products::FAMILY) value=fields.family max_length=200/>
                </div>
                <BilingualInputs id="product-name" labels=(k::cpq::products::NAME_FR, k::cpq::products::NAME_EN) value=fields.name max_length=200 error=error("name")/>
                <BilingualAreas id="product-description" labels=(k::cpq::products::DESCRIPTION_FR, k::cpq::products::DESCRIPTION_EN) value=fields.description/>
                <TextInput id="product-unit" label=t(lang, k::cpq::products::UNIT) hint=t(lang, k::cpq::products::UNIT_HINT) value=fields.unit max_length=64/>
                <div class="form-row">
                    <Select id="product-tax" label=t(lang, k::cpq::products::TAX_CATEGORY) value=fields.category options=labels::tax_categories(lang)/>
                    <NumberInput id="product-rate" label=t(lang, k::cpq::products::TAX_RATE) value=fields.rate suffix="%" error=error("tax_rate")/>
                </div>
                <NumberInput id="product-cost" label=t(lang, k::cpq::products::COST) hint=t(lang, k::cpq::products::COST_HINT) value=fields.cost error=error("cost")/>
                <OwnBoxes draft=fields.own issues prefix="product-own"/>
                {match known {
                    Some((product_id, _)) => view! { <PictureField lang product_id /> }.into_any(),
                    None => view! { <p class="small muted">{t(lang, k::cpq::products::PICTURE_LATER)}</p> }.into_any(),
                }}
            </div>
        </DialogForm>
    }
}
