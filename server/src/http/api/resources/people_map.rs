//! Who is around an account, how they stand to each other, and who of us knows whom.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use shared::crm::relations::ops::GetPeopleMap;
use shared::crm::relations::{
    Acquaintance, MapPerson, MapPlace, MapRelation, PeopleMap, RelationKind, Strength, best_first,
    bond,
};
use shared::kernel::{AccountId, Action, ContactId, Instant, Named, UserId};

/// The people around an account.
#[derive(Serialize, JsonSchema)]
struct AroundAccount {
    /// The account.
    account: Named<AccountId>,
    /// Those who are there, by name, then those elsewhere who stand to somebody there.
    people: Vec<PersonAround>,
    /// How they stand to each other.
    relations: Vec<LineBetween>,
    /// How many there are beyond the sixty that are told.
    left_out: i64,
}

/// Where somebody belongs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum BelongsTo {
    /// The account is the person's own one.
    Own,
    /// Affiliated with it today.
    Affiliated,
    /// Elsewhere.
    Elsewhere,
}

/// Somebody around an account.
#[derive(Serialize, JsonSchema)]
struct PersonAround {
    /// Who.
    id: ContactId,
    /// First and last name.
    name: String,
    /// The title there, or empty.
    title: String,
    /// Where the person belongs.
    place: BelongsTo,
    /// The account of somebody elsewhere, when there is one.
    elsewhere: Option<Named<AccountId>>,
    /// The parts in open deals of the account, as far as they are seen; none without the area of deals.
    roles: Vec<String>,
    /// Colleagues, who knows the person best first.
    known_by: Vec<KnownBy>,
}

/// A colleague who knows somebody, told from what was logged.
#[derive(Serialize, JsonSchema)]
struct KnownBy {
    /// Who.
    user: Named<UserId>,
    /// How well.
    strength: Strength,
    /// Meetings held.
    meetings: i64,
    /// Calls that reached the person.
    calls: i64,
    /// E-mails.
    emails: i64,
    /// Notes.
    notes: i64,
    /// The last of them.
    last_at: Option<Instant>,
    /// Open deals both take part in, as far as they are seen; none without the area of deals.
    open_deals: i64,
}

/// How one stands to another.
#[derive(Serialize, JsonSchema)]
struct LineBetween {
    /// From whom.
    from: ContactId,
    /// To whom.
    to: ContactId,
    /// How they stand.
    kind: RelationKind,
    /// How strongly.
    strength: Strength,
}

impl From<MapRelation> for LineBetween {
    fn from(line: MapRelation) -> Self {
        Self {
            from: line.from,
            to: line.to,
            kind: line.kind,
            strength: line.strength,
        }
    }
}

impl From<Acquaintance> for KnownBy {
    fn from(one: Acquaintance) -> Self {
        Self {
            user: one.user,
            strength: one.bond.strength,
            meetings: one.touches.meetings,
            calls: one.touches.calls,
            emails: one.touches.emails,
            notes: one.touches.notes,
            last_at: one.touches.last_at,
            open_deals: one.touches.open_deals,
        }
    }
}

impl From<MapPerson> for PersonAround {
    fn from(person: MapPerson) -> Self {
        let (place, elsewhere) = match person.place {
            MapPlace::Own => (BelongsTo::Own, None),
            MapPlace::Affiliated => (BelongsTo::Affiliated, None),
            MapPlace::Elsewhere(account) => (BelongsTo::Elsewhere, account),
        };
        Self {
            id: person.id,
            name: person.name,
            title: person.title,
            place,
            elsewhere,
            roles: person.roles,
            known_by: person.known_by.into_iter().map(KnownBy::from).collect(),
        }
    }
}

impl From<PeopleMap> for AroundAccount {
    fn from(map: PeopleMap) -> Self {
        Self {
            account: map.account,
            people: map.people.into_iter().map(PersonAround::from).collect(),
            relations: map.relations.into_iter().map(LineBetween::from).collect(),
            left_out: map.left_out,
        }
    }
}

/// Takes away what is known of deals, as for a token that is not let into them.
fn without_deals(person: &mut MapPerson, now: Instant) {
    person.roles.clear();
    person.known_by.retain_mut(|one| {
        one.touches.open_deals = 0;
        let left = bond(&one.touches, now);
        if let Some(left) = left {
            one.bond = left;
        }
        left.is_some()
    });
    best_first(&mut person.known_by);
}

async fn around(call: Call) -> Result<Reply, Refusal> {
    let account_id = call.id()?.into();
    let mut map = call.ask(GetPeopleMap { account_id }).await?;
    if !call.scopes.allow(Action::ViewOpportunity) {
        for person in &mut map.people {
            without_deals(person, call.now);
        }
    }
    Ok(Reply::ok(as_json(AroundAccount::from(map))))
}

pub fn add(book: &mut Book) {
    let map = book.schemas.record::<AroundAccount>("PeopleMap", &[]);
    let mut route = about::<GetPeopleMap, _>(
        "accounts",
        (Method::GET, "{id}/people-map"),
        "The people around an account, how they stand to each other and who of us knows them. Of deals a token hears within its scopes",
        around,
    );
    route.answer = Some(map);
    book.routes.push(route);
}
