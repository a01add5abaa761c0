//! Rows, sums and groups.

use super::{ground, reading};
use crate::settings::Settings;
use crate::{Ctx, OrProblem, Registry};
use shared::kernel::{Action, Issue, Money, Named, Problem, RateTable, Scope, page_size};
use shared::platform::views::{
    Cell, CountGroups, CountRows, Field, Fields, GroupsView, Kind, Object, Place, ReadRows,
    Resolved, RowsView, Sums, Totals, ViewRow, ViewSpec, check_spec, own_sums, parse_columns,
    parse_group, parse_sort,
};
use std::collections::BTreeMap;
use store::Session;
use store::platform::views::{self as rows, ListAsked, ListFacts};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read_rows);
    registry.add(count);
    registry.add(groups);
}

/// One piece of a list, for pages and files alike.
pub(super) struct Piece<'a> {
    pub fields: Fields,
    pub spec: &'a ViewSpec,
    pub filter: &'a Resolved,
    pub after: Option<&'a Place>,
    pub limit: u32,
}

/// Reads a piece whose spec was checked.
pub(super) async fn piece(
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: Piece<'_>,
) -> Result<(Vec<ViewRow>, Option<Place>), Problem> {
    let (fields, spec) = (asked.fields, asked.spec);
    let object = fields.object();
    let because = Problem::because;
    let sort = parse_sort(fields, &spec.sort).map_err(because)?;
    let columns = parse_columns(fields, &spec.shown_columns(object)).map_err(because)?;
    let list = ListAsked {
        object,
        filter: asked.filter,
        search: &spec.search,
        sort: &sort,
        group: parse_group(fields, &spec.group).map_err(because)?,
        columns: &columns,
    };
    if asked
        .after
        .is_some_and(|place| !rows::place_fits(&list, place))
    {
        return Err(because(Issue::error("filter_place", "after")));
    }
    let (mut found, next) = rows::list_rows(session, facts, &list, asked.after, asked.limit)
        .await
        .or_problem()?;
    fill_open_amounts(session, facts, &columns, &mut found).await?;
    fill_accounts(session, facts, &columns, &mut found).await?;
    Ok((found, next))
}

/// The open amounts of accounts: several currencies each, so in a statement of their own.
async fn fill_open_amounts(
    session: &mut Session,
    facts: &ListFacts<'_>,
    columns: &[&'static Field],
    found: &mut [ViewRow],
) -> Result<(), Problem> {
    let at = columns
        .iter()
        .position(|field| field.kind == Kind::Money && field.name == "open_amount");
    let Some(at) = at.filter(|_| !found.is_empty()) else {
        return Ok(());
    };
    let amounts = rows::open_amounts(session, facts, found.iter().map(|row| row.id))
        .await
        .or_problem()?;
    let mut of: BTreeMap<Uuid, Vec<Money>> = BTreeMap::new();
    for (id, amount) in amounts {
        of.entry(id).or_default().push(amount);
    }
    for row in found {
        if let (Some(sums), Some(cell)) = (of.remove(&row.id), row.cells.get_mut(at)) {
            *cell = Cell::Sums(sums);
        }
    }
    Ok(())
}

/// The accounts of contacts: several each, so in a statement of their own.
async fn fill_accounts(
    session: &mut Session,
    facts: &ListFacts<'_>,
    columns: &[&'static Field],
    found: &mut [ViewRow],
) -> Result<(), Problem> {
    let at = columns.iter().position(|field| field.name == "any_account");
    let Some(at) = at.filter(|_| !found.is_empty()) else {
        return Ok(());
    };
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let accounts = rows::any_accounts(session, facts, &ids)
        .await
        .or_problem()?;
    let mut of: BTreeMap<Uuid, Vec<Named<Uuid>>> = BTreeMap::new();
    for (id, account) in accounts {
        of.entry(id).or_default().push(account);
    }
    for row in found {
        if let (Some(accounts), Some(cell)) = (of.remove(&row.id), row.cells.get_mut(at)) {
            *cell = Cell::Refs(accounts);
        }
    }
    Ok(())
}

/// Says of each task whether its reader may change it.
async fn lock_tasks(
    ctx: &Ctx,
    session: &mut Session,
    object: Object,
    found: &mut [ViewRow],
) -> Result<(), Problem> {
    let scope = ctx.scope_for(Action::EditActivity);
    if object != Object::Tasks || scope == Scope::All || found.is_empty() {
        return Ok(());
    }
    let ids = found.iter().map(|row| row.id);
    let editable = store::work::tasks::editable(session, &ctx.actor, ids)
        .await
        .or_problem()?;
    for row in found {
        row.locked = !editable.contains(&row.id);
    }
    Ok(())
}

async fn read_rows(ctx: Ctx, request: ReadRows) -> Result<RowsView, Problem> {
    let mut session = ctx.read().await?;
    let (ground, settings) = ground(&ctx, &mut session).await?;
    let facts = reading(&ctx, &session, &settings, request.object)?;
    let fields = settings.list_fields(request.object, &ctx.actor);
    let filter = check_spec(fields, &request.spec, &ground).map_err(Problem::because)?;
    let asked = Piece {
        fields,
        spec: &request.spec,
        filter: &filter,
        after: request.after.as_ref(),
        limit: page_size(request.limit),
    };
    let (mut rows, next) = piece(&mut session, &facts, asked).await?;
    lock_tasks(&ctx, &mut session, request.object, &mut rows).await?;
    // Asked of an empty list only: what stands in the place of its rows depends on it.
    let none = rows.is_empty()
        && request.after.is_none()
        && !rows::any(&mut session, &facts, request.object)
            .await
            .or_problem()?;
    Ok(RowsView {
        rows,
        next,
        none,
        now: ctx.now(),
    })
}

/// The rates that show `sums` in the reader's currency.
fn rates<'a>(ctx: &Ctx, settings: &Settings, sums: impl Iterator<Item = &'a Sums>) -> RateTable {
    let amounts = sums
        .flat_map(|sums| &sums.fields)
        .flat_map(|sum| &sum.amounts);
    let needed = amounts
        .map(|amount| amount.currency)
        .chain([ctx.actor.currency]);
    settings
        .rates(settings.base(ctx.actor.currency))
        .on_day(needed, ctx.today())
}

/// The sums of a list, kept while nothing changes: a list is read far more often than it changes.
async fn kept_sums(
    ctx: &Ctx,
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: &ListAsked<'_>,
    (spec, own): (&ViewSpec, &[&'static Field]),
) -> Result<Sums, Problem> {
    let ask = async |session: &mut Session| {
        let sums = rows::list_sums(session, facts, asked, own);
        sums.await.or_problem()
    };
    // Silence grows by the millisecond, and a task is late from one moment on, without any event.
    if ["stalled", "overdue"]
        .iter()
        .any(|word| spec.filter.contains(word))
    {
        return ask(session).await;
    }
    let actor = &ctx.actor;
    // Their language, too: it is what products are called that a filter asks about.
    let reader = (
        (actor.user_id, actor.team_id, ctx.scope),
        (&actor.zone.name, actor.lang),
    );
    let words = (
        reader,
        ctx.today(),
        asked.object,
        &spec.filter,
        &spec.search,
        own.iter().map(|field| field.name).collect::<Vec<_>>(),
    );
    let question = serde_json::to_string(&words).unwrap_or_default();
    let kept = &ctx.services().inner.list_sums;
    kept.get(session, question, ask).await
}

async fn count(ctx: Ctx, request: CountRows) -> Result<Totals, Problem> {
    let mut session = ctx.read().await?;
    let (ground, settings) = ground(&ctx, &mut session).await?;
    let facts = reading(&ctx, &session, &settings, request.object)?;
    let spec = ViewSpec {
        filter: request.filter,
        search: request.search,
        ..ViewSpec::default()
    };
    let fields = settings.list_fields(request.object, &ctx.actor);
    let filter = check_spec(fields, &spec, &ground).map_err(Problem::because)?;
    let asked = ListAsked::records(request.object, &filter, &spec.search);
    let own = own_sums(fields, &request.own);
    let sums = kept_sums(&ctx, &mut session, &facts, &asked, (&spec, &own)).await?;
    Ok(Totals {
        rates: rates(&ctx, &settings, std::iter::once(&sums)),
        sums,
        currency: ctx.actor.currency,
        today: ctx.today(),
    })
}

async fn groups(ctx: Ctx, request: CountGroups) -> Result<GroupsView, Problem> {
    let mut session = ctx.read().await?;
    let (ground, settings) = ground(&ctx, &mut session).await?;
    let facts = reading(&ctx, &session, &settings, request.object)?;
    let spec = ViewSpec {
        filter: request.filter,
        search: request.search,
        group: request.group,
        ..ViewSpec::default()
    };
    let fields = settings.list_fields(request.object, &ctx.actor);
    let filter = check_spec(fields, &spec, &ground).map_err(Problem::because)?;
    let field = parse_group(fields, &spec.group)
        .map_err(Problem::because)?
        .ok_or_else(|| Problem::because(Issue::error("required", "group")))?;
    let asked = ListAsked {
        object: request.object,
        filter: &filter,
        search: &spec.search,
        sort: &[],
        group: Some(field),
        columns: &[],
    };
    let own = own_sums(fields, &request.own);
    let groups = rows::list_groups(&mut session, &facts, &asked, field, &own)
        .await
        .or_problem()?;
    Ok(GroupsView {
        rates: rates(&ctx, &settings, groups.iter().map(|group| &group.sums)),
        groups,
        currency: ctx.actor.currency,
        today: ctx.today(),
    })
}
