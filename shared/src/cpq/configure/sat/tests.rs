//! The solver against trying everything.

use super::*;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub struct Cnf {
    pub vars: usize,
    pub clauses: Vec<Vec<Lit>>,
    pub groups: Vec<Vec<Lit>>,
}

impl Cnf {
    pub fn holds(&self, bits: u64) -> bool {
        let is = |lit: &Lit| (bits >> lit.var() & 1 == 1) == lit.positive();
        self.clauses.iter().all(|clause| clause.iter().any(is))
            && self
                .groups
                .iter()
                .all(|group| group.iter().filter(|lit| is(lit)).count() <= 1)
    }

    pub fn solver(&self) -> Solver {
        let mut solver = Solver::new(self.vars);
        self.clauses
            .iter()
            .for_each(|clause| solver.add_clause(clause));
        self.groups
            .iter()
            .for_each(|group| solver.add_at_most_one(group));
        solver
    }
}

prop_compose! {
    pub fn a_lit(vars: usize)(var in 0..vars as u32, positive: bool) -> Lit {
        Lit::new(var, positive)
    }
}

prop_compose! {
    pub fn a_cnf()(vars in 3_usize..11)(
        vars in Just(vars),
        clauses in prop::collection::vec(prop::collection::vec(a_lit(vars), 1..5), 0..30),
        groups in prop::collection::vec(prop::collection::btree_map(0..vars as u32, any::<bool>(), 2..5), 0..3),
    ) -> Cnf {
        let groups = groups
            .into_iter()
            .map(|group| group.into_iter().map(|(var, positive)| Lit::new(var, positive)).collect())
            .collect();
        // Single literals would settle most of the formula.
        let clauses = clauses.into_iter().filter(|clause| clause.len() > 1 || clause[0].var() == 0);
        Cnf { vars, clauses: clauses.collect(), groups }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_as_trying_everything(
        cnf in a_cnf(),
        questions in prop::collection::vec((prop::collection::vec((0_u32..10, any::<bool>()), 0..4), 0_usize..3, any::<bool>()), 1..12),
    ) {
        let mut solver = cnf.solver();
        let mut known: Option<Vec<u64>> = None;
        for (lits, pushed, use_known) in questions {
            let lits: Vec<Lit> = lits
                .into_iter()
                .map(|(var, positive)| Lit::new(var % cnf.vars as u32, positive))
                .collect();
            let expected = |lits: &[Lit]| {
                (0..1_u64 << cnf.vars).any(|bits| {
                    cnf.holds(bits) && lits.iter().all(|lit| (bits >> lit.var() & 1 == 1) == lit.positive())
                })
            };
            solver.pop_to(0);
            let pushed = pushed.min(lits.len());
            if !lits[..pushed].iter().all(|lit| solver.push(*lit)) {
                prop_assert!(!expected(&lits[..pushed]));
                continue;
            }
            let near = known.as_ref().filter(|_| use_known).map(|solution| Near {
                solution,
                welcome_true: &[],
                welcome_false: &[],
            });
            let verdict = solver.solve(&lits[pushed..], near, &mut Budget::unlimited()).unwrap();
            prop_assert_eq!(verdict == Verdict::Sat, expected(&lits));
            if verdict == Verdict::Sat {
                let bits = solver.model[0];
                prop_assert!(cnf.holds(bits));
                prop_assert!(lits.iter().all(|lit| bit(&solver.model, lit.var() as usize) == lit.positive()));
                known = Some(solver.model.clone());
            } else {
                prop_assert!(solver.core.iter().all(|lit| lits.contains(lit)));
                prop_assert!(!expected(&solver.core.clone()));
            }
        }
    }
}

#[test]
fn a_budget_stops_and_the_question_can_be_asked_again() {
    // Eight pigeons in seven holes: hard for resolution, small enough to finish.
    let (pigeons, holes) = (8_u32, 7_u32);
    let at = |pigeon: u32, hole: u32| Lit::new(pigeon * holes + hole, true);
    let mut solver = Solver::new((pigeons * holes) as usize);
    for pigeon in 0..pigeons {
        let clause: Vec<Lit> = (0..holes).map(|hole| at(pigeon, hole)).collect();
        solver.add_clause(&clause);
    }
    for hole in 0..holes {
        let group: Vec<Lit> = (0..pigeons).map(|pigeon| at(pigeon, hole)).collect();
        solver.add_at_most_one(&group);
    }
    assert_eq!(
        solver.solve(&[], None, &mut Budget::steps(100)),
        Err(Stopped)
    );
    let mut asked = 0;
    let mut go_on = |_| {
        asked += 1;
        true
    };
    let verdict = solver.solve(
        &[],
        None,
        &mut Budget::unlimited().while_allowed(&mut go_on),
    );
    assert_eq!(verdict, Ok(Verdict::Unsat));
    assert!(asked > 0);
    assert!(!solver.possible());
}
