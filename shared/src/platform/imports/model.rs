//! What the planner takes and gives: mapping, settings, known records, and the plan.

use super::formats::{DateOrder, DecimalMark};
use super::kinds::{Field, ImportKind};
use crate::deals::pipelines::{DealFacts, Pipeline};
use crate::kernel::{
    Currency, Issue, Lang, LocalText, LossReasonId, Money, PipelineId, ProductId, StageId, TeamId,
    UnitPrice, UserId, coded,
};
use crate::platform::fields::CustomField;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How one column is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// The column's name in the file.
    pub header: String,
    /// The field it fills; `None`: left out.
    pub field: Option<Field>,
    /// Order of its dates; `None`: decided from its values.
    pub date_order: Option<DateOrder>,
    /// Decimal sign of its numbers; `None`: decided from its values.
    pub mark: Option<DecimalMark>,
    /// Numbers are in units of ten to this power: 3 for thousands, 6 for millions.
    pub scale: u32,
}

/// How one file is read into records; remembered for the next file with the same columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What its rows are.
    pub kind: ImportKind,
    /// What becomes of records that are there already.
    #[serde(default)]
    pub on_match: OnMatch,
    /// In the order of the file's columns.
    pub columns: Vec<ColumnMapping>,
    /// For choice fields: what the words of the file mean, by [`super::similar::name_key`] of the
    /// word. The meaning is a stage id or a code; empty leaves the field empty.
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
}

impl Mapping {
    /// The column that fills a field.
    #[must_use]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.field == Some(field))
    }
}

coded! {
    /// What becomes of a record that is there already when a row of a file is about it. Whether it
    /// is there is told by the row's key in its source, else by its name or address.
    #[derive(Default)]
    OnMatch {
        /// What the row gives replaces what the record has; what the row leaves empty stays. Two
        /// rows of a file for one record are an error: nobody can tell which is right.
        #[default]
        Update = "update",
        /// What the row gives fills what the record has not; nothing is replaced. Of two rows of a
        /// file for one record the later fills what the earlier leaves empty.
        Merge = "merge",
        /// The record stays as it is. Of two rows of a file for one record the earlier counts.
        Skip = "skip",
    }
}

/// What a bad row does to its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// Nothing of the file is written.
    #[default]
    RefuseFile,
    /// The bad rows are left out, all others are written or none.
    LeaveRowsOut,
}

/// What becomes of a deal that lacks what the gates of its pipeline ask for on the way to its stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnGate {
    /// It is taken with a warning, counted, and the exception is kept in its history, as a manager's
    /// is.
    #[default]
    Exception,
    /// The row is in error.
    Error,
}

/// Choices for a whole import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Where opportunities go.
    pub pipeline_id: PipelineId,
    /// Currency of amounts without one.
    pub currency: Currency,
    /// Names the system the keys come from, so that two systems' keys do not meet.
    pub source: String,
    /// Owner of records whose file names none: the person who imports.
    pub owner_id: UserId,
    /// Whether accounts and people that are only named (on an opportunity, as a parent) are created.
    pub create_missing: bool,
    /// What a bad row does to its file.
    pub on_error: OnError,
    /// What a deal does that would not pass the gates.
    #[serde(default)]
    pub on_gate: OnGate,
}

/// A user who may own records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRef {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRef {
    /// Which.
    pub id: TeamId,
    /// Name.
    pub name: String,
}

/// A product with its list price in the company's currency, when there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRef {
    /// Which.
    pub id: ProductId,
    /// Code.
    pub sku: String,
    /// Name in both languages.
    pub name: LocalText,
    /// List price for one unit.
    pub price: Option<UnitPrice>,
}

/// Whether a deal in a stage is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageOutcome {
    /// Still being worked on.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRef {
    /// Which.
    pub id: StageId,
    /// Name in both languages.
    pub name: LocalText,
    /// Open, won or lost.
    pub outcome: StageOutcome,
    /// Its probability in basis points: a deal of the file with the same one was not judged otherwise.
    #[serde(default)]
    pub probability_bp: i64,
}

/// A pipeline with its stages in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRef {
    /// Which.
    pub id: PipelineId,
    /// Name in both languages.
    pub name: LocalText,
    /// In the order of the board.
    pub stages: Vec<StageRef>,
}

/// A value of a list with its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What people read.
    pub name: LocalText,
}

/// What the planner must know of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportContext {
    /// Today for the person who imports.
    pub today: NaiveDate,
    /// The company's currency.
    pub currency: Currency,
    /// Users, active or not.
    pub users: Vec<UserRef>,
    /// Teams.
    pub teams: Vec<TeamRef>,
    /// Products.
    pub products: Vec<ProductRef>,
    /// Accounts by name.
    pub accounts: Vec<(Uuid, String)>,
    /// Active pipelines.
    pub pipelines: Vec<PipelineRef>,
    /// The same pipelines with their gates.
    pub gates: Vec<Pipeline>,
    /// Loss reasons.
    pub loss_reasons: Vec<(LossReasonId, LocalText)>,
    /// Industries in use or proposed.
    pub industries: Vec<Choice>,
    /// Fields administrators added, archived ones included.
    #[serde(default)]
    pub own: Vec<CustomField>,
    /// The language of the person who imports: findings name such fields in it.
    #[serde(default)]
    pub lang: Lang,
}

impl ImportContext {
    /// The outcome of a stage, in whichever active pipeline it is.
    #[must_use]
    pub fn outcome(&self, stage: StageId) -> Option<StageOutcome> {
        let mut stages = self.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
        stages
            .find(|known| known.id == stage)
            .map(|known| known.outcome)
    }

    /// A pipeline by id.
    #[must_use]
    pub fn pipeline(&self, id: PipelineId) -> Option<&PipelineRef> {
        self.pipelines.iter().find(|pipeline| pipeline.id == id)
    }
}

/// A value as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text or the code of a choice.
    Text(String),
    /// A whole number; basis points for percentages.
    Int(i64),
    /// A day.
    Date(NaiveDate),
    /// An amount.
    Money(Money),
    /// A price per unit with its currency.
    Price(UnitPrice, Currency),
    /// Another record.
    Id(Uuid),
}

/// The values of a record, by field.
pub type Values = BTreeMap<Field, Value>;

/// A record that is already there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExistingRecord {
    /// Which.
    pub id: Uuid,
    /// Its version: a change is made on this one or not at all.
    pub version: i64,
    /// Its values.
    pub values: Values,
    /// For an opportunity: where it stands.
    pub deal: Option<DealAt>,
}

/// Where a deal stands, as the gates need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealAt {
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// Its stage.
    pub stage_id: StageId,
    /// What is known of it.
    pub facts: DealFacts,
}

/// The records a file may concern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// The records.
    pub records: Vec<ExistingRecord>,
    /// Keys of earlier imports (see [`Settings::source`]) to records.
    pub keys: BTreeMap<String, Uuid>,
    /// Addresses that were erased on request, and on which day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub erased: BTreeMap<String, NaiveDate>,
}

/// A finding about a row, with what was in the cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowIssue {
    /// The column's name, or nothing when it is about the whole row.
    pub column: Option<String>,
    /// What the file says there, shortened.
    pub value: String,
    /// The reason.
    pub issue: Issue,
}

/// One changed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub field: Field,
    /// Before.
    pub before: Option<Value>,
    /// After.
    pub after: Value,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new record.
    Create(Values),
    /// Changes to a record.
    Update(Vec<Change>),
    /// What it gives beyond an earlier row for the same record was added to that row's.
    Join,
    /// The record is already so, or stays as it is.
    Skip,
    /// Not taken; the issues say why.
    Error,
}

/// A row of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlan {
    /// Line of the file.
    pub line: u32,
    /// The record's name, to recognise it.
    pub label: String,
    /// The record, new or known; nil for an error.
    pub id: Uuid,
    /// The version of a known record the plan was made on; 0 for a new one.
    pub version: i64,
    /// Its key in the source system, kept to recognise it next time.
    pub key: Option<String>,
    /// Line of the earlier row of the file that is about the same record.
    pub same: Option<u32>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// It passes gates without what they ask for.
    pub exception: bool,
    /// Errors and warnings.
    pub issues: Vec<RowIssue>,
}

/// What a record created on the way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraKind {
    /// A team.
    Team,
    /// A user who cannot sign in until invited.
    User,
    /// An account of which only the name is known.
    Account,
}

/// A record that no row describes but that rows need: a manager, a team, an account only named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// What it is.
    pub kind: ExtraKind,
    /// Its id.
    pub id: Uuid,
    /// Its values.
    pub values: Values,
}

/// How many rows become what.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New records.
    pub create: u32,
    /// Changed records.
    pub update: u32,
    /// Rows that filled what was empty in a record.
    #[serde(default)]
    pub merge: u32,
    /// Rows that change nothing.
    pub skip: u32,
    /// Rows not taken.
    pub error: u32,
    /// Rows taken with a warning.
    pub warning: u32,
    /// Records created besides the rows' own.
    pub extra: u32,
    /// Deals that pass gates without what they ask for.
    #[serde(default)]
    pub exception: u32,
}

/// The plan for one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePlan {
    /// The file's name.
    pub file: String,
    /// What its rows are.
    pub kind: ImportKind,
    /// Sums of `rows`.
    pub counts: Counts,
    /// One for each row of the file, in its order.
    pub rows: Vec<RowPlan>,
    /// Records to create first.
    pub extras: Vec<Extra>,
    /// Findings about the file as a whole.
    pub issues: Vec<Issue>,
    /// Whether nothing of the file will be written because of its errors.
    pub refused: bool,
}
