//! Unit-file text and its lines.
