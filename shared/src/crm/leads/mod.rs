//! Leads: first interest, before there is an account, a contact or a deal.
//!
//! Terms: a lead without an owner waits in the *queue*; its *state* is its status with what belongs
//! to it; the *clock* (speed to lead) runs from the creation to the first human touch; a *touch* is
//! a logged call, e-mail, meeting or note; *conversion* makes a lead an account, a contact and, if
//! wished, a deal.
//! Entry points: [`tidy_lead`], [`check_lead`], [`change_status`], [`clock`], [`check_conversion`],
//! [`suggest_account`]; the operations in `ops`.
//! Invariants: a lead has a person's or a company's name; it is new only until somebody does
//! something; a disqualified one has a reason; a converted one is final and names what it became,
//! and only a conversion makes it so.
//! Tests: beside the code; on both databases in `services/tests/it/crm/leads.rs`; in the browser in
//! `end2end/tests/crm/leads.spec.mjs`.

mod clock;
mod convert;
mod model;
mod ops;
mod rules;
mod status;
mod web;

pub use clock::{Clock, ClockState, clock, response_limit};
pub use convert::{
    AccountPart, ContactPart, ConversionPlan, ConvertLead, DealPart, MatchReason, OpenDeal,
    PlannedAccount, PlannedContact, account_of, check_conversion, contact_of, deal_name,
    suggest_account, suggest_contact,
};
pub use model::{
    CONSENT_PURPOSE, Consent, Converted, LeadChange, LeadFacts, LeadRow, LeadSource, LeadTouch,
    LeadView, Rating, TouchKind,
};
pub use ops::{
    ChangeLeadStatus, CreateLead, DeleteLead, EditLead, GetLead, GetLeadRelated, LeadCounts,
    LeadHistory, LeadList, LeadQuery, LeadRelated, LeadSort, LeadTouched, ListLeads, LogLeadTouch,
    OwnedBy, PlanLeadConversion, RestoreLead, TakeLead, ToldFile,
};
pub use rules::{
    TOUCH_MAX, check_lead, check_touch, company_domain, lead_name, lead_search, lead_sort_key,
    tidy_lead,
};
pub use status::{
    Disqualification, LeadState, LeadStatus, StatusChange, change_status, may_become, touched,
};
pub use web::{FASTEST_MS, SLOWEST_MS, WebLead, check_filling, check_web_lead};
