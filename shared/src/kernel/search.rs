//! The form in which texts are compared and searched, so that SQLite, PostgreSQL and the browser
//! find the same records: databases disagree on case and accents, this function does not.

/// Lower case, without accents, ligatures taken apart, spaces of all kinds as one plain space.
///
/// Both the stored column and what a person types go through it: `Œuvre  ÉTÉ` gives `oeuvre ete`.
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}') {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        for lower in c.to_lowercase() {
            push_folded(lower, &mut out);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Whether every word of `query` begins or stands within `text`; both as people write them.
#[must_use]
pub fn matches(text: &str, query: &str) -> bool {
    let text = search_key(text);
    search_key(query).split(' ').all(|word| text.contains(word))
}

/// A text without case and accents, each sign with the place (first byte, byte after) it came from. Spaces
/// are not put together; an accent that follows its letter belongs to it.
#[must_use]
pub fn folded(text: &str) -> Vec<(char, usize, usize)> {
    let mut all: Vec<(char, usize, usize)> = Vec::with_capacity(text.len());
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        if sign.is_ascii() {
            let sign = if sign.is_ascii_whitespace() {
                ' '
            } else {
                sign.to_ascii_lowercase()
            };
            all.push((sign, at, end));
        } else if sign.is_whitespace() {
            all.push((' ', at, end));
        } else if matches!(sign, '\u{300}'..='\u{36f}') {
            if let Some(letter) = all.last_mut() {
                letter.2 = end;
            }
        } else {
            let mut buffer = [0; 4];
            let key = search_key(sign.encode_utf8(&mut buffer));
            all.extend(key.chars().map(|sign| (sign, at, end)));
        }
    }
    all
}

fn push_folded(c: char, out: &mut String) {
    let plain = match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'þ' => "th",
        'ĳ' => "ij",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        '’' | '‘' | 'ʼ' => "'",
        '–' | '—' | '‐' | '‑' => "-",
        // Accents that follow their letter (decomposed text, as macOS file names have it).
        '\u{300}'..='\u{36f}' => "",
        other => {
            out.push(other);
            return;
        }
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_ligatures_do_not_matter() {
        for (text, key) in [
            ("Électricité de Bœuf", "electricite de boeuf"),
            ("  Ça\u{a0}va  ", "ca va"),
            ("STRASSE Straße", "strasse strasse"),
            ("E\u{301}te\u{301}", "ete"),
            ("L’Oréal", "l'oreal"),
            ("İstanbul", "istanbul"),
            ("日本", "日本"),
        ] {
            assert_eq!(search_key(text), key);
        }
    }

    #[test]
    fn every_word_must_be_there() {
        assert!(matches("Société Générale", "gener soc"));
        assert!(!matches("Société Générale", "gener x"));
        assert!(matches("anything", ""));
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in ".{0,60}") {
            let once = search_key(&text);
            prop_assert_eq!(search_key(&once), once);
        }
    }
}
