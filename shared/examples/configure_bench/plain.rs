//! The same domains by an independent solver (batsat, MiniSat in Rust) and the loop text-books have: the
//! choices are assumptions, known solutions are kept, every value without one is a question. So the
//! engine is measured against something, and its answers against somebody else's.

use batsat::{BasicSolver, SolverInterface, lbool};
use shared::cpq::configure::Lit;

/// Known solutions kept.
const POOL: usize = 64;

/// A session of the plain loop.
pub struct Plain {
    solver: BasicSolver,
    vars: Vec<batsat::Var>,
    visible: Vec<u32>,
    choices: Vec<Lit>,
    pool: Vec<Vec<bool>>,
    settled: Vec<Option<bool>>,
}

impl Plain {
    /// A session over these clauses, its first domains known; only about the variables of `visible`.
    pub fn open(text: &str, vars: u32, visible: Vec<u32>) -> Self {
        let mut solver = BasicSolver::default();
        let ours = (0..vars).map(|_| solver.new_var_default()).collect();
        let mut plain = Self {
            solver,
            vars: ours,
            visible,
            choices: Vec::new(),
            pool: Vec::new(),
            settled: vec![None; vars as usize],
        };
        for line in text.lines().filter(|line| !line.starts_with(['c', 'p'])) {
            let numbers = line
                .split_whitespace()
                .filter_map(|word| word.parse::<i64>().ok());
            let lits = numbers.filter_map(Lit::from_dimacs);
            let mut clause: Vec<_> = lits.map(|lit| plain.theirs(lit)).collect();
            if !clause.is_empty() {
                plain.solver.add_clause_reuse(&mut clause);
            }
        }
        plain.settle();
        plain
    }

    /// Makes a choice; what now follows besides, sorted.
    pub fn choose(&mut self, lit: Lit) -> Vec<Lit> {
        self.choices.push(lit);
        self.settled[lit.var() as usize] = Some(lit.positive());
        self.pool
            .retain(|row| row[lit.var() as usize] == lit.positive());
        self.settle()
    }

    fn settle(&mut self) -> Vec<Lit> {
        let mut news = Vec::new();
        for at in 0..self.visible.len() {
            let var = self.visible[at];
            for wanted in [true, false] {
                let open = self.settled[var as usize].is_none();
                let known = self.pool.iter().any(|row| row[var as usize] == wanted);
                if open && !known && !self.ask(Lit::new(var, wanted)) {
                    self.settled[var as usize] = Some(!wanted);
                    news.push(Lit::new(var, !wanted));
                }
            }
        }
        news.sort_unstable();
        news
    }

    /// Whether a product with all choices has it.
    fn ask(&mut self, lit: Lit) -> bool {
        let assumed = self.choices.iter().copied().chain([lit]);
        let assumed: Vec<_> = assumed.map(|lit| self.theirs(lit)).collect();
        if self.solver.solve_limited(&assumed) != lbool::TRUE {
            return false;
        }
        let model = self.solver.get_model().iter();
        self.pool
            .push(model.map(|value| *value == lbool::TRUE).collect());
        if self.pool.len() > POOL {
            self.pool.remove(0);
        }
        true
    }

    fn theirs(&self, lit: Lit) -> batsat::Lit {
        batsat::Lit::new(self.vars[lit.var() as usize], lit.positive())
    }
}
