//! Room on the disk: how much is left, and a reserve that can be given up.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use rustix::fs::{FallocateFlags, fallocate, statvfs};

/// Bytes an ordinary user may still write where a path lies, or would lie.
pub(super) fn free(path: &Path) -> Option<u64> {
    let there = path.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
    let found = statvfs(there).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Takes so many bytes of the disk, which [`release`] gives back when an engine that is closed on a
/// full disk needs room to write what it has in memory.
pub(crate) fn reserve(file: &Path, bytes: u64) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|found| found.len() == bytes) {
        return Ok(());
    }
    let kept = OpenOptions::new().create(true).truncate(true).write(true).open(file)?;
    match fallocate(&kept, FallocateFlags::empty(), 0, bytes) {
        Ok(()) => Ok(()),
        Err(error) => {
            let _ = fs::remove_file(file);
            Err(error.into())
        }
    }
}

/// Gives the reserve back.
pub(crate) fn release(file: &Path) {
    let _ = fs::remove_file(file);
}
