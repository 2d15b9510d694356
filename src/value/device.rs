//! Devices and what is allowed or measured out of them: `DEVICE VALUE`.
//!
//! A device is a path below /dev or, where something is measured, any path; `DeviceAllow=` also
//! takes `char-NAME` and `block-NAME`.
//!
//! Source: systemd.resource-control(5) `DeviceAllow=`, `IODeviceWeight=`, `IOReadBandwidthMax=`, `IODeviceLatencyTargetSec=`;
//! seen with the real parser.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, path, shown, size, time_span};

/// Reads `DeviceAllow=` and answers the device.
///
/// # Errors
/// When it is no device, or what is allowed is not of the letters `r`, `w` and `m`.
pub fn allow(text: &str, version: Version) -> Result<String, ValueError> {
    let (device, access) = parts(text)?;
    specifier::check(&device, version, Scope::Value)?;
    let sample = path::sample(&device);
    let is_group = sample.starts_with("block-") || sample.starts_with("char-");
    if !is_group {
        path::check_absolute(&sample, &device, version)?;
        let is_below = |top: &[&str]| {
            // Above the root is the root again.
            let mut names = path::names(&sample).skip_while(|name| *name == "..");
            top.iter().all(|name| names.next() == Some(name))
        };
        if !is_below(&["dev"]) && !is_below(&["run", "systemd", "inaccessible"]) {
            return Err(ValueError::about(
                &device,
                "is not a device: write for example `/dev/null`, `char-pts` or `block-loop`",
            ));
        }
    }
    if !access.chars().all(|letter| "rwm".contains(letter)) {
        return Err(ValueError::about(
            access,
            "is not what can be allowed: write of `r`, `w` and `m`",
        ));
    }
    Ok(device)
}

/// Reads `IODeviceWeight=` and its like: a device and a weight from `min` to `max`.
///
/// # Errors
/// When the device is not a path, or the weight is out of bounds.
pub fn weight(text: &str, version: Version, min: u64, max: u64) -> Result<u64, ValueError> {
    let weight = measured(text, version)?;
    super::amount::weight(weight, min, max)
}

/// Reads `IOReadBandwidthMax=` and its like: a device and a number with suffixes of base 1000.
///
/// # Errors
/// When the device is not a path, or the number is 0 or not one.
pub fn limit(text: &str, version: Version) -> Result<u64, ValueError> {
    let limit = measured(text, version)?;
    if limit == "infinity" {
        return Ok(u64::MAX);
    }
    size::read_decimal(limit).ok().filter(|limit| *limit > 0).ok_or_else(|| {
        ValueError::about(limit, "is not a limit: write for example `5M` or `infinity`")
    })
}

/// Reads `IODeviceLatencyTargetSec=`: a device and a time.
///
/// # Errors
/// When the device is not a path, or the time not one.
pub fn latency(text: &str, version: Version) -> Result<(), ValueError> {
    time_span::read(measured(text, version)?).map(drop)
}

/// The device, and what stands behind it.
fn parts(text: &str) -> Result<(String, &str), ValueError> {
    let (device, rest) = quoting::first(text, Escapes::Dropped)?;
    let device =
        device.ok_or_else(|| ValueError::new("a device is needed, for example `/dev/null`"))?;
    Ok((String::from_utf8_lossy(&device).into_owned(), rest))
}

/// Checks a device that something is measured out of, and answers the measure.
fn measured(text: &str, version: Version) -> Result<&str, ValueError> {
    let (device, rest) = parts(text)?;
    if rest.is_empty() {
        return Err(ValueError::new(format!("{} has nothing behind the device", shown(text))));
    }
    specifier::check(&device, version, Scope::Value)?;
    path::check_plain(&path::sample(&device), &device, version)?;
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(allow("/dev/null rw", now), "/dev/null".to_owned());
        accepts(allow("char-pts", now), "char-pts".to_owned());
        accepts(weight("/dev/sda 100", now, 1, 10_000), 100);
        accepts(limit("/dev/sda 5M", now), 5_000_000);
        accepts(latency("/dev/sda 25ms", now), ());
        refuses(
            allow("/dev/null rwx", now),
            "`rwx` is not what can be allowed: write of `r`, `w` and `m`",
        );
        assert!(allow("/run/x r", now).is_err() && limit("/dev/sda", now).is_err());
        survives(|text| {
            drop((allow(text, now), weight(text, now, 1, 9), limit(text, now), latency(text, now)));
        });
    }
}
