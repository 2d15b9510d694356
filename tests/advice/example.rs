//! The examples in the texts of the rules.

use doorbell::activation::Activation;

/// The pair in a text's example; `part` is the heading above it.
pub fn example(text: &str, part: &str) -> Activation {
    let from = text.find(part).expect("the part") + part.len();
    let rest = &text[from..];
    let section = &rest[..rest.find("\n## ").unwrap_or(rest.len())];
    let (mut name, mut socket, mut service) = (None, "", "");
    for block in section.split("```ini\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        let (head, body) = block.split_once('\n').expect("a first line that names the file");
        let file = head.strip_prefix("# ").expect("a comment with the file's name");
        if let Some(prefix) = file.strip_suffix(".socket") {
            name = Some(prefix);
            socket = body;
        } else {
            service = body;
        }
    }
    Activation::new(name.expect("a socket"), socket, service)
}
