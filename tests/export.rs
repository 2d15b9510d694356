//! Every download of every preset, and what all of them promise.

use doorbell::activation::{Activation, Role, set_accept};
use doorbell::export::{self, Download, archive, install};
use doorbell::preset::PRESETS;
use std::collections::HashSet;

const NOW: u64 = 1_767_225_600;

fn downloads(units: &Activation) -> Vec<Download> {
    let files = export::files(units).into_iter().map(Download::from);
    let script = install::script(units, &install::Options::default());
    files.chain([archive::pack(units, NOW), script]).collect()
}

#[test]
fn every_download_holds_every_preset() {
    for preset in &PRESETS {
        for accept in [false, true] {
            let mut activation = preset.activation();
            set_accept(&mut activation, accept);
            let all = downloads(&activation);
            assert_eq!(
                all,
                downloads(&activation),
                "{}: the same units give the same bytes",
                preset.title
            );
            let names: HashSet<&str> = all.iter().map(|file| file.name.as_str()).collect();
            assert_eq!(names.len(), all.len(), "{}: {names:?}", preset.title);
            for role in Role::ALL {
                let name = activation.file_name(role);
                let file = all.iter().find(|file| file.name == name);
                let file = file.unwrap_or_else(|| panic!("{}: no {name}", preset.title));
                assert_eq!(file.bytes, activation.file(role).text().as_bytes());
                let text = activation.file(role).text();
                let script = all.iter().find(|file| file.name.ends_with(".sh")).expect("a script");
                let script = std::str::from_utf8(&script.bytes).expect("a script is text");
                assert!(
                    script.contains(text),
                    "{}: the script shows {name} readably",
                    preset.title
                );
            }
        }
    }
}
