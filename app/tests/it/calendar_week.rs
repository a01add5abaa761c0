//! Where a week places its meetings.

use app::work::calendar::week::place_class;
use shared::work::calendar::Placed;

#[test]
fn places_become_classes() {
    let place = |start, end, column, columns| {
        place_class(Placed {
            start,
            end,
            column,
            columns,
        })
    };
    assert_eq!(place(540, 600, 0, 1), "cal-s36 cal-n4 cal-c0of1");
    assert_eq!(place(1430, 1440, 8, 9), "cal-s95 cal-n1 cal-c5of6");
}
