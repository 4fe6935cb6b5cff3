//! What this process has used, as Linux tells it.

use std::time::Duration;

use crate::cli::outcome::Failure;

/// Linux counts a process's time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);
/// Whoever uses less than this in a second is at rest.
const REST: Duration = Duration::from_millis(50);
/// Seconds to wait for that, at most.
const PATIENCE: u32 = 60;

/// CPU time of all threads since the start, to 10 ms.
pub(super) fn cpu() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name may hold blanks: the fields are counted from its end. The first is the state, then come
    // ten numbers, then the time in the program and in the kernel.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let mut ticks = 0;
    for field in fields.split_whitespace().skip(11).take(2) {
        ticks += field.parse::<u32>()?;
    }
    Ok(TICK * ticks)
}

/// Memory of this process that is not swapped out, in MiB.
pub(super) fn resident() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let size = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS in /proc/self/status")?;
    Ok(size.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
}

/// Waits until what the engine does after a load is done, a minute at most.
pub(super) async fn rest() -> Result<(), Failure> {
    for _ in 0..PATIENCE {
        let before = cpu()?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if cpu()?.saturating_sub(before) < REST {
            break;
        }
    }
    Ok(())
}
