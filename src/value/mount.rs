//! What is mounted or hidden for a service: paths with prefixes, bind mounts, images and their options.
//!
//! Source: systemd.exec(5) `ReadWritePaths=`, `BindPaths=`, `TemporaryFileSystem=`, `MountImages=`, `ExtensionImages=`,
//! `RootImageOptions=`, `RootHash=`, `RootImagePolicy=`; seen with the real parser.

use super::quoting::{self, BLANKS, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, base64, path, shown};

/// Reads a list of paths, each with `-` (may be missing) and `+` (inside the service's root) before it.
///
/// # Errors
/// When a path is not absolute, leads up, or a quote is not closed.
pub fn access_paths(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text, Escapes::Dropped)?;
    for word in &words {
        let path = word.strip_prefix('-').unwrap_or(word);
        absolute(path.strip_prefix('+').unwrap_or(path), version)?;
    }
    Ok(words)
}

/// Reads a list of `SOURCE[:DESTINATION[:OPTIONS]]`, `-` before it if the source may be missing.
///
/// Since 258 words are cut first, and then each at its colons, with C escapes. Before, quotes kept colons together, a
/// backslash made anything ordinary, two blanks had nothing between them, and options could stand behind a blank.
///
/// # Errors
/// When a path is not absolute, or an option is unknown.
pub fn binds(text: &str, version: Version) -> Result<(), ValueError> {
    if version >= Version(258) {
        return words(text, Escapes::Kept)?.iter().try_for_each(|word| {
            let parts = quoting::at_colons(word).into_iter();
            let parts: Result<Vec<_>, _> = parts.map(|part| resolved(part, version)).collect();
            let parts = parts?;
            let options = parts.get(2..).unwrap_or_default().join(":");
            bind(&parts[0], parts.get(1).map(String::as_str), &options, version)
        });
    }
    let ends = [' ', '\t', '\n', '\r', ':'];
    let mut rest = text;
    while !rest.is_empty() {
        let (source, mut behind) = quoting::quoted(rest, &ends)?;
        let (mut destination, mut options) = (None, String::new());
        if let Some(more) = behind.strip_prefix(':') {
            let (word, more) = quoting::quoted(more, &ends)?;
            destination = Some(word);
            behind = more;
            if let Some(more) = behind.strip_prefix(':') {
                (options, behind) = quoting::quoted(more.trim_start_matches(BLANKS), &BLANKS)?;
                behind = behind.trim_start_matches(BLANKS);
            }
        }
        bind(&source, destination.as_deref(), &options, version)?;
        rest = behind.strip_prefix(BLANKS).unwrap_or(behind);
    }
    Ok(())
}

fn bind(
    source: &str,
    destination: Option<&str>,
    options: &str,
    version: Version,
) -> Result<(), ValueError> {
    absolute(source.strip_prefix('-').unwrap_or(source), version)?;
    destination.map_or(Ok(()), |destination| absolute(destination, version))?;
    match options {
        "" | "rbind" | "norbind" => Ok(()),
        _ => Err(ValueError::about(options, "is no option here: write `rbind` or `norbind`")),
    }
}

/// Reads a list of `PATH[:OPTIONS]`.
///
/// # Errors
/// When a path is not absolute.
pub fn temporary_file_systems(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text, Escapes::Dropped)?;
    for word in &words {
        let (path, _) = quoting::unquoted(word, &[':'])?;
        absolute(&path, version)?;
    }
    Ok(words)
}

/// Reads a list of `IMAGE:DESTINATION[:OPTIONS]`, where options may be given by partition.
///
/// # Errors
/// When a path is not absolute, the destination is missing, or a partition is unknown.
pub fn images(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text, Escapes::Kept)?;
    for word in &words {
        let parts = parts(word, 2, version)?;
        let Some(source) = parts.first() else { continue };
        mount_point(source.strip_prefix('-').unwrap_or(source), version)?;
        let Some(destination) = parts.get(1) else {
            return Err(ValueError::about(word, "lacks a destination: write `IMAGE:DESTINATION`"));
        };
        mount_point(destination, version)?;
        options(&parts[2..], version)?;
    }
    Ok(words)
}

/// Reads a list of `IMAGE[:OPTIONS]`, where options may be given by partition.
///
/// # Errors
/// When a path is not absolute, or a partition is unknown.
pub fn extension_images(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text, Escapes::Kept)?;
    for word in &words {
        let parts = parts(word, 1, version)?;
        let Some(source) = parts.first() else { continue };
        created(source.strip_prefix('-').unwrap_or(source), version)?;
        options(&parts[1..], version)?;
    }
    Ok(words)
}

/// Reads mount options, each perhaps behind the partition it is for and a colon.
///
/// # Errors
/// When a partition is unknown.
pub fn image_options(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text, Escapes::Kept)?;
    for word in &words {
        let parts = parts(word, 0, version)?;
        if parts.len() > 2 {
            return Err(ValueError::about(word, "has too many parts: write `PARTITION:OPTIONS`"));
        }
        options(&parts, version)?;
    }
    Ok(words)
}

/// Options alone, or pairs of a partition and its options.
fn options(parts: &[String], version: Version) -> Result<(), ValueError> {
    let mut rest = parts;
    while let [partition, options, behind @ ..] = rest {
        let is_known = PARTITIONS.contains(&partition.as_str())
            && (!partition.ends_with("-sig") || version >= Version(250));
        if !is_known {
            return Err(ValueError::about(
                partition,
                "is not a partition: write for example `root`, `usr` or `home`",
            ));
        }
        specifier::check(options, version, Scope::Value)?;
        rest = behind;
    }
    rest.iter().try_for_each(|options| specifier::check(options, version, Scope::Value))
}

const PARTITIONS: [&str; 13] = [
    "root",
    "usr",
    "home",
    "srv",
    "esp",
    "xbootldr",
    "swap",
    "root-verity",
    "usr-verity",
    "root-verity-sig",
    "usr-verity-sig",
    "tmp",
    "var",
];

/// Reads a policy for images: `*`, `-`, `~`, or `PARTITION=FLAG+FLAG` between colons, `=` alone for all others. From 258 on
/// partitions and flags that are unknown are passed over.
///
/// # Errors
/// When a partition or a flag is unknown, or a partition has two rules.
pub fn policy(text: &str, version: Version) -> Result<(), ValueError> {
    if matches!(text, "*" | "-" | "~") {
        return Ok(());
    }
    let is_lenient = version >= Version(258);
    let is_partition = |name: &str| name.is_empty() || PARTITIONS.contains(&name);
    let is_rule = |rule: &str| {
        let Some((partition, flags)) = rule.split_once('=') else { return false };
        let is_flag = |flag: &str| POLICY_FLAGS.contains(&flag.trim_matches(BLANKS));
        is_lenient
            || is_partition(partition.trim_matches(BLANKS))
                && (matches!(flags, "" | "-") || flags.split('+').all(is_flag))
    };
    let rules = quoting::split_colons(text)?;
    let partition = |rule: &String| {
        let name = rule.split('=').next().unwrap_or_default();
        name.trim_matches(BLANKS).to_owned()
    };
    let mut named: Vec<_> = rules.iter().map(partition).filter(|name| is_partition(name)).collect();
    named.sort();
    if named.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(ValueError::about(text, "says twice what holds for a partition"));
    }
    match rules.iter().find(|rule| !is_rule(rule)) {
        None => Ok(()),
        Some(wrong) => Err(ValueError::about(
            if wrong.is_empty() { text } else { wrong },
            "is not a policy: write for example `root=verity+signed:swap=absent` or `*`",
        )),
    }
}

const POLICY_FLAGS: [&str; 12] = [
    "verity",
    "signed",
    "encrypted",
    "unprotected",
    "unused",
    "absent",
    "open",
    "ignore",
    "read-only-on",
    "read-only-off",
    "growfs-on",
    "growfs-off",
];

/// Reads a hash in hexadecimal digits, or the path of one.
///
/// # Errors
/// When it is neither, or shorter than 16 bytes.
pub fn root_hash(text: &str) -> Result<(), ValueError> {
    if text.starts_with('/') {
        return Ok(());
    }
    let digits = text.chars().filter(|c| !c.is_ascii_whitespace());
    let count = digits.clone().count();
    if count >= 32 && count.is_multiple_of(2) && digits.clone().all(|c| c.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(ValueError::new(format!(
        "{} is not a hash: write at least 32 hexadecimal digits, or an absolute path",
        shown(text)
    )))
}

/// Reads a signature behind `base64:`, or the path of one.
///
/// # Errors
/// When it is neither.
pub fn root_hash_signature(text: &str, version: Version) -> Result<(), ValueError> {
    if text.starts_with('/') {
        return Ok(());
    }
    match text.strip_prefix("base64:").is_some_and(|data| base64::is_right(data, version)) {
        true => Ok(()),
        false => Err(ValueError::about(
            text,
            "is not a signature: write `base64:` and the data, or an absolute path",
        )),
    }
}

fn words(text: &str, escapes: Escapes) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, escapes)?;
    Ok(words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect())
}

/// The parts of a word between colons, of which several in a row are one; C escapes are resolved. The first `paths` of them
/// have to be text.
fn parts(word: &str, paths: usize, version: Version) -> Result<Vec<String>, ValueError> {
    let parts = quoting::at_colons(word).into_iter().filter(|part| !part.is_empty());
    let read = |(index, part): (usize, &str)| match index < paths {
        true => resolved(part, version),
        false => {
            let option = quoting::resolved(part, Some(':'), version)?;
            Ok(String::from_utf8_lossy(&option).into_owned())
        }
    };
    parts.enumerate().map(read).collect()
}

fn resolved(part: &str, version: Version) -> Result<String, ValueError> {
    String::from_utf8(quoting::resolved(part, Some(':'), version)?)
        .map_err(|_| ValueError::about(part, "has an escape that is not a character"))
}

/// From 256 on no image is mounted in /proc and /sys, and none is looked for there.
fn mount_point(text: &str, version: Version) -> Result<(), ValueError> {
    absolute(text, version)?;
    let sample = path::sample(text);
    match path::names(&sample).next() {
        Some("proc" | "sys") if version >= Version(256) => Err(ValueError::about(
            text,
            "lies where the kernel keeps its own: choose another place",
        )),
        _ => Ok(()),
    }
}

fn absolute(text: &str, version: Version) -> Result<(), ValueError> {
    path::read_absolute(text, version).map(drop)
}

/// From 256 on an image may not lie where the kernel keeps its own.
fn created(text: &str, version: Version) -> Result<(), ValueError> {
    path::read_created(text, version).map(drop)
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    const NOW: Version = Version(257);

    #[test]
    fn reads_what_systemd_reads() {
        accepts(access_paths("-+/a /b", NOW), vec!["-+/a".into(), "/b".into()]);
        accepts(binds("/a:/b:norbind -/c", NOW), ());
        accepts(binds("\"/a:x\":/b: rbind", NOW), ());
        accepts(binds("/a  /b\\:c:/d", Version(258)), ());
        assert!(binds("/a  /b", NOW).is_err() && binds("\"/a:x\"", Version(258)).is_err());
        accepts(temporary_file_systems("/a:ro", NOW), vec!["/a:ro".into()]);
        accepts(images("/a:/b:root:ro", NOW), vec!["/a:/b:root:ro".into()]);
        accepts(extension_images("/a:ro", NOW), vec!["/a:ro".into()]);
        accepts(policy("root=verity+signed:swap=absent", NOW), ());
        accepts(root_hash("0123456789abcdef0123456789abcdef"), ());
        accepts(root_hash_signature("base64:aGk=", NOW), ());
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(binds("/a:/b:ro", NOW), "`ro` is no option here: write `rbind` or `norbind`");
        refuses(images("/a", NOW), "`/a` lacks a destination: write `IMAGE:DESTINATION`");
        assert!(access_paths("a", NOW).is_err() && extension_images("/a:cellar:ro", NOW).is_err());
        assert!(policy("cellar=open", NOW).is_err() && root_hash("12").is_err());
        survives(|text| {
            drop((access_paths(text, NOW), binds(text, NOW), temporary_file_systems(text, NOW)));
            drop((images(text, NOW), extension_images(text, NOW), image_options(text, NOW)));
            drop((policy(text, NOW), root_hash(text), root_hash_signature(text, NOW)));
        });
    }
}
