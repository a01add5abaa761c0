//! Processor time of programs of this machine, as Linux tells it under `/proc`.

use std::fs;

/// Where the database does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite: within the server.
    Within,
    /// PostgreSQL on this machine.
    Beside,
    /// PostgreSQL on another machine.
    Elsewhere,
}

impl Database {
    /// By the database's address.
    pub fn of(database: &str) -> Database {
        let Some(rest) = database
            .strip_prefix("postgres://")
            .or_else(|| database.strip_prefix("postgresql://"))
        else {
            return Database::Within;
        };
        let (address, options) = rest.split_once('?').unwrap_or((rest, ""));
        let named = options
            .split('&')
            .find_map(|option| option.strip_prefix("host="));
        let before_path = address.split('/').next().unwrap_or_default();
        let place = before_path
            .rsplit_once('@')
            .map_or(before_path, |(_, place)| place);
        let host = named.unwrap_or_else(|| without_port(place));
        // Without a host, or with a folder for one, it is a socket of this machine.
        let is_here = ["", "localhost", "::1"].contains(&host)
            || ["127.", "/", "%2F", "%2f"]
                .iter()
                .any(|start| host.starts_with(*start));
        if is_here {
            Database::Beside
        } else {
            Database::Elsewhere
        }
    }
}

fn without_port(place: &str) -> &str {
    if let Some(inside) = place.strip_prefix('[') {
        return inside.split(']').next().unwrap_or_default();
    }
    place.split(':').next().unwrap_or_default()
}

/// Seconds so far of one process (Linux counts them in hundredths).
pub fn of_process(id: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(ticks(&stat, &[UTIME, STIME])? / 100.0)
}

/// Seconds so far of everything named `postgres`, those that have ended among them: their time is then among
/// that of the children of the one that started them. Nothing where none runs.
pub fn of_postgres() -> Option<f64> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let times: Vec<f64> = processes
        .filter_map(|process| fs::read_to_string(process.path().join("stat")).ok())
        .filter(|stat| stat.contains(" (postgres) "))
        .filter_map(|stat| ticks(&stat, &[UTIME, STIME, CHILDREN_UTIME, CHILDREN_STIME]))
        .collect();
    (!times.is_empty()).then(|| times.iter().sum::<f64>() / 100.0)
}

/// Places behind the name in `/proc/…/stat` (proc(5)).
const UTIME: usize = 11;
const STIME: usize = 12;
const CHILDREN_UTIME: usize = 13;
const CHILDREN_STIME: usize = 14;

fn ticks(stat: &str, places: &[usize]) -> Option<f64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    places
        .iter()
        .map(|place| fields.get(*place)?.parse::<f64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_the_database_works() {
        for (address, works) in [
            ("sqlite:bench.db", Database::Within),
            ("postgres://jalon@127.0.0.1:5433/postgres", Database::Beside),
            ("postgres://jalon:a@b@localhost/jalon", Database::Beside),
            ("postgresql://[::1]:5432/jalon", Database::Beside),
            ("postgres:///jalon", Database::Beside),
            (
                "postgres:///jalon?host=/var/run/postgresql",
                Database::Beside,
            ),
            ("postgres://db.example.org/jalon", Database::Elsewhere),
            (
                "postgres://localhost/jalon?sslmode=require&host=db.example.org",
                Database::Elsewhere,
            ),
            ("postgres://[2001:db8::1]/jalon", Database::Elsewhere),
        ] {
            assert_eq!(Database::of(address), works, "{address}");
        }
    }

    #[test]
    fn times_are_read_behind_a_name_with_brackets() {
        let stat = "7 (a) b)) S 1 7 7 0 -1 4194560 1 2 3 4 250 50 9 1 20 0 1 0";
        assert_eq!(ticks(stat, &[UTIME, STIME]), Some(300.0));
        assert_eq!(ticks(stat, &[CHILDREN_UTIME, CHILDREN_STIME]), Some(10.0));
        assert_eq!(ticks("7 (a) S 1", &[UTIME]), None);
    }
}
