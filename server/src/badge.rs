//! A certificate as an Open Badges 3.0 credential: a verifiable credential signed as a JWT
//! (EdDSA), to be kept in whatever wallet a person likes. The key is derived from the
//! program's own, so that servers that share a store sign alike and there is nothing more to
//! keep.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use domain::time::day_text;
use domain::training::{Certificate, NEVER};
use domain::{Day, Moment};
use serde_json::{Value, json};

/// Where the public key is, below the origin: what `kid` names.
pub const KEY_PATH: &str = "/.well-known/badge-key.json";

const CONTEXTS: [&str; 3] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
];

/// The key that signs credentials.
pub struct BadgeKey(Ed25519KeyPair);

impl BadgeKey {
    /// Derives the key from 32 secret bytes.
    ///
    /// # Errors
    /// Never for 32 bytes.
    pub fn derive(secret: &[u8]) -> Result<Self, Unspecified> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"ganqiao").extract(secret);
        let mut seed = [0u8; 32];
        prk.expand(&[b"open badges"], hkdf::HKDF_SHA256)?.fill(&mut seed)?;
        Ed25519KeyPair::from_seed_unchecked(&seed).map(Self).map_err(|_| Unspecified)
    }

    /// The public key as a JWK.
    #[must_use]
    pub fn jwk(&self, origin: &str) -> Value {
        json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": format!("{origin}{KEY_PATH}"),
            "x": URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref()),
        })
    }

    /// The credential of a certificate, signed: a compact JWS. It says whom it was given to by
    /// name, so it is for that person to hand on.
    #[must_use]
    pub fn sign(&self, certificate: &Certificate, origin: &str) -> String {
        let id = format!("{origin}/verify/{}", certificate.id);
        let credential = credential(certificate, origin, &id);
        let mut claims = credential;
        claims["iss"] = Value::from(origin);
        claims["jti"] = Value::from(id);
        claims["nbf"] = Value::from(certificate.at.0 / 1000);
        if certificate.valid_until != NEVER {
            claims["exp"] = Value::from(last_second(certificate.valid_until).0 / 1000);
        }
        let head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": format!("{origin}{KEY_PATH}") });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&head), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

/// The last second of a day.
fn last_second(day: Day) -> Moment {
    Moment::start_of(day).plus_seconds(86_399)
}

fn stamp(at: Moment) -> String {
    DateTime::from_timestamp_millis(at.0).unwrap_or_default().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn credential(certificate: &Certificate, origin: &str, id: &str) -> Value {
    let hours = certificate.hours.to_string();
    let mut credential = json!({
        "@context": CONTEXTS,
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": { "id": origin, "type": ["Profile"], "name": certificate.issuer, "url": origin },
        "validFrom": stamp(certificate.at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{ "type": "IdentityObject", "hashed": false, "identityHash": certificate.name, "identityType": "name" }],
            "activityStartDate": stamp(Moment::start_of(certificate.starts)),
            "activityEndDate": stamp(last_second(certificate.ends)),
            "creditsEarned": f64::from(certificate.hours.0) / 10.0,
            "licenseNumber": certificate.number,
            "achievement": {
                "id": format!("{origin}/training/classes/{}", certificate.class),
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": certificate.title,
                "description": format!(
                    "{}，{}至{}，{hours}学时",
                    certificate.title, day_text(certificate.starts), day_text(certificate.ends)
                ),
                "criteria": { "narrative": format!("修满{hours}学时，考核合格，准予结业。") },
            },
        },
        "credentialStatus": { "id": format!("{id}/status"), "type": "1EdTechRevocationList" },
    });
    if certificate.valid_until != NEVER {
        credential["validUntil"] = Value::from(stamp(last_second(certificate.valid_until)));
    }
    if !certificate.grade.is_empty() {
        credential["credentialSubject"]["result"] =
            json!([{ "type": ["Result"], "value": certificate.grade, "status": "Completed" }]);
    }
    credential
}

/// What `credentialStatus` leads to: the credential if it was revoked, nothing otherwise.
#[must_use]
pub fn status(certificate: &Certificate, origin: &str) -> Value {
    let id = format!("{origin}/verify/{}", certificate.id);
    let revoked = if certificate.stands() { json!([]) } else { json!([{ "id": id, "revoked": true }]) };
    json!({ "id": format!("{id}/status"), "issuer": origin, "revokedCredentials": revoked })
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use domain::code::TrainingForm;
    use domain::record::Hours;

    use super::*;

    fn certificate() -> Certificate {
        let day = |text| domain::time::parse_day(text).unwrap();
        Certificate {
            id: "abc".into(),
            number: "2026-000001".into(),
            class: "c".into(),
            person: "p".into(),
            name: "张伟".into(),
            title: "群众工作班".into(),
            issuer: "省总工会".into(),
            starts: day("2026-12-01"),
            ends: day("2026-12-03"),
            hours: Hours(245),
            grade: String::new(),
            form: TrainingForm::OffJob,
            at: Moment::start_of(day("2026-12-04")),
            valid_until: day("2027-12-02"),
            renews: Default::default(),
            renewed_by: Default::default(),
            revoked: Moment(0),
            reason: String::new(),
        }
    }

    #[test]
    fn whoever_has_the_public_key_can_check_it_and_nobody_can_change_it() {
        let key = BadgeKey::derive(&[7; 32]).unwrap();
        let jwt = key.sign(&certificate(), "https://a.example");
        let parts: Vec<&str> = jwt.split('.').collect();
        let open = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let jwk = key.jwk("https://a.example");
        let public = UnparsedPublicKey::new(&ED25519, open(jwk["x"].as_str().unwrap()));
        let signed = format!("{}.{}", parts[0], parts[1]);
        public.verify(signed.as_bytes(), &open(parts[2])).unwrap();
        assert!(public.verify(signed.replace('a', "b").as_bytes(), &open(parts[2])).is_err());
        let head: Value = serde_json::from_slice(&open(parts[0])).unwrap();
        assert_eq!(head["kid"], jwk["kid"]);
        let claims: Value = serde_json::from_slice(&open(parts[1])).unwrap();
        assert_eq!(claims["type"], json!(["VerifiableCredential", "OpenBadgeCredential"]));
        assert_eq!((&claims["iss"], &claims["jti"]), (&claims["issuer"]["id"], &claims["id"]));
        assert_eq!(claims["validFrom"], "2026-12-03T16:00:00Z", "days are days of Beijing");
        assert_eq!(claims["validUntil"], "2027-12-02T15:59:59Z");
        assert_eq!(claims["exp"], 1_827_763_199);
        assert_eq!(claims["credentialSubject"]["creditsEarned"], 24.5);
        // The same secret gives the same key, another another.
        assert_eq!(BadgeKey::derive(&[7; 32]).unwrap().jwk("")["x"], jwk["x"]);
        assert_ne!(BadgeKey::derive(&[8; 32]).unwrap().jwk("")["x"], jwk["x"]);
    }

    #[test]
    fn what_was_revoked_says_so() {
        let mut one = certificate();
        assert_eq!(status(&one, "https://a.example")["revokedCredentials"], json!([]));
        one.revoked = Moment(5);
        assert_eq!(status(&one, "https://a.example")["revokedCredentials"][0]["id"], "https://a.example/verify/abc");
    }
}
