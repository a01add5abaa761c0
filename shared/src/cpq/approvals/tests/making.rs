//! Who made whose account: nobody decides about themselves with a second one.

use super::*;

#[test]
fn a_person_and_the_accounts_they_made_count_as_one() {
    let mut organisation = organisation();
    let asked =
        |organisation: &Organisation, approver, owner| organisation.asked(&[approver], user(owner));
    // 2 made an account 5 for themselves, of a manager of the same team.
    organisation.people[4].role = Role::Manager;
    organisation.made_by = BTreeMap::from([(user(5), user(2))]);
    assert_eq!(
        asked(&organisation, Approver::Manager, 2),
        BTreeSet::from([user(1)])
    );
    assert_eq!(
        asked(&organisation, Approver::Manager, 5),
        BTreeSet::from([user(1)])
    );
    // Of others both are asked as before.
    assert_eq!(
        asked(&organisation, Approver::Manager, 4),
        BTreeSet::from([user(2), user(5)])
    );
    // Where a rule names one of them, operations are asked in their place.
    assert_eq!(
        asked(&organisation, Approver::User(user(5)), 2),
        BTreeSet::from([user(7), user(8)])
    );
    assert_eq!(
        asked(&organisation, Approver::Team(team(2)), 2),
        BTreeSet::from([user(4)])
    );
    // Nor do they come in as a stand-in, or once the time limit has passed.
    organisation.away = BTreeMap::from([(user(1), user(5))]);
    assert_eq!(organisation.stand_in(user(1), user(2)), user(1));
    assert_eq!(organisation.stand_in(user(1), user(4)), user(5));
    // Nor through a third account, nor one made with the second.
    organisation.people[3].role = Role::Manager;
    organisation.made_by.insert(user(4), user(5));
    assert_eq!(
        asked(&organisation, Approver::Manager, 4),
        BTreeSet::from([user(1)])
    );
    organisation.made_by.remove(&user(4));
    let above = |owner| organisation.superiors(user(4), user(owner), Escalation::Manager);
    assert_eq!(above(2), BTreeSet::from([user(1)]));
    assert_eq!(above(3), BTreeSet::from([user(2), user(5)]));
}
