//! The web app's entry: in the browser it takes the page over, natively it prints the first paint.

#[cfg(feature = "csr")]
fn main() {
    doorbell::ui::start();
}

#[cfg(not(feature = "csr"))]
fn main() {
    println!("{}", doorbell::ui::first_paint());
}
