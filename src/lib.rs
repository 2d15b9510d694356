//! Doorbell writes and explains systemd socket-activated services.
//!
//! The text is the state: an [`activation::Activation`] holds its unit files as text, exactly as they will be
//! saved, and everything else is derived from that text by pure functions. The modules, in reading order:

pub mod syntax;
pub mod value;
pub mod catalogue;
pub mod activation;
pub mod preset;
pub mod check;
pub mod explain;
pub mod export;
pub mod share;
pub mod import;
pub mod simulate;
#[cfg(feature = "ui")]
pub mod ui;
