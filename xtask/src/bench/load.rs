//! Closed-loop load: each client sends its next request when it has the answer to the last one.

use super::http::Connection;
use super::server::Running;
use crate::Res;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// What was measured.
pub struct Measured {
    /// Per second.
    pub per_second: f64,
    /// Milliseconds.
    pub p50: f64,
    /// Milliseconds.
    pub p95: f64,
    /// Milliseconds.
    pub p99: f64,
    /// Milliseconds of the server's processor time for each request.
    pub cpu: Option<f64>,
    /// The same with the database's.
    pub cpu_with_database: Option<f64>,
    /// Bytes of one answer, uncompressed.
    pub bytes: usize,
}

/// Run `request` from `clients` connections for `time`. It gets the connection, the client's number
/// and a running number, and gives the size of the answer, or `None` when it has no more work.
pub fn run(
    server: &Running,
    clients: u32,
    time: Duration,
    request: &(impl Fn(&mut Connection, u32, u32) -> Res<Option<usize>> + Sync),
) -> Res<Measured> {
    let processor = server.processor_time();
    let with_database = server.processor_time_with_database();
    let start = Instant::now();
    let results: Vec<Res<(Vec<f64>, usize)>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..clients)
            .map(|client| {
                scope.spawn(move || -> Res<(Vec<f64>, usize)> {
                    let mut connection = server.connect()?;
                    let (mut times, mut bytes) = (Vec::new(), 0);
                    for number in 0.. {
                        if start.elapsed() >= time {
                            break;
                        }
                        let begun = Instant::now();
                        match request(&mut connection, client, number)? {
                            Some(size) => bytes = size,
                            None => break,
                        }
                        times.push(begun.elapsed().as_secs_f64() * 1000.0);
                    }
                    Ok((times, bytes))
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err("a client stopped".into()))
            })
            .collect()
    });
    let spent = start.elapsed().as_secs_f64();
    let (mut times, mut bytes) = (Vec::new(), 0);
    for result in results {
        let (some, size) = result?;
        times.extend(some);
        bytes = bytes.max(size);
    }
    times.sort_by(f64::total_cmp);
    let count = times.len();
    let each = |(before, after): (f64, f64)| (after - before) * 1000.0 / count.max(1) as f64;
    let cpu = processor.zip(server.processor_time()).map(each);
    let cpu_with_database = with_database
        .zip(server.processor_time_with_database())
        .map(each);
    Ok(Measured {
        per_second: count as f64 / spent,
        p50: share(&times, 50),
        p95: share(&times, 95),
        p99: share(&times, 99),
        cpu,
        cpu_with_database,
        bytes,
    })
}

/// The same call again and again. Its answer is not read through: the clients share the server's two cores.
pub fn call(
    server: &Running,
    clients: u32,
    time: Duration,
    operation: &str,
    request: &Value,
) -> Res<Measured> {
    let body = json!({ "request": request }).to_string();
    run(server, clients, time, &|connection, _, _| {
        let answer = connection.call(operation, &body)?;
        if answer.status == 200 {
            Ok(Some(answer.body.len()))
        } else {
            Err(format!("{operation}: status {}", answer.status))
        }
    })
}

/// How many times `before` `after` is.
pub fn ratio(before: f64, after: f64) -> String {
    if before > 0.0 {
        format!("{:.2}", after / before)
    } else {
        "–".to_owned()
    }
}

/// The value that `percent` of the sorted `times` do not exceed; zero of none.
pub fn share(times: &[f64], percent: usize) -> f64 {
    let last = times.len().saturating_sub(1);
    times
        .get((times.len() * percent / 100).min(last))
        .copied()
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_twenty_the_last_is_the_p95() {
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(share(&twenty, 50), 11.0);
        assert_eq!(share(&twenty, 95), 20.0);
        assert_eq!(share(&[], 95), 0.0);
    }

    #[test]
    fn a_ratio_to_nothing_is_a_dash() {
        assert_eq!(ratio(2.0, 3.0), "1.50");
        assert_eq!(ratio(0.0, 3.0), "–");
    }
}
