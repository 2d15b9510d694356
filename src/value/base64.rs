//! Base64: whether a text is data in it, blanks left out.
//!
//! Source: systemd.exec(5) `StandardInputData=`, `SetCredentialEncrypted=`; seen with the real parser.

/// Whether `text` is base64, with what fills up the last four letters.
pub(super) fn is_right(text: &str) -> bool {
    let letters: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let filled = letters.iter().rev().take_while(|byte| **byte == b'=').count();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    letters.len().is_multiple_of(4)
        && filled <= 2
        && letters[..letters.len() - filled].iter().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_from_other_text() {
        for text in ["", "aGk=", "aGVsbG8=", "aG k =", "AAAA"] {
            assert!(is_right(text), "{text}");
        }
        for text in ["a", "aGk", "aGk-", "=aGk", "a===", "é"] {
            assert!(!is_right(text), "{text}");
        }
    }
}
