//! New people.

use super::hash_password;
use crate::{OrProblem, Services, refuse};
use shared::kernel::event::Entity;
use shared::kernel::{Currency, Issue, Lang, Problem, ProblemKind, Role, UserId};
use shared::platform::people::{UserFacts, check_password, check_user};
use store::Change;
use store::platform::users::{self, NewUser};

/// A person who may sign in.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Sign-in address.
    pub email: String,
    /// Name to show.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Language.
    pub lang: Lang,
    /// Password, in clear; only its hash is stored.
    pub password: String,
}

impl Services {
    /// Adds a person from the command line, where there is no actor.
    ///
    /// # Errors
    /// Field by field: address without `@` or taken, empty name, short password.
    pub async fn add_person(&self, person: &NewPerson) -> Result<UserId, Problem> {
        let facts = UserFacts {
            name: person.name.trim().to_owned(),
            email: person.email.trim().to_lowercase(),
            role: person.role,
            role_id: None,
            team_id: None,
            lang: person.lang,
            time_zone: "Europe/Paris".to_owned(),
            currency: Currency::EUR,
            active: true,
        };
        let mut issues = check_user(&facts);
        issues.extend(check_password(&person.password));
        refuse(issues)?;
        let hash = hash_password(&person.password, rand::random())
            .ok_or_else(|| Problem::of(ProblemKind::Internal))?;
        let now = self.clock().now();
        let id = UserId::new(now.0, self.clock().random());
        let user = NewUser {
            id,
            email: &facts.email,
            name: &facts.name,
            role: person.role,
            team_id: None,
            password_hash: &hash,
            lang: person.lang,
            time_zone: &facts.time_zone,
            currency: Currency::EUR,
            sample: false,
        };
        let mut session = self.store().write().await.or_problem()?;
        match users::insert(&mut session, &user, now).await {
            Err(store::StoreError::Constraint(_)) => {
                return Err(Problem::because(Issue::error("email_taken", "email")));
            }
            other => other.or_problem()?,
        }
        let change = Change {
            entity: Entity::User,
            id: id.0,
            parent: None,
            owner: None,
            action: "created",
            before: None,
            after: Some(&facts),
        };
        session.record(now, None, change).await.or_problem()?;
        session.commit().await.or_problem()?;
        Ok(id)
    }
}
