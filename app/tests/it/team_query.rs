//! The address of the team page.

use app::insight::team::query::{DEFAULT, Query};
use chrono::NaiveDate;
use shared::kernel::FiscalCalendar;

#[test]
fn spans_end_today_or_with_their_period() {
    let today: NaiveDate = "2028-02-29".parse().unwrap();
    let calendar = FiscalCalendar::default();
    let days = |span| Query { span, team: None }.days(calendar, today);
    assert_eq!(days("months12").from.to_string(), "2027-03-01");
    assert_eq!(days("months12").to, today);
    assert_eq!(days("quarter").to.to_string(), "2028-03-31");
    assert_eq!(days("last_quarter").from.to_string(), "2027-10-01");
    assert_eq!(Query::read(|_| Some("nonsense".into())).span, DEFAULT);
}
