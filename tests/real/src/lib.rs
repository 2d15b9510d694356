//! What the tests against real systemd, real shells and a real browser share.
//!
//! Nothing in here passes silently: where a tool or a right is missing, the test fails and says which one and how to get
//! it. The modules, in reading order:

pub mod browser;
pub mod claims;
pub mod command;
pub mod corpus;
pub mod daemon;
pub mod fixes;
pub mod layer;
pub mod machine;
pub mod need;
pub mod pool;
pub mod random;
pub mod roots;
pub mod verify;
