//! Making a quote: from an opportunity with its products, for an account, or blank.

use super::{finish, known_cost, named, templated, trust, view};
use crate::cpq::schedules as orders;
use crate::cpq::{agreements, attachments, clauses, or_issue, promotions, templates};
use crate::{Ctx, OrNotFound, OrProblem};
use chrono::{Datelike, Days, NaiveDate};
use i18n::{k, t};
use shared::cpq::agreements::take;
use shared::cpq::catalog::{Buyer, CatalogItem, PriceBook, choose};
use shared::cpq::pricing::{Charge, LineInput, PricedQuote, Proration};
use shared::cpq::quotes::ops::CreateQuote;
use shared::cpq::quotes::{
    QuoteDraft, QuoteLine, QuoteState, QuoteView, figures, price_draft, quote_number,
};
use shared::cpq::quotes::{formulas, schedules, shares};
use shared::cpq::templates::TemplateContents;
use shared::kernel::{
    AccountId, Action, Currency, Lang, OpportunityId, Percent, Problem, ProductId, Quantity,
    QuoteId, QuoteLineId, SalesChannel, UnitPrice,
};
use shared::platform::fields::CustomValues;
use store::Session;
use store::cpq::catalog::{price_books, products};
use store::cpq::quotes::{self as table, NewQuote, OpportunityBasis};
use store::crm::accounts;
use store::platform::company;

/// Days a new quote can be accepted.
const VALID_DAYS: u64 = 30;
/// Months the recurring lines of a new quote run.
const TERM_MONTHS: u32 = 12;

pub(super) async fn create(ctx: Ctx, request: CreateQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    if let Some(made) = already(&ctx, &mut session, request.id).await? {
        return Ok(made);
    }
    let basis = match request.opportunity_id {
        Some(id) => {
            let scope = ctx.scope_for(Action::ViewOpportunity);
            let basis = table::opportunity_basis(&mut session, &ctx.actor, scope, id).await;
            Some(basis.or_problem()?.or_not_found()?)
        }
        None => None,
    };
    let template = match request.template_id {
        Some(id) => Some(templates::contents(&ctx, &mut session, id).await?),
        None => None,
    };
    let wanted = Wanted::of(&ctx, basis.as_ref(), template.as_ref());
    let of_deal = basis.as_ref().and_then(|basis| basis.account_id);
    // As the quote has it: that of its deal, else the one asked for.
    let account = of_deal.or(request.account_id);
    if let (None, Some(id)) = (of_deal, request.account_id) {
        named::account(&ctx, &mut session, id).await?;
    }
    let channel = basis
        .as_ref()
        .map(|basis| basis.channel)
        .unwrap_or_default();
    let buyer = BuyerFacts::of(&mut session, account, channel).await?;
    let book = price_book(&ctx, &mut session, &request, &wanted, &buyer).await?;
    let language = match (request.language, &basis, &template) {
        (None, None, Some(template)) => template.language,
        _ => language(&ctx, &mut session, &request, basis.as_ref()).await?,
    };
    let mut draft = blank(&ctx, &request, basis.as_ref(), book.as_ref(), language);
    draft.title = wanted.title(&request, draft.title);
    draft.payment_days = payment_days(&mut session).await?;
    let mut left_out = Vec::new();
    if let Some(template) = &template {
        left_out = templated::begin(&ctx, &mut session, &mut draft, template).await?;
    } else if let Some(basis) = &basis {
        draft.lines = deal_lines(&ctx, &mut session, &draft, basis).await?;
    }
    if let Some(basis) = &basis {
        templated::of_deal(&ctx, &mut session, basis, &mut draft).await?;
    }
    // What is agreed with the customer counts for more than what a template says.
    let agreed = agreed_payment_days(&mut session, account).await?;
    draft.payment_days = agreed.or(draft.payment_days);
    // A template has that of the quote it was made of.
    let of_book = book.as_ref().and_then(|book| book.draft.proration);
    draft.subscription.proration = match of_book {
        Some(rule) => rule,
        None => proration(&mut session).await?,
    };
    with_own_prices(&mut session, request.id, &mut draft).await?;
    let number = next_number(&mut session, ctx.today()).await?;
    let priced = price_draft(&draft);
    clauses::take(
        &ctx,
        &mut session,
        &mut draft,
        &priced,
        request.opportunity_id,
    )
    .await?;
    let first = First {
        id: request.id,
        number: &number,
        opportunity_id: request.opportunity_id,
        draft: &draft,
        priced: Some(&priced),
    };
    add(&ctx, &mut session, first).await?;
    if let Some(template) = request.template_id {
        attachments::from_template(&ctx, &mut session, template, request.id).await?;
    }
    let made = finish(&ctx, session, request.id, "created", None).await?;
    Ok(QuoteView { left_out, ..made })
}

/// The lines as this customer gets them today: agreements, formulas, discount schedules, promotions and shares of other
/// lines, each on what the one before it left.
async fn with_own_prices(
    session: &mut Session,
    id: QuoteId,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    let offers =
        agreements::in_force(session, draft.account_id, draft.currency, draft.issued_on).await?;
    take(&mut draft.lines, &offers);
    orders::remember_orders(session, id, draft).await?;
    formulas::settle(draft);
    schedules::settle(draft);
    promotions::take(session, draft).await?;
    shares::settle(draft);
    Ok(())
}

/// The first version of a quote, as it is added.
pub(super) struct First<'a> {
    pub(super) id: QuoteId,
    pub(super) number: &'a str,
    pub(super) opportunity_id: Option<OpportunityId>,
    pub(super) draft: &'a QuoteDraft,
    /// Nothing where its lines are still to come.
    pub(super) priced: Option<&'a PricedQuote>,
}

/// Adds a quote of one's own.
pub(super) async fn add(ctx: &Ctx, session: &mut Session, first: First<'_>) -> Result<(), Problem> {
    let quote = NewQuote {
        id: first.id,
        series_id: first.id,
        number: first.number,
        version_number: 1,
        state: QuoteState::Draft,
        opportunity_id: first.opportunity_id,
        owner_id: ctx.actor.user_id,
        draft: first.draft,
        figures: &first.priced.map(figures).unwrap_or_default(),
        cost_minor: first.priced.and_then(known_cost),
        sample: false,
        at: ctx.now(),
    };
    // What it names was looked at: what is in the way is a quote with this id that is somebody else's.
    let added = table::insert(session, &quote).await;
    or_issue(added, "already_exists", "id")
}

/// What was made when the answer to the first try was lost: a repeated request makes nothing new.
pub(super) async fn already(
    ctx: &Ctx,
    session: &mut Session,
    id: QuoteId,
) -> Result<Option<QuoteView>, Problem> {
    let found = table::get(session, &ctx.actor, ctx.scope, id)
        .await
        .or_problem()?;
    match found {
        Some(quote) => view::view(ctx, session, quote).await.map(Some),
        None => Ok(None),
    }
}

/// The language asked for, else that of the person the quote is addressed to, else the maker's.
async fn language(
    ctx: &Ctx,
    session: &mut Session,
    request: &CreateQuote,
    basis: Option<&OpportunityBasis>,
) -> Result<Lang, Problem> {
    if let Some(language) = request.language {
        return Ok(language);
    }
    let contact = basis.and_then(|basis| basis.contact_id);
    let facts = match contact {
        Some(contact) => table::contact_facts(session, contact).await.or_problem()?,
        None => None,
    };
    Ok(facts
        .and_then(|facts| facts.language)
        .unwrap_or(ctx.actor.lang))
}

/// Within how many days the company's new quotes are to be paid.
pub(in crate::cpq) async fn payment_days(session: &mut Session) -> Result<Option<u32>, Problem> {
    let company = company::get(session).await.or_problem()?;
    Ok(company.and_then(|company| company.payment_days))
}

/// Within how many days the customer pays, where that was agreed with it.
async fn agreed_payment_days(
    session: &mut Session,
    account: Option<AccountId>,
) -> Result<Option<u32>, Problem> {
    match account {
        Some(id) => accounts::payment_days(session, id).await.or_problem(),
        None => Ok(None),
    }
}

/// Within how many days this customer pays where a quote says nothing of its own: as agreed, else as the
/// company's quotes.
pub(super) async fn usual_payment_days(
    session: &mut Session,
    account: Option<AccountId>,
) -> Result<Option<u32>, Problem> {
    match agreed_payment_days(session, account).await? {
        Some(days) => Ok(Some(days)),
        None => payment_days(session).await,
    }
}

/// How the company counts a part of a month.
pub(in crate::cpq) async fn proration(session: &mut Session) -> Result<Proration, Problem> {
    let company = company::get(session).await.or_problem()?;
    Ok(company.map(|company| company.proration).unwrap_or_default())
}

/// The next number of the year of `today`.
pub(super) async fn next_number(
    session: &mut Session,
    today: NaiveDate,
) -> Result<String, Problem> {
    let year = today.year();
    let sequence = table::next_number(session, &format!("quote:{year}"))
        .await
        .or_problem()?;
    Ok(quote_number(year, sequence))
}

/// The price book asked for, else the best one for the deal's or the person's currency.
async fn price_book(
    ctx: &Ctx,
    session: &mut Session,
    request: &CreateQuote,
    wanted: &Wanted,
    buyer: &BuyerFacts,
) -> Result<Option<PriceBook>, Problem> {
    if let Some(id) = request.price_book_id {
        let book = price_books::get(session, id).await.or_problem()?;
        let book = book.or_not_found()?;
        if !book.is_offered_on(ctx.today()) {
            return Err(trust::not_offered());
        }
        return Ok(Some(book));
    }
    for currency in &wanted.currencies {
        let mut found = price_books::find_for(session, *currency, ctx.today())
            .await
            .or_problem()?;
        let drafts = found.iter().map(|book| &book.draft);
        if let Some(index) = choose(drafts, &buyer.asked()) {
            return Ok(Some(found.swap_remove(index)));
        }
    }
    Ok(None)
}

/// Whom a quote is for, as price books ask.
#[derive(Default)]
pub(super) struct BuyerFacts {
    country: String,
    segment: String,
    channel: SalesChannel,
}

impl BuyerFacts {
    pub(super) async fn of(
        session: &mut Session,
        account: Option<AccountId>,
        channel: SalesChannel,
    ) -> Result<Self, Problem> {
        let Some(account) = account else {
            return Ok(Self {
                channel,
                ..Self::default()
            });
        };
        let industry = store::cpq::approvals::industry(session, account).await;
        Ok(Self {
            country: clauses::country(session, Some(account)).await?,
            segment: industry.or_problem()?,
            channel,
        })
    }

    pub(super) fn asked(&self) -> Buyer<'_> {
        Buyer {
            country: &self.country,
            segment: &self.segment,
            channel: self.channel,
        }
    }
}

/// What deal and template wish for.
struct Wanted {
    /// Currencies, the most wanted first.
    currencies: Vec<Currency>,
    /// A title, where nobody wrote one.
    title: Option<String>,
}

impl Wanted {
    fn of(
        ctx: &Ctx,
        basis: Option<&OpportunityBasis>,
        template: Option<&TemplateContents>,
    ) -> Self {
        // A deal has its currency; a template's is only that of the quote it was made of.
        let currencies = match (basis, template) {
            (Some(basis), _) => vec![basis.currency],
            (None, Some(template)) => vec![template.currency, ctx.actor.currency],
            (None, None) => vec![ctx.actor.currency],
        };
        Self {
            currencies,
            title: template
                .filter(|_| basis.is_none())
                .map(|template| template.title.clone()),
        }
    }

    fn title(self, request: &CreateQuote, otherwise: String) -> String {
        let unsaid = request.title.trim().is_empty();
        let title = self.title.filter(|own| unsaid && !own.trim().is_empty());
        title.unwrap_or(otherwise)
    }
}

/// A quote as it is begun without a customer, a price book or a server.
pub(in crate::cpq) fn blank_of(ctx: &Ctx) -> QuoteDraft {
    let request = CreateQuote {
        id: QuoteId(ctx.uuid()),
        opportunity_id: None,
        account_id: None,
        price_book_id: None,
        title: String::new(),
        language: None,
        template_id: None,
    };
    blank(ctx, &request, None, None, ctx.actor.lang)
}

fn blank(
    ctx: &Ctx,
    request: &CreateQuote,
    basis: Option<&OpportunityBasis>,
    book: Option<&PriceBook>,
    language: Lang,
) -> QuoteDraft {
    let today = ctx.today();
    let title = if request.title.trim().is_empty() {
        basis.map_or_else(
            || t(language, k::cpq::NEW_QUOTE_TITLE).to_owned(),
            |basis| basis.name.clone(),
        )
    } else {
        request.title.trim().to_owned()
    };
    let currency: Currency = match (book, basis) {
        (Some(book), _) => book.draft.currency,
        (None, Some(basis)) => basis.currency,
        (None, None) => ctx.actor.currency,
    };
    QuoteDraft {
        title,
        account_id: basis
            .and_then(|basis| basis.account_id)
            .or(request.account_id),
        contact_id: basis.and_then(|basis| basis.contact_id),
        price_book_id: book.map(|book| book.id),
        channel: basis.map(|basis| basis.channel).unwrap_or_default(),
        currency,
        language,
        issued_on: today,
        valid_until: today
            .checked_add_days(Days::new(VALID_DAYS))
            .unwrap_or(today),
        term_months: TERM_MONTHS,
        payment_days: None,
        discount: Percent::ZERO,
        off: None,
        promotions: Vec::new(),
        subscription: shared::cpq::pricing::Subscription::default(),
        custom: CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines: Vec::new(),
    }
}

/// The deal's products as lines. A price agreed on the deal stays as a manual price beside the
/// price book's; in another currency than the deal's only the quantity is taken over.
async fn deal_lines(
    ctx: &Ctx,
    session: &mut Session,
    draft: &QuoteDraft,
    basis: &OpportunityBasis,
) -> Result<Vec<QuoteLine>, Problem> {
    let items = trust::book_items(ctx, session, draft).await?;
    let same_currency = basis.currency == draft.currency;
    let mut lines = Vec::new();
    for (product, charge, quantity, price, discount) in &basis.products {
        let item = items
            .iter()
            .find(|item| item.entry.product_id == *product && item.entry.charge == *charge);
        let mut line = match item {
            Some(item) => line_of(ctx, item, draft.language),
            None if same_currency => {
                unlisted(ctx, session, *product, *charge, *price, draft.language).await?
            }
            None => continue,
        };
        line.price.quantity = Quantity(quantity.0);
        line.price.discount = *discount;
        let listed = item.map_or(line.price.list_price, |item| item.entry.typical_unit());
        if same_currency && listed != *price {
            line.price.manual_price = Some(*price);
        }
        lines.push(line);
    }
    Ok(lines)
}

fn line_of(ctx: &Ctx, item: &CatalogItem, language: Lang) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(ctx.uuid()),
        product_id: Some(item.entry.product_id),
        section: None,
        description: described(item.name.get(language), item.description.get(language)),
        unit: item.unit.clone(),
        price: item.to_line(),
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    }
}

/// A product that is not in the price book: the deal's price is its list price.
async fn unlisted(
    ctx: &Ctx,
    session: &mut Session,
    product: ProductId,
    charge: Charge,
    price: UnitPrice,
    language: Lang,
) -> Result<QuoteLine, Problem> {
    let product = products::get(session, product)
        .await
        .or_problem()?
        .or_not_found()?;
    let draft = product.draft;
    Ok(QuoteLine {
        id: QuoteLineId(ctx.uuid()),
        product_id: Some(product.id),
        section: None,
        description: described(draft.name.get(language), draft.description.get(language)),
        unit: draft.unit,
        price: LineInput {
            charge,
            list_price: price,
            tax: draft.tax,
            ..LineInput::default()
        },
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    })
}

fn described(name: &str, details: &str) -> String {
    if details.trim().is_empty() {
        name.to_owned()
    } else {
        format!("{name}\n{details}")
    }
}
