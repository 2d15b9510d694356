//! The page in a real browser, used as a person would use it: by what is read on it, key by key.

use flate2::read::GzDecoder;
use real::browser::{Key, Page};
use serde_json::{Value, json};
use std::{collections::BTreeSet, io::Read};
use tar::Archive;

/// The units of the first preset, with which the page opens.
const SOCKET: &str = "\
[Unit]
Description=My Application Socket

[Socket]
ListenStream=8080
Accept=no
BindIPv6Only=both

[Install]
WantedBy=sockets.target
";

const SERVICE: &str = "\
[Unit]
Description=My Application Server
Requires=myapp.socket

[Service]
Type=simple
ExecStart=/usr/local/bin/myapp
User=appuser
Group=appuser
StandardOutput=journal
StandardError=journal
";

fn units(page: &Page) -> [String; 2] {
    ["myapp.socket", "myapp.service"].map(|unit| page.text(unit))
}

// First paint and host

#[test]
fn the_program_takes_over_without_a_jump() {
    for width in [1440, 390] {
        let page = Page::blank();
        page.size(width, 900);
        // The program waits for the page, which a local host delivers hardly faster.
        page.before_each_load(
            "const get = window.fetch;
             window.fetch = async (...what) => {
                 if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done));
                 return get(...what);
             };
             // What a text area shows is its value; the text between its tags is only where that began.
             const text = (e) => e.childElementCount || e.tagName === 'TEXTAREA' ? '' : e.textContent.trim();
             const boxes = () => [...document.querySelectorAll('#app *')].filter((e) => e.checkVisibility()).map((e) => {
                 const { x, y, width, height } = e.getBoundingClientRect();
                 return [`${e.tagName} ${e.id} ${e.value ?? ''} ${text(e)}`, [x, y, width, height]];
             });
             const replace = Element.prototype.replaceWith;
             Element.prototype.replaceWith = function (...nodes) {
                 const before = boxes();
                 replace.apply(this, nodes);
                 window.paints = [before, boxes()];
             };",
        );
        page.visit();
        let [before, after]: [Vec<(String, [f64; 4])>; 2] =
            serde_json::from_value(page.run("return window.paints")).expect("boxes");
        assert!(before.len() > 150, "the page was there before the program: {}", before.len());
        let moved: Vec<_> = before
            .iter()
            .zip(&after)
            .filter(|((what, from), (other, to))| {
                what != other || from.iter().zip(to).any(|(from, to)| (from - to).abs() > 0.5)
            })
            .collect();
        assert!(moved.is_empty(), "at {width} px: {:#?}", &moved[..moved.len().min(9)]);
        assert_eq!(before.len(), after.len(), "at {width} px");
    }
}

#[test]
fn without_javascript_the_units_are_there_to_copy() {
    let page = Page::blank();
    page.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    page.visit_without_program();
    page.see("Doorbell needs JavaScript for its form.");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    assert_eq!(page.value("Name"), "myapp");
    assert_eq!(page.value("ExecStart="), "/usr/local/bin/myapp");
    assert!(page.is(
        "return document.querySelector('[aria-label=\"Text of myapp.service\"]').checkVisibility()"
    ));
}

#[test]
fn a_program_that_does_not_load_is_told() {
    let page = Page::blank();
    page.expect_complaint("Failed to fetch");
    page.expect_complaint("wasm");
    page.devtools("Network.enable", json!({}));
    page.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm"] }));
    page.visit_without_program();
    page.see("program did not load");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
}

#[test]
fn without_what_is_fetched_later_the_form_still_writes_units() {
    let page = Page::blank();
    page.expect_complaint("split_later");
    page.expect_complaint("Failed to fetch");
    page.devtools("Network.enable", json!({}));
    page.devtools("Network.setBlockedURLs", json!({ "urls": ["*split_later*"] }));
    page.visit();
    page.fill("Text of myapp.service", UNUSUAL);
    page.fill("Name", "shop");
    page.leave();
    page.click("One instance per caller");
    page.see_line("shop.socket", "Accept=yes");
    page.see_line("shop@.service", "JoinsNamespaceOf=shop.socket");
    assert_eq!(colours(&page), ["reference", "value", "value"]);
    page.click("Download");
    page.see("could not be fetched");
}

#[test]
fn a_value_is_coloured_as_what_it_is_once_every_name_is_known() {
    let page = Page::open();
    page.fill("Text of myapp.service", UNUSUAL);
    page.leave();
    page.soon("no colour for a name that systemd does not know", || {
        colours(&page) == ["reference", "value", ""]
    });
    page.reload();
    page.soon("the same colours", || colours(&page) == ["reference", "value", ""]);
}

/// Names that the page does not know at once: two that systemd has, and one that it has not.
const UNUSUAL: &str = "[Unit]\nJoinsNamespaceOf=myapp.socket\n[Service]\nExecStart=/bin/a\nProtectSystem=strict\nProtectMoon=yes\n";

/// The colours of the values of these names, as their classes.
fn colours(page: &Page) -> Vec<String> {
    let of = |name: &str| {
        let class = page.run_with(
            "const lines = [...document.querySelectorAll('.shown li')];
             const line = lines.find((line) => line.textContent.startsWith(arguments[0]));
             return line?.querySelectorAll('span')[2]?.className.replace('under', '').trim() ?? null",
            &[json!(name)],
        );
        class.as_str().unwrap_or("no such line").to_owned()
    };
    ["JoinsNamespaceOf", "ProtectSystem", "ProtectMoon"].map(of).to_vec()
}

#[test]
fn the_page_fetches_each_of_its_files_once_and_nothing_else() {
    let page = Page::open();
    page.click("#tab-install");
    page.fill("Name", "shop");
    page.click("Download");
    page.downloaded("shop.tar.gz");
    let requests = page.requests();
    let kinds: BTreeSet<_> =
        requests.iter().map(|path| path.rsplit('.').next().unwrap_or_default()).collect();
    assert_eq!(kinds, BTreeSet::from(["", "css", "js", "wasm"]), "{requests:?}");
    assert_eq!(requests.iter().collect::<BTreeSet<_>>().len(), requests.len(), "{requests:?}");
}

// The form

#[test]
fn the_preview_follows_every_key() {
    let page = Page::open();
    assert_eq!(units(&page), [SOCKET, SERVICE]);

    page.clear("ExecStart=");
    page.see_no_line("myapp.service", "ExecStart");
    let mut typed = String::new();
    for key in "/opt/shop --port 1".chars() {
        page.keys(&key.to_string());
        typed.push(key);
        let expected = SERVICE.replace("/usr/local/bin/myapp", &typed);
        assert_eq!(page.text("myapp.service"), expected, "after `{typed}`");
    }
}

#[test]
fn a_whole_form_makes_the_whole_pair() {
    let page = Page::open();
    page.fill("Name", "shop");
    page.fill("ExecStart=", "/opt/shop/bin/shop");
    page.fill("User=", "shop");
    page.fill("#service-Description", "The shop");
    page.fill("#listener-1", "80");
    page.click("+ Add a listener");
    page.fill("#listener-2", "443");
    page.click("Limits and lifecycle");
    page.fill("Backlog=", "512");
    page.choose("Restart=", "on-failure");
    page.click("#service-NonBlocking");
    assert_eq!(
        page.text("shop.socket"),
        SOCKET
            .replace("My Application Socket", "The shop Socket")
            .replace("8080", "80\nListenStream=443")
            .replace("both", "both\nBacklog=512")
    );
    assert_eq!(
        page.text("shop.service"),
        SERVICE
            .replace("My Application Server", "The shop")
            .replace("myapp.socket", "shop.socket")
            .replace("/usr/local/bin/myapp", "/opt/shop/bin/shop\nRestart=on-failure")
            .replace("appuser", "shop")
            .replace("Group=shop", "Group=shop\nNonBlocking=yes")
    );
    page.click("#service-NonBlocking");
    page.choose("Restart=", "default: no");
    for part in ["NonBlocking", "Restart"] {
        page.see_no_line("shop.service", part);
    }
}

#[test]
fn the_name_is_carried_everywhere() {
    let page = Page::open();
    page.clear("Name");
    for (key, name) in [("d", "d"), ("b", "db"), ("x", "dbx")] {
        page.keys(key);
        assert_eq!(page.value("Name"), name);
        assert_eq!(page.text(&format!("{name}.socket")), SOCKET);
        let expected = SERVICE.replace("myapp.socket", &format!("{name}.socket"));
        assert_eq!(page.text(&format!("{name}.service")), expected);
    }
    page.leave();
    page.see_line("dbx.service", "Requires=dbx.socket");
}

#[test]
fn a_name_that_is_none_is_refused_and_stays_in_its_field() {
    let page = Page::open();
    page.fill("Name", "my app");
    assert!(page.is_wrong("Name"));
    assert_eq!(page.value("Name"), "my app");
    assert!(!page.says("Name").is_empty());
    page.leave();
    assert_eq!(page.value("Name"), "my app", "what was refused is not lost");
    page.fill("Name", "my-app");
    assert!(!page.is_wrong("Name"));
    assert_eq!(page.text("my-app.socket"), SOCKET);
}

#[test]
fn accept_there_and_back_gives_the_same_text() {
    let page = Page::open();
    page.click("One instance per caller");
    assert!(page.is_chosen("One instance per caller"));
    page.see_line("myapp.socket", "Accept=yes");
    page.see_line("myapp@.service", "CollectMode=inactive-or-failed");
    page.see_no_line("myapp@.service", "Requires=");
    page.see("myapp@.service");
    page.click("One service answers every caller");
    assert_eq!(units(&page), [SOCKET, SERVICE]);

    page.click("One instance per caller");
    page.fill("ExecStart=", "/opt/till");
    page.fill("#listener-1", "99");
    page.click("One service answers every caller");
    assert_eq!(
        units(&page),
        [SOCKET.replace("8080", "99"), SERVICE.replace("/usr/local/bin/myapp", "/opt/till")]
    );
}

#[test]
fn the_explanation_speaks_of_these_units() {
    let page = Page::open();
    let meaning = "return document.getElementById('meaning')?.innerText ?? ''";
    let said = || page.run(meaning).as_str().expect("words").to_owned();
    page.fill("Name", "shop");
    page.soon("what the units mean", || said().contains("shop.service"));
    // One line a point; the whole of it is there for who opens it.
    let rest = "is the name of the listening socket";
    page.click("One instance per caller");
    page.soon("what the other mode means", || said().contains("shop@0-"));
    let before = said();
    assert!(!before.contains(rest));
    page.run("document.querySelectorAll('.point > summary').forEach((line) => line.click())");
    page.soon("the points opened", || said().len() > before.len() + 300);
}

#[test]
fn inetd_style_there_and_back() {
    let page = Page::open();
    page.click("One instance per caller");
    let accepted = page.text("myapp@.service");
    page.click("stdin / stdout");
    for line in ["StandardInput=socket", "StandardOutput=socket", "StandardError=journal"] {
        page.see_line("myapp@.service", line);
    }
    page.click("Socket-aware");
    assert_eq!(page.text("myapp@.service"), accepted);
}

#[test]
fn what_cannot_work_is_not_offered_and_says_why() {
    let page = Page::open();
    page.click("UDP");
    assert!(page.is_disabled("One instance per caller"));
    page.see("ListenDatagram=5514 has no connections to accept");

    page.click("HTTP + HTTPS");
    assert!(page.is_disabled("stdin / stdout"));
    page.see("stdin can hold one socket, and there are 2 listeners");
    assert!(!page.is_disabled("One instance per caller"));

    page.click("Web server");
    page.click("stdin / stdout");
    page.see("for more listeners the program has to be socket-aware");
    let before = page.text("myapp.socket");
    page.click("+ Add a listener");
    assert_eq!(page.text("myapp.socket"), before);
    assert!(page.is(
        "return document.querySelector('.row .link').getAttribute('aria-disabled') === 'true'"
    ));

    page.click("One process per caller");
    let barred = page.run(
        "return [...document.querySelectorAll('#listener-1-kind option:disabled')].map((o) => o.text)",
    );
    let barred = barred.as_array().expect("a list");
    assert!(
        barred.iter().any(|o| o.as_str().is_some_and(|o| o.starts_with("UDP ("))),
        "{barred:?}"
    );
}

#[test]
fn a_field_that_does_nothing_says_why() {
    let page = Page::open();
    page.click("Limits and lifecycle");
    assert!(page.is_disabled("MaxConnections="));
    assert!(
        page.says("MaxConnections=").contains("connections that systemd accepts"),
        "{}",
        page.says("MaxConnections=")
    );
    page.click("One instance per caller");
    assert!(!page.is_disabled("MaxConnections="));
    page.fill("MaxConnections=", "7");
    page.see_line("myapp.socket", "MaxConnections=7");
}

// Listeners

#[test]
fn listeners_come_change_and_go() {
    let page = Page::open();
    page.click("+ Add a listener");
    page.see_line("myapp.socket", "ListenStream=8081");
    page.fill("Listener 2, Port", "8443");
    page.see_line("myapp.socket", "ListenStream=8443");
    page.choose("Listener 2, how the address is written", "one address");
    page.see_line("myapp.socket", "ListenStream=127.0.0.1:8443");
    page.fill("Listener 2, IP address", "::1");
    page.see_line("myapp.socket", "ListenStream=[::1]:8443");
    assert_eq!(page.value("Listener 2, IP address"), "::1");
    page.choose("Listener 2, kind", "UDP");
    page.see_line("myapp.socket", "ListenDatagram=[::1]:8443");
    for (kind, line) in [
        ("Unix stream", "ListenStream=/run/myapp.sock"),
        ("Unix seqpacket", "ListenSequentialPacket=/run/myapp.sock"),
        ("FIFO", "ListenFIFO=/run/myapp.fifo"),
        ("Netlink", "ListenNetlink=kobject-uevent 1"),
        ("VM stream (vsock)", "ListenStream=vsock::1024"),
        ("Unix datagram", "ListenDatagram=/run/myapp.sock"),
    ] {
        page.choose("Listener 2, kind", kind);
        page.see_line("myapp.socket", line);
    }
    page.choose("Listener 2, how the address is written", "abstract name");
    page.see_line("myapp.socket", "ListenDatagram=@myapp");
    page.click("Remove listener 2");
    assert_eq!(page.text("myapp.socket"), SOCKET);
    page.click("Remove listener 1");
    page.see("A socket unit needs at least one listener.");
    page.see_no_line("myapp.socket", "Listen");
}

#[test]
fn a_listener_without_an_address_is_refused() {
    let page = Page::open();
    page.clear("Listener 1, Port");
    assert!(page.is_wrong("Listener 1, Port"));
    page.see("a listener needs an address");
    assert_eq!(page.text("myapp.socket"), SOCKET);
    page.keys("90");
    assert!(!page.is_wrong("Listener 1, Port"));
    assert_eq!(page.text("myapp.socket"), SOCKET.replace("8080", "90"));
}

// What is typed

#[test]
fn a_wrong_value_is_marked_and_stays_in_the_text() {
    let page = Page::open();
    page.click("Limits and lifecycle");
    for (field, value, unit, line) in [
        ("Backlog=", "abc", "myapp.socket", "Backlog=abc"),
        ("User=", "app:user", "myapp.service", "User=app:user"),
        ("Listener 1, Port", "80x", "myapp.socket", "ListenStream=80x"),
        ("SocketMode=", "0999", "myapp.socket", "SocketMode=0999"),
        ("TimeoutStartSec=", "soon", "myapp.service", "TimeoutStartSec=soon"),
        ("ExecStart=", "myapp", "myapp.service", "ExecStart=myapp"),
    ] {
        if page.is_disabled(field) {
            page.choose("Listener 1, kind", "Unix stream");
        }
        page.fill(field, value);
        page.see_line(unit, line);
        assert!(field == "ExecStart=" || page.is_wrong(field), "{field}{value} is not marked");
        assert!(
            field == "ExecStart=" || page.says(field).contains('✕') || !page.says(field).is_empty()
        );
        page.leave();
        page.see_line(unit, line);
        assert_eq!(page.value(field), value);
    }
    page.click("Limits and lifecycle");
    page.see("to put right");
}

#[test]
fn what_would_swallow_the_next_line_is_refused() {
    let page = Page::open();
    page.fill("ExecStart=", "/bin/x \\");
    assert!(page.is_wrong("ExecStart="));
    assert!(!page.says("ExecStart=").is_empty());
    assert_eq!(page.value("ExecStart="), "/bin/x \\");
    assert_eq!(page.text("myapp.service"), SERVICE.replace("/usr/local/bin/myapp", "/bin/x "));
    page.leave();
    assert_eq!(page.value("ExecStart="), "/bin/x \\", "what was refused is not lost");
    page.enter("ExecStart=");
    page.press(Key::End);
    page.keys("n");
    page.see_line("myapp.service", "ExecStart=/bin/x \\n");
}

#[test]
fn a_field_that_is_cleared_keeps_the_place_of_its_line() {
    let page = Page::open();
    page.clear("User=");
    page.see_no_line("myapp.service", "User=");
    page.keys("appuser");
    assert_eq!(page.text("myapp.service"), SERVICE);

    page.clear("#service-Description");
    page.leave();
    page.see_no_line("myapp.service", "Description=");
    page.fill("#service-Description", "Again");
    page.see_line("myapp.service", "Description=Again");
}

#[test]
fn a_field_shows_what_was_typed_while_it_has_the_focus() {
    let page = Page::open();
    page.fill("#service-Description", "My ");
    assert_eq!(page.value("#service-Description"), "My ");
    page.keys("shop");
    assert_eq!(page.value("#service-Description"), "My shop");
    page.see_line("myapp.service", "Description=My shop");
}

#[test]
fn typing_into_a_unit_changes_the_form() {
    let page = Page::open();
    page.fill(
        "Text of myapp.socket",
        "# mine\n[Socket]\nListenStream=127.0.0.1:9090\nAccept=yes\n",
    );
    assert_eq!(
        page.text("myapp.socket"),
        "# mine\n[Socket]\nListenStream=127.0.0.1:9090\nAccept=yes\n"
    );
    assert_eq!(page.value("Listener 1, IP address"), "127.0.0.1");
    assert_eq!(page.value("Listener 1, Port"), "9090");
    assert!(page.is_chosen("One instance per caller"));
    page.text("myapp@.service");
    page.fill("Listener 1, Port", "9091");
    page.see_line("myapp.socket", "# mine");
    page.see_line("myapp.socket", "ListenStream=127.0.0.1:9091");
}

#[test]
fn any_text_at_all_is_kept() {
    let page = Page::open();
    let odd = "[Socket\n= \\\nListenStream=\u{202e}é🔔\t%\n;;\n[]\n\\";
    page.run_with(
        "const area = document.querySelector('[aria-label=\"Text of myapp.socket\"]');
         area.focus(); area.value = arguments[0]; area.dispatchEvent(new Event('input', { bubbles: true }))",
        &[json!(odd)],
    );
    assert_eq!(page.text("myapp.socket"), odd);
    page.fill("Name", "still-there");
    assert_eq!(page.text("still-there.socket"), odd);
}

#[test]
fn entries_of_a_list_have_a_line_each() {
    let page = Page::open();
    page.click("More environment");
    page.fill("#service-Environment", "A=1");
    page.see_line("myapp.service", "Environment=A=1");
    page.leave();
    page.run("[...document.querySelectorAll('.field')].find((f) => f.querySelector('#service-Environment')).querySelector('.link').click()");
    page.soon("the new field has the focus", || page.focus() == "service-Environment-1");
    page.keys("B=2");
    page.see_line("myapp.service", "Environment=B=2");
}

#[test]
fn a_directive_newer_than_the_target_is_marked_at_field_and_line() {
    let page = Page::open();
    page.click("One instance per caller");
    page.click("Limits and lifecycle");
    page.fill("PollLimitBurst=", "9");
    page.see_line("myapp.socket", "PollLimitBurst=9");
    let marked = || {
        page.settle();
        page.run("return [...document.querySelectorAll('.code li.newer')].map((line) => line.textContent)")
    };
    assert_eq!(marked(), json!([]));
    page.choose("#target", "Debian 12 · systemd 252");
    assert_eq!(marked(), json!(["PollLimitBurst=9"]));
    assert!(page.says("PollLimitBurst=").contains("255"), "{}", page.says("PollLimitBurst="));
    page.see("Line 8");
    page.choose("#target", "Debian 13 · systemd 257");
    assert_eq!(marked(), json!([]));
}

// Back and forth, and what stays

#[test]
fn undo_and_redo_by_button_and_by_key() {
    let page = Page::open();
    let is_off = |name: &str| {
        let script = "return document.querySelector(`[aria-label^=${arguments[0]}]`).getAttribute('aria-disabled') === 'true'";
        page.run_with(script, &[json!(name)]) == json!(true)
    };
    assert!(is_off("Undo") && is_off("Redo"));
    page.fill("User=", "www");
    page.click("One instance per caller");
    let [socket, service] = [page.text("myapp.socket"), page.text("myapp@.service")];
    page.click("Undo");
    page.see_line("myapp.service", "User=www");
    page.click("Undo");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    page.click("Redo");
    page.click("Redo");
    assert_eq!(
        [page.text("myapp.socket"), page.text("myapp@.service")],
        [socket.clone(), service.clone()]
    );

    page.enter("Name");
    page.chord(&[Key::Control], 'z');
    page.chord(&[Key::Control], 'z');
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    assert_eq!(page.value("User="), "appuser");
    page.chord(&[Key::Control, Key::Shift], 'Z');
    page.chord(&[Key::Control], 'y');
    assert_eq!([page.text("myapp.socket"), page.text("myapp@.service")], [socket, service]);

    page.chord(&[Key::Control], 'z');
    page.fill("Name", "other");
    assert!(is_off("Redo"));
}

#[test]
fn undo_inside_a_field_shows_the_value_it_leads_to() {
    let page = Page::open();
    page.fill("User=", "www");
    page.chord(&[Key::Control], 'z');
    assert_eq!(page.value("User="), "appuser");
    assert_eq!(page.text("myapp.service"), SERVICE);
    page.keys("x");
    page.see_line("myapp.service", &format!("User={}", page.value("User=")));
}

#[test]
fn a_preset_replaces_the_units_and_undo_brings_them_back() {
    let page = Page::open();
    page.fill("ExecStart=", "/opt/mine");
    page.choose("#target", "Debian 12 · systemd 252");
    page.fill("Name", "shop");
    page.click("Unix socket");
    page.see_line("shop.socket", "ListenStream=/run/shop.sock");
    page.see_line("shop.service", "ExecStart=/opt/mine");
    assert_eq!(
        page.run("return document.getElementById('target').selectedOptions[0].text"),
        json!("Debian 12 · systemd 252")
    );
    page.click("Undo");
    page.see_line("shop.socket", "ListenStream=8080");
}

#[test]
fn work_survives_a_reload() {
    let page = Page::open();
    page.fill("Name", "shop");
    page.choose("#target", "Debian 12 · systemd 252");
    page.click("One instance per caller");
    page.fill("Text of shop@.service", "# only this\n");
    page.reload();
    assert_eq!(page.value("Name"), "shop");
    assert_eq!(page.text("shop@.service"), "# only this\n");
    page.see_line("shop.socket", "Accept=yes");
    assert_eq!(
        page.run("return document.getElementById('target').selectedOptions[0].text"),
        json!("Debian 12 · systemd 252")
    );
    assert!(
        page.is("return getComputedStyle(document.getElementById('app')).visibility === 'visible'")
    );
}

#[test]
fn refused_storage_is_said_once() {
    let page = Page::blank();
    page.before_each_load("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }");
    page.visit();
    page.see_no("refuses to keep your work");
    page.fill("Name", "shop");
    page.see("This browser refuses to keep your work");
    page.click("Undo");
    page.see("Undone.");
    page.fill("Name", "till");
    page.see_no("refuses to keep your work");
    page.see_no("Your work is kept in this browser.");
    assert_eq!(page.text("till.socket"), SOCKET);
}

#[test]
fn storage_that_throws_when_touched_does_not_stop_the_page() {
    let page = Page::blank();
    page.before_each_load(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
    );
    page.visit();
    page.fill("Name", "shop");
    page.see("This browser refuses to keep your work");
    assert_eq!(page.text("shop.socket"), SOCKET);
}

// Taking it along

#[test]
fn downloads_are_what_the_page_shows() {
    let page = Page::open();
    page.fill("Name", "shop");
    page.click("One instance per caller");
    page.fill("#service-Description", "Käse 🧀");
    let shown = ["shop.socket", "shop@.service"].map(|unit| (unit.to_owned(), page.text(unit)));
    page.click("Download");
    page.see("Downloaded shop.tar.gz.");
    let bytes = page.downloaded("shop.tar.gz");
    let mut archive = Archive::new(GzDecoder::new(&bytes[..]));
    let packed: Vec<_> = archive
        .entries()
        .expect("an archive")
        .map(|entry| {
            let mut entry = entry.expect("an entry");
            let name = entry.path().expect("a path").display().to_string();
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("a unit is text");
            (name, text)
        })
        .collect();
    assert_eq!(packed, shown);
    for (name, text) in shown {
        page.click(&format!("Download {name}"));
        assert_eq!(page.downloaded(&name), text.as_bytes(), "{name}");
    }
}

#[test]
fn copies_are_what_the_page_shows() {
    let page = Page::open();
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.devtools("Browser.grantPermissions", permissions);
    page.click("Copy myapp.socket");
    page.see("Copied myapp.socket.");
    assert_eq!(page.clipboard(), SOCKET);
    page.fill("User=", "www");
    page.click("Copy myapp.service");
    page.see("Copied myapp.service.");
    assert_eq!(page.clipboard(), page.text("myapp.service"));
    page.click("#tab-install");
    page.click("Copy the installation command");
    page.see("Copied the installation command.");
    let shown = page.run("return document.querySelector('#panel-install [aria-label=\"the installation command\"]').textContent");
    assert_eq!(json!(page.clipboard()), shown);
    assert!(page.clipboard().contains("myapp.socket"));
}

#[test]
fn the_install_tab_follows_the_units() {
    let page = Page::open();
    page.click("#tab-install");
    page.see("myapp.socket");
    page.see("8080");
    page.fill("Name", "shop");
    page.fill("#listener-1", "9191");
    page.see("shop.socket");
    page.see("9191");
    let shown = page.run("return document.getElementById('panel-install').innerText");
    let shown = shown.as_str().expect("words");
    assert!(!shown.contains("8080") && !shown.contains("myapp.socket"), "{shown}");
    for part in ["systemctl daemon-reload", "systemctl enable", "User=appuser", "ListenStream=9191"]
    {
        assert!(shown.contains(part), "no `{part}` in {shown}");
    }
    page.click("Unix socket");
    page.see("/run/shop.sock");
}

// Looks

#[test]
fn the_theme_is_kept_and_there_before_the_first_paint() {
    let page = Page::blank();
    page.before_each_load(
        "new MutationObserver((_, observer) => {
             if (document.body) {
                 window.atBody = document.documentElement.dataset.theme ?? 'system';
                 observer.disconnect();
             }
         }).observe(document, { childList: true, subtree: true })",
    );
    page.visit();
    let scheme = || {
        page.run("return [window.atBody, getComputedStyle(document.documentElement).colorScheme, document.querySelector('.theme').title]")
    };
    let ground = || page.run("return getComputedStyle(document.body).backgroundColor").to_string();
    let light = ground();
    page.click("Theme: as the system has it");
    page.click("Theme: light");
    let dark = ground();
    assert_ne!(light, dark);
    page.reload();
    assert_eq!(scheme(), json!(["dark", "dark", "Theme: dark"]));
    page.click("Theme: dark");
    page.click("Theme: as the system has it");
    page.prefers("prefers-color-scheme", "dark");
    page.reload();
    assert_eq!((scheme(), ground()), (json!(["light", "light", "Theme: light"]), light));
    page.click("Theme: light");
    page.click("Theme: dark");
    assert_eq!(ground(), dark);
    page.reload();
    let system = json!(["system", "light dark", "Theme: as the system has it"]);
    assert_eq!((scheme(), ground()), (system, dark));
}

#[test]
fn a_phone_shows_form_or_units_and_never_scrolls_sideways() {
    let page = Page::open();
    for width in [390, 360, 320] {
        page.size(width, 780);
        let fits = |what: &str| {
            assert_eq!(sticking_out(&page), json!([0, []]), "{what} at {width} px");
        };
        page.click("Form");
        page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
        page.run(
            "document.querySelectorAll('.help[aria-expanded=false]').forEach((b) => b.click())",
        );
        fits("the form");
        assert!(!page.is("return document.querySelector('.out').checkVisibility()"));
        page.fill("Name", &format!("a-name-that-is-rather-long-{width}"));
        page.choose("Listener 1, how the address is written", "one address");
        fits("a long name");
        page.click("Result");
        assert!(!page.is("return document.querySelector('.form').checkVisibility()"));
        assert!(
            page.is("return document.querySelector('.verdict').getBoundingClientRect().top < 200")
        );
        page.see(&format!("a-name-that-is-rather-long-{width}.socket"));
        fits("the units");
        page.click("#tab-install");
        page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
        fits("the Install tab");
        page.click("#tab-units");
    }
}

/// By how much the page is wider than its window, and what sticks out of it.
fn sticking_out(page: &Page) -> Value {
    page.run(
        "const width = document.documentElement.clientWidth;
         const out = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility({ opacityProperty: true })
             && !e.closest('pre, svg, .skip, .unseen') && !e.matches('.scroll *') && e.getBoundingClientRect().right > width + 0.5);
         return [document.scrollingElement.scrollWidth - width, out.slice(0, 4).map((e) => e.outerHTML.slice(0, 90))]",
    )
}

#[test]
fn lines_glow_when_they_change_unless_motion_is_unwanted() {
    let page = Page::open();
    let glowing = || {
        page.run("return [...document.querySelectorAll('.code li')].filter((l) => getComputedStyle(l).animationName !== 'none').map((l) => l.textContent)")
    };
    assert_eq!(glowing(), json!([]));
    page.fill("User=", "www");
    assert_eq!(glowing(), json!(["User=www", "Group=www"]));
    page.prefers("prefers-reduced-motion", "reduce");
    page.fill("User=", "till");
    assert_eq!(glowing(), json!([]));
    let moves = page.run("return document.getAnimations().length");
    assert_eq!(moves, json!(0));
}

// Without a mouse, without eyes

#[test]
fn everything_can_be_reached_and_seen_by_tab_alone() {
    let page = Page::open();
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    let wanted = page.run(
        "window.label = (e) => `${e.tagName} ${e.id || e.name || e.getAttribute('aria-label') || e.innerText}`;
         const groups = new Set();
         return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
             .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))
             .filter((e) => e.type !== 'radio' || (e.checked && !groups.has(e.name) && groups.add(e.name)))
             .map(label)",
    );
    let wanted: Vec<String> = serde_json::from_value(wanted).expect("names");
    let mut reached = Vec::new();
    for _ in 0..wanted.len() {
        page.press(Key::Tab);
        let answer = page.run(
            "const e = document.activeElement;
             const shown = [e, e.closest('label'), e.closest('.file')].some((e) => e && parseFloat(getComputedStyle(e).outlineWidth) >= 2
                 && getComputedStyle(e).outlineStyle !== 'none');
             const { top, bottom } = e.getBoundingClientRect();
             const middle = (top + bottom) / 2;
             return [label(e), shown, middle >= 0 && middle <= innerHeight]",
        );
        let name = answer[0].as_str().expect("a name").to_owned();
        assert_eq!(
            (&answer[1], &answer[2]),
            (&Value::Bool(true), &Value::Bool(true)),
            "the focus on {name} is not seen"
        );
        reached.push(name);
    }
    assert!(wanted.len() > 80, "{wanted:?}");
    assert_eq!(reached, wanted);
}

#[test]
fn the_form_is_filled_without_a_mouse() {
    let page = Page::open();
    page.press(Key::Tab);
    assert_eq!(page.focus(), "Skip to the form");
    page.press(Key::Tab);
    assert_eq!(page.focus(), "Skip to the units");
    page.press(Key::Enter);
    assert_eq!(page.focus(), "units");
    page.reload();
    page.press(Key::Tab);
    page.press(Key::Enter);
    assert_eq!(page.focus(), "form");
    // Choices are changed with arrows.
    tab_to(&page, "document.activeElement.name === 'accept'");
    page.press(Key::Down);
    page.see_line("myapp.socket", "Accept=yes");
    page.press(Key::Up);
    page.see_line("myapp.socket", "Accept=no");
    tab_to(&page, "document.activeElement.id === 'service-Name'");
    page.chord(&[Key::Control], 'a');
    page.keys("shop");
    page.see_line("shop.service", "Requires=shop.socket");

    // The next field, then its help.
    page.press(Key::Tab);
    assert_eq!(page.focus(), "service-ExecStart");
    page.press(Key::Tab);
    assert_eq!(page.focus(), "service-ExecStart-help");
    page.press(Key::Enter);
    assert!(page.says("ExecStart=").contains("systemd.service(5)"), "{}", page.says("ExecStart="));
    page.press(Key::Escape);
    assert!(!page.says("ExecStart=").contains("systemd.service(5)"));
    assert_eq!(page.focus(), "service-ExecStart-help");

    tab_to(&page, "document.activeElement.name === 'style'");
    page.press(Key::Right);
    page.see_line("shop.service", "StandardInput=socket");
    page.press(Key::Left);
    page.see_no_line("shop.service", "StandardInput=");

    // A closed card opens, a tab is changed with arrows.
    tab_to(&page, "document.activeElement.matches('details.card > summary')");
    page.press(Key::Enter);
    assert!(page.is("return document.activeElement.parentElement.open"));
    page.press(Key::Enter);
    tab_to(&page, "document.activeElement.id === 'tab-units'");
    page.press(Key::Right);
    assert_eq!(page.focus(), "tab-happens");
    page.see("Your units under a load");
    page.press(Key::End);
    page.press(Key::Left);
    page.press(Key::Right);
    assert_eq!(page.focus(), "tab-install");
    page.see("Paste this on the server");
    page.press(Key::Home);
    assert_eq!(page.focus(), "tab-units");
    page.press(Key::Left);
    page.see("Paste this on the server");
}

fn tab_to(page: &Page, there: &str) {
    for _ in 0..60 {
        if page.is(&format!("return {there}")) {
            return;
        }
        page.press(Key::Tab);
    }
    panic!("{there} is never true; the focus is on {}", page.focus());
}

#[test]
fn axe_finds_nothing() {
    let page = Page::open();
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    let looks = |theme: &str, what: &str| {
        let found = page.accessibility();
        assert!(found.is_empty(), "{theme}, {what}: {found:#?}");
    };
    for theme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", theme);
        page.size(1440, 900);
        looks(theme, "form and units");
        page.click("#tab-install");
        page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
        looks(theme, "form and Install tab");
        page.size(390, 780);
        looks(theme, "form on a phone");
        page.click("Result");
        looks(theme, "Install tab on a phone");
        page.click("#tab-units");
        looks(theme, "units on a phone");
        page.click("Form");
    }
}

#[test]
fn axe_finds_nothing_where_something_is_wrong() {
    let page = Page::open();
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    page.run("document.querySelectorAll('.help').forEach((b) => b.click())");
    page.choose("#target", "Debian 12 · systemd 252");
    page.fill("Backlog=", "abc");
    page.fill("PollLimitBurst=", "9");
    page.fill("ExecStart=", "/bin/x \\");
    page.fill("Environment=", "LISTEN_FDS=1");
    page.clear("#listener-1");
    page.leave();
    page.click("Why?");
    for theme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", theme);
        // A glow that began in the other theme's colours is of neither.
        page.run("document.getAnimations().forEach((animation) => animation.finish())");
        let found = page.accessibility();
        assert!(found.is_empty(), "{theme}: {found:#?}");
    }
}

#[test]
fn axe_finds_nothing_on_the_page_of_directives() {
    let page = Page::open();
    page.click("Directives");
    page.see("Search by name");
    page.fill("#search", "listenstream");
    page.click("ListenStream=");
    for theme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", theme);
        let found = page.accessibility();
        assert!(found.is_empty(), "{theme}: {found:#?}");
    }
}

// What systemd would say

#[test]
fn a_mistake_is_marked_explained_and_put_right() {
    let page = Page::open();
    page.see("systemd 257 loads both units without a remark");
    let typed = SOCKET.replace("Accept=no", "Listen=9090\nAccept=no");
    page.fill("Text of myapp.socket", &typed);
    let marked = || {
        page.settle();
        page.run("return [...document.querySelectorAll('.code li.error')].map((line) => line.textContent)")
    };
    assert_eq!(marked(), json!(["Listen=9090"]));
    page.see("has no Listen=: did you mean ListenStream=?");
    page.see("systemd 257 loads both units and ignores one line");
    page.click("Write ListenStream=9090");
    assert_eq!(page.text("myapp.socket"), typed.replace("Listen=", "ListenStream="));
    assert_eq!(marked(), json!([]));
    assert_eq!(page.value("Listener 2, Port"), "9090");
    page.click("Undo");
    assert_eq!(page.text("myapp.socket"), typed);
    assert_eq!(marked(), json!(["Listen=9090"]));
}

#[test]
fn advice_is_explained_and_followed() {
    let page = Page::open();
    let typed = format!("{SERVICE}Environment=\"LISTEN_FDS=2\"\n");
    page.fill("Text of myapp.service", &typed);
    page.see("systemd 257 loads both units · one warning");
    page.see("takes the place of what systemd says of the sockets");
    page.click("Why?");
    page.see("Why it hurts");
    page.click("Remove the line");
    assert_eq!(page.text("myapp.service"), SERVICE);
    page.see("systemd 257 loads both units without a remark");
    page.click("Undo");
    assert_eq!(page.text("myapp.service"), typed);
}

#[test]
fn a_finding_leads_to_its_line_and_its_field() {
    let page = Page::open();
    page.fill("User=", "a/b");
    page.see("systemd 257 refuses myapp.service");
    assert!(page.is_wrong("User="));
    page.click("Line 8");
    page.soon("the focus is in the text", || page.focus() == "text-service");
    let chosen = "const area = document.activeElement;
         return area.value.slice(area.selectionStart, area.selectionEnd)";
    assert_eq!(page.run(chosen), json!("User=a/b"));
    page.click("Field");
    page.soon("the focus is in the field", || page.focus() == "service-User");
}

#[test]
fn a_directive_is_looked_up_and_added() {
    let page = Page::open();
    page.click("Directives");
    page.see("Search by name");
    page.fill("#search", "backlog");
    let first = "return document.querySelector('.directives h3').textContent";
    assert_eq!(page.run(first), json!("Backlog="));
    page.click("Backlog=");
    page.see("whole number");
    page.see("systemd.socket(5)");
    page.click("Add to myapp.socket");
    page.see_line("myapp.socket", "Backlog=4294967295");
    let chosen = "const area = document.activeElement;
         return area.value?.slice(area.selectionStart, area.selectionEnd) ?? ''";
    page.soon("the value chosen", || page.run(chosen) == json!("4294967295"));
    page.keys("7");
    page.see_line("myapp.socket", "Backlog=7");
    page.click("Undo");
    page.click("Undo");
    assert_eq!(page.text("myapp.socket"), SOCKET);
}

#[test]
fn directives_are_found_by_subject_and_section_and_have_an_address() {
    let page = Page::open();
    page.click("Directives");
    page.see("506 directives; they have 497 names");
    let shown = || page.run("return document.querySelectorAll('.directives li').length");
    assert_eq!(shown(), json!(60));
    page.click("Show all");
    page.soon("all of them", || shown() == json!(506));
    let used = page.run("return [...document.querySelectorAll('.directives li')].filter((li) => li.querySelector('.badge')).map((li) => li.querySelector('h3').textContent)");
    let used: BTreeSet<String> = serde_json::from_value(used).expect("names");
    assert!(used.contains("ListenStream=") && !used.contains("ListenFIFO="), "{used:?}");
    page.fill("#search", "sandbox");
    page.see("ProtectSystem=");
    page.click("[Install]");
    page.see("None has these words");
    page.visit_at("#/directives/Service/Restart");
    page.see("on-failure");
    page.see("Debian 13");
    assert_eq!(page.run("return document.title"), json!("Restart= · Doorbell"));
    // A link has the colour of what can be done here, and not the browser's own.
    assert!(page.is(
        "const colours = [...document.querySelectorAll('.directives dd a, .directives button.link')].map((e) => getComputedStyle(e).color);
         return colours.length > 1 && new Set(colours).size === 1"
    ));
    page.visit_at("#/nonsense");
    page.see("There is no such page");
}

#[test]
fn the_page_opens_and_works_without_the_network() {
    let page = Page::open();
    page.soon("everything kept", || {
        page.run_async(
            "const done = arguments[arguments.length - 1];
             (async () => {
                 const registration = await navigator.serviceWorker.getRegistration();
                 return Boolean(registration?.active) && Boolean(navigator.serviceWorker.controller);
             })().then(done)",
            &[],
        ) == json!(true)
    });
    page.fill("Name", "shop");
    page.leave();
    page.devtools("Network.enable", json!({}));
    page.devtools(
        "Network.emulateNetworkConditions",
        json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 }),
    );
    page.reload();
    assert_eq!(page.value("Name"), "shop");
    page.click("#tab-install");
    page.see("Paste");
    page.click("Directives");
    page.see("Search by name");
    page.fill("#search", "backlog");
    page.see("Backlog=");
    page.click("How it works");
    page.see("From boot to the first answer");
}

// How it works

#[test]
fn the_steps_go_by_button_slider_and_alone() {
    let page = Page::open();
    page.fill("Name", "shop");
    page.leave();
    page.click("How it works");
    page.see("Step 1 of 8. The machine boots. systemd reads shop.socket");
    page.click("Next");
    page.see("Step 2 of 8. systemd opens 8080 and listens.");
    page.run("document.getElementById('steps-at').focus()");
    page.press(Key::Right);
    page.see("Step 3 of 8. A client connects");
    page.press(Key::End);
    page.see("Step 8 of 8");
    page.click("Play");
    page.see("Step 1 of 8");
    page.see("Step 2 of 8");
    page.click("Pause");
    page.run("document.getElementById('steps-at').focus()");
    page.press(Key::End);
    page.see("Step 8 of 8");
    assert!(page.is("return document.getElementById('steps').querySelector('svg').getAttribute('aria-label').startsWith('Step 8')"));
}

#[test]
fn both_modes_stand_side_by_side_under_one_load() {
    let page = Page::open();
    page.click("How it works");
    page.see("1 process at most, 1 start in all");
    let says = |id: &str| {
        let script = "return document.querySelector(`#${arguments[0]} .says`).innerText";
        page.run_with(script, &[json!(id)]).as_str().unwrap_or_default().to_owned()
    };
    let before = says("accept-yes");
    assert!(!before.contains("turned away"), "{before}");
    page.run("document.getElementById('modes-most').focus()");
    page.press(Key::Home);
    page.soon("callers turned away", || says("accept-yes").contains("turned away"));
    assert!(!says("accept-no").contains("turned away"), "{}", says("accept-no"));
    let slow = says("accept-no");
    page.run("document.getElementById('modes-takes').focus()");
    page.press(Key::End);
    page.soon("longer answers", || says("accept-no") != slow);
}

#[test]
fn a_boot_is_planned_again_when_its_services_change() {
    let page = Page::open();
    page.click("How it works");
    page.see("In order all is up after 6.2 s; what decides is database, api, web.");
    page.fill("Start time of database in milliseconds", "1000");
    page.leave();
    page.see("In order all is up after 4.2 s");
    page.fill("Start time of database in milliseconds", "soon");
    page.leave();
    page.soon("the old number", || page.value("Start time of database in milliseconds") == "1000");
    page.click("mailer is wanted at boot");
    page.see_no("One service stays asleep");
    page.click("web needs api");
    page.see("In order all is up after 3 s");
    page.click("+ Add a service");
    page.see("service 6");
}

#[test]
fn a_restart_loses_nobody_with_the_socket_and_some_without() {
    let page = Page::open();
    page.click("How it works");
    page.see("callers are answered. Who calls during the restart waits");
    page.see("are refused or cut off during the restart");
}

#[test]
fn the_units_are_seen_under_a_load() {
    let page = Page::open();
    page.click("What happens");
    // It opens with something that tells.
    page.see("callers wait at the socket");
    page.click("Crash loop");
    page.see("The socket failed: service-start-limit-hit.");
    page.click("Adjust callers");
    page.click("One instance per caller");
    page.see("processes were started");
    page.click("Limits and lifecycle");
    page.fill("MaxConnections=", "1");
    page.leave();
    page.run("document.getElementById('load-takes').focus()");
    page.press(Key::End);
    page.choose("The program", "answers its callers");
    page.see("as many are connected as MaxConnections= allows");
    page.see("turned away");
    page.click("One service answers every caller");
    page.choose("The program", "exits without accepting");
    page.see("The socket failed: service-start-limit-hit.");
    page.choose("The program", "answers its callers");
    page.choose("After 10 s", "the service is restarted");
    page.see("callers wait at the socket");
    page.run("document.getElementById('load-takes').focus()");
    page.press(Key::Home);
    page.choose("After 10 s", "it is restarted 10 times");
    page.see("The socket failed: service-start-limit-hit.");
    page.choose("The program", "has a condition that fails");
    page.see("systemd skips the start");
    page.see("The socket failed: trigger-limit-hit.");
}

#[test]
fn a_program_fits_the_units_in_each_language() {
    let page = Page::open();
    page.click("#tab-code");
    page.see("sd_listen_fds_with_names");
    page.fill("Listener 1, Port", "8099");
    page.see("{SOCK_STREAM, \"::\", 8099},");
    page.click("Download myapp.c");
    let text = String::from_utf8(page.downloaded("myapp.c")).expect("text");
    assert!(text.starts_with("/* myapp:") && text.contains("8099"), "{text}");
    page.choose("Language", "Python");
    page.see("socket.SOCK_STREAM, (\"::\", 8099)");
    page.see("systemd-socket-activate -l 8099 python3 myapp.py");
    page.choose("Language", "Shell");
    page.see("There is no Shell program for these units: a shell cannot accept: choose Accept=yes");
    page.click("One instance per caller");
    page.click("stdin / stdout");
    page.see("IFS= read -r asked");
    page.choose("Language", "Java");
    page.click("Write it");
    page.see_line("myapp@.service", "ExecStart=/usr/bin/java -jar /usr/local/lib/myapp.jar");
    let found = page.accessibility();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_line_of_the_journal_is_explained() {
    let page = Page::open();
    page.click("How it works");
    page.fill(
        "A line of the journal",
        "myapp.socket: Failed with result 'service-start-limit-hit'.",
    );
    page.see("What to do:");
    page.see("Most often the program ends without accepting");
    page.fill("A line of the journal", "all is well");
    page.see("Nothing here fits this line");
}

#[test]
fn an_example_opens_in_the_generator() {
    let page = Page::open();
    page.click("How it works");
    page.click("Open echo in the generator");
    page.see_line("echo.socket", "ListenStream=7007");
    page.see_line("echo@.service", "ExecStart=/usr/bin/cat");
    assert_eq!(page.run("return location.hash"), json!("#/"));
    page.click("Undo");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
}

#[test]
fn a_figure_is_saved_as_it_looks() {
    let page = Page::open();
    page.click("How it works");
    page.click("Save “From boot to the first answer” as SVG");
    let svg = String::from_utf8(page.downloaded("steps.svg")).expect("text");
    assert!(
        svg.starts_with("<svg") && svg.contains("fill=\"rgb("),
        "{}",
        &svg[..svg.len().min(300)]
    );
    assert!(svg.contains("myapp.socket"));
    page.click("Save “From boot to the first answer” as PNG");
    let png = page.downloaded("steps.png");
    assert!(png.starts_with(b"\x89PNG") && png.len() > 5000, "{} bytes", png.len());
}

#[test]
fn axe_finds_nothing_on_what_shows_how_it_works() {
    let page = Page::open();
    page.click("How it works");
    page.fill("A line of the journal", "Trigger limit hit");
    for theme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", theme);
        let found = page.accessibility();
        assert!(found.is_empty(), "{theme}: {found:#?}");
    }
    page.size(390, 900);
    assert!(
        page.is("return document.documentElement.scrollWidth <= innerWidth"),
        "nothing sticks out"
    );
    page.size(1440, 900);
    page.click("Generator");
    page.click("What happens");
    page.see("What happened");
    for theme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", theme);
        let found = page.accessibility();
        assert!(found.is_empty(), "{theme}: {found:#?}");
    }
}

// Links

#[test]
fn a_link_holds_the_work() {
    let page = Page::open();
    page.fill("Name", "shop");
    page.fill("ExecStart=", "/opt/shop --motto 'ä & ö'");
    page.leave();
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.devtools("Browser.grantPermissions", permissions);
    page.choose("For", "RHEL 8 · systemd 239 with its backports");
    page.click("Share link");
    page.see("Copied a link that holds your units");
    let link = page.clipboard();
    let (_, fragment) = link.split_once('#').expect("a fragment");
    assert!(fragment.starts_with("/?s=1."), "{link}");
    let texts = ["shop.socket", "shop.service"].map(|unit| page.text(unit));

    let other = Page::blank();
    other.visit_at(&format!("#{fragment}"));
    other.see("Opened the units of this link");
    assert_eq!(["shop.socket", "shop.service"].map(|unit| other.text(unit)), texts);
    assert_eq!(other.value("For"), "rhel8");
    other.click("Undo");
    assert_eq!(units(&other), [SOCKET, SERVICE]);
    let address = || other.run("return location.hash");
    assert_eq!(address(), json!("#/"), "the address no longer holds what is shown");
}

#[test]
fn back_and_forward_go_through_what_was_opened() {
    let page = Page::open();
    page.click("Share link");
    page.see("Copied a link");
    let first = page.run("return location.hash");
    page.click("Directives");
    page.see("Search by name");
    page.run("history.back()");
    page.soon("the generator", || page.run("return location.hash") == first);
    page.see("ExecStart=");
    page.run("history.forward()");
    page.see("Search by name");
}

#[test]
fn a_link_that_is_none_leaves_everything_alone() {
    let page = Page::open();
    page.fill("Name", "mine");
    page.leave();
    for (fragment, why) in [
        ("#/?s=1.AAAA", "cut off or changed on its way"),
        ("#/?s=9.abc", "it is of version “9”"),
        ("#/?s=", "cut off or changed on its way"),
    ] {
        page.run_with("location.hash = arguments[0]", &[json!(fragment)]);
        page.see(why);
        page.see("Your units are as they were");
        assert_eq!(page.text("mine.socket"), SOCKET);
        page.soon("a clean address", || page.run("return location.hash") == json!("#/"));
    }
}

#[test]
fn the_generator_in_an_article_leaves_kept_work_alone() {
    let page = Page::open();
    page.fill("Name", "mine");
    page.leave();
    page.soon("the work kept", || {
        page.is("return (localStorage.getItem('doorbell.work') ?? '').includes('mine')")
    });
    let stored = || page.run("return [{ ...localStorage }, { ...sessionStorage }]");
    let before = stored();
    page.visit_at("#/embed");
    assert_eq!(page.text("myapp.socket"), SOCKET);
    page.fill("Name", "till");
    page.leave();
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(stored(), before);
    page.visit_at("#/");
    assert_eq!(page.text("mine.socket"), SOCKET);
}

#[test]
fn an_article_of_another_origin_holds_the_generator() {
    let page = Page::blank();
    let html = "<!doctype html><link rel=\"icon\" href=\"data:,\"><title>Article</title><h1>Try it</h1>\
        <iframe src=\"PAGE#/embed\" title=\"Doorbell\" width=\"900\" height=\"700\" allow=\"clipboard-write\"></iframe>";
    page.visit_article(html);
    page.fill("Name", "till");
    page.leave();
    assert_eq!(page.text("till.socket"), SOCKET);
    page.see("One instance per caller");
    assert!(page.is("return [...document.querySelectorAll('.bar button')].filter((b) => b.checkVisibility()).every((b) => !b.innerText.startsWith('Share'))"));
    page.see_no("Limits and lifecycle");
    page.soon("the link that holds the work", || {
        page.is("return document.querySelector('a.button').hash.startsWith('#/?s=1.')")
    });
    page.click("Open full tool");
    page.follow_new_tab();
    page.see("Share link");
    page.soon("the work", || page.seen().contains("till.socket"));
    assert_eq!(page.text("till.socket"), SOCKET);
}

// When it breaks

#[test]
fn a_fault_leaves_a_calm_panel_with_the_units() {
    let page = Page::open();
    page.expect_complaint("panicked at");
    page.expect_complaint("unreachable");
    page.expect_complaint("broken by the test");
    page.fill("Name", "shop");
    page.fill("User=", "www");
    let shown = ["shop.socket", "shop.service"].map(|unit| (unit, page.text(unit)));
    page.settle();
    page.run(
        "for (const [owner, name] of [[Node, 'cloneNode'], [Document, 'createElement'], [Document, 'createTextNode']]) {
             const real = owner.prototype[name];
             owner.prototype[name] = function () { owner.prototype[name] = real; throw new Error('broken by the test'); };
         }",
    );
    page.click("+ Add a listener");
    page.see("Doorbell has stopped");
    for (unit, text) in shown {
        let left = page.run_with(
            "const label = [...document.querySelectorAll('label')].find((l) => l.firstChild.textContent === arguments[0]);
             return label.querySelector('textarea').value",
            &[json!(unit)],
        );
        assert_eq!(left, json!(text), "{unit}");
    }
    page.reload();
    page.see_line("shop.service", "User=www");
}

// What people met who used the page

#[test]
fn undo_takes_away_the_field_that_has_the_focus() {
    let page = Page::open();
    page.choose("Listener 1, how the address is written", "one address");
    page.enter("Listener 1, Port");
    page.chord(&[Key::Control], 'z');
    page.see_line("myapp.socket", "ListenStream=8080");
    page.soon("the focus stays in the row", || page.focus().starts_with("listener-1"));

    page.click("+ Add a listener");
    page.soon("the new listener has the focus", || page.focus() == "listener-2");
    page.chord(&[Key::Control], 'z');
    page.soon("the focus moves on", || page.is("return document.activeElement !== document.body"));
}

#[test]
fn the_focus_is_never_lost_to_what_goes_away() {
    let page = Page::open();
    let is_somewhere = || page.is("return document.activeElement !== document.body");
    page.click("Unix socket");
    page.fill(
        "Text of myapp.socket",
        &format!(
            "{}BindIPv6Only=both\n",
            page.text("myapp.socket").replace("[Install]\nWantedBy=sockets.target\n", "")
        ),
    );
    page.click("Take it out");
    page.soon("the focus stays", is_somewhere);
    page.see_no_line("myapp.socket", "BindIPv6Only");
    page.click("Directives");
    page.click("Show all");
    page.soon("the focus moves on", is_somewhere);
}

#[test]
fn help_is_folded_by_escape_and_the_focus_stays() {
    let page = Page::open();
    page.click("What does User= do?");
    page.see("systemd.exec(5)");
    page.enter("User=");
    page.press(Key::Escape);
    page.see_no("systemd.exec(5)");
    assert_eq!(page.focus(), "service-User");
}

#[test]
fn two_tabs_show_one_work_or_offer_both() {
    let page = Page::open();
    page.run("window.open(location.href)");
    page.follow_new_tab();
    // The first one, seen from the second.
    let there = |script: &str| page.run(&format!("const first = window.opener; {script}"));
    let says = |words: &str| {
        let all = there("return first.document.body.innerText");
        all.as_str().is_some_and(|all| all.contains(words))
    };
    let text = || there("return first.document.getElementById('text-service').value");
    page.fill("User=", "www");
    page.soon("it follows", || text().as_str().is_some_and(|text| text.contains("User=www")));
    assert!(!says("in another way"));
    // Both change at once: nobody's work is lost.
    there(
        "for (const [page, user] of [[first, 'theirs'], [window, 'ours']]) {
             const field = page.document.getElementById('service-User');
             field.focus();
             field.value = user;
             field.dispatchEvent(new page.Event('input', { bubbles: true }));
             field.blur();
         }",
    );
    page.soon("both are offered", || says("here in another way"));
    assert!(text().as_str().is_some_and(|text| text.contains("User=theirs")));
    there(
        "[...first.document.querySelectorAll('button')].find((b) => b.textContent.trim() === 'Show the other').click()",
    );
    page.soon("the other", || text().as_str().is_some_and(|text| text.contains("User=ours")));
    there("first.document.querySelector('[aria-label^=Undo]').click()");
    page.soon("theirs", || text().as_str().is_some_and(|text| text.contains("User=theirs")));
}

#[test]
fn steps_can_be_taken_back_after_a_reload_and_the_tab_is_remembered() {
    let page = Page::open();
    page.fill("User=", "www");
    page.leave();
    page.click("#tab-install");
    page.reload();
    page.see("Paste this on the server");
    page.click("#tab-units");
    page.see_line("myapp.service", "User=www");
    page.click("Undo");
    page.see_line("myapp.service", "User=appuser");
}

#[test]
fn a_text_that_is_too_long_is_refused_and_the_one_before_stays() {
    let page = Page::open();
    page.run(
        "const area = document.getElementById('text-service');
         area.focus(); area.value = '#'.repeat(5e6); area.dispatchEvent(new Event('input', { bubbles: true }))",
    );
    page.see("5000000 bytes are more than a unit can hold here");
    assert_eq!(page.text("myapp.service"), SERVICE);
}

#[test]
fn what_is_added_is_selected_to_be_typed_over() {
    let page = Page::open();
    page.click("#tab-install");
    page.visit_at("#/directives/Socket/Backlog");
    page.click("Add to myapp.socket");
    page.soon("the text is in sight", || page.focus() == "text-socket");
    page.soon("the value is selected", || {
        page.run("const area = document.activeElement; return area.value.slice(area.selectionStart, area.selectionEnd)") == json!("4294967295")
    });
}

#[test]
fn an_address_is_taken_where_it_belongs() {
    let page = Page::open();
    page.choose("Listener 1, how the address is written", "one address");
    page.fill("Listener 1, IP address", "[::1]");
    page.see_line("myapp.socket", "ListenStream=[::1]:8080");
    page.choose("Listener 1, how the address is written", "any address");
    page.fill("Listener 1, Port", "127.0.0.1:9000");
    assert!(page.is_wrong("Listener 1, Port"));
    page.see("A value in the form is not written");
    let text = page.text("myapp.socket");
    assert!(!text.contains("127.0.0.1"), "{text}");
}

#[test]
fn a_refusal_is_said_wherever_the_units_leave() {
    let page = Page::open();
    page.fill("Listener 1, Port", "99999");
    page.see("systemd 257 refuses myapp.socket: 99999");
    for tab in ["install", "happens"] {
        page.click(&format!("#tab-{tab}"));
        page.soon("the refusal", || {
            page.run(&format!(
                "return document.querySelector('#panel-{tab} .refused')?.innerText ?? ''"
            ))
            .as_str()
            .is_some_and(|says| says.contains("99999") && !says.contains('\n'))
        });
    }
    page.click("Download");
    page.see("as it is: systemd 257 refuses");
    // The text itself can be taken along all the same.
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.devtools("Browser.grantPermissions", permissions);
    page.click("#tab-units");
    page.click("Copy myapp.socket");
    page.see("Copied myapp.socket");
    assert_eq!(page.clipboard(), page.text("myapp.socket"));
}

#[test]
fn a_preset_carries_over_what_is_theirs() {
    let page = Page::open();
    page.fill("Name", "shop");
    page.fill("User=", "www");
    page.fill("ExecStart=", "/opt/shop/run");
    page.click("Unix socket");
    page.see_line("shop.service", "ExecStart=/opt/shop/run");
    page.see_line("shop.service", "User=www");
    page.see_line("shop.socket", "ListenStream=/run/shop.sock");
}

#[test]
fn an_article_chooses_the_theme_and_the_fields() {
    let page = Page::open();
    page.visit_at("#/embed?theme=dark&fields=few");
    assert_eq!(page.run("return document.documentElement.dataset.theme"), json!("dark"));
    assert!(page.is("return !document.getElementById('service-User')"));
    page.fill("Name", "shop");
    page.see_line("shop.service", "ExecStart=/usr/local/bin/myapp");
    assert_eq!(page.run("return location.hash"), json!("#/embed?theme=dark&fields=few"));
}

#[test]
fn each_page_has_its_title_and_begins_at_its_top() {
    let page = Page::open();
    page.run("scrollTo(0, 1e6)");
    page.click("Directives");
    page.soon("the top", || page.run("return scrollY") == json!(0));
    assert_eq!(
        page.run("return document.title"),
        json!("Directives of socket and service units · Doorbell")
    );
    page.visit_at("#/nonsense");
    page.see("There is no such page");
    assert_eq!(page.run("return document.title"), json!("No such page · Doorbell"));
}

#[test]
fn lines_keep_their_numbers_when_others_are_added_below() {
    let page = Page::open();
    page.fill("Text of myapp.service", &format!("{SERVICE}{}", "# more\n".repeat(200)));
    page.settle();
    let starts = page.run("return [...document.querySelectorAll('.file.service ol')].map((list) => [list.start, list.querySelectorAll('li:not(.plain-lines)').length])");
    let starts: Vec<(usize, usize)> = serde_json::from_value(starts).expect("numbers");
    assert!(starts.len() > 1 && starts[1].0 > 40, "{starts:?}");
    // What counts the lines must not end at a block.
    assert!(page.is(
        "return !getComputedStyle(document.querySelector('.code ol')).contain.includes('style')"
    ));
}

// What six people stumbled over who walked through the page

#[test]
fn what_is_wrong_moves_nothing_is_told_by_its_field_and_counted() {
    let page = Page::open();
    page.size(1280, 720);
    // Each button for help stands beside its field, or beside the field's name.
    let astray = page.run(
        "const middle = (e) => { const { top, bottom } = e.getBoundingClientRect(); return (top + bottom) / 2; };
         document.querySelectorAll('details').forEach((d) => (d.open = true));
         const beside = (help, e) => e && Math.abs(middle(help) - middle(e)) < 7;
         return [...document.querySelectorAll('.field .help')].filter((help) => {
             const field = help.closest('.field');
             return !beside(help, field.querySelector('input, select, textarea')) && !beside(help, field.querySelector('label'));
         }).map((help) => help.getAttribute('aria-label'))",
    );
    assert_eq!(astray, json!([]));

    let tops = || {
        page.run("return ['listener-1-kind', 'listener-1-shape', 'listener-1'].map((id) => document.getElementById(id).getBoundingClientRect().top)")
    };
    page.clear("Listener 1, Port");
    page.see("A value in the form is not written");
    let now: Vec<f64> = serde_json::from_value(tops()).expect("numbers");
    assert!(now.iter().all(|top| (top - now[0]).abs() < 1.0), "in one row: {now:?}");
    page.fill("Name", "my app");
    page.see("2 values in the form are not written");
    assert!(
        page.is("return document.querySelector('.status').closest('[aria-live=polite]') !== null")
    );
    for (field, why) in [
        ("service-Name", "a name cannot have blanks"),
        ("listener-1", "a listener needs an address"),
    ] {
        let told = page.run_with(
            "const ids = document.getElementById(arguments[0]).getAttribute('aria-describedby') ?? '';
             return ids.split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' ')",
            &[json!(field)],
        );
        assert!(told.as_str().is_some_and(|told| told.contains(why)), "{field}: {told}");
    }

    // Of an address in two fields the one is marked that is wrong.
    page.fill("Name", "shop");
    page.fill("Listener 1, Port", "8080");
    page.choose("Listener 1, how the address is written", "one address");
    page.fill("Listener 1, Port", "99999");
    assert!(page.is_wrong("Listener 1, Port"));
    assert!(!page.is_wrong("Listener 1, IP address"));
}

#[test]
fn what_does_nothing_can_be_taken_out_and_no_choice_is_cut() {
    let page = Page::open();
    page.choose("Listener 1, how the address is written", "one address");
    assert!(
        page.says("BindIPv6Only=").contains("no listener is one"),
        "{}",
        page.says("BindIPv6Only=")
    );
    page.click("Take it out");
    page.see_no_line("myapp.socket", "BindIPv6Only");
    // A path that begins with a specifier is a path.
    page.fill("Text of myapp.socket", "[Socket]\nListenStream=%t/podman/podman.sock\n");
    page.soon("a path", || page.value("Listener 1, Path") == "%t/podman/podman.sock");
    // A kind that cannot be as things are is called as always; what is wrong is said below it.
    page.fill("Text of myapp.socket", "[Socket]\nListenDatagram=5514\nAccept=yes\n");
    page.see("connections to accept");
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    assert_eq!(cut_choices(&page, "select"), json!([]));
    let twice = page.run(
        "return [...document.querySelectorAll('option')].map((o) => o.text).filter((text) => text === 'default: default')",
    );
    assert_eq!(twice, json!([]));
}

/// What is chosen in the lists that `selector` names, and has no room there.
fn cut_choices(page: &Page, selector: &str) -> Value {
    page.run_with(
        "const room = (list) => list.getBoundingClientRect().width;
         const wanted = (list) => {
             const copy = list.cloneNode(false);
             copy.append(new Option(list.selectedOptions[0]?.text));
             Object.assign(copy.style, { position: 'fixed', width: 'auto', maxWidth: 'none', minWidth: '0' });
             list.after(copy);
             const width = room(copy);
             copy.remove();
             return width;
         };
         // The list of releases shows a shorter text over itself where it has little room.
         return [...document.querySelectorAll(arguments[0])].filter((list) => list.id !== 'target' && list.checkVisibility())
             .filter((list) => wanted(list) > room(list) + 1).map((list) => `${list.id}: ${list.selectedOptions[0]?.text}`)",
        &[json!(selector)],
    )
}

#[test]
fn the_ring_of_the_focus_is_whole() {
    let page = Page::open();
    page.size(1280, 900);
    page.prefers("prefers-reduced-motion", "reduce");
    tab_to(&page, "document.activeElement.name === 'accept'");
    for (card, key) in [("the first card", Key::Down), ("the second card", Key::Up)] {
        assert_eq!(page.breaks_of_ring(), [""; 0], "{card}");
        page.press(key);
    }
    for field in ["Name", "Listener 1, Port"] {
        page.enter(field);
        page.run("document.activeElement.scrollIntoView({ block: 'center' })");
        assert_eq!(page.breaks_of_ring(), [""; 0], "{field}");
    }
    page.fill(
        "Text of myapp.socket",
        "[Socket]\nListen=80\nListenStream=80\nBacklog=x\n[Install]\nWantedBy=sockets.target\n",
    );
    page.see("did you mean ListenStream=?");
    assert_eq!(page.breaks_of_ring(), [""; 0], "the text");
}

#[test]
fn a_section_of_the_text_is_reached_by_its_link_and_has_an_address() {
    let page = Page::open();
    page.size(1280, 720);
    page.click("How it works");
    page.see("When it goes wrong");
    let is_at_the_top = || {
        page.is(
            "const heading = [...document.querySelectorAll('.learn h3, .learn h2')].find((h) => h.textContent === 'When it goes wrong');
             const { top } = heading.getBoundingClientRect();
             return top >= document.querySelector('.bar').getBoundingClientRect().bottom - 1 && top < 120",
        )
    };
    page.click("When it goes wrong");
    page.soon("the section below the header", is_at_the_top);
    let address = page.run("return location.hash");
    assert_eq!(address, json!("#/learn/when-it-goes-wrong"));
    // The contents go along beside the text.
    assert!(page.is(
        "const [contents, text] = ['.contents', '.learn article'].map((part) => document.querySelector(part).getBoundingClientRect());
         return contents.right <= text.left && contents.top >= 0 && contents.bottom <= innerHeight"
    ));
    page.visit_at("#/learn/when-it-goes-wrong");
    page.soon("the section that the address names", is_at_the_top);
    for width in [390, 320] {
        page.size(width, 780);
        assert_eq!(sticking_out(&page), json!([0, []]), "at {width} px");
    }
}

#[test]
fn the_first_figure_shows_the_queue_and_the_descriptor_on_its_way() {
    let page = Page::open();
    page.prefers("prefers-reduced-motion", "reduce");
    page.click("How it works");
    page.see("Step 1 of 8");
    // What is seen of a kind, by the actor in whose box its middle lies.
    let places = |what: &str| {
        page.run_with(
            "const svg = document.querySelector('#steps svg');
             const box = (e) => e.getBoundingClientRect();
             const actors = ['client', 'socket', 'systemd', 'service'];
             const boxes = [...svg.querySelectorAll('.actor')].map(box);
             return [...svg.querySelectorAll(arguments[0])].filter((e) => getComputedStyle(e).opacity === '1').map((e) => {
                 const { left, right, top, bottom } = box(e);
                 const [x, y] = [(left + right) / 2, (top + bottom) / 2];
                 const at = boxes.findIndex((b) => x >= b.left && x <= b.right && y >= b.top - 1 && y <= b.bottom + 1);
                 return actors[at] ?? 'between';
             })",
            &[json!(what)],
        )
    };
    let struck = "const svg = document.querySelector('#steps svg');
        // Those of a descriptor lie on a box of their own.
        const words = [...svg.querySelectorAll('text:not(.descriptor text)')].map((e) => [e.textContent, e.getBoundingClientRect()]);
        const isIn = ({ x, y }, b) => x > b.left + 1 && x < b.right - 1 && y > b.top + 2 && y < b.bottom - 2;
        return [...svg.querySelectorAll('path, line')].flatMap((line) => {
            const steps = Array.from({ length: 101 }, (_, i) => line.getPointAtLength(line.getTotalLength() * i / 100));
            const points = steps.map((point) => point.matrixTransform(line.getScreenCTM()));
            return words.filter(([, box]) => points.some((point) => isIn(point, box))).map(([word]) => word);
        })";
    let mut descriptors = Vec::new();
    let mut callers = Vec::new();
    for step in 1..=8 {
        page.see(&format!("Step {step} of 8"));
        page.settle();
        assert_eq!(page.run(struck), json!([]), "words with a line through them, step {step}");
        descriptors.push(places(".descriptor"));
        callers.push(places(".caller"));
        if step < 8 {
            page.click("Next");
        }
    }
    assert_eq!(page.run("return document.querySelectorAll('#steps .slot').length"), json!(4));
    assert_eq!(descriptors[0], json!([]), "nobody has opened anything: {descriptors:?}");
    assert_eq!(descriptors[1], json!(["systemd"]), "{descriptors:?}");
    assert!(descriptors.contains(&json!(["systemd", "service"])), "{descriptors:?}");
    let went: Vec<_> = callers.iter().filter_map(|places| places[0].as_str()).collect();
    let [queue, service] =
        ["socket", "service"].map(|at| went.iter().position(|there| *there == at));
    assert!(queue.is_some() && queue < service, "{went:?}");
}

#[test]
fn a_phone_has_room_for_the_form_and_its_bar_says_what_is_wrong() {
    let page = Page::open();
    page.size(390, 844);
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    let taken = page.run("return ['.bar', '.switch'].map((bar) => document.querySelector(bar).offsetHeight).reduce((a, b) => a + b) / innerHeight");
    assert!(taken.as_f64().is_some_and(|taken| taken < 0.16), "{taken} of the height are bars");
    let bar = || {
        let names = page
            .run("return [...document.querySelectorAll('.switch button')].map((b) => b.innerText)");
        serde_json::from_value::<[String; 2]>(names).expect("two buttons")
    };
    let tabs = page
        .run("return [...document.querySelectorAll('[role=tab]')].map((tab) => tab.textContent)");
    let tabs: Vec<String> = serde_json::from_value(tabs).expect("names");
    assert!(bar().iter().all(|name| !tabs.contains(name)), "{:?} beside {tabs:?}", bar());
    let small = || {
        page.run("return [...document.querySelectorAll('input, select, textarea')].filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 16).map((e) => e.id)")
    };
    assert_eq!(small(), json!([]), "a phone zooms in at these");
    page.fill("Listener 1, Port", "99999");
    page.soon("what is wrong, counted", || bar()[1].trim_end().ends_with(['1', '2', '3']));
    // The result begins at its top, wherever the form was.
    page.run("scrollTo(0, 1e6)");
    let name = bar()[1].clone();
    let result = name.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace());
    page.click(result);
    let is_in_sight = |part: &str| {
        let seen = page.run_with(
            "const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
             return top >= 0 && bottom <= document.querySelector('.switch').getBoundingClientRect().top",
            &[json!(part)],
        );
        seen == json!(true)
    };
    for part in [".verdict", ".file h2"] {
        page.soon(&format!("{part} in sight"), || is_in_sight(part));
    }
    assert_eq!(small(), json!([]), "a phone zooms in at these");
    page.click("Form");
    page.fill("Listener 1, Port", "8080");
    page.soon("nothing wrong", || !bar()[1].contains(char::is_numeric));
    page.click(result);
    page.click("#tab-happens");
    page.see("What happened");
    // The picture comes before what changes it.
    assert!(page.is(
        "const [picture, more] = ['#what-happens svg', '#load-adjust'].map((part) => document.querySelector(part).getBoundingClientRect());
         return picture.bottom <= more.top && picture.top < innerHeight / 2"
    ));
    // Nothing that is chosen is cut, however narrow it is.
    page.size(320, 780);
    page.click("Adjust callers");
    page.soon("what can be adjusted", || {
        page.is("return document.getElementById('load-deed') !== null")
    });
    for (list, choices) in
        [("They come", 2), ("The program", 6), ("Without a call it", 3), ("After 10 s", 4)]
    {
        let labels = page.run_with(
            "const label = [...document.querySelectorAll('.choice label')].find((label) => label.textContent === arguments[0]);
             return [...label.control.options].map((option) => option.text)",
            &[json!(list)],
        );
        let labels: Vec<String> = serde_json::from_value(labels).expect("choices");
        assert_eq!(labels.len(), choices, "{labels:?}");
        for label in labels {
            page.choose(list, &label);
            assert_eq!(cut_choices(&page, "#panel-happens select"), json!([]));
        }
    }
    page.click("Form");
    assert_eq!(cut_choices(&page, "#form select"), json!([]));
}

#[test]
fn a_notice_covers_nothing_that_can_be_pressed() {
    let page = Page::open();
    let covered = || {
        page.run(
            "const notice = document.querySelector('.toast');
             notice.style.pointerEvents = 'none';
             const { left, right, top, bottom } = notice.getBoundingClientRect();
             const below = new Set();
             for (let x = left + 1; x < right; x += 4) for (let y = top + 1; y < bottom; y += 3) {
                 const it = document.elementFromPoint(x, y)?.closest('a, button, input, label, select, summary, textarea, [tabindex=\"0\"]');
                 if (it) below.add(it.id || it.innerText || it.tagName);
             }
             return [...below]",
        )
    };
    for (width, height) in [(1280, 720), (1440, 1000)] {
        page.size(width, height);
        for tab in ["units", "code", "install"] {
            page.click(&format!("#tab-{tab}"));
            page.soon("the tab", || page.is(&format!("return document.querySelector('#panel-{tab} .file, #panel-{tab} .block') !== null")));
            page.click("Unix socket");
            page.click("Web server");
            page.see("Started from Web server");
            for end in [0, 1_000_000] {
                page.run_with(
                    "for (const e of [document.scrollingElement, document.querySelector('.out')]) e.scrollTop = arguments[0]",
                    &[json!(end)],
                );
                assert_eq!(covered(), json!([]), "{tab} at {width} px");
            }
        }
    }
    // On a phone it lies above the bar, and what is below it can be pressed all the same.
    page.size(390, 844);
    assert!(page.is(
        "const notice = document.querySelector('.toast');
         notice.style.pointerEvents = '';
         return getComputedStyle(notice).pointerEvents === 'none'
             && notice.getBoundingClientRect().bottom <= document.querySelector('.switch').getBoundingClientRect().top"
    ));
}

#[test]
fn the_caret_stays_where_the_text_changes() {
    let page = Page::open();
    page.enter("Text of myapp.service");
    page.chord(&[Key::Control], Key::End);
    // The empty last line has a place too, so that the text area never scrolls below the lines that are shown.
    let scrolled = "const area = document.activeElement;
        return [area.scrollTop, Math.max(0, area.scrollHeight - area.clientHeight), Math.max(0, area.getBoundingClientRect().bottom - area.parentElement.getBoundingClientRect().bottom)]";
    assert_eq!(page.run(scrolled), json!([0, 0, 0]));
    page.keys("\n\n# end");
    assert_eq!(page.run(scrolled), json!([0, 0, 0]));
    page.see_line("myapp.service", "# end");
    page.leave();

    let caret = || page.run("return document.activeElement.selectionStart").as_u64().unwrap_or(0);
    let at = SERVICE.find("Server").expect("a description") as u64;
    page.enter("Text of myapp.service");
    page.run_with(
        "document.activeElement.setSelectionRange(arguments[0], arguments[0])",
        &[json!(at)],
    );
    page.keys("Own ");
    page.see_line("myapp.service", "Description=My Application Own Server");
    page.chord(&[Key::Control], 'z');
    page.see_line("myapp.service", "Description=My Application Server");
    page.soon("the caret where it was", || (at..=at + 4).contains(&caret()));
    page.chord(&[Key::Control, Key::Shift], 'Z');
    page.see_line("myapp.service", "Description=My Application Own Server");
    page.soon("the caret where it is again", || (at..=at + 4).contains(&caret()));
}

#[test]
fn thousands_of_lines_follow_each_key() {
    let page = Page::open();
    // How long one change takes until it is drawn and what follows from it is there.
    let takes = |change: &str| {
        page.run_async(
            &format!(
                "const done = arguments[arguments.length - 1];
                 const area = document.getElementById('text-service');
                 const start = performance.now();
                 {change}
                 area.dispatchEvent(new Event('input', {{ bubbles: true }}));
                 requestAnimationFrame(() => setTimeout(() => setTimeout(() => done(performance.now() - start))))"
            ),
            &[],
        )
        .as_f64()
        .expect("a time")
    };
    // Generous for a machine that does other things too: what was quadratic took seven seconds, and half a minute for 2 MB.
    for (most, lines, line) in
        [(1000.0, 1000, "`Environment=A${n}=1`"), (2000.0, 5000, "`Foo${n}=1`")]
    {
        let all = takes(&format!(
            "const lines = Array.from({{ length: {lines} }}, (_, n) => {line});
             area.focus();
             area.value = ['[Service]', 'ExecStart=/bin/a', ...lines, ''].join('\\n');"
        ));
        assert!(all < most, "{lines} lines took {all} ms");
        let mut keys: Vec<f64> =
            (0..5).map(|_| takes("area.setRangeText('x', 20, 20, 'end');")).collect();
        keys.sort_by(f64::total_cmp);
        assert!(keys[2] < 250.0, "{keys:?} ms a key in {lines} lines");
    }
    let pasted = takes(
        "area.value = 'Nov 25 01:00:00 host app[1]: said something of no interest at all\\n'.repeat(30000);",
    );
    assert!(pasted < 5000.0, "2 MB took {pasted} ms");
    page.fill("Name", "shop");
    page.see("shop.service");
}

#[test]
fn each_page_has_its_way_past_the_header_and_only_its_own_buttons() {
    let page = Page::open();
    let has_actions = || {
        page.is("return [...document.querySelectorAll('.bar button')].some((b) => b.checkVisibility() && /Undo|Share|Download/.test(b.title + b.ariaLabel + b.innerText))")
    };
    assert!(has_actions());
    for (address, link, goes_to) in [
        ("#/learn", "Skip to the text", "learn"),
        ("#/directives", "Skip to the search", "search"),
        ("#/units", "Skip to the list", "works"),
        ("#/nonsense", "Skip to the text", "main"),
    ] {
        page.visit_at(address);
        page.soon("the page", || {
            page.is(&format!("return document.getElementById('{goes_to}') !== null"))
        });
        page.press(Key::Tab);
        assert_eq!(page.focus(), link, "{address}");
        page.press(Key::Enter);
        assert_eq!(page.focus(), goes_to, "{address}");
        assert!(!has_actions(), "{address}");
    }
}

#[test]
fn who_accepts_is_asked_first_and_tabs_and_verdict_stay_in_sight() {
    let page = Page::open();
    page.size(1280, 720);
    let is_in_sight = |part: &str| {
        let seen = page.run_with(
            "const part = document.querySelector(arguments[0]);
             const { top, bottom, left } = part.getBoundingClientRect();
             return top >= 0 && bottom <= innerHeight && part.contains(document.elementFromPoint(left + 9, (top + bottom) / 2))",
            &[json!(part)],
        );
        seen == json!(true)
    };
    assert!(is_in_sight(".accept"), "who accepts is asked where the form begins");
    let long = format!("{SERVICE}{}", "# more\n".repeat(60));
    page.fill("Text of myapp.service", &long);
    // The text grows; it is no third thing that scrolls.
    assert!(page.is("return [...document.querySelectorAll('.code, .code *')].every((e) => e.scrollHeight <= e.clientHeight + 1 || getComputedStyle(e).overflowY === 'visible')"));
    page.run("for (const e of [document.scrollingElement, document.querySelector('.out')]) e.scrollTop = 1e6");
    for part in ["[role=tablist]", ".verdict"] {
        assert!(is_in_sight(part), "{part} when all is scrolled to its end");
    }

    // The accent is for what one can do: nothing that is chosen or has changed is in its colour.
    page.run("scrollTo(0, 0); document.querySelector('.out').scrollTop = 0");
    page.click("Web server");
    page.soon("the chosen preset", || {
        page.is("return document.querySelector('.chip[aria-pressed=true]') !== null")
    });
    let accented = page.run(
        "const accent = getComputedStyle(document.querySelector('button.link')).color;
         const looks = (e) => {
             const { color, backgroundColor, borderColor, boxShadow } = getComputedStyle(e);
             return [color, backgroundColor, borderColor, boxShadow].join();
         };
         return ['.code .section', '.chip[aria-pressed=true]', '[role=tab][aria-selected=true]', 'nav.pages [aria-current]', '.mode.chosen', '.seg .chosen']
             .filter((part) => looks(document.querySelector(part)).includes(accent))",
    );
    assert_eq!(accented, json!([]));
    page.fill("User=", "www");
    let changed = page.run(
        "const accent = getComputedStyle(document.querySelector('button.link')).color;
         const glow = document.getAnimations().find((a) => a.effect.target.matches('.code li'));
         const probe = document.body.appendChild(document.createElement('i'));
         const of = (colour) => { probe.style.color = colour; return getComputedStyle(probe).color; };
         const [from] = glow.effect.getKeyframes();
         return [of(from.backgroundColor), ...(from.boxShadow.match(/rgb[^)]*\\)/g) ?? [])].map((c) => c === accent)",
    );
    assert!(
        changed.as_array().is_some_and(|are| !are.is_empty() && !are.contains(&json!(true))),
        "{changed}"
    );
}

#[test]
fn an_article_700_pixels_wide_shows_form_and_units_side_by_side() {
    let page = Page::blank();
    page.size(700, 600);
    page.visit_at("#/embed");
    page.fill("Name", "shop");
    page.see_line("shop.service", "Requires=shop.socket");
    let fits = || {
        page.is(
            "const [form, units] = ['.form', '.file.socket'].map((part) => document.querySelector(part).getBoundingClientRect());
             return form.width > 250 && units.width > 250 && form.right <= units.left && units.top >= 0 && units.top < innerHeight / 2",
        )
    };
    assert!(fits(), "the units are in sight while the form is filled");
    page.enter("User=");
    assert!(fits(), "and wherever in the form one is");
    assert_eq!(sticking_out(&page), json!([0, []]));
}

#[test]
fn the_tabs_speak_of_one_program() {
    let page = Page::open();
    page.fill("ExecStart=", "/usr/bin/python3 /opt/shop/main.py");
    page.fill("Text of myapp.service", &format!("{}KillMode=mixed\n", page.text("myapp.service")));
    page.leave();
    page.click("#tab-code");
    page.soon("the language of the command", || page.value("Language") == "Python");
    // What Install calls with curl answers HTTP.
    page.see("HTTP/1.1 200 OK");
    assert!(
        page.is("return document.querySelectorAll('.program .word').length > 10"),
        "in colours"
    );
    page.choose("Goes back to sleep", "after 1 min without a call");
    page.see("IDLE = 60");
    page.choose("Language", "Python, gunicorn");
    page.see("--workers 4");
    page.see("4 callers");
    page.click("#tab-happens");
    page.see("What happened");
    page.click("Adjust callers");
    page.soon("as many callers", || {
        page.is("return document.getElementById('load-at-once')?.closest('.slider').querySelector('output').innerText === '4'")
    });
    page.click("#tab-install");
    page.see("curl -v http://localhost:8080/");
    page.see("python3");
}

// Units that are somewhere already

const SHOP: &str = "# /etc/systemd/system/shop.socket\n[Socket]\nListenStream=8081\n\n\
    # /etc/systemd/system/shop.service\n[Service]\nExecStart=/opt/shop\n";

#[test]
fn a_unit_of_a_package_is_changed_by_a_drop_in() {
    let page = Page::open();
    page.click("Open or paste units");
    page.click("ssh.socket");
    page.see("These are the files of Debian 13");
    page.see("Nothing of ssh.socket is changed");
    assert_eq!(page.value("Listener 1, Port"), "22");
    page.fill("Listener 1, Port", "2222");
    let drop_in = || {
        page.settle();
        page.run("return document.querySelector('[aria-label=\"Text of the drop-in\"]')?.textContent ?? null")
    };
    assert_eq!(drop_in(), json!("[Socket]\nListenStream=\nListenStream=2222\n"));
    page.see("systemd 257 loads both units without a remark");
    page.fill("Name", "other");
    page.see("`/usr/lib/systemd/system/ssh.socket` is there already".replace('`', "").as_str());
    page.leave();
    page.click("#tab-install");
    for step in [
        "Open the new door beside the old one",
        "Try the new door",
        "Close the old door",
        "Take it back",
    ] {
        page.see(step);
    }
    page.see("systemctl revert ssh.socket ssh.service");
    page.click("Download");
    let bytes = page.downloaded("ssh.tar.gz");
    let mut archive = Archive::new(GzDecoder::new(&bytes[..]));
    let names: Vec<_> = archive
        .entries()
        .expect("an archive")
        .map(|entry| entry.expect("an entry").path().expect("a path").display().to_string())
        .collect();
    assert_eq!(names, ["ssh.socket.d/override.conf"]);
    page.click("#tab-units");
    page.reload();
    assert_eq!(drop_in(), json!("[Socket]\nListenStream=\nListenStream=2222\n"), "it is kept");
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    page.see("/usr/lib/systemd/system/ssh.socket");
    page.run("document.querySelector('.drop-in .inside .link').click()");
    page.see("hides the one that is there");
    assert_eq!(drop_in(), json!(null));
    page.click("Undo");
    page.soon("the drop-in is back", || !drop_in().is_null());
    page.click("Web server");
    page.soon("the preset is not called after what is on a machine", || {
        page.value("Name") == "myapp"
    });
}

#[test]
fn a_link_to_a_drop_in_is_opened() {
    let page = Page::open();
    page.click("Open or paste units");
    page.click("cups.socket");
    page.fill("#service-Description", "Printing");
    page.leave();
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.devtools("Browser.grantPermissions", permissions);
    page.click("Share link");
    page.see("Copied a link that holds your units");
    let link = page.clipboard();
    let (_, fragment) = link.split_once('#').expect("a fragment");
    assert!(fragment.starts_with("/?s=2."), "{link}");
    let other = Page::blank();
    other.visit_at(&format!("#{fragment}"));
    other.see("Opened the units of this link");
    other.see("cups.service.d/override.conf");
    other.see("Description=Printing");
}

#[test]
fn units_come_by_text_and_what_is_not_read_is_named() {
    let page = Page::open();
    page.click("Open or paste units");
    page.click("Read it");
    page.see("There is nothing to read yet");
    page.fill("#pasted", "# /etc/systemd/system/a.timer\n[Timer]\nOnBootSec=1\n");
    page.click("Read it");
    page.see("Nothing was opened");
    page.see("a.timer was not read");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    page.fill("#pasted", SHOP);
    page.click("Read it");
    page.see("shop.socket: from systemctl cat");
    assert_eq!(page.value("Listener 1, Port"), "8081");
    assert_eq!(page.text("shop.service").trim_end(), "[Service]\nExecStart=/opt/shop");
    page.see_no("override.conf");
    page.click("Undo");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    page.click("Close");
    page.soon("the focus is where it was", || page.focus() == "open-units");
}

#[test]
fn units_come_by_file_folder_archive_and_paste() {
    let folder = std::env::temp_dir().join(format!("doorbell-open-{}", std::process::id()));
    let inside = folder.join("units");
    std::fs::create_dir_all(inside.join("shop.socket.d")).expect("a folder");
    let write = |name: &str, text: &str| {
        let path = inside.join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let socket = write("shop.socket", "[Socket]\nListenStream=8082\n");
    let service = write("shop.service", "[Service]\nExecStart=/opt/shop\n");
    write("shop.socket.d/override.conf", "[Socket]\nBacklog=5\n");
    let long = write("long.service", &"#".repeat((2 << 20) + 1));
    let archive = folder.join("shop.tar.gz");
    let made = std::process::Command::new("tar")
        .args([
            "czf",
            &archive.display().to_string(),
            "-C",
            &inside.display().to_string(),
            "shop.socket",
            "shop.service",
        ])
        .status();
    assert!(made.expect("tar").success());

    let page = Page::open();
    let port = || page.value("Listener 1, Port");
    page.click("Open or paste units");
    let choose = |files: &[&str]| {
        page.soon("the choice of files", || {
            page.is("return document.querySelector('.file-choice input') !== null")
        });
        let document = page.devtools("DOM.getDocument", json!({}));
        let root = &document["root"]["nodeId"];
        let found = page.devtools(
            "DOM.querySelector",
            json!({ "nodeId": root, "selector": ".file-choice input" }),
        );
        page.devtools(
            "DOM.setFileInputFiles",
            json!({ "files": files, "nodeId": found["nodeId"] }),
        );
    };
    choose(&[&socket, &service, &long]);
    page.see("shop.socket: from a file");
    page.see("long.service was not read");
    assert_eq!(port(), "8082");
    page.click("Undo");
    page.soon("it is undone", || page.value("Name") == "myapp");
    let drop = |path: &str| {
        let data = json!({ "items": [], "files": [path], "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            page.devtools(
                "Input.dispatchDragEvent",
                json!({ "type": kind, "x": 300, "y": 300, "data": data }),
            );
        }
    };
    drop(&archive.display().to_string());
    page.see("from the archive shop.tar.gz");
    assert_eq!(port(), "8082");
    page.click("Undo");
    page.soon("it is undone", || page.value("Name") == "myapp");
    drop(&inside.display().to_string());
    page.see("with 1 drop-in");
    page.see("shop.socket.d/override.conf");
    page.see("Backlog=5");
    page.click("Undo");
    page.soon("it is undone", || page.value("Name") == "myapp");
    page.click("Close");
    page.clear("Text of myapp.socket");
    page.run_with(
        "const data = new DataTransfer(); data.setData('text', arguments[0]);
         const area = document.getElementById('text-socket'); area.focus();
         area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
        &[json!(SHOP)],
    );
    page.see("shop.service: from systemctl cat");
    assert_eq!(port(), "8081");
    std::fs::remove_dir_all(&folder).ok();
}

#[test]
fn a_secret_leaves_only_when_it_is_asked_for_twice() {
    let page = Page::open();
    page.fill(
        "Text of myapp.service",
        &SERVICE.replace("[Service]\n", "[Service]\nEnvironment=DB_PASSWORD=x\n"),
    );
    page.leave();
    page.click("Download");
    page.see("The archive would hold");
    page.click("Download");
    page.see("Downloaded myapp.tar.gz");
    page.click("Share link");
    page.see("Copied a link");
}

#[test]
fn axe_finds_nothing_where_units_are_opened() {
    let page = Page::open();
    page.click("Open or paste units");
    page.fill(
        "#pasted",
        "# a.timer\n[Timer]\n\n# /usr/lib/systemd/system/a.socket\n[Socket]\nListenStream=1\n",
    );
    page.click("Read it");
    page.fill("Listener 1, Port", "2");
    page.leave();
    page.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    for (theme, width) in [("light", 1280), ("dark", 390)] {
        page.size(width, 900);
        page.prefers("prefers-color-scheme", theme);
        page.run("document.getAnimations().forEach((animation) => animation.finish())");
        let found = page.accessibility();
        assert!(found.is_empty(), "{theme}: {found:#?}");
    }
}

// Several works

/// The names in the list of works, and what stands in its rows.
fn works(page: &Page) -> Vec<String> {
    let rows = "return [...document.querySelectorAll('.works li')].map((row) => (row.querySelector('h3') ?? row).innerText)";
    serde_json::from_value(page.run(rows)).expect("names")
}

fn see_works(page: &Page, names: &[&str]) {
    page.soon(&format!("{names:?} in the list"), || works(page) == names);
}

/// Opens the list, with what was just done in it.
fn open_list(page: &Page) {
    page.settle();
    page.click("My units");
    page.see("Kept in this browser and nowhere else");
}

/// A work `shop` and a later one `till`, which is open.
fn two_works() -> Page {
    let page = Page::open();
    page.fill("Name", "shop");
    open_list(&page);
    // The last change of each is in a second of its own.
    std::thread::sleep(std::time::Duration::from_secs(1));
    page.click("New units");
    page.see("Begun anew");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    page.fill("Name", "till");
    page.click("One instance per caller");
    page
}

#[test]
fn another_work_is_begun_and_each_has_its_own_steps() {
    let page = two_works();
    open_list(&page);
    see_works(&page, &["till", "shop"]);
    page.see("Accept=yes · TCP 8080 · Debian 13 · changed today");
    page.click("Open shop");
    page.see("Opened shop.");
    assert_eq!(page.text("shop.socket"), SOCKET);
    page.click("Undo");
    assert_eq!(units(&page), [SOCKET, SERVICE], "the step that named it shop");
    page.see_no_line("myapp.socket", "Accept=yes");
    page.click("Redo");
    // Loaded again, the tab has the same work, and the other one is where it was.
    page.reload();
    assert_eq!(page.text("shop.socket"), SOCKET);
    open_list(&page);
    page.click("Open till");
    page.see_line("till.socket", "Accept=yes");
    page.reload();
    page.see_line("till.socket", "Accept=yes");
    page.click("Undo");
    page.see_no_line("till.socket", "Accept=yes");
}

#[test]
fn to_open_a_work_is_no_change_of_it() {
    let page = two_works();
    open_list(&page);
    page.click("Open shop");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    open_list(&page);
    see_works(&page, &["till", "shop"]);
}

#[test]
fn a_work_is_copied_and_renamed() {
    let page = two_works();
    open_list(&page);
    page.click("Duplicate shop");
    page.soon("the copy", || works(&page).contains(&"shop (copy)".to_owned()));
    page.click("Rename shop (copy)");
    page.soon("the field", || page.focus().starts_with("Name-work"));
    page.keys("The other shop");
    page.press(Key::Enter);
    page.soon("the name", || works(&page).contains(&"The other shop".to_owned()));
    page.soon("the focus", || page.focus().starts_with("Rename-work"));
    page.see("units shop · Accept=no");
    page.click("Open The other shop");
    page.fill("Name", "mine");
    page.reload();
    open_list(&page);
    page.see("units mine · Accept=no");
    let there = works(&page);
    assert_eq!(there[0], "The other shop");
    assert!(there.contains(&"shop".to_owned()), "{there:?}");
    // No name is that of the units, and Esc changes nothing.
    page.click("Rename The other shop");
    page.soon("the field", || page.focus().starts_with("Name-work"));
    page.keys("no");
    page.press(Key::Escape);
    page.soon("the focus", || page.focus().starts_with("Rename-work"));
    assert_eq!(works(&page)[0], "The other shop");
    page.click("Rename The other shop");
    page.soon("the field", || page.focus().starts_with("Name-work"));
    page.press(Key::Delete);
    page.press(Key::Enter);
    page.soon("its own name", || works(&page)[0] == "mine");
}

#[test]
fn a_work_is_deleted_and_brought_back() {
    let page = two_works();
    let kept = || {
        page.run("return Object.entries({ ...localStorage }).filter(([key]) => /work|steps|changed|label/.test(key)).sort()")
    };
    open_list(&page);
    let before = kept();
    page.click("Delete shop");
    page.soon("the way back", || page.focus().starts_with("Undo-work"));
    assert!(!kept().to_string().contains("shop"));
    assert!(works(&page)[1].starts_with("Deleted shop."), "{:?}", works(&page));
    page.press(Key::Enter);
    see_works(&page, &["till", "shop"]);
    page.soon("the focus", || page.focus().starts_with("Open-work"));
    assert_eq!(kept(), before);

    // The one that is open: another is, until it is back.
    page.click("Delete till");
    page.see("What is open now is shop.");
    page.click("Undo: bring till back");
    page.see("till is back.");
    page.click("Open till");
    page.see_line("till.socket", "Accept=yes");

    // All of them: the example is open, and nothing is kept of it.
    open_list(&page);
    page.click("Delete shop");
    page.click("Delete till");
    page.see("an example, kept once you change it");
    assert_eq!(kept(), json!([]));
    page.click("Open myapp");
    assert_eq!(units(&page), [SOCKET, SERVICE]);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(kept(), json!([]));
    page.reload();
    assert_eq!(units(&page), [SOCKET, SERVICE]);
}

#[test]
fn what_an_older_version_kept_is_the_first_work() {
    let page = Page::open();
    page.run(
        "localStorage.setItem('doorbell.work', '1\\nshop\\ndebian12\\n24\\n[Socket]\\nListenStream=1\\n[Service]\\nExecStart=/bin/shop\\n')",
    );
    page.reload();
    assert_eq!(page.text("shop.service"), "[Service]\nExecStart=/bin/shop\n");
    open_list(&page);
    see_works(&page, &["shop"]);
    page.see("Accept=no · TCP 1 · Debian 12 · changed before times were kept");
    page.click("New units");
    page.see("Begun anew");
    page.fill("Name", "till");
    page.reload();
    page.see_line("till.service", "Requires=till.socket");
    open_list(&page);
    see_works(&page, &["till", "shop"]);
    page.click("Open shop");
    assert_eq!(page.text("shop.socket"), "[Socket]\nListenStream=1\n");
}

#[test]
fn two_tabs_have_a_work_each() {
    let page = two_works();
    open_list(&page);
    page.run("window.open(location.href)");
    page.follow_new_tab();
    page.click("Open shop");
    page.fill("User=", "www");
    page.settle();
    let there = |script: &str| page.run(&format!("const first = window.opener; {script}"));
    // The list of the first tab has it, and what is open there is as it was.
    page.soon("the order in the other list", || {
        there("return [...first.document.querySelectorAll('.works h3')].map((name) => name.innerText)")
            == json!(["shop", "till"])
    });
    let text = there("return first.document.getElementById('text-socket').value");
    assert!(text.as_str().is_some_and(|text| text.contains("Accept=yes")), "{text}");
    assert!(!there("return first.document.body.innerText").to_string().contains("another tab"));
    // Each is loaded again with its own; a tab that is not seen draws nothing, but has chosen.
    page.run("window.before = true; const first = window.opener; first.before = true; first.location.reload(); location.reload()");
    page.soon("its own work", || {
        page.is("return !window.before && Boolean(document.getElementById('text-service')?.value.includes('User=www'))")
    });
    page.soon("the other one's", || {
        page.is(
            "const first = window.opener;
             const open = first.sessionStorage.getItem('doorbell.open');
             return !first.before && first.localStorage.getItem('doorbell.work' + open).includes('till')",
        )
    });
}

#[test]
fn a_work_that_has_no_room_is_said_and_none_is_lost() {
    let page = two_works();
    open_list(&page);
    // Steps give way before a work does.
    page.run(
        "localStorage.setItem('doorbell.steps', 'x'.repeat(200_000));
         for (let part = 1 << 22; part; part >>= 1) try {
             localStorage.setItem('other', (localStorage.getItem('other') ?? '') + 'x'.repeat(part));
         } catch {}",
    );
    page.click("Duplicate till");
    see_works(&page, &["till (copy)", "till", "shop"]);
    assert_eq!(page.run("return localStorage.getItem('doorbell.steps')"), Value::Null);
    page.run(
        "for (let part = 1 << 22; part; part >>= 1) try {
             localStorage.setItem('other', localStorage.getItem('other') + 'x'.repeat(part));
         } catch {}",
    );
    page.click("New units");
    page.see("This browser has no room for another work: delete one first.");
    see_works(&page, &["till (copy)", "till", "shop"]);
    page.click("Open till");
    page.fill("User=", "somebody-with-a-longer-name");
    page.see("This browser refuses to keep your work");
    open_list(&page);
    page.click("Open shop");
    page.see("This browser refuses to keep till, which would be lost: it stays open.");
    page.click("Delete till (copy)");
    page.click("Open shop");
    page.see("Opened shop.");
    open_list(&page);
    page.click("Open till");
    page.see_line("till@.service", "User=somebody-with-a-longer-name");
}

#[test]
fn the_list_is_used_without_a_mouse_and_on_a_phone() {
    let page = Page::open();
    page.fill("Name", "a-name-that-is-rather-long-for-a-list-on-a-phone");
    page.settle();
    tab_to(&page, "document.activeElement.title.startsWith('The works')");
    page.press(Key::Enter);
    page.see("Kept in this browser and nowhere else");
    page.press(Key::Tab);
    tab_to(&page, "document.activeElement.innerText === 'Duplicate'");
    page.press(Key::Enter);
    page.soon("the copy", || works(&page).len() == 2);
    for width in [390, 320] {
        page.size(width, 780);
        tab_to(&page, "document.activeElement.innerText === 'Rename'");
        page.press(Key::Enter);
        page.soon("the field", || page.focus().starts_with("Name-work"));
        assert_eq!(sticking_out(&page), json!([0, []]), "at {width} px");
        page.press(Key::Escape);
        page.soon("the focus", || page.focus().starts_with("Rename-work"));
    }
    page.press(Key::Tab);
    page.press(Key::Enter);
    page.soon("the way back", || page.focus().starts_with("Undo-work"));
    assert_eq!(sticking_out(&page), json!([0, []]));
    assert_eq!(page.breaks_of_ring(), [] as [&str; 0]);
    page.press(Key::Space);
    page.soon("the work", || page.focus().starts_with("Open-work"));
    page.press(Key::Enter);
    page.soon("the generator", || page.focus() == "main");
}

#[test]
fn axe_finds_nothing_on_my_units() {
    let page = two_works();
    open_list(&page);
    page.click("Duplicate shop");
    page.click("Rename till");
    page.click("Delete shop (copy)");
    for theme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", theme);
        for width in [1440, 390] {
            page.size(width, 800);
            let found = page.accessibility();
            assert!(found.is_empty(), "{theme}: {found:#?}");
        }
    }
}
