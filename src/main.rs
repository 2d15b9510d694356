//! The web app's entry: in the browser it takes the page over, natively it prints the first paint of an address.

#[cfg(feature = "csr")]
fn main() {
    doorbell::ui::start();
}

#[cfg(not(feature = "csr"))]
fn main() {
    let address = std::env::args().nth(1).unwrap_or_default();
    println!("{}", doorbell::ui::first_paint(&address));
}
