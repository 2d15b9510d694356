//! Archives: `.tar.gz` and `.tar`, as this page saves them and as `tar` makes them.
//!
//! Whatever an archive unpacks to, a bounded part of it is looked at.

use super::{MOST, size};
use flate2::read::MultiGzDecoder;
use std::io::Read;
use tar::{Archive, EntryType};

/// How much an archive may unpack to.
const MOST_UNPACKED: u64 = 32 << 20;

/// How many files an archive may have.
const MOST_FILES: usize = 4096;

/// What is in an archive.
#[derive(Default)]
pub struct Contents {
    /// Its members in their order: path, and what is in the file or why it is not read.
    pub members: Vec<(String, Result<Vec<u8>, String>)>,
    /// Why the rest of it is not read.
    pub fault: Option<String>,
}

/// What a file is that begins with `bytes`, if it is packed.
pub enum Packed {
    /// One that is read.
    Readable,
    /// One that is not; what it is.
    Other(&'static str),
}

/// Whether `bytes` are those of an archive, read or not.
pub fn recognize(bytes: &[u8]) -> Option<Packed> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    match () {
        () if begins(GZIP) || is_tar(bytes) => Some(Packed::Readable),
        () if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") => Some(Packed::Other("zip")),
        () if begins(b"\xfd7zXZ\0") => Some(Packed::Other("xz")),
        () if begins(b"BZh") && bytes.get(4..6) == Some(b"1A") => Some(Packed::Other("bzip2")),
        () if begins(b"\x28\xb5\x2f\xfd") => Some(Packed::Other("zstd")),
        () if begins(b"!<arch>\n") => Some(Packed::Other("ar")),
        () => None,
    }
}

const GZIP: &[u8] = b"\x1f\x8b";

/// Whether it has the mark of a tar archive in its first header.
fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Unpacks an archive.
pub fn read(bytes: &[u8]) -> Contents {
    if bytes.starts_with(GZIP) { unpack(MultiGzDecoder::new(bytes)) } else { unpack(bytes) }
}

fn unpack(source: impl Read) -> Contents {
    let mut contents = Contents::default();
    let mut archive = Archive::new(source.take(MOST_UNPACKED));
    let fault = members(&mut archive, &mut contents.members).err();
    let is_spent = archive.into_inner().limit() == 0;
    contents.fault = match fault {
        _ if is_spent => {
            Some(format!("it unpacks to more than {}, the most that is read", size(MOST_UNPACKED)))
        }
        None if contents.members.is_empty() => Some(String::from(
            "there is no file in it: what is read is a tar archive with socket and service units",
        )),
        fault => fault,
    };
    contents
}

fn members(
    archive: &mut Archive<impl Read>,
    members: &mut Vec<(String, Result<Vec<u8>, String>)>,
) -> Result<(), String> {
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader) {
            continue;
        }
        if members.len() == MOST_FILES {
            return Err(format!("it has more than {MOST_FILES} files, the most that are read"));
        }
        let read = match kind {
            EntryType::Regular | EntryType::Continuous if entry.size() > MOST as u64 => {
                Err(super::too_long(entry.size()))
            }
            EntryType::Regular | EntryType::Continuous => {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(broken)?;
                Ok(bytes)
            }
            EntryType::Symlink | EntryType::Link => {
                let target = entry.link_name_bytes().unwrap_or_default();
                Err(link(&String::from_utf8_lossy(&target)))
            }
            _ => Err(String::from(
                "a device, a pipe, a file with holes or the like: an ordinary file is needed",
            )),
        };
        members.push((path, read));
    }
    Ok(())
}

fn broken(_: std::io::Error) -> String {
    String::from(
        "it is broken, cut off or no tar archive: pack it anew with `tar czf units.tar.gz FOLDER`",
    )
}

/// What is said of a link to `target`.
fn link(target: &str) -> String {
    match target {
        "/dev/null" => super::MASKED.to_owned(),
        _ => format!(
            "a link to `{}`, which gives a unit another name or enables it: the file itself is needed",
            super::short(target)
        ),
    }
}
