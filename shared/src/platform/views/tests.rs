use super::*;
use crate::kernel::{Currency, DatedRate, FiscalCalendar, Money, RateTable, TeamId, UserId, Zone};
use proptest::prelude::*;
use uuid::Uuid;

fn team(n: u8) -> TeamId {
    TeamId(Uuid::from_bytes([n; 16]))
}

pub(super) fn ground() -> Ground {
    let today = "2026-11-23".parse().unwrap();
    let usd: Currency = "USD".parse().unwrap();
    let rate = DatedRate {
        currency: usd,
        day: today,
        rate_e8: 80_000_000,
    };
    Ground {
        me: UserId(Uuid::from_bytes([7; 16])),
        my_team: Some(team(1)),
        teams: vec![
            (team(1), None),
            (team(2), Some(team(1))),
            (team(3), Some(team(2))),
            (team(4), None),
        ],
        today,
        zone: Zone::utc(),
        calendar: FiscalCalendar::new(2).unwrap(),
        rates: RateTable::new(Currency::EUR, [rate]),
    }
}

fn resolved(text: &str) -> Result<Resolved, crate::kernel::Issue> {
    resolve(Object::Opportunities, &Filter::parse(text)?, &ground())
}

#[test]
fn letters_beyond_ascii_are_found_in_large_and_in_small() {
    let passes = |filter: &str, text: &str| {
        let cell = |_: &'static Field| Cell::Text(text.into());
        resolved(filter).unwrap().matches(&cell)
    };
    assert!(passes("name.has('école')", "Grande École des Mines"));
    assert!(passes("name.starts('ÉCOLE')", "école"));
    assert!(passes("name.is('Évry')", "ÉVRY"));
    assert!(!passes("name.is('Évry')", "EVRY"));
    assert!(!passes("not(name.has('é'))", "É"));
}

#[test]
fn the_text_reads_as_it_is_said() {
    let text = "and(state.is(open),or(close_date.is(this_quarter),amount.ge(50000_EUR)),not(name.has('O''Hara, Ltd')))";
    let filter = Filter::parse(text).unwrap();
    assert_eq!(filter.to_string(), text);
    assert!(Filter::parse("").unwrap().is_empty());
    assert_eq!(Filter::default().to_string(), "");
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (text, code, place) in [
        ("and(", "filter_syntax", Some("5")),
        ("state.is(open", "filter_syntax", Some("14")),
        ("state.is(open))", "filter_syntax", Some("15")),
        ("state.is(,)", "filter_syntax", Some("10")),
        ("state", "filter_syntax", None),
        ("state.like(open)", "filter_operator", None),
        ("state.ge(open)", "filter_operator", None),
        ("colour.is(red)", "filter_field", None),
        ("weighted.sum.is(1)", "filter_field", None),
        ("state.is(maybe)", "filter_value", None),
        ("state.is()", "filter_value", None),
        ("owner.is(somebody)", "filter_value", None),
        ("amount.ge(5)", "filter_value", None),
        ("amount.ge(5.001_EUR)", "filter_value", None),
        ("close_date.is(soon)", "filter_value", None),
        ("close_date.between(today)", "filter_value", None),
        ("probability.ge(half)", "filter_value", None),
    ] {
        let issue = resolved(text).unwrap_err();
        assert_eq!(issue.code, code, "{text}");
        let at = issue.params.iter().find(|(name, _)| name == "at");
        if place.is_some() {
            assert_eq!(at.map(|(_, at)| at.as_str()), place, "{text}");
        }
    }
}

#[test]
fn a_filter_is_bounded() {
    let deep = format!("{}state.is(open){}", "not(".repeat(9), ")".repeat(9));
    assert_eq!(Filter::parse(&deep).unwrap_err().code, "filter_deep");
    let many = format!("and({})", vec!["stalled.is(yes)"; 61].join(","));
    assert_eq!(Filter::parse(&many).unwrap_err().code, "too_many");
    let values = vec!["open"; 201].join(",");
    assert_eq!(
        Filter::parse(&format!("state.is({values})"))
            .unwrap_err()
            .code,
        "too_many"
    );
    assert_eq!(
        Filter::parse(&"x".repeat(4001)).unwrap_err().code,
        "too_long"
    );
}

#[test]
fn amounts_are_compared_at_the_rate_of_the_day_or_not_at_all() {
    // One dollar is 0.80 €: 100 € are 125 $.
    let filter = resolved("amount.ge(100_EUR)").unwrap();
    let holds = |minor: i64, code: &str| {
        let money = Money::new(minor, code.parse().unwrap());
        filter.matches(&|_| Cell::Money(money))
    };
    assert!(holds(10_000, "EUR") && !holds(9_999, "EUR"));
    assert!(holds(12_500, "USD") && !holds(12_499, "USD"));
    assert!(!holds(i64::MAX, "GBP"), "without a rate");
    assert!(!filter.matches(&|_| Cell::Empty));
    // "Less" and "more" end at the next amount of each currency, not at that worth a cent of the one asked for.
    let (less, more) = (
        resolved("amount.lt(100_EUR)").unwrap(),
        resolved("amount.gt(100_EUR)").unwrap(),
    );
    for (minor, code, is_less, is_more) in [
        (9_999, "EUR", true, false),
        (10_000, "EUR", false, false),
        (10_001, "EUR", false, true),
        (12_499, "USD", true, false),
        (12_500, "USD", false, false),
        (12_501, "USD", false, true),
    ] {
        let cell = Cell::Money(Money::new(minor, code.parse().unwrap()));
        let is = |filter: &Resolved| filter.matches(&|_| cell.clone());
        assert_eq!((is(&less), is(&more)), (is_less, is_more), "{minor} {code}");
    }
}

#[test]
fn relative_words_become_days_and_people() {
    let fiscal = resolved("close_date.is(this_fiscal_quarter)").unwrap();
    let on = |day: &str| fiscal.matches(&|_| Cell::Day(day.parse().unwrap()));
    assert!(on("2026-11-01") && on("2027-01-31") && !on("2026-10-31"));
    let mine = resolved("owner.is(me)").unwrap();
    let of = |n: u8| {
        mine.matches(&|_| Cell::Ref {
            id: Uuid::from_bytes([n; 16]),
            name: String::new(),
        })
    };
    assert!(of(7) && !of(8));
    // A team is asked for with those below it.
    let team = resolved("owner.team.is(my_team)").unwrap();
    let of = |n: u8| {
        team.matches(&|_| Cell::Ref {
            id: Uuid::from_bytes([n; 16]),
            name: String::new(),
        })
    };
    assert!(of(1) && of(3) && !of(4));
    // A moment belongs to the reader's day.
    let moment = resolved("updated.is(today)").unwrap();
    let at = |text: &str| {
        let at: chrono::DateTime<chrono::Utc> = text.parse().unwrap();
        moment.matches(&|_| Cell::At(crate::kernel::Instant(at.timestamp_millis())))
    };
    assert!(
        at("2026-11-23T00:00:00Z") && at("2026-11-23T23:59:59Z") && !at("2026-11-24T00:00:00Z")
    );
}

#[test]
fn every_view_everybody_has_is_in_order() {
    for object in Object::ALL {
        for (name, filter) in built_in(*object) {
            let spec = ViewSpec::filtered(*filter);
            assert!(
                check_spec(*object, &spec, &ground()).is_ok(),
                "{object:?} {name}"
            );
        }
        assert!(parse_columns(*object, object.usual_columns()).is_ok());
        assert!(parse_sort(*object, object.usual_sort()).is_ok());
        let names: std::collections::BTreeSet<_> = object.fields().iter().map(|f| f.name).collect();
        assert_eq!(names.len(), object.fields().len());
    }
}

#[test]
fn a_head_turns_the_order_it_made_and_moments_begin_with_the_latest() {
    let object = Object::Opportunities;
    let turn = |text: &str, name: &str| {
        let field = Fields::from(object).get(name).unwrap();
        turned(object, text, field)
    };
    assert_eq!(turn("", "amount"), "amount");
    assert_eq!(turn("amount", "amount"), "-amount");
    assert_eq!(turn("-amount,name", "amount"), "amount");
    assert_eq!(turn("-amount,name", "name"), "name");
    // The usual order counts as one that was asked for.
    assert_eq!(turn("", "close_date"), "-close_date");
    assert_eq!(turn("", "created"), "-created");
    assert_eq!(turn("-created", "created"), "created");
    assert_eq!(turn("no such order", "created"), "-created");
}

pub(super) fn address(object: Object, query: &[(&str, &str)]) -> ListAddress {
    ListAddress::read(object, |key| {
        query
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn older_links_mean_what_they_said() {
    let deals = Object::Opportunities;
    assert_eq!(address(deals, &[]).spec.filter, "state.is(open)");
    assert_eq!(address(deals, &[("state", "all")]).spec.filter, "");
    assert_eq!(
        address(deals, &[("state", "won")]).spec.filter,
        "state.is(won)"
    );
    assert_eq!(
        address(deals, &[("state", "all"), ("kind", "renewal")])
            .spec
            .filter,
        "kind.is(renewal)"
    );
    assert_eq!(
        address(deals, &[("close", "overdue"), ("stalled", "1")])
            .spec
            .filter,
        "and(state.is(open),stalled.is(yes),close_date.lt(today),state.is(open))"
    );
    assert_eq!(address(deals, &[("sort", "-amount")]).spec.sort, "-amount");
    let accounts = address(
        Object::Accounts,
        &[
            ("country", "FR"),
            ("open", "1"),
            ("sort", "updated"),
            ("dir", "desc"),
        ],
    );
    assert_eq!(accounts.spec.filter, "and(country.is(FR),open_deals.ge(1))");
    assert_eq!(accounts.spec.sort, "-updated");
}

#[test]
fn the_board_gets_what_it_has_words_for() {
    let spec = ViewSpec {
        search: "acme".into(),
        ..ViewSpec::filtered(
            "and(kind.is(new),owner.is(me),kind.is(new,renewal),close_date.is(this_fiscal_quarter),amount.ge(5_EUR))",
        )
    };
    let words: Vec<(&str, String)> = board_words(&spec);
    let words: Vec<(&str, &str)> = words
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    assert_eq!(
        words,
        [("kind", "new"), ("close", "this_quarter"), ("q", "acme")]
    );
}

#[test]
fn a_field_is_set_by_its_own_edit() {
    use crate::deals::opportunities::OpportunityChange;
    assert_eq!(
        setting(Object::Opportunities, "amount", "12.5_EUR"),
        Ok(FieldChange::Opportunity(OpportunityChange::Amount(
            Money::new(1_250, Currency::EUR)
        )))
    );
    for (object, field, value, code) in [
        (Object::Opportunities, "owner", "x", "filter_field"),
        (Object::Opportunities, "close_date", "soon", "filter_value"),
        (Object::Opportunities, "kind", "", "filter_value"),
        (Object::Accounts, "industry", "witchcraft", "filter_value"),
        (Object::Contacts, "language", "de", "filter_value"),
    ] {
        assert_eq!(
            setting(object, field, value).unwrap_err().code,
            code,
            "{field}"
        );
    }
}

#[test]
fn what_must_have_a_value_is_never_left_without() {
    let empty = |object: Object| -> Vec<&str> {
        let fields = object.fields().iter();
        let choices = fields.filter(|field| field.edit && matches!(field.kind, Kind::Choice(_)));
        choices
            .filter(|field| may_be_empty(object, field))
            .map(|field| field.name)
            .collect()
    };
    for object in [Object::Opportunities, Object::Tasks, Object::Products] {
        assert!(empty(object).is_empty(), "{object:?}");
    }
    assert_eq!(empty(Object::Accounts), ["industry", "country"]);
    assert_eq!(empty(Object::Contacts), ["language"]);
    assert_eq!(empty(Object::Leads), ["country", "language"]);
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let op = proptest::sample::select(Op::ALL);
    let field = "[a-z]{1,6}(\\.[a-z_]{1,5})?".prop_filter("no word of the grammar", |name| {
        !matches!(name.as_str(), "and" | "or" | "not")
    });
    let test = (field, op, proptest::collection::vec("\\PC{0,12}", 0..4))
        .prop_map(|(field, op, values)| Filter::Test(Condition { field, op, values }));
    test.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::All),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::Any),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn parse_is_the_inverse_of_print(filter in any_filter()) {
        let text = filter.to_string();
        prop_assume!(text.len() <= MAX_LENGTH);
        prop_assert_eq!(Filter::parse(&text), Ok(filter));
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,80}") {
        let _ = resolved(&text);
    }

    #[test]
    fn an_address_reproduces_its_list(filter in any_filter(), search in "\\PC{0,10}", group in "(owner)?") {
        let view = ListAddress {
            view: String::new(),
            spec: ViewSpec { filter: filter.to_string(), search, sort: "-amount".into(), columns: vec!["name".into()], group },
        };
        let query = view.to_query(Object::Opportunities);
        let pairs: Vec<(String, String)> = query.trim_start_matches('?').split('&').map(|pair| {
            let (key, value) = pair.split_once('=').unwrap();
            (key.to_owned(), unescaped(value))
        }).collect();
        let read = ListAddress::read(Object::Opportunities, |key| {
            pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
        });
        prop_assert_eq!(read, view);
    }
}

fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}
