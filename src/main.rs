//! The web app's entry: in the browser it takes the page over, natively it prints the first paint.

#[cfg(target_arch = "wasm32")]
fn main() {
    doorbell::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("{}", doorbell::ui::first_paint());
}
