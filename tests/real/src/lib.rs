//! What the tests against real systemd, real shells and a real browser share.
