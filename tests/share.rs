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
const SSH: &str = "2.7VPBbtNAEHWAA9qvMNBDe3ACRREIyYcEBzWC0ihuxaGKrM163KyynrV2x6H5LP4B8V2MnRokCkjpqYdasmzPzrw38974sferpzkstcRXr4NHvR-9ywvUtBAJeOV0RdpifFYBjtMkTEHVDsJ0BcaEHtwGXOitWgOJMRTWQbz78n2S7oqj7y3muoGYSVpNrrUnHz8bAKkB0zZ3nqGljGy2hMzVKMRl2iIsxCdOBkzJgSzjY77ESCmoKEbLWVP0JI1ZiC8SCfLx9k_m3vNB7d3A6OXAbxmpzG-eDWt_l_z9ns6636RBEHx7st8gIrGqLgFJtpmlxHdNf4dvj8LuPVMWC311ODwSo4LAxQj01br1DWuI3kc1o0XG2nVddWFZswZ5v6HRCu6kya50ISa40c5i0-YHbSCO2rocClkbamrF5BpUysQ0Yzdau_1SYwsbRvT7-NZZEh6k6UmSnc3O0zZtDsbK_B8Y3WETX2sWMTq5mIUHp6Pp59k0ER85dGpziCtnFXgv5uBbVotRIbVh8bsQ97nhcVgI4sao9vHxcCjOtxWw16SLrZjXSLqERDtQZB2bzY3cirZ0L99w7d_2o2R9dGtOtyIjo6VvoX4503vx3_9jl_WwVw97tedeBcFP";

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
