//! Every exporter over every preset, and what all of them promise.

use doorbell::activation::{Role, set_accept};
use doorbell::export::{Download, EXPORTERS};
use doorbell::preset::PRESETS;
use std::collections::HashSet;

const NOW: u64 = 1_767_225_600;

#[test]
fn every_exporter_takes_every_preset_along() {
    for preset in &PRESETS {
        for accept in [false, true] {
            let mut activation = preset.activation();
            set_accept(&mut activation, accept);
            let all: Vec<Download> =
                EXPORTERS.iter().flat_map(|exporter| (exporter.export)(&activation, NOW)).collect();
            let again: Vec<Download> =
                EXPORTERS.iter().flat_map(|exporter| (exporter.export)(&activation, NOW)).collect();
            assert_eq!(all, again, "{}: the same units give the same bytes", preset.title);
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
