//! Tables and sums as decision diagrams, and diagrams as clauses.
//!
//! A diagram has a level per variable (a list of literals of which exactly one is true); from each
//! node one edge per set of values leads to a node further down, at the end to "yes" or "no". Equal
//! nodes are one, a node whose edges all lead to the same place is left out. As clauses, the nodes
//! and edges on the one path that the values choose are true and all others false: unit propagation
//! on them is complete for a single table (Abío, Gange, Mayer-Eichberger, Stuckey, "On CNF encodings
//! of decision diagrams", 2016), and each product keeps exactly one solution.

use super::encode::Encoder;
use super::problem::{Compare, Limits, ModelError};
use super::sat::Lit;
use std::collections::BTreeMap;

const NO: u32 = 0;
const YES: u32 = 1;

struct Node {
    level: u32,
    /// For each value of the level, the child.
    children: Vec<u32>,
}

/// A diagram under construction: nodes 0 and 1 are "no" and "yes".
struct Diagram {
    nodes: Vec<Node>,
    unique: BTreeMap<(u32, Vec<u32>), u32>,
    edges: u64,
    limits: Limits,
}

fn too_large(nodes: u64, limits: Limits) -> ModelError {
    ModelError::TooLarge {
        what: "nodes of a table or sum",
        found: nodes,
        limit: limits.nodes,
    }
}

impl Diagram {
    fn new(limits: Limits) -> Self {
        let end = || Node {
            level: u32::MAX,
            children: Vec::new(),
        };
        Self {
            nodes: vec![end(), end()],
            unique: BTreeMap::new(),
            edges: 0,
            limits,
        }
    }

    fn node(&mut self, level: u32, children: Vec<u32>) -> Result<u32, ModelError> {
        if children.iter().all(|child| *child == children[0]) {
            return Ok(children.first().copied().unwrap_or(NO));
        }
        if let Some(known) = self.unique.get(&(level, children.clone())) {
            return Ok(*known);
        }
        self.edges += children.len() as u64;
        let nodes = self.nodes.len() as u64;
        if nodes >= self.limits.nodes || self.edges > self.limits.edges {
            return Err(too_large(nodes, self.limits));
        }
        let id = self.nodes.len() as u32;
        self.unique.insert((level, children.clone()), id);
        self.nodes.push(Node { level, children });
        Ok(id)
    }

    /// The diagram as definitions; the literal is true exactly when "yes" is reached from `root`.
    fn encode(
        &self,
        encoder: &mut Encoder,
        scope: &[Vec<Lit>],
        root: u32,
    ) -> Result<Lit, ModelError> {
        let answer = encoder.helper()?;
        if root <= YES {
            encoder.define_clause(vec![if root == YES { answer } else { !answer }])?;
            return Ok(answer);
        }
        let reached = self.reached_from(root);
        let mut into: Vec<Vec<Lit>> = vec![Vec::new(); self.nodes.len()];
        for id in (2..=root as usize).rev().filter(|id| reached[*id]) {
            // The root is always passed.
            let here = if id == root as usize {
                None
            } else {
                Some(encoder.helper()?)
            };
            self.leave(encoder, scope, (id, here), &mut into)?;
            if let Some(here) = here {
                entered(encoder, here, std::mem::take(&mut into[id]))?;
            }
        }
        for (end, lit) in [(NO, !answer), (YES, answer)] {
            entered(encoder, lit, std::mem::take(&mut into[end as usize]))?;
        }
        Ok(answer)
    }

    fn reached_from(&self, root: u32) -> Vec<bool> {
        let mut reached = vec![false; self.nodes.len()];
        reached[root as usize] = true;
        for id in (2..=root as usize).rev() {
            if reached[id] {
                for child in &self.nodes[id].children {
                    reached[*child as usize] = true;
                }
            }
        }
        reached
    }

    /// Defines the edges out of a node, of which exactly one is taken when the node is passed; `into`
    /// gets each at its child.
    fn leave(
        &self,
        encoder: &mut Encoder,
        scope: &[Vec<Lit>],
        (id, here): (usize, Option<Lit>),
        into: &mut [Vec<Lit>],
    ) -> Result<(), ModelError> {
        let node = &self.nodes[id];
        let values = &scope[node.level as usize];
        let mut by_child: BTreeMap<u32, Vec<Lit>> = BTreeMap::new();
        for (value, child) in node.children.iter().enumerate() {
            by_child.entry(*child).or_default().push(values[value]);
        }
        let mut some_edge = Vec::with_capacity(by_child.len() + 1);
        for (child, lits) in by_child {
            let edge = encoder.helper()?;
            // edge ⇔ node ∧ one of its values
            let mut some_value = lits.clone();
            some_value.push(!edge);
            encoder.define_clause(some_value)?;
            for lit in lits {
                let mut clause = vec![edge, !lit];
                clause.extend(here.map(|here| !here));
                encoder.define_clause(clause)?;
            }
            if let Some(here) = here {
                encoder.define_clause(vec![!edge, here])?;
            }
            into[child as usize].push(edge);
            some_edge.push(edge);
        }
        some_edge.extend(here.map(|here| !here));
        encoder.define_clause(some_edge)
    }
}

/// Defines that `lit` is true exactly when one of the edges into its node is.
fn entered(encoder: &mut Encoder, lit: Lit, mut ways: Vec<Lit>) -> Result<(), ModelError> {
    for edge in &ways {
        encoder.define_clause(vec![!*edge, lit])?;
    }
    ways.push(!lit);
    encoder.define_clause(ways)
}

/// The literal "the combination of values is among the rows".
///
/// # Errors
/// [`ModelError::TooLarge`].
pub fn among(encoder: &mut Encoder, scope: &[Vec<Lit>], rows: &[u32]) -> Result<Lit, ModelError> {
    let width = scope.len();
    let mut diagram = Diagram::new(encoder.limits);
    let root = if width == 0 {
        if rows.is_empty() { NO } else { YES }
    } else {
        let mut sorted: Vec<&[u32]> = rows.chunks_exact(width).collect();
        sorted.sort_unstable();
        sorted.dedup();
        table_node(&mut diagram, scope, &sorted)?
    };
    encoder.work += rows.len() as u64 + diagram.edges;
    diagram.encode(encoder, scope, root)
}

/// Builds the diagram of sorted rows from the last column up, without recursion: `open[c]` holds the
/// children found so far for the prefix of length `c` of the current row.
fn table_node(
    diagram: &mut Diagram,
    scope: &[Vec<Lit>],
    sorted: &[&[u32]],
) -> Result<u32, ModelError> {
    let width = scope.len();
    let empty = |level: usize| vec![NO; scope[level].len()];
    let mut open: Vec<Vec<u32>> = (0..width).map(empty).collect();
    let mut close =
        |open: &mut Vec<Vec<u32>>, from: usize, row: &[u32]| -> Result<u32, ModelError> {
            let mut below = NO;
            for level in (from..width).rev() {
                let children = std::mem::replace(&mut open[level], empty(level));
                below = diagram.node(level as u32, children)?;
                if level > from {
                    open[level - 1][row[level - 1] as usize] = below;
                }
            }
            Ok(below)
        };
    let mut last: Option<&[u32]> = None;
    for row in sorted {
        if let Some(last) = last {
            let same = row.iter().zip(last).take_while(|(a, b)| a == b).count();
            if same + 1 < width {
                let below = close(&mut open, same + 1, last)?;
                open[same][last[same] as usize] = below;
            }
        }
        open[width - 1][row[width - 1] as usize] = YES;
        last = Some(row);
    }
    match last {
        Some(last) => close(&mut open, 0, last),
        None => Ok(NO),
    }
}

/// The literal "the sum compares so to the bound".
///
/// # Errors
/// [`ModelError::TooLarge`].
pub fn sum(
    encoder: &mut Encoder,
    terms: &[Vec<(Lit, i64)>],
    compare: Compare,
    bound: i64,
) -> Result<Lit, ModelError> {
    let adding = Adding::of(terms, compare, i128::from(bound));
    let mut layers = adding.layers(encoder.limits)?;
    encoder.work += layers
        .iter()
        .skip(1)
        .map(|layer| layer.len() as u64)
        .sum::<u64>();
    let mut diagram = Diagram::new(encoder.limits);
    for level in (0..layers.len()).rev() {
        let sums: Vec<i128> = layers[level].keys().copied().collect();
        for sum in sums {
            let id = match adding.settled(level, sum) {
                Some(true) => YES,
                Some(false) => NO,
                None => {
                    let children = adding.terms[level]
                        .iter()
                        .map(|(_, number)| layers[level + 1].get(&(sum + i128::from(*number))))
                        .map(|child| child.copied().unwrap_or(NO))
                        .collect();
                    diagram.node(level as u32, children)?
                }
            };
            layers[level].insert(sum, id);
        }
    }
    let root = layers[0].get(&0).copied().unwrap_or(NO);
    diagram.encode(encoder, &adding.scope(), root)
}

/// A sum that is compared, term by term.
struct Adding<'a> {
    /// Heavy ones first: the answer is settled early and the layers stay thin.
    terms: Vec<&'a [(Lit, i64)]>,
    /// The least and the most that the terms from each level on can still add.
    rest: Vec<(i128, i128)>,
    compare: Compare,
    bound: i128,
}

impl<'a> Adding<'a> {
    fn of(terms: &'a [Vec<(Lit, i64)>], compare: Compare, bound: i128) -> Self {
        let some = terms.iter().filter(|term| !term.is_empty());
        let mut terms: Vec<&[(Lit, i64)]> = some.map(Vec::as_slice).collect();
        terms.sort_by_key(|term| {
            std::cmp::Reverse(term.iter().map(|(_, number)| number.unsigned_abs()).max())
        });
        let mut rest = vec![(0_i128, 0_i128); terms.len() + 1];
        for level in (0..terms.len()).rev() {
            let numbers = || terms[level].iter().map(|(_, number)| i128::from(*number));
            rest[level] = (
                rest[level + 1].0 + numbers().min().unwrap_or(0),
                rest[level + 1].1 + numbers().max().unwrap_or(0),
            );
        }
        Self {
            terms,
            rest,
            compare,
            bound,
        }
    }

    fn scope(&self) -> Vec<Vec<Lit>> {
        let lits = |term: &&[(Lit, i64)]| term.iter().map(|(lit, _)| *lit).collect();
        self.terms.iter().map(lits).collect()
    }

    /// The answer, when a partial sum can no longer change it: all such sums are one.
    fn settled(&self, level: usize, sum: i128) -> Option<bool> {
        let (low, high) = (sum + self.rest[level].0, sum + self.rest[level].1);
        let (compare, bound) = (self.compare, self.bound);
        if low == high {
            return Some(compare.holds(low, bound));
        }
        match compare {
            Compare::Eq if bound < low || bound > high => Some(false),
            Compare::Ne if bound < low || bound > high => Some(true),
            Compare::Eq | Compare::Ne => None,
            _ => {
                let (at_low, at_high) = (compare.holds(low, bound), compare.holds(high, bound));
                (at_low == at_high).then_some(at_low)
            }
        }
    }

    /// The partial sums of each level, each with a place for its node.
    fn layers(&self, limits: Limits) -> Result<Vec<BTreeMap<i128, u32>>, ModelError> {
        let mut layers = vec![BTreeMap::new(); self.terms.len() + 1];
        layers[0].insert(0, NO);
        let mut states = 0_u64;
        for (level, term) in self.terms.iter().enumerate() {
            let sums: Vec<i128> = layers[level].keys().copied().collect();
            let open = sums
                .into_iter()
                .filter(|sum| self.settled(level, *sum).is_none());
            for sum in open {
                for (_, number) in *term {
                    layers[level + 1].insert(sum + i128::from(*number), NO);
                }
            }
            states += layers[level + 1].len() as u64;
            if states > limits.nodes {
                return Err(too_large(states, limits));
            }
        }
        Ok(layers)
    }
}
