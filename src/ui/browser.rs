//! The browser: storage, clipboard, downloads, theme, focus. The only file that names `web_sys`.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
#[cfg(feature = "csr")]
use web_sys::Element;
use web_sys::{Blob, BlobPropertyBag, Document, HtmlElement, HtmlInputElement, Window};

/// A node of the page.
#[cfg(feature = "csr")]
pub type Dom = web_sys::Node;
/// An element of the page.
#[cfg(feature = "csr")]
pub type DomElement = web_sys::Element;
/// Something that has happened to an element.
pub type Event = web_sys::Event;

/// What stands in the field that an event is about.
pub fn value_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok()?.as_string())
        .unwrap_or_default()
}

/// Whether the box that an event is about is ticked.
pub fn is_checked(event: &Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .is_some_and(|input| input.checked())
}

/// The key that was pressed.
pub fn key_of(event: &Event) -> String {
    event.dyn_ref::<web_sys::KeyboardEvent>().map_or(String::new(), |event| event.key())
}

#[cfg(feature = "csr")]
pub use nodes::*;

/// Making and changing nodes.
#[cfg(feature = "csr")]
mod nodes {
    use super::*;

    /// The elements of a drawing, which are of another kind than those of a text.
    const DRAWN: [&str; 5] = ["svg", "path", "circle", "rect", "text"];

    /// A new element.
    pub fn element(tag: &str) -> Element {
        let element = match DRAWN.contains(&tag) {
            true => document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag),
            false => document().create_element(tag),
        };
        element.expect("the name is one of an element")
    }

    /// A new text.
    pub fn text_node(text: &str) -> Dom {
        document().create_text_node(text).into()
    }

    /// A new mark, which shows nothing.
    pub fn mark() -> Dom {
        document().create_comment("").into()
    }

    /// Puts `node` into `parent`, in front of `before` or at the end.
    pub fn insert(parent: &Dom, node: &Dom, before: Option<&Dom>) {
        parent.insert_before(node, before).ok();
    }

    /// Takes `node` out of the page.
    pub fn remove(node: &Dom) {
        if let Some(parent) = node.parent_node() {
            parent.remove_child(node).ok();
        }
    }

    /// Sets an attribute, or takes it away for `None`.
    pub fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
        match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        }
        .ok();
    }

    /// Sets an attribute without a value; what a person can change is a property and no attribute.
    pub fn set_flag(element: &Element, name: &str, on: bool) {
        match name {
            "checked" | "selected" => {
                js_sys::Reflect::set(element, &name.into(), &on.into()).ok();
            }
            _ => {
                element.toggle_attribute_with_force(name, on).ok();
            }
        }
    }

    /// Puts `text` into a field, unless it is there already: the cursor stays where it is.
    pub fn set_value(element: &Element, text: &str) {
        let name = JsValue::from_str("value");
        let there = js_sys::Reflect::get(element, &name).ok().and_then(|there| there.as_string());
        if there.as_deref() != Some(text) {
            js_sys::Reflect::set(element, &name, &text.into()).ok();
        }
    }

    /// Something that is called on an event, until it is dropped.
    pub struct Listener {
        element: Element,
        event: &'static str,
        call: Closure<dyn FnMut(Event)>,
    }

    impl Listener {
        /// Calls `handle` on every `event` of `element`.
        pub fn new(element: &Element, event: &'static str, handle: Box<dyn FnMut(Event)>) -> Self {
            let call = Closure::wrap(handle);
            element.add_event_listener_with_callback(event, call.as_ref().unchecked_ref()).ok();
            Self { element: element.clone(), event, call }
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            let call = self.call.as_ref().unchecked_ref();
            self.element.remove_event_listener_with_callback(self.event, call).ok();
        }
    }
}

/// What was saved under `key`; `None` where there is nothing, or storage is refused.
pub fn load(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Saves `value` under `key`, or forgets the key for `None`.
///
/// # Errors
/// When the browser refuses, for example in a private window or with a full quota.
pub fn save(key: &str, value: Option<&str>) -> Result<(), ()> {
    let storage = window().local_storage().ok().flatten().ok_or(())?;
    match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    }
    .map_err(|_| ())
}

/// Runs `task` beside everything else.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

/// Runs `task` when the page has nothing better to do.
#[cfg(feature = "csr")]
pub fn when_idle(task: impl FnOnce() + 'static) {
    let task = Closure::once_into_js(task);
    // Safari has no such moment; a little later will do there.
    let asked = js_sys::Reflect::get(&window(), &"requestIdleCallback".into())
        .ok()
        .and_then(|ask| ask.dyn_into::<js_sys::Function>().ok())
        .map(|ask| ask.call1(&window(), &task));
    if asked.is_none() {
        after(1000, move || {
            task.unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL).ok();
        });
    }
}

/// Copies `text`, then calls `done` with whether it worked.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    spawn(async move {
        // Pages that are not served securely have no clipboard; there the old command still works.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).ok();
        let copied = match clipboard.filter(JsValue::is_object) {
            Some(_) => {
                JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok()
            }
            None => false,
        };
        done(copied || copy_by_command(&text).unwrap_or(false));
    });
}

/// Offers `bytes` for download as a file called `name`.
pub fn download(name: &str, media_type: &str, bytes: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let offer = || -> Result<(), JsValue> {
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
        let address = web_sys::Url::create_object_url_with_blob(&blob)?;
        let link: HtmlElement = document().create_element("a")?.unchecked_into();
        link.set_attribute("href", &address)?;
        link.set_attribute("download", name)?;
        link.click();
        web_sys::Url::revoke_object_url(&address)
    };
    offer().ok();
}

/// How a drawing is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As lines and texts.
    Svg,
    /// As points, two for each of the screen's.
    Png,
}

/// What a drawing takes from the page's styles.
const LOOKS: [&str; 8] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
];

/// Offers the drawing in the element with this id for download, looking as it does on the page, then calls `done` with
/// whether it worked.
pub fn save_drawing(id: &'static str, name: String, form: Form, done: impl FnOnce(bool) + 'static) {
    spawn(async move {
        done(offer_drawing(id, &name, form).await.is_ok());
    });
}

async fn offer_drawing(id: &str, name: &str, form: Form) -> Result<(), JsValue> {
    let svg = document().query_selector(&format!("#{id} svg"))?.ok_or(JsValue::NULL)?;
    let copy: web_sys::Element = svg.clone_node_with_deep(true)?.unchecked_into();
    let (from, to) = (svg.query_selector_all("*")?, copy.query_selector_all("*")?);
    for index in 0..from.length() {
        let (Some(from), Some(to)) = (from.item(index), to.item(index)) else { continue };
        let (from, to): (web_sys::Element, web_sys::Element) =
            (from.unchecked_into(), to.unchecked_into());
        let Some(style) = window().get_computed_style(&from)? else { continue };
        for look in LOOKS {
            to.set_attribute(look, &style.get_property_value(look)?)?;
        }
        to.remove_attribute("class")?;
    }
    let view = svg.get_attribute("viewBox").unwrap_or_default();
    let size: Vec<&str> = view.split(' ').skip(2).collect();
    let [width, height] = size[..] else { return Err(JsValue::NULL) };
    copy.set_attribute("width", width)?;
    copy.set_attribute("height", height)?;
    // The ink is chosen for the page's ground, so that goes along.
    let ground = document().create_element_ns(Some("http://www.w3.org/2000/svg"), "rect")?;
    let card = svg.closest("figure")?.ok_or(JsValue::NULL)?;
    let colour = window().get_computed_style(&card)?.ok_or(JsValue::NULL)?;
    for (name, value) in [
        ("width", "100%"),
        ("height", "100%"),
        ("fill", &colour.get_property_value("background-color")?),
    ] {
        ground.set_attribute(name, value)?;
    }
    copy.insert_before(&ground, copy.first_child().as_ref())?;
    let text = web_sys::XmlSerializer::new()?.serialize_to_string(&copy)?;
    if form == Form::Svg {
        download(name, "image/svg+xml", text.as_bytes());
        return Ok(());
    }
    let image = web_sys::HtmlImageElement::new()?;
    image.set_src(&format!(
        "data:image/svg+xml,{}",
        String::from(js_sys::encode_uri_component(&text))
    ));
    JsFuture::from(image.decode()).await?;
    let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let points = |length: &str| length.parse().unwrap_or(0) * 2;
    canvas.set_width(points(width));
    canvas.set_height(points(height));
    let ink: web_sys::CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    let (w, h) = (f64::from(points(width)), f64::from(points(height)));
    ink.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, w, h)?;
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &canvas.to_data_url()?)?;
    link.set_attribute("download", name)?;
    link.click();
    Ok(())
}

/// The time, in seconds since 1970.
pub fn now() -> u64 {
    (js_sys::Date::now() / 1000.0) as u64
}

/// Shows the page in this theme; `None` follows the system.
pub fn set_theme(theme: Option<&str>) {
    if let Some(root) = document().document_element() {
        match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        }
        .ok();
    }
}

/// Moves the focus to the element with this id, and opens what it is folded away in.
pub fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let mut above = element.closest("details:not([open])").ok().flatten();
    while let Some(folded) = above {
        folded.set_attribute("open", "").ok();
        above = folded.closest("details:not([open])").ok().flatten();
    }
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        element.focus().ok();
    }
}

/// What stands behind the `#` of the address, with it.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Writes it, as a step of the browser's history.
pub fn set_hash(hash: &str) {
    window().location().set_hash(hash).ok();
}

#[cfg(feature = "csr")]
/// Writes it in the place of what is there, as no step of the history.
pub fn replace_hash(hash: &str) {
    if let Ok(history) = window().history() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(hash)).ok();
    }
}

/// The whole address of the page.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Whether the page has an element with this id.
pub fn has(id: &str) -> bool {
    document().get_element_by_id(id).is_some()
}

/// Moves the focus into the text with this id, and selects these of its bytes.
pub fn select(id: &str, bytes: std::ops::Range<usize>) {
    let area = document()
        .get_element_by_id(id)
        .and_then(|e| e.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(area) = area else { return };
    let text = area.value();
    // The browser counts in units of UTF-16.
    let [from, to] = [bytes.start, bytes.end]
        .map(|at| text.get(..at).map_or(0, |before| before.encode_utf16().count() as u32));
    area.focus().ok();
    area.set_selection_range(from, to).ok();
}

/// Calls `handle` on every `event` of the window, for as long as the page is open.
#[cfg(feature = "csr")]
pub fn on_window(event: &str, handle: impl FnMut(Event) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(handle);
    window().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).ok();
    listener.forget();
}

/// The keys held down with another: whether Ctrl or ⌘ and nothing else of the kind, and whether Shift.
#[cfg(feature = "csr")]
pub fn held_with(event: &Event) -> (bool, bool) {
    event.dyn_ref::<web_sys::KeyboardEvent>().map_or((false, false), |event| {
        ((event.ctrl_key() || event.meta_key()) && !event.alt_key(), event.shift_key())
    })
}

/// Runs `task` after so many milliseconds.
pub fn after(milliseconds: i32, task: impl FnOnce() + 'static) {
    let task = Closure::once_into_js(task);
    window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(task.unchecked_ref(), milliseconds)
        .ok();
}

#[cfg(feature = "csr")]
/// Builds the page with `mount` and puts it in the place of the prerendered one, carrying over the focus and whatever
/// was typed before the program was there.
pub fn take_over(mount: impl FnOnce(&Dom)) {
    let swap = || -> Option<()> {
        let old = document().get_element_by_id("app")?;
        let new: HtmlElement = document().create_element("div").ok()?.unchecked_into();
        new.set_id("app");
        mount(&new);
        let focused = document().active_element().map(|element| element.id());
        let typed = typed_in(&old);
        old.replace_with_with_node_1(&new).ok()?;
        document().document_element()?.remove_attribute("data-restoring").ok()?;
        for (id, value) in typed {
            let input: HtmlInputElement = document().get_element_by_id(&id)?.dyn_into().ok()?;
            input.set_value(&value);
            input.dispatch_event(&Event::new("input").ok()?).ok()?;
        }
        if let Some(id) = focused.filter(|id| !id.is_empty()) {
            focus(&id);
        }
        Some(())
    };
    swap();
}

#[cfg(feature = "csr")]
/// Makes a panic leave a calm page with the units as they were last saved, to be copied.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_stopped().ok();
    }));
}

#[cfg(feature = "csr")]
thread_local! {
    static UNITS: std::cell::RefCell<Vec<(String, String)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Remembers the units, name and text, that a panic is to leave on the page.
#[cfg(feature = "csr")]
pub fn remember_units(units: Vec<(String, String)>) {
    UNITS.set(units);
}

#[cfg(feature = "csr")]
fn show_stopped() -> Result<(), JsValue> {
    let panel = document().create_element("main")?;
    panel.set_class_name("stopped");
    let child = |tag: &str, text: &str| -> Result<Element, JsValue> {
        let element = document().create_element(tag)?;
        element.set_text_content(Some(text));
        Ok(element)
    };
    panel.append_child(&child("h1", "Doorbell has stopped")?.into())?;
    panel.append_child(
        &child("p", "A fault in the program, not in your units. They are below as they were last; reload the page to go on.")?
            .into(),
    )?;
    for (name, text) in UNITS.take() {
        let label = child("label", &name)?;
        let area = child("textarea", &text)?;
        area.set_attribute("readonly", "")?;
        area.set_attribute("spellcheck", "false")?;
        label.append_child(&area.into())?;
        panel.append_child(&label.into())?;
    }
    if let Some(body) = document().body() {
        body.replace_children_with_node_1(&panel);
    }
    Ok(())
}

#[cfg(feature = "csr")]
fn typed_in(old: &Element) -> Vec<(String, String)> {
    let Ok(inputs) = old.query_selector_all("input[id]") else { return Vec::new() };
    (0..inputs.length())
        .filter_map(|index| inputs.item(index)?.dyn_into::<HtmlInputElement>().ok())
        .filter(|input| input.value() != input.default_value())
        .map(|input| (input.id(), input.value()))
        .collect()
}

fn copy_by_command(text: &str) -> Result<bool, JsValue> {
    let area: web_sys::HtmlTextAreaElement =
        document().create_element("textarea")?.unchecked_into();
    area.set_value(text);
    let body = document().body().ok_or(JsValue::NULL)?;
    body.append_child(&area)?;
    area.select();
    let copied = document().unchecked_into::<web_sys::HtmlDocument>().exec_command("copy");
    area.remove();
    copied
}

fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

fn document() -> Document {
    window().document().expect("a window has a document")
}
