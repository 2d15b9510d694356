//! What every preset promises, without systemd: the real one is asked in `tests/real`.

use doorbell::activation::{
    Lens, Role, Style, obstacle_to_accept, obstacle_to_style, set_accept, set_style, style,
};
use doorbell::preset::PRESETS;

#[test]
fn the_first_preset_is_the_web_server_to_the_letter() {
    let web = PRESETS[0].activation();
    assert_eq!(web.file_name(Role::Socket), "myapp.socket");
    assert_eq!(
        web.file(Role::Socket).text(),
        "[Unit]\nDescription=My Application Socket\n\n[Socket]\nListenStream=8080\nAccept=no\nBindIPv6Only=both\n\n[Install]\nWantedBy=sockets.target\n"
    );
    assert_eq!(web.file_name(Role::Service), "myapp.service");
    assert_eq!(
        web.file(Role::Service).text(),
        "[Unit]\nDescription=My Application Server\nRequires=myapp.socket\n\n[Service]\nType=simple\nExecStart=/usr/local/bin/myapp\nUser=appuser\nGroup=appuser\nStandardOutput=journal\nStandardError=journal\n"
    );
}

#[test]
fn there_and_back_is_the_same_bytes() {
    for preset in &PRESETS {
        let before = preset.activation();
        let texts = || Role::ALL.map(|unit| before.file(unit).text().to_owned());
        let mut activation = before.clone();
        let accept = activation.accept();
        set_accept(&mut activation, !accept);
        set_accept(&mut activation, accept);
        assert_eq!(
            Role::ALL.map(|unit| activation.file(unit).text().to_owned()),
            texts(),
            "{} Accept=",
            preset.title
        );
        let from = style(&activation);
        for other in [Style::Aware, Style::Inetd] {
            set_style(&mut activation, other);
        }
        set_style(&mut activation, from);
        assert_eq!(
            Role::ALL.map(|unit| activation.file(unit).text().to_owned()),
            texts(),
            "{} style",
            preset.title
        );
    }
}

#[test]
fn every_value_is_one_that_systemd_takes() {
    for preset in &PRESETS {
        for accept in [false, true] {
            for way in [Style::Aware, Style::Inetd] {
                let mut activation = preset.activation();
                if obstacle_to_accept(&activation, accept).is_some() {
                    continue;
                }
                set_accept(&mut activation, accept);
                if obstacle_to_style(&activation, way).is_some() {
                    continue;
                }
                set_style(&mut activation, way);
                let version = activation.target().version;
                for unit in Role::ALL {
                    for a in activation.file(unit).all_assignments() {
                        let directive = doorbell::catalogue::all()
                            .find(|d| {
                                d.name == a.key
                                    && d.sections.iter().any(|s| Some(s.name()) == a.section)
                            })
                            .unwrap_or_else(|| {
                                panic!("{}: {} is no directive", preset.title, a.key)
                            });
                        assert_eq!(
                            directive.kind.read(a.value, version),
                            Ok(()),
                            "{}: {}",
                            preset.title,
                            a.key
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_preset_knows_itself_and_no_other() {
    for (index, preset) in PRESETS.iter().enumerate() {
        let activation = preset.activation();
        let known: Vec<_> = PRESETS.iter().map(|other| other.is_like(&activation)).collect();
        assert_eq!(known.iter().position(|is| *is), Some(index));
        assert_eq!(known.iter().filter(|is| **is).count(), 1);
        assert!(activation.value(Lens::service("ExecStart")).is_some());
    }
}
