//! Links that were given away open for ever.

use doorbell::activation::{Role, drop_in_of};
use doorbell::preset::PRESETS;
use doorbell::share;

/// A line for each: the name of its units, which preset they were, and the link.
const LINKS: &str = include_str!("fixtures/links.txt");

#[test]
fn links_of_all_versions_open() {
    let mut opened = 0;
    for line in LINKS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (Some(title), Some(target), Some(link)) = (words.next(), words.next(), words.next())
        else {
            panic!("three words are expected in {line:?}");
        };
        let units = share::unpack(link).unwrap_or_else(|why| panic!("{title}: {why}"));
        let preset = PRESETS.iter().find(|preset| preset.title.replace(' ', "-") == title);
        let mut expected = preset.expect("a preset of this title").activation();
        expected.set_target(units.target());
        assert_eq!((&units, units.target().id), (&expected, target), "{title}");
        opened += 1;
    }
    assert_eq!(opened, 5);
}

/// Debian's ssh, moved to another port by a drop-in: what the second version has written is never changed either.
const SSH: &str = "";

#[test]
fn a_link_to_a_drop_in_opens() {
    let ssh = share::unpack(SSH).unwrap_or_else(|why| panic!("{why}"));
    let base = ssh.base(Role::Socket).expect("a socket that stays as it is");
    assert_eq!(base.path, "/usr/lib/systemd/system/ssh.socket");
    assert_eq!((ssh.name(), ssh.target().id), ("ssh", PRESETS[0].activation().target().id));
    let made = drop_in_of(&ssh, Role::Socket).expect("a drop-in");
    assert_eq!(made.text, "[Socket]\nListenStream=\nListenStream=2222\n");
    assert_eq!(drop_in_of(&ssh, Role::Service).map(|made| made.text), Some(String::new()));
}
