//! How much is read in one run, so that no input takes more than a gigabyte of memory or ten seconds.

/// How many bytes, of all files together; a drop-in counts for each unit that it changes.
pub const MOST_BYTES: usize = 64 << 20;

/// How many lines, of which most say nothing: ten megabytes of NULs are ten million.
pub const MOST_LINES: usize = 12_000_000;

/// How many lines that are neither blank nor comments. There may be something to say of each.
pub const MOST_LINES_TO_READ: usize = 1 << 20;

/// What may still be read.
pub struct Limits {
    bytes: usize,
    lines: usize,
    to_read: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: MOST_BYTES, lines: MOST_LINES, to_read: MOST_LINES_TO_READ }
    }
}

impl Limits {
    /// Takes `text` into account; where that is too much, nothing is taken.
    pub fn take(&mut self, text: &[u8]) -> Result<(), String> {
        let [lines, to_read] = count(text);
        let too_much = |what: String| {
            Err(format!("with this there are more than {what}, the most that one run reads"))
        };
        let Some(bytes) = self.bytes.checked_sub(text.len()) else {
            return too_much(shown_size(MOST_BYTES as u64));
        };
        let Some(lines) = self.lines.checked_sub(lines) else {
            return too_much(format!("{MOST_LINES} lines"));
        };
        let Some(to_read) = self.to_read.checked_sub(to_read) else {
            return too_much(format!(
                "{MOST_LINES_TO_READ} lines that are neither blank nor comments"
            ));
        };
        *self = Self { bytes, lines, to_read };
        Ok(())
    }
}

/// The number of lines, and that of those which are neither blank nor comments.
fn count(text: &[u8]) -> [usize; 2] {
    let (mut lines, mut to_read) = (0, 0);
    let mut begins = true;
    for byte in text {
        match byte {
            b'\n' | b'\r' | 0 => {
                lines += 1;
                begins = true;
            }
            b' ' | b'\t' => {}
            b'#' | b';' if begins => begins = false,
            _ if begins => {
                begins = false;
                to_read += 1;
            }
            _ => {}
        }
    }
    [lines, to_read]
}

/// A number of bytes for people.
pub fn shown_size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        1_048_576..1_073_741_824 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}
