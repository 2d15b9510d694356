//! A socket file that its service takes away: it lies in a directory of `RuntimeDirectory=`.
//!
//! Source: systemd.exec(5) `RuntimeDirectory=`, `RuntimeDirectoryPreserve=`; seen on 247 to 262, with `%t` in the path too.

use super::{Activation, Lens, Listener, Role, Scope, listeners};
use crate::value::{boolean, directories};

/// A socket file that goes when the service stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vanishing {
    /// The listener.
    pub listener: Listener,
    /// Where it is opened.
    pub path: String,
    /// The line of the service that names the directory.
    pub line: usize,
    /// The directory, as it is written.
    pub directory: String,
    /// Whether a restart spares it: `RuntimeDirectoryPreserve=restart`.
    pub outlives_restart: bool,
}

/// The first socket file that goes with its service, if one does.
pub fn vanishing(activation: &Activation) -> Option<Vanishing> {
    let preserve = activation.value(Lens::service("RuntimeDirectoryPreserve")).unwrap_or("no");
    if boolean::read(preserve) == Ok(true) {
        return None;
    }
    let lines = activation.list(Lens::service("RuntimeDirectory"));
    let listeners = listeners(activation);
    let run = match activation.scope() {
        Scope::System => "/run",
        Scope::User => "%t",
    };
    let mut nodes: Vec<&str> = listeners.iter().filter_map(Listener::node).collect();
    nodes.sort_unstable();
    let expand = activation.expander(Role::Service);
    for line in &lines {
        let version = activation.target().version;
        for directory in directories::read(line.value, version).unwrap_or_default() {
            let below = format!("{run}/{}/", expand(&directory.path).text);
            // All that begin alike stand together, behind what they begin with.
            let first = nodes.get(nodes.partition_point(|path| *path < below.as_str()));
            if first.is_none_or(|path| !path.starts_with(&below)) {
                continue;
            }
            let lies_there =
                |listener: &&Listener| listener.node().is_some_and(|path| path.starts_with(&below));
            if let Some(listener) = listeners.iter().find(lies_there) {
                return Some(Vanishing {
                    listener: listener.clone(),
                    path: listener.place.to_string(),
                    line: line.line,
                    directory: directory.path,
                    outlives_restart: preserve == "restart",
                });
            }
        }
    }
    None
}
