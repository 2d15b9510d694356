//! Code in colour: comments, strings, numbers and the words of its language.

use leptos::prelude::*;

/// `text`, coloured as code of `language` (a name of a language, or `ini` for units); any other stays plain.
#[component]
pub fn CodeText(#[prop(into)] text: String, #[prop(into)] language: String) -> AnyView {
    let part = |(class, text): (&'static str, &str)| {
        let text = text.to_owned();
        match class {
            "" => text.into_any(),
            _ => view! { <span class=class>{text}</span> }.into_any(),
        }
    };
    parts(&text, &language).into_iter().map(part).collect::<Vec<_>>().into_any()
}

/// How a language is read.
struct Grammar {
    /// What begins a comment up to the end of the line.
    comments: &'static [&'static str],
    /// What encloses a string.
    quotes: &'static [char],
    /// Words with a meaning of their own.
    words: &'static [&'static str],
}

const C_WORDS: &[&str] = &[
    "break", "case", "char", "const", "continue", "default", "do", "else", "enum", "extern", "for",
    "goto", "if", "int", "long", "return", "short", "sizeof", "static", "struct", "switch",
    "typedef", "union", "unsigned", "void", "volatile", "while",
];
const GO_WORDS: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "for",
    "func",
    "go",
    "if",
    "import",
    "interface",
    "map",
    "nil",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];
const JAVA_WORDS: &[&str] = &[
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "else",
    "extends",
    "final",
    "finally",
    "for",
    "if",
    "implements",
    "import",
    "instanceof",
    "new",
    "null",
    "package",
    "private",
    "public",
    "return",
    "static",
    "switch",
    "this",
    "throw",
    "throws",
    "try",
    "var",
    "void",
    "while",
];
const NODE_WORDS: &[&str] = &[
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "else",
    "export",
    "finally",
    "for",
    "from",
    "function",
    "if",
    "import",
    "let",
    "new",
    "null",
    "of",
    "return",
    "switch",
    "this",
    "throw",
    "try",
    "typeof",
    "undefined",
    "while",
];
const PYTHON_WORDS: &[&str] = &[
    "and", "as", "async", "await", "break", "class", "continue", "def", "elif", "else", "except",
    "False", "finally", "for", "from", "if", "import", "in", "is", "lambda", "None", "not", "or",
    "pass", "raise", "return", "True", "try", "while", "with", "yield",
];
const RUST_WORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "else", "enum", "fn", "for",
    "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "self", "static", "struct", "trait", "type", "unsafe", "use", "where", "while",
];
const RUBY_WORDS: &[&str] = &[
    "begin", "break", "case", "class", "def", "do", "else", "elsif", "end", "ensure", "if",
    "module", "next", "nil", "rescue", "return", "self", "then", "unless", "until", "when",
    "while", "yield",
];
const PERL_WORDS: &[&str] = &[
    "and", "die", "do", "else", "elsif", "foreach", "for", "if", "last", "local", "my", "next",
    "not", "or", "our", "package", "print", "return", "sub", "undef", "unless", "use", "while",
];
const PHP_WORDS: &[&str] = &[
    "array", "as", "break", "case", "catch", "class", "const", "continue", "echo", "else",
    "elseif", "exit", "fn", "for", "foreach", "function", "if", "new", "null", "return", "static",
    "switch", "throw", "try", "use", "while",
];
const SHELL_WORDS: &[&str] = &[
    "break", "case", "do", "done", "elif", "else", "esac", "exec", "exit", "export", "fi", "for",
    "function", "if", "in", "local", "read", "return", "set", "shift", "then", "trap", "until",
    "while",
];

fn grammar(language: &str) -> Option<Grammar> {
    const SLASHES: &[&str] = &["//"];
    const HASH: &[&str] = &["#"];
    const QUOTES: &[char] = &['"', '\''];
    let (comments, quotes, words): (&[&str], &[char], _) = match language {
        "C" => (SLASHES, QUOTES, C_WORDS),
        "Go" => (SLASHES, &['"', '`'], GO_WORDS),
        "Java" => (SLASHES, QUOTES, JAVA_WORDS),
        "Node.js" => (SLASHES, &['"', '\'', '`'], NODE_WORDS),
        "PHP" => (SLASHES, QUOTES, PHP_WORDS),
        // A single quote may begin a lifetime.
        "Rust" => (SLASHES, &['"'], RUST_WORDS),
        "Python" => (HASH, QUOTES, PYTHON_WORDS),
        "Perl" => (HASH, QUOTES, PERL_WORDS),
        "Ruby" => (HASH, QUOTES, RUBY_WORDS),
        "Shell" | "sh" => (HASH, QUOTES, SHELL_WORDS),
        "TOML" => (HASH, QUOTES, &[]),
        _ => return None,
    };
    Some(Grammar { comments, quotes, words })
}

/// The parts of `text`, in order and without a gap, each with its class.
fn parts<'t>(text: &'t str, language: &str) -> Vec<(&'static str, &'t str)> {
    if language == "ini" || language.starts_with("units ") {
        return text.split_inclusive('\n').flat_map(unit_line).collect();
    }
    match grammar(language) {
        Some(grammar) => grammar.parts(text),
        None => vec![("", text)],
    }
}

/// A line of a unit file.
fn unit_line(line: &str) -> Vec<(&'static str, &str)> {
    if line.starts_with(['#', ';']) {
        return vec![("comment", line)];
    }
    if line.starts_with('[') {
        return vec![("section", line)];
    }
    match line.split_once('=') {
        Some((key, _)) => vec![("key", key), ("", &line[key.len()..])],
        None => vec![("", line)],
    }
}

impl Grammar {
    fn parts<'t>(&self, text: &'t str) -> Vec<(&'static str, &'t str)> {
        let mut parts = Vec::new();
        let mut plain = 0;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (class, length) = self.part(text, at, c);
            if class.is_empty() {
                at += length;
                continue;
            }
            if plain < at {
                parts.push(("", &text[plain..at]));
            }
            parts.push((class, &text[at..at + length]));
            at += length;
            plain = at;
        }
        if plain < text.len() {
            parts.push(("", &text[plain..]));
        }
        parts
    }

    /// What begins at the byte `at`, with the character `c`, and how long it is.
    fn part(&self, text: &str, at: usize, c: char) -> (&'static str, usize) {
        let rest = &text[at..];
        let line = rest.find('\n').unwrap_or(rest.len());
        let starts_a_word = at == 0
            || text[..at]
                .ends_with(|before: char| before.is_whitespace() || "(,;".contains(before));
        if self.comments.iter().any(|mark| rest.starts_with(mark)) && starts_a_word {
            return ("comment", line);
        }
        if rest.starts_with("/*") && self.comments.contains(&"//") {
            return ("comment", rest.find("*/").map_or(rest.len(), |end| end + 2));
        }
        if self.quotes.contains(&c) {
            return ("string", string(rest, c));
        }
        if is_of_word(c) {
            let word = &rest[..rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())];
            let class = match c {
                '0'..='9' => "number",
                _ if self.words.contains(&word) => "word",
                _ => "",
            };
            return (class, word.len());
        }
        ("", c.len_utf8())
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the string is that `text` begins with; one of three quotes may have several lines.
fn string(text: &str, quote: char) -> usize {
    let triple = quote.to_string().repeat(3);
    if text.starts_with(&triple) {
        return text[3..].find(&triple).map_or(text.len(), |end| end + 6);
    }
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' if quote != '`' => return at,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Style, set_accept, set_style};
    use crate::export::code::{LANGUAGES, program};
    use crate::preset::PRESETS;

    #[test]
    fn code_is_parted_into_what_it_is_made_of() {
        let text = "if x == 'a # b':  # why\n    return 10";
        let found: Vec<_> =
            parts(text, "Python").into_iter().filter(|(class, _)| !class.is_empty()).collect();
        assert_eq!(
            found,
            [
                ("word", "if"),
                ("string", "'a # b'"),
                ("comment", "# why"),
                ("word", "return"),
                ("number", "10")
            ]
        );
        assert_eq!(
            parts("# a\n[Socket]\nA=b\n", "ini"),
            [("comment", "# a\n"), ("section", "[Socket]\n"), ("key", "A"), ("", "=b\n")]
        );
        assert_eq!(parts("$#x \"a\\\"b\" 'c", "Shell").concat_texts(), "$#x \"a\\\"b\" 'c");
    }

    #[test]
    fn no_byte_of_a_program_is_lost_and_each_language_is_known() {
        for language in &LANGUAGES {
            assert!(grammar(language.written_in()).is_some(), "{}", language.written_in());
            let mut units = PRESETS[0].activation();
            for (accept, style) in
                [(false, Style::Aware), (true, Style::Aware), (true, Style::Inetd)]
            {
                set_accept(&mut units, accept);
                set_style(&mut units, style);
                let Ok(program) = program(&units, language, Some(600)) else { continue };
                let (_, text) = program.files.last().unwrap();
                let parts = parts(text, language.written_in());
                assert_eq!(&parts.concat_texts(), text);
                assert!(parts.iter().any(|(class, _)| *class == "comment"), "{text}");
            }
        }
    }

    trait Texts {
        fn concat_texts(&self) -> String;
    }

    impl Texts for Vec<(&str, &str)> {
        fn concat_texts(&self) -> String {
            self.iter().map(|(_, text)| *text).collect()
        }
    }
}
