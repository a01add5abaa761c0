//! Everybody around an account.

use super::people::known_by;
use super::{Owners, sees};
use crate::crm::relations::affiliates;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::contacts::ContactRow;
use shared::crm::relations::ops::GetPeopleMap;
use shared::crm::relations::{MapPerson, MapPlace, MapRelation, PeopleMap};
use shared::kernel::{AccountId, Action, ContactId, Named, Problem, ProblemKind};
use std::collections::BTreeMap;
use store::Session;
use store::crm::relations::{self as rows, End, StoredRelation};
use store::crm::{accounts, acquaintances, contacts};

/// People on one map; more of them nobody can look at.
const MOST: usize = 60;

pub(super) async fn map(ctx: Ctx, request: GetPeopleMap) -> Result<PeopleMap, Problem> {
    let id = request.account_id;
    let mut session = ctx.read().await?;
    let s = &mut session;
    let account = accounts::get(s, id).await.or_problem()?.or_not_found()?;
    if !sees(&ctx, s, account.facts.owner_id).await? {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let (mut people, left_out) = members(&ctx, s, id).await?;
    let ids: Vec<ContactId> = people.iter().map(|person| person.id).collect();
    let found = rows::around(s, &ctx.actor, id, &ids).await.or_problem()?;
    outsiders(&mut people, &found);
    let relations = found
        .into_iter()
        .map(|one| one.relation.draft)
        .filter(|draft| {
            let there = |id: ContactId| people.iter().any(|person| person.id == id);
            there(draft.from) && there(draft.to)
        })
        .map(|draft| MapRelation {
            from: draft.from,
            to: draft.to,
            kind: draft.kind,
            strength: draft.strength,
        })
        .collect();
    fill(&ctx, s, id, &mut people).await?;
    Ok(PeopleMap {
        account: Named::new(id, account.facts.name),
        people,
        relations,
        left_out,
    })
}

fn person(row: ContactRow, title: String, place: MapPlace) -> MapPerson {
    MapPerson {
        id: row.id,
        name: row.name,
        title,
        place,
        roles: Vec::new(),
        known_by: Vec::new(),
    }
}

/// Who is there today, by name, and how many more there are than a map holds.
async fn members(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
) -> Result<(Vec<MapPerson>, i64), Problem> {
    let own = contacts::of_account(session, id, ctx.now())
        .await
        .or_problem()?;
    let seen = Owners::of(ctx, session, Action::ViewAccount).await?;
    let mut people: Vec<MapPerson> = own
        .into_iter()
        .filter(|row| seen.has(row.owner.id))
        .map(|row| {
            let title = row.title.clone();
            person(row, title, MapPlace::Own)
        })
        .collect();
    let today = ctx.today();
    for one in affiliates(ctx, session, id).await? {
        let draft = one.row.affiliation.draft;
        if draft.holds_on(today) && people.iter().all(|known| known.id != one.contact.id) {
            let title = if draft.role.is_empty() {
                one.contact.title.clone()
            } else {
                draft.role
            };
            people.push(person(one.contact, title, MapPlace::Affiliated));
        }
    }
    let left_out = people.len().saturating_sub(MOST);
    people.truncate(MOST);
    Ok((people, i64::try_from(left_out).unwrap_or(i64::MAX)))
}

/// Adds those who are elsewhere and stand to somebody there.
fn outsiders(people: &mut Vec<MapPerson>, found: &[StoredRelation]) {
    let ends = found.iter().flat_map(|one| [&one.from, &one.to]);
    let mut others: BTreeMap<ContactId, &End> = BTreeMap::new();
    for end in ends {
        if people.iter().all(|person| person.id != end.contact.id) {
            others.insert(end.contact.id, end);
        }
    }
    let mut others: Vec<&End> = others.into_values().collect();
    others.sort_by(|one, other| one.contact.name.cmp(&other.contact.name));
    for end in others.into_iter().take(MOST) {
        people.push(MapPerson {
            id: end.contact.id,
            name: end.contact.name.clone(),
            title: end.title.clone(),
            place: MapPlace::Elsewhere(end.account.clone()),
            roles: Vec::new(),
            known_by: Vec::new(),
        });
    }
}

/// Fills in the parts in open deals and who of us knows whom.
async fn fill(
    ctx: &Ctx,
    session: &mut Session,
    account: AccountId,
    people: &mut [MapPerson],
) -> Result<(), Problem> {
    let ids: Vec<ContactId> = people.iter().map(|person| person.id).collect();
    let known = acquaintances::known(session, &ctx.actor, &ids, ctx.now())
        .await
        .or_problem()?;
    let mut roles = acquaintances::buying_roles(session, &ctx.actor, account, &ids)
        .await
        .or_problem()?;
    for person in people {
        person.known_by = known_by(ctx, &known, person.id);
        person.roles = roles
            .remove(&person.id)
            .unwrap_or_default()
            .into_iter()
            .collect();
    }
    Ok(())
}
