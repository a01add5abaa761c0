//! The products.

use super::api::{list_products, set_product_active};
use super::product_form::ProductForm;
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::cpq::labels;
use crate::live;
use crate::routes;
use crate::shell::{Page, offer_undo};
use i18n::{integer, k, problem_text, t, tf, tn, unit_price};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::cpq::catalog::Product;
use shared::cpq::catalog::ops::{ListProducts, ProductList, SetProductActive};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Currency, Lang};
use ui::{
    Badge, Button, Checkbox, Choice, EmptyState, Glyph, LinkButton, LoadMore, PageHeader, Select,
    Size, Skeleton, TableWrap, Tell, TextInput, Toaster, Tone, Variant, settled, use_toaster,
};

/// Rows of one page.
const PAGE: u32 = 200;

/// What is open in the form: nothing, a new product, or one to change.
pub type Editing = RwSignal<Option<Option<Product>>>;

/// `/products`.
#[component]
pub fn ProductsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| ListProducts {
            text: query.get("q").unwrap_or_default(),
            family: query.get("family").unwrap_or_default(),
            with_inactive: query.get("inactive").is_some(),
            offset: 0,
            limit: PAGE,
        })
    });
    // How many rows are wanted: it grows with "show more", and reading again keeps them.
    let wanted = RwSignal::new(PAGE);
    let products = Resource::new(move || (asked.get(), wanted.get()), read);
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Product) {
            products.refetch();
        }
    });
    let navigate = use_navigate();
    let set = Callback::new(move |(key, value): (&'static str, String)| {
        let mut query = query.get_untracked();
        query.remove(key);
        if !value.is_empty() {
            query.insert(key.to_owned(), value);
        }
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        let to = format!("{}{}", routes::path::PRODUCTS, query.to_query_string());
        navigate(&to, options);
    });
    let editing: Editing = RwSignal::new(None);
    let reload = Callback::new(move |()| products.refetch());
    let edits = may(Action::ManageProducts);
    let inactive = RwSignal::new(asked.with_untracked(|asked| asked.with_inactive));
    let text = RwSignal::new(asked.with_untracked(|asked| asked.text.clone()));
    view! {
        <Page title=t(lang, k::cpq::products::TITLE)/>
        <PageHeader title=t(lang, k::cpq::products::TITLE) subtitle=t(lang, k::cpq::products::SUBTITLE)>
            <LinkButton label=t(lang, k::cpq::products::VIEW_LIST) href=routes::path::PRODUCT_LIST icon=Glyph::List/>
            <LinkButton label=t(lang, k::models::find::TITLE) href=routes::path::FIND icon=Glyph::Search/>
            <LinkButton label=t(lang, k::cpq::books::TITLE) href=routes::path::PRICE_BOOKS icon=Glyph::Tag/>
            {edits.then(|| view! {
                <Button label=t(lang, k::cpq::products::NEW) icon=Glyph::Plus variant=Variant::Primary on_press=Callback::new(move |()| editing.set(Some(None)))/>
            })}
        </PageHeader>
        <div class="filter-bar" role="search">
            <TextInput
                id="products-search"
                label=t(lang, k::cpq::products::SEARCH)
                placeholder=t(lang, k::cpq::products::SEARCH)
                value=text
                kind="search"
                bare=true
                on_commit=Callback::new(move |text| set.tell(("q", text)))
            />
            <Checkbox
                id="products-inactive"
                label=t(lang, k::cpq::products::INACTIVE)
                checked=inactive
                on_change=Callback::new(move |on: bool| set.tell(("inactive", if on { "1".to_owned() } else { String::new() })))
            />
        </div>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::cpq::products::TITLE) lines=10/> }>
            {move || Suspend::new(async move {
                match products.await {
                    Ok(list) => settled(move || view! {
                        <Families lang list=list.clone() asked set/>
                        <Rows lang list edits editing reload wanted/>
                    }),
                    Err(fault) => view! { <p class="notice tone-danger">{problem_text(lang, &fault.0)}</p> }.into_any(),
                }
            })}
        </Transition>
        <ProductForm lang editing reload/>
    }
}

/// Reads as many rows as are wanted, a page at a time.
async fn read((asked, wanted): (ListProducts, u32)) -> Result<ProductList, Fault> {
    let mut list = list_products(asked.clone()).await?;
    loop {
        let have = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
        if have >= wanted || i64::from(have) >= list.total {
            return Ok(list);
        }
        let next = list_products(ListProducts {
            offset: have,
            ..asked.clone()
        })
        .await?;
        if next.rows.is_empty() {
            return Ok(list);
        }
        list.rows.extend(next.rows);
    }
}

#[component]
fn Families(
    lang: Lang,
    list: ProductList,
    asked: Memo<ListProducts>,
    set: Callback<(&'static str, String)>,
) -> impl IntoView {
    let family = RwSignal::new(asked.with_untracked(|asked| asked.family.clone()));
    let options: Vec<Choice> = list
        .families
        .into_iter()
        .map(|family| Choice::new(family.clone(), family))
        .collect();
    let count = tn(lang, k::cpq::products::COUNT, list.total, &[]);
    view! {
        <div class="between">
            <Select
                id="products-family"
                label=t(lang, k::cpq::products::FAMILY)
                value=family
                options
                placeholder=t(lang, k::cpq::products::ALL_FAMILIES).to_owned()
                bare=true
                on_commit=Callback::new(move |family| set.tell(("family", family)))
            />
            <p class="muted small" role="status">{count}</p>
        </div>
    }
}

#[component]
fn Rows(
    lang: Lang,
    list: ProductList,
    edits: bool,
    editing: Editing,
    reload: Callback<()>,
    wanted: RwSignal<u32>,
) -> impl IntoView {
    if list.rows.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Box title=t(lang, k::cpq::products::EMPTY_TITLE) text=t(lang, k::cpq::products::EMPTY_TEXT)/>
        }
        .into_any();
    }
    let costs = may(Action::ViewMargin);
    let currency = list.cost_currency.unwrap_or(Currency::EUR);
    let shown = i64::try_from(list.rows.len()).unwrap_or(i64::MAX);
    let total = list.total;
    let more = (shown < total).then(|| {
        let summary = tf(
            lang,
            k::crm::SHOWN_OF,
            &[
                ("shown", &integer(lang, shown)),
                ("total", &integer(lang, total)),
            ],
        );
        view! {
            <LoadMore
                summary
                label=t(lang, k::work::SHOW_MORE)
                more=Signal::stored(true)
                on_more=Callback::new(move |()| wanted.update(|wanted| *wanted += PAGE))
            />
        }
    });
    let head = move |key| t(lang, key);
    view! {
        <TableWrap label=t(lang, k::cpq::products::TITLE)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{head(k::cpq::products::CODE)}</th>
                        <th scope="col">{head(k::cpq::products::NAME)}</th>
                        <th scope="col">{head(k::cpq::products::FAMILY)}</th>
                        <th scope="col">{head(k::cpq::products::UNIT)}</th>
                        <th scope="col">{head(k::cpq::products::TAX)}</th>
                        {costs.then(|| view! { <th scope="col" class="num">{head(k::cpq::products::COST)}</th> })}
                        <th scope="col">{head(k::cpq::list::STATE)}</th>
                        {edits.then(|| view! { <th scope="col"><span class="visually-hidden">{head(k::cpq::editor::ROW_ACTIONS)}</span></th> })}
                    </tr>
                </thead>
                <tbody>
                    {list.rows.into_iter().map(|product| row(lang, product, currency, costs, edits, editing, reload)).collect_view()}
                </tbody>
            </table>
        </TableWrap>
        {more}
    }
    .into_any()
}

/// Offers a product or not; the message takes it back.
async fn switch_over(lang: Lang, toaster: Toaster, product: &Product, reload: Callback<()>) {
    let request = SetProductActive {
        id: product.id,
        version: product.version,
        active: !product.active,
    };
    match set_product_active(request).await {
        Ok(now) => {
            let key = if now.active {
                k::cpq::products::SWITCHED_ON
            } else {
                k::cpq::products::SWITCHED_OFF
            };
            let text = tf(lang, key, &[("name", &now.draft.name.get(lang))]);
            let back = move || {
                set_product_active(SetProductActive {
                    id: now.id,
                    version: now.version,
                    active: !now.active,
                })
            };
            offer_undo(lang, toaster, text, back, move || reload.tell(()));
        }
        Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
    }
    reload.tell(());
}

fn row(
    lang: Lang,
    product: Product,
    currency: Currency,
    costs: bool,
    edits: bool,
    editing: Editing,
    reload: Callback<()>,
) -> impl IntoView {
    let draft = product.draft.clone();
    let label = move |key| t(lang, key);
    let state = if product.active {
        (
            Tone::Success,
            Glyph::Check,
            t(lang, k::cpq::products::ACTIVE),
        )
    } else {
        (Tone::Neutral, Glyph::Minus, t(lang, k::cpq::products::OFF))
    };
    let actions = edits.then(|| {
        let toaster = use_toaster();
        let active = product.active;
        let switched = StoredValue::new(product.clone());
        let switch = Callback::new(move |()| {
            let product = switched.get_value();
            spawn_local(async move { switch_over(lang, toaster, &product, reload).await });
        });
        let label = if active {
            k::cpq::products::SWITCH_OFF
        } else {
            k::cpq::products::SWITCH_ON
        };
        let opened = product.clone();
        view! {
            <td class="nowrap">
                <LinkButton label=t(lang, k::models::EDIT) size=Size::Small icon=Glyph::Settings href=crate::routes::product_model(product.id)/>
                " "
                <Button label=t(lang, k::cpq::products::EDIT) size=Size::Small icon=Glyph::Edit on_press=Callback::new(move |()| editing.set(Some(Some(opened.clone()))))/>
                " "
                <Button label=t(lang, label) size=Size::Small variant=Variant::Ghost on_press=switch/>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="nowrap">{draft.sku.clone()}</th>
            <td data-label=label(k::cpq::products::NAME)>
                <div>
                    <span>{draft.name.get(lang).to_owned()}</span>
                    <span class="quote-details muted tiny">{draft.description.get(lang).to_owned()}</span>
                </div>
            </td>
            <td data-label=label(k::cpq::products::FAMILY)>{draft.family.clone()}</td>
            <td data-label=label(k::cpq::products::UNIT)>{labels::unit(lang, &draft.unit)}</td>
            <td data-label=label(k::cpq::products::TAX)>{labels::tax(lang, draft.tax)}</td>
            {costs.then(|| view! {
                <td class="num" data-label=label(k::cpq::products::COST)>{draft.cost.map(|cost| unit_price(lang, cost, currency))}</td>
            })}
            <td data-label=label(k::cpq::list::STATE)><Badge text=state.2 tone=state.0 icon=state.1/></td>
            {actions}
        </tr>
    }
}
