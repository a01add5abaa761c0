//! Who is away, and who decides instead.

use crate::{Result, Session, args};
use chrono::NaiveDate;
use shared::cpq::approvals::Absence;
use shared::kernel::{AbsenceId, Named, UserId};
use uuid::Uuid;

/// The absences of a person that have not passed on `today`.
pub async fn absences(
    session: &mut Session,
    user: UserId,
    today: NaiveDate,
) -> Result<Vec<Absence>> {
    let rows: Vec<(Uuid, NaiveDate, NaiveDate, Uuid, String)> = session
        .all(
            "SELECT a.id, a.from_day, a.to_day, a.delegate_id, u.name FROM absences a JOIN users u ON u.id = a.delegate_id
             WHERE a.user_id = $1 AND a.to_day >= $2 ORDER BY a.from_day, a.id",
            args![user, today],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, from, to, delegate, name)| Absence {
            id: AbsenceId(id),
            from,
            to,
            delegate: Named::new(UserId(delegate), name),
        })
        .collect())
}

/// An absence with the zone its days are counted in.
pub struct Away {
    /// Who is away.
    pub user: UserId,
    /// Who decides instead.
    pub delegate: UserId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// IANA zone of the one who is away.
    pub zone: String,
}

/// Every absence that touches these days.
pub async fn away(session: &mut Session, days: (NaiveDate, NaiveDate)) -> Result<Vec<Away>> {
    let rows: Vec<(Uuid, Uuid, NaiveDate, NaiveDate, String)> = session
        .all(
            "SELECT a.user_id, a.delegate_id, a.from_day, a.to_day, u.time_zone FROM absences a JOIN users u ON u.id = a.user_id
             WHERE a.from_day <= $2 AND a.to_day >= $1 ORDER BY a.user_id, a.from_day, a.id",
            args![days.0, days.1],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(user, delegate, from, to, zone)| Away {
            user: UserId(user),
            delegate: UserId(delegate),
            from,
            to,
            zone,
        })
        .collect())
}

/// Keeps an absence of `user`, new or changed; `false` when the id is somebody else's.
pub async fn put_absence(
    session: &mut Session,
    id: AbsenceId,
    user: UserId,
    (from, to): (NaiveDate, NaiveDate),
    delegate: UserId,
) -> Result<bool> {
    session
        .exec_one(
            "INSERT INTO absences (id, user_id, from_day, to_day, delegate_id) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET from_day = excluded.from_day, to_day = excluded.to_day, delegate_id = excluded.delegate_id
             WHERE absences.user_id = excluded.user_id",
            args![id, user, from, to, delegate],
        )
        .await
}

/// Takes an absence of `user` away; whether there was one.
pub async fn delete_absence(session: &mut Session, id: AbsenceId, user: UserId) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM absences WHERE id = $1 AND user_id = $2",
            args![id, user],
        )
        .await
}
