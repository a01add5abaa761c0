//! Products, price books and quotes.

use crate::http::api::book::{Book, Listed, as_json, limit, next_offset, paging};
use crate::http::api::cursor;
use crate::http::api::record::prepare;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Query};
use crate::http::api::schema::{id, text};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use shared::cpq::catalog::ops::{
    CreatePriceBook, CreateProduct, EditPriceBook, EditProduct, GetPriceBook, GetProduct,
    ListPriceBooks, ListProducts, ProductList, RemovePriceBookEntry, SavePriceBookEntry,
    SetPriceBookActive, SetProductActive,
};
use shared::cpq::catalog::{
    PriceBook, PriceBookDraft, PriceBookEntry, PriceBookView, Product, ProductDraft,
};
use shared::cpq::pricing::{PriceRounding, Proration};
use shared::cpq::quotes::ops::{
    CreateQuote, DeleteQuote, DuplicateQuote, GetQuote, ListQuotes, MoveQuote, NewQuoteVersion,
    QuoteFilter, QuoteList, QuoteSort, RestoreQuote, SaveQuote,
};
use shared::cpq::quotes::{
    QuoteDraft, QuoteMove, QuoteRow, QuoteState, QuoteView, figures, price_draft,
};
use shared::kernel::{
    AccountId, Lang, OpportunityId, PriceBookEntryId, PriceBookId, QuoteId, QuoteTemplateId,
    SalesChannel,
};

/// Whether it may be used for new sales.
#[derive(Deserialize, JsonSchema)]
struct Active {
    /// Whether it may be used for new sales.
    active: bool,
}

fn offset(path: &str, query: &Query) -> Result<u32, Refusal> {
    Ok(cursor::read(path, query.text("cursor"))?.unwrap_or(0))
}

fn products_asked(query: &Query, _: &Call) -> Result<ListProducts, Refusal> {
    Ok(ListProducts {
        text: query.text("search").unwrap_or_default().to_owned(),
        family: query.text("family").unwrap_or_default().to_owned(),
        with_inactive: query.flag("with_inactive"),
        offset: offset("products", query)?,
        limit: limit(query),
    })
}

fn products_given(list: ProductList, query: &Query) -> Listed<Product> {
    let from = offset("products", query).unwrap_or(0);
    Listed {
        next: next_offset("products", from, list.rows.len(), list.total),
        total: Some(list.total),
        rows: list.rows,
    }
}

fn search() -> Param {
    Param::new(
        "search",
        text(200),
        "Words to be found; accents and capitals do not matter.",
    )
}

fn with_inactive() -> Param {
    Param::new(
        "with_inactive",
        json!({ "type": "boolean" }),
        "Also those no longer used.",
    )
}

fn products(book: &mut Book) {
    let mut filters = paging();
    filters.extend([
        search(),
        Param::new("family", text(100), "Only of this family."),
        with_inactive(),
    ]);
    let row = ("ProductRow", &["draft"][..]);
    book.list("products", row, filters, products_asked, products_given);
    book.resource(
        "products",
        "Product",
        &["draft"],
        |id| GetProduct { id: id.into() },
        |product: Product| product,
    )
    .read()
    .create(
        &["sku", "name"],
        |_| as_json(ProductDraft::default()),
        |id, draft: ProductDraft| CreateProduct {
            id: id.into(),
            draft,
        },
    )
    .update(
        |product| product.draft.clone(),
        |product, draft: ProductDraft| EditProduct {
            id: product.id,
            version: product.version,
            draft,
        },
    )
    .act(
        "set-active",
        "Say whether a product may be sold",
        |product, to: Active| SetProductActive {
            id: product.id,
            version: product.version,
            active: to.active,
        },
    )
    .bulk();
}

/// A new price book.
#[derive(Deserialize, JsonSchema)]
struct NewPriceBook {
    /// Its name.
    name: String,
    /// The currency of its prices.
    currency: shared::kernel::Currency,
    /// First day it is good for.
    valid_from: Option<chrono::NaiveDate>,
    /// Last day it is good for.
    valid_to: Option<chrono::NaiveDate>,
    /// How quotes with it count a part of a month; null: as the company does.
    #[serde(default, deserialize_with = "said")]
    #[schemars(with = "Option<Proration>")]
    proration: Option<Option<Proration>>,
    /// Countries of the customers it is for, by their codes; none: all.
    countries: Option<Vec<String>>,
    /// Industries of the customers it is for; none: all.
    segments: Option<Vec<String>>,
    /// Channels of the deals it is for; none: all.
    channels: Option<Vec<SalesChannel>>,
    /// What its prices are rounded to on quotes; null: to nothing.
    #[serde(default, deserialize_with = "said")]
    #[schemars(with = "Option<PriceRounding>")]
    rounding: Option<Option<PriceRounding>>,
    /// Takes the entries of this price book over, and of the five facts above those that are left out.
    copy_of: Option<PriceBookId>,
}

/// Null is something that was said.
fn said<'de, T, D>(value: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(value).map(Some)
}

/// A new price book, with what another one lends it.
async fn new_book(
    call: &Call,
    id: PriceBookId,
    new: NewPriceBook,
) -> Result<CreatePriceBook, Refusal> {
    let mut draft = PriceBookDraft {
        name: new.name,
        currency: new.currency,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        proration: None,
        countries: Vec::new(),
        segments: Vec::new(),
        channels: Vec::new(),
        rounding: None,
    };
    if let Some(id) = new.copy_of {
        let model = call.ask(GetPriceBook { id }).await?.book.draft;
        draft = PriceBookDraft {
            name: draft.name,
            currency: draft.currency,
            valid_from: draft.valid_from,
            valid_to: draft.valid_to,
            ..model
        };
    }
    draft.proration = new.proration.unwrap_or(draft.proration);
    draft.countries = new.countries.unwrap_or(draft.countries);
    draft.segments = new.segments.unwrap_or(draft.segments);
    draft.channels = new.channels.unwrap_or(draft.channels);
    draft.rounding = new.rounding.unwrap_or(draft.rounding);
    Ok(CreatePriceBook {
        id,
        draft,
        copy_of: new.copy_of,
    })
}

/// An entry to take out.
#[derive(Deserialize, JsonSchema)]
struct EntryRef {
    /// Which.
    entry_id: PriceBookEntryId,
}

fn price_books(book: &mut Book) {
    book.list(
        "price-books",
        ("PriceBookRow", &["draft"][..]),
        vec![with_inactive()],
        |query, _| {
            Ok(ListPriceBooks {
                with_inactive: query.flag("with_inactive"),
            })
        },
        |rows: Vec<PriceBook>, _| Listed {
            next: None,
            total: i64::try_from(rows.len()).ok(),
            rows,
        },
    );
    book.resource(
        "price-books",
        "PriceBook",
        &["book", "draft"],
        |id| GetPriceBook { id: id.into() },
        |view: PriceBookView| view,
    )
    .read()
    .create_of(
        &["name", "currency"],
        |_| json!({}),
        prepare(|call, id, new: NewPriceBook| Box::pin(new_book(call, id.into(), new))),
        Some,
    )
    .update(
        |view| view.book.draft.clone(),
        |view, draft: PriceBookDraft| EditPriceBook {
            id: view.book.id,
            version: view.book.version,
            draft,
        },
    )
    .act(
        "set-active",
        "Say whether a price book may be used",
        |view, to: Active| SetPriceBookActive {
            id: view.book.id,
            version: view.book.version,
            active: to.active,
        },
    )
    .act(
        "save-entry",
        "Add or change a price",
        |view, entry: PriceBookEntry| SavePriceBookEntry {
            price_book_id: view.book.id,
            version: view.book.version,
            entry,
        },
    )
    .act(
        "remove-entry",
        "Take a price out",
        |view, entry: EntryRef| RemovePriceBookEntry {
            price_book_id: view.book.id,
            version: view.book.version,
            id: entry.entry_id,
        },
    );
}

/// A new quote. Its lines are those of the opportunity's products; send others with a change.
#[derive(Serialize, Deserialize, JsonSchema)]
struct NewQuote {
    /// The opportunity it is for.
    opportunity_id: Option<OpportunityId>,
    /// The account it is for; the opportunity's when left out.
    account_id: Option<AccountId>,
    /// Where prices come from.
    price_book_id: Option<PriceBookId>,
    /// What it is about.
    title: String,
    /// The language of the document.
    language: Option<Lang>,
    /// The template it starts with; its prices are those of the price book.
    #[serde(default)]
    template_id: Option<QuoteTemplateId>,
}

/// The id of the quote that is made.
#[derive(Deserialize, JsonSchema)]
struct NewId {
    /// Made by the client (UUIDv7), so that a repeated request makes nothing twice; made by the server when
    /// left out.
    id: Option<QuoteId>,
}

/// Where a quote goes.
#[derive(Deserialize, JsonSchema)]
struct QuoteStep {
    /// What happens.
    step: QuoteMove,
    /// Why, where a reason is asked for.
    #[serde(default)]
    reason: String,
}

const SORTS: [(&str, QuoteSort); 5] = [
    ("updated", QuoteSort::Updated),
    ("number", QuoteSort::Number),
    ("account", QuoteSort::Account),
    ("amount", QuoteSort::Amount),
    ("valid_until", QuoteSort::ValidUntil),
];

fn quotes_place(query: &Query) -> String {
    format!("quotes {}", query.text("sort").unwrap_or("updated"))
}

fn quotes_asked(query: &Query, _: &Call) -> Result<ListQuotes, Refusal> {
    let word = query.text("sort").unwrap_or("updated");
    let states = query.words("state").unwrap_or_default();
    Ok(ListQuotes {
        filter: QuoteFilter {
            text: query.text("search").unwrap_or_default().to_owned(),
            states: states.iter().filter_map(|word| word.parse().ok()).collect(),
            account_id: query.parsed("account_id"),
            opportunity_id: query.parsed("opportunity_id"),
            owner_id: query.parsed("owner_id"),
            valid_until: query.parsed("valid_until"),
        },
        sort: SORTS
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, sort)| *sort)
            .unwrap_or_default(),
        offset: offset(&quotes_place(query), query)?,
        limit: limit(query),
    })
}

fn quotes_given(list: QuoteList, query: &Query) -> Listed<QuoteRow> {
    let place = quotes_place(query);
    let from = offset(&place, query).unwrap_or(0);
    Listed {
        next: next_offset(&place, from, list.rows.len(), list.total),
        total: Some(list.total),
        rows: list.rows,
    }
}

fn quote_filters() -> Vec<Param> {
    let words: Vec<&str> = SORTS.iter().map(|(word, _)| *word).collect();
    let states: Vec<&str> = QuoteState::ALL.iter().map(|state| state.code()).collect();
    let mut filters = paging();
    filters.extend([
        Param::new("sort", json!({ "type": "string", "enum": words }), "The order."),
        search(),
        Param::new(
            "state",
            json!({ "type": "array", "items": { "type": "string", "enum": states }, "minItems": 1 }),
            "Only in one of these states.",
        ),
        Param::new("account_id", id(), "Only of this account."),
        Param::new("opportunity_id", id(), "Only of this opportunity."),
        Param::new("owner_id", id(), "Only of this owner."),
        Param::new(
            "valid_until",
            json!({ "type": "string", "format": "date" }),
            "Only those that end by this day.",
        ),
    ]);
    filters
}

fn quotes(book: &mut Book) {
    book.list(
        "quotes",
        ("QuoteRow", &[]),
        quote_filters(),
        quotes_asked,
        quotes_given,
    );
    book.resource(
        "quotes",
        "Quote",
        &["draft"],
        |id| GetQuote { id: id.into() },
        |view: QuoteView| view,
    )
    .read()
    .create(
        &[],
        |_| -> Value { json!({ "title": "" }) },
        |id, new: NewQuote| CreateQuote {
            id: id.into(),
            opportunity_id: new.opportunity_id,
            account_id: new.account_id,
            price_book_id: new.price_book_id,
            title: new.title,
            language: new.language,
            template_id: new.template_id,
        },
    )
    .update(
        |view| view.draft.clone(),
        |view, draft: QuoteDraft| SaveQuote {
            id: view.id,
            version: view.version,
            figures: figures(&price_draft(&draft)),
            draft,
        },
    )
    .act(
        "move",
        "Submit, approve, send, accept… a quote",
        |view, to: QuoteStep| MoveQuote {
            id: view.id,
            version: view.version,
            step: to.step,
            reason: to.reason,
        },
    )
    .act_made(
        "new-version",
        "Make the next version of a quote, a draft with the same contents; answers it",
        |view, new: NewId, new_id| NewQuoteVersion {
            id: view.id,
            version: view.version,
            new_id: new.id.unwrap_or(QuoteId(new_id)),
        },
        Some,
    )
    .act_made(
        "duplicate",
        "Make another quote with the same contents and a number of its own; answers it",
        |view, new: NewId, new_id| DuplicateQuote {
            id: view.id,
            new_id: new.id.unwrap_or(QuoteId(new_id)),
        },
        Some,
    )
    .delete(|view| DeleteQuote {
        id: view.id,
        version: view.version,
    })
    .restore(|id, _| RestoreQuote { id: id.into() }, false)
    .bulk();
}

pub fn add(book: &mut Book) {
    products(book);
    price_books(book);
    quotes(book);
}
