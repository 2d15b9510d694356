//! Links that were given away open for ever.

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
