//! What a function's process prints: telemetry frames with exact message boundaries, and raw lines.
//!
//! AWS's runtime interface clients write log messages as frames to the descriptor named by
//! `_LAMBDA_TELEMETRY_LOG_FD`: four bytes `a5 5a 00 xx`, four of length, eight of microseconds since the epoch, all
//! big-endian, then the message. Everything else arrives on standard output and error, split at line ends.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use tokio::net::unix::pipe::Receiver;

/// CloudWatch Logs takes no longer message: 256 KiB less 26 bytes. Longer ones come in pieces.
pub(crate) const MESSAGE_BYTES: usize = 262_118;

const CHUNK: usize = 64 << 10;

/// How much one drain may read from one pipe: what fits a pipe, with room for a writer that goes on.
const DRAIN_BYTES: usize = 1 << 20;

/// The reading ends of a process's pipes.
#[derive(Debug)]
pub(crate) struct Output {
    telemetry: Pipe<Frames>,
    lines: Pipe<Lines>,
}

impl Output {
    /// Reads from these pipes.
    pub(crate) fn new(telemetry: OwnedFd, lines: OwnedFd) -> io::Result<Self> {
        Ok(Self {
            telemetry: Pipe::new(telemetry)?,
            lines: Pipe::new(lines)?,
        })
    }

    /// Waits until something is printed and takes the messages that are complete. Pends for ever once both pipes are
    /// closed. Cancel-safe: bytes are read only when the call returns.
    pub(crate) async fn next(&mut self) -> Vec<String> {
        loop {
            tokio::select! {
                () = self.telemetry.readable() => {}
                () = self.lines.readable() => {}
            }
            let mut messages = Vec::new();
            self.telemetry.read_ready(&mut messages);
            self.lines.read_ready(&mut messages);
            if !messages.is_empty() {
                return messages;
            }
        }
    }

    /// Takes what lies in the pipes now, and with it the last line even when it has no end.
    pub(crate) fn drain(&mut self) -> Vec<String> {
        let mut messages = Vec::new();
        self.telemetry.drain(&mut messages);
        self.lines.drain(&mut messages);
        self.lines.decoder.flush(&mut messages);
        messages
    }
}

trait Decoder: Default {
    fn feed(&mut self, bytes: &[u8], messages: &mut Vec<String>);
}

#[derive(Debug)]
struct Pipe<D> {
    receiver: Receiver,
    decoder: D,
    closed: bool,
    buffer: Vec<u8>,
}

impl<D: Decoder> Pipe<D> {
    fn new(descriptor: OwnedFd) -> io::Result<Self> {
        Ok(Self {
            receiver: Receiver::from_owned_fd(descriptor)?,
            decoder: D::default(),
            closed: false,
            buffer: vec![0; CHUNK],
        })
    }

    async fn readable(&self) {
        if self.closed || self.receiver.readable().await.is_err() {
            std::future::pending().await
        }
    }

    fn read_ready(&mut self, messages: &mut Vec<String>) {
        match self.receiver.try_read(&mut self.buffer) {
            Ok(0) => self.closed = true,
            Ok(length) => self.decoder.feed(&self.buffer[..length], messages),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => self.closed = true,
        }
    }

    /// Reads past the runtime's idea of readiness, which may lag behind what the process wrote before it answered.
    fn drain(&mut self, messages: &mut Vec<String>) {
        let mut total = 0;
        while !self.closed && total < DRAIN_BYTES {
            match nix::unistd::read(self.receiver.as_fd(), &mut self.buffer) {
                Ok(0) => self.closed = true,
                Ok(length) => {
                    total += length;
                    self.decoder.feed(&self.buffer[..length], messages);
                }
                Err(Errno::EINTR) => {}
                Err(_) => return,
            }
        }
    }
}

/// Splits at line ends; a line keeps its end, as CloudWatch shows it.
#[derive(Debug, Default)]
struct Lines {
    pending: Vec<u8>,
}

impl Lines {
    fn flush(&mut self, messages: &mut Vec<String>) {
        if !self.pending.is_empty() {
            messages.push(text(&self.pending));
            self.pending.clear();
        }
    }
}

impl Decoder for Lines {
    fn feed(&mut self, bytes: &[u8], messages: &mut Vec<String>) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.pending.extend_from_slice(part);
            if part.ends_with(b"\n") || self.pending.len() >= MESSAGE_BYTES {
                self.flush(messages);
            }
        }
    }
}

/// Takes frames apart. Bytes that are no frame are shown as they are.
#[derive(Debug, Default)]
struct Frames {
    pending: Vec<u8>,
    /// Bytes of the current message that are still to come.
    missing: usize,
}

const HEADER: usize = 16;
const MAGIC: [u8; 3] = [0xa5, 0x5a, 0x00];

impl Frames {
    /// Takes what belongs to the current message; the rest is returned.
    fn message<'a>(&mut self, bytes: &'a [u8], messages: &mut Vec<String>) -> &'a [u8] {
        let (now, rest) = bytes.split_at(self.missing.min(bytes.len()));
        self.missing -= now.len();
        for part in now.chunks(MESSAGE_BYTES) {
            self.pending.extend_from_slice(part);
            if self.pending.len() >= MESSAGE_BYTES {
                self.emit(messages);
            }
        }
        if self.missing == 0 {
            self.emit(messages);
        }
        rest
    }

    /// Collects a header; the rest is returned.
    fn header<'a>(&mut self, bytes: &'a [u8], messages: &mut Vec<String>) -> &'a [u8] {
        let wanted = HEADER - self.pending.len();
        let (now, rest) = bytes.split_at(wanted.min(bytes.len()));
        self.pending.extend_from_slice(now);
        let known = self.pending.len().min(MAGIC.len());
        if self.pending[..known] != MAGIC[..known] {
            self.pending.extend_from_slice(rest);
            self.emit(messages);
            return &[];
        }
        if let Ok(header) = <[u8; HEADER]>::try_from(&self.pending[..]) {
            let length = [header[4], header[5], header[6], header[7]];
            self.missing = u32::from_be_bytes(length) as usize;
            self.pending.clear();
        }
        rest
    }

    fn emit(&mut self, messages: &mut Vec<String>) {
        if !self.pending.is_empty() {
            messages.push(text(&self.pending));
            self.pending.clear();
        }
    }
}

impl Decoder for Frames {
    fn feed(&mut self, mut bytes: &[u8], messages: &mut Vec<String>) {
        while !bytes.is_empty() {
            bytes = if self.missing > 0 {
                self.message(bytes, messages)
            } else {
                self.header(bytes, messages)
            };
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed<D: Decoder>(chunks: &[&[u8]]) -> Vec<String> {
        let mut decoder = D::default();
        let mut messages = Vec::new();
        for chunk in chunks {
            decoder.feed(chunk, &mut messages);
        }
        messages
    }

    fn frame(message: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xa5, 0x5a, 0x00, 0x03];
        bytes.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        bytes.extend([0; 8]);
        bytes.extend(message);
        bytes
    }

    #[test]
    fn lines_keep_their_ends_and_wait_for_them() {
        assert_eq!(fed::<Lines>(&[b"a\nb", b"c\n\nd"]), ["a\n", "bc\n", "\n"]);
    }

    #[test]
    fn a_long_line_comes_in_pieces() {
        let long = vec![b'x'; MESSAGE_BYTES * 2];
        let pieces = fed::<Lines>(&long.chunks(1000).collect::<Vec<_>>());
        assert!(!pieces.is_empty() && pieces.iter().all(|p| p.len() < MESSAGE_BYTES + 1000));
    }

    #[test]
    fn frames_are_whole_however_they_arrive() {
        let bytes = [frame(b"one\nline"), frame(b"two")].concat();
        assert_eq!(fed::<Frames>(&[&bytes]), ["one\nline", "two"]);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(fed::<Frames>(&single), ["one\nline", "two"]);
    }

    #[test]
    fn what_is_no_frame_is_text() {
        assert_eq!(fed::<Frames>(&[b"hello"]), ["hello"]);
        let mixed = [frame(b"x"), b"junk".to_vec()].concat();
        assert_eq!(fed::<Frames>(&[&mixed]), ["x", "junk"]);
    }

    #[test]
    fn a_frame_that_claims_gigabytes_is_cut() {
        let mut bytes = vec![0xa5, 0x5a, 0x00, 0x03, 0xff, 0xff, 0xff, 0xff];
        bytes.extend([0; 8]);
        bytes.extend(vec![b'y'; MESSAGE_BYTES + 10]);
        let messages = fed::<Frames>(&[&bytes]);
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].len(), MESSAGE_BYTES);
    }
}
