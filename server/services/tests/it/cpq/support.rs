//! Products, a price book, an account and quotes to test with.

use crate::bench::{Bench, START};
use shared::cpq::catalog::ops::{CreatePriceBook, CreateProduct, GetCatalog, SavePriceBookEntry};
use shared::cpq::catalog::{
    CatalogItem, PriceBookDraft, PriceBookEntry, PriceBookView, ProductDraft,
};
use shared::cpq::models::guide::{Answer, Question, QuestionKind};
use shared::cpq::models::ops::{GetFinder, PublishModel, SaveFinder, SaveModel};
use shared::cpq::models::{
    Adder, Attribute, AttributeKind, BundleOption, Group, ModelContent, ModelDraft, ModelRule,
    ProductModel, ValueOption,
};
use shared::cpq::pricing::{Charge, Tax, Tier, TierMode};
use shared::cpq::promotions::{Families, settle};
use shared::cpq::quotes::ops::{CreateQuote, MoveQuote, SaveQuote};
use shared::cpq::quotes::{QuoteDraft, QuoteLine, QuoteMove, QuoteView, figures, price_draft};
use shared::kernel::{
    AccountId, Actor, Currency, LocalText, Percent, PriceBookEntryId, PriceBookId, Problem,
    ProductId, ProductModelId, Quantity, QuoteId, QuoteLineId, UnitPrice,
};

pub fn product(sku: &str) -> ProductDraft {
    ProductDraft {
        sku: sku.into(),
        name: LocalText::new(format!("Product {sku}"), format!("Article {sku}")),
        family: "Software".into(),
        unit: "user".into(),
        tax: Tax::standard(Percent::whole(20)),
        cost: Some(UnitPrice(400_000)),
        ..ProductDraft::default()
    }
}

/// A price book with one product at 100.00 a month, 90.00 from ten on.
pub async fn book(bench: &Bench) -> PriceBookView {
    let product_id = ProductId(bench.uuid());
    let admin = &bench.administrator;
    let create = CreateProduct {
        id: product_id,
        draft: product("LIC"),
    };
    bench.run(admin, create).await.unwrap();
    let id = PriceBookId(bench.uuid());
    let draft = PriceBookDraft {
        name: "Euro".into(),
        currency: Currency::EUR,
        valid_from: None,
        valid_to: None,
        proration: None,
        countries: Vec::new(),
        segments: Vec::new(),
        channels: Vec::new(),
        rounding: None,
    };
    let create = CreatePriceBook {
        id,
        draft,
        copy_of: None,
    };
    let view = bench.run(admin, create).await.unwrap();
    let entry = PriceBookEntry {
        id: PriceBookEntryId(bench.uuid()),
        product_id,
        charge: Charge::Monthly,
        unit_price: UnitPrice(1_000_000),
        floor: Some(UnitPrice(700_000)),
        tier_mode: TierMode::Volume,
        tiers: vec![Tier {
            from: Quantity::whole(10),
            unit_price: UnitPrice(900_000),
        }],
        kind: None,
    };
    let save = SavePriceBookEntry {
        price_book_id: id,
        version: view.book.version,
        entry,
    };
    bench.run(admin, save).await.unwrap()
}

pub async fn account(bench: &Bench, owner: &Actor) -> AccountId {
    let id = AccountId(bench.uuid());
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "INSERT INTO accounts (id, name, search, kind, industry, website, phone, street, postal_code, city, country, vat_number, notes, owner_id, sample, created_at, updated_at, version)
             VALUES ($1, 'Acme', 'acme', 'business', '', '', '', '1 rue A', '69000', 'Lyon', 'FR', '', '', $2, FALSE, $3, $3, 1)",
            store::args![id, owner.user_id, START],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    id
}

pub async fn catalog(bench: &Bench, actor: &Actor, book: PriceBookId) -> Vec<CatalogItem> {
    let request = GetCatalog {
        price_book_id: book,
    };
    bench.run(actor, request).await.unwrap().items
}

pub async fn blank(bench: &Bench, actor: &Actor) -> QuoteView {
    let account_id = Some(account(bench, actor).await);
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id,
        price_book_id: None,
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    bench.run(actor, request).await.unwrap()
}

pub fn line(bench: &Bench, item: &CatalogItem, quantity: i64) -> QuoteLine {
    let mut price = item.to_line();
    price.quantity = Quantity::whole(quantity);
    QuoteLine {
        id: QuoteLineId(bench.uuid()),
        product_id: Some(item.entry.product_id),
        section: None,
        description: item.name.en.clone(),
        unit: item.unit.clone(),
        price,
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    }
}

/// Saves as the editor does: with the figures it computed.
pub async fn save(
    bench: &Bench,
    actor: &Actor,
    quote: &QuoteView,
    draft: QuoteDraft,
) -> Result<QuoteView, Problem> {
    let figures = figures(&price_draft(&draft));
    let request = SaveQuote {
        id: quote.id,
        version: quote.version,
        draft,
        figures,
    };
    bench.run(actor, request).await
}

/// A quote of `actor` with one line of that many units.
pub async fn quote(bench: &Bench, actor: &Actor, quantity: i64) -> QuoteView {
    let book = book(bench).await;
    let view = blank(bench, actor).await;
    let item = &catalog(bench, actor, book.book.id).await[0];
    let mut draft = view.draft.clone();
    draft.lines.push(line(bench, item, quantity));
    settle(&mut draft, &Families::new());
    save(bench, actor, &view, draft).await.unwrap()
}

pub async fn step(
    bench: &Bench,
    actor: &Actor,
    quote: &QuoteView,
    step: QuoteMove,
) -> Result<QuoteView, Problem> {
    let request = MoveQuote {
        id: quote.id,
        version: quote.version,
        step,
        reason: "Because".into(),
    };
    bench.run(actor, request).await
}

/// A model with everything there is: a choice, several of, a number, a yes/no, options and a rule.
pub fn model_draft() -> ModelDraft {
    let text = |word: &str| LocalText::new(word, word);
    let adder = |price: i64| Adder {
        price: UnitPrice(price * 10_000),
        cost: Some(UnitPrice(price * 4_000)),
    };
    let value = |key: &str, price: i64, default: bool| ValueOption {
        key: key.into(),
        name: text(key),
        default,
        adder: adder(price),
    };
    let attribute = |key: &str, kind: AttributeKind| Attribute {
        key: key.into(),
        name: text(key),
        kind,
    };
    let plan = vec![value("basic", 0, true), value("full", 30, false)];
    let extras = vec![value("audit", 5, false), value("api", 8, false)];
    let option = BundleOption {
        key: "training".into(),
        name: text("Training"),
        to: 5,
        adder: adder(20),
        ..BundleOption::default()
    };
    ModelDraft {
        valid_from: "2026-01-01".parse().ok(),
        valid_to: "2026-12-31".parse().ok(),
        content: ModelContent {
            currency: Currency::EUR,
            attributes: vec![
                attribute("plan", AttributeKind::Choice { values: plan }),
                attribute(
                    "extras",
                    AttributeKind::Multi {
                        min: 0,
                        max: 2,
                        values: extras,
                    },
                ),
                attribute(
                    "sites",
                    AttributeKind::Number {
                        min: 1,
                        max: 20,
                        step: 1,
                        default: Some(1),
                        unit: text("sites"),
                        adder: adder(1),
                    },
                ),
                attribute(
                    "sso",
                    AttributeKind::Flag {
                        default: false,
                        adder: adder(12),
                    },
                ),
            ],
            groups: vec![Group {
                of: String::new(),
                key: "services".into(),
                name: text("Services"),
                min: 0,
                max: 1,
                options: vec![option],
            }],
            rules: vec![ModelRule {
                name: text("Sign-on belongs to the full plan"),
                text: "sso requires plan = full".into(),
            }],
            ..ModelContent::default()
        },
    }
}

/// A product of its own with a draft of a model.
pub async fn model(bench: &Bench) -> ProductModel {
    let product_id = ProductId(bench.uuid());
    let create = CreateProduct {
        id: product_id,
        draft: product(&format!("M{}", bench.uuid())),
    };
    bench.run(&bench.administrator, create).await.unwrap();
    save_model(bench, product_id, model_draft()).await.unwrap()
}

/// Saves the first draft of a product's model.
pub async fn save_model(
    bench: &Bench,
    product_id: ProductId,
    draft: ModelDraft,
) -> Result<ProductModel, Problem> {
    let save = SaveModel {
        id: ProductModelId(bench.uuid()),
        product_id,
        version: 0,
        draft,
    };
    bench.run(&bench.administrator, save).await
}

/// Publishes it.
pub async fn publish(bench: &Bench, model: &ProductModel) -> Result<ProductModel, Problem> {
    let publish = PublishModel {
        id: model.id,
        version: model.version,
    };
    bench.run(&bench.administrator, publish).await
}

/// Questions of a finder: of each kind one.
pub fn questions() -> Vec<Question> {
    let text = |word: &str| LocalText::new(word, word);
    let answer = |key: &str, sets: &str, favours: &str| Answer {
        key: key.into(),
        name: text(key),
        sets: sets.into(),
        favours: favours.into(),
        because: text("Because"),
    };
    let question = |key: &str, when: &str, kind: QuestionKind| Question {
        key: key.into(),
        name: text(key),
        help: text("Help"),
        when: when.into(),
        kind,
    };
    let several = vec![answer("ready", "not configurable", "")];
    let yes_no = vec![
        answer("yes", "configurable", "configurable"),
        answer("no", "", ""),
    ];
    vec![
        question(
            "place",
            "",
            QuestionKind::One {
                answers: vec![
                    answer("office", "", "not configurable"),
                    answer("plant", "", ""),
                ],
            },
        ),
        question(
            "own",
            "place = plant",
            QuestionKind::YesNo { answers: yes_no },
        ),
        question("wishes", "", QuestionKind::Several { answers: several }),
        question(
            "people",
            "",
            QuestionKind::Number {
                min: 1,
                max: 20,
                step: 1,
                unit: text("people"),
                sets: "people > 10 -> configurable".into(),
                because: text("Many"),
            },
        ),
    ]
}

/// The version of the finder as it is now.
pub async fn finder_version(bench: &Bench) -> i64 {
    bench.run(&bench.rep, GetFinder {}).await.unwrap().version
}

/// A request about the finder that was saved since, by who called the first question so.
pub async fn stale_finder(bench: &Bench, first: &str) -> serde_json::Value {
    let version = finder_version(bench).await;
    let mut guide = questions();
    guide[0].name.en = first.into();
    let save = SaveFinder { version, guide };
    bench.run(&bench.administrator, save).await.unwrap();
    serde_json::json!({"version": version, "guide": questions()})
}
