//! Named structural checks: checksums, encoded account ids, layouts. Rules name them in `checks`. Each check is one
//! function and one row; each family of checks has a file.

pub mod aws;
pub mod crc;
pub mod encoding;
mod jwt;
pub mod keys;
mod marvin;
mod services;
pub mod sha256;
mod shape;
mod vendor;

/// Proves or refutes the structure of a value. `Err` is the reason why it cannot be real.
pub type Check = fn(value: &[u8]) -> Result<(), &'static str>;

/// Every check, by the name that rules use, sorted.
pub static CHECKS: &[(&str, Check)] = &[
    ("atlassian-data-center", services::atlassian_data_center),
    ("aws-bedrock-key", aws::bedrock_key),
    ("aws-key-id", aws::key_id),
    ("aws-secret-key", aws::secret_key),
    ("aws-ses-password", aws::ses_password),
    ("aws-session-token", aws::session_token),
    ("azure-devops-crc32", crc::azure_devops),
    ("azure-entra-marvin", marvin::entra_secret),
    ("azure-marvin", marvin::azure_key),
    ("base64-json", jwt::base64_json),
    ("base64-jwt", jwt::base64_jwt),
    ("base64-user-password", jwt::base64_user_password),
    ("bech32", keys::bech32),
    ("bitcoin-wif", keys::bitcoin_wif),
    ("confluent-crc32", services::confluent_crc32),
    ("crc32-base62", crc::base62_crc32),
    ("crc32-hex-tail", vendor::crc32_hex_tail),
    ("discord-snowflake", services::discord_snowflake),
    ("elastic-api-key", services::elastic_api_key),
    ("gitlab-routable", crc::gitlab_routable),
    ("intercom-layout", services::intercom_layout),
    ("jwt", jwt::jwt),
    ("letter-and-digit", shape::letter_and_digit),
    ("literal", shape::literal),
    ("literal-decoded", shape::literal_decoded),
    ("luhn", shape::luhn),
    ("mixed", shape::mixed),
    ("nats-nkey", vendor::nats_nkey),
    ("pypi-macaroon", jwt::pypi_macaroon),
    ("random", shape::random),
    ("secp256k1-key", keys::secp256k1_key),
    ("secret-half", shape::secret_half),
    ("sentry-org-token", vendor::sentry_org_token),
    ("stellar-seed", vendor::stellar_seed),
    ("uuid", shape::uuid),
    ("wireguard-key", keys::wireguard),
    ("wordless", shape::wordless),
    ("zuplo-crc32", vendor::zuplo_crc32),
];

/// The check of that name.
pub fn find(name: &str) -> Option<Check> {
    CHECKS.iter().find(|(known, _)| *known == name).map(|(_, check)| *check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_survive_any_input() {
        assert!(CHECKS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let long = "A.".repeat(3000);
        for (name, check) in CHECKS {
            for value in [&b""[..], b"=", b".", b"..", b"_", b"1", b"\xff\x00", long.as_bytes(), &[b'='; 50]]
            {
                // Only tests that every check returns.
                let _ = (name, check(value));
            }
        }
    }
}
