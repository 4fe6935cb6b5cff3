//! The log of the default engine, read before the engine reads it.
//!
//! `surrealkv` cuts its log at the first record it can't read, keeps no copy, tells nobody, and then
//! goes on writing to the file it has just replaced, so that the next kill loses that too. Here the
//! log is read first. A record that was being written when the power went is cut off, with a copy of
//! the file kept; anything else that can't be read is damage, and the store is not opened.
//!
//! The format is LevelDB's: blocks of 32 KiB, each record in pieces of CRC-32 (of kind and content,
//! big-endian), length (u16), kind (whole, first, middle, last) and content; zeros fill a block.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::witness::{LogMark, Witness};

const BLOCK: usize = 32 * 1024;
const HEADER: usize = 7;

/// What a file of the log ends with.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// A whole record.
    Whole,
    /// A record that was never finished, from this byte on, and nothing behind it.
    Torn(u64),
    /// Something else, from this byte on.
    Damaged(u64),
}

/// The files of a log, oldest first.
fn files(folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                let path = entry?.path();
                let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
                if let (Some(number), true) = (number, path.extension().is_some_and(|end| end == "wal")) {
                    found.push((number, path));
                }
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    found.sort();
    Ok(found)
}

/// How far a store's log has got; nothing without a log.
pub(crate) fn mark(store: &Path) -> Option<LogMark> {
    let (file, path) = files(&store.join("wal")).ok()?.pop()?;
    Some(LogMark { file, bytes: fs::metadata(path).ok()?.len() })
}

/// Bytes that a store's log holds.
pub(crate) fn left(store: &Path) -> u64 {
    let sizes = files(&store.join("wal")).unwrap_or_default();
    sizes.iter().filter_map(|(_, path)| fs::metadata(path).ok()).map(|found| found.len()).sum()
}

/// Reads the log in `folder` and cuts off an unfinished record at its end.
///
/// # Errors
/// [`StoreError::LogDamaged`] when anything else can't be read, or when there is less of it than a
/// witness saw; [`StoreError::Locked`] while another process has the store.
pub(super) fn examine(folder: &Path, witness: Option<&Path>) -> Result<(), StoreError> {
    let Some(_held) = hold(folder)? else { return Ok(()) };
    let seen = witness.and_then(Witness::read).and_then(|witness| witness.log);
    let found = files(folder).map_err(|error| unread(folder, &error))?;
    let last = found.len().saturating_sub(1);
    for (at, (number, path)) in found.iter().enumerate() {
        let end = end_of(path).map_err(|error| unread(path, &error))?;
        let size = fs::metadata(path).map_err(|error| unread(path, &error))?.len();
        let durable = seen.filter(|mark| mark.file == *number).map_or(0, |mark| mark.bytes);
        match end {
            End::Whole if size >= durable => {}
            End::Torn(from) if at == last && from >= durable => {
                let copy = copy(path).map_err(|error| unread(path, &error))?;
                cut(path, from).map_err(|error| unread(path, &error))?;
                tracing::warn!(
                    file = %path.display(), copy = %copy.display(), from, bytes = size - from,
                    "the log ended in a record that was never finished, as after a power cut: cut off, a copy kept"
                );
            }
            End::Whole => return Err(StoreError::LogDamaged { file: path.clone(), from: size, bytes: durable - size }),
            End::Torn(from) | End::Damaged(from) => {
                return Err(StoreError::LogDamaged { file: path.clone(), from, bytes: size - from });
            }
        }
    }
    Ok(())
}

/// Gives up what lies behind the damage in a log: copies every file, cuts the damaged one, and sets
/// the later ones aside. Gives the folder of the copies, and how many bytes are given up.
pub(crate) fn give_up(store: &Path) -> Result<Option<(PathBuf, u64)>, StoreError> {
    let folder = store.join("wal");
    let Some(_held) = hold(&folder)? else { return Ok(None) };
    let found = files(&folder).map_err(|error| unread(&folder, &error))?;
    let aside = |name: &str| store.with_file_name(name);
    for (at, (_, path)) in found.iter().enumerate() {
        let (End::Torn(from) | End::Damaged(from)) = end_of(path).map_err(|error| unread(path, &error))? else {
            continue;
        };
        let name = store.file_name().unwrap_or_default().to_string_lossy().to_string();
        let copies = (1..).map(|n| aside(&format!("{name}.log-before-repair-{n}"))).find(|copies| !copies.exists());
        let copies = copies.unwrap_or_else(|| aside("log-before-repair"));
        let done = (|| {
            fs::create_dir(&copies)?;
            let mut bytes = 0;
            for (later, (_, path)) in found.iter().enumerate() {
                fs::copy(path, copies.join(path.file_name().unwrap_or_default()))?;
                if later > at {
                    bytes += fs::metadata(path)?.len();
                    fs::remove_file(path)?;
                }
            }
            bytes += fs::metadata(path)?.len() - from;
            cut(path, from)?;
            Ok(bytes)
        })();
        return done.map(|bytes| Some((copies, bytes))).map_err(|error| unread(path, &error));
    }
    Ok(None)
}

fn unread(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Unopened(format!("{}: {error}", path.display()))
}

/// The engine's own lock, so that no log is touched that a running process writes to; nothing where
/// there is no store yet.
fn hold(log: &Path) -> Result<Option<File>, StoreError> {
    let Some(store) = log.parent().filter(|store| store.exists()) else { return Ok(None) };
    let lock = store.join("LOCK");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&lock);
    let file = file.map_err(|error| unread(&lock, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => {
            Err(StoreError::Locked(format!("{} is locked by another process", store.display())))
        }
        Err(fs::TryLockError::Error(error)) => Err(unread(&lock, &error)),
    }
}

/// A copy of a file of the log beside the store's folder, under the first free number: the engine
/// stumbles over other names among its own.
fn copy(path: &Path) -> io::Result<PathBuf> {
    let store = path.ancestors().nth(2).unwrap_or(path).display();
    let mut n = 1;
    loop {
        let copy = PathBuf::from(format!("{store}.log-torn-{n}"));
        if !copy.exists() {
            fs::copy(path, &copy)?;
            return Ok(copy);
        }
        n += 1;
    }
}

fn cut(path: &Path, from: u64) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(from)?;
    file.sync_all()
}

fn end_of(path: &Path) -> io::Result<End> {
    let mut file = File::open(path)?;
    let (mut block, mut begins) = (Vec::with_capacity(BLOCK), 0u64);
    // Where the last whole record ended, and whether one has begun behind it.
    let (mut whole, mut begun) = (0u64, false);
    loop {
        block.clear();
        file.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        let mut at = 0;
        while block.len() - at >= HEADER {
            match piece(&block[at..]) {
                Piece::Padding => break,
                Piece::Of(kind, length) if begun == matches!(kind, Kind::Middle | Kind::Last) || kind == Kind::Note => {
                    at += HEADER + length;
                    match kind {
                        Kind::First => begun = true,
                        Kind::Middle => {}
                        Kind::Whole | Kind::Last | Kind::Note => {
                            begun = kind == Kind::Note && begun;
                            if !begun {
                                whole = begins + at as u64;
                            }
                        }
                    }
                }
                found => {
                    let torn = matches!(found, Piece::Unfinished) && block.len() < BLOCK && !goes_on(&block[at + 1..]);
                    return Ok(if torn || only_zeros(&block[at..], &mut file)? {
                        End::Torn(whole)
                    } else {
                        End::Damaged(whole)
                    });
                }
            }
        }
        begins += block.len() as u64;
        if block.len() < BLOCK {
            // Even a few zeros: the engine would write behind them and not find it again.
            return Ok(if begun || block.len() > at { End::Torn(whole) } else { End::Whole });
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    First,
    Middle,
    Last,
    Note,
}

enum Piece {
    /// A piece of this kind and length.
    Of(Kind, usize),
    /// Nothing but zeros to the end of the block.
    Padding,
    /// It would go on behind what there is.
    Unfinished,
    /// Its checksum or kind is wrong.
    Broken,
}

/// The piece at the beginning of the rest of a block, which has a header at least.
fn piece(rest: &[u8]) -> Piece {
    let length = usize::from(u16::from_be_bytes([rest[4], rest[5]]));
    let kind = match rest[6] {
        0 if rest.iter().all(|byte| *byte == 0) => return Piece::Padding,
        1 => Kind::Whole,
        2 => Kind::First,
        3 => Kind::Middle,
        4 => Kind::Last,
        9 => Kind::Note,
        _ => return Piece::Broken,
    };
    let Some(content) = rest.get(HEADER..HEADER + length) else { return Piece::Unfinished };
    let mut crc = crc32fast::Hasher::new();
    crc.update(&rest[6..HEADER]);
    crc.update(content);
    if crc.finalize().to_be_bytes() != rest[..4] {
        return Piece::Broken;
    }
    Piece::Of(kind, length)
}

/// Whether a whole piece of a record stands anywhere in the rest of a block: then what comes before
/// it is no record broken off.
fn goes_on(rest: &[u8]) -> bool {
    (0..rest.len().saturating_sub(HEADER)).any(|at| matches!(piece(&rest[at..]), Piece::Of(_, length) if length > 0))
}

/// Whether a file holds nothing but zeros behind some bytes of it: room that was given to it, and
/// never written.
fn only_zeros(rest: &[u8], file: &mut File) -> io::Result<bool> {
    let mut more = Vec::new();
    file.read_to_end(&mut more)?;
    Ok(rest.iter().chain(&more).all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut crc = crc32fast::Hasher::new();
        crc.update(&[kind]);
        crc.update(content);
        let mut bytes = crc.finalize().to_be_bytes().to_vec();
        bytes.extend((content.len() as u16).to_be_bytes());
        bytes.push(kind);
        bytes.extend(content);
        bytes
    }

    fn end(bytes: &[u8]) -> End {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        end_of(file.path()).unwrap()
    }

    #[test]
    fn a_record_broken_off_is_told_from_damage() {
        let three = [record(1, b"one"), record(1, &[7; 300]), record(1, b"three")].concat();
        let second = record(1, b"one").len();
        assert_eq!(end(&three), End::Whole);
        assert_eq!(end(&[]), End::Whole);
        let third = three.len() - record(1, b"three").len();
        for lost in 1..record(1, b"three").len() {
            assert_eq!(end(&three[..three.len() - lost]), End::Torn(third as u64), "{lost}");
        }
        for flipped in 0..three.len() {
            let mut damaged = three.clone();
            damaged[flipped] ^= 0x10;
            let from = if flipped < second {
                0
            } else if flipped < third {
                second
            } else {
                third
            } as u64;
            match end(&damaged) {
                End::Damaged(at) => assert_eq!(at, from, "{flipped}"),
                // The last record's length alone can look like one that goes on.
                End::Torn(at) => assert!(at == third as u64 && flipped >= third, "{flipped}"),
                End::Whole => panic!("a flipped bit at {flipped} is not seen"),
            }
        }
        let zeros = [three.as_slice(), &[0; 5000]].concat();
        assert_eq!(end(&zeros), End::Torn(three.len() as u64));
    }

    #[test]
    fn records_over_several_blocks_end_with_their_last_piece() {
        let first = record(2, &vec![1; BLOCK - HEADER]);
        let middle = record(3, &vec![2; BLOCK - HEADER]);
        let long = [first.clone(), middle.clone(), record(4, b"end")].concat();
        assert_eq!(end(&long), End::Whole);
        assert_eq!(end(&[first.clone(), middle.clone()].concat()), End::Torn(0));
        assert_eq!(end(&[first, record(1, b"another")].concat()), End::Damaged(0));
        let mut early = long;
        early[100] ^= 1;
        assert_eq!(end(&early), End::Damaged(0));
    }
}
