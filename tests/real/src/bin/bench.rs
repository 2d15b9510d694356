//! `cargo xtask bench`: how much the page weighs, how quickly it is there and follows a key, and what the library takes.
//!
//! The page's times are taken by the page's own clock in Chromium without a screen, whose frames come as soon as they are
//! asked for: what is measured is work, not the wait for the next refresh of a screen. The host compresses with brotli at
//! its best, once, before anything is measured.

use doorbell::{
    activation::{Activation, Lens, Role, Scope},
    catalogue::target::DEFAULT,
    check::{self, Case, verdict},
    explain,
    export::{self, access, client, install},
    preset::PRESETS,
    syntax::UnitFile,
};
use real::browser::{Key, Page};
use real::roots::{Root, Suite};
use serde_json::json;
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// How often each thing is measured.
const KEYSTROKES: usize = 200;
const LOADS: usize = 7;
const RUNS: usize = 5000;

/// The directives for which the form has a field.
const FIELDS: &str = "\
    ExecStart User Group DynamicUser WorkingDirectory Environment EnvironmentFile StateDirectory RuntimeDirectory \
    RuntimeDirectoryPreserve StandardInput StandardOutput StandardError Type Restart RestartSec TimeoutStartSec \
    TimeoutStopSec NonBlocking ListenStream ListenDatagram ListenSequentialPacket ListenFIFO ListenNetlink ListenSpecial \
    FileDescriptorName BindIPv6Only Accept Backlog MaxConnections MaxConnectionsPerSource TriggerLimitIntervalSec \
    TriggerLimitBurst PollLimitIntervalSec PollLimitBurst RemoveOnStop SocketUser SocketGroup SocketMode DirectoryMode \
    FreeBind ReusePort KeepAlive NoDelay FlushPending Service TimeoutSec";

fn main() {
    weight();
    for (name, slow) in [("plain", false), ("4× slower CPU", true)] {
        keystrokes(name, slow);
    }
    long_unit();
    paste();
    for (name, slow) in [("plain", false), ("4× slower CPU, slow 4G", true)] {
        loading(name, slow);
    }
    library();
    throughput();
    systemd();
}

/// All that the page fetches before it can be used, and what it fetches when it has nothing else to do.
fn weight() {
    let page = Page::to_be_measured();
    page.visit();
    let fetched = |part: &str| page.requests().iter().any(|path| path.contains(part));
    page.soon("the later part", || fetched("/split_later"));
    page.click("How it works");
    page.soon("what shows how it works", || fetched("/split_learn"));
    let (later, first): (Vec<_>, Vec<_>) =
        page.requests().into_iter().partition(|path| is_later(path));
    for (name, paths) in [("first load", first), ("later, when idle or opened", later)] {
        println!("{name}, brotli 11");
        let mut sum = 0;
        for path in &paths {
            let size = page.weight_of(path).unwrap_or_default();
            println!("  {:>7} B  {}", size, if path.is_empty() { "index.html" } else { path });
            sum += size;
        }
        println!("  {:>7.1} kB in {} requests", sum as f64 / 1000.0, paths.len());
    }
}

/// Whether a file is of the parts that the program fetches by itself.
fn is_later(path: &str) -> bool {
    path.contains("/split_") || path.contains("/chunk_") || path == "sw.js"
}

/// From the input event to the frame that shows the units as they are now.
fn keystrokes(name: &str, slow: bool) {
    let page = Page::to_be_measured();
    page.visit();
    if slow {
        page.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }));
    }
    page.devtools("Performance.enable", json!({}));
    let before = durations(&page);
    let fields = ["service-Name", "service-ExecStart", "service-User", "service-Description"];
    for field in fields {
        page.fill(&format!("#{field}"), "a");
        page.run("measured.counting = true");
        for n in 1..=KEYSTROKES / fields.len() {
            // Some of what is typed is taken back, as people do.
            match n % 5 {
                0 => page.press(Key::Backspace),
                _ => page.press(char::from(b'a' + (n % 26) as u8)),
            }
        }
        page.run("measured.counting = false");
    }
    let all = format!("return measured.keys.length >= {KEYSTROKES}");
    page.soon("the last frame", || page.is(&all));
    let taken: Vec<f64> = serde_json::from_value(page.run("return measured.keys")).expect("times");
    assert_eq!(taken.len(), KEYSTROKES, "every keystroke is measured once");
    println!(
        "keystroke to painted preview, {name}: median {:.1} ms, p95 {:.1} ms over {KEYSTROKES}",
        share(&taken, 0.5),
        share(&taken, 0.95)
    );
    let parts = durations(&page).into_iter().zip(before).map(|((part, after), (_, before))| {
        format!("{part} {:.1} ms", (after - before) * 1000.0 / KEYSTROKES as f64)
    });
    println!("  work of its thread from key to key: {}", parts.collect::<Vec<_>>().join(", "));
}

/// A key in the middle of a long unit, whose lines are all good ones.
fn long_unit() {
    const LINES: usize = 5000;
    let page = Page::to_be_measured();
    page.visit();
    page.run_with(
        "const area = document.getElementById('text-service');
         const line = (number) => `Environment=A${number}=x`;
         area.focus();
         area.value += Array.from({ length: arguments[0] }, (_, number) => line(number)).join('\\n') + '\\n';
         area.dispatchEvent(new Event('input', { bubbles: true }));
         const middle = area.value.indexOf(line(arguments[0] / 2));
         area.setSelectionRange(middle, middle);
         measured.counting = true;",
        &[json!(LINES)],
    );
    for n in 0..KEYSTROKES {
        page.press(char::from(b'a' + (n % 26) as u8));
    }
    page.soon("the last frame", || {
        page.is(&format!("return measured.keys.length >= {KEYSTROKES}"))
    });
    let taken: Vec<f64> = serde_json::from_value(page.run("return measured.keys")).expect("times");
    println!(
        "keystroke to painted unit of {LINES} lines: median {:.1} ms, p95 {:.1} ms over {KEYSTROKES}",
        share(&taken, 0.5),
        share(&taken, 0.95)
    );
}

/// From pasting a log in the place of a unit until its text is painted, and until the page waits for the next key.
fn paste() {
    const BYTES: usize = 2_000_000;
    let page = Page::to_be_measured();
    page.visit();
    page.soon("the findings", || page.is("return !!document.querySelector('.status')"));
    let times = page.run_async(
        "const [bytes, done] = arguments;
         const line = 'Nov 24 12:00:00 host app[4242]: GET /orders/17 200 in 12 ms for 203.0.113.7\\n';
         const area = document.getElementById('text-service');
         area.focus();
         area.value = line.repeat(bytes / line.length);
         const start = performance.now();
         area.dispatchEvent(new Event('input', { bubbles: true }));
         painted((now) => {
             const first = now - start;
             // The findings come behind the next frame, and are drawn in the one after that.
             painted(() => painted((now) => setTimeout(() => done([first, performance.now() - start]))));
         });",
        &[json!(BYTES)],
    );
    let [painted, settled]: [f64; 2] = serde_json::from_value(times).expect("times");
    println!("a log of {BYTES} bytes pasted: painted {painted:.0} ms, settled {settled:.0} ms");
}

/// How long the page's thread has been at each part of its work, in seconds.
fn durations(page: &Page) -> Vec<(&'static str, f64)> {
    let metrics = page.devtools("Performance.getMetrics", json!({}));
    let metrics = metrics["metrics"].as_array().cloned().unwrap_or_default();
    [
        ("program", "ScriptDuration"),
        ("styles", "RecalcStyleDuration"),
        ("layout", "LayoutDuration"),
        ("all", "TaskDuration"),
    ]
    .into_iter()
    .filter_map(|(part, name)| {
        let metric = metrics.iter().find(|metric| metric["name"] == name)?;
        Some((part, metric["value"].as_f64()?))
    })
    .collect()
}

/// From the start of the navigation to the units painted, and to the program that has taken over.
fn loading(name: &str, slow: bool) {
    let (mut units, mut program) = (Vec::new(), Vec::new());
    for _ in 0..LOADS {
        let page = Page::to_be_measured();
        if slow {
            page.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }));
            page.devtools("Network.enable", json!({}));
            page.devtools(
                "Network.emulateNetworkConditions",
                json!({
                    "offline": false,
                    "latency": 150,
                    "downloadThroughput": 1_600_000 / 8,
                    "uploadThroughput": 750_000 / 8,
                }),
            );
        }
        page.visit();
        page.soon("the first frames", || page.is("return !!(measured.units && measured.program)"));
        let time = |what| page.run(&format!("return measured.{what}")).as_f64().expect("a time");
        units.push(time("units"));
        program.push(time("program"));
    }
    println!(
        "navigation, {name}: units painted {:.2} s, program there {:.2} s (medians of {LOADS})",
        share(&units, 0.5) / 1000.0,
        share(&program, 0.5) / 1000.0
    );
}

/// Parsing a pair of units and deriving all that the page shows of it.
fn library() {
    let texts: Vec<_> = PRESETS
        .iter()
        .map(|preset| {
            let activation = preset.activation();
            Role::ALL.map(|unit| activation.file(unit).text().to_owned())
        })
        .collect();
    let time = |name: &str, step: &dyn Fn(&[String; 2])| {
        let mut taken = Vec::new();
        for turn in 0..RUNS {
            let texts = &texts[turn % texts.len()];
            let started = Instant::now();
            step(texts);
            taken.push(micros(started.elapsed()));
        }
        println!("natively, {name}: median {:.1} µs", share(&taken, 0.5));
    };
    time("parse", &|texts| drop(black_box(parse(texts))));
    time("check a pair", &|texts| drop(black_box(check::run(&Case::pair(&parse(texts))))));
    time("parse, check, explain, files", &|texts| derive(&parse(texts)));
    time("the same and the Install tab", &|texts| {
        let activation = parse(texts);
        derive(&activation);
        install_tab(&activation);
    });
}

/// How the check grows with what it is given: units one behind the other, as no one would write them.
fn throughput() {
    let unit = PRESETS[0].activation().file(Role::Service).text().to_owned();
    for megabytes in [1, 10, 100] {
        let text = unit.repeat(megabytes * 1_000_000 / unit.len());
        let started = Instant::now();
        let file = UnitFile::parse(text.as_str());
        let unit = verdict::Unit {
            role: Role::Service,
            name: "a.service",
            scope: Scope::System,
            target: DEFAULT,
        };
        black_box(verdict::judge(&file, unit));
        let taken = started.elapsed().as_secs_f64();
        println!(
            "natively, check of {megabytes} MB: {taken:.2} s, {:.0} MB/s",
            text.len() as f64 / 1e6 / taken
        );
    }
}

/// What systemd's own check takes for a pair.
fn systemd() {
    let root = Root::get(Suite::Trixie);
    let layer = root.layer();
    let pair = PRESETS[0].activation();
    let mut paths = Vec::new();
    for file in export::files(&pair) {
        let path = format!("/units/{}", file.name);
        layer.write(&path, &file.text);
        paths.push(path);
    }
    let mut taken = Vec::new();
    for _ in 0..LOADS {
        let started = Instant::now();
        let mut command = layer.chroot("systemd-analyze");
        command.args(["verify", "--man=no", "--generators=no"]).args(&paths);
        command.output().expect("systemd-analyze in the root");
        taken.push(started.elapsed().as_secs_f64() * 1e3);
    }
    println!(
        "systemd-analyze verify {}, the same pair, its process included: median {:.0} ms",
        root.version(),
        share(&taken, 0.5)
    );
}

fn parse([socket, service]: &[String; 2]) -> Activation {
    Activation::new("myapp", socket, service)
}

fn derive(activation: &Activation) {
    black_box(check::run(&Case::pair(activation)));
    for field in FIELDS.split_whitespace() {
        for lens in [Lens::socket(field), Lens::service(field)] {
            if lens.directive().is_some() {
                black_box((activation.value(lens), explain::does_not_apply(activation, lens)));
            }
        }
    }
    black_box((explain::explain(activation), explain::requirement(activation)));
    black_box(export::files(activation));
}

fn install_tab(activation: &Activation) {
    let options = install::Options::default();
    black_box((install::command(activation, &options), install::removal(activation, &options)));
    black_box((install::steps(activation, &options), install::change_safely(activation)));
    black_box((client::clients(activation), client::watch(activation)));
    black_box((access::firewall(activation), access::selinux(activation)));
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The value that this share of `values` does not exceed.
fn share(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}
