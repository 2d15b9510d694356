//! `cargo xtask bench`: measures the built page and the library; `README.md` keeps the figures.

use crate::{
    page,
    run::{Outcome, command, run},
    tools,
};

/// Builds the page and prints what it weighs and how quickly it is.
pub fn bench(_: &[String]) -> Outcome {
    tools::for_the_real_tests()?;
    page::build(&[])?;
    run(&mut command("cargo run --release --package real --bin bench"))
}
