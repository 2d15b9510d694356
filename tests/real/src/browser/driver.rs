//! A Chromium of its own, driven through WebDriver one command after the other.

use crate::need;
use serde_json::{Value, json};
use std::{
    future::Future,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, Key, LoggingPrefsLogLevel, WebDriver,
    WebElement, error::WebDriverResult,
};
use tokio::runtime::{Builder, Runtime};

/// What keeps Chromium from asking anybody anything.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,900",
];

/// Between two keys.
const AT_ONCE: Option<Duration> = Some(Duration::ZERO);

/// A running Chromium with a fresh profile; it ends with this value.
#[derive(Debug)]
pub struct Driver {
    runtime: Runtime,
    web: Option<WebDriver>,
    process: Child,
    folder: TempDir,
}

impl Driver {
    /// Starts Chromium, with these flags besides the usual ones, and what drives it.
    ///
    /// # Panics
    /// When one of them is missing or does not start; the message says which.
    pub fn start(flags: &[&str]) -> Self {
        let chromium = need::tool("chromium", "chromium");
        let (process, port) = chromedriver();
        let folder = tempfile::Builder::new()
            .prefix("doorbell-browser-")
            .tempdir()
            .expect("a temporary folder");
        let mut wanted = DesiredCapabilities::chrome();
        let mut describe = || -> WebDriverResult<()> {
            wanted.set_binary(&chromium.to_string_lossy())?;
            for flag in FLAGS.iter().chain(flags) {
                wanted.add_arg(flag)?;
            }
            wanted
                .add_arg(&format!("--user-data-dir={}", folder.path().join("profile").display()))?;
            wanted.add_experimental_option(
                "prefs",
                json!({ "download.default_directory": folder.path().join("downloads") }),
            )?;
            wanted.set_logging_prefs("browser".to_owned(), LoggingPrefsLogLevel::All)?;
            wanted.set_logging_prefs("performance".to_owned(), LoggingPrefsLogLevel::All)
        };
        describe().expect("the wishes can be told");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        // From here on chromedriver ends with the driver, whatever happens.
        let mut driver = Self { runtime, web: None, process, folder };
        let web = driver.wait(WebDriver::new(format!("http://127.0.0.1:{port}"), wanted));
        driver.web = Some(web.expect("Chromium starts"));
        driver
    }

    /// The folder into which it downloads.
    pub fn downloads(&self) -> std::path::PathBuf {
        self.folder.path().join("downloads")
    }

    /// Opens an address and waits for its load event.
    ///
    /// # Panics
    /// When the browser cannot.
    pub fn go(&self, address: &str) {
        self.wait(self.web().goto(address)).expect("the page loads");
    }

    /// Looks into the first frame of the page.
    ///
    /// # Panics
    /// When it has none.
    pub fn enter_frame(&self) {
        self.wait(self.web().enter_frame(0)).expect("the page has a frame");
    }

    /// Goes on in the tab that was opened last.
    ///
    /// # Panics
    /// When there is none.
    pub fn last_tab(&self) {
        let tabs = self.wait(self.web().windows()).expect("a browser has tabs");
        let last = tabs.last().cloned().expect("a browser has a tab");
        self.wait(self.web().switch_to_window(last)).expect("a tab can be looked at");
    }

    /// Loads the page again.
    ///
    /// # Panics
    /// When the browser cannot.
    pub fn reload(&self) {
        self.wait(self.web().refresh()).expect("the page loads again");
    }

    /// Runs a function body in the page and gives what it returns.
    ///
    /// # Panics
    /// When the script throws.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.wait(self.web().execute(script, arguments))
            .unwrap_or_else(|error| panic!("{error}\nin {script}"))
            .json()
            .clone()
    }

    /// Runs a function body whose last argument is to be called with the answer.
    ///
    /// # Panics
    /// When the script throws or never answers.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        let wait = self.web().set_script_timeout(Duration::from_secs(60));
        self.wait(wait).expect("scripts may take a while");
        self.wait(self.web().execute_async(script, arguments))
            .unwrap_or_else(|error| panic!("{error}\nin {script}"))
            .json()
            .clone()
    }

    /// The element that a function body returns, or what it returns instead.
    ///
    /// # Errors
    /// The text that was returned in its place.
    ///
    /// # Panics
    /// When the script throws.
    pub fn element(&self, script: &str, arguments: &[Value]) -> Result<WebElement, String> {
        let answer = self
            .wait(self.web().execute(script, arguments))
            .unwrap_or_else(|error| panic!("{error}\nin {script}"));
        match answer.json() {
            Value::String(why) => Err(why.clone()),
            _ => Ok(answer.element().expect("an element")),
        }
    }

    /// Clicks in the middle of an element, as the mouse does.
    ///
    /// # Panics
    /// When it is not there to be clicked, or something else lies over it.
    pub fn click(&self, element: &WebElement) {
        // To where a person would look at it: at the very top it would lie below the header.
        let it = element.to_json().expect("an element can be told");
        self.run("arguments[0].scrollIntoView({ block: 'center' })", &[it]);
        self.wait(element.click()).unwrap_or_else(|error| panic!("it cannot be clicked: {error}"));
    }

    /// Presses and releases each key in turn; what has the focus gets it.
    ///
    /// # Panics
    /// When the browser cannot.
    pub fn keys(&self, keys: &str) {
        let chain = self.web().action_chain_with_delay(AT_ONCE, AT_ONCE).send_keys(keys);
        self.wait(chain.perform()).expect("keys are pressed");
    }

    /// Presses `key` while `held` are down.
    ///
    /// # Panics
    /// When the browser cannot.
    pub fn chord(&self, held: &[Key], key: impl Into<char>) {
        let mut chain = self.web().action_chain_with_delay(AT_ONCE, AT_ONCE);
        for key in held {
            chain = chain.key_down(key.clone());
        }
        let key: char = key.into();
        chain = chain.key_down(key).key_up(key);
        for key in held.iter().rev() {
            chain = chain.key_up(key.clone());
        }
        self.wait(chain.perform()).expect("keys are pressed");
    }

    /// Sends a command of the DevTools protocol.
    ///
    /// # Panics
    /// When Chromium refuses it.
    pub fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.wait(self.web().cdp().send_raw(method, parameters))
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// What was logged since the last time, as level and message: `browser` is the console, `performance` the network.
    ///
    /// # Panics
    /// When there is no such log.
    pub fn log(&self, kind: &str) -> Vec<(String, String)> {
        let entries = self.wait(self.web().get_log(kind)).expect("a log");
        entries.into_iter().map(|entry| (entry.level, entry.message)).collect()
    }

    fn web(&self) -> &WebDriver {
        self.web.as_ref().expect("the browser runs until it is dropped")
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(web) = self.web.take() {
            self.runtime.block_on(web.quit()).ok();
        }
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A running chromedriver and the port on which it says that it listens.
fn chromedriver() -> (Child, u16) {
    let program = need::tool("chromedriver", "chromium-driver");
    // It takes a free port of IPv4 and gives up where that of IPv6 with the same number is not free.
    for _ in 0..5 {
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let output = process.stdout.as_mut().expect("its output is piped");
        let port = BufReader::new(output).lines().map_while(Result::ok).find_map(|line| {
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        if let Some(port) = port {
            return (process, port);
        }
        process.wait().ok();
    }
    panic!("chromedriver does not say on which port it listens");
}
