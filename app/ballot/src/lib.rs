//! What the voter's browser does so that a ballot cannot be joined to who cast it: it
//! makes up a ballot number, has it signed while it is blinded, and takes the blinding
//! off (RFC 9474, RSABSSA-SHA384-PSS-Deterministic: the number is random itself).

use blind_rsa_signatures::{
    BlindMessage, BlindSignature, BlindingResult, Deterministic, PSS, PublicKey, Secret, Sha384,
};
use wasm_bindgen::prelude::wasm_bindgen;

type Key = PublicKey<Sha384, PSS, Deterministic>;

/// A blinded ballot number and what takes the blinding off again; both are kept by the
/// browser until the ballot is in the box, so that a lost answer loses no vote.
#[wasm_bindgen(getter_with_clone)]
pub struct Blinded {
    /// What the server signs, 256 bytes.
    pub message: Vec<u8>,
    /// What never leaves the browser.
    pub secret: Vec<u8>,
}

/// Blinds a ballot number for the key (SPKI) of a box; nothing when the key is none.
#[wasm_bindgen]
pub fn blind(key: &[u8], number: &[u8]) -> Option<Blinded> {
    let key = Key::from_spki(key).ok()?;
    let made = key.blind(&mut blind_rsa_signatures::DefaultRng, number).ok()?;
    Some(Blinded { message: made.blind_message.0, secret: made.secret.0 })
}

/// Takes the blinding off the server's signature and checks it; nothing when the
/// signature is not one of this key over this number.
#[wasm_bindgen]
pub fn unblind(key: &[u8], number: &[u8], message: Vec<u8>, secret: Vec<u8>, signature: Vec<u8>) -> Option<Vec<u8>> {
    let key = Key::from_spki(key).ok()?;
    let made = BlindingResult { blind_message: BlindMessage(message), secret: Secret(secret), msg_randomizer: None };
    Some(key.finalize(&BlindSignature(signature), &made, number).ok()?.0)
}
