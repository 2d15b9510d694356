//! Text that no name comes with: its sections tell the type of the unit, and whether it is two of them.

use crate::activation::Role;
use crate::syntax::{LineKind, UnitFile};
use std::ops::Range;

/// The type of the unit that `file` holds; none where it could be both or neither.
pub fn role(file: &UnitFile) -> Option<Role> {
    let mut roles = file.sections().filter_map(role_of_section);
    let first = roles.next()?;
    roles.all(|other| other == first).then_some(first)
}

/// The units in `text`, mostly one, with the bytes that are theirs.
///
/// # Errors
/// When no section tells a type that is read here, or where one unit ends and the next begins cannot be known.
pub fn parts(text: &str) -> Result<Vec<(Role, Range<usize>)>, String> {
    let file = UnitFile::parse(text);
    let headers: Vec<(usize, &str)> = file
        .lines()
        .iter()
        .enumerate()
        .filter_map(|(line, parsed)| match &parsed.kind {
            LineKind::Header(name) => Some((line, file.part(name))),
            _ => None,
        })
        .collect();
    let typed: Vec<(usize, Role)> = headers
        .iter()
        .enumerate()
        .filter_map(|(at, (_, name))| Some((at, role_of_section(name)?)))
        .collect();
    let Some(&(_, first)) = typed.first() else { return Err(untyped(&headers)) };
    let mut parts = Vec::new();
    let (mut role, mut start, mut first_header) = (first, 0, 0);
    for pair in typed.windows(2) {
        let [(before, one), (after, other)] = *pair else { continue };
        if one == other {
            continue;
        }
        let names: Vec<&str> = headers[before + 1..after].iter().map(|(_, name)| *name).collect();
        let had_unit = headers[first_header..before].iter().any(|(_, name)| *name == UNIT);
        let cut = before + 1 + boundary(&names, had_unit).ok_or_else(torn)?;
        let at = attached(&file, headers[cut].0);
        parts.push((role, start..without_separator(text, start, at)));
        (role, start, first_header) = (other, at, cut);
    }
    parts.push((role, start..text.len()));
    Ok(parts)
}

const UNIT: &str = "Unit";
const INSTALL: &str = "Install";

/// Where, among the sections between those of two types, the second unit begins; none where it is not certain.
fn boundary(between: &[&str], had_unit: bool) -> Option<usize> {
    let installs = between.iter().take_while(|name| **name == INSTALL).count();
    let (ours, theirs) = between.split_at(installs);
    let are_units = theirs.iter().all(|name| *name == UNIT);
    let is_certain = match (ours.is_empty(), theirs.is_empty()) {
        (true, true) => true,
        (true, false) => had_unit,
        (false, true) => false,
        (false, false) => true,
    };
    (are_units && is_certain).then_some(installs)
}

/// Where the comments begin that stand right above `line`.
fn attached(file: &UnitFile, line: usize) -> usize {
    let above = file.lines()[..line].iter().rev();
    let comments = above.take_while(|line| line.kind == LineKind::Comment).count();
    file.lines()[line - comments].span().start
}

/// The end of what ends at `end`, without the blank line that parts it from what follows.
fn without_separator(text: &str, start: usize, end: usize) -> usize {
    let part = &text[start..end];
    let separator = ["\r\n\r\n", "\n\n"].into_iter().find(|two| part.ends_with(two));
    end - separator.map_or(0, |two| two.len() / 2)
}

fn role_of_section(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.section().name() == name)
}

fn torn() -> String {
    String::from(
        "it has a `[Socket]` and a `[Service]` section, and where one unit ends cannot be known: put a line such as \
         `# myapp.socket` above the one and `# myapp.service` above the other",
    )
}

fn untyped(headers: &[(usize, &str)]) -> String {
    let mut names: Vec<&str> = headers.iter().map(|(_, name)| *name).collect();
    names.dedup();
    match names[..] {
        [] => String::from(
            "no unit in it: what is read is units with a `[Socket]` or `[Service]` section, what `systemctl cat` prints, \
             and here-documents that write units",
        ),
        _ => {
            names.truncate(4);
            let names: Vec<String> =
                names.iter().map(|name| format!("`[{}]`", super::short(name))).collect();
            format!(
                "its sections are {}, and what is read has a `[Socket]` or a `[Service]`, or a name that ends in `.socket` or \
                 `.service`",
                names.join(", ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts as text, or what is said.
    fn read(text: &str) -> Vec<(Option<Role>, String)> {
        match parts(text) {
            Ok(parts) => parts
                .into_iter()
                .map(|(role, range)| (Some(role), text[range].to_owned()))
                .collect(),
            Err(message) => vec![(None, message)],
        }
    }

    const A: &str =
        "[Unit]\nDescription=a\n\n[Socket]\nListenStream=1\n\n[Install]\nWantedBy=sockets.target\n";
    const B: &str = "# the program\n[Unit]\nDescription=b\n[Service]\nExecStart=/bin/b";

    #[test]
    fn one_unit_stays_whole() {
        for (text, role) in [
            (A, Role::Socket),
            (B, Role::Service),
            ("\u{feff}[Socket]\r\nListenStream=1", Role::Socket),
            ("[Service]\n[Unit]\n[Service]\n", Role::Service),
        ] {
            assert_eq!(read(text), [(Some(role), text.to_owned())]);
        }
    }

    #[test]
    fn two_units_are_parted_where_that_is_certain() {
        for first in [A, "[Unit]\n[Socket]\nListenStream=1\n", "[Socket]\n[Install]\n"] {
            let text = format!("{first}\n{B}");
            let expected =
                [(Some(Role::Socket), first.to_owned()), (Some(Role::Service), B.to_owned())];
            assert_eq!(read(&text), expected);
        }
        let text = "[Service]\r\nExecStart=/a\r\n\r\n[Socket]\r\nListenStream=1\r\n";
        assert_eq!(read(text)[0].1, "[Service]\r\nExecStart=/a\r\n");
        assert_eq!(read(&[A, B, "\n", A].concat()).len(), 3);
    }

    #[test]
    fn what_is_not_certain_is_refused() {
        for text in [
            "[Socket]\n[Install]\n[Service]\n",
            "[Socket]\n[Unit]\n[Service]\n",
            "[Socket]\n[Unit]\n[Install]\n[Service]\n",
            "[Socket]\n[X-Foo]\n[Service]\n",
        ] {
            assert!(read(text)[0].1.contains("cannot be known"), "{text}");
        }
        assert!(read("[Unit]\n[Timer]\n")[0].1.starts_with("its sections are `[Unit]`, `[Timer]`"));
        assert!(read("hello")[0].1.starts_with("no unit in it"));
        assert!(read("")[0].1.starts_with("no unit in it"));
    }
}
