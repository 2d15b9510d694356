//! Both units in one `.tar.gz`: flat, mode 0644, owned by root, so that it can be unpacked right into
//! `/etc/systemd/system`.

use super::{Download, files, safe};
use crate::activation::Activation;
use flate2::{Compression, write::DeflateEncoder};
use std::io::{self, Write};
use tar::{Builder, EntryType, Header};

/// The archive; its files are as old as `now`, in seconds since 1970. Same units, same time, same bytes.
pub fn pack(activation: &Activation, now: u64) -> Download {
    Download {
        name: format!("{}.tar.gz", safe(activation.name())),
        bytes: tar(activation, now)
            .and_then(|tar| gzip(&tar))
            .expect("writing to memory does not fail"),
    }
}

fn tar(activation: &Activation, now: u64) -> io::Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for file in files(activation) {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_username("root")?;
        header.set_groupname("root")?;
        header.set_mtime(now);
        header.set_size(file.text.len() as u64);
        archive.append_data(&mut header, &file.name, file.text.as_bytes())?;
    }
    archive.into_inner()
}

/// One gzip member without a name or a time. Source: RFC 1952.
///
/// Written by hand around the compressor, because flate2's own brings tables for a quick checksum that no compression
/// makes smaller: 16 kB of download, for an archive of some kB.
fn gzip(data: &[u8]) -> io::Result<Vec<u8>> {
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let mut deflated = DeflateEncoder::new(HEADER.to_vec(), Compression::default());
    deflated.write_all(data)?;
    let mut member = deflated.finish()?;
    member.extend(crc32(data).to_le_bytes());
    member.extend((data.len() as u32).to_le_bytes());
    Ok(member)
}

/// The checksum of gzip, bit by bit.
fn crc32(data: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let step = |crc: u32, _| (crc >> 1) ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 };
    !data.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;
    use tar::Archive;

    const NOW: u64 = 1_767_225_600;

    #[test]
    fn holds_both_files_flat_and_ready_for_their_folder() {
        let long = "x".repeat(200);
        let shop =
            Activation::new(&long, "[Socket]\nAccept=yes\n", "[Service]\nExecStart=/bin/é\n");
        let archive = pack(&shop, NOW);
        assert_eq!(archive.name, format!("{long}.tar.gz"));
        let mut archive = Archive::new(GzDecoder::new(&archive.bytes[..]));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header();
            assert_eq!(
                (header.mode().unwrap(), header.uid().unwrap(), header.gid().unwrap()),
                (0o644, 0, 0)
            );
            assert_eq!((header.mtime().unwrap(), header.username().unwrap()), (NOW, Some("root")));
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            found.push((name, text));
        }
        let files: Vec<_> = files(&shop).into_iter().map(|file| (file.name, file.text)).collect();
        assert_eq!(found, files);
        assert_eq!(found[1].0, format!("{long}@.service"));
    }

    #[test]
    fn the_same_units_give_the_same_bytes() {
        let shop = Activation::new("shop", "[Socket]\n", "[Service]\n");
        assert_eq!(pack(&shop, NOW), pack(&shop, NOW));
        assert_ne!(pack(&shop, NOW), pack(&shop, NOW + 1));
    }

    #[test]
    fn a_name_of_dots_is_an_error_nowhere() {
        for name in ["", ".", "..", "/", "a/../b"] {
            assert!(!pack(&Activation::new(name, "", ""), NOW).bytes.is_empty(), "{name:?}");
        }
    }
}
