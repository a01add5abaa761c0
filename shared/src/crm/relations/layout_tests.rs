use super::super::chart::{MapPerson, MapPlace, MapRelation};
use super::*;
use crate::kernel::{AccountId, Named};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn id(number: u8) -> ContactId {
    ContactId(Uuid::from_u128(u128::from(number)))
}

fn map(people: u8, reports: &[(u8, u8)]) -> PeopleMap {
    let people = (0..people)
        .map(|number| MapPerson {
            id: id(number),
            name: format!("Person {number}"),
            title: String::new(),
            place: MapPlace::Own,
            roles: Vec::new(),
            known_by: Vec::new(),
        })
        .collect();
    let relations = reports
        .iter()
        .map(|(from, to)| MapRelation {
            from: id(*from),
            to: id(*to),
            kind: RelationKind::ReportsTo,
            strength: Strength::Good,
        })
        .collect();
    PeopleMap {
        account: Named::new(AccountId(Uuid::nil()), "Account"),
        people,
        relations,
        left_out: 0,
    }
}

fn spot(drawing: &Drawing, number: u8) -> (i32, i32) {
    let node = drawing.nodes.iter().find(|node| node.id == id(number));
    node.map(|node| (node.x, node.y)).unwrap()
}

#[test]
fn a_manager_stands_above_the_middle_of_their_people() {
    let drawing = layout(&map(4, &[(1, 0), (2, 0)]));
    let ((top_x, top_y), (left, low), (right, _)) =
        (spot(&drawing, 0), spot(&drawing, 1), spot(&drawing, 2));
    assert_eq!(top_x, i32::midpoint(left, right));
    assert!(left < right && top_y < low);
    // Who stands alone stands beneath the chart.
    assert!(spot(&drawing, 3).1 > low);
    assert_eq!(drawing.lines.len(), 2);
    assert!(drawing.lines[0].path.starts_with('M'));
}

#[test]
fn nobody_makes_no_drawing() {
    assert_eq!(layout(&map(0, &[])), Drawing::default());
}

#[test]
fn a_circle_in_damaged_data_is_cut() {
    let circle = map(3, &[(0, 1), (1, 2), (2, 0)]);
    assert_eq!(chart(&circle).len(), 3);
    assert_eq!(layout(&circle).nodes.len(), 3);
}

#[test]
fn the_chart_is_read_from_the_top() {
    let lines = chart(&map(4, &[(0, 2), (3, 2), (1, 3)]));
    let read: Vec<(u128, u32)> = lines
        .iter()
        .map(|line| (line.id.0.as_u128(), line.depth))
        .collect();
    assert_eq!(read, [(2, 0), (0, 1), (3, 1), (1, 2)]);
}

proptest! {
    #[test]
    fn boxes_never_overlap_and_stay_inside(
        people in 0_u8..24,
        reports in proptest::collection::vec((0_u8..24, 0_u8..24), 0..40),
    ) {
        let map = map(people, &reports);
        let drawing = layout(&map);
        prop_assert_eq!(&drawing, &layout(&map));
        let drawn: BTreeSet<ContactId> = drawing.nodes.iter().map(|node| node.id).collect();
        prop_assert_eq!(drawn.len(), usize::from(people));
        prop_assert_eq!(drawing.nodes.len(), usize::from(people));
        for node in &drawing.nodes {
            prop_assert!(node.x >= 0 && node.x + NODE_WIDTH <= drawing.width);
            prop_assert!(node.y >= 0 && node.y + NODE_HEIGHT <= drawing.height);
            for other in drawing.nodes.iter().filter(|other| other.id != node.id) {
                let apart = (node.x - other.x).abs() >= NODE_WIDTH
                    || (node.y - other.y).abs() >= NODE_HEIGHT;
                prop_assert!(apart, "{node:?} {other:?}");
            }
        }
    }
}
