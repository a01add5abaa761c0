//! Where everybody stands on the drawing. Whole numbers only, and nothing but the map decides, so that
//! server and browser draw the same.
//!
//! Whoever has a manager or is one stands in the chart: under the manager, the manager above the
//! middle of those who report to them. All others stand in rows beneath it.

use super::chart::{ChartLine, PeopleMap, chart};
use super::model::{RelationKind, Strength};
use crate::kernel::ContactId;
use std::collections::BTreeMap;

/// Width of a person's box.
pub const NODE_WIDTH: i32 = 216;
/// Height of a person's box.
pub const NODE_HEIGHT: i32 = 168;
const GAP_X: i32 = 28;
const GAP_Y: i32 = 64;
/// Room around everything; lines that curve need it above the first row.
const MARGIN: i32 = 40;
/// Fewest boxes in a row of those who stand alone.
const ROW: i32 = 3;

/// Somebody's box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Who.
    pub id: ContactId,
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
}

/// A line between two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub kind: RelationKind,
    /// How strongly.
    pub strength: Strength,
    /// The `d` of an SVG path.
    pub path: String,
}

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// Boxes, in the order in which they are read.
    pub nodes: Vec<Node>,
    /// Lines.
    pub lines: Vec<Line>,
}

/// Draws the map.
#[must_use]
pub fn layout(map: &PeopleMap) -> Drawing {
    let order = chart(map);
    let has_people = |id: ContactId| order.iter().any(|line| line.manager == Some(id));
    let (placed, alone): (Vec<&ChartLine>, Vec<&ChartLine>) = order
        .iter()
        .partition(|line| line.manager.is_some() || has_people(line.id));
    let mut spots = spread(&placed);
    let columns = spots.values().map(|(x, _)| x / 2 + 1).max().unwrap_or(0);
    let rows = spots.values().map(|(_, y)| y + 1).max().unwrap_or(0);
    let wide = columns.max(ROW);
    for (place, line) in (0_i32..).zip(alone) {
        spots.insert(line.id, (2 * (place % wide), rows + place / wide));
    }
    let nodes: Vec<Node> = order
        .iter()
        .filter_map(|line| {
            let (x, y) = spots.get(&line.id)?;
            Some(Node {
                id: line.id,
                // Places are told in half columns.
                x: MARGIN + x * (NODE_WIDTH + GAP_X) / 2,
                y: MARGIN + y * (NODE_HEIGHT + GAP_Y),
            })
        })
        .collect();
    let right = nodes.iter().map(|node| node.x + NODE_WIDTH).max();
    let bottom = nodes.iter().map(|node| node.y + NODE_HEIGHT).max();
    Drawing {
        width: right.map_or(0, |right| right + MARGIN),
        height: bottom.map_or(0, |bottom| bottom + MARGIN),
        lines: lines(map, &order, &nodes),
        nodes,
    }
}

/// Half column and row of everybody in the chart.
fn spread(placed: &[&ChartLine]) -> BTreeMap<ContactId, (i32, i32)> {
    let mut spots = BTreeMap::new();
    let mut free = 0;
    // Those under somebody come after them, so from the end everybody's people have their place.
    for line in placed.iter().rev() {
        let under: Vec<i32> = placed
            .iter()
            .filter(|other| other.manager == Some(line.id))
            .filter_map(|other| spots.get(&other.id).map(|(x, _): &(i32, i32)| *x))
            .collect();
        let x = match (under.iter().min(), under.iter().max()) {
            (Some(first), Some(last)) => i32::midpoint(*first, *last),
            _ => {
                let x = free;
                free += 2;
                x
            }
        };
        let depth = i32::try_from(line.depth).unwrap_or(0);
        spots.insert(line.id, (x, depth));
    }
    // From the left in reading order.
    let last = (free - 2).max(0);
    for (x, _) in spots.values_mut() {
        *x = last - *x;
    }
    spots
}

fn lines(map: &PeopleMap, order: &[ChartLine], nodes: &[Node]) -> Vec<Line> {
    let node = |id: ContactId| nodes.iter().find(|node| node.id == id);
    let mut all = Vec::new();
    for relation in &map.relations {
        let (Some(from), Some(to)) = (node(relation.from), node(relation.to)) else {
            continue;
        };
        let in_chart = order
            .iter()
            .any(|line| line.id == relation.from && line.manager == Some(relation.to));
        let path = if relation.kind == RelationKind::ReportsTo && in_chart {
            elbow(*to, *from)
        } else {
            arc(*from, *to)
        };
        all.push(Line {
            kind: relation.kind,
            strength: relation.strength,
            path,
        });
    }
    all
}

/// From the middle of the manager's lower edge to the middle of the upper edge below.
fn elbow(manager: Node, person: Node) -> String {
    let (from_x, from_y) = (manager.x + NODE_WIDTH / 2, manager.y + NODE_HEIGHT);
    let (to_x, to_y) = (person.x + NODE_WIDTH / 2, person.y);
    let half = i32::midpoint(from_y, to_y);
    format!("M{from_x} {from_y}V{half}H{to_x}V{to_y}")
}

/// A curve above both boxes, so that lines of one row are told apart from those of the chart.
fn arc(from: Node, to: Node) -> String {
    let (from_x, from_y) = (from.x + NODE_WIDTH / 2, from.y);
    let (to_x, to_y) = (to.x + NODE_WIDTH / 2, to.y);
    let (middle, top) = (i32::midpoint(from_x, to_x), from_y.min(to_y) - MARGIN);
    format!("M{from_x} {from_y}Q{middle} {top} {to_x} {to_y}")
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
