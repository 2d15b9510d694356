//! The harness itself: the roots are what we think they are, and a layer leaves no trace.

use doorbell::catalogue::target::TRIED;
use doorbell::value::Version;
use real::roots::{Root, Suite};

#[test]
fn each_suite_has_the_systemd_we_name() {
    assert_eq!(Root::get(Suite::Bullseye).version(), Version(247));
    assert_eq!(Root::get(Suite::Bookworm).version(), Version(252));
    assert_eq!(Root::get(Suite::Trixie).version(), Version(257));
    assert!(Root::get(Suite::Testing).version() >= Version(262), "the newest moves on");
}

/// The page says which releases are tried.
#[test]
fn the_tried_releases_are_those_of_the_roots() {
    let tried = Suite::ALL.map(|suite| Root::get(suite).target().version);
    assert_eq!(TRIED, tried);
}

#[test]
fn verify_prints_a_remark_and_accepts_a_clean_pair() {
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let program = ("/usr/local/bin/myapp", "#!/bin/sh\n");
        let service = ("myapp.service", "[Service]\nExecStart=/usr/local/bin/myapp\n");
        let clean =
            root.verify(&[program, service, ("myapp.socket", "[Socket]\nListenStream=8080\n")]);
        assert!(clean.success && clean.remarks.is_empty(), "{suite:?}: {clean:?}");

        let remark = root.verify(&[
            program,
            service,
            ("myapp.socket", "[Socket]\nListenStream=8080\nBell=1\n"),
        ]);
        assert_eq!(remark.remarks.len(), 1, "{suite:?}: {remark:?}");
        assert!(
            remark.remarks[0].starts_with("/units/myapp.socket:3: Unknown key"),
            "{suite:?}: {remark:?}"
        );

        let lost = root.verify(&[service, ("myapp.socket", "[Socket]\nListenStream=8080\n")]);
        assert!(
            lost.remarks.iter().any(|line| line.contains("is not executable")),
            "{suite:?}: {lost:?}"
        );
    }
}

#[test]
fn what_a_command_writes_is_gone_when_it_ends() {
    let root = Root::get(Suite::Bookworm);
    assert!(
        root.chroot("echo ring > /etc/doorbell-was-here; test -s /etc/doorbell-was-here")
            .status
            .success()
    );
    assert!(!root.chroot("test -e /etc/doorbell-was-here").status.success());
}

#[test]
fn the_toolchains_are_there() {
    let tools = "gcc --version && go version && python3 --version && node --version && ruby --version && php --version && perl --version && javac --version";
    let output = Root::get(Suite::Toolchains).chroot(tools);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
