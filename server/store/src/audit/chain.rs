//! Hashes of rows, trees and seals. Public so that an outside verifier can use it.

use domain::audit::{AuditRow, Seal};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What the first seal follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What [`hex`] was given; nothing for a text that is not from it.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len() / 2).map(|n| u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).ok()).collect()
}

/// JSON with sorted keys and no blanks, so that equal values are equal texts.
#[must_use]
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let parts: Vec<String> =
                keys.iter().map(|key| format!("{}:{}", Value::from(key.as_str()), canonical(&map[*key]))).collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// Hash of a row: SHA-256 of 0x00 and its canonical JSON.
#[must_use]
pub fn leaf(row: &AuditRow) -> [u8; 32] {
    let value = serde_json::to_value(row).unwrap_or_default();
    Sha256::new().chain_update([0]).chain_update(canonical(&value)).finalize().into()
}

/// Root of the Merkle tree: a node is SHA-256 of 0x01, left, right; an odd one goes
/// up alone. The distinct first bytes keep a node from passing for a row.
#[must_use]
pub fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => {
                    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
                }
                odd => odd[0],
            })
            .collect();
    }
    level.first().copied().unwrap_or([0; 32])
}

/// Hash of a seal's facts.
#[must_use]
pub fn seal(seal: &Seal) -> String {
    let text = format!("{}|{}|{}|{}|{}", seal.seq, seal.at.0, seal.rows.len(), seal.root, seal.previous);
    hex(&Sha256::new().chain_update([2]).chain_update(text).finalize())
}
