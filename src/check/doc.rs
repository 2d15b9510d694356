//! The texts of the rules: what a person reads under "Why?". Apart from the rules, so that they can be fetched later.

/// The text of the rule of this name.
pub fn doc(rule: &str) -> Option<&'static str> {
    DOCS.iter().find(|(name, _)| *name == rule).map(|(_, text)| *text)
}

static DOCS: &[(&str, &str)] = &[];
