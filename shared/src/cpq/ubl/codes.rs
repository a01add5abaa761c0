//! BR-CL-*: codes of the lists the standard names, where the list is short or of fixed form.

use super::Findings;
use super::amounts::lines;
use super::tree::Element;

/// ISO 3166-1 alpha-2, with the codes the standard's list adds for Northern Ireland and Kosovo.
const COUNTRIES: &str = "1A AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI \
BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE \
DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS \
GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW \
KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW \
MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO \
RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE YT ZA ZM ZW";

/// UNTDID 5305, the codes EN 16931 uses.
const CATEGORIES: [&str; 10] = ["AE", "E", "S", "Z", "G", "O", "K", "L", "M", "B"];

/// UNTDID 1001 for invoices.
const INVOICE_TYPES: &str = "71 80 82 84 102 218 219 331 380 382 383 386 388 393 395 553 575 623 780 \
817 870 875 876 877 326 384 389 390 385 130 202 203 204 211 295 325 394 325 456 457 458 527 633 751 \
935";

/// UNTDID 1001 for credit notes.
const CREDIT_NOTE_TYPES: &str = "81 83 261 262 296 308 381 396 420 458 502 503 532";

/// UNTDID 4461, payment means.
const PAYMENT_MEANS: &str = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 \
28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 \
62 63 64 65 66 67 68 70 74 75 76 77 78 91 92 93 94 95 96 97 98 99 ZZZ";

/// UNTDID 5189, allowances.
const ALLOWANCES: &str = "41 42 60 62 63 64 65 66 67 68 70 71 88 95 100 102 103 104 105";

fn listed(list: &str, code: &str) -> bool {
    !code.is_empty() && list.split_ascii_whitespace().any(|known| known == code)
}

pub(super) fn is_country(code: &str) -> bool {
    listed(COUNTRIES, code)
}

/// Three capitals: every ISO 4217 code has this form.
fn looks_like_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

pub(super) fn check(root: Element<'_>, found: &mut Findings) {
    let mut of = |rule: &'static str, code: &str, known: bool| {
        if !code.is_empty() && !known {
            found.add(rule, format!("{code} is not in the list"));
        }
    };
    let code = root.text("InvoiceTypeCode");
    of(
        "BR-CL-01",
        code,
        listed(INVOICE_TYPES, code) || listed(CREDIT_NOTE_TYPES, code),
    );
    let code = root.text("CreditNoteTypeCode");
    of("BR-CL-01", code, listed(CREDIT_NOTE_TYPES, code));
    for (rule, name) in [
        ("BR-CL-04", "DocumentCurrencyCode"),
        ("BR-CL-05", "TaxCurrencyCode"),
    ] {
        let code = root.text(name);
        of(rule, code, looks_like_currency(code));
    }
    for period in root.all("InvoicePeriod/DescriptionCode") {
        let code = period.own();
        of("BR-CL-06", code, matches!(code, "3" | "35" | "432"));
    }
    for country in root.anywhere("Country") {
        let code = country.text("IdentificationCode");
        of("BR-CL-14", code, is_country(code));
    }
    for country in root.anywhere("OriginCountry") {
        let code = country.text("IdentificationCode");
        of("BR-CL-15", code, is_country(code));
    }
    for means in root.all("PaymentMeans") {
        let code = means.text("PaymentMeansCode");
        of("BR-CL-16", code, listed(PAYMENT_MEANS, code));
    }
    for category in root.anywhere("TaxCategory") {
        let code = category.text("ID");
        of("BR-CL-17", code, CATEGORIES.contains(&code));
    }
    for category in root.anywhere("ClassifiedTaxCategory") {
        let code = category.text("ID");
        of("BR-CL-18", code, CATEGORIES.contains(&code));
    }
    let at_lines = lines(root);
    let all = root
        .all("AllowanceCharge")
        .into_iter()
        .chain(at_lines.iter().flat_map(|line| line.all("AllowanceCharge")));
    for one in all {
        let code = one.text("AllowanceChargeReasonCode");
        if one.is_charge() {
            // UNTDID 7161: two or three capitals and digits.
            let formed = (2..=3).contains(&code.len())
                && code
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            of("BR-CL-20", code, formed);
        } else {
            of("BR-CL-19", code, listed(ALLOWANCES, code));
        }
    }
    for amount in root.anywhere("PriceAmount") {
        let code = amount.attribute("currencyID").unwrap_or_default();
        of("BR-CL-03", code, looks_like_currency(code));
    }
}
