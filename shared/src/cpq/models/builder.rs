//! From the words of a content to the variables and rules of the engine's problem.

use super::build::{Item, Origin};
use super::model::{AttributeKind, ModelContent};
use super::rules::{rule_field, validate_content};
use super::text::{self, Cond, Place, Scope, Symbol, TextError};
use crate::cpq::configure::Lit;
use crate::cpq::configure::problem::{Body, Compare, Formula, Kind, Problem, Rule, RuleKind};
use crate::kernel::Issue;
use crate::kernel::issue::has_errors;
use std::borrow::Cow;

/// With how many literals and figures all rules may be written: a few letters may say something of every item,
/// or of every two values, and all of it is held before any of it is compiled.
const MAX_WRITTEN: usize = 8_000_000;

/// What is wrong with a text, at its field.
pub(super) fn at_field(error: TextError, field: String) -> Issue {
    Issue {
        field: Some(Cow::Owned(field)),
        ..error.issue.with("length", error.at.length)
    }
}

pub(super) struct Builder<'a> {
    pub(super) content: &'a ModelContent,
    pub(super) problem: Problem,
    pub(super) items: Vec<Item>,
    pub(super) origins: Vec<Origin>,
    pub(super) scope: Scope,
}

/// The engine's problem of a model that holds together, with what each variable stands for.
///
/// # Errors
/// As [`Engine::build`].
pub(super) fn problem_of(content: &ModelContent) -> Result<(Problem, Vec<Item>), Vec<Issue>> {
    let issues = validate_content(content);
    if has_errors(&issues) {
        return Err(issues);
    }
    let builder = Builder::of(content)?;
    Ok((builder.problem, builder.items))
}

impl<'a> Builder<'a> {
    pub(super) fn of(content: &'a ModelContent) -> Result<Self, Vec<Issue>> {
        let mut builder = Self::new(content);
        builder.attributes();
        builder.groups();
        builder.structure();
        builder.rules()?;
        Ok(builder)
    }

    fn new(content: &'a ModelContent) -> Self {
        Self {
            content,
            problem: Problem::new(""),
            items: Vec::new(),
            origins: Vec::new(),
            scope: Scope::default(),
        }
    }

    pub(super) fn add(&mut self, name: &str, kind: Kind, item: Item) -> u32 {
        let rules = self.problem.rules.len();
        let slot = u32::try_from(self.problem.add(name, kind, false)).unwrap_or(u32::MAX);
        self.items.push(item);
        if self.problem.rules.len() > rules {
            self.origins.push(Origin::OneValue { slot });
        }
        slot
    }

    fn attributes(&mut self) {
        let content = self.content;
        for (attribute, written) in content.attributes.iter().enumerate() {
            let key = &written.key;
            let symbol = match &written.kind {
                AttributeKind::Choice { values } => {
                    let kind = Kind::Values {
                        numbers: (0..).take(values.len()).collect(),
                        labels: Vec::new(),
                        absent: None,
                    };
                    let slot = self.add(key, kind, Item::Choice { attribute });
                    Symbol::Choice(slot, values.iter().map(|value| value.key.clone()).collect())
                }
                AttributeKind::Number { min, max, step, .. } => {
                    let step = usize::try_from(*step).unwrap_or(1).max(1);
                    let kind = Kind::Values {
                        numbers: (*min..=*max).step_by(step).collect(),
                        labels: Vec::new(),
                        absent: None,
                    };
                    Symbol::Number(self.add(key, kind, Item::Number { attribute }))
                }
                AttributeKind::Flag { .. } => {
                    Symbol::Flag(self.add(key, Kind::Flag, Item::Flag { attribute }))
                }
                AttributeKind::Multi { values, .. } => {
                    let mut members = Vec::with_capacity(values.len());
                    for (value, written) in values.iter().enumerate() {
                        let name = format!("{key}.{}", written.key);
                        let slot = self.add(&name, Kind::Flag, Item::Member { attribute, value });
                        self.scope.add(name, Symbol::Flag(slot));
                        members.push(slot);
                    }
                    Symbol::Several(members)
                }
            };
            self.scope.add(key.clone(), symbol);
        }
    }

    fn groups(&mut self) {
        let content = self.content;
        for (group, written) in content.groups.iter().enumerate() {
            let mut members = Vec::with_capacity(written.options.len());
            for (option, of) in written.options.iter().enumerate() {
                let mut numbers = vec![0];
                numbers.extend((of.from..=of.to).map(i64::from));
                let kind = Kind::Values {
                    numbers,
                    labels: Vec::new(),
                    absent: Some(0),
                };
                let slot = self.add(&of.key, kind, Item::Option { group, option });
                self.scope.add(of.key.clone(), Symbol::Option(slot));
                members.push(slot);
            }
            self.scope
                .add(written.key.clone(), Symbol::Several(members));
        }
    }

    pub(super) fn rule(&mut self, kind: RuleKind, body: Body, origin: Origin) {
        self.problem.rules.push(Rule { kind, body });
        self.origins.push(origin);
    }

    /// What the structure itself demands: required and locked options, how many of a group.
    fn structure(&mut self) {
        let content = self.content;
        for slot in 0..u32::try_from(self.items.len()).unwrap_or(u32::MAX) {
            let Some(Item::Option { group, option }) = self.items.get(slot as usize).copied()
            else {
                continue;
            };
            let bundle = self.bundle(group);
            let option = &content.groups[group].options[option];
            let on = text::on(&self.problem, slot);
            let kind = RuleKind::OneValue { variable: slot };
            // With what it belongs to, or always.
            let within =
                |lit: Lit| Body::Clause(bundle.map(|on| !on).into_iter().chain([lit]).collect());
            if option.required {
                self.rule(kind.clone(), within(on), Origin::Required { slot });
            }
            if option.locked {
                let fewest = if option.default { 1 } else { 0 };
                let lit = self.problem.lit(slot as usize, fewest);
                self.rule(kind, within(lit), Origin::Locked { slot });
            }
        }
        for (attribute, written) in content.attributes.iter().enumerate() {
            if let AttributeKind::Multi { min, max, .. } = written.kind {
                let is = |item: &Item| matches!(item, Item::Member { attribute: of, .. } if *of == attribute);
                self.cardinality((min, max), None, is, Origin::Multi { attribute });
            }
        }
        for (group, written) in content.groups.iter().enumerate() {
            let is = |item: &Item| matches!(item, Item::Option { group: of, .. } if *of == group);
            let bundle = self.bundle(group);
            self.cardinality(
                (written.min, written.max),
                bundle,
                is,
                Origin::Group { group },
            );
        }
    }

    /// That the option a group belongs to is on; nothing of one of the product itself.
    fn bundle(&self, group: usize) -> Option<Lit> {
        match self.scope.get(&self.content.groups.get(group)?.of)? {
            Symbol::Option(slot) => Some(text::on(&self.problem, *slot)),
            _ => None,
        }
    }

    /// From `min` to `max` of the items are on; of a bundle, when it is, and none otherwise.
    fn cardinality(
        &mut self,
        (min, max): (u32, u32),
        bundle: Option<Lit>,
        is: impl Fn(&Item) -> bool,
        origin: Origin,
    ) {
        let lits: Vec<Lit> = self
            .items
            .iter()
            .zip(0_u32..)
            .filter(|(item, _)| is(item))
            .map(|(_, slot)| text::on(&self.problem, slot))
            .collect();
        let any = min == 0 && max as usize >= lits.len();
        if any && bundle.is_none() {
            return;
        }
        let count = |compare, bound: u32| Formula::Sum {
            terms: lits.iter().map(|lit| vec![(!*lit, 0), (*lit, 1)]).collect(),
            compare,
            bound: i64::from(bound),
        };
        let mut all = Vec::new();
        if !any {
            let counted = Formula::And(vec![count(Compare::Ge, min), count(Compare::Le, max)]);
            all.push(match bundle {
                Some(on) => Formula::Lit(on).implies(counted),
                None => counted,
            });
        }
        if let Some(on) = bundle {
            let comes_with = |lit: &Lit| Formula::Lit(*lit).implies(Formula::Lit(on));
            all.extend(lits.iter().map(comes_with));
        }
        let body = Body::Formula(Formula::And(all));
        // Not a rule anybody wrote: the analysis does not ask whether it is redundant.
        self.rule(RuleKind::OneValue { variable: 0 }, body, origin);
    }

    /// The rules people wrote.
    fn rules(&mut self) -> Result<(), Vec<Issue>> {
        let content = self.content;
        let mut issues = Vec::new();
        let mut size = 0;
        for (rule, written) in content.rules.iter().enumerate() {
            // A rule not yet written says nothing.
            if written.text.trim().is_empty() {
                continue;
            }
            match self
                .cond(&written.text)
                .and_then(|(cond, at)| self.lowered(&cond, at))
            {
                Ok(formula) => {
                    size += formula.size();
                    if size > MAX_WRITTEN {
                        let issue = Issue::error("model_too_large", "rules");
                        return Err(vec![issue.with("found", size).with("limit", MAX_WRITTEN)]);
                    }
                    let kind = RuleKind::Formula {
                        text: written.text.clone(),
                        line: u32::try_from(rule + 1).unwrap_or(u32::MAX),
                    };
                    self.rule(kind, Body::Formula(formula), Origin::Rule { rule });
                }
                Err(error) => {
                    let mut issue = at_field(error, rule_field(rule));
                    issue = issue.with("rule", rule + 1);
                    issues.push(issue);
                }
            }
        }
        if issues.is_empty() {
            Ok(())
        } else {
            Err(issues)
        }
    }

    /// What a text says, and where it stands.
    pub(super) fn cond(&self, written: &str) -> Result<(Cond, Place), TextError> {
        let expr = text::parse(written)?;
        let cond = text::resolve(&expr, &self.scope, &self.problem.variables)?;
        Ok((cond, expr.at))
    }

    /// A condition as the engine takes it.
    pub(super) fn lowered(&self, cond: &Cond, at: Place) -> Result<Formula, TextError> {
        text::lower(cond, &self.problem).map_err(|combinations| {
            if combinations == 0 {
                TextError::new(at, "rule_sum_too_large")
            } else {
                TextError::new(at, "rule_too_large")
                    .with("found", combinations)
                    .with("limit", text::MAX_TABLE)
            }
        })
    }
}
