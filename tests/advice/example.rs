//! The examples in the texts of the rules.

use doorbell::activation::{Activation, Role, Scope};
use doorbell::catalogue::target::Target;
use doorbell::check::together::{File, Unit};

/// The units in a text's example, with their drop-ins; of a user where the text says so.
pub fn example(text: &str, part: &str) -> Vec<Unit> {
    let from = text.find(part).expect("the part") + part.len();
    let rest = &text[from..];
    let section = &rest[..rest.find("\n## ").unwrap_or(rest.len())];
    let scope = match text.contains("\nScope: user\n") {
        true => Scope::User,
        false => Scope::System,
    };
    let mut units: Vec<Unit> = Vec::new();
    for block in section.split("```ini\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        let (head, body) = block.split_once('\n').expect("a first line that names the file");
        let path = head.strip_prefix("# ").expect("a comment with the file's name");
        let file = File::new(path, body);
        match path.split_once(".d/") {
            Some((name, _)) => {
                let unit = units.iter_mut().find(|unit| &*unit.name == name);
                unit.expect("the unit of the drop-in").drop_ins.push(file);
            }
            None => {
                let unit = Unit::new(path, file).expect("a socket or a service");
                units.push(Unit { scope, ..unit });
            }
        }
    }
    assert!(units.len() >= 2, "{part}: a socket and its service");
    units
}

/// The two units as the page has them.
pub fn pair(units: &[Unit], target: &'static Target) -> Activation {
    let text = |role| {
        let unit = units.iter().find(|unit| unit.role == role);
        unit.expect("both units").fragment.text.text()
    };
    let socket = units.iter().find(|unit| unit.role == Role::Socket).expect("a socket");
    let name = socket.name.trim_end_matches(".socket");
    let [socket_text, service_text] = Role::ALL.map(text);
    let mut pair = Activation::new(name, socket_text, service_text);
    pair.set_target(target);
    pair.set_scope(socket.scope);
    pair
}
