//! New people.

use super::hash_password;
use crate::{OrProblem, Services};
use shared::kernel::{Currency, Issue, Lang, Problem, ProblemKind, Role, UserId};
use store::platform::users::{self, NewUser};

/// The shortest password NIST SP 800-63B allows.
pub const MIN_PASSWORD: usize = 8;

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
        let email = person.email.trim().to_lowercase();
        let mut issues = Vec::new();
        if !email.contains('@') || email.len() > 254 {
            issues.push(Issue::error("email_malformed", "email"));
        }
        if person.name.trim().is_empty() {
            issues.push(Issue::error("required", "name"));
        }
        if person.password.chars().count() < MIN_PASSWORD {
            issues.push(Issue::error("password_too_short", "password").with("min", MIN_PASSWORD));
        }
        if !issues.is_empty() {
            return Err(Problem::invalid(issues));
        }
        let hash = hash_password(&person.password, rand::random())
            .ok_or_else(|| Problem::of(ProblemKind::Internal))?;
        let now = self.clock().now();
        let id = UserId::new(now.0, self.clock().random());
        let user = NewUser {
            id,
            email: &email,
            name: person.name.trim(),
            role: person.role,
            team_id: None,
            password_hash: &hash,
            lang: person.lang,
            time_zone: "Europe/Paris",
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
        session.commit().await.or_problem()?;
        Ok(id)
    }
}
