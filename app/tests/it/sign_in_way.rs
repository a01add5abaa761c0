//! The way to a provider's page.

use app::routes::sign_in_with;
use shared::kernel::ProviderId;

#[test]
fn where_one_wanted_to_go_stays_one_value() {
    let id = ProviderId::new(1, [7; 10]);
    let way = sign_in_with(id, "/quotes?x=1&next=//evil.example é");
    assert_eq!(
        way,
        format!("/sign-in/with/{id}?next=/quotes%3Fx%3D1%26next%3D//evil.example%20%C3%A9")
    );
}
