//! What has to be on the server before the units can start, as a command that looks for it.

use super::install::{Options, Users, accounts};
use super::shell::{as_root, quote};
use crate::activation::{Activation, Lens, Role};
use crate::value::command;

/// The folders that systemd makes by itself, and where.
const MADE: [(&str, &str); 5] = [
    ("StateDirectory", "/var/lib"),
    ("CacheDirectory", "/var/cache"),
    ("LogsDirectory", "/var/log"),
    ("ConfigurationDirectory", "/etc"),
    ("RuntimeDirectory", "/run"),
];

/// What puts a service into a file system of its own, where a path means another file.
const ROOTS: [&str; 2] = ["RootDirectory", "RootImage"];

/// The command that says which programs, files, folders and accounts of the service are missing; none where there is nothing
/// to look for. What may be missing, and what is known only when the unit is loaded, is not looked for.
pub fn preflight(activation: &Activation, options: &Options) -> Option<String> {
    let looks = [files(activation), missing_accounts(activation, options)].concat();
    if looks.is_empty() {
        return None;
    }
    let mut script = "all=yes\n".to_owned();
    for (test, what) in looks {
        let says = quote(&format!("missing: {what}"));
        script.push_str(&format!("{test} || {{ echo {says}; all=no; }}\n"));
    }
    script.push_str("[ $all = no ] || echo 'nothing is missing'\n");
    Some(as_root(&script))
}

/// A test of the shell, and what it looks for, in words.
type Look = (String, String);

fn files(activation: &Activation) -> Vec<Look> {
    let value = |key: &'static str| activation.value(Lens::service(key));
    if ROOTS.iter().any(|key| value(key).is_some()) {
        return Vec::new();
    }
    let mut looks = Vec::new();
    let mut look = |flag: &str, path: &str, what: &str| {
        let path = activation.expand(Role::Service, path);
        if path.text.starts_with('/') && !path.is_open {
            let look =
                (format!("[ -{flag} {} ]", quote(&path.text)), format!("{what} {}", path.text));
            if !looks.contains(&look) {
                looks.push(look);
            }
        }
    };
    for key in ["ExecStartPre", "ExecStart", "ExecStartPost"] {
        for line in activation.list(Lens::service(key)) {
            let commands = command::read(line.value, activation.target().version);
            for command in commands.iter().flatten() {
                if !command.prefixes.ignore_failure && !command.prefixes.shell {
                    look("x", &command.program, "the program");
                }
            }
        }
    }
    for line in activation.list(Lens::service("EnvironmentFile")) {
        // A pattern stands for files of which none has to be there.
        if !line.value.contains(['*', '?', '[']) {
            look("e", line.value, "the environment file");
        }
    }
    if let Some(folder) = value("WorkingDirectory") {
        let is_made = MADE.iter().any(|(key, base)| {
            let names = value(key).unwrap_or_default().split_whitespace();
            let mut made =
                names.map(|name| format!("{base}/{}", name.split(':').next().unwrap_or_default()));
            made.any(|made| folder == made)
        });
        if !is_made {
            look("d", folder, "the folder");
        }
    }
    looks
}

fn missing_accounts(activation: &Activation, options: &Options) -> Vec<Look> {
    if options.users != Users::Leave {
        return Vec::new();
    }
    let accounts = accounts(activation);
    let of = |database: &'static str, what: &'static str, names: Vec<String>| {
        names.into_iter().map(move |name| {
            (format!("getent {database} {name} >/dev/null"), format!("the {what} {name}"))
        })
    };
    of("passwd", "user", accounts.users).chain(of("group", "group", accounts.groups)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(service: &str, users: Users) -> Vec<String> {
        let units = Activation::new("a", "[Socket]\n", &format!("[Service]\n{service}"));
        let command = preflight(&units, &Options { users }).unwrap_or_default();
        let missing = command.lines().filter_map(|line| line.split_once("missing: "));
        missing.map(|(_, what)| what.split("';").next().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_the_service_names_is_looked_for() {
        let service = "ExecStart=/usr/bin/a --x\nExecStartPre=-/bin/may\nExecStartPre=/usr/bin/a\n\
            EnvironmentFile=-/etc/may\nEnvironmentFile=/etc/b.env\nEnvironmentFile=/etc/c/*.env\n\
            WorkingDirectory=/srv/%N\nUser=web\nGroup=www\n";
        let files =
            ["the program /usr/bin/a", "the environment file /etc/b.env", "the folder /srv/a"];
        assert_eq!(looks(service, Users::Sysusers), files);
        assert_eq!(looks(service, Users::Leave)[3..], ["the user web", "the group www"]);
    }

    #[test]
    fn what_systemd_makes_and_what_lies_elsewhere_is_not() {
        for service in [
            "",
            "ExecStart=a\n",
            "ExecStart=/bin/%b\n",
            "RootDirectory=/srv/root\nExecStart=/bin/a\n",
            "StateDirectory=b a\nWorkingDirectory=/var/lib/a\n",
            "WorkingDirectory=~\n",
        ] {
            assert_eq!(looks(service, Users::Sysusers), [""; 0], "{service}");
        }
    }
}
