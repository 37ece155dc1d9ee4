//! What follows the sound batches of a journal. A journal is made 64 MiB long at once, so most of it is a hole, which
//! is skipped without being read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

const CHUNK: usize = 64 << 10;

/// The bytes from `start` up to the last one that is not zero; `None` when all are.
pub(super) fn after(file: &mut File, start: u64) -> io::Result<Option<Vec<u8>>> {
    let mut last = None;
    let mut at = start;
    let mut chunk = vec![0; CHUNK];
    while let Some(data) = next_data(file, at)? {
        file.seek(SeekFrom::Start(data))?;
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        if let Some(nonzero) = chunk[..read].iter().rposition(|byte| *byte != 0) {
            last = Some(data + nonzero as u64);
        }
        at = data + read as u64;
    }
    let Some(last) = last else { return Ok(None) };
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(last + 1 - start).read_to_end(&mut tail)?;
    Ok(Some(tail))
}

/// Where the first byte at or after `at` lies that is not in a hole; `None` past the end.
#[cfg(target_os = "linux")]
fn next_data(file: &File, at: u64) -> io::Result<Option<u64>> {
    use nix::errno::Errno;
    use nix::unistd::{Whence, lseek};
    let Ok(offset) = i64::try_from(at) else {
        return Ok(None);
    };
    match lseek(file, offset, Whence::SeekData) {
        Ok(data) => Ok(u64::try_from(data).ok()),
        Err(Errno::ENXIO) => Ok(None),
        // Not every file system knows its holes.
        Err(Errno::EINVAL | Errno::EOPNOTSUPP) => Ok(Some(at)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn next_data(_: &File, at: u64) -> io::Result<Option<u64>> {
    Ok(Some(at))
}
