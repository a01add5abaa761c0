//! What is odd about a product model, for who keeps it: no product at all, values that are never or
//! always there, options the tree offers but the rules force, rules that say nothing new; each with the
//! rules behind it.

use super::explain::Guarded;
use super::problem::{GroupKind, RuleKind};
use super::sat::{Budget, Lit, Near, Stopped, Verdict};
use super::session::Configurator;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An oddity. Variables, values and rules are given by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// No product satisfies these rules together; without any one of them there may be some.
    Void {
        /// A minimal set of rules that contradict each other.
        rules: Vec<u32>,
    },
    /// In no product.
    Dead {
        /// The value.
        lit: Lit,
    },
    /// In every product, though nothing mandatory leads to it from the root.
    Core {
        /// The value.
        lit: Lit,
    },
    /// The tree lets it be left out, the rules do not when its parent is there.
    FalseOptional {
        /// The feature.
        feature: u32,
        /// Its parent.
        parent: u32,
    },
    /// Follows from the other rules.
    Redundant {
        /// The rule.
        rule: u32,
    },
}

/// What was found, and how far the search came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// The oddities, in the order of the enumeration of [`Finding`].
    pub findings: Vec<Finding>,
    /// Rules asked so far whether they are redundant; ask from here on to go on after a stop.
    pub rules_done: u32,
    /// Whether everything was asked.
    pub complete: bool,
}

impl Configurator {
    /// Analyses the model; choices made are withdrawn first. `rules_from` is 0, or `rules_done` of a
    /// stopped analysis, whose other findings then need not be found again. When the budget ends while
    /// redundant rules are sought, what was found is returned, not complete.
    ///
    /// # Errors
    /// [`Stopped`] before that.
    pub fn analyse(
        &mut self,
        rules_from: u32,
        budget: &mut Budget<'_>,
    ) -> Result<Analysis, Stopped> {
        self.choices.clear();
        self.replay();
        self.restart();
        self.resume(budget)?;
        let mut analysis = Analysis {
            rules_done: rules_from,
            ..Analysis::default()
        };
        if !self.possible() {
            analysis.findings.push(Finding::Void {
                rules: self.rules_behind(&[], budget)?,
            });
            analysis.complete = true;
            return Ok(analysis);
        }
        if rules_from == 0 {
            self.values(&mut analysis);
            self.false_optional(&mut analysis, budget)?;
        }
        let mut guarded = Guarded::new(self);
        // Clauses that became part of a group are asked as that.
        let switched: BTreeSet<u32> = guarded.switches.iter().map(|(rule, _)| *rule).collect();
        let rules = rules_from..self.compiled.rules.len() as u32;
        let asked: Vec<u32> = rules
            .filter(|rule| match self.compiled.rules[*rule as usize] {
                RuleKind::Formula { .. } | RuleKind::Table { .. } => true,
                RuleKind::Clause { .. } | RuleKind::AtMostOne { .. } => switched.contains(rule),
                // The tree brings these; nobody wrote them as rules.
                _ => false,
            })
            .collect();
        for rule in &asked {
            let others = guarded.others(*rule);
            let redundant = match self.follows(*rule, &others, &mut guarded, budget) {
                Ok(redundant) => redundant,
                Err(Stopped) => return Ok(analysis),
            };
            if redundant {
                analysis.findings.push(Finding::Redundant { rule: *rule });
            }
            analysis.rules_done = rule + 1;
        }
        analysis.complete = true;
        Ok(analysis)
    }

    /// Values that are never or always there.
    fn values(&self, analysis: &mut Analysis) {
        let mut settled: Vec<Lit> = self.settled().collect();
        settled.sort_unstable();
        let expected = self.always();
        let dead = settled.iter().filter(|lit| !lit.positive());
        analysis
            .findings
            .extend(dead.map(|lit| Finding::Dead { lit: !*lit }));
        let core = settled
            .iter()
            .filter(|lit| lit.positive() && !expected.contains(&lit.var()));
        analysis
            .findings
            .extend(core.map(|lit| Finding::Core { lit: *lit }));
    }

    /// Variables of the solver that the tree itself makes part of every product.
    fn always(&self) -> BTreeSet<u32> {
        let mut always = BTreeSet::new();
        for rule in &self.compiled.rules {
            match rule {
                RuleKind::Root { feature } => {
                    always.insert(self.flag(*feature).var());
                }
                RuleKind::Group {
                    parent,
                    kind: GroupKind::Mandatory,
                    children,
                } if always.contains(&self.flag(*parent).var()) => {
                    let children = children.iter().map(|child| self.flag(*child).var());
                    always.extend(children);
                }
                _ => {}
            }
        }
        always
    }

    fn flag(&self, variable: u32) -> Lit {
        self.compiled.variables[variable as usize].lit(1)
    }

    fn false_optional(
        &mut self,
        analysis: &mut Analysis,
        budget: &mut Budget<'_>,
    ) -> Result<(), Stopped> {
        let compiled = std::sync::Arc::clone(&self.compiled);
        let mandatory: BTreeSet<(u32, u32)> = compiled
            .rules
            .iter()
            .filter_map(|rule| match rule {
                RuleKind::Group {
                    parent,
                    kind: GroupKind::Mandatory,
                    children,
                } => Some(children.iter().map(|child| (*child, *parent))),
                _ => None,
            })
            .flatten()
            .collect();
        for rule in &compiled.rules {
            let RuleKind::Parent { child, parent } = rule else {
                continue;
            };
            let (child_lit, parent_lit) = (self.flag(*child), self.flag(*parent));
            // Never there is told as such; a core child is false-optional too.
            if self.solver.value(child_lit) == Some(false) || mandatory.contains(&(*child, *parent))
            {
                continue;
            }
            if !self.together(&[parent_lit, !child_lit], budget)? {
                analysis.findings.push(Finding::FalseOptional {
                    feature: *child,
                    parent: *parent,
                });
            }
        }
        Ok(())
    }

    /// Whether some product has all of these.
    fn together(&mut self, lits: &[Lit], budget: &mut Budget<'_>) -> Result<bool, Stopped> {
        if self.pool.any_with(lits) {
            return Ok(true);
        }
        let near = self.pool.rows.last().cloned();
        let near = near.as_ref().map(|solution| Near {
            solution,
            welcome_true: &[],
            welcome_false: &[],
        });
        let verdict = self.solver.solve(lits, near, budget)?;
        if verdict == Verdict::Sat {
            self.pool.add(&self.solver.model);
        }
        Ok(verdict == Verdict::Sat)
    }

    /// The other rules from which a redundant one follows, by position: without any one of these it would say
    /// something new. Of what people wrote there is as little as possible, whatever the structure says besides.
    /// Empty when the rule says nothing by itself, or is not redundant.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn rules_instead(&self, rule: u32, budget: &mut Budget<'_>) -> Result<Vec<u32>, Stopped> {
        let mut guarded = Guarded::new(self);
        let others = guarded.switches.iter().filter(|(other, _)| *other != rule);
        let (mut written, mut structure) = (Vec::new(), Vec::new());
        for (other, switch) in others {
            if self.is_written(*other) {
                written.push(*switch);
            } else {
                structure.push(*switch);
            }
        }
        let all = [&written[..], &structure[..]].concat();
        let Some(core) = self.core(rule, &all, &mut guarded, budget)? else {
            return Ok(Vec::new());
        };
        written.retain(|switch| core.contains(switch));
        let written = self.fewest(rule, written, &structure, &mut guarded, budget)?;
        let all = [&written[..], &structure[..]].concat();
        let core = self.core(rule, &all, &mut guarded, budget)?;
        let core = core.unwrap_or_default();
        structure.retain(|switch| core.contains(switch));
        let structure = self.fewest(rule, structure, &written, &mut guarded, budget)?;
        Ok(guarded.rules_of(&[written, structure].concat()))
    }

    /// Whether somebody wrote it, rather than the tree or an item bringing it.
    fn is_written(&self, rule: u32) -> bool {
        matches!(
            self.compiled.rules.get(rule as usize),
            Some(
                RuleKind::Formula { .. }
                    | RuleKind::Table { .. }
                    | RuleKind::Clause { .. }
                    | RuleKind::AtMostOne { .. }
            )
        )
    }

    /// Switches among these that suffice for a rule to follow; `None` when all of them do not.
    fn core(
        &self,
        rule: u32,
        from: &[Lit],
        guarded: &mut Guarded,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Vec<Lit>>, Stopped> {
        let mut core: Vec<Lit> = Vec::new();
        let follows = self.each_break(rule, &mut |against| {
            if guarded.holds(against, &core, budget)? {
                if guarded.holds(against, from, budget)? {
                    return Ok(false);
                }
                for switch in guarded.refused_by(from) {
                    if !core.contains(&switch) {
                        core.push(switch);
                    }
                }
            }
            Ok(true)
        })?;
        Ok(follows.then_some(core))
    }

    /// Of switches with which, beside others, a rule follows, those it does not follow without.
    fn fewest(
        &self,
        rule: u32,
        mut of: Vec<Lit>,
        beside: &[Lit],
        guarded: &mut Guarded,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Lit>, Stopped> {
        let mut at = 0;
        while at < of.len() {
            let mut without = of.clone();
            without.remove(at);
            let from = [&without[..], beside].concat();
            if self.follows(rule, &from, guarded, budget)? {
                of = without;
            } else {
                at += 1;
            }
        }
        Ok(of)
    }

    /// Whether the rules of these switches entail every constraint of this one.
    fn follows(
        &self,
        rule: u32,
        from: &[Lit],
        guarded: &mut Guarded,
        budget: &mut Budget<'_>,
    ) -> Result<bool, Stopped> {
        self.each_break(rule, &mut |against| {
            Ok(!guarded.holds(against, from, budget)?)
        })
    }

    /// Hands each way to break a rule to `see`, literals that it keeps from holding together, until the answer
    /// is no; whether it never was.
    fn each_break(
        &self,
        rule: u32,
        see: &mut dyn FnMut(&[Lit]) -> Result<bool, Stopped>,
    ) -> Result<bool, Stopped> {
        for (of, at_most_one, lits) in self.compiled.constraints() {
            if of != rule {
                continue;
            }
            let lits: Vec<Lit> = lits.iter().map(|lit| Lit::from_index(*lit)).collect();
            if at_most_one {
                for (at, a) in lits.iter().enumerate() {
                    for b in &lits[at + 1..] {
                        if !see(&[*a, *b])? {
                            return Ok(false);
                        }
                    }
                }
            } else {
                let against: Vec<Lit> = lits.iter().map(|lit| !*lit).collect();
                if !see(&against)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}
