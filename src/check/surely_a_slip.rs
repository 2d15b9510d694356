//! A size that lacks its unit, and a time that ends the program at once.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};
use crate::value::time_span::{self, TimeSpan};

/// The rule.
pub static RULE: Rule = Rule { name: "surely-a-slip", unseen: &[], check };

/// Limits on memory: with less than [`LEAST`] no program starts.
const MEMORY: [&str; 3] = ["MemoryMax", "MemoryLimit", "LimitAS"];

/// What takes the place of `MemoryLimit=`, whatever it says. Source: systemd.resource-control(5) "Deprecated Options".
const NEWER: [&str; 5] = ["MemoryMin", "MemoryLow", "MemoryHigh", "MemoryMax", "MemorySwapMax"];

/// Fewer bytes than a program needs to begin.
const LEAST: u64 = 1 << 16;

fn check(case: &Case, report: &mut Report) {
    let is_newer = NEWER.iter().any(|key| case.held(Lens::service(key)).is_some());
    for lens in MEMORY.map(Lens::service) {
        let Some(value) = case.held(lens) else { continue };
        if lens.key == "MemoryLimit" && is_newer {
            continue;
        }
        let bytes: Option<u64> = value.parse().ok();
        if let Some(bytes) = bytes.filter(|bytes| (1..LEAST).contains(bytes)) {
            let message = format!(
                "`{}={value}` is {bytes} bytes, with which nothing can run: write for example `{value}M`",
                lens.key
            );
            report.warn(Role::Service, case.line(lens), message);
        }
    }
    // For other times 0 stands for no limit, and a oneshot is never ended by this one.
    let lens = Lens::service("RuntimeMaxSec");
    let time = case.held(lens).and_then(|value| time_span::read(value).ok());
    if time.is_some_and(TimeSpan::is_zero) && case.held(Lens::service("Type")) != Some("oneshot") {
        let message =
            "`RuntimeMaxSec=0` ends the program as soon as it runs: write `infinity` for no limit";
        report.warn(Role::Service, case.line(lens), message);
    }
}
