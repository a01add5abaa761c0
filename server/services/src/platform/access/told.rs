//! People are told by mail when their ways in are changed, by themselves or by an administrator: so that
//! somebody else's hand is noticed. The message is written in the transaction of the change.

use super::letters;
use crate::platform::mail::{Dress, post};
use crate::{OrProblem, Services};
use shared::kernel::id::uuid_v7;
use shared::kernel::{Problem, UserId};
use shared::platform::mail::Address;
use store::Session;
use store::platform::access;

/// What was changed; by whom, where it was not the person.
#[derive(Clone, Copy, Debug)]
pub(in crate::platform) enum Changed<'a> {
    /// A passkey of this name was added.
    PasskeyAdded(&'a str),
    /// A passkey of this name was removed.
    PasskeyRemoved(&'a str),
    /// An administrator of this name took all passkeys away.
    PasskeysReset(&'a str),
    /// The second factor is in force.
    FactorOn,
    /// The second factor was given up.
    FactorOff,
    /// An administrator of this name took the second factor away.
    FactorReset(&'a str),
    /// Whoever operates the server took the second factor away.
    FactorLost,
    /// There are other recovery codes.
    CodesRenewed,
    /// An administrator of this name set another password.
    PasswordSet(&'a str),
    /// An administrator of this name made another address the one to sign in with; told to the one before.
    AddressLeft(&'a str, &'a str),
    /// The same, told to the new one: by whom, and which it was before.
    AddressMade(&'a str, &'a str),
}

/// Writes to the person, where there is an address to write to.
pub(in crate::platform) async fn tell(
    services: &Services,
    session: &mut Session,
    user: UserId,
    changed: Changed<'_>,
) -> Result<(), Problem> {
    let Some(owner) = access::by_id(session, user).await.or_problem()? else {
        return Ok(());
    };
    let Ok(to) = Address::parse(&owner.email) else {
        return Ok(());
    };
    let dress = Dress::of(services, session).await?;
    let letter = letters::ways_changed(services, owner.lang, &owner.name, changed);
    let message = letter.to(to, &dress);
    let clock = services.clock();
    let key = format!("ways-in:{}", uuid_v7(clock.now().0, clock.random()));
    post(services, session, &key, &message).await
}
