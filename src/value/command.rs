//! Command lines: `[PREFIXES]PROGRAM ARGUMENTS…`, several parted by a lone `;`.
//!
//! The prefixes are `-` (a failure does not count), `@` (the next word is the program's own name), `:` (no `$`, from
//! 242), `+` (all privileges, from 231), `!` and `!!` (the user is not changed, from 235; `!!` is ignored from 258) and `|`
//! (through the user's shell, from 258), each once and in any order; `+` and `!` exclude each other. The program is an
//! absolute path or, from 239, a plain file name. A lone `\;` is the word `;`.
//!
//! This is not a shell: `|`, `>`, `&&` and `*` are words like any other. An escape that systemd does not know stays as it
//! is written (it warns). Source: systemd.service(5) "Command lines"; seen with the real parser.

use super::quoting::{self, BLANKS, Escapes, Fault};
use super::specifier::{self, Scope};
use super::{ValueError, Version, path, shown};

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What stands before the program.
    pub prefixes: Prefixes,
    /// The program, as it is written without prefixes and quotes: an absolute path or a plain file name.
    pub program: String,
    /// The words the program gets, its own name first. Specifiers and `$` are not expanded; what is not UTF-8 is replaced.
    pub argv: Vec<String>,
}

/// What can stand before a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefixes {
    /// `-`: a failure is taken as success.
    pub ignore_failure: bool,
    /// `@`: the first argument is the name that the program sees as its own.
    pub own_name: bool,
    /// `:`: `$` is an ordinary character.
    pub no_variables: bool,
    /// `+`, `!` or `!!`.
    pub privileges: Privileges,
    /// `|`: the command is run by the user's login shell.
    pub shell: bool,
}

/// How much of the service's confinement a command is freed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privileges {
    /// None of it.
    #[default]
    Confined,
    /// `+`: all of it.
    Full,
    /// `!`: it keeps its user.
    KeepsUser,
    /// `!!`: it keeps its user where the kernel lacks ambient capabilities.
    KeepsUserIfNeeded,
}

/// Reads the commands of one assignment; an empty one has none, and clears the list.
///
/// # Errors
/// When a quote is not closed, a program is neither an absolute path nor a plain file name, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<Vec<Command>, ValueError> {
    let mut commands = Vec::new();
    let mut rest = text;
    while let (Some(word), behind) = first(rest, version)? {
        rest = behind;
        if word == b";" {
            continue;
        }
        let is_text = version < Version(258) || str::from_utf8(&word).is_ok_and(quoting::is_text);
        let word = String::from_utf8_lossy(&word);
        let (prefixes, program) = prefixes(&word, version);
        // A command whose failure does not count is left out where it cannot be read.
        let weighed = |error: ValueError| match prefixes.ignore_failure {
            true => error,
            false => error.fatal(),
        };
        check_program(&word, program, prefixes, text, version).map_err(weighed)?;
        if !is_text && !prefixes.shell {
            let complaint = "is no text, which the path of a program has to be";
            return Err(weighed(ValueError::about(program, complaint)));
        }
        let program = program.to_owned();
        let (mut argv, behind) = arguments(rest, version).map_err(weighed)?;
        rest = behind;
        if !prefixes.own_name {
            argv.insert(0, program.clone());
        } else if argv.is_empty() && !prefixes.shell {
            return Err(weighed(ValueError::new(format!(
                "{} begins with `@`, so the program's own name must follow the path: write `@{program} NAME`",
                shown(text)
            ))));
        }
        commands.push(Command { prefixes, program, argv });
    }
    Ok(commands)
}

/// Judges what [`read`] reads as systemd does, which also remarks on escapes that it does not know, and from 258 on on `!!`.
///
/// # Errors
/// As for [`read`], and where it meets one of these.
pub fn judge(text: &str, version: Version) -> Result<(), ValueError> {
    let commands = read(text, version)?;
    let is_past = |command: &Command| command.prefixes.privileges == Privileges::KeepsUserIfNeeded;
    if version >= Version(258) && commands.iter().any(is_past) {
        return Err(ValueError::new("`!!` means nothing since systemd 258: leave it out").noted());
    }
    match unknown_escape(text, version) {
        Some(escape) => Err(ValueError::new(format!(
            "`\\{escape}` is no escape, so the backslash stays: write `\\\\` if that is meant"
        ))
        .noted()),
        None => Ok(()),
    }
}

fn unknown_escape(text: &str, version: Version) -> Option<String> {
    let mut rest = text;
    loop {
        if let Some(behind) = lone(rest, ";").or_else(|| lone(rest, "\\;")) {
            rest = behind;
            continue;
        }
        if let Err(Fault::UnknownEscape(escape)) = quoting::first(rest, Escapes::Strict(version)) {
            return Some(escape);
        }
        if rest == "\\" {
            return Some(String::new());
        }
        let (_, behind) = first(rest, version).ok().filter(|(word, _)| word.is_some())?;
        rest = behind;
    }
}

/// Reads the words up to the end or a lone `;`, and answers them and what follows.
fn arguments(text: &str, version: Version) -> Result<(Vec<String>, &str), ValueError> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        if let Some(behind) = lone(rest, ";") {
            return Ok((words, behind));
        }
        if let Some(behind) = lone(rest, "\\;") {
            words.push(String::from(";"));
            rest = behind;
            continue;
        }
        let (Some(word), behind) = first(rest, version)? else { return Ok((words, rest)) };
        let word = String::from_utf8_lossy(&word).into_owned();
        specifier::check(&word, version, Scope::Value)?;
        words.push(word);
        rest = behind;
    }
}

/// What follows `sign` if it stands at the beginning as a word of its own, without quotes.
fn lone<'a>(text: &'a str, sign: &str) -> Option<&'a str> {
    let behind = text.strip_prefix(sign)?;
    (behind.is_empty() || behind.starts_with(BLANKS)).then(|| behind.trim_start_matches(BLANKS))
}

fn first(text: &str, version: Version) -> Result<(Option<Vec<u8>>, &str), ValueError> {
    quoting::first(text, Escapes::Lenient(version)).map_err(ValueError::from)
}

/// Checks the first word of a command, which has these prefixes before its program.
fn check_program(
    word: &str,
    program: &str,
    prefixes: Prefixes,
    text: &str,
    version: Version,
) -> Result<(), ValueError> {
    // The shell finds the program, so any word will do, and none starts the shell itself.
    if prefixes.shell {
        return Ok(());
    }
    specifier::check(program, version, Scope::Value)?;
    let path = path::sample(program);
    let shown_program = shown(program);
    if path.is_empty() {
        return Err(ValueError::new(if word.is_empty() {
            String::from("the program is an empty word: write its path, for example /usr/bin/myapp")
        } else if text.trim_end() == word {
            format!("{} needs a program behind it, for example `{word}/usr/bin/myapp`", shown(word))
        } else {
            format!("{} stands alone: write it right before the path, without a blank", shown(word))
        }));
    }
    // From 258 on a program has no sign of a pattern in its path either.
    let is_sign = |c: char| matches!(c, '*' | '?' | '[') && version >= Version(258);
    if let Some(bad) =
        path.chars().find(|&c| c.is_ascii_control() || matches!(c, '"' | '\'' | '\\') || is_sign(c))
    {
        return Err(ValueError::new(format!(
            "{shown_program} has {}, which the path of a program cannot have",
            shown(&bad.to_string())
        )));
    }
    if path.ends_with('/') {
        return Err(ValueError::new(format!(
            "{shown_program} is a directory: name the program in it"
        )));
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if [".", ".."].contains(&last) && (version >= Version(257) || !path.contains('/')) {
        return Err(ValueError::new(format!(
            "{shown_program} is a directory: name the program in it"
        )));
    }
    if path.starts_with('/') {
        return lengths(&path, &shown_program, version);
    }
    if path.contains('/') {
        return Err(not_absolute(program, version));
    }
    if version < Version(239) {
        return Err(ValueError::new(format!(
            "{shown_program} is not absolute, which needs systemd 239 or newer: write the whole path, for example /usr/bin/{path}"
        )));
    }
    lengths(&path, &shown_program, version)
}

/// Takes the prefixes off a word. A character that cannot be a prefix, or not again, ends them.
fn prefixes(word: &str, version: Version) -> (Prefixes, &str) {
    let mut prefixes = Prefixes::default();
    let mut rest = word;
    while let Some(character) = rest.chars().next() {
        match (character, prefixes.privileges) {
            ('-', _) if !prefixes.ignore_failure => prefixes.ignore_failure = true,
            ('@', _) if !prefixes.own_name => prefixes.own_name = true,
            (':', _) if !prefixes.no_variables && version >= Version(242) => {
                prefixes.no_variables = true;
            }
            ('|', _) if !prefixes.shell && version >= Version(258) => prefixes.shell = true,
            ('+', Privileges::Confined) if version >= Version(231) => {
                prefixes.privileges = Privileges::Full;
            }
            ('!', Privileges::Confined) if version >= Version(235) => {
                prefixes.privileges = Privileges::KeepsUser;
            }
            ('!', Privileges::KeepsUser) => prefixes.privileges = Privileges::KeepsUserIfNeeded,
            _ => break,
        }
        rest = &rest[1..];
    }
    (prefixes, rest)
}

fn not_absolute(program: &str, version: Version) -> ValueError {
    let shown = shown(program);
    let needs = |since: u16| {
        format!(
            "{shown} begins with a prefix that needs systemd {since} or newer, and this is {version}: begin with the path"
        )
    };
    ValueError::new(match program.chars().next() {
        Some(':') if version < Version(242) => needs(242),
        Some('+') if version < Version(231) => needs(231),
        Some('!') if version < Version(235) => needs(235),
        Some('|') if version < Version(258) => needs(258),
        Some('-' | '@' | ':' | '+' | '!' | '|') => {
            format!(
                "{shown} begins with a prefix that cannot stand there: each is given once, and `+` not with `!`"
            )
        }
        Some('~') => {
            format!("{shown} begins with `~`, which is not expanded: begin with `%h` or `/`")
        }
        Some('$') => {
            format!(
                "{shown} begins with a variable, which is not expanded in the program: begin with `/`"
            )
        }
        _ => format!(
            "{shown} is not absolute: begin the path with `/`, or name a program of the search path without any `/`"
        ),
    })
}

/// Before 248 nobody looked.
fn lengths(path: &str, shown: &str, version: Version) -> Result<(), ValueError> {
    if version < Version(248) {
        return Ok(());
    }
    if path.len() > 4095 || path.split('/').any(|name| name.len() > 255) {
        return Err(ValueError::new(format!(
            "{shown} is too long: 4095 bytes are the most, and 255 between two slashes"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<Vec<Command>, ValueError> {
        super::read(text, Version(257))
    }

    fn argv(text: &str) -> Vec<Vec<String>> {
        read(text).expect(text).into_iter().map(|command| command.argv).collect()
    }

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read(""), vec![]);
        accepts(read(";"), vec![]);
        accepts(
            read("/bin/true \"a b\" $C"),
            vec![Command {
                prefixes: Prefixes::default(),
                program: String::from("/bin/true"),
                argv: ["/bin/true", "a b", "$C"].map(String::from).to_vec(),
            }],
        );
        assert_eq!(argv("true"), [["true"]]);
        assert_eq!(argv("@/bin/sh -sh x"), [["-sh", "x"]]);
        assert_eq!(argv("/bin/a x ; b ;; c ;"), [vec!["/bin/a", "x"], vec!["b", ";;", "c"]]);
        assert_eq!(argv(r#"/bin/a \; ";" \;x"#), [["/bin/a", ";", ";", r"\;x"]]);
        assert_eq!(argv(r"/bin/a \q \x41"), [["/bin/a", r"\q", "A"]]);
        assert_eq!(argv("/bin/a | b > c # d"), [["/bin/a", "|", "b", ">", "c", "#", "d"]]);
    }

    #[test]
    fn takes_prefixes_in_any_order() {
        let prefixes = |text| read(text).expect(text)[0].prefixes;
        assert_eq!(
            prefixes("+:-@/bin/a x"),
            Prefixes {
                ignore_failure: true,
                own_name: true,
                no_variables: true,
                privileges: Privileges::Full,
                shell: false
            }
        );
        assert_eq!(prefixes("!/bin/a").privileges, Privileges::KeepsUser);
        assert_eq!(prefixes("!!/bin/a").privileges, Privileges::KeepsUserIfNeeded);
        assert!(super::read("|echo hi", Version(258)).expect("a shell command")[0].prefixes.shell);
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(
            read("./run.sh"),
            "`./run.sh` is not absolute: begin the path with `/`, or name a program of the search path without any `/`",
        );
        refuses(
            read("~/x"),
            "`~/x` begins with `~`, which is not expanded: begin with `%h` or `/`",
        );
        refuses(
            read("${A}/x"),
            "`${A}/x` begins with a variable, which is not expanded in the program: begin with `/`",
        );
        refuses(read("/bin/"), "`/bin/` is a directory: name the program in it");
        refuses(read("/bin/.."), "`/bin/..` is a directory: name the program in it");
        refuses(read("-"), "`-` needs a program behind it, for example `-/usr/bin/myapp`");
        refuses(
            read("- /bin/a"),
            "`-` stands alone: write it right before the path, without a blank",
        );
        refuses(
            read("\"\" a"),
            "the program is an empty word: write its path, for example /usr/bin/myapp",
        );
        refuses(
            read("++/bin/a"),
            "`+/bin/a` begins with a prefix that cannot stand there: each is given once, and `+` not with `!`",
        );
        refuses(
            read("|/bin/a"),
            "`|/bin/a` begins with a prefix that needs systemd 258 or newer, and this is 257: begin with the path",
        );
        refuses(
            super::read(":/bin/a", Version(241)),
            "`:/bin/a` begins with a prefix that needs systemd 242 or newer, and this is 241: begin with the path",
        );
        refuses(
            super::read("a", Version(238)),
            "`a` is not absolute, which needs systemd 239 or newer: write the whole path, for example /usr/bin/a",
        );
        refuses(
            read("@/bin/a"),
            "`@/bin/a` begins with `@`, so the program's own name must follow the path: write `@/bin/a NAME`",
        );
        refuses(
            read("/bin/a it's"),
            "a quote `'` is opened and not closed: close it, or put an apostrophe in double quotes",
        );
        refuses(read("/bin/date +%Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        refuses(
            read(r"/bin/a\tb"),
            "`/bin/a\\tb` has `\\t`, which the path of a program cannot have",
        );
        refuses(read("/bin/a ; b/c"), read("b/c").expect_err("relative").message.as_str());
        survives(|text| drop(read(text)));
        survives(|text| drop(super::read(text, Version(200))));
    }
}
