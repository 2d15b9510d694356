//! The pages: which panels they have, and where.

pub mod directives;
pub mod generator;
pub mod learn;
pub mod nowhere;
pub mod works;
