//! The browser: storage, clipboard, downloads, theme, focus. The only file that names `web_sys`.

use super::dynamic::effect;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::pin::Pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Element, HtmlElement};

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

/// The key of the id of the work that is open: in this tab, and in the one where a work was opened last. `start.js` decides
/// with which a tab begins.
const OPEN: &str = "doorbell.open";

/// The id of the work that this tab has open; the first one's where that is not known.
pub fn open_work() -> String {
    let open = || window().session_storage().ok()??.get_item(OPEN).ok()?;
    if cfg!(feature = "csr") { open().unwrap_or_default() } else { String::new() }
}

/// Remembers that this tab has the work `id` open. Where that is refused, it begins with another one when it is loaded again.
pub fn set_open_work(id: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        storage.set_item(OPEN, id).ok();
    }
    save(OPEN, Some(id)).ok();
}

/// Everything whose key begins with `prefix`, with its key; nothing where storage is refused.
pub fn load_all(prefix: &str) -> Vec<(String, String)> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok()?);
    keys.filter(|key| key.starts_with(prefix))
        .filter_map(|key| Some((key.clone(), storage.get_item(&key).ok()??)))
        .collect()
}

/// Runs `task` beside everything else.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    // In a box, so that what runs tasks is compiled once.
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    wasm_bindgen_futures::spawn_local(task);
}

/// Runs `task` behind the next frame; natively there is none, and nothing to be late for.
pub fn after_frame(task: impl FnOnce() + 'static) {
    fn boxed(task: Box<dyn FnOnce()>) {
        // A frame's callbacks run before it is drawn: what they leave for later runs after it.
        request_animation_frame(move || set_timeout(task, Duration::ZERO));
    }
    if cfg!(feature = "csr") {
        boxed(Box::new(task));
    }
}

/// Runs `task` behind the first frame in which the heading is in the document: what is built before the program takes over
/// is not yet. Where its view goes before that, never.
pub fn once_there(heading: NodeRef<leptos::html::H2>, task: impl FnOnce() + 'static) {
    after_frame(move || match heading.try_get_untracked().flatten() {
        Some(element) if element.is_connected() => task(),
        Some(_) => once_there(heading, task),
        None => {}
    });
}

/// Runs `task` when the page has nothing better to do. Safari has no such moment; a little later will do there.
pub fn when_idle(task: impl Fn() + 'static) {
    let has = js_sys::Reflect::has(&window(), &"requestIdleCallback".into());
    match has {
        Ok(true) => leptos::prelude::request_idle_callback(task),
        _ => set_timeout(task, Duration::from_secs(1)),
    }
}

/// Whether the `details` that an event is about are open.
pub fn is_open(event: &web_sys::Event) -> bool {
    let element: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    element.is_some_and(|element| element.has_attribute("open"))
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

/// A file that was chosen or dropped: its path below what was, and its bytes; of one that is longer than was asked for, how
/// long it is, and nothing of one that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Its path, such as `units/ssh.socket`.
    pub path: String,
    /// What is in it.
    pub bytes: Result<Vec<u8>, Option<u64>>,
}

/// How many files are looked at of what is dropped together.
const MOST_FILES: usize = 4096;

/// Reads the files that are chosen in an input, of at most `most` bytes each, forgets the choice, and calls `then` with them.
pub fn read_chosen(event: &web_sys::Event, most: usize, then: impl FnOnce(Vec<Brought>) + 'static) {
    let input = event.target().and_then(|target| target.dyn_into().ok());
    let Some(input): Option<web_sys::HtmlInputElement> = input else { return };
    let list = input.files();
    let files = list.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index)));
    let named = files.take(MOST_FILES).map(|file| {
        // Where a folder was chosen: the path below it.
        let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok();
        let path = path.and_then(|path| path.as_string()).filter(|path| !path.is_empty());
        (path.unwrap_or_else(|| file.name()), Some(file))
    });
    let named: Vec<_> = named.collect();
    // The same file can be chosen again.
    input.set_value("");
    spawn(async move { then(contents(named, most).await) });
}

/// Whether files are dragged.
pub fn holds_files(event: &web_sys::DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// Reads the files and folders that were dropped, of at most `most` bytes each, and calls `then` with them.
pub fn read_dropped(
    event: &web_sys::DragEvent,
    most: usize,
    then: impl FnOnce(Vec<Brought>) + 'static,
) {
    let Some(items) = event.data_transfer().map(|data| data.items()) else { return };
    // Behind the event, what was dropped is forgotten.
    let (mut entries, mut files) = (Vec::new(), Vec::new());
    for item in (0..items.length()).filter_map(|index| items.get(index)) {
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) => entries.push(entry),
            // What comes out of another program may be no entry of a file system.
            _ => files
                .extend(item.get_as_file().ok().flatten().map(|file| (file.name(), Some(file)))),
        }
    }
    spawn(async move {
        files.extend(files_below(entries).await);
        then(contents(files, most).await);
    });
}

/// The files in these folders and all below, each with its path.
async fn files_below(
    mut entries: Vec<web_sys::FileSystemEntry>,
) -> Vec<(String, Option<web_sys::File>)> {
    let mut files = Vec::new();
    entries.reverse();
    while let Some(entry) = entries.pop().filter(|_| files.len() < MOST_FILES) {
        // Not every browser has the names of these types.
        if entry.is_file() {
            let file: &web_sys::FileSystemFileEntry = entry.unchecked_ref();
            let ask = |done: &_, failed: &_| file.file_with_callback_and_callback(done, failed);
            let path = entry.full_path().trim_start_matches('/').to_owned();
            files.push((path, told(ask).await.ok().map(JsCast::unchecked_into)));
        } else if entry.is_directory() {
            entries.extend(inside(entry.unchecked_ref()).await.into_iter().rev());
        }
    }
    files
}

/// What is in a folder, by name.
async fn inside(folder: &web_sys::FileSystemDirectoryEntry) -> Vec<web_sys::FileSystemEntry> {
    let reader = folder.create_reader();
    let mut inside: Vec<web_sys::FileSystemEntry> = Vec::new();
    // Each answer holds some of the entries, the last one none.
    loop {
        let ask = |done: &_, failed: &_| {
            reader.read_entries_with_callback_and_callback(done, failed).unwrap_or_default();
        };
        let Ok(some) = told(ask).await else { break };
        let some: js_sys::Array = some.unchecked_into();
        if some.length() == 0 || inside.len() > MOST_FILES {
            break;
        }
        inside.extend(some.iter().map(JsCast::unchecked_into));
    }
    inside.sort_by_key(web_sys::FileSystemEntry::name);
    inside
}

/// What `ask` has one of its two callbacks told.
async fn told(ask: impl Fn(&js_sys::Function, &js_sys::Function)) -> Result<JsValue, JsValue> {
    JsFuture::from(js_sys::Promise::new(&mut |done, failed| ask(&done, &failed))).await
}

async fn contents(files: Vec<(String, Option<web_sys::File>)>, most: usize) -> Vec<Brought> {
    let mut all = Vec::new();
    for (path, file) in files {
        let bytes = match file {
            Some(file) if file.size() > most as f64 => Err(Some(file.size() as u64)),
            Some(file) => match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => Ok(js_sys::Uint8Array::new(&buffer).to_vec()),
                Err(_) => Err(None),
            },
            None => Err(None),
        };
        all.push(Brought { path, bytes });
    }
    all
}

/// The text that is pasted into an empty text of a unit.
pub fn pasted_into_empty_unit(event: &web_sys::ClipboardEvent) -> Option<String> {
    let area: web_sys::HtmlTextAreaElement = event.target()?.dyn_into().ok()?;
    if !area.value().is_empty() || area.closest(".code").ok()?.is_none() {
        return None;
    }
    event.clipboard_data()?.get_data("text").ok()
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
const LOOKS: [&str; 10] = [
    "fill",
    "opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "transform",
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
            let value = style.get_property_value(look)?;
            if look != "transform" || value != "none" {
                to.set_attribute(look, &value)?;
            }
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

/// What a clock on the wall shows at a time in seconds since 1970: the seconds since it showed the first of 1970.
pub fn on_the_wall(time: u64) -> i64 {
    let date = js_sys::Date::new(&JsValue::from_f64(time as f64 * 1000.0));
    time as i64 - date.get_timezone_offset() as i64 * 60
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

/// Moves the focus to the element with this id, and opens what it is folded away in; what was never opened builds it then.
pub fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        if let Some(folded) = holder(id).filter(|folded| !folded.has_attribute("open")) {
            folded.set_attribute("open", "").ok();
            focus_soon(id.to_owned());
        }
        return;
    };
    let mut above = element.closest("details:not([open])").ok().flatten();
    while let Some(folded) = above {
        folded.set_attribute("open", "").ok();
        above = folded.closest("details:not([open])").ok().flatten();
    }
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        element.focus().ok();
    }
}

/// Moves the focus to the element with this id when it is there, behind the next frame.
pub fn focus_soon(id: String) {
    after_frame(move || focus(&id));
}

thread_local! {
    /// What has the focus, and all that it stands in.
    static FOCUSED: std::cell::RefCell<Vec<Element>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Remembers what has got the focus, and where it stands.
pub fn remember_focus(event: &web_sys::FocusEvent) {
    let focused = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    FOCUSED.set(std::iter::successors(focused, |element| element.parent_element()).collect());
}

/// Moves the focus on when what had it is gone, or can have it no more: to the next thing around it that can.
pub fn keep_focus() {
    // What follows from an event is drawn by then.
    set_timeout(restore_focus, Duration::ZERO);
}

fn restore_focus() {
    let active = document().active_element();
    if active.is_some_and(|active| active.tag_name() != "BODY") {
        return;
    }
    const CONTROLS: &str =
        "input:enabled,select:enabled,textarea:enabled,button:enabled,a[href],[tabindex]";
    let inside = |element: &Element| {
        let own = element.matches(CONTROLS).unwrap_or(false).then(|| element.clone());
        own.or_else(|| element.query_selector(CONTROLS).ok().flatten())
    };
    let next = FOCUSED.with_borrow(|stack| {
        stack.iter().filter(|element| element.is_connected()).find_map(inside)
    });
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        next.focus().ok();
    }
}

/// Scrolls to the element with this id and moves the focus there.
pub fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
        focus(id);
    }
}

/// Shows the top of the page.
pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// What the window is called.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Calls `seen` once the element comes near what the window shows.
pub fn when_near(place: NodeRef<leptos::html::Ol>, seen: impl Fn() + 'static) {
    let seen = SendWrapper::new(std::rc::Rc::new(seen));
    effect(move || {
        let Some(element) = place.get() else { return };
        let seen = std::rc::Rc::clone(&seen);
        let call = Closure::<dyn FnMut(js_sys::Array, web_sys::IntersectionObserver)>::new(
            move |entries: js_sys::Array, observer: web_sys::IntersectionObserver| {
                let is_near = |entry: JsValue| {
                    entry.unchecked_into::<web_sys::IntersectionObserverEntry>().is_intersecting()
                };
                if entries.iter().any(is_near) {
                    observer.disconnect();
                    seen();
                }
            },
        );
        let options = web_sys::IntersectionObserverInit::new();
        options.set_root_margin("600px");
        let observer = web_sys::IntersectionObserver::new_with_options(
            call.as_ref().unchecked_ref(),
            &options,
        );
        if let Ok(observer) = observer {
            observer.observe(&element);
        }
        // It is called for as long as the element is there.
        call.forget();
    });
}

/// Puts `text` into a text area unless it is there already. Where it has the focus, the caret goes behind what has changed.
pub fn set_text(area: &web_sys::HtmlTextAreaElement, text: &str) {
    let before = area.value();
    if before == text {
        return;
    }
    area.set_value(text);
    let has_focus = document().active_element().is_some_and(|focused| focused == ***area);
    if has_focus {
        let [old, new] =
            [before.as_str(), text].map(|text| text.encode_utf16().collect::<Vec<_>>());
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let at = (new.len() - tail).max(head).min(new.len()) as u32;
        area.set_selection_range(at, at).ok();
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

/// Whether the page has an element with this id, or will have it once its place is opened.
pub fn has(id: &str) -> bool {
    document().get_element_by_id(id).is_some() || holder(id).is_some()
}

/// What is folded away with the element of this id in it.
fn holder(id: &str) -> Option<Element> {
    document().query_selector(&format!("details[data-holds~=\"{id}\"]")).ok()?
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

/// Builds the page with `mount`, and `slices` more of it with `build`, each in a task of its own, so that nothing waits long for the
/// program. Then the page takes the place of the prerendered one, with the focus and whatever was typed meanwhile.
#[cfg(feature = "csr")]
pub fn take_over(mount: impl FnOnce(HtmlElement), slices: usize, build: impl Fn() + 'static) {
    let Ok(new) = document().create_element("div") else { return };
    new.set_id("app");
    mount(new.clone().unchecked_into());
    build_slices(new, slices, Box::new(build));
}

#[cfg(feature = "csr")]
fn build_slices(new: Element, left: usize, build: Box<dyn Fn()>) {
    let next = move || match left {
        0 => _ = swap(&new),
        _ => {
            build();
            build_slices(new, left - 1, build);
        }
    };
    set_timeout(next, Duration::ZERO);
}

#[cfg(feature = "csr")]
fn swap(new: &Element) -> Option<()> {
    let old = document().get_element_by_id("app")?;
    let focused = document().active_element().map(|element| element.id());
    let typed = typed_in(&old);
    old.replace_with_with_node_1(new).ok()?;
    document().document_element()?.remove_attribute("data-restoring").ok()?;
    for (id, value) in typed {
        let input: web_sys::HtmlInputElement =
            document().get_element_by_id(&id)?.dyn_into().ok()?;
        input.set_value(&value);
        input.dispatch_event(&web_sys::Event::new("input").ok()?).ok()?;
    }
    if let Some(id) = focused.filter(|id| !id.is_empty()) {
        focus(&id);
    }
    Some(())
}

#[cfg(feature = "csr")]
/// Makes a panic leave a calm page with the units as they were last saved, to be copied.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_stopped().ok();
    }));
}

thread_local! {
    static UNITS: std::cell::RefCell<Vec<(String, String)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Remembers the units, name and text, that a panic is to leave on the page.
pub fn remember_units(units: Vec<(String, String)>) {
    UNITS.set(units);
}

#[cfg(feature = "csr")]
fn show_stopped() -> Result<(), JsValue> {
    // A fault may bring others with it, when the units are already shown.
    if document().query_selector("main.stopped")?.is_some() {
        return Ok(());
    }
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
    for (name, text) in UNITS.with_borrow(Vec::clone) {
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
        .filter_map(|index| inputs.item(index)?.dyn_into::<web_sys::HtmlInputElement>().ok())
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
