//! A binary heap of variables by activity, with positions, so that a variable can move up in place.

use super::lit::Var;

const OUT: u32 = u32::MAX;

/// Variables, the most active first.
#[derive(Clone, Default)]
pub struct Heap {
    heap: Vec<Var>,
    position: Vec<u32>,
}

impl Heap {
    /// Makes room for so many variables; none of the new ones is in it.
    pub fn grow(&mut self, vars: usize) {
        self.position.resize(vars, OUT);
    }

    /// Whether a variable is in it.
    pub fn contains(&self, var: Var) -> bool {
        self.position[var as usize] != OUT
    }

    /// Puts a variable in, if it is not.
    pub fn insert(&mut self, var: Var, activity: &[f64]) {
        if self.contains(var) {
            return;
        }
        self.position[var as usize] = self.heap.len() as u32;
        self.heap.push(var);
        self.up(self.heap.len() - 1, activity);
    }

    /// Moves a variable up whose activity was raised.
    pub fn raised(&mut self, var: Var, activity: &[f64]) {
        if self.contains(var) {
            self.up(self.position[var as usize] as usize, activity);
        }
    }

    /// Takes the most active variable out.
    pub fn pop(&mut self, activity: &[f64]) -> Option<Var> {
        let top = *self.heap.first()?;
        self.position[top as usize] = OUT;
        let last = self.heap.pop()?;
        if last != top {
            self.heap[0] = last;
            self.position[last as usize] = 0;
            self.down(0, activity);
        }
        Some(top)
    }

    fn up(&mut self, mut at: usize, activity: &[f64]) {
        let var = self.heap[at];
        while at > 0 {
            let parent = (at - 1) / 2;
            if activity[self.heap[parent] as usize] >= activity[var as usize] {
                break;
            }
            self.place(at, self.heap[parent]);
            at = parent;
        }
        self.place(at, var);
    }

    fn down(&mut self, mut at: usize, activity: &[f64]) {
        let var = self.heap[at];
        loop {
            let left = 2 * at + 1;
            if left >= self.heap.len() {
                break;
            }
            let right = left + 1;
            let child = if right < self.heap.len()
                && activity[self.heap[right] as usize] > activity[self.heap[left] as usize]
            {
                right
            } else {
                left
            };
            if activity[self.heap[child] as usize] <= activity[var as usize] {
                break;
            }
            self.place(at, self.heap[child]);
            at = child;
        }
        self.place(at, var);
    }

    fn place(&mut self, at: usize, var: Var) {
        self.heap[at] = var;
        self.position[var as usize] = at as u32;
    }
}
