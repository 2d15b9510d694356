//! The units that a change may start from are what Debian's packages ship today.

use doorbell::import::shipped::SHIPPED;
use real::corpus;
use real::need;
use real::roots::Suite;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The folder with our texts.
const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/import/shipped");

#[test]
fn the_units_to_start_from_are_those_of_the_packages() {
    let names = SHIPPED.map(|shipped| shipped.package);
    let packages = corpus::packages(Suite::Trixie, &names);
    let mut faults = Vec::new();
    for shipped in &SHIPPED {
        let package = packages.iter().find(|package| package.name == shipped.package);
        let package = package.expect("what is asked for is fetched");
        let units = package.units(false);
        let stem = shipped.title.trim_end_matches(".socket");
        let files = ["socket", "service"].map(|ending| {
            let name = format!("{stem}.{ending}");
            let unit = units.iter().find(|unit| *unit.name == name);
            let unit = unit.unwrap_or_else(|| panic!("{} ships no {name}", shipped.package));
            let parts = unit.files().map(|file| format!("# {}\n{}", file.path, file.text.text()));
            parts.collect::<Vec<_>>().join("\n")
        });
        let theirs = files.join("\n");
        if theirs != shipped.text {
            let ours = Path::new(OURS).join(format!("{stem}.txt"));
            let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{stem}.txt"));
            fs::write(&new, theirs).expect("a place for what is shipped");
            let diff = Command::new(need::tool("diff", "diffutils"))
                .arg("-u")
                .args([&ours, &new])
                .output()
                .expect("`diff` starts");
            faults.push(format!(
                "{} {}:\n{}to take it over: cp {} {}\n",
                package.name,
                package.version,
                String::from_utf8_lossy(&diff.stdout),
                new.display(),
                ours.display()
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "Debian ships other units than we start from. Read what differs, take it over, and put the version into the header of \
         src/import/shipped.rs.\n\n{}",
        faults.join("\n")
    );
}
