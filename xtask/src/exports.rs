//! What a compiled program offers to JavaScript.
//!
//! Source: the binary format in the core specification of WebAssembly: eight bytes, then sections, each an id, a size and its
//! content; the exports are a count, and for each a name, a kind and an index.

/// The id of the section with the exports.
const EXPORTS: u8 = 7;

/// `module` without those exports that `is_wanted` says no to, by name.
///
/// Returns `None` for what is no module.
pub fn only(module: &[u8], is_wanted: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let (begin, sections) = module.split_at_checked(8)?;
    let mut sections = Bytes(sections);
    let mut kept = begin.to_vec();
    while let Some(id) = sections.byte() {
        let size = sections.number()?;
        let content = sections.take(size)?;
        let content = match id {
            EXPORTS => &wanted(content, &is_wanted)?,
            _ => content,
        };
        kept.push(id);
        kept.extend(number(content.len()));
        kept.extend(content);
    }
    Some(kept)
}

fn wanted(section: &[u8], is_wanted: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let mut left = Bytes(section);
    let (mut count, mut exports) = (0, Vec::new());
    for _ in 0..left.number()? {
        let export = left.0;
        let size = left.number()?;
        let name = str::from_utf8(left.take(size)?).ok()?;
        left.byte()?;
        left.number()?;
        if is_wanted(name) {
            count += 1;
            exports.extend(&export[..export.len() - left.0.len()]);
        }
    }
    Some([number(count), exports].concat())
}

/// Bytes to be read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.0.split_at_checked(count)?;
        self.0 = left;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// A number in groups of seven bits, the lowest first; all but the last group have the highest bit.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// The bytes of a number.
fn number(number: usize) -> Vec<u8> {
    let (mut left, mut bytes) = (number, Vec::new());
    while left >= 0x80 {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with these exports, and another section on both sides of them.
    fn module(exports: &[&str]) -> Vec<u8> {
        let mut section = number(exports.len());
        for name in exports {
            section.extend([number(name.len()), name.as_bytes().to_vec()].concat());
            section.extend([&[0], &*number(200 + name.len())].concat());
        }
        let other = [0, 3, 1, b'a', 7];
        let exports = [vec![EXPORTS], number(section.len()), section].concat();
        [b"\0asm\x01\0\0\0", &other[..], &exports, &other].concat()
    }

    #[test]
    fn what_is_not_wanted_goes_and_nothing_else() {
        let long = "x".repeat(300);
        let all = module(&["main", "a_free", &long, "b_free"]);
        assert_eq!(only(&all, |_| true), Some(all.clone()));
        assert_eq!(only(&all, |name| name != "a_free"), Some(module(&["main", &long, "b_free"])));
        assert_eq!(
            only(&all, |name| name.len() < 300 && !name.ends_with("_free")),
            Some(module(&["main"]))
        );
        assert_eq!(only(&all, |_| false), Some(module(&[])));
    }

    #[test]
    fn what_is_no_module_is_none() {
        let all = module(&["main"]);
        for end in [3, 9, 11, all.len() - 1] {
            assert_eq!(only(&all[..end], |_| true), None, "{end} bytes");
        }
    }
}
