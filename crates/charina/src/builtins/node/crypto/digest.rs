//! Digests by OpenSSL's names, and what is made of them: HMAC, PBKDF2, HKDF.

use blake2::{Blake2b512, Blake2s256};
use hkdf::hmac::{Hmac, KeyInit as _, SimpleHmac};
use hkdf::{Hkdf, SimpleHkdf};
use md5::Md5;
use ripemd::Ripemd160;
use sha1::Sha1;
use sha2::digest::{DynDigest, ExtendableOutput as _, Update as _, XofReader as _};
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use shake::{Shake128, Shake256};

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    /// Both, one after the other, as TLS 1.0 has it.
    Md5Sha1,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
    Blake2b512,
    Blake2s256,
    Ripemd160,
}

/// `crypto.getHashes()`, with what each name stands for.
#[rustfmt::skip]
pub(super) const NAMES: &[(&str, Algorithm)] = &[
    ("RSA-MD5", Algorithm::Md5),
    ("RSA-RIPEMD160", Algorithm::Ripemd160),
    ("RSA-SHA1", Algorithm::Sha1),
    ("RSA-SHA1-2", Algorithm::Sha1),
    ("RSA-SHA224", Algorithm::Sha224),
    ("RSA-SHA256", Algorithm::Sha256),
    ("RSA-SHA3-224", Algorithm::Sha3_224),
    ("RSA-SHA3-256", Algorithm::Sha3_256),
    ("RSA-SHA3-384", Algorithm::Sha3_384),
    ("RSA-SHA3-512", Algorithm::Sha3_512),
    ("RSA-SHA384", Algorithm::Sha384),
    ("RSA-SHA512", Algorithm::Sha512),
    ("RSA-SHA512/224", Algorithm::Sha512_224),
    ("RSA-SHA512/256", Algorithm::Sha512_256),
    ("blake2b512", Algorithm::Blake2b512),
    ("blake2s256", Algorithm::Blake2s256),
    ("id-rsassa-pkcs1-v1_5-with-sha3-224", Algorithm::Sha3_224),
    ("id-rsassa-pkcs1-v1_5-with-sha3-256", Algorithm::Sha3_256),
    ("id-rsassa-pkcs1-v1_5-with-sha3-384", Algorithm::Sha3_384),
    ("id-rsassa-pkcs1-v1_5-with-sha3-512", Algorithm::Sha3_512),
    ("md5", Algorithm::Md5),
    ("md5-sha1", Algorithm::Md5Sha1),
    ("md5WithRSAEncryption", Algorithm::Md5),
    ("ripemd", Algorithm::Ripemd160),
    ("ripemd160", Algorithm::Ripemd160),
    ("ripemd160WithRSA", Algorithm::Ripemd160),
    ("rmd160", Algorithm::Ripemd160),
    ("sha1", Algorithm::Sha1),
    ("sha1WithRSAEncryption", Algorithm::Sha1),
    ("sha224", Algorithm::Sha224),
    ("sha224WithRSAEncryption", Algorithm::Sha224),
    ("sha256", Algorithm::Sha256),
    ("sha256WithRSAEncryption", Algorithm::Sha256),
    ("sha3-224", Algorithm::Sha3_224),
    ("sha3-256", Algorithm::Sha3_256),
    ("sha3-384", Algorithm::Sha3_384),
    ("sha3-512", Algorithm::Sha3_512),
    ("sha384", Algorithm::Sha384),
    ("sha384WithRSAEncryption", Algorithm::Sha384),
    ("sha512", Algorithm::Sha512),
    ("sha512-224", Algorithm::Sha512_224),
    ("sha512-224WithRSAEncryption", Algorithm::Sha512_224),
    ("sha512-256", Algorithm::Sha512_256),
    ("sha512-256WithRSAEncryption", Algorithm::Sha512_256),
    ("sha512WithRSAEncryption", Algorithm::Sha512),
    ("shake128", Algorithm::Shake128),
    ("shake256", Algorithm::Shake256),
    ("ssl3-md5", Algorithm::Md5),
    ("ssl3-sha1", Algorithm::Sha1),
];

/// Names that OpenSSL takes but does not list.
const MORE_NAMES: &[(&str, Algorithm)] = &[
    ("sha-1", Algorithm::Sha1),
    ("sha-224", Algorithm::Sha224),
    ("sha2-224", Algorithm::Sha224),
    ("sha-256", Algorithm::Sha256),
    ("sha2-256", Algorithm::Sha256),
    ("sha-384", Algorithm::Sha384),
    ("sha2-384", Algorithm::Sha384),
    ("sha-512", Algorithm::Sha512),
    ("sha2-512", Algorithm::Sha512),
    ("sha-512/224", Algorithm::Sha512_224),
    ("sha2-512/224", Algorithm::Sha512_224),
    ("sha512/224", Algorithm::Sha512_224),
    ("sha-512/256", Algorithm::Sha512_256),
    ("sha2-512/256", Algorithm::Sha512_256),
    ("sha512/256", Algorithm::Sha512_256),
    ("shake-128", Algorithm::Shake128),
    ("shake-256", Algorithm::Shake256),
    ("blake2b-512", Algorithm::Blake2b512),
    ("blake2s-256", Algorithm::Blake2s256),
    ("ripemd-160", Algorithm::Ripemd160),
];

/// Runs `$body` with `$digest` a type of a fixed-size digest; `$eager` for those whose HMAC keeps its inner states.
macro_rules! with_digest {
    ($algorithm:expr, $digest:ident, eager: $eager:expr, simple: $simple:expr, none: $none:expr) => {
        match $algorithm {
            Algorithm::Md5 => {
                type $digest = Md5;
                $eager
            }
            Algorithm::Sha1 => {
                type $digest = Sha1;
                $eager
            }
            Algorithm::Sha224 => {
                type $digest = Sha224;
                $eager
            }
            Algorithm::Sha256 => {
                type $digest = Sha256;
                $eager
            }
            Algorithm::Sha384 => {
                type $digest = Sha384;
                $eager
            }
            Algorithm::Sha512 => {
                type $digest = Sha512;
                $eager
            }
            Algorithm::Sha512_224 => {
                type $digest = Sha512_224;
                $eager
            }
            Algorithm::Sha512_256 => {
                type $digest = Sha512_256;
                $eager
            }
            Algorithm::Ripemd160 => {
                type $digest = Ripemd160;
                $eager
            }
            Algorithm::Sha3_224 => {
                type $digest = Sha3_224;
                $simple
            }
            Algorithm::Sha3_256 => {
                type $digest = Sha3_256;
                $simple
            }
            Algorithm::Sha3_384 => {
                type $digest = Sha3_384;
                $simple
            }
            Algorithm::Sha3_512 => {
                type $digest = Sha3_512;
                $simple
            }
            Algorithm::Blake2b512 => {
                type $digest = Blake2b512;
                $simple
            }
            Algorithm::Blake2s256 => {
                type $digest = Blake2s256;
                $simple
            }
            Algorithm::Md5Sha1 | Algorithm::Shake128 | Algorithm::Shake256 => $none,
        }
    };
}

impl Algorithm {
    /// The algorithm of that name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let is = |row: &&(&str, Self)| row.0.eq_ignore_ascii_case(name);
        NAMES.iter().find(is).or_else(|| MORE_NAMES.iter().find(is)).map(|row| row.1)
    }

    /// Bytes of a digest; for extendable ones, unless told otherwise.
    pub(super) fn output_size(self) -> usize {
        match self {
            Self::Md5 | Self::Shake128 => 16,
            Self::Sha1 | Self::Ripemd160 => 20,
            Self::Sha224 | Self::Sha512_224 | Self::Sha3_224 => 28,
            Self::Sha256 | Self::Sha512_256 | Self::Sha3_256 | Self::Shake256 | Self::Blake2s256 => 32,
            Self::Md5Sha1 => 36,
            Self::Sha384 | Self::Sha3_384 => 48,
            Self::Sha512 | Self::Sha3_512 | Self::Blake2b512 => 64,
        }
    }

    /// Whether the length of its digest can be chosen.
    pub(super) fn is_extendable(self) -> bool {
        matches!(self, Self::Shake128 | Self::Shake256)
    }
}

/// A digest under way.
#[derive(Clone)]
pub(super) enum Hasher {
    Fixed(Box<dyn DynDigest>),
    Both(Box<(Md5, Sha1)>),
    Shake128(Box<Shake128>),
    Shake256(Box<Shake256>),
}

impl Hasher {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        with_digest!(algorithm, D,
        eager: Self::Fixed(Box::new(D::default())),
        simple: Self::Fixed(Box::new(D::default())),
        none: match algorithm {
            Algorithm::Shake128 => Self::Shake128(Box::default()),
            Algorithm::Shake256 => Self::Shake256(Box::default()),
            _ => Self::Both(Box::default()),
        })
    }

    pub(super) fn update(&mut self, data: &[u8]) {
        match self {
            Self::Fixed(digest) => digest.update(data),
            Self::Both(both) => {
                sha2::digest::Update::update(&mut both.0, data);
                sha2::digest::Update::update(&mut both.1, data);
            }
            Self::Shake128(shake) => shake.update(data),
            Self::Shake256(shake) => shake.update(data),
        }
    }

    /// The digest; `len` counts where the length can be chosen.
    pub(super) fn finish(self, len: usize) -> Vec<u8> {
        let mut output = vec![0; len];
        match self {
            Self::Fixed(digest) => return digest.finalize().into_vec(),
            Self::Both(both) => {
                let (md5, sha1) = *both;
                output = sha2::digest::FixedOutput::finalize_fixed(md5).to_vec();
                output.extend_from_slice(&sha2::digest::FixedOutput::finalize_fixed(sha1));
            }
            Self::Shake128(shake) => shake.finalize_xof().read(&mut output),
            Self::Shake256(shake) => shake.finalize_xof().read(&mut output),
        }
        output
    }
}

/// An HMAC under way, whatever its digest.
pub(super) trait AnyMac {
    fn update(&mut self, data: &[u8]);
    fn finish(self: Box<Self>) -> Vec<u8>;
}

impl<M: hmac::Mac> AnyMac for M {
    fn update(&mut self, data: &[u8]) {
        hmac::Mac::update(self, data);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.finalize().into_bytes().to_vec()
    }
}

/// An HMAC; `None` for digests that have none. A key may have any length.
pub(super) fn hmac(algorithm: Algorithm, key: &[u8]) -> Option<Box<dyn AnyMac>> {
    fn boxed<M: hmac::Mac + 'static, E>(made: Result<M, E>) -> Option<Box<dyn AnyMac>> {
        made.ok().map(|mac| Box::new(mac) as Box<dyn AnyMac>)
    }
    with_digest!(algorithm, D,
        eager: boxed(Hmac::<D>::new_from_slice(key)),
        simple: boxed(SimpleHmac::<D>::new_from_slice(key)),
        none: None)
}

/// PBKDF2 with an HMAC of that digest; `None` where there is no such HMAC.
pub(super) fn pbkdf2(algorithm: Algorithm, password: &[u8], salt: &[u8], rounds: u32, len: usize) -> Option<Vec<u8>> {
    let mut key = vec![0; len];
    if len == 0 {
        return Some(key);
    }
    with_digest!(algorithm, D,
        eager: pbkdf2::pbkdf2::<Hmac<D>>(password, salt, rounds, &mut key).ok()?,
        simple: pbkdf2::pbkdf2::<SimpleHmac<D>>(password, salt, rounds, &mut key).ok()?,
        none: return None);
    Some(key)
}

/// HKDF; `None` where there is no such HMAC or the key would be too long.
pub(super) fn hkdf(algorithm: Algorithm, key: &[u8], salt: &[u8], info: &[u8], len: usize) -> Option<Vec<u8>> {
    let mut output = vec![0; len];
    with_digest!(algorithm, D,
        eager: Hkdf::<D>::new(Some(salt), key).expand(info, &mut output).ok()?,
        simple: SimpleHkdf::<D>::new(Some(salt), key).expand(info, &mut output).ok()?,
        none: return None);
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn digest(name: &str, data: &[u8]) -> String {
        let algorithm = Algorithm::named(name).expect("a digest");
        let mut hasher = Hasher::new(algorithm);
        hasher.update(data);
        hex(&hasher.finish(algorithm.output_size()))
    }

    #[test]
    fn digests_by_name() {
        assert_eq!(digest("RSA-SHA1", b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(digest("ripemd160", b""), "9c1185a5c5e9fc54612808977ee8f548b2258d31");
        assert_eq!(digest("SHAKE128", b""), "7f9c2ba4e88f827d616045507605853e");
        assert_eq!(digest("sha512-256", b""), "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a");
        assert_eq!(digest("md5-sha1", b""), "d41d8cd98f00b204e9800998ecf8427eda39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert!(Algorithm::named("sm3").is_none());
    }

    #[test]
    fn sizes_are_the_digests() {
        for (name, algorithm) in NAMES {
            let size = algorithm.output_size();
            assert_eq!(Hasher::new(*algorithm).finish(size).len(), size, "{name}");
        }
    }

    #[test]
    fn keyed_and_derived() {
        let mut mac = hmac(Algorithm::Md5, b"key").expect("an HMAC");
        mac.update(b"The quick brown fox jumps over the lazy dog");
        assert_eq!(hex(&mac.finish()), "80070713463e7749b90c2dc24911e275");
        let key = pbkdf2(Algorithm::Sha1, b"password", b"salt", 2, 20).expect("a key");
        assert_eq!(hex(&key), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
        assert!(hkdf(Algorithm::Sha256, b"k", b"", b"", 255 * 32 + 1).is_none());
        assert!(hmac(Algorithm::Shake128, b"k").is_none());
    }
}
