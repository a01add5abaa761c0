//! What forms of two languages have in common.

use app::shell::form::own_language_first;
use shared::kernel::Lang;

#[test]
fn the_language_of_the_person_stands_first() {
    assert_eq!(own_language_first(Lang::Fr, "en", "fr"), ["fr", "en"]);
    assert_eq!(own_language_first(Lang::En, "en", "fr"), ["en", "fr"]);
}
