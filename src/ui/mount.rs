//! A description becomes nodes of the page that follow its signals.
//!
//! Whatever follows is kept by what it belongs to: with a piece or a list's entry go its effects, listeners and signals.

use super::browser::{self, Dom, DomElement, Listener};
use super::element::{Element, Follows, Item, Live, Node};
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;

/// What has to live as long as the nodes do.
#[derive(Default)]
struct Kept {
    effects: Vec<RenderEffect<()>>,
    listeners: Vec<Listener>,
}

/// Builds `node` inside of `root`, for as long as the page is open.
pub fn mount(root: &Dom, node: Node) {
    let mut kept = Kept::default();
    build(node, root, None, &mut kept);
    std::mem::forget(kept);
}

/// Does `task` now and whenever what it reads has changed, for as long as the page is open.
pub fn follow(task: impl Fn() + 'static) {
    std::mem::forget(effect(Box::new(task)));
}

/// All effects pass here, so that what the library does around one is compiled once.
fn effect(mut task: Box<dyn FnMut()>) -> RenderEffect<()> {
    RenderEffect::new(move |_| task())
}

/// Builds `node` in `parent`, in front of `before` or at the end.
fn build(node: Node, parent: &Dom, before: Option<&Dom>, kept: &mut Kept) {
    match node {
        Node::Element(element) => {
            browser::insert(parent, &build_element(element, kept), before);
        }
        Node::Text(text) => browser::insert(parent, &browser::text_node(&text), before),
        Node::LiveText(text) => {
            let node = browser::text_node("");
            browser::insert(parent, &node, before);
            kept.effects.push(effect(Box::new(move || node.set_node_value(Some(&text())))));
        }
        Node::Several(nodes) => {
            for node in nodes {
                build(node, parent, before, kept);
            }
        }
        Node::Piece(make) => follow_piece(make, parent, before, kept),
        Node::List(items) => follow_list(items, parent, before, kept),
    }
}

fn build_element(element: Element, kept: &mut Kept) -> DomElement {
    let node = browser::element(element.tag);
    for (name, value) in element.fixed {
        node.set_attribute(name, &value).ok();
    }
    // First what is in it: a list can only show what is chosen when it has its entries.
    for child in element.children {
        build(child, &node, None, kept);
    }
    for follows in element.follows {
        kept.effects.push(effect(following(node.clone(), follows)));
    }
    for (event, handle) in element.handlers {
        kept.listeners.push(Listener::new(&node, event, handle));
    }
    node
}

fn following(node: DomElement, follows: Follows) -> Box<dyn FnMut()> {
    match follows {
        Follows::Attribute(name, value) => {
            let mut last = None;
            Box::new(move || {
                let now = value();
                if now != last {
                    browser::set_attribute(&node, name, now.as_deref());
                    last = now;
                }
            })
        }
        Follows::Class(class, on) => Box::new(move || {
            node.class_list().toggle_with_force(class, on()).ok();
        }),
        Follows::Flag(name, on) => Box::new(move || browser::set_flag(&node, name, on())),
        Follows::Value(text) => Box::new(move || browser::set_value(&node, &text())),
    }
}

/// The place of something that comes and goes: between two marks.
struct Place {
    start: Dom,
    end: Dom,
}

impl Place {
    fn new(parent: &Dom, before: Option<&Dom>) -> Self {
        let [start, end] = [browser::mark(), browser::mark()];
        browser::insert(parent, &start, before);
        browser::insert(parent, &end, before);
        Self { start, end }
    }

    /// Where it is at present; it moves with the nodes around it.
    fn parent(&self) -> Option<Dom> {
        self.end.parent_node()
    }

    fn clear(&self) {
        while let Some(node) = self.start.next_sibling().filter(|node| *node != self.end) {
            browser::remove(&node);
        }
    }
}

fn follow_piece(make: Live<Node>, parent: &Dom, before: Option<&Dom>, kept: &mut Kept) {
    let place = Place::new(parent, before);
    let mut inside = Kept::default();
    kept.effects.push(effect(Box::new(move || {
        let node = make();
        // What follows in the old piece must not see the page without it.
        drop(std::mem::take(&mut inside));
        place.clear();
        if let Some(parent) = place.parent() {
            build(node, &parent, Some(&place.end), &mut inside);
        }
    })));
}

/// An entry that is shown; its owner ends the signals that were made for it.
struct Entry {
    node: DomElement,
    _kept: Kept,
    owner: Owner,
}

impl Drop for Entry {
    fn drop(&mut self) {
        browser::remove(&self.node);
        self.owner.cleanup();
    }
}

fn follow_list(items: Live<Vec<Item>>, parent: &Dom, before: Option<&Dom>, kept: &mut Kept) {
    let place = Place::new(parent, before);
    let owner = Owner::current().unwrap_or_default();
    let mut shown: Vec<(String, Entry)> = Vec::new();
    kept.effects.push(effect(Box::new(move || {
        let items = items();
        let Some(parent) = place.parent() else { return };
        // What goes, goes first: an entry that stays is then where it belongs already, and keeps the focus.
        shown.retain(|(key, _)| items.iter().any(|item| item.key == *key));
        let mut old = std::mem::take(&mut shown);
        let mut at = place.start.next_sibling();
        for Item { key, make } in items {
            let known = old.iter().position(|(shown, _)| *shown == key);
            let entry = match known {
                Some(index) => old.swap_remove(index).1,
                None => untrack(|| entry(&owner, make)),
            };
            let node: &Dom = &entry.node;
            if at.as_ref() == Some(node) {
                at = node.next_sibling();
            } else {
                browser::insert(&parent, node, at.as_ref());
            }
            shown.push((key, entry));
        }
    })));
}

fn entry(owner: &Owner, make: Box<dyn FnOnce() -> Element>) -> Entry {
    let owner = owner.child();
    let mut kept = Kept::default();
    let node = owner.with(|| build_element(make(), &mut kept));
    Entry { node, _kept: kept, owner }
}
