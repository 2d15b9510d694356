//! `cargo xtask build` and `cargo xtask serve`: trunk, as `Trunk.toml` says, in the version that is pinned.

use crate::{
    run::{Outcome, command, run},
    tools,
};

/// Builds the page into `dist/`; `options` are trunk's.
pub fn build(options: &[String]) -> Outcome {
    trunk("build --release", options)
}

/// Builds, serves and watches, until it is stopped; `options` are trunk's, such as `--port 9000`.
pub fn serve(options: &[String]) -> Outcome {
    trunk("serve", options)
}

fn trunk(line: &str, options: &[String]) -> Outcome {
    // All tools before the first step: an installation in a hook would look like a build that hangs.
    tools::for_the_page()?;
    run(command(&format!("trunk {line} --offline")).args(options).env("PATH", tools::trunk()?))
}
