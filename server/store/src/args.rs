//! Bound values of either database.

use chrono::NaiveDate;
use shared::kernel::{self as k, Currency, Instant, Percent, Quantity, UnitPrice};
use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

/// A value to bind; `None` is NULL of that type (PostgreSQL wants to know).
#[derive(Clone, Debug)]
pub enum Value {
    /// A record's id.
    Uuid(Option<Uuid>),
    /// A whole number.
    I64(Option<i64>),
    /// A text.
    Text(Option<String>),
    /// A truth value.
    Bool(Option<bool>),
    /// A day.
    Date(Option<NaiveDate>),
}

/// What can be bound.
pub trait Bind {
    /// The value.
    fn value(self) -> Value;
    /// NULL of this type.
    fn null() -> Value;
}

macro_rules! bind {
    ($variant:ident: $($type:ty => |$v:ident| $convert:expr),+ $(,)?) => {$(
        impl Bind for $type {
            fn value(self) -> Value {
                let $v = self;
                Value::$variant(Some($convert))
            }
            fn null() -> Value {
                Value::$variant(None)
            }
        }
    )+};
}
bind!(Uuid: Uuid => |v| v,
    k::UserId => |v| v.0, k::TeamId => |v| v.0, k::AccountId => |v| v.0, k::ContactId => |v| v.0,
    k::OpportunityId => |v| v.0, k::PipelineId => |v| v.0, k::StageId => |v| v.0,
    k::ActivityId => |v| v.0, k::TaskId => |v| v.0, k::ProductId => |v| v.0, k::ProductModelId => |v| v.0,
    k::PriceBookId => |v| v.0, k::PriceBookEntryId => |v| v.0, k::QuoteId => |v| v.0,
    k::QuoteLineId => |v| v.0, k::QuotaId => |v| v.0, k::LossReasonId => |v| v.0,
    k::OpportunityProductId => |v| v.0, k::ImportId => |v| v.0, k::SessionId => |v| v.0,
    k::LeadId => |v| v.0, k::LeadTouchId => |v| v.0, k::MergeId => |v| v.0,
    k::JobId => |v| v.0, k::MailId => |v| v.0,
    k::ApiTokenId => |v| v.0, k::WebhookId => |v| v.0,
    k::RoleId => |v| v.0, k::AffiliationId => |v| v.0, k::RelationId => |v| v.0,
    k::ProviderId => |v| v.0, k::IdentityId => |v| v.0, k::PasskeyId => |v| v.0,
    k::ApprovalRuleId => |v| v.0, k::ApprovalId => |v| v.0, k::AbsenceId => |v| v.0,
    k::QuoteSectionId => |v| v.0, k::ClauseId => |v| v.0, k::QuoteTemplateId => |v| v.0, k::AgreementId => |v| v.0, k::PromotionId => |v| v.0, k::DiscountScheduleId => |v| v.0,
);
bind!(I64: i64 => |v| v, i32 => |v| i64::from(v), u32 => |v| i64::from(v), Instant => |v| v.0,
    Percent => |v| i64::from(v.0), UnitPrice => |v| v.0, Quantity => |v| v.0);
bind!(Text: String => |v| storable(v), &str => |v| storable(v.to_owned()),
    &String => |v| storable(v.clone()), Currency => |v| v.code().to_owned());
bind!(Bool: bool => |v| v);
bind!(Date: NaiveDate => |v| v.clamp(FIRST_DAY, LAST_DAY));

/// Between these days both databases keep the same order: SQLite compares days as texts, which the
/// sign of a year below 0 or above 9999 breaks, and PostgreSQL refuses far ones. Rules refuse such days
/// before they are kept; a question about one is a question about the nearest of these.
const FIRST_DAY: NaiveDate = day(1, 1, 1);
const LAST_DAY: NaiveDate = day(9999, 12, 31);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// PostgreSQL keeps no NUL and nobody types one: it is left out, on SQLite too.
fn storable(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

impl<T: Bind> Bind for Option<T> {
    fn value(self) -> Value {
        self.map_or_else(T::null, T::value)
    }
    fn null() -> Value {
        T::null()
    }
}
impl Bind for Value {
    fn value(self) -> Value {
        self
    }
    fn null() -> Value {
        Value::Text(None)
    }
}

/// The values of one statement, in the order of `$1`, `$2`, ….
#[derive(Clone, Debug, Default)]
pub struct Args(pub Vec<Value>);

impl Args {
    /// Adds the next value.
    pub fn push(&mut self, value: impl Bind) {
        self.0.push(value.value());
    }

    pub(crate) fn sqlite(self) -> Result<SqliteArguments, sqlx::error::BoxDynError> {
        let mut out = SqliteArguments::default();
        for value in self.0 {
            match value {
                Value::Uuid(v) => out.add(v)?,
                Value::I64(v) => out.add(v)?,
                Value::Text(v) => out.add(v)?,
                Value::Bool(v) => out.add(v)?,
                Value::Date(v) => out.add(v)?,
            }
        }
        Ok(out)
    }

    pub(crate) fn postgres(self) -> Result<PgArguments, sqlx::error::BoxDynError> {
        let mut out = PgArguments::default();
        for value in self.0 {
            match value {
                Value::Uuid(v) => out.add(v)?,
                Value::I64(v) => out.add(v)?,
                Value::Text(v) => out.add(v)?,
                Value::Bool(v) => out.add(v)?,
                Value::Date(v) => out.add(v)?,
            }
        }
        Ok(out)
    }
}

/// The values of a statement: `args![id, name, None::<i64>]`.
#[macro_export]
macro_rules! args {
    () => { $crate::Args::default() };
    ($($value:expr),+ $(,)?) => {{
        let mut args = $crate::Args::default();
        $(args.push($value);)+
        args
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_database_cannot_keep_is_bound_on_neither() {
        assert!(matches!("a\0b".value(), Value::Text(Some(text)) if text == "ab"));
        for (far, near) in [(NaiveDate::MIN, FIRST_DAY), (NaiveDate::MAX, LAST_DAY)] {
            assert!(matches!(far.value(), Value::Date(Some(day)) if day == near));
        }
    }
}
