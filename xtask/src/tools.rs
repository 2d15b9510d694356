//! What the commands need beyond Rust: pinned, installed when missing, and checked before each use.

use crate::run::{Outcome, cache, command, is_there, metadata, output, path_with, run};
use std::{
    ffi::OsString,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A pinned tool in a folder of its own in the cache.
struct Tool {
    /// The name of its folder and of its program.
    name: &'static str,
    version: &'static str,
    source: Source,
    /// The file in its folder that proves it is there.
    proof: &'static str,
    /// What that file, run with `--version`, has to print; `None` for what is no program.
    prints: Option<&'static str>,
}

enum Source {
    /// A crate of this name, and more words for `cargo install`.
    Cargo(&'static str, &'static [&'static str]),
    /// An npm package of this name.
    Npm(&'static str),
}

/// It waits for others more than it works: neither the minutes of optimizing it nor its features for other people's projects
/// come back.
const TRUNK: Tool = Tool {
    name: "trunk",
    version: "0.21.14",
    source: Source::Cargo(
        "trunk",
        &[
            "--no-default-features",
            "--features",
            "rustls",
            "--config",
            "profile.release.opt-level=0",
        ],
    ),
    proof: "bin/trunk",
    prints: Some("trunk 0.21.14"),
};

const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen",
    version: "0.2.129",
    source: Source::Cargo("wasm-bindgen-cli", &[]),
    proof: "bin/wasm-bindgen",
    prints: Some("wasm-bindgen 0.2.129"),
};

const WASM_OPT: Tool = Tool {
    name: "binaryen",
    version: "132.0.0",
    source: Source::Npm("binaryen"),
    proof: "node_modules/.bin/wasm-opt",
    prints: Some("wasm-opt version 132 (version_132)"),
};

const ESBUILD: Tool = Tool {
    name: "esbuild",
    version: "0.28.2",
    source: Source::Npm("esbuild"),
    proof: "node_modules/.bin/esbuild",
    prints: Some("0.28.2"),
};

const AXE: Tool = Tool {
    name: "axe-core",
    version: "4.14.1",
    source: Source::Npm("axe-core"),
    proof: "node_modules/axe-core/axe.min.js",
    prints: None,
};

/// What the page is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program of the system and the Debian packages that bring it.
struct Package {
    program: &'static str,
    debian: &'static [&'static str],
}

const SYSTEM: [Package; 6] = [
    Package { program: "chromium", debian: &["chromium"] },
    Package { program: "chromedriver", debian: &["chromium-driver"] },
    Package { program: "debootstrap", debian: &["debootstrap", "debian-archive-keyring"] },
    Package { program: "systemd-nspawn", debian: &["systemd-container"] },
    Package { program: "unshare", debian: &["util-linux"] },
    Package { program: "npm", debian: &["nodejs", "npm"] },
];

/// Makes sure of everything that the steps of building the page need.
///
/// Returns the `PATH` on which they are.
pub fn for_the_page() -> Outcome<OsString> {
    pinned_wasm_bindgen()?;
    wasm_target()?;
    on_the_path(&[WASM_BINDGEN, WASM_OPT, ESBUILD])
}

/// Makes sure of trunk, which runs these steps.
///
/// Returns the `PATH` on which it is.
pub fn trunk() -> Outcome<OsString> {
    on_the_path(&[TRUNK])
}

/// Makes sure of what the tests against the real things need: programs of the system, through apt where that is possible.
pub fn for_the_real_tests() -> Outcome {
    let missing: Vec<&Package> =
        SYSTEM.iter().filter(|package| !is_there(package.program)).collect();
    if !missing.is_empty() {
        let programs: Vec<&str> = missing.iter().map(|package| package.program).collect();
        let packages: Vec<&str> =
            missing.iter().flat_map(|package| package.debian).copied().collect();
        let (programs, packages) = (programs.join(", "), packages.join(" "));
        if !is_there("apt-get") || !is_root() {
            return Err(format!(
                "missing: {programs}; on Debian, as root: `apt-get install {packages}`; elsewhere, install the same programs"
            ));
        }
        eprintln!("installing what is missing: {programs}");
        run(&mut command("apt-get update --quiet"))?;
        let install = format!("apt-get install --quiet --yes --no-install-recommends {packages}");
        run(command(&install).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    if !is_root() {
        return Err(
            "the tests boot real systems: run `cargo xtask test` as root, or only `cargo test`"
                .to_owned(),
        );
    }
    Ok(())
}

fn on_the_path(tools: &[Tool]) -> Outcome<OsString> {
    let folder =
        |tool: &Tool| Ok(tool.ready()?.parent().expect("a file lies in a folder").to_owned());
    path_with(&tools.iter().map(folder).collect::<Outcome<Vec<PathBuf>>>()?)
}

/// The script of axe-core, which looks for barriers in a page.
pub fn axe() -> Outcome<PathBuf> {
    AXE.ready()
}

impl Tool {
    /// Installs the tool if it is not there, checks it, and returns its proof.
    fn ready(&self) -> Outcome<PathBuf> {
        let folder = cache()?.join("tools").join(format!("{}-{}", self.name, self.version));
        let proof = folder.join(self.proof);
        if self.check(&proof).is_ok() {
            return Ok(proof);
        }
        eprintln!("installing {} {} into {}", self.name, self.version, folder.display());
        // Beside its place first: what has its final name is complete.
        let unfinished =
            folder.with_file_name(format!("{}-{}.unfinished", self.name, self.version));
        for old in [&folder, &unfinished] {
            if old.exists() {
                fs::remove_dir_all(old)
                    .map_err(|error| format!("cannot remove {}: {error}", old.display()))?;
            }
        }
        fs::create_dir_all(&unfinished)
            .map_err(|error| format!("cannot make {}: {error}", unfinished.display()))?;
        run(self.install_into(&unfinished)?.current_dir(&unfinished))?;
        self.check(&unfinished.join(self.proof))?;
        fs::rename(&unfinished, &folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        Ok(proof)
    }

    fn install_into(&self, folder: &Path) -> Outcome<Command> {
        Ok(match self.source {
            Source::Cargo(name, options) => {
                let mut command = command("cargo install --locked --root");
                command.arg(folder).args(["--version", self.version, name]).args(options);
                command
            }
            Source::Npm(name) => {
                if !is_there("npm") {
                    return Err(format!(
                        "{} comes from npm: install Node.js, which brings `npm`",
                        self.name
                    ));
                }
                let mut command =
                    command("npm install --no-audit --no-fund --no-save --ignore-scripts --prefix");
                command.arg(folder).arg(format!("{name}@{}", self.version));
                command
            }
        })
    }

    /// Whether `proof` is this tool in this version.
    fn check(&self, proof: &Path) -> Outcome {
        let Some(expected) = self.prints else {
            let file = proof.with_file_name("package.json");
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            let version = format!("\"version\": \"{}\"", self.version);
            let found = proof.is_file() && text.contains(&version);
            return if found {
                Ok(())
            } else {
                Err(format!("{} is not {} {}", proof.display(), self.name, self.version))
            };
        };
        if !proof.is_file() {
            return Err(format!("{} is not there", proof.display()));
        }
        let printed = output(Command::new(proof).arg("--version").stdin(Stdio::null()))?;
        if printed.trim() == expected {
            Ok(())
        } else {
            Err(format!(
                "{} says it is `{}`, expected `{expected}`",
                proof.display(),
                printed.trim()
            ))
        }
    }
}

/// The generated code and the crate speak a protocol that changes with each release, so both have to be the same.
fn pinned_wasm_bindgen() -> Outcome {
    let expected = format!("={}", WASM_BINDGEN.version);
    let packages = metadata()?.packages;
    let found = packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .find(|dependency| dependency.name == "wasm-bindgen")
        .map(|dependency| dependency.req.to_string());
    if found.as_deref() == Some(&expected) {
        return Ok(());
    }
    Err(format!(
        "xtask/src/tools.rs pins wasm-bindgen {}: expected `{expected}` in Cargo.toml, found {found:?}",
        WASM_BINDGEN.version
    ))
}

fn wasm_target() -> Outcome {
    let libraries =
        output(&mut command(&format!("rustc --print target-libdir --target {WASM_TARGET}")))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    if !is_there("rustup") {
        return Err(format!(
            "Rust's target {WASM_TARGET} is missing, and there is no `rustup` to add it"
        ));
    }
    run(&mut command(&format!("rustup target add {WASM_TARGET}")))
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_wasm_bindgen_is_the_one_of_the_page() {
        assert_eq!(pinned_wasm_bindgen(), Ok(()));
    }
}
