//! Models as large as the largest the engine promises to be quick on, made the same way everywhere: the
//! given data has none of that size.

use std::fmt::Write;

/// A source of numbers that is the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}

/// Clauses as feature models of cars have them: groups of which one is chosen, each pair of their
/// features excluded by a clause, a third of the groups mandatory, and rules across the groups. One
/// product is thought of first and every rule lets it be, so that there is one.
pub fn features(groups: u64, size: u64, across: u64) -> String {
    let mut numbers = Numbers(7);
    let vars = 1 + groups * (size + 1);
    let parent = |group: u64| 2 + group * (size + 1);
    let mut product = vec![false; vars as usize + 1];
    product[1] = true;
    for group in 0..groups {
        if group % 3 == 0 || numbers.below(2) == 0 {
            let chosen = parent(group) + 1 + numbers.below(size);
            product[parent(group) as usize] = true;
            product[chosen as usize] = true;
        }
    }
    let mut clauses = vec![vec![1]];
    for group in 0..groups {
        let over = parent(group) as i64;
        let children = (1..=size as i64).map(|child| over + child);
        clauses.push(vec![-over, 1]);
        if group % 3 == 0 {
            clauses.push(vec![-1, over]);
        }
        clauses.push([-over].into_iter().chain(children.clone()).collect());
        for child in children.clone() {
            clauses.push(vec![-child, over]);
            clauses.extend((over + 1..child).map(|other| vec![-other, -child]));
        }
    }
    let mut left = across;
    while left > 0 {
        let mut child = || (parent(numbers.below(groups)) + 1 + numbers.below(size)) as i64;
        let (a, b, c) = (child(), child(), child());
        let clause = match left % 3 {
            0 => vec![-a, -b],
            1 => vec![-a, parent((b as u64 - 2) / (size + 1)) as i64],
            _ => vec![-a, -b, c],
        };
        let holds = |lit: &i64| product[lit.unsigned_abs() as usize] == (*lit > 0);
        if clause.iter().any(holds) {
            clauses.push(clause);
            left -= 1;
        }
    }
    written(vars, &clauses)
}

fn written(vars: u64, clauses: &[Vec<i64>]) -> String {
    let mut text = String::new();
    for var in 1..=vars {
        let _ = writeln!(text, "c {var} F{var}");
    }
    let _ = writeln!(text, "p cnf {vars} {}", clauses.len());
    for clause in clauses {
        for lit in clause {
            let _ = write!(text, "{lit} ");
        }
        text.push_str("0\n");
    }
    text
}

/// A table model as those of cars are: each table says which values of three variables go together, and says
/// it of classes of values (engines of one family, markets of one continent), so that a table holds whole
/// blocks of combinations. One product is thought of first and every table lets it be.
pub fn tables(variables: u64, values: u64, tuples: u64) -> String {
    let mut numbers = Numbers(11);
    let product: Vec<u64> = (0..variables).map(|_| numbers.below(values)).collect();
    let named: Vec<_> = (0..variables)
        .map(|at| {
            serde_json::json!({
                "name": format!("V{at}"), "domain": (0..values).collect::<Vec<_>>(), "absent": null
            })
        })
        .collect();
    let mut constraints = Vec::new();
    let (mut at, mut left) = (0, tuples as usize);
    while left > 0 {
        let scope = [at, at + 1, at + 5].map(|place| place % variables);
        let allowed = blocks(&mut numbers, scope.map(|of| product[of as usize]), values);
        let kept: Vec<_> = allowed.into_iter().take(left).collect();
        left -= kept.len();
        constraints.push(serde_json::json!({ "scope": scope, "kind": "supports", "tuples": kept }));
        at += 2;
    }
    serde_json::json!({ "format": "csp-json/1", "name": "tables", "variables": named, "constraints": constraints }).to_string()
}

/// Values of one class have the same remainder.
const CLASSES: u64 = 5;

/// The combinations whose neighbouring classes go together, half of which do; the product's come first.
fn blocks(numbers: &mut Numbers, product: [u64; 3], values: u64) -> Vec<[u64; 3]> {
    let mut together = |a: u64, b: u64| {
        let planted = (a % CLASSES, b % CLASSES);
        let pairs = (0..CLASSES).flat_map(|a| (0..CLASSES).map(move |b| (a, b)));
        let drawn = pairs.filter(|pair| numbers.below(2) == 0 || *pair == planted);
        drawn.collect::<std::collections::BTreeSet<_>>()
    };
    let (left, right) = (
        together(product[0], product[1]),
        together(product[1], product[2]),
    );
    let mut allowed = vec![product];
    for a in 0..values {
        for b in (0..values).filter(|b| left.contains(&(a % CLASSES, b % CLASSES))) {
            let third = (0..values).filter(|c| right.contains(&(b % CLASSES, c % CLASSES)));
            allowed.extend(third.map(|c| [a, b, c]).filter(|row| *row != product));
        }
    }
    allowed
}
