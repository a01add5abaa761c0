//! What may be asked about agreements.

use super::model::{Agreement, AgreementDraft, AgreementRow, Offer};
use crate::kernel::{AccountId, AgreementId, Currency};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The agreements of an account and those it inherits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAgreements {
    /// Whose.
    pub account_id: AccountId,
}
operation!(ListAgreements => AgreementList, "agreements.list", ViewAccount);

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementList {
    /// Its own first, then by account upwards; within an account by product.
    pub rows: Vec<AgreementRow>,
    /// Whether this person may change its own.
    pub may_edit: bool,
}

/// One agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAgreement {
    /// Which.
    pub id: AgreementId,
}
operation!(GetAgreement => Agreement, "agreements.get", ViewAccount);

/// Adds or changes an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveAgreement {
    /// Chosen by the client.
    pub id: AgreementId,
    /// With whom.
    pub account_id: AccountId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written now.
    pub draft: AgreementDraft,
}
operation!(SaveAgreement => AgreementList, "agreements.save", EditAgreement);

/// Takes an agreement away. Lines of quotes that have it keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAgreement {
    /// Which.
    pub id: AgreementId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteAgreement => AgreementList, "agreements.delete", EditAgreement);

/// What is in force for a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOffers {
    /// For whom.
    pub account_id: AccountId,
    /// In which currency.
    pub currency: Currency,
    /// On which day: the quote's.
    pub on: NaiveDate,
}
operation!(ListOffers => Vec<Offer>, "agreements.offers", ViewAccount);
