//! Counting true literals: a totalizer (Bailleux and Boufkhad 2003) whose outputs are made when they
//! are asked for (Martins, Joshi, Manquinho, Lynce 2014). Outputs become true when enough inputs are.

use super::sat::{Lit, Solver};

struct Node {
    /// Positions of the two halves; of a leaf none.
    halves: Option<(usize, usize)>,
    inputs: usize,
    /// At least 1, 2, … inputs are true.
    outputs: Vec<Lit>,
}

/// A tree of counters over the inputs.
pub struct Totalizer {
    nodes: Vec<Node>,
    first_var: Option<u32>,
}

impl Totalizer {
    /// Counts these; no clause is made yet.
    pub fn new(inputs: &[Lit]) -> Self {
        let mut nodes: Vec<Node> = inputs
            .iter()
            .map(|lit| Node {
                halves: None,
                inputs: 1,
                outputs: vec![*lit],
            })
            .collect();
        // Pairs, pairs of pairs, …: the last node is the root.
        let mut layer: Vec<usize> = (0..nodes.len()).collect();
        while layer.len() > 1 {
            let mut above = Vec::with_capacity(layer.len().div_ceil(2));
            for pair in layer.chunks(2) {
                let [left, right] = *pair else {
                    above.extend_from_slice(pair);
                    continue;
                };
                nodes.push(Node {
                    halves: Some((left, right)),
                    inputs: nodes[left].inputs + nodes[right].inputs,
                    outputs: Vec::new(),
                });
                above.push(nodes.len() - 1);
            }
            layer = above;
        }
        Self {
            nodes,
            first_var: None,
        }
    }

    /// The first variable taken for outputs.
    pub const fn first_var(&self) -> Option<u32> {
        self.first_var
    }

    /// The literal that is true when at least `count` inputs are; `None` when they are fewer.
    pub fn at_least(&mut self, count: usize, solver: &mut Solver) -> Option<Lit> {
        let root = self.nodes.len().checked_sub(1)?;
        self.make(root, count, solver);
        self.nodes[root].outputs.get(count.checked_sub(1)?).copied()
    }

    /// Makes the outputs of a node up to `count`. As deep as the tree is: the logarithm of its inputs.
    fn make(&mut self, node: usize, count: usize, solver: &mut Solver) {
        let count = count.min(self.nodes[node].inputs);
        let Some((left, right)) = self.nodes[node].halves else {
            return;
        };
        if self.nodes[node].outputs.len() >= count {
            return;
        }
        self.make(left, count, solver);
        self.make(right, count, solver);
        for sum in self.nodes[node].outputs.len() + 1..=count {
            let var = solver.new_var();
            solver.prefer(var, true);
            self.first_var = self.first_var.or(Some(var));
            let output = Lit::new(var, true);
            let (lefts, rights) = (&self.nodes[left].outputs, &self.nodes[right].outputs);
            for from_left in sum.saturating_sub(rights.len())..=sum.min(lefts.len()) {
                let from_right = sum - from_left;
                let mut clause = vec![output];
                if from_left > 0 {
                    clause.push(!lefts[from_left - 1]);
                }
                if from_right > 0 {
                    clause.push(!rights[from_right - 1]);
                }
                solver.add_clause(&clause);
            }
            self.nodes[node].outputs.push(output);
        }
    }
}
