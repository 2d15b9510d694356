//! The units leave the page here: as files, as an archive, as a command to paste on the server.
//!
//! Nothing in here reads a clock, a disk or a network: the same units give the same bytes.
//!
//! ```
//! use doorbell::activation::Activation;
//!
//! let shop = Activation::new("shop", "[Socket]\nListenStream=80\n", "[Service]\nExecStart=/bin/shop\n");
//! let names: Vec<String> = doorbell::export::files(&shop).into_iter().map(|file| file.name).collect();
//! assert_eq!(names, ["shop.socket", "shop.service"]);
//! ```

pub mod access;
pub mod archive;
pub mod change;
pub mod client;
pub mod code;
pub mod install;
pub mod preflight;
pub mod secret;
mod shell;
mod speech;

use crate::activation::{Activation, Role, drop_in_of};

/// Where an administrator's units live.
pub const FOLDER: &str = "/etc/systemd/system";

/// One unit file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, below the folder of units: that of a unit, or `ssh.socket.d/override.conf`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A file to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The name to save it under.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The files to save, the socket's first: the unit, or where that stays as it is the drop-in, unless it says nothing.
pub fn files(activation: &Activation) -> Vec<File> {
    Role::ALL.into_iter().filter_map(|unit| file(activation, unit)).collect()
}

/// The file to save for `unit`; none where nothing of it is changed.
pub fn file(activation: &Activation, unit: Role) -> Option<File> {
    match (activation.base(unit), drop_in_of(activation, unit)) {
        (Some(base), Some(made)) => (!made.text.is_empty()).then(|| File {
            name: base.drop_in_file().split('/').map(safe).collect::<Vec<_>>().join("/"),
            text: made.text,
        }),
        _ => Some(File {
            name: file_name(activation, unit),
            text: activation.file(unit).text().to_owned(),
        }),
    }
}

impl From<File> for Download {
    fn from(file: File) -> Self {
        Self { name: file.name, bytes: file.text.into_bytes() }
    }
}

/// The file name of `unit`, safe to write to: what no unit name can hold, such as a slash, is a `_`.
fn file_name(activation: &Activation, unit: Role) -> String {
    safe(&activation.file_name(unit))
}

fn safe(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || ":-_.\\@".contains(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_hold_the_text_byte_for_byte() {
        let shop = Activation::new("shop", "\u{feff}[Socket]\r\nListenStream=80", "");
        assert_eq!(files(&shop)[0].text, "\u{feff}[Socket]\r\nListenStream=80");
        assert_eq!(files(&shop)[1], File { name: "shop.service".to_owned(), text: String::new() });
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for file in files(&Activation::new("../../etc/a b'$(x)\n", "[Socket]\nAccept=yes\n", "")) {
            assert!(file.name.starts_with(".._.._etc_a_b___x__"), "{}", file.name);
        }
    }
}
