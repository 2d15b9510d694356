//! The folders in which drop-ins of a unit may lie.

/// The folders in which drop-ins of the unit `name` may lie, the nearest first; of files with one name the first counts.
///
/// They are for the unit, its template and what stands before each dash of its name. The folder for all units of its type
/// comes last, see [`drop_in_folder_of_type`]. Source: systemd.unit(5); the order was seen on 247 to 262.
pub fn drop_in_folders(name: &str) -> Vec<String> {
    let Some((stem, kind)) = name.rsplit_once('.') else { return Vec::new() };
    let (prefix, instance) = match stem.split_once('@') {
        Some((prefix, instance)) => (prefix, Some(instance)),
        None => (stem, None),
    };
    let plain = prefixes(prefix);
    let mut stems: Vec<String> = Vec::new();
    match instance {
        None => stems.extend(plain.iter().map(|stem| (*stem).to_owned())),
        Some(instance) => {
            for (index, stem) in plain.iter().enumerate() {
                if !instance.is_empty() {
                    stems.push(format!("{stem}@{instance}"));
                }
                stems.push(format!("{stem}@"));
                if index == 0 {
                    stems.extend(plain[1..].iter().map(|stem| (*stem).to_owned()));
                }
            }
        }
    }
    stems.into_iter().map(|stem| format!("{stem}.{kind}.d")).collect()
}

/// The folder in which drop-ins of all units of the type of the unit `name` may lie.
pub fn drop_in_folder_of_type(name: &str) -> String {
    let kind = name.rsplit_once('.').map_or(name, |(_, kind)| kind);
    format!("{kind}.d")
}

/// `a-b-c`, and what stands before each of its dashes: `a-b-`, `a-`. A dash at the very beginning parts nothing.
fn prefixes(stem: &str) -> Vec<&str> {
    let mut prefixes = vec![stem];
    let mut rest = stem;
    while let Some(at) = rest.strip_suffix('-').unwrap_or(rest).rfind('-').filter(|at| *at > 0) {
        rest = &rest[..=at];
        prefixes.push(rest);
    }
    prefixes
}
