//! One style sheet out of `style/main.css` with its imports and every component's `.css` file in
//! `app`, minified. Its layers, in the order `style/main.css` names them, decide what wins.

use crate::place::Place;
use crate::{Res, stamp};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What the style sheet is made of.
pub fn inputs(place: &Place) -> Vec<PathBuf> {
    let mut inputs = stamp::files(&place.root.join("style"));
    inputs.extend(component_files(place));
    inputs
}

fn component_files(place: &Place) -> Vec<PathBuf> {
    let mut found = stamp::files(&place.root.join("app"));
    found.retain(|file| file.extension().is_some_and(|kind| kind == "css"));
    found
}

/// The whole style sheet, minified.
pub fn build(place: &Place) -> Res<String> {
    let main = place.root.join("style/main.css");
    let mut source = if main.is_file() {
        inline(&main, 0)?
    } else {
        String::new()
    };
    for file in component_files(place) {
        let text = checked(&file)?;
        let kit = file.starts_with(place.root.join("app/ui"));
        in_layer(&text, if kit { "ui" } else { "pages" })
            .map_err(|why| format!("{}: {why}", file.display()))?;
        source.push_str(&text);
        source.push('\n');
    }
    minify(&source, "style/main.css")
}

/// The file with every `@import "x.css";` (and `@import "x.css" layer(y);`) replaced by the text of `x.css`.
fn inline(file: &Path, depth: u8) -> Res<String> {
    if depth > 8 {
        return Err(format!("{}: imports go round in a circle", file.display()));
    }
    let mut out = String::new();
    for line in stamp::read_text(file)?.lines() {
        let Some(import) = line.trim().strip_prefix("@import ") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let mut parts = import.split(['"', '\'']);
        let (Some(_), Some(name), rest) =
            (parts.next(), parts.next(), parts.next().unwrap_or_default())
        else {
            return Err(format!("{}: cannot read `{line}`", file.display()));
        };
        let target = file.with_file_name(name);
        let text = inline(&target, depth + 1)?;
        match rest
            .trim()
            .strip_prefix("layer(")
            .and_then(|rest| rest.split(')').next())
        {
            Some(layer) => writeln!(out, "@layer {layer} {{\n{text}}}"),
            None => writeln!(out, "{text}"),
        }
        .map_err(|error| error.to_string())?;
    }
    Ok(out)
}

/// A component's file must be good on its own, so that a mistake is reported with its own name and line.
fn checked(file: &Path) -> Res<String> {
    let source = stamp::read_text(file)?;
    StyleSheet::parse(
        &source,
        ParserOptions {
            filename: file.display().to_string(),
            ..ParserOptions::default()
        },
    )
    .map_err(|error| error.to_string())?;
    Ok(source)
}

/// A sheet in no layer, or in one that is not named in `style/main.css`, would win against all others.
fn in_layer(text: &str, wanted: &str) -> Res {
    let opening = format!("@layer {wanted} {{");
    let mut layers = text.lines().filter(|line| line.starts_with("@layer"));
    if layers.clone().next().is_some() && layers.all(|line| line == opening) {
        Ok(())
    } else {
        Err(format!("its rules belong into `{opening} … }}`"))
    }
}

fn minify(source: &str, name: &str) -> Res<String> {
    let options = ParserOptions {
        filename: name.to_owned(),
        ..ParserOptions::default()
    };
    let mut sheet = StyleSheet::parse(source, options).map_err(|error| error.to_string())?;
    let targets = targets();
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| error.to_string())?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            targets,
            ..PrinterOptions::default()
        })
        .map_err(|error| error.to_string())?;
    Ok(printed.code)
}

/// Browsers of spring 2024: nesting, layers, `light-dark()` and `color-mix()` stay as written.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some((major << 16) | (minor << 8));
    Targets::from(Browsers {
        chrome: version(123, 0),
        edge: version(123, 0),
        firefox: version(125, 0),
        safari: version(17, 5),
        ios_saf: version(17, 5),
        ..Browsers::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_inlined_in_their_layer_and_minified() {
        let folder = std::env::temp_dir().join(format!("jalon-css-{}", std::process::id()));
        stamp::write(
            &folder.join("main.css"),
            b"@import \"a.css\" layer(a);\n@import \"b.css\";\n",
        )
        .unwrap();
        stamp::write(&folder.join("a.css"), b".a { color: #ff0000 }\n").unwrap();
        stamp::write(&folder.join("b.css"), b".b { margin: 0px }\n").unwrap();
        let css = minify(&inline(&folder.join("main.css"), 0).unwrap(), "main.css").unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(css, "@layer a{.a{color:red}}.b{margin:0}");
    }

    #[test]
    fn a_sheet_is_in_the_layer_of_its_folder() {
        assert!(in_layer("/* Why. */\n@layer ui {\n  .a { margin: 0 }\n}\n", "ui").is_ok());
        assert!(in_layer("@layer components {\n}\n", "ui").is_err());
        assert!(in_layer("@layer ui {\n}\n@layer pages {\n}\n", "ui").is_err());
        assert!(in_layer(".a { margin: 0 }\n", "pages").is_err());
    }

    #[test]
    fn a_mistake_is_an_error_and_not_a_silent_gap() {
        assert!(minify(".a { color: red; } }", "x.css").is_err());
    }
}
