//! What pages ask about ways in.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::access::{
    BeginSecondFactor, ConfirmSecondFactor, DropSecondFactor, EndPersonSessions, Enrolment,
    GetAccessRules, GetPersonAccess, GetSecondFactor, InvitePerson, PersonAccess, RecoveryCodes,
    RenewRecoveryCodes, ResetSecondFactor, RevokeInvitation, RoleRule, SecondFactorView, SendReset,
    SetAccessRule,
};

/// How a person gets in.
#[server(name = GetPersonAccessCall, endpoint = "access.person", input = Json, output = Json)]
pub async fn person(request: GetPersonAccess) -> Result<PersonAccess, Fault> {
    call::run(request).await
}

/// Sends an invitation.
#[server(name = InvitePersonCall, endpoint = "access.invite", input = Json, output = Json)]
pub async fn invite(request: InvitePerson) -> Result<PersonAccess, Fault> {
    call::run(request).await
}

/// Sends a link to choose another password.
#[server(name = SendResetCall, endpoint = "access.send_reset", input = Json, output = Json)]
pub async fn send_reset(request: SendReset) -> Result<PersonAccess, Fault> {
    call::run(request).await
}

/// Takes an invitation back.
#[server(name = RevokeInvitationCall, endpoint = "access.revoke_invitation", input = Json, output = Json)]
pub async fn revoke_invitation(request: RevokeInvitation) -> Result<PersonAccess, Fault> {
    call::run(request).await
}

/// Signs a person out.
#[server(name = EndPersonSessionsCall, endpoint = "access.end_sessions", input = Json, output = Json)]
pub async fn end_sessions(request: EndPersonSessions) -> Result<PersonAccess, Fault> {
    call::run(request).await
}

/// Takes a person's second factor away.
#[server(name = ResetSecondFactorCall, endpoint = "access.reset_second_factor", input = Json, output = Json)]
pub async fn reset_second_factor(request: ResetSecondFactor) -> Result<PersonAccess, Fault> {
    call::run(request).await
}

/// The rule of every role.
#[server(name = GetAccessRulesCall, endpoint = "access.rules", input = Json, output = Json)]
pub async fn rules(request: GetAccessRules) -> Result<Vec<RoleRule>, Fault> {
    call::run(request).await
}

/// Changes the rule of a role.
#[server(name = SetAccessRuleCall, endpoint = "access.set_rule", input = Json, output = Json)]
pub async fn set_rule(request: SetAccessRule) -> Result<Vec<RoleRule>, Fault> {
    call::run(request).await
}

/// One's own second factor.
#[server(name = GetSecondFactorCall, endpoint = "access.second_factor", input = Json, output = Json)]
pub async fn second_factor(request: GetSecondFactor) -> Result<SecondFactorView, Fault> {
    call::run(request).await
}

/// Begins to set it up.
#[server(name = BeginSecondFactorCall, endpoint = "access.begin_second_factor", input = Json, output = Json)]
pub async fn begin_second_factor(request: BeginSecondFactor) -> Result<Enrolment, Fault> {
    call::run(request).await
}

/// Confirms it by a code.
#[server(name = ConfirmSecondFactorCall, endpoint = "access.confirm_second_factor", input = Json, output = Json)]
pub async fn confirm_second_factor(request: ConfirmSecondFactor) -> Result<RecoveryCodes, Fault> {
    call::run(request).await
}

/// New recovery codes.
#[server(name = RenewRecoveryCodesCall, endpoint = "access.renew_recovery_codes", input = Json, output = Json)]
pub async fn renew_recovery_codes(request: RenewRecoveryCodes) -> Result<RecoveryCodes, Fault> {
    call::run(request).await
}

/// Gives it up.
#[server(name = DropSecondFactorCall, endpoint = "access.drop_second_factor", input = Json, output = Json)]
pub async fn drop_second_factor(request: DropSecondFactor) -> Result<SecondFactorView, Fault> {
    call::run(request).await
}
