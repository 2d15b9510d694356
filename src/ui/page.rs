//! The pages: which panels they have, and where.

pub mod generator;
