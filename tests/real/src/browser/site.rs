//! A static host for the built page: it serves files and knows nothing of what is in them.
//!
//! The page lives in a sub-folder, as on any host that has other pages, so that an address that is not relative fails.
//! Every request is kept, for the tests that say what the page may ask for.

use std::{
    collections::HashMap,
    env, fs,
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

/// The folder in which the page lives on its host.
const FOLDER: &str = "/tools/doorbell/";

/// The built page: `$DOORBELL_DIST`, or `dist` in the checkout.
///
/// # Panics
/// When it has not been built.
pub fn dist() -> PathBuf {
    let folder = env::var_os("DOORBELL_DIST")
        .or_else(|| Some(Path::new(&env::var_os("CARGO_MANIFEST_DIR")?).join("../../dist").into()))
        .map(PathBuf::from)
        .expect("cargo names the folder of the package whose test it runs");
    assert!(
        folder.join("index.html").is_file(),
        "`{}` holds no page: build it with `cargo xtask build`",
        folder.display()
    );
    folder
}

/// How the bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As they are.
    Plain,
    /// Compressed as well as brotli can.
    Brotli,
}

/// A host that runs until the test ends.
#[derive(Debug)]
pub struct Site {
    origin: String,
    files: Arc<HashMap<String, File>>,
    requests: Arc<Mutex<Vec<String>>>,
}

#[derive(Debug)]
struct File {
    media_type: &'static str,
    body: Vec<u8>,
}

impl Site {
    /// Serves the built page on a free port.
    ///
    /// # Panics
    /// When the page is not there, or no port is.
    pub fn serve(encoding: Encoding) -> Self {
        let dist = dist();
        let mut files = HashMap::new();
        collect(&dist, &dist, encoding, &mut files);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let site = Self {
            origin: format!("http://127.0.0.1:{port}"),
            files: Arc::new(files),
            requests: Arc::default(),
        };
        let (files, requests) = (site.files.clone(), site.requests.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (files, requests) = (files.clone(), requests.clone());
                // A browser that closes its end early is none of the host's business.
                thread::spawn(move || answer(stream, encoding, &files, &requests).ok());
            }
        });
        site
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("{}{FOLDER}", self.origin)
    }

    /// Serves another page, `html`, on a port of its own: another origin. Gives its address.
    ///
    /// # Panics
    /// When no port is free.
    pub fn elsewhere(html: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let page = File { media_type: "text/html; charset=utf-8", body: html.as_bytes().to_vec() };
        let files = Arc::new(HashMap::from([("/".to_owned(), page)]));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let files = files.clone();
                thread::spawn(move || {
                    answer(stream, Encoding::Plain, &files, &Mutex::default()).ok()
                });
            }
        });
        format!("http://127.0.0.1:{port}/")
    }

    /// The paths that were asked for, in order, without the folder of the page.
    ///
    /// # Panics
    /// When a thread of the host has panicked.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("the host lives").clone()
    }

    /// How many bytes the body of `path` has as it travels; `None` for what is not there.
    pub fn size(&self, path: &str) -> Option<usize> {
        self.files.get(&format!("{FOLDER}{path}")).map(|file| file.body.len())
    }
}

fn collect(top: &Path, folder: &Path, encoding: Encoding, files: &mut HashMap<String, File>) {
    for entry in fs::read_dir(folder).expect("the built page can be read") {
        let path = entry.expect("an entry of the built page").path();
        if path.is_dir() {
            collect(top, &path, encoding, files);
            continue;
        }
        let name = path.strip_prefix(top).expect("inside the built page").to_string_lossy();
        let bytes = fs::read(&path).expect("a file of the built page");
        let body = match encoding {
            Encoding::Plain => bytes,
            Encoding::Brotli => brotli(&bytes),
        };
        let file = File { media_type: media_type(&name), body };
        files.insert(format!("{FOLDER}{}", name.strip_suffix("index.html").unwrap_or(&name)), file);
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best).expect("memory takes every byte");
    packed
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, suffix)| suffix) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn answer(
    mut stream: TcpStream,
    encoding: Encoding,
    files: &HashMap<String, File>,
    requests: &Mutex<Vec<String>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let path = first.split(' ').nth(1).unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let inside = path.strip_prefix(FOLDER).unwrap_or(path).to_owned();
        requests.lock().map_err(|_| io::ErrorKind::Other)?.push(inside);
        let (status, media_type, body) = match files.get(path) {
            Some(file) => ("200 OK", file.media_type, &file.body[..]),
            None => ("404 Not Found", "text/plain", &b""[..]),
        };
        let packed = match encoding {
            Encoding::Brotli if !body.is_empty() => "Content-Encoding: br\r\n",
            _ => "",
        };
        // As a host would be told: what has a hash in its name never changes.
        let keep = match path.ends_with('/') || path.ends_with("sw.js") {
            true => "no-cache",
            false => "max-age=31536000, immutable",
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n{packed}Cache-Control: {keep}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat())?;
    }
}
