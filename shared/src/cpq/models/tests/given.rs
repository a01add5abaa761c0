//! The given models as an administrator gets them: read into a model people edit, with the same values in
//! every product and in none as the reference has. The data is not ours to copy: it is read beside the
//! repository, or where `JALON_TEST_DATA` says.

use crate::cpq::configure::State;
use crate::cpq::models::ops::ModelFormat;
use crate::cpq::models::{Engine, Session, exchange};
use crate::kernel::Currency;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

fn folder() -> PathBuf {
    std::env::var_os("JALON_TEST_DATA")
        .map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
            PathBuf::from,
        )
        .join("cpq")
}

/// Every file of a kind is read, compiled, and has what its trace says: how many.
fn read_all(ending: &str, format: ModelFormat) -> usize {
    let Ok(files) = std::fs::read_dir(folder().join("models")) else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no data");
        println!("skipped: no data here");
        return 0;
    };
    let mut count = 0;
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(name) = name.strip_suffix(ending) else {
            continue;
        };
        let text = std::fs::read_to_string(&file).unwrap();
        let content = exchange::read(format, &text, Currency::EUR)
            .unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
        let features = content.attributes.len();
        let engine = Arc::new(Engine::build(Arc::new(content)).unwrap());
        let session = Session::open(engine);
        let settled = |state: State| {
            (0..features as u32)
                .filter(|slot| session.state_at(*slot, 1) == state)
                .count()
        };
        let trace = folder().join("traces").join(format!("{name}.json"));
        let trace: Value = serde_json::from_str(&std::fs::read_to_string(trace).unwrap()).unwrap();
        let wanted = |key: &str| trace[key].as_array().unwrap().len();
        assert_eq!(settled(State::Forced), wanted("core"), "{name}");
        assert_eq!(settled(State::Excluded), wanted("dead"), "{name}");
        count += 1;
    }
    count
}

#[test]
fn every_given_feature_model_can_be_edited() {
    let read = read_all(".uvl", ModelFormat::Uvl);
    assert!(read == 0 || read == 15, "{read}");
}

#[test]
fn every_given_list_of_clauses_can_be_edited() {
    let read = read_all(".dimacs", ModelFormat::Dimacs);
    assert!(read == 0 || read == 17, "{read}");
}
