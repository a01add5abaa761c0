use super::*;
use crate::platform::imports::bad_rows::original;
use crate::platform::imports::guess;
use crate::platform::imports::{Field, ImportKind, ReadOptions, read};
use proptest::prelude::*;

fn cards(text: &str) -> Table {
    read(text.as_bytes(), ReadOptions::default()).unwrap()
}

fn cell<'t>(table: &'t Table, row: usize, header: &str) -> &'t str {
    let column = table.headers.iter().position(|name| name == header);
    column.map_or("", |column| table.rows[row].cell(column))
}

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;Augusta;Mrs;\r\nFN:Ada Lovelace\r\n\
    ORG:Analytical Engines\\, Ltd;Research\r\nTITLE:Mathematician\r\n\
    EMAIL;TYPE=HOME:ada@home.example\r\nitem1.EMAIL;TYPE=WORK,PREF:ada@work.example\r\n\
    TEL;TYPE=FAX:+44 1\r\nTEL;TYPE=CELL:+44 20 7946 0000\r\n\
    ADR;TYPE=WORK:;;12 St James's Square;London;;SW1Y 4LB;United Kingdom\r\n\
    NOTE:First line\\nsecond\\; line\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRgABAQ==\r\n\
    UID:urn:uuid:1\r\nEND:VCARD\r\n";

#[test]
fn a_card_is_a_row_of_a_table_of_contacts() {
    let table = cards(CARD);
    assert_eq!(table.encoding, Encoding::Cards);
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rows[0].line, 1);
    for (header, value) in [
        ("Last name", "Lovelace"),
        ("First name", "Ada Augusta"),
        ("E-mail", "ada@work.example"),
        ("Phone", "+44 20 7946 0000"),
        ("Job title", "Mathematician"),
        ("Company", "Analytical Engines, Ltd"),
        ("City", "London"),
        ("Postal code", "SW1Y 4LB"),
        ("Notes", "First line\nsecond; line"),
        ("Contact ID", "urn:uuid:1"),
    ] {
        assert_eq!(cell(&table, 0, header), value, "{header}");
    }
    assert!(!table.headers.iter().any(|name| name == "Website"));
    // The wizard takes it for contacts, and finds every column's field.
    let (kind, _) = guess::kinds("export.vcf", &table)[0];
    assert_eq!(kind, ImportKind::Contacts);
    let fields = guess::columns(&table, kind, &[]);
    let found: Vec<Field> = fields
        .into_iter()
        .flatten()
        .map(|(field, _)| field)
        .collect();
    for field in [
        Field::LastName,
        Field::FirstName,
        Field::Email,
        Field::Phone,
        Field::JobTitle,
        Field::Account,
        Field::Notes,
        Field::ExternalId,
    ] {
        assert!(found.contains(&field), "{field:?}");
    }
}

#[test]
fn quoted_printable_of_old_telephones_is_read_in_its_character_set() {
    let text = "BEGIN:VCARD\nVERSION:2.1\n\
        N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ben=C3=A2tre;=C3=89lo=\n=C3=AFse\n\
        ORG;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Soci=E9t=E9\n\
        NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\ntwo\n\
        TEL;CELL;PREF:06 12\nEND:VCARD\n";
    let table = cards(text);
    assert_eq!(cell(&table, 0, "Last name"), "Benâtre");
    assert_eq!(cell(&table, 0, "First name"), "Éloïse");
    assert_eq!(cell(&table, 0, "Company"), "Société");
    assert_eq!(cell(&table, 0, "Phone"), "06 12");
    assert_eq!(cell(&table, 0, "Notes"), "one\ntwo");
}

/// Writers break these lines at their 76th sign, wherever that is.
#[test]
fn a_quoted_printable_line_may_go_on_with_a_space() {
    let text = "BEGIN:VCARD\nFN:Ada\nNOTE;ENCODING=QUOTED-PRINTABLE:met in=\n Lyon, the day=\n\tof caf=C3=A9\n\
        TITLE;ENCODING=QUOTED-PRINTABLE:Head\n of sales\nEND:VCARD\n";
    let table = cards(text);
    assert_eq!(cell(&table, 0, "Notes"), "met in Lyon, the day\tof café");
    // Without the sign it is folded as any line is.
    assert_eq!(cell(&table, 0, "Job title"), "Headof sales");
}

#[test]
fn cards_within_cards_without_an_end_and_without_a_name() {
    let text = "begin:vcard\nFN:Ada Lovelace\nAGENT:\nBEGIN:VCARD\nFN:An Agent\nEMAIL:agent@x.example\nEND:VCARD\n\
        EMAIL:ada@x.example\nEND:VCARD\n\nBEGIN:VCARD\nFN:Acme\nORG:Acme\nBEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n\
        BEGIN:VCARD\nEMAIL;PREF=2:second@x.example\nEMAIL;PREF=1:first@x.example\nTEL;VALUE=uri:tel:+33-1\n";
    let table = cards(text);
    assert_eq!(table.rows.len(), 3);
    let row = |at: usize| {
        let cells = ["First name", "Last name", "E-mail", "Company"];
        cells.map(|header| cell(&table, at, header).to_owned())
    };
    assert_eq!(row(0), ["Ada", "Lovelace", "ada@x.example", ""]);
    assert_eq!(row(1), ["", "Acme", "", "Acme"]);
    assert_eq!(row(2), ["", "", "first@x.example", ""]);
    assert_eq!(cell(&table, 2, "Phone"), "+33-1");
    let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [1, 11, 17]);
    let open: Vec<&str> = table.issues.iter().map(|issue| &*issue.code).collect();
    assert_eq!(open, ["card_open", "card_open"]);
    for nothing in ["BEGIN:VCARD\nEND:VCARD\n", "BEGIN:VCARD\n"] {
        let refused = read(nothing.as_bytes(), ReadOptions::default()).unwrap_err();
        assert_eq!(refused.code, "no_rows");
    }
}

#[test]
fn what_is_too_long_for_a_cell_is_kept_only_so_far_that_its_row_says_so() {
    let long = "é".repeat(10 * 1024 * 1024 / 2);
    for text in [
        format!("BEGIN:VCARD\nFN:Ada\nNOTE:{long}\nEND:VCARD\n"),
        format!(
            "BEGIN:VCARD\nFN:Ada\nNOTE;ENCODING=QUOTED-PRINTABLE:{}\nEND:VCARD\n",
            "=C3=A9=\n".repeat(1_000_000)
        ),
        format!(
            "BEGIN:VCARD\nFN:Ada\n{}END:VCARD\n",
            "NOTE:a line of it\n".repeat(20_000)
        ),
    ] {
        let table = cards(&text);
        let note = cell(&table, 0, "Notes").chars().count();
        assert!((MAX_CELL..=MAX_CELL + 1).contains(&note), "{note}");
        assert_eq!(cell(&table, 0, "Last name"), "Ada");
    }
}

/// Text as a writer of cards escapes it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace(',', "\\,")
        .replace(';', "\\;")
}

/// Lines of so many letters, each but the first behind a blank.
fn folded(line: &str, width: usize) -> String {
    let letters: Vec<char> = line.chars().collect();
    let lines = letters
        .chunks(width.max(1))
        .map(|part| part.iter().collect::<String>());
    lines.collect::<Vec<_>>().join("\r\n ")
}

proptest! {
    #[test]
    fn what_is_written_is_read_wherever_it_is_folded(
        last in "[a-zé,;\\\\:\"]{1,20}",
        first in "[A-Zà ]{0,10}",
        note in "[ -~é\n]{0,200}",
        width in 1_usize..90,
    ) {
        let lines = [
            "BEGIN:VCARD".to_owned(),
            "VERSION:4.0".to_owned(),
            folded(&format!("N:{};{};;;", escaped(&last), escaped(&first)), width.max(2)),
            folded(&format!("NOTE:{}", escaped(&note)), width.max(5)),
            "END:VCARD".to_owned(),
        ];
        let table = cards(&lines.join("\r\n"));
        prop_assert_eq!(cell(&table, 0, "Last name"), last.trim());
        prop_assert_eq!(cell(&table, 0, "First name"), first.trim());
        // As cells of any file: without the guard of our own.
        prop_assert_eq!(cell(&table, 0, "Notes"), original(note.trim()).trim());
    }

    #[test]
    fn any_text_gives_a_table_or_a_reason(text in "(BEGIN:VCARD\n)?[ -~é\n=;:]{0,300}") {
        let text = format!("BEGIN:VCARD\n{text}");
        if let Ok(table) = read(text.as_bytes(), ReadOptions::default()) {
            prop_assert!(table.rows.iter().all(|row| row.width() == table.headers.len()));
        }
    }
}
