//! UVL, the Universal Variability Language (Benavides, Sundermann and others, "UVL: Feature modelling
//! with the Universal Variability Language", 2024): the Boolean level with group cardinalities, and of
//! the arithmetic level comparisons of linear sums over attributes (`sum`, `+ - * /`).
//!
//! Refused with the place: imports, feature cardinalities, features that are not Boolean, other
//! functions than `sum`.

use super::ReadError;
use super::uvl_expr::Parser;
use super::uvl_lex::{Line, Token, Word, lines};
use crate::cpq::configure::feature::{
    Attribute, Constraint, Feature, FeatureModel, Group, MAX_FEATURES,
};
use crate::cpq::configure::problem::GroupKind;
use std::collections::BTreeMap;

/// What a line of the tree may be the parent of.
#[derive(Clone, Copy)]
enum Above {
    Feature(u32),
    Group(usize),
}

/// Reads a model.
///
/// # Errors
/// [`ReadError`] with the place.
pub fn read(text: &str) -> Result<FeatureModel, ReadError> {
    let lines = lines(text)?;
    let mut model = FeatureModel::default();
    let mut by_name = BTreeMap::new();
    let mut constraints: Vec<&Line> = Vec::new();
    let mut section = String::new();
    let mut above: Vec<(usize, Above)> = Vec::new();
    let outer = lines.first().map_or(0, |line| line.indent);
    for line in &lines {
        let first = &line.words[0];
        if line.indent <= outer {
            let Token::Word(word) = &first.token else {
                return Err(at(first, "a section is expected"));
            };
            match word.as_str() {
                "namespace" => model.name = name_of(&line.words[1..], first)?,
                "imports" => return Err(at(first, "imports are not taken: flatten the model")),
                "include" | "features" | "constraints" => {
                    if line.words.len() > 1 {
                        return Err(at(&line.words[1], "nothing is expected here"));
                    }
                }
                other => return Err(at(first, format!("`{other}` is not a section"))),
            }
            section.clone_from(word);
            continue;
        }
        match section.as_str() {
            "features" => feature_line(line, &mut model, &mut by_name, &mut above)?,
            "constraints" => constraints.push(line),
            // Language levels are found out from what is used.
            "include" => {}
            _ => return Err(at(first, "this line belongs to no section")),
        }
    }
    if model.features.is_empty() {
        return Err(ReadError::at(1, 1, "the model has no feature"));
    }
    if model.name.is_empty() {
        model.name.clone_from(&model.features[0].name);
    }
    let mut terms = 0;
    for line in constraints {
        let first = &line.words[0];
        let parser = Parser::new(&line.words, &model, &by_name, terms);
        let (expr, made) = parser.constraint()?;
        terms = made;
        model.constraints.push(Constraint {
            text: line.text.clone(),
            line: u32::try_from(first.line).unwrap_or(0),
            expr,
        });
    }
    Ok(model)
}

pub(super) fn at(word: &Word, message: impl Into<String>) -> ReadError {
    ReadError::at(word.line, word.column, message)
}

/// Names joined by dots, all the words.
fn name_of(words: &[Word], before: &Word) -> Result<String, ReadError> {
    let mut name = String::new();
    for word in words {
        match &word.token {
            Token::Word(part) | Token::Name(part) | Token::Number(part) => name.push_str(part),
            Token::Sign(".") => name.push('.'),
            Token::Sign("-") => name.push('-'),
            _ => return Err(at(word, "a name is expected")),
        }
    }
    if name.is_empty() {
        return Err(at(before, "a name is expected after this"));
    }
    Ok(name)
}

fn feature_line(
    line: &Line,
    model: &mut FeatureModel,
    by_name: &mut BTreeMap<String, u32>,
    above: &mut Vec<(usize, Above)>,
) -> Result<(), ReadError> {
    let first = &line.words[0];
    while above
        .last()
        .is_some_and(|(indent, _)| *indent >= line.indent)
    {
        above.pop();
    }
    match above.last() {
        None if !model.features.is_empty() => Err(at(first, "a second root feature")),
        Some((_, Above::Feature(parent))) => {
            let kind = group_kind(&line.words)?;
            model.groups.push(Group {
                parent: *parent,
                kind,
                children: Vec::new(),
            });
            above.push((line.indent, Above::Group(model.groups.len() - 1)));
            Ok(())
        }
        Some((_, Above::Group(group))) => {
            let group = *group;
            let parent = model.groups[group].parent;
            let feature = feature(&line.words, Some(parent), model, by_name)?;
            model.groups[group].children.push(feature);
            above.push((line.indent, Above::Feature(feature)));
            Ok(())
        }
        None => {
            let feature = feature(&line.words, None, model, by_name)?;
            above.push((line.indent, Above::Feature(feature)));
            Ok(())
        }
    }
}

fn group_kind(words: &[Word]) -> Result<GroupKind, ReadError> {
    let first = &words[0];
    let (kind, used) = match &first.token {
        Token::Word(word) => match word.as_str() {
            "mandatory" => (GroupKind::Mandatory, 1),
            "optional" => (GroupKind::Optional, 1),
            "or" => (GroupKind::Or, 1),
            "alternative" => (GroupKind::Alternative, 1),
            "cardinality" => {
                let (min, max, used) = range(&words[1..], first)?;
                (GroupKind::Cardinality { min, max }, used + 1)
            }
            other => {
                let message = format!("`{other}` is not a kind of group");
                return Err(at(first, message));
            }
        },
        Token::Sign("[") => {
            let (min, max, used) = range(words, first)?;
            (GroupKind::Cardinality { min, max }, used)
        }
        _ => return Err(at(first, "a kind of group is expected")),
    };
    match words.get(used) {
        Some(extra) => Err(at(extra, "nothing is expected after a kind of group")),
        None => Ok(kind),
    }
}

/// `[n]`, `[n..m]`, `[n..*]`: least, most, and the words used.
fn range(words: &[Word], before: &Word) -> Result<(u32, u32, usize), ReadError> {
    let wrong = |word: Option<&Word>| {
        at(
            word.unwrap_or(before),
            "a range like `[1..3]` or `[2..*]` is expected",
        )
    };
    let number = |word: Option<&Word>| match word.map(|word| &word.token) {
        Some(Token::Number(digits)) => digits.parse::<u32>().map_err(|_| wrong(word)),
        Some(Token::Sign("*")) => Ok(u32::MAX),
        _ => Err(wrong(word)),
    };
    let sign = |position: usize, sign: &str| {
        let token = words.get(position).map(|word| &word.token);
        matches!(token, Some(Token::Sign(found)) if *found == sign)
    };
    if !sign(0, "[") {
        return Err(wrong(words.first()));
    }
    let min = number(words.get(1))?;
    if sign(2, "]") {
        return Ok((min, min, 3));
    }
    if !sign(2, "..") || !sign(4, "]") {
        return Err(wrong(words.get(2)));
    }
    Ok((min, number(words.get(3))?, 5))
}

fn feature(
    words: &[Word],
    parent: Option<u32>,
    model: &mut FeatureModel,
    by_name: &mut BTreeMap<String, u32>,
) -> Result<u32, ReadError> {
    let mut words = words;
    if let [first, second, ..] = words
        && let (Token::Word(kind), Token::Word(_) | Token::Name(_)) = (&first.token, &second.token)
    {
        match kind.as_str() {
            "Boolean" => words = &words[1..],
            "Integer" | "Real" | "String" => {
                let message =
                    format!("features of the kind {kind} are not taken: only Boolean ones");
                return Err(at(first, message));
            }
            _ if second.token == Token::Word("cardinality".into()) => {}
            other => return Err(at(second, format!("a second name after `{other}`"))),
        }
    }
    let end = words
        .iter()
        .position(|word| {
            matches!(word.token, Token::Sign("{"))
                || word.token == Token::Word("cardinality".into())
        })
        .unwrap_or(words.len());
    // A feature may be called "cardinality".
    let end = end.max(1);
    let first = &words[0];
    let name = name_of(&words[..end], first)?;
    let mut rest = &words[end..];
    if let Some(word) = rest.first()
        && matches!(word.token, Token::Word(_))
    {
        let (min, max, used) = range(&rest[1..], word)?;
        if (min, max) != (1, 1) {
            return Err(at(
                word,
                "feature cardinalities other than [1..1] are not taken",
            ));
        }
        rest = &rest[used + 1..];
    }
    let attributes = attributes(rest)?;
    let id = model.features.len() as u32;
    if model.features.len() >= MAX_FEATURES {
        return Err(at(first, format!("more than {MAX_FEATURES} features")));
    }
    if by_name.insert(name.clone(), id).is_some() {
        return Err(at(first, format!("the feature `{name}` is there twice")));
    }
    model.features.push(Feature {
        name,
        parent,
        attributes,
    });
    Ok(id)
}

/// `{name value, …}`: flags, numbers and texts are kept, other values are passed over.
fn attributes(words: &[Word]) -> Result<Vec<(String, Attribute)>, ReadError> {
    let (Some(open), Some(close)) = (words.first(), words.last()) else {
        return Ok(Vec::new());
    };
    if open.token != Token::Sign("{") || close.token != Token::Sign("}") {
        return Err(at(open, "attributes in braces are expected"));
    }
    let mut attributes = Vec::new();
    let inner = &words[1..words.len() - 1];
    let mut depth = 0_usize;
    let mut start = 0;
    for end in 0..=inner.len() {
        match inner.get(end).map(|word| &word.token) {
            Some(Token::Sign("{" | "[" | "(")) => depth += 1,
            Some(Token::Sign("}" | "]" | ")")) => depth = depth.saturating_sub(1),
            Some(Token::Sign(",")) if depth == 0 => {}
            None => {}
            Some(_) => continue,
        }
        let ends = end == inner.len() || depth == 0 && inner[end].token == Token::Sign(",");
        if ends {
            if start < end {
                attributes.extend(attribute(&inner[start..end])?);
            }
            start = end + 1;
        }
    }
    Ok(attributes)
}

fn attribute(words: &[Word]) -> Result<Option<(String, Attribute)>, ReadError> {
    let first = &words[0];
    let (Token::Word(name) | Token::Name(name)) = &first.token else {
        return Err(at(first, "the name of an attribute is expected"));
    };
    if matches!(name.as_str(), "constraint" | "constraints") && words.len() > 1 {
        return Err(at(
            first,
            "constraints among attributes are not taken: move them to the section",
        ));
    }
    let value = match &words[1..] {
        [] => Attribute::Flag(true),
        [only] => match &only.token {
            Token::Word(word) if word == "true" => Attribute::Flag(true),
            Token::Word(word) if word == "false" => Attribute::Flag(false),
            Token::Text(text) | Token::Name(text) => Attribute::Text(text.clone()),
            Token::Number(digits) => Attribute::Number(millionths(only, digits)?),
            _ => return Err(at(only, "a value is expected")),
        },
        [minus, digits] if minus.token == Token::Sign("-") => match &digits.token {
            Token::Number(number) => Attribute::Number(-millionths(digits, number)?),
            _ => return Err(at(digits, "a number is expected")),
        },
        // Lists and nested attributes mean nothing to the rules.
        [open, ..] if matches!(open.token, Token::Sign("[" | "{")) => return Ok(None),
        [_, extra, ..] => return Err(at(extra, "`,` or the end of the attributes is expected")),
    };
    Ok(Some((name.clone(), value)))
}

/// A decimal number in millionths.
pub(super) fn millionths(word: &Word, digits: &str) -> Result<i64, ReadError> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{whole}{fraction:0<6}");
    if fraction.len() > 6 {
        return Err(at(word, "more than six decimals"));
    }
    padded
        .parse()
        .map_err(|_| at(word, format!("{digits} is too large")))
}
