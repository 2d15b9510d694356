//! What the page is made of: elements, texts and pieces that follow signals, described once.
//!
//! The description is data. [`mount`](super::mount) turns it into nodes that follow the signals, and [`Node::html`] writes it
//! down for the first paint. Leptos' own views are types: each shape of markup is compiled anew, with all that can happen to
//! it. As data there is one shape; that took two thirds of the views' code out of the download.

use super::browser::Event;
use std::borrow::Cow;
use std::rc::Rc;

/// A value that is read again whenever what it reads has changed.
pub type Live<T> = Rc<dyn Fn() -> T>;

/// Makes a [`Live`] value of a closure.
pub fn live<T>(read: impl Fn() -> T + 'static) -> Live<T> {
    Rc::new(read)
}

/// A part of the page.
pub enum Node {
    /// An element.
    Element(Element),
    /// A text that stays.
    Text(Cow<'static, str>),
    /// A text that follows signals.
    LiveText(Live<String>),
    /// Several parts in a row; none for nothing.
    Several(Vec<Node>),
    /// A part made anew when what it reads changes; its effects and signals end with it.
    Piece(Live<Node>),
    /// A list whose entries are kept while their keys stay.
    List(Live<Vec<Item>>),
}

impl Node {
    /// Nothing at all.
    pub const NOTHING: Node = Node::Several(Vec::new());
}

/// One entry of a list: it is made once, and kept while an entry with its key stays.
pub struct Item {
    /// What tells it from the others.
    #[cfg_attr(
        not(feature = "csr"),
        expect(dead_code, reason = "what is written down once needs no telling apart")
    )]
    pub key: String,
    /// Makes its element.
    pub make: Box<dyn FnOnce() -> Element>,
}

impl Item {
    /// The entry that `make` shows.
    pub fn new(key: impl ToString, make: impl FnOnce() -> Element + 'static) -> Self {
        Self { key: key.to_string(), make: Box::new(make) }
    }
}

/// What is called when an event happens.
pub type Handler = Box<dyn FnMut(Event)>;

/// An element: its attributes, what it does, and what is in it.
pub struct Element {
    /// Its name.
    pub tag: &'static str,
    /// Attributes that stay.
    pub fixed: Vec<(&'static str, Cow<'static, str>)>,
    /// What follows signals.
    pub follows: Vec<Follows>,
    /// What happens on which event.
    pub handlers: Vec<(&'static str, Handler)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// Something of an element that follows signals.
pub enum Follows {
    /// An attribute, absent for `None`.
    Attribute(&'static str, Live<Option<String>>),
    /// A class that it has or has not.
    Class(&'static str, Live<bool>),
    /// An attribute that is there or not, such as `disabled`.
    Flag(&'static str, Live<bool>),
    /// What stands in a field.
    Value(Live<String>),
}

/// An empty element.
pub fn el(tag: &'static str) -> Element {
    Element {
        tag,
        fixed: Vec::new(),
        follows: Vec::new(),
        handlers: Vec::new(),
        children: Vec::new(),
    }
}

/// A button with the class `class`.
pub fn button(class: &'static str) -> Element {
    el("button").set("type", "button").class(class)
}

impl Element {
    /// Gives it an attribute.
    pub fn set(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.fixed.push((name, value.into()));
        self
    }

    /// Gives it its classes, separated by blanks; none for an empty text.
    pub fn class(self, names: &'static str) -> Self {
        if names.is_empty() { self } else { self.set("class", names) }
    }

    /// Gives it an attribute that follows signals.
    pub fn follow(mut self, name: &'static str, value: Live<Option<String>>) -> Self {
        self.follows.push(Follows::Attribute(name, value));
        self
    }

    /// Gives it a class while `on` says so.
    pub fn toggle(mut self, class: &'static str, on: Live<bool>) -> Self {
        self.follows.push(Follows::Class(class, on));
        self
    }

    /// Gives it an attribute without a value while `on` says so.
    pub fn flag(mut self, name: &'static str, on: Live<bool>) -> Self {
        self.follows.push(Follows::Flag(name, on));
        self
    }

    /// Puts a text into a field.
    pub fn value(mut self, text: Live<String>) -> Self {
        self.follows.push(Follows::Value(text));
        self
    }

    /// Does something on an event.
    pub fn on(mut self, event: &'static str, handle: impl FnMut(Event) + 'static) -> Self {
        self.handlers.push((event, Box::new(handle)));
        self
    }

    /// Puts `node` in it, behind what is there.
    pub fn child(mut self, node: impl Into<Node>) -> Self {
        self.children.push(node.into());
        self
    }
}

/// A part made anew when what `make` reads changes; nothing for `None`.
pub fn piece(make: impl Fn() -> Option<Node> + 'static) -> Node {
    Node::Piece(Rc::new(move || make().unwrap_or(Node::NOTHING)))
}

/// A list that follows `items`.
pub fn list(items: impl Fn() -> Vec<Item> + 'static) -> Node {
    Node::List(Rc::new(items))
}

/// A text that follows signals.
pub fn text(read: impl Fn() -> String + 'static) -> Node {
    Node::LiveText(Rc::new(read))
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Node::Element(element)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Node::Text(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(text.into())
    }
}

impl From<Vec<Node>> for Node {
    fn from(nodes: Vec<Node>) -> Self {
        Node::Several(nodes)
    }
}

impl From<Option<Element>> for Node {
    fn from(element: Option<Element>) -> Self {
        element.map_or(Node::NOTHING, Node::Element)
    }
}

/// Many elements as one node.
impl FromIterator<Element> for Node {
    fn from_iter<I: IntoIterator<Item = Element>>(elements: I) -> Self {
        Node::Several(elements.into_iter().map(Node::Element).collect())
    }
}

#[cfg(not(feature = "csr"))]
pub use written::html;

/// The description as markup, for the first paint.
#[cfg(not(feature = "csr"))]
mod written {
    use super::*;

    /// Elements that have no content and no end.
    const VOID: [&str; 2] = ["input", "br"];

    /// `node` as it looks at present.
    pub fn html(node: Node) -> String {
        let mut html = String::new();
        write(node, &mut html);
        html
    }

    fn write(node: Node, html: &mut String) {
        match node {
            Node::Element(element) => write_element(element, html),
            Node::Text(text) => html.push_str(&escaped(&text)),
            Node::LiveText(text) => html.push_str(&escaped(&text())),
            Node::Several(nodes) => nodes.into_iter().for_each(|node| write(node, html)),
            Node::Piece(make) => write(make(), html),
            Node::List(items) => {
                items().into_iter().for_each(|item| write_element((item.make)(), html));
            }
        }
    }

    fn write_element(element: Element, html: &mut String) {
        let tag = element.tag;
        let mut classes = Vec::new();
        let mut attributes = Vec::new();
        let mut content = None;
        for (name, value) in element.fixed {
            match name {
                "class" => classes.push(value.into_owned()),
                _ => attributes.push((name, Some(value.into_owned()))),
            }
        }
        for follows in element.follows {
            match follows {
                Follows::Attribute(name, value) => {
                    attributes.extend(value().map(|value| (name, Some(value))));
                }
                Follows::Class(class, on) => classes.extend(on().then(|| class.to_owned())),
                Follows::Flag(name, on) => attributes.extend(on().then_some((name, None))),
                Follows::Value(value) if tag == "textarea" => content = Some(value()),
                Follows::Value(value) => attributes.push(("value", Some(value()))),
            }
        }
        if !classes.is_empty() {
            attributes.insert(0, ("class", Some(classes.join(" "))));
        }
        html.push('<');
        html.push_str(tag);
        for (name, value) in attributes {
            html.push(' ');
            html.push_str(name);
            if let Some(value) = value {
                html.push_str(&format!("=\"{}\"", escaped(&value)));
            }
        }
        html.push('>');
        if VOID.contains(&tag) {
            return;
        }
        if let Some(content) = content {
            // A parser takes one line break at the start for layout.
            html.push('\n');
            html.push_str(&escaped(&content));
        }
        element.children.into_iter().for_each(|node| write(node, html));
        html.push_str(&format!("</{tag}>"));
    }

    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn writes_what_a_parser_reads_back() {
            let field = el("input")
                .set("id", "a")
                .class("mono")
                .toggle("wide", live(|| true))
                .flag("disabled", live(|| true))
                .flag("checked", live(|| false))
                .follow("title", live(|| None))
                .value(live(|| "\"<&>\"".to_owned()));
            let area = el("textarea").value(live(|| "\n</textarea>".to_owned()));
            let node = Node::from(vec![field.into(), area.into(), text(|| "a < b".to_owned())]);
            assert_eq!(
                html(node),
                "<input class=\"mono wide\" id=\"a\" disabled value=\"&quot;&lt;&amp;&gt;&quot;\">\
                 <textarea>\n\n&lt;/textarea&gt;</textarea>a &lt; b"
            );
        }

        #[test]
        fn pieces_and_lists_are_as_they_are_now() {
            let items = || vec![Item::new(1, || el("li").child("one")), Item::new(2, || el("li"))];
            let node =
                el("ul").child(list(items)).child(piece(|| None)).child(piece(|| Some("x".into())));
            assert_eq!(html(node.into()), "<ul><li>one</li><li></li>x</ul>");
        }
    }
}
