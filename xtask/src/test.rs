//! `cargo xtask test`: everything that has to hold, in the order in which it is quickest to know.

use crate::{
    page,
    run::{Outcome, command, run, run_tests},
    tools,
};
use std::time::Instant;

const LINTS: [&str; 6] = [
    "cargo fmt --all --check",
    "cargo clippy --all-targets -- -D warnings",
    "cargo clippy --package xtask --package real --all-targets -- -D warnings",
    "cargo clippy --features cli --all-targets -- -D warnings",
    "cargo clippy --lib --bins --features ssr -- -D warnings",
    "cargo clippy --lib --bins --features csr --target wasm32-unknown-unknown -- -D warnings",
];

const PURE: &str = "cargo test --package doorbell --package xtask";

/// The page's own state and storage, which the library is built without.
const PAGE: &str = "cargo test --lib --features ssr ui::";

/// The command line, which the library is built without too.
const COMMAND: &str = "cargo test --features cli --test cli";

const REAL: &str = "cargo test --package real";

/// Checks everything; stops at the first step that fails.
pub fn everything(_: &[String]) -> Outcome {
    let start = Instant::now();
    tools::for_the_real_tests()?;
    let path = tools::for_the_page()?;
    let axe = tools::axe()?;
    for line in LINTS {
        run(&mut command(line))?;
    }
    let mut closing = run_tests(&mut command(PURE))?;
    closing.extend(run_tests(&mut command(PAGE))?);
    closing.extend(run_tests(&mut command(COMMAND))?);
    page::build(&[])?;
    closing.extend(run_tests(command(REAL).env("PATH", path).env("DOORBELL_AXE", axe))?);
    println!("\nall checks passed in {} s; the runners said:", start.elapsed().as_secs());
    for line in closing {
        println!("{line}");
    }
    Ok(())
}
