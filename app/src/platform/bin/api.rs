//! How the page asks about the bin.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::bin::ops::{
    BinAnswer, BinPage, DeleteForGood, ReadBin, RestoreFromBin, ReturnToBin,
};

/// Reads a part of the bin.
#[server(name = ReadBinCall, endpoint = "bin.read", input = Json, output = Json)]
pub async fn read(request: ReadBin) -> Result<BinPage, Fault> {
    call::run(request).await
}

/// Takes records out.
#[server(name = RestoreFromBinCall, endpoint = "bin.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreFromBin) -> Result<BinAnswer, Fault> {
    call::run(request).await
}

/// Puts records back in.
#[server(name = ReturnToBinCall, endpoint = "bin.return", input = Json, output = Json)]
pub async fn give_back(request: ReturnToBin) -> Result<BinAnswer, Fault> {
    call::run(request).await
}

/// Ends records.
#[server(name = DeleteForGoodCall, endpoint = "bin.purge", input = Json, output = Json)]
pub async fn purge(request: DeleteForGood) -> Result<BinAnswer, Fault> {
    call::run(request).await
}
