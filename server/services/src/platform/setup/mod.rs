//! The guided set-up: the company's facts, the pipelines of the way it sells and a first price book in one
//! unit of work. What changes is `shared::platform::setup::plan`, asked again here: what was not shown is
//! not done.

use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict, refuse};
use i18n::{k, t};
use serde::Serialize;
use shared::cpq::catalog::{PriceBook, PriceBookDraft};
use shared::deals::pipelines::Pipeline;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Currency, Issue, PriceBookId, Problem};
use shared::platform::company::Company;
use shared::platform::health::MailRoute;
use shared::platform::setup::{
    ApplySetUp, NextStep, NextSteps, ReadNextSteps, ReadSetUp, SetUpView, plan,
};
use store::cpq::catalog::price_books;
use store::deals::pipelines;
use store::platform::{company, setup};
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(apply);
    registry.add(next_steps);
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<SetUpView, Problem> {
    let company = company::get(session).await.or_problem()?.or_not_found()?;
    let rates = company::rates(session).await.or_problem()?;
    let books = price_books::find_for(session, company.currency, ctx.today())
        .await
        .or_problem()?;
    let sample = setup::has_sample(session).await.or_problem()?;
    Ok(SetUpView {
        currency_fixed: !rates.is_empty(),
        pipelines: pipelines::all(session).await.or_problem()?,
        used: setup::used_pipelines(session).await.or_problem()?,
        price_book: !books.is_empty(),
        sample: setup::sample_parts(session).await.or_problem()?,
        next: NextSteps {
            steps: steps(ctx, session).await?,
            sample,
        },
        company,
    })
}

/// What the database knows, and whether mail leaves through a server.
async fn steps(ctx: &Ctx, session: &mut Session) -> Result<Vec<(NextStep, bool)>, Problem> {
    let mut steps = setup::steps(session).await.or_problem()?;
    let route = ctx
        .services()
        .deployment()
        .map(|known| known.mailer.route());
    let mail = matches!(route, Some(MailRoute::Server(_)));
    steps.push((NextStep::Mail, mail));
    steps.sort_by_key(|(step, _)| *step);
    Ok(steps)
}

async fn read(ctx: Ctx, _: ReadSetUp) -> Result<SetUpView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session).await
}

async fn next_steps(ctx: Ctx, _: ReadNextSteps) -> Result<NextSteps, Problem> {
    let mut session = ctx.read().await?;
    let sample = setup::has_sample(&mut session).await.or_problem()?;
    let steps = if sample {
        Vec::new()
    } else {
        steps(&ctx, &mut session).await?
    };
    Ok(NextSteps { steps, sample })
}

async fn apply(ctx: Ctx, request: ApplySetUp) -> Result<SetUpView, Problem> {
    refuse(request.check())?;
    ctx.require(Action::ManagePipelines)?;
    let mut session = ctx.write().await?;
    let before = view(&ctx, &mut session).await?;
    let planned = plan(request.way, &before.pipelines, &before.used);
    if before.company.version != request.company.version || planned != request.plan {
        return Err(conflict(&before));
    }
    set_company(&ctx, &mut session, &before, &request.company).await?;
    for pipeline in &planned {
        set_pipeline(&ctx, &mut session, &before, pipeline).await?;
    }
    let currency = request.company.currency;
    let books = price_books::find_for(&mut session, currency, ctx.today())
        .await
        .or_problem()?;
    if books.is_empty() {
        ctx.require(Action::ManageProducts)?;
        add_price_book(&ctx, &mut session, currency).await?;
    }
    let after = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn set_company(
    ctx: &Ctx,
    session: &mut Session,
    before: &SetUpView,
    company: &Company,
) -> Result<(), Problem> {
    if before.company == *company {
        return Ok(());
    }
    // Every stored rate is in the company's currency: changing it would silently falsify them.
    if before.company.currency != company.currency && before.currency_fixed {
        return Err(Problem::because(Issue::error("rates_exist", "currency")));
    }
    if !company::put(session, company).await.or_problem()? {
        return Err(conflict(&view(ctx, session).await?));
    }
    let (old, new) = (Some(&before.company), Some(company));
    record(ctx, session, Entity::Company, Uuid::nil(), old, new).await
}

async fn set_pipeline(
    ctx: &Ctx,
    session: &mut Session,
    before: &SetUpView,
    pipeline: &Pipeline,
) -> Result<(), Problem> {
    let old = before.pipelines.iter().find(|one| one.id == pipeline.id);
    if !pipelines::put(session, pipeline).await.or_problem()? {
        return Err(conflict(&view(ctx, session).await?));
    }
    let id = pipeline.id.0;
    record(ctx, session, Entity::Pipeline, id, old, Some(pipeline)).await
}

/// Products can only be offered from a price book: an empty one is where prices go.
async fn add_price_book(
    ctx: &Ctx,
    session: &mut Session,
    currency: Currency,
) -> Result<(), Problem> {
    let id = PriceBookId(ctx.uuid());
    let draft = PriceBookDraft {
        name: format!(
            "{} {}",
            t(ctx.actor.lang, k::setup::BOOK_NAME),
            currency.code()
        ),
        currency,
        valid_from: None,
        valid_to: None,
        proration: None,
        countries: Vec::new(),
        segments: Vec::new(),
        channels: Vec::new(),
        rounding: None,
    };
    price_books::insert(session, id, &draft, false)
        .await
        .or_problem()?;
    let book = price_books::get(session, id).await.or_problem()?;
    let none = None::<&PriceBook>;
    record(ctx, session, Entity::PriceBook, id.0, none, book.as_ref()).await
}

async fn record<T: Serialize>(
    ctx: &Ctx,
    session: &mut Session,
    entity: Entity,
    id: Uuid,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), Problem> {
    let change = Change {
        entity,
        id,
        parent: None,
        owner: None,
        action: if before.is_some() {
            "edited"
        } else {
            "created"
        },
        before,
        after,
    };
    ctx.record(session, change).await
}
