//! What a page asks about the bin. Everybody has one: it shows what each may see, and gives back what
//! each may change; no token of the interface asks for it.

use super::{BinItem, BinKind, BinRow};
use crate::kernel::{Instant, Problem};
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinPlace {
    /// When the last record seen was deleted.
    pub at: Instant,
    /// Which it was.
    pub id: Uuid,
}

/// Reads the bin, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBin {
    /// Only these.
    pub kind: Option<BinKind>,
    /// Words in the name.
    pub search: String,
    /// After this one.
    pub after: Option<BinPlace>,
    /// At most so many; 0 for 50.
    pub limit: u32,
}
operation!(ReadBin => BinPage, "bin.read", EditProfile);

/// A part of the bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinPage {
    /// The records.
    pub rows: Vec<BinRow>,
    /// Where it goes on.
    pub next: Option<BinPlace>,
}

/// Takes records out of the bin, each with the right its kind needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreFromBin {
    /// At most [`super::AT_ONCE`].
    pub items: Vec<BinItem>,
}
operation!(RestoreFromBin => BinAnswer, "bin.restore", EditProfile);

/// Puts records back into the bin: the way back of [`RestoreFromBin`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnToBin {
    /// At most [`super::AT_ONCE`].
    pub items: Vec<BinItem>,
}
operation!(ReturnToBin => BinAnswer, "bin.return", EditProfile);

/// Deletes records of the bin for good, before their time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteForGood {
    /// At most [`super::AT_ONCE`].
    pub items: Vec<BinItem>,
}
operation!(DeleteForGood => BinAnswer, "bin.purge", ManageSystem);

/// What became of the records asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BinAnswer {
    /// Done.
    pub done: Vec<BinItem>,
    /// Not done, and why.
    pub refused: Vec<(BinItem, Problem)>,
}
