//! Records as an import compares them: by field, without what is empty.

use crate::sql::Sql;
use shared::kernel::{Currency, Money, UnitPrice};
use shared::platform::imports::model::{ExistingRecord, Values};
use shared::platform::imports::{Field, Value};
use uuid::Uuid;

/// Collects the values that are not empty.
pub(super) struct Collect(Values);

impl Collect {
    pub(super) fn text(mut self, field: Field, text: String) -> Self {
        if !text.is_empty() {
            self.0.insert(field, Value::Text(text));
        }
        self
    }

    pub(super) fn int(mut self, field: Field, value: Option<i64>) -> Self {
        self.0.extend(value.map(|value| (field, Value::Int(value))));
        self
    }

    pub(super) fn id(mut self, field: Field, value: Option<Uuid>) -> Self {
        self.0.extend(value.map(|value| (field, Value::Id(value))));
        self
    }

    pub(super) fn money(
        mut self,
        field: Field,
        minor: Option<i64>,
        currency: Option<String>,
    ) -> Self {
        let currency = currency.and_then(|code| code.parse().ok());
        if let (Some(minor), Some(currency)) = (minor, currency) {
            self.0
                .insert(field, Value::Money(Money::new(minor, currency)));
        }
        self
    }

    pub(super) fn price(mut self, field: Field, price: Option<i64>, currency: Currency) -> Self {
        let price = price.map(|price| Value::Price(UnitPrice(price), currency));
        self.0.extend(price.map(|price| (field, price)));
        self
    }

    pub(super) fn done(self, id: Uuid, version: i64) -> ExistingRecord {
        ExistingRecord {
            id,
            version,
            values: self.0,
            deal: None,
        }
    }
}

pub(super) fn of() -> Collect {
    Collect(Values::new())
}

pub(super) fn list(head: &'static str, ids: &[Uuid]) -> Sql {
    let mut sql = Sql::new(head);
    sql.within("id IN", ids.iter().copied());
    sql
}
