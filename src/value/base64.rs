//! Base64: whether a text is data in it, blanks left out.
//!
//! Source: systemd.exec(5) `StandardInputData=`, `SetCredentialEncrypted=`; seen with the real parser.

use super::Version;

/// Whether `text` is base64, with what fills up the last four letters and no bits beyond the data. From 253 on `-` and `_` are
/// as good as `+` and `/`.
pub(super) fn is_right(text: &str, version: Version) -> bool {
    let letters: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let filled = letters.iter().rev().take_while(|byte| **byte == b'=').count();
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        b'-' if version >= Version(253) => Some(62),
        b'_' if version >= Version(253) => Some(63),
        _ => None,
    };
    let data = &letters[..letters.len() - filled];
    let last = data.last().and_then(|byte| value(*byte)).unwrap_or_default();
    letters.len().is_multiple_of(4)
        && filled <= 2
        && last.is_multiple_of([1, 4, 16][filled.min(2)])
        && data.iter().all(|byte| value(*byte).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_from_other_text() {
        for text in ["", "aGk=", "aGVsbG8=", "aG k =", "AAAA"] {
            assert!(is_right(text, Version(252)), "{text}");
        }
        assert!(is_right("-_aa", Version(253)) && !is_right("-_aa", Version(252)));
        for text in ["aGl=", "aR==", "a", "aGk", "aGk-", "=aGk", "a===", "é"] {
            assert!(!is_right(text, Version(252)), "{text}");
        }
    }
}
