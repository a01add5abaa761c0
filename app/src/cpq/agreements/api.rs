//! What the pages ask of the server about agreements.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::agreements::Offer;
use shared::cpq::agreements::ops::{
    AgreementList, DeleteAgreement, ListAgreements, ListOffers, SaveAgreement,
};

/// The agreements of an account.
#[server(name = ListAgreementsCall, endpoint = "agreements.list", input = Json, output = Json)]
pub async fn list(request: ListAgreements) -> Result<AgreementList, Fault> {
    call::run(request).await
}

/// Adds or changes one.
#[server(name = SaveAgreementCall, endpoint = "agreements.save", input = Json, output = Json)]
pub async fn save(request: SaveAgreement) -> Result<AgreementList, Fault> {
    call::run(request).await
}

/// Takes one away.
#[server(name = DeleteAgreementCall, endpoint = "agreements.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteAgreement) -> Result<AgreementList, Fault> {
    call::run(request).await
}

/// What is in force for a quote.
#[server(name = ListOffersCall, endpoint = "agreements.offers", input = Json, output = Json)]
pub async fn offers(request: ListOffers) -> Result<Vec<Offer>, Fault> {
    call::run(request).await
}
