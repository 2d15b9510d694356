//! Both units in one `.tar.gz`: flat, mode 0644, owned by root, so that it can be unpacked right into
//! `/etc/systemd/system`.

use super::{Download, files, safe};
use crate::activation::Activation;
use flate2::{Compression, GzBuilder};
use std::io;
use tar::{Builder, EntryType, Header};

/// The archive; its files are as old as `now`, in seconds since 1970. Same units, same time, same bytes.
pub fn pack(activation: &Activation, now: u64) -> Download {
    Download {
        name: format!("{}.tar.gz", safe(activation.name())),
        bytes: write(activation, now).expect("writing to memory does not fail"),
    }
}

fn write(activation: &Activation, now: u64) -> io::Result<Vec<u8>> {
    let mut archive = Builder::new(GzBuilder::new().write(Vec::new(), Compression::default()));
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
    archive.into_inner()?.finish()
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
