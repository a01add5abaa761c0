//! Follows the log of changes as long as the server serves: tells people what concerns them, the pages what
//! other processes saved, and seals it.

use services::Services;
use services::platform::notifications::Follower;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

/// A change is looked at so long after it was saved, together with those that came meanwhile.
const GATHER: Duration = Duration::from_millis(200);
/// The clock is looked at so often, for what falls due and what other servers saved.
const TICK: Duration = Duration::from_secs(20);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Runs until the server is told to stop. What could not be told is told in the next round.
pub async fn follow(services: Services, mut stopping: watch::Receiver<bool>) {
    let mut changes = services.store().subscribe();
    let mut follower = Follower::default();
    loop {
        let wait = match services.tell_people(&mut follower).await {
            // Until the end of a long log (an import, a sample company) is reached nobody hears of
            // what happens now.
            Ok(_) if follower.is_behind() => Duration::ZERO,
            Ok(_) => TICK,
            // Said once, where the disk is looked after.
            Err(_) if services.store().is_read_only() => PAUSE,
            Err(problem) => {
                tracing::warn!(%problem, "people could not be told of changes; trying again");
                PAUSE
            }
        };
        tokio::select! {
            biased;
            () = stopped(&mut stopping) => return,
            () = tokio::time::sleep(wait) => {}
            change = changes.recv() => {
                if matches!(change, Err(RecvError::Closed)) {
                    return;
                }
                tokio::time::sleep(GATHER).await;
                // Whatever was saved meanwhile is in the log already.
                changes = changes.resubscribe();
            }
        }
    }
}

/// The log is sealed so often; an entry that is younger waits.
const SEAL: Duration = Duration::from_secs(60);

/// Seals the log of changes until the server is told to stop.
pub async fn seal(services: Services, mut stopping: watch::Receiver<bool>) {
    loop {
        if !services.store().is_read_only()
            && let Err(problem) = services.seal_log().await
        {
            tracing::warn!(%problem, "the log could not be sealed; trying again");
        }
        tokio::select! {
            () = stopped(&mut stopping) => return,
            () = tokio::time::sleep(SEAL) => {}
        }
    }
}

/// Waits until the server is told to stop, or is gone.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Tells this server's pages what the others of the database save. While the database is away pages
/// show what they have; they are told when it is back.
pub async fn hear_neighbours(services: Services, mut stopping: watch::Receiver<bool>) {
    let mut listening = None;
    loop {
        let heard = async {
            match &mut listening {
                None => listening = Some(services.store().neighbours().await?),
                Some(neighbours) => neighbours.next().await?,
            }
            Ok::<(), store::StoreError>(())
        };
        let heard = tokio::select! {
            () = stopped(&mut stopping) => return,
            heard = heard => heard,
        };
        if let Err(error) = heard {
            tracing::warn!(%error, "other servers are not heard of; trying again");
            tokio::select! {
                () = stopped(&mut stopping) => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}
