//! Microsoft's identifiable keys: a readable signature near the end, then a Marvin32 checksum of everything before it.

use super::encoding::base64;

/// Signatures, each with the seeds of its keys. A seed is a word of eight letters.
const SEEDS: &[(&[u8; 4], &[&[u8; 8]])] = &[
    (b"+ASt", &[b"Default0"]),
    (b"+ABa", &[b"AbAcct00"]),
    (b"ACDb", &[b"SysAll00", b"Resour00", b"MastRO00", b"SystRO00", b"Encryp00", b"MastRW00", b"SystRW00"]),
    (b"+ASb", MESSAGING),
    (b"+AEh", MESSAGING),
    (b"+ARm", MESSAGING),
    (b"AzCa", &[b"Access00"]),
    (b"AzFu", &[b"Master00", b"System00", b"Functi00"]),
    (b"AzSe", &[b"Query000", b"PAdmin00"]),
    (b"+AMC", &[b"Classic0"]),
    (b"+ACR", &[b"ACRDflt0"]),
    (b"AIoT", &[b"IoTHub00", b"DpsKey00", b"Device00"]),
    (b"APIM", &[b"Tenant00", b"IoTHub00", b"Gatewy00", b"GitKey00"]),
];
const MESSAGING: &[&[u8; 8]] = &[b"System00", b"Unknown0", b"Send0000", b"Manage00", b"Listen00"];

/// Marvin32, folded to 32 bits.
pub fn marvin32(bytes: &[u8], seed: &[u8; 8]) -> u32 {
    let seed = u64::from_be_bytes(*seed);
    let (mut low, mut high) = (seed as u32, (seed >> 32) as u32);
    let mut mix = |word: u32| {
        low = low.wrapping_add(word);
        high ^= low;
        low = low.rotate_left(20).wrapping_add(high);
        high = high.rotate_left(9) ^ low;
        low = low.rotate_left(27).wrapping_add(high);
        high = high.rotate_left(19);
        low ^ high
    };
    let mut words = bytes.chunks_exact(4);
    for word in words.by_ref() {
        mix(word.iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte)));
    }
    // The rest, ended by one set bit.
    mix(words.remainder().iter().rev().fold(0x80, |sum, &byte| sum << 8 | u32::from(byte)));
    mix(0)
}

/// Keys of Azure services: the last four bytes are the checksum of the bytes before, with the seed of the service. Keys
/// whose signature has no known seed pass.
pub fn azure_key(value: &[u8]) -> Result<(), &'static str> {
    let Some(bytes) = base64(value).filter(|bytes| bytes.len() > 7) else {
        return Err("it is not base64");
    };
    let end = value.iter().rposition(|&b| b != b'=').map_or(0, |last| last + 1);
    let Some(signature) = end.checked_sub(10).map(|start| &value[start..start + 4]) else {
        return Err("it is too short");
    };
    let Some((_, seeds)) = SEEDS.iter().find(|(known, _)| *known == signature) else {
        return Ok(());
    };
    let (signed, stated) = bytes.split_at(bytes.len() - 4);
    if seeds.iter().any(|seed| marvin32(signed, seed).to_le_bytes() == stated) {
        Ok(())
    } else {
        Err("its checksum does not fit: no such key was ever issued")
    }
}

/// Client secrets of Entra applications: those with `8Q~` end in the first three digits of their checksum.
pub fn entra_secret(value: &[u8]) -> Result<(), &'static str> {
    const DIGITS: &[u8; 66] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
    match value.get(3..6) {
        Some(b"7Q~") if value.len() == 37 => return Ok(()),
        Some(b"8Q~") if value.len() == 40 => {}
        _ => return Err("its length is not that of a client secret"),
    }
    let (signed, stated) = value.split_at(value.len() - 3);
    let mut number = marvin32(signed, b"AadPwd00");
    let mut digits = [DIGITS[0]; 6];
    for place in digits.iter_mut().rev() {
        *place = DIGITS[(number % 66) as usize];
        number /= 66;
    }
    if digits[..3] == *stated {
        Ok(())
    } else {
        Err("its checksum does not fit: no such secret was ever issued")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_samples() {
        let storage = ["a".repeat(76), "+ASt5mn".into(), "Caw==".into()].concat();
        assert_eq!(azure_key(storage.as_bytes()), Ok(()));
        assert!(azure_key(storage.replace("5mn", "5mm").as_bytes()).is_err());
        let entra = ["zzz8Q~".into(), "z".repeat(31), "blP".into()].concat();
        assert_eq!(entra_secret(entra.as_bytes()), Ok(()));
        assert!(entra_secret(entra.replace("blP", "blQ").as_bytes()).is_err());
        assert!(entra_secret(b"zzz8Q~").is_err());
    }

    #[test]
    fn unknown_signatures_pass_and_rubbish_does_not() {
        assert_eq!(azure_key("a".repeat(44).as_bytes()), Ok(()));
        assert!(azure_key(b"").is_err());
        assert!(azure_key(b"!!").is_err());
    }
}
