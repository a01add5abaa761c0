//! Country names, English and French, to ISO 3166-1 alpha-2 codes. Source of names: CLDR, short forms.

use super::similar::{Found, find, name_key};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Code, then its names separated by bars: English, French, others.
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "Andorra|Andorre"),
    ("AE", "United Arab Emirates|Émirats arabes unis|UAE"),
    ("AF", "Afghanistan|Afghanistan"),
    ("AL", "Albania|Albanie"),
    ("AM", "Armenia|Arménie"),
    ("AO", "Angola|Angola"),
    ("AR", "Argentina|Argentine"),
    ("AT", "Austria|Autriche"),
    ("AU", "Australia|Australie"),
    ("AZ", "Azerbaijan|Azerbaïdjan"),
    ("BA", "Bosnia and Herzegovina|Bosnie-Herzégovine"),
    ("BB", "Barbados|Barbade"),
    ("BD", "Bangladesh|Bangladesh"),
    ("BE", "Belgium|Belgique"),
    ("BF", "Burkina Faso|Burkina Faso"),
    ("BG", "Bulgaria|Bulgarie"),
    ("BH", "Bahrain|Bahreïn"),
    ("BI", "Burundi|Burundi"),
    ("BJ", "Benin|Bénin"),
    ("BO", "Bolivia|Bolivie"),
    ("BR", "Brazil|Brésil"),
    ("BS", "Bahamas|Bahamas"),
    ("BT", "Bhutan|Bhoutan"),
    ("BW", "Botswana|Botswana"),
    ("BY", "Belarus|Biélorussie"),
    ("BZ", "Belize|Belize"),
    ("CA", "Canada|Canada"),
    (
        "CD",
        "Democratic Republic of the Congo|République démocratique du Congo|DR Congo",
    ),
    ("CF", "Central African Republic|République centrafricaine"),
    ("CG", "Congo|Congo"),
    ("CH", "Switzerland|Suisse"),
    ("CI", "Ivory Coast|Côte d’Ivoire"),
    ("CL", "Chile|Chili"),
    ("CM", "Cameroon|Cameroun"),
    ("CN", "China|Chine"),
    ("CO", "Colombia|Colombie"),
    ("CR", "Costa Rica|Costa Rica"),
    ("CU", "Cuba|Cuba"),
    ("CV", "Cape Verde|Cap-Vert"),
    ("CY", "Cyprus|Chypre"),
    ("CZ", "Czechia|Tchéquie|Czech Republic|République tchèque"),
    ("DE", "Germany|Allemagne|Deutschland"),
    ("DJ", "Djibouti|Djibouti"),
    ("DK", "Denmark|Danemark"),
    ("DO", "Dominican Republic|République dominicaine"),
    ("DZ", "Algeria|Algérie"),
    ("EC", "Ecuador|Équateur"),
    ("EE", "Estonia|Estonie"),
    ("EG", "Egypt|Égypte"),
    ("ES", "Spain|Espagne|España"),
    ("ET", "Ethiopia|Éthiopie"),
    ("FI", "Finland|Finlande"),
    ("FJ", "Fiji|Fidji"),
    ("FR", "France|France"),
    ("GA", "Gabon|Gabon"),
    (
        "GB",
        "United Kingdom|Royaume-Uni|UK|Great Britain|England|Grande-Bretagne",
    ),
    ("GE", "Georgia|Géorgie"),
    ("GF", "French Guiana|Guyane"),
    ("GH", "Ghana|Ghana"),
    ("GM", "Gambia|Gambie"),
    ("GN", "Guinea|Guinée"),
    ("GP", "Guadeloupe|Guadeloupe"),
    ("GQ", "Equatorial Guinea|Guinée équatoriale"),
    ("GR", "Greece|Grèce"),
    ("GT", "Guatemala|Guatemala"),
    ("GW", "Guinea-Bissau|Guinée-Bissau"),
    ("GY", "Guyana|Guyana"),
    ("HK", "Hong Kong|Hong Kong"),
    ("HN", "Honduras|Honduras"),
    ("HR", "Croatia|Croatie"),
    ("HT", "Haiti|Haïti"),
    ("HU", "Hungary|Hongrie"),
    ("ID", "Indonesia|Indonésie"),
    ("IE", "Ireland|Irlande"),
    ("IL", "Israel|Israël"),
    ("IN", "India|Inde"),
    ("IQ", "Iraq|Irak"),
    ("IR", "Iran|Iran"),
    ("IS", "Iceland|Islande"),
    ("IT", "Italy|Italie|Italia"),
    ("JM", "Jamaica|Jamaïque"),
    ("JO", "Jordan|Jordanie"),
    ("JP", "Japan|Japon"),
    ("KE", "Kenya|Kenya"),
    ("KG", "Kyrgyzstan|Kirghizistan"),
    ("KH", "Cambodia|Cambodge"),
    ("KM", "Comoros|Comores"),
    ("KP", "North Korea|Corée du Nord"),
    (
        "KR",
        "South Korea|Corée du Sud|Korea|Corée|Republic of Korea",
    ),
    ("KW", "Kuwait|Koweït"),
    ("KZ", "Kazakhstan|Kazakhstan"),
    ("LA", "Laos|Laos"),
    ("LB", "Lebanon|Liban"),
    ("LI", "Liechtenstein|Liechtenstein"),
    ("LK", "Sri Lanka|Sri Lanka"),
    ("LR", "Liberia|Liberia"),
    ("LS", "Lesotho|Lesotho"),
    ("LT", "Lithuania|Lituanie"),
    ("LU", "Luxembourg|Luxembourg"),
    ("LV", "Latvia|Lettonie"),
    ("LY", "Libya|Libye"),
    ("MA", "Morocco|Maroc"),
    ("MC", "Monaco|Monaco"),
    ("MD", "Moldova|Moldavie"),
    ("ME", "Montenegro|Monténégro"),
    ("MG", "Madagascar|Madagascar"),
    ("MK", "North Macedonia|Macédoine du Nord"),
    ("ML", "Mali|Mali"),
    ("MM", "Myanmar|Birmanie"),
    ("MN", "Mongolia|Mongolie"),
    ("MO", "Macao|Macao"),
    ("MQ", "Martinique|Martinique"),
    ("MR", "Mauritania|Mauritanie"),
    ("MT", "Malta|Malte"),
    ("MU", "Mauritius|Maurice|Île Maurice"),
    ("MV", "Maldives|Maldives"),
    ("MW", "Malawi|Malawi"),
    ("MX", "Mexico|Mexique"),
    ("MY", "Malaysia|Malaisie"),
    ("MZ", "Mozambique|Mozambique"),
    ("NA", "Namibia|Namibie"),
    ("NC", "New Caledonia|Nouvelle-Calédonie"),
    ("NE", "Niger|Niger"),
    ("NG", "Nigeria|Nigeria"),
    ("NI", "Nicaragua|Nicaragua"),
    ("NL", "Netherlands|Pays-Bas|Holland|The Netherlands"),
    ("NO", "Norway|Norvège"),
    ("NP", "Nepal|Népal"),
    ("NZ", "New Zealand|Nouvelle-Zélande"),
    ("OM", "Oman|Oman"),
    ("PA", "Panama|Panama"),
    ("PE", "Peru|Pérou"),
    ("PF", "French Polynesia|Polynésie française"),
    ("PG", "Papua New Guinea|Papouasie-Nouvelle-Guinée"),
    ("PH", "Philippines|Philippines"),
    ("PK", "Pakistan|Pakistan"),
    ("PL", "Poland|Pologne"),
    ("PR", "Puerto Rico|Porto Rico"),
    ("PS", "Palestine|Palestine"),
    ("PT", "Portugal|Portugal"),
    ("PY", "Paraguay|Paraguay"),
    ("QA", "Qatar|Qatar"),
    ("RE", "Réunion|La Réunion"),
    ("RO", "Romania|Roumanie"),
    ("RS", "Serbia|Serbie"),
    ("RU", "Russia|Russie|Russian Federation"),
    ("RW", "Rwanda|Rwanda"),
    ("SA", "Saudi Arabia|Arabie saoudite"),
    ("SC", "Seychelles|Seychelles"),
    ("SD", "Sudan|Soudan"),
    ("SE", "Sweden|Suède"),
    ("SG", "Singapore|Singapour"),
    ("SI", "Slovenia|Slovénie"),
    ("SK", "Slovakia|Slovaquie"),
    ("SL", "Sierra Leone|Sierra Leone"),
    ("SM", "San Marino|Saint-Marin"),
    ("SN", "Senegal|Sénégal"),
    ("SO", "Somalia|Somalie"),
    ("SR", "Suriname|Suriname"),
    ("SV", "El Salvador|Salvador"),
    ("SY", "Syria|Syrie"),
    ("TD", "Chad|Tchad"),
    ("TG", "Togo|Togo"),
    ("TH", "Thailand|Thaïlande"),
    ("TJ", "Tajikistan|Tadjikistan"),
    ("TM", "Turkmenistan|Turkménistan"),
    ("TN", "Tunisia|Tunisie"),
    ("TR", "Turkey|Turquie|Türkiye"),
    ("TT", "Trinidad and Tobago|Trinité-et-Tobago"),
    ("TW", "Taiwan|Taïwan"),
    ("TZ", "Tanzania|Tanzanie"),
    ("UA", "Ukraine|Ukraine"),
    ("UG", "Uganda|Ouganda"),
    (
        "US",
        "United States|États-Unis|USA|United States of America|États-Unis d’Amérique",
    ),
    ("UY", "Uruguay|Uruguay"),
    ("UZ", "Uzbekistan|Ouzbékistan"),
    ("VA", "Vatican City|Vatican"),
    ("VE", "Venezuela|Venezuela"),
    ("VN", "Vietnam|Viêt Nam"),
    ("XK", "Kosovo|Kosovo"),
    ("YE", "Yemen|Yémen"),
    ("YT", "Mayotte|Mayotte"),
    ("ZA", "South Africa|Afrique du Sud"),
    ("ZM", "Zambia|Zambie"),
    ("ZW", "Zimbabwe|Zimbabwe"),
];

/// The country a text names: by its two-letter code, by a name in French or English, or by a name
/// one slip away (`Philipines`), which comes back as [`Found::Near`].
#[must_use]
pub fn country(text: &str) -> Found<&'static str> {
    let upper = text.trim().to_uppercase();
    if let Some((code, _)) = COUNTRIES.iter().find(|(code, _)| *code == upper) {
        return Found::Same(code);
    }
    match BY_NAME.get(&name_key(text)) {
        Some(code) => Found::Same(code),
        None => find(
            text,
            BY_NAME.iter().map(|(key, code)| (key.as_str(), *code)),
        ),
    }
}

/// Whether a text is a country's code or name, well spelt.
#[must_use]
pub fn is_country(text: &str) -> bool {
    let upper = text.trim().to_uppercase();
    COUNTRIES.iter().any(|(code, _)| *code == upper) || BY_NAME.contains_key(&name_key(text))
}

static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let names = COUNTRIES
        .iter()
        .flat_map(|(code, names)| names.split('|').map(move |name| (name_key(name), *code)));
    names.collect()
});

/// The English name of a code, or the code itself when it is unknown.
#[must_use]
pub fn english_name(code: &str) -> &str {
    COUNTRIES
        .iter()
        .find(|(known, _)| *known == code)
        .and_then(|(_, names)| names.split('|').next())
        .unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_codes_and_slips() {
        for (text, code) in [
            ("fr", "FR"),
            ("ROYAUME UNI", "GB"),
            ("Côte d'Ivoire", "CI"),
            ("Korea", "KR"),
            ("Etats-Unis", "US"),
        ] {
            assert_eq!(country(text), Found::Same(code), "{text}");
        }
        assert_eq!(country("Philipines"), Found::Near("PH"));
        assert_eq!(country("Atlantis"), Found::No);
        assert_eq!(english_name("PH"), "Philippines");
    }

    #[test]
    fn every_name_is_its_own_country() {
        for (code, names) in COUNTRIES {
            for name in names.split('|') {
                assert_eq!(country(name), Found::Same(*code), "{name}");
            }
        }
    }
}
