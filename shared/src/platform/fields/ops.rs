//! What pages and programs ask about fields.

use super::{CustomField, Holder};
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Every field, by object and place, archived ones included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFields {}
operation!(ListFields => Vec<CustomField>, "fields.list", ReadReference);

/// Every field with the number of records that have a value, for those who set them up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFieldUse {}
operation!(ListFieldUse => Vec<FieldUse>, "fields.use", ManageCompany);

/// A field and how much it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldUse {
    /// The field.
    pub field: CustomField,
    /// Records with a value, deleted ones included.
    pub values: i64,
}

/// Creates a field (`version` 0) or saves it; key, kind and object of one that is there stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveField {
    /// As it shall be.
    pub field: CustomField,
}
operation!(SaveField => CustomField, "fields.save", ManageCompany);

/// Puts the fields of an object in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFields {
    /// Of what.
    pub holder: Holder,
    /// Every field of it, in order.
    pub order: Vec<Uuid>,
}
operation!(OrderFields => Vec<CustomField>, "fields.order", ManageCompany);

/// Deletes an archived field with its values; [`RestoreField`] brings both back until the time of
/// the bin is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteField {
    /// Which.
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
    /// The number of values the reader was told; another one by now is a conflict.
    pub values: i64,
}
operation!(DeleteField => CustomField, "fields.delete", ManageCompany);

/// Brings a deleted field back, archived as it was, with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreField {
    /// Which.
    pub id: Uuid,
}
operation!(RestoreField => CustomField, "fields.restore", ManageCompany);
