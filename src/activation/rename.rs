//! A new name for both units, in the file names and wherever one unit names the other.

use super::{Activation, Role};
use crate::catalogue::{self, Section};
use crate::syntax::UnitFile;
use crate::value::{Kind, ValueError, unit_name};
use std::sync::Arc;

/// Gives the units the name `name`, and follows it into every value that names one of them.
///
/// # Errors
/// When `name` cannot be part of a unit name; nothing is changed then.
pub fn rename(activation: &mut Activation, name: &str) -> Result<(), ValueError> {
    unit_name::prefix(name)?;
    let old = std::mem::replace(&mut activation.name, name.to_owned());
    let Activation { socket, service, aside, .. } = activation;
    for file in [socket, service]
        .map(Arc::make_mut)
        .into_iter()
        .chain(aside.iter_mut().flat_map(|aside| aside.files_mut()))
    {
        follow(file, &old, name);
    }
    Ok(())
}

/// Why the units keep their name; `None` where they can be called otherwise.
pub fn obstacle_to_rename(activation: &Activation) -> Option<String> {
    let mut bases = Role::ALL.into_iter().filter_map(|unit| activation.base(unit));
    bases
        .next()
        .map(|base| format!("`{}` is there already, and a drop-in does not rename it", base.path))
}

fn follow(file: &mut UnitFile, old: &str, new: &str) {
    let edits: Vec<(usize, String, String)> = file
        .all_assignments()
        .filter(|a| a.section.is_some_and(|section| names_units(section, a.key)))
        .filter_map(|a| {
            let value = renamed(a.value, old, new);
            (value != a.value).then(|| (a.line, a.key.to_owned(), value))
        })
        .collect();
    for (line, key, value) in edits {
        file.set_line(line, &key, &value).ok();
    }
}

/// Whether the values of this directive are names of units, or of descriptors that are called like their unit.
fn names_units(section: &str, key: &str) -> bool {
    let section = [Section::Unit, Section::Socket, Section::Service, Section::Install]
        .into_iter()
        .find(|s| s.name() == section);
    section.and_then(|section| catalogue::find(section, key)).is_some_and(|directive| {
        matches!(directive.kind, Kind::UnitNames | Kind::ServiceName | Kind::Input | Kind::Output)
    })
}

/// `value` with each word that names a unit of `old` naming the same unit of `new`; blanks stay.
fn renamed(value: &str, old: &str, new: &str) -> String {
    value
        .split_inclusive(char::is_whitespace)
        .map(|piece| {
            let word = piece.trim_end();
            let (prefix, unit) = word.strip_prefix("fd:").map_or(("", word), |unit| ("fd:", unit));
            match unit.strip_prefix(old) {
                Some(rest) if is_rest(rest) => {
                    format!("{prefix}{new}{rest}{}", &piece[word.len()..])
                }
                _ => piece.to_owned(),
            }
        })
        .collect()
}

/// Whether `rest` is what follows our name in the name of one of our units.
fn is_rest(rest: &str) -> bool {
    rest == ".socket" || rest == ".service" || (rest.starts_with('@') && rest.ends_with(".service"))
}

#[cfg(test)]
mod tests {
    use super::super::{Lens, Role, set_accept};
    use super::*;

    #[test]
    fn references_follow_and_nothing_else() {
        let mut app = Activation::new(
            "d",
            "[Unit]\nDescription=d.socket\n[Socket]\nListenStream=/run/d.socket\nService=d.service\n",
            "[Unit]\nRequires=d.socket  db.socket\nAfter=d@7.service d.target\n[Service]\nStandardInput=fd:d.socket\n",
        );
        rename(&mut app, "shop").unwrap();
        assert_eq!(
            app.file(Role::Socket).text(),
            "[Unit]\nDescription=d.socket\n[Socket]\nListenStream=/run/d.socket\nService=shop.service\n"
        );
        assert_eq!(
            app.file(Role::Service).text(),
            "[Unit]\nRequires=shop.socket  db.socket\nAfter=shop@7.service d.target\n[Service]\nStandardInput=fd:shop.socket\n"
        );
        assert_eq!(app.file_name(Role::Service), "shop.service");
    }

    #[test]
    fn what_was_put_aside_follows_too() {
        let mut app = Activation::new(
            "a",
            "[Socket]\nAccept=no\n",
            "[Unit]\nRequires=a.socket\n[Service]\nExecStart=/a\n",
        );
        set_accept(&mut app, true);
        rename(&mut app, "b").unwrap();
        set_accept(&mut app, false);
        assert_eq!(app.value(Lens::unit(Role::Service, "Requires")), Some("b.socket"));
    }

    #[test]
    fn a_name_that_is_none_changes_nothing() {
        let mut app = Activation::new("a", "", "[Unit]\nRequires=a.socket\n");
        let before = app.clone();
        for name in ["", "a b", "a/b", "a@", &"x".repeat(255)] {
            assert!(rename(&mut app, name).is_err(), "{name:?}");
        }
        assert_eq!(app, before);
    }
}
