//! How what was found is shown: one of four marks, each with its class in the styles.

use crate::check::{Finding, Outcome};

/// How a line or a field is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The chosen systemd is too old for it.
    Newer,
    /// Our advice.
    Advice,
    /// systemd remarks on it.
    Remark,
    /// systemd passes over it, or cannot do what it says.
    Error,
}

impl Mark {
    /// The mark of a finding.
    pub fn of(finding: &Finding) -> Self {
        match finding.outcome {
            _ if finding.rule == "too-new" => Mark::Newer,
            Outcome::Hint | Outcome::Warning => Mark::Advice,
            Outcome::Noted => Mark::Remark,
            Outcome::Ignored | Outcome::Unstartable | Outcome::Fatal => Mark::Error,
        }
    }

    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Mark::Newer => "newer",
            Mark::Advice => "advice",
            Mark::Remark => "remark",
            Mark::Error => "error",
        }
    }
}
