//! Reading tasks.

use super::find;
use crate::{Ctx, OrProblem};
use shared::kernel::{Instant, Issue, Named, Problem, search_key};
use shared::work::tasks::ops::{
    FindLinks, FindMentions, LinkChoice, ListTasks, Mention, ReadTask, TaskList,
};
use shared::work::tasks::{
    TaskView, mention_key, names_account, names_last, names_person, week_end,
};
use store::crm::contacts::ContactPlace;
use store::work::links::{self as names, NamedContact};
use store::work::tasks::{self as rows, BucketBounds, OpenBound};
use uuid::Uuid;

/// Most tasks of one page.
const LIMIT: u32 = 200;

pub(super) async fn read(ctx: Ctx, request: ReadTask) -> Result<TaskView, Problem> {
    let mut session = ctx.read().await?;
    find(&ctx, &mut session, request.id).await
}

pub(super) async fn list(ctx: Ctx, request: ListTasks) -> Result<TaskList, Problem> {
    let limit = request.limit.clamp(1, LIMIT);
    let filter = &request.filter;
    let mut session = ctx.read().await?;
    let counts = rows::counts(&mut session, &ctx.actor, filter, &bounds(&ctx))
        .await
        .or_problem()?;
    let mut tasks = if filter.done {
        let bound = match request.after.as_deref() {
            Some(cursor) => done_bound(cursor).ok_or_else(malformed)?,
            None => (Instant(i64::MAX), Uuid::max()),
        };
        rows::done(&mut session, &ctx.actor, filter, bound, limit + 1)
            .await
            .or_problem()?
    } else {
        let bound = match request.after.as_deref() {
            Some(cursor) => Some(open_bound(cursor).ok_or_else(malformed)?),
            None => None,
        };
        rows::open(&mut session, &ctx.actor, filter, bound, limit + 1)
            .await
            .or_problem()?
    };
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = tasks.len() > shown;
    tasks.truncate(shown);
    let next = tasks
        .last()
        .filter(|_| more)
        .map(|task| cursor(task, filter.done, &ctx));
    Ok(TaskList {
        tasks,
        counts,
        next,
    })
}

fn malformed() -> Problem {
    Problem::because(Issue::error("malformed", "after"))
}

fn bounds(ctx: &Ctx) -> BucketBounds {
    let zone = &ctx.actor.zone;
    let today = ctx.today();
    let week_end = week_end(today, ctx.actor.lang);
    let midnight = |day: chrono::NaiveDate| {
        let next = day.succ_opt().unwrap_or(day);
        zone.instant(next.and_time(chrono::NaiveTime::MIN))
    };
    BucketBounds {
        now: ctx.now(),
        today,
        week_end,
        tomorrow: midnight(today),
        next_week: midnight(week_end),
    }
}

fn cursor(task: &TaskView, done: bool, ctx: &Ctx) -> String {
    if done {
        let at = task.done_at.unwrap_or_default();
        return format!("{}_{}", at.0, task.id);
    }
    let day = task
        .due
        .day(&ctx.actor.zone)
        .map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
    let at = task.due.moment().map_or(i64::MAX, |at| at.0);
    format!("{day}_{at}_{}", task.id)
}

fn done_bound(cursor: &str) -> Option<(Instant, Uuid)> {
    let (at, id) = cursor.split_once('_')?;
    Some((Instant(at.parse().ok()?), id.parse().ok()?))
}

fn open_bound(cursor: &str) -> Option<OpenBound> {
    let mut parts = cursor.splitn(3, '_');
    Some(OpenBound {
        day: parts.next()?.parse().ok()?,
        at: Instant(parts.next()?.parse().ok()?),
        id: parts.next()?.parse().ok()?,
    })
}

/// Most words of a line that are looked up.
const WORDS: usize = 12;

/// The records a line may be about: persons named with first and last name, or with a last name only
/// one of them bears; accounts named whole (legal forms aside), else those whose name begins with one
/// of the line's longer words.
pub(super) async fn find_mentions(
    ctx: Ctx,
    request: FindMentions,
) -> Result<Vec<Mention>, Problem> {
    let text: String = request.text.chars().take(300).collect();
    let (line, key) = (mention_key(&text), plain_key(&text));
    let words: Vec<&str> = key
        .split(' ')
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 2)
        .take(WORDS)
        .collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut session = ctx.read().await?;
    let people = names::contacts_beginning(&mut session, &words)
        .await
        .or_problem()?;
    let mut found = people_named(&line, people);
    let candidates = names::accounts_beginning(&mut session, &words)
        .await
        .or_problem()?;
    let mut accounts: Vec<_> = candidates
        .iter()
        .filter(|account| names_account(&line, &account.name))
        .cloned()
        .collect();
    // The longest name says most: "Acme Paris" before "Acme".
    accounts.sort_by_key(|account| std::cmp::Reverse(account.name.chars().count()));
    if accounts.is_empty() {
        for word in words.iter().rev().filter(|word| word.chars().count() >= 4) {
            accounts.extend(
                candidates
                    .iter()
                    .filter(|account| mention_key(&account.name).starts_with(word))
                    .cloned(),
            );
        }
    }
    accounts.truncate(3);
    found.extend(accounts.into_iter().map(Mention::Account));
    Ok(found)
}

/// The persons a line names: the whole names, else the one person with a last name of the line.
fn people_named(line: &str, people: Vec<NamedContact>) -> Vec<Mention> {
    let (whole, others): (Vec<_>, Vec<_>) = people
        .into_iter()
        .partition(|person| names_person(line, &person.first, &person.last));
    let mut named = whole;
    if named.is_empty() {
        named = others
            .into_iter()
            .filter(|person| names_last(line, &person.last))
            .collect();
        if named.len() > 1 {
            named.clear();
        }
    }
    named.truncate(3);
    named
        .into_iter()
        .map(|person| {
            let name = format!("{} {}", person.first, person.last);
            Mention::Contact(Named::new(person.id, name.trim()), person.account)
        })
        .collect()
}

/// Signs with a meaning of their own in LIKE are left out: they never stand in a search key's words
/// that people look for.
fn plain_key(text: &str) -> String {
    search_key(&text.chars().take(300).collect::<String>()).replace(['%', '_', '\\'], "")
}

pub(super) async fn find_links(ctx: Ctx, request: FindLinks) -> Result<Vec<LinkChoice>, Problem> {
    let mut session = ctx.read().await?;
    let key = plain_key(&request.text);
    let place = request.account.map(|account| ContactPlace {
        account,
        today: ctx.today(),
    });
    names::find(&mut session, &ctx.actor, request.kind, &key, place)
        .await
        .or_problem()
}
