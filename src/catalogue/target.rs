//! The systemd releases that distributions ship.
