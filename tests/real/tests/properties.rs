//! What holds for any text and any edit, shown on thousands of random ones.

use doorbell::activation::listener::{self, ListenerKind};
use doorbell::activation::{self, Activation, Lens, Role, Style, listeners, set_accept, set_style};
use doorbell::catalogue::{self, Section, target::TARGETS};
use doorbell::check::{self, Case, RULES};
use doorbell::explain;
use doorbell::export::{self, code, install};
use doorbell::preset::PRESETS;
use doorbell::share;
use doorbell::simulate::{self, Conduct, Deed as Order, Load, Program};
use doorbell::syntax::{LineKind, UnitFile};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use real::fixes;

/// Text made of what matters to the grammar, and of anything.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(vec![
            "\n", "\r", "\0", "\r\n", "\\", "\\\n", "#", ";", "[", "]", "=", " ", "\t", "\u{feff}", "[Unit]\n", "[Socket]\n",
            "[Service]\n", "[Install]\n", "ListenStream=", "ListenDatagram=", "Accept=yes\n", "Accept=no\n", "ExecStart=/bin/a\n",
            "StandardInput=socket\n", "Requires=a.socket\n", "Environment=", "User=", "Service=", "80", "/run/a", "@a", "%i", "\"", "'",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A pair of units whose lines come from the examples of the rules, good and bad, so that the rules have much to say.
fn pair_with_mistakes() -> impl Strategy<Value = [String; 2]> {
    let mut lines: Vec<&str> = RULES
        .iter()
        .flat_map(|rule| check::doc(rule.name).expect("a text").lines())
        .filter(|line| line.contains('=') && line.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect();
    lines.extend([
        "Listenstream=80",
        "Port=80",
        "NonBlocking=yes",
        "Restart=always",
        "# a comment",
        "Backlog=x",
        "User=%",
    ]);
    let section = move |name: &str| {
        let head = format!("[{name}]\n");
        prop::collection::vec(select(lines.clone()), 0..6).prop_map(move |lines| {
            lines.into_iter().fold(head.clone(), |text, line| text + line + "\n")
        })
    };
    let file = move |own: &str| {
        (section("Unit"), section(own), section("Install")).prop_map(|(a, b, c)| [a, b, c].concat())
    };
    (file("Socket"), file("Service")).prop_map(|(socket, service)| [socket, service])
}

/// One thing that a person can do.
#[derive(Clone, Debug)]
enum Deed {
    Accept(bool),
    Style(Style),
    Rename(String),
    Text(Role, String),
    Set(Lens, String),
    Add(Lens, String),
    User(String),
    AddListener(ListenerKind),
    Kind(Index, ListenerKind),
    Shape(Index, Index),
    Address(Index, String),
    RemoveListener(Index),
    Target(Index),
}

fn deed() -> impl Strategy<Value = Deed> {
    let role = || select(Role::ALL.to_vec());
    let lens = || {
        (any::<Index>(), role()).prop_map(|(index, unit)| {
            let all: Vec<_> = catalogue::all().collect();
            let directive = index.get(&all);
            let section = *directive.sections.first().unwrap_or(&Section::Unit);
            Lens { unit, section, key: directive.name }
        })
    };
    let value = || prop_oneof![text(), "[ -~]{0,12}", any::<String>()];
    let kind = || select(ListenerKind::ALL.to_vec());
    prop_oneof![
        3 => any::<bool>().prop_map(Deed::Accept),
        2 => select(vec![Style::Aware, Style::Inetd]).prop_map(Deed::Style),
        2 => prop_oneof!["[a-z]{1,5}", any::<String>()].prop_map(Deed::Rename),
        2 => (role(), text()).prop_map(|(role, text)| Deed::Text(role, text)),
        4 => (lens(), value()).prop_map(|(lens, value)| Deed::Set(lens, value)),
        2 => (lens(), value()).prop_map(|(lens, value)| Deed::Add(lens, value)),
        1 => value().prop_map(Deed::User),
        2 => kind().prop_map(Deed::AddListener),
        2 => (any::<Index>(), kind()).prop_map(|(index, kind)| Deed::Kind(index, kind)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(index, shape)| Deed::Shape(index, shape)),
        2 => (any::<Index>(), value()).prop_map(|(index, value)| Deed::Address(index, value)),
        1 => any::<Index>().prop_map(Deed::RemoveListener),
        1 => any::<Index>().prop_map(Deed::Target),
    ]
}

fn act(activation: &mut Activation, deed: Deed) {
    let rows = listeners(activation);
    let row = |index: Index| (!rows.is_empty()).then(|| index.get(&rows).clone());
    match deed {
        Deed::Accept(accept) => set_accept(activation, accept),
        Deed::Style(style) => set_style(activation, style),
        Deed::Rename(name) => _ = activation::rename(activation, &name),
        Deed::Text(role, text) => activation.set_text(role, &text),
        Deed::Set(lens, value) => _ = activation.set(lens, &value),
        Deed::Add(lens, value) => _ = activation.add(lens, &value),
        Deed::User(user) => _ = activation.set_user(&user),
        Deed::AddListener(kind) => listener::add_listener(activation, kind),
        Deed::Kind(index, kind) => {
            if let Some(row) = row(index) {
                listener::set_kind(activation, &row, kind);
            }
        }
        Deed::Shape(index, shape) => {
            if let Some(row) = row(index) {
                listener::set_shape(activation, &row, *shape.get(row.kind.shapes()));
            }
        }
        Deed::Address(index, value) => {
            if let Some(row) = row(index) {
                listener::set_address(activation, &row, &value).ok();
            }
        }
        Deed::RemoveListener(index) => {
            if let Some(row) = row(index) {
                listener::remove_listener(activation, &row);
            }
        }
        Deed::Target(index) => activation.set_target(index.get(TARGETS)),
    }
}

/// Everything the page derives from the units.
fn derive_all(activation: &Activation) {
    explain::explain(activation);
    explain::requirement(activation);
    for finding in check::run(&Case::pair(activation)) {
        if let Some(fix) = &finding.fix {
            fix.apply(&mut activation.clone());
        }
    }
    let version = activation.target().version;
    for unit in Role::ALL {
        for a in activation.file(unit).all_assignments() {
            for section in [Section::Unit, Section::Socket, Section::Service, Section::Install] {
                if let Some(directive) = catalogue::find(section, a.key) {
                    _ = directive.kind.read(a.value, version);
                    explain::does_not_apply(
                        activation,
                        Lens { unit, section, key: directive.name },
                    );
                }
            }
        }
    }
    for row in listeners(activation) {
        let shape = row.shape();
        assert_eq!(shape.split(&row.value).len(), shape.parts().len());
    }
    export::archive::pack(activation, 0);
    let options = install::Options::default();
    install::script(activation, &options);
    install::steps(activation, &options);
    install::removal(activation, &options);
    export::client::clients(activation);
}

/// What the units make of a load with a restart and a stop in it: each call ends in one way.
fn play(activation: &Activation) {
    let mut load = Load::steady(20.0, 100, 3, 5000, 1);
    load.deeds = vec![(1000, Order::Restart), (2500, Order::Stop)];
    for conduct in [Conduct::Serves, Conduct::Exits, Conduct::Fails] {
        let program = Program { conduct, idle_exit: Some(300), ..Program::default() };
        let timeline = simulate::run(activation, &program, &load);
        let totals = timeline.totals();
        assert_eq!(totals.served + totals.turned_away + totals.pending, totals.calls);
        assert!(timeline.events.is_sorted_by_key(|event| event.at));
        assert!(timeline.moments.is_sorted_by_key(|moment| moment.at));
        let last = timeline.moments.last().copied().unwrap_or_default();
        assert_eq!(last.turned_away as usize, totals.turned_away);
        assert_eq!((last.waiting + last.serving) as usize, totals.pending - not_come(&timeline));
    }
}

/// How many callers of a timeline had not come when it ended.
fn not_come(timeline: &simulate::Timeline) -> usize {
    let came = timeline.count(|what| matches!(what, simulate::What::Called(_)));
    timeline.calls.len() - came
}

fn of_fitting_section(lens: &Lens) -> bool {
    lens.section == Section::Unit || lens.section == lens.unit.section()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_joined_are_the_text(text in text()) {
        let file = UnitFile::parse(text.clone());
        let joined: String = file.lines().iter().map(|line| file.raw(line)).collect();
        prop_assert_eq!(joined, text);
        let mut at = 0;
        for line in file.lines() {
            prop_assert_eq!(line.span().start, at);
            prop_assert!(line.first() <= line.last());
            at = line.span().end;
        }
    }

    #[test]
    fn any_text_is_a_link_or_says_why_not(payload in prop_oneof![any::<String>(), "1\\.[A-Za-z0-9_-]{0,200}"]) {
        if let Err(why) = share::unpack(&payload) {
            prop_assert!(!why.to_string().is_empty());
        }
    }

    #[test]
    fn setting_changes_no_other_line(text in text(), key in "[A-Z][a-z]{0,3}", value in "[ -~]{0,12}") {
        let mut file = UnitFile::parse(text.clone());
        let raws = |file: &UnitFile, but: &str| -> Vec<String> {
            file.lines()
                .iter()
                .filter(|line| !matches!(&line.kind, LineKind::Assignment(k, _) if file.part(k) == but))
                .map(|line| file.raw(line).trim_end_matches(['\n', '\r', '\0']).to_owned())
                .collect()
        };
        let before = raws(&file, &key);
        if file.set("Service", &key, &value, &[]).is_ok() {
            let kept = raws(&file, &key);
            // A new section, and an end for a last line that lacked one, may come; nothing may go.
            let mut rest = kept.iter();
            for line in &before {
                prop_assert!(rest.any(|kept| kept.trim_end_matches('\\') == line.trim_end_matches('\\')), "{:?} is gone from {:?}", line, kept);
            }
            let read = file.assignments("Service", &key).last().map(|a| a.value.to_owned());
            prop_assert_eq!(read, Some(value.trim_matches([' ', '\t']).to_owned()));
        } else {
            prop_assert_eq!(file.text(), text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_deed_panics_and_all_can_be_derived(
        preset in any::<Index>(),
        socket in text(),
        service in text(),
        own in any::<bool>(),
        deeds in prop::collection::vec(deed(), 0..12),
    ) {
        let mut activation = match own {
            true => Activation::new("a", &socket, &service),
            false => preset.get(&PRESETS).activation(),
        };
        for deed in deeds {
            act(&mut activation, deed);
            derive_all(&activation);
        }
        play(&activation);
        let opened = share::unpack(&share::pack(&activation)).expect("a link of our own");
        prop_assert_eq!(share::plain(&opened), share::plain(&activation));
        for language in &code::LANGUAGES {
            code::program(&activation, language, code::USUAL_IDLE).ok();
        }
    }

    #[test]
    fn there_and_back_is_the_same_bytes(
        preset in any::<Index>(),
        deeds in prop::collection::vec(deed(), 0..6),
        accept in any::<bool>(),
    ) {
        let mut activation = preset.get(&PRESETS).activation();
        for deed in deeds {
            act(&mut activation, deed);
        }
        set_accept(&mut activation, accept);
        let texts = |a: &Activation| Role::ALL.map(|unit| a.file(unit).text().to_owned());
        let before = texts(&activation);
        // Where the socket has no section, or says it in a way of its own, the switch still has to find its way back.
        set_accept(&mut activation, !accept);
        if activation.accept() != accept {
            set_accept(&mut activation, accept);
            prop_assert_eq!(texts(&activation), before);
        }
    }

    #[test]
    fn a_value_that_was_set_is_the_one_that_is_read(
        preset in any::<Index>(),
        deed in deed(),
    ) {
        let mut activation = preset.get(&PRESETS).activation();
        if let Deed::Set(lens, value) = deed {
            let stripped = value.trim_matches([' ', '\t']);
            if of_fitting_section(&lens) && activation.set(lens, &value).is_ok() {
                let expected = Some(stripped).filter(|value| !value.is_empty());
                prop_assert_eq!(activation.value(lens), expected);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_fix_removes_its_finding_and_adds_none(
        name in select(vec!["a", "a@", "a@b", "ssh"]),
        [socket, service] in pair_with_mistakes(),
        target in select(TARGETS.iter().collect::<Vec<_>>()),
    ) {
        let mut pair = Activation::new(name, &socket, &service);
        pair.set_target(target);
        fixes::hold(&pair);
    }
}
