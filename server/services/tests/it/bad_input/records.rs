//! Records to spoil, new ones every time.

use crate::bench::Bench;
use crate::cpq::support;
use crate::deals::fixture as deals;
use shared::cpq::catalog::ops::{CreatePriceBook, CreateProduct, SavePriceBookEntry};
use shared::cpq::catalog::{PriceBookDraft, PriceBookEntry, PriceBookView, ProductDraft};
use shared::cpq::clauses::{ClauseCategory, HeldClause};
use shared::cpq::pricing::{Charge, LineInput, Tax, TierMode};
use shared::cpq::quotes::ops::CreateQuote;
use shared::cpq::quotes::{QuoteLine, QuoteMove, QuoteView, Section};
use shared::crm::contacts::{ContactFacts, ContactView, CreateContact};
use shared::crm::leads::{CreateLead, EditLead, LeadChange, LeadFacts, LeadView};
use shared::deals::opportunities::{EditOpportunity, OpportunityChange, OpportunityView};
use shared::kernel::event::Entity;
use shared::kernel::{
    ClauseId, ContactId, Currency, LeadId, LocalText, Percent, PriceBookEntryId, PriceBookId,
    ProductId, Quantity, QuoteId, QuoteLineId, QuoteSectionId, UnitPrice, WebhookId,
};
use shared::platform::fields;
use shared::platform::people::{GetDirectory, UserView};
use shared::platform::roles::RoleView;
use shared::platform::webhooks;

/// What the first of two saves writes.
pub const FIRST: &str = "First save";

pub async fn deal(bench: &Bench) -> OpportunityView {
    deals::deal(bench, &bench.rep, "Deal", 100).await
}

/// The deal as it is after the first save.
pub async fn saved(bench: &Bench, deal: &OpportunityView) -> OpportunityView {
    let edit = EditOpportunity {
        id: deal.id,
        version: deal.version,
        changes: vec![OpportunityChange::Name(FIRST.into())],
    };
    bench.run(&bench.rep, edit).await.unwrap()
}

pub async fn contact(bench: &Bench) -> ContactView {
    let create = CreateContact {
        id: ContactId(bench.uuid()),
        facts: ContactFacts::named("Ada", "Person", bench.rep.user_id),
    };
    bench.run(&bench.rep, create).await.unwrap()
}

pub async fn lead(bench: &Bench) -> LeadView {
    let create = CreateLead {
        id: LeadId(bench.uuid()),
        facts: LeadFacts::named("Ada", "Lead", Some(bench.rep.user_id)),
    };
    bench.run(&bench.rep, create).await.unwrap()
}

/// A lead that was saved since it was read.
pub async fn saved_lead(bench: &Bench) -> LeadView {
    let read = lead(bench).await;
    let edit = EditLead {
        id: read.id,
        version: read.version,
        changes: vec![LeadChange::Title(FIRST.into())],
    };
    bench.run(&bench.rep, edit).await.unwrap();
    read
}

/// A product nobody else has, every field filled in.
pub fn draft(bench: &Bench) -> ProductDraft {
    ProductDraft {
        description: LocalText::new("Details", "Détails"),
        ..support::product(&format!("P{}", bench.uuid()))
    }
}

/// A price book of its own in `currency` with one product.
pub async fn book(bench: &Bench, currency: Currency) -> PriceBookView {
    let admin = &bench.administrator;
    let product = CreateProduct {
        id: ProductId(bench.uuid()),
        draft: draft(bench),
    };
    let product_id = bench.run(admin, product).await.unwrap().id;
    let create = CreatePriceBook {
        id: PriceBookId(bench.uuid()),
        draft: PriceBookDraft {
            name: format!("Book {currency}"),
            currency,
            valid_from: None,
            valid_to: None,
            proration: None,
            countries: Vec::new(),
            segments: Vec::new(),
            channels: Vec::new(),
            rounding: None,
        },
        copy_of: None,
    };
    let book = bench.run(admin, create).await.unwrap().book;
    let save = SavePriceBookEntry {
        price_book_id: book.id,
        version: book.version,
        entry: PriceBookEntry {
            id: PriceBookEntryId(bench.uuid()),
            product_id,
            charge: Charge::Monthly,
            unit_price: UnitPrice(1_000_000),
            floor: None,
            tier_mode: TierMode::None,
            tiers: Vec::new(),
            kind: None,
        },
    };
    bench.run(admin, save).await.unwrap()
}

/// A line that names no product.
pub fn typed_line(bench: &Bench) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(bench.uuid()),
        product_id: None,
        section: None,
        description: "Training".into(),
        unit: "day".into(),
        price: LineInput {
            quantity: Quantity::ONE,
            list_price: UnitPrice(9_000_000),
            tax: Tax::standard(Percent::whole(20)),
            ..LineInput::default()
        },
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    }
}

/// A quote for an account on a price book of its own, without lines.
pub async fn blank(bench: &Bench, currency: Currency) -> QuoteView {
    let create = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id: Some(support::account(bench, &bench.administrator).await),
        price_book_id: Some(book(bench, currency).await.book.id),
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    bench.run(&bench.administrator, create).await.unwrap()
}

/// The same with a line of the book and a typed one, and a text everywhere.
pub async fn quote(bench: &Bench) -> QuoteView {
    let admin = &bench.administrator;
    let quote = blank(bench, Currency::EUR).await;
    let items = support::catalog(bench, admin, quote.draft.price_book_id.unwrap()).await;
    let mut draft = quote.draft.clone();
    draft.introduction = "Dear Ada".into();
    draft.terms = "30 days".into();
    draft.lines = vec![support::line(bench, &items[0], 3), typed_line(bench)];
    draft.sections = vec![Section {
        id: QuoteSectionId(bench.uuid()),
        title: "Software".into(),
        introduction: "What runs".into(),
        subtotal: true,
    }];
    draft.lines[1].section = Some(draft.sections[0].id);
    draft.clauses = vec![HeldClause {
        id: ClauseId(bench.uuid()),
        number: 0,
        category: ClauseCategory::Other,
        title: "Access".into(),
        text: "The door is open".into(),
        locked: false,
        required: false,
        edited: false,
    }];
    support::save(bench, admin, &quote, draft).await.unwrap()
}

/// A quote the customer has.
pub async fn sent(bench: &Bench) -> QuoteView {
    let quote = quote(bench).await;
    let admin = &bench.administrator;
    support::step(bench, admin, &quote, QuoteMove::Send)
        .await
        .unwrap()
}

/// A colleague as the administrator sees them.
pub async fn colleague(bench: &Bench) -> UserView {
    let directory = bench.run(&bench.administrator, GetDirectory {}).await;
    let users = directory.unwrap().users;
    let found = users.into_iter().find(|u| u.id == bench.colleague.user_id);
    found.unwrap()
}

/// A role of the company.
pub async fn role(bench: &Bench) -> RoleView {
    crate::platform::roles::role(bench, &format!("Before {}", bench.uuid())).await
}

/// A webhook as it is written.
pub fn hook(description: &str) -> webhooks::WebhookDraft {
    webhooks::WebhookDraft {
        url: "https://example.com/hook".into(),
        description: description.into(),
        entities: vec![Entity::Account],
        active: false,
    }
}

/// A webhook.
pub async fn webhook(bench: &Bench) -> webhooks::WebhookView {
    let create = webhooks::CreateWebhook {
        id: WebhookId(bench.uuid()),
        draft: hook("Before"),
    };
    bench.run(&bench.administrator, create).await.unwrap().view
}

/// An archived field as it was before somebody renamed it.
pub async fn renamed_field(bench: &Bench) -> fields::CustomField {
    let read = fields::CustomField {
        archived: true,
        ..new_field(bench, fields::FieldKind::Text).await
    };
    let read = crate::platform::fields::save(bench, read).await.unwrap();
    let mut field = read.clone();
    field.label.en = FIRST.into();
    crate::platform::fields::save(bench, field).await.unwrap();
    read
}

/// A field with a key of its own.
pub async fn new_field(bench: &Bench, kind: fields::FieldKind) -> fields::CustomField {
    let key = format!("f{}", &bench.uuid().simple().to_string()[24..]);
    crate::platform::fields::add(bench, fields::Holder::Account, &key, kind).await
}
