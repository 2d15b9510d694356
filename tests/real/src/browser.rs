//! A real Chromium with the built page in it, in the words of somebody who uses it.
//!
//! Invariant: a test that ends well has seen no error in the console, no violation of the page's policy and no request but
//! for the page's own files; [`Page::expect_complaint`] names what a test provokes.

mod driver;
pub mod site;

pub use driver::Driver;
pub use thirtyfour::Key;

use crate::need;
use serde_json::{Value, json};
use site::{Encoding, Site};
use std::{
    cell::RefCell,
    env, fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};
use thirtyfour::WebElement;

/// How long anything may take that does not happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// Everything that can be typed in or chosen from.
const CONTROLS: &str = "input, select, textarea";

/// Everything that does something when it is clicked.
const CLICKABLE: &str = "button, summary, a[href], label:has(input), input[type=checkbox]";

/// The page, open in a browser with a profile of its own.
#[derive(Debug)]
pub struct Page {
    driver: Driver,
    site: Site,
    complaints: RefCell<Vec<&'static str>>,
    articles: RefCell<Vec<String>>,
}

impl Page {
    /// Opens the page in a fresh browser, 1440 pixels wide, and waits until all parts of its program are there.
    ///
    /// # Panics
    /// When there is no browser, no page, or the program does not take over.
    pub fn open() -> Self {
        let page = Self::blank();
        page.visit();
        page.soon("the verdict", || page.is("return Boolean(document.querySelector('.status'))"));
        page
    }

    /// A fresh browser that has not been to the page yet.
    ///
    /// # Panics
    /// When there is no browser or no page.
    pub fn blank() -> Self {
        Self::start(Encoding::Plain, &[])
    }

    /// A fresh browser that has not been to the page yet, draws as soon as there is something to draw, and keeps in
    /// `measured` how long what took; the page comes compressed.
    ///
    /// # Panics
    /// When there is no browser or no page.
    pub fn to_be_measured() -> Self {
        let page = Self::start(
            Encoding::Brotli,
            &["--disable-frame-rate-limit", "--disable-gpu-vsync", "--disk-cache-size=1"],
        );
        page.before_each_load(include_str!("browser/measure.js"));
        page
    }

    fn start(encoding: Encoding, flags: &[&str]) -> Self {
        let site = Site::serve(encoding);
        let page = Self {
            driver: Driver::start(flags),
            site,
            complaints: RefCell::default(),
            articles: RefCell::default(),
        };
        page.before_each_load(include_str!("browser/watch.js"));
        page
    }

    /// Goes to the page and waits until its program has taken over.
    ///
    /// # Panics
    /// When it does not.
    pub fn visit(&self) {
        self.driver.go(&self.site.address());
        self.running();
    }

    /// Goes to what `fragment` names, such as `#/embed`, as if by a link from elsewhere.
    ///
    /// # Panics
    /// When the program does not take over.
    pub fn visit_at(&self, fragment: &str) {
        self.driver.go("about:blank");
        self.driver.go(&format!("{}{fragment}", self.site.address()));
        self.running();
    }

    /// Opens an article of another origin, whose `html` has the page's address for each `PAGE`, and looks into its frame.
    ///
    /// # Panics
    /// When the program does not take over in there.
    pub fn visit_article(&self, html: &str) {
        let address = Site::elsewhere(&html.replace("PAGE", &self.site.address()));
        self.articles.borrow_mut().push(address.clone());
        self.driver.go(&address);
        self.driver.enter_frame();
        self.running();
    }

    /// Goes on in the tab that was opened last.
    ///
    /// # Panics
    /// When the program does not take over there.
    pub fn follow_new_tab(&self) {
        self.driver.last_tab();
        self.soon("the verdict", || self.is("return Boolean(document.querySelector('.status'))"));
    }

    /// Goes to the page, whose program is not going to take over.
    ///
    /// # Panics
    /// When the page does not load.
    pub fn visit_without_program(&self) {
        self.driver.go(&self.site.address());
    }

    /// Loads the page again.
    ///
    /// # Panics
    /// When its program does not take over.
    pub fn reload(&self) {
        self.driver.reload();
        self.running();
    }

    /// Runs `script` in every page from now on, before anything else does.
    pub fn before_each_load(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// Makes the window this large.
    pub fn size(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// Tells the page what the person prefers, for example `prefers-color-scheme`, `dark`.
    pub fn prefers(&self, feature: &str, value: &str) {
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": feature, "value": value }] }),
        );
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.driver.devtools(method, parameters)
    }

    /// Runs a function body in the page.
    pub fn run(&self, script: &str) -> Value {
        self.driver.run(script, &[])
    }

    /// Runs a function body in the page, with arguments.
    pub fn run_with(&self, script: &str, arguments: &[Value]) -> Value {
        self.driver.run(script, arguments)
    }

    /// Runs a function body in the page whose last argument takes the answer.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.driver.run_async(script, arguments)
    }

    /// Runs a function body and takes its answer for true or false.
    pub fn is(&self, script: &str) -> bool {
        self.run(script) == json!(true)
    }

    /// Clicks the button, tab, choice or heading that is called so, or has the id `#so`.
    ///
    /// # Panics
    /// When there is none, or more than one.
    pub fn click(&self, name: &str) {
        self.driver.click(&self.find(name, CLICKABLE));
    }

    /// Clicks into a field, found by its label or by its directive as in `Backlog=`.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn enter(&self, field: &str) {
        self.driver.click(&self.find(field, CONTROLS));
    }

    /// Goes into a field, takes out what is in it and types `text`, key by key.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn fill(&self, field: &str, text: &str) {
        self.clear(field);
        self.keys(text);
    }

    /// Goes into a field and takes out what is in it.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn clear(&self, field: &str) {
        self.enter(field);
        self.chord(&[Key::Control], 'a');
        self.press(Key::Delete);
    }

    /// Chooses from a list, found as [`enter`](Self::enter) does.
    ///
    /// # Panics
    /// When there is no such list, or nothing in it is called so.
    pub fn choose(&self, list: &str, choice: &str) {
        let script = "return [...arguments[0].options].find((option) => option.text === arguments[1]) \
            ?? [...arguments[0].options].map((option) => option.text).join(', ')";
        let listed = self.find(list, "select").to_json().expect("an element can be told");
        let option = self
            .driver
            .element(script, &[listed, json!(choice)])
            .unwrap_or_else(|there| panic!("no `{choice}` in `{list}`, only {there}"));
        self.driver.click(&option);
    }

    /// Types `text` where the focus is, key by key.
    pub fn keys(&self, text: &str) {
        self.driver.keys(&text.replace('\n', &char::from(Key::Enter).to_string()));
    }

    /// Presses one key.
    pub fn press(&self, key: impl Into<char>) {
        self.driver.chord(&[], key);
    }

    /// Presses one key while others are held.
    pub fn chord(&self, held: &[Key], key: impl Into<char>) {
        self.driver.chord(held, key);
    }

    /// Leaves the field that has the focus.
    pub fn leave(&self) {
        self.run("document.activeElement.blur()");
    }

    /// What stands in a field.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn value(&self, field: &str) -> String {
        self.of(field, "return arguments[0].value").as_str().unwrap_or_default().to_owned()
    }

    /// Whether a field is marked as wrong.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn is_wrong(&self, field: &str) -> bool {
        self.of(field, "return arguments[0].getAttribute('aria-invalid') === 'true'") == json!(true)
    }

    /// Whether a box is ticked or a choice chosen.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn is_chosen(&self, field: &str) -> bool {
        self.of(field, "return arguments[0].checked") == json!(true)
    }

    /// Whether a field cannot be used.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn is_disabled(&self, field: &str) -> bool {
        self.of(field, "return arguments[0].disabled") == json!(true)
    }

    /// What the page says about a field: what describes it, and what stands beside it.
    ///
    /// # Panics
    /// When there is no such field, or more than one.
    pub fn says(&self, field: &str) -> String {
        let script = "const field = arguments[0]; \
            const described = (field.getAttribute('aria-describedby') ?? '').split(' ') \
                .map((id) => document.getElementById(id)?.innerText ?? ''); \
            const beside = [...field.parentElement.querySelectorAll('.error')].map((line) => line.innerText); \
            return [...described, ...beside].join('\\n')";
        self.of(field, script).as_str().unwrap_or_default().to_owned()
    }

    /// The text of a unit, as it is to be saved.
    ///
    /// # Panics
    /// When there is no such unit, or its highlighted lines say something else than its text.
    pub fn text(&self, unit: &str) -> String {
        let script = "const area = [...document.querySelectorAll('textarea')] \
                .find((area) => area.getAttribute('aria-label') === `Text of ${arguments[0]}`); \
            if (!area) return [...document.querySelectorAll('.file h2')].map((name) => name.innerText).join(', '); \
            const lines = [...area.parentElement.querySelectorAll('li')].map((line) => line.textContent); \
            return [area.value, lines]";
        let answer = self.run_with(script, &[json!(unit)]);
        let (Some(text), Some(lines)) = (answer[0].as_str(), answer[1].as_array()) else {
            panic!("no `{unit}` among {answer}");
        };
        let lines: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
        assert_eq!(lines, text.lines().collect::<Vec<_>>(), "the lines shown of {unit}");
        text.to_owned()
    }

    /// Sees that a unit has this line.
    ///
    /// # Panics
    /// When it has not.
    pub fn see_line(&self, unit: &str, line: &str) {
        let text = self.text(unit);
        assert!(text.lines().any(|other| other == line), "no line `{line}` in {unit}:\n{text}");
    }

    /// Sees that a unit has no line that contains this.
    ///
    /// # Panics
    /// When it has.
    pub fn see_no_line(&self, unit: &str, part: &str) {
        let text = self.text(unit);
        assert!(!text.lines().any(|line| line.contains(part)), "`{part}` in {unit}:\n{text}");
    }

    /// Sees these words somewhere on the page, at once or soon.
    ///
    /// # Panics
    /// When they do not come.
    pub fn see(&self, words: &str) {
        self.soon(&format!("`{words}` on the page"), || self.seen().contains(words));
    }

    /// Sees that these words are nowhere on the page.
    ///
    /// # Panics
    /// When they are.
    pub fn see_no(&self, words: &str) {
        assert!(!self.seen().contains(words), "`{words}` is on the page");
    }

    /// All that can be read on the page.
    pub fn seen(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The id of what has the focus, else its name.
    pub fn focus(&self) -> String {
        let script = "const e = document.activeElement; return e.id || e.getAttribute('aria-label') || e.innerText || e.tagName";
        self.run(script).as_str().unwrap_or_default().to_owned()
    }

    /// Where the ring of what has the focus is broken, or why there is none.
    pub fn breaks_of_ring(&self) -> Vec<String> {
        let picture = self.devtools("Page.captureScreenshot", json!({ "format": "png" }));
        let found = self.run_async(include_str!("browser/ring.js"), &[picture["data"].clone()]);
        found.as_array().expect("a list").iter().map(ToString::to_string).collect()
    }

    /// Waits until `happened`, which is `what`.
    ///
    /// # Panics
    /// When it does not happen.
    pub fn soon(&self, what: &str, happened: impl Fn() -> bool) {
        let started = Instant::now();
        while !happened() {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The bytes of a file that was downloaded under this name.
    ///
    /// # Panics
    /// When it does not arrive.
    pub fn downloaded(&self, name: &str) -> Vec<u8> {
        let file = self.driver.downloads().join(name);
        // While it arrives, its place is held by an empty file.
        let is_there = || file.metadata().is_ok_and(|file| file.len() > 0);
        self.soon(&format!("the download of {name}"), is_there);
        fs::read(file).expect("a finished download")
    }

    /// What is on the clipboard.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn clipboard(&self) -> String {
        let script = "const done = arguments[0]; navigator.clipboard.readText().then(done, (error) => done([`${error}`]))";
        match self.run_async(script, &[]) {
            Value::String(text) => text,
            other => panic!("the clipboard cannot be read: {other}"),
        }
    }

    /// The paths that the browser has asked the host for, without the folder of the page.
    pub fn requests(&self) -> Vec<String> {
        self.site.requests()
    }

    /// How many bytes one of these paths has as it travels.
    pub fn weight_of(&self, path: &str) -> Option<usize> {
        self.site.size(path)
    }

    /// From now on a complaint that contains `part` is what the test wants.
    pub fn expect_complaint(&self, part: &'static str) {
        self.complaints.borrow_mut().push(part);
    }

    /// What axe-core finds wrong with the page as it is: rule, and where.
    ///
    /// # Panics
    /// When axe-core is missing.
    pub fn accessibility(&self) -> Vec<String> {
        let axe = fs::read_to_string(axe()).expect("axe-core can be read");
        self.run(&axe);
        let script = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }).then(\
            (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => \
                `${rule.id}: ${node.target} ${node.failureSummary}`))), (error) => done([`${error}`]))";
        let found = self.run_async(script, &[]);
        found.as_array().expect("a list").iter().map(ToString::to_string).collect()
    }

    /// The one thing on the page that a person would call so, at once or soon.
    fn find(&self, name: &str, kind: &str) -> WebElement {
        let started = Instant::now();
        loop {
            let found =
                self.driver.element(include_str!("browser/find.js"), &[json!(name), json!(kind)]);
            match found {
                Ok(element) => return element,
                Err(why) if started.elapsed() > PATIENCE / 4 => panic!("what is `{name}`? {why}"),
                Err(_) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// Waits until what follows from the last key is there: it comes when the hand has rested for 100 ms.
    pub fn settle(&self) {
        if !self.is("return window.takenOver === true") {
            return;
        }
        let frame = "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => setTimeout(() => setTimeout(done))), 110)";
        self.run_async(frame, &[]);
    }

    /// What a function body returns for a field, once the page has settled.
    fn of(&self, field: &str, script: &str) -> Value {
        self.settle();
        let field = self.find(field, CONTROLS);
        self.driver.run(script, &[field.to_json().expect("an element can be told")])
    }

    fn running(&self) {
        self.soon("the program to take over", || self.is("return window.takenOver === true"));
    }

    /// Everything that went wrong without being seen on the page.
    fn complaints(&self) -> Vec<String> {
        let expected = self.complaints.borrow();
        let console = self
            .driver
            .log("browser")
            .into_iter()
            .filter(|(level, _)| level == "SEVERE" || level == "WARNING")
            .map(|(_, message)| message);
        let network = self
            .driver
            .log("performance")
            .into_iter()
            .filter_map(|(_, entry)| self.foreign(&entry));
        console
            .chain(network)
            .filter(|complaint| !expected.iter().any(|part| complaint.contains(part)))
            .collect()
    }

    /// The request that an entry of the network's log is about, unless it is for one of the page's own files.
    fn foreign(&self, entry: &str) -> Option<String> {
        let entry: Value = serde_json::from_str(entry).ok()?;
        let message = &entry["message"];
        if message["method"] != "Network.requestWillBeSent" {
            return None;
        }
        let address = message["params"]["request"]["url"].as_str()?;
        // The browser's own first tab.
        if message["params"]["documentURL"].as_str()?.starts_with("chrome:") {
            return None;
        }
        let own = address.starts_with(&self.site.address())
            || ["data:", "blob:"].iter().any(|scheme| address.starts_with(scheme));
        let own = own || self.articles.borrow().iter().any(|article| address.starts_with(article));
        (!own).then(|| format!("a request for {address}"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if !thread::panicking() {
            let complaints = self.complaints();
            assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
        }
    }
}

/// axe-core: `$DOORBELL_AXE`, or where `cargo xtask test` keeps it.
fn axe() -> PathBuf {
    let file = env::var_os("DOORBELL_AXE").map_or_else(
        || need::cache().join("tools/axe-core-4.14.1/node_modules/axe-core/axe.min.js"),
        PathBuf::from,
    );
    assert!(file.is_file(), "`{}` is missing: get it with `cargo xtask test`", file.display());
    file
}
