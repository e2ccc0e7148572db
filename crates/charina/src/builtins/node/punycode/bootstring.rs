//! Bootstring with Punycode's parameters (<https://www.rfc-editor.org/rfc/rfc3492>).

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;
/// Node computes with signed 32-bit numbers.
const MAX: u32 = 0x7fff_ffff;

/// Why a conversion failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    InvalidInput,
    NotBasic,
    Overflow,
}

impl Failure {
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::InvalidInput => "Invalid input",
            Self::NotBasic => "Illegal input >= 0x80 (not a basic code point)",
            Self::Overflow => "Overflow: input needs wider integers to process",
        }
    }
}

/// 6.1
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn digit_value(point: u32) -> Option<u32> {
    char::from_u32(point).filter(char::is_ascii).and_then(|c| c.to_digit(36)).map(|digit| {
        // Letters come first: a to z are 0 to 25, the digits 26 to 35.
        if digit < 10 { digit + 26 } else { digit - 10 }
    })
}

fn digit_char(value: u32) -> char {
    let byte = u8::try_from(value).unwrap_or(0);
    char::from(if byte < 26 { b'a' + byte } else { b'0' + (byte - 26) })
}

/// 6.2
pub(super) fn decode(input: &[u32]) -> Result<Vec<u32>, Failure> {
    let basic = input.iter().rposition(|point| *point == u32::from('-')).unwrap_or(0);
    let mut output = input[..basic].to_vec();
    if output.iter().any(|point| *point >= 0x80) {
        return Err(Failure::NotBasic);
    }
    let (mut n, mut i, mut bias) = (INITIAL_N, 0_u32, INITIAL_BIAS);
    let mut rest = input[if basic > 0 { basic + 1 } else { 0 }..].iter();
    while !rest.as_slice().is_empty() {
        let old = i;
        let (mut weight, mut k) = (1_u32, BASE);
        loop {
            let digit = digit_value(*rest.next().ok_or(Failure::InvalidInput)?).ok_or(Failure::InvalidInput)?;
            let step = digit.checked_mul(weight).ok_or(Failure::Overflow)?;
            i = i.checked_add(step).filter(|i| *i <= MAX).ok_or(Failure::Overflow)?;
            let t = threshold(k, bias);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(BASE - t).filter(|weight| *weight <= MAX).ok_or(Failure::Overflow)?;
            k += BASE;
        }
        let length = u32::try_from(output.len() + 1).map_err(|_| Failure::Overflow)?;
        bias = adapt(i - old, length, old == 0);
        n = n.checked_add(i / length).filter(|n| *n <= MAX).ok_or(Failure::Overflow)?;
        i %= length;
        if n > 0x10_ffff {
            return Err(Failure::InvalidInput);
        }
        output.insert(i as usize, n);
        i += 1;
    }
    Ok(output)
}

/// 6.3
pub(super) fn encode(input: &[u32]) -> Result<String, Failure> {
    let mut output: String = input.iter().filter_map(|point| char::from_u32(*point).filter(char::is_ascii)).collect();
    let basic = u32::try_from(output.len()).map_err(|_| Failure::Overflow)?;
    let (mut n, mut delta, mut bias, mut handled) = (INITIAL_N, 0_u32, INITIAL_BIAS, basic);
    if basic > 0 {
        output.push('-');
    }
    while (handled as usize) < input.len() {
        let next = input.iter().copied().filter(|point| *point >= n).min().ok_or(Failure::Overflow)?;
        let step = (next - n).checked_mul(handled + 1).ok_or(Failure::Overflow)?;
        delta = delta.checked_add(step).filter(|delta| *delta <= MAX).ok_or(Failure::Overflow)?;
        n = next;
        for &point in input {
            if point < n {
                delta = delta.checked_add(1).filter(|delta| *delta <= MAX).ok_or(Failure::Overflow)?;
            }
            if point != n {
                continue;
            }
            let (mut q, mut k) = (delta, BASE);
            loop {
                let t = threshold(k, bias);
                if q < t {
                    break;
                }
                output.push(digit_char(t + (q - t) % (BASE - t)));
                q = (q - t) / (BASE - t);
                k += BASE;
            }
            output.push(digit_char(q));
            bias = adapt(delta, handled + 1, handled == basic);
            delta = 0;
            handled += 1;
        }
        delta += 1;
        n += 1;
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (text, code) in [("b\u{fc}cher", "bcher-kva"), ("\u{2603}", "n3h"), ("abc", "abc-"), ("", "")] {
            let points: Vec<u32> = text.chars().map(u32::from).collect();
            assert_eq!(encode(&points).as_deref(), Ok(code));
            assert_eq!(decode(&code.chars().map(u32::from).collect::<Vec<_>>()), Ok(points));
        }
    }

    #[test]
    fn bad_input_is_refused() {
        let decode = |text: &str| decode(&text.chars().map(u32::from).collect::<Vec<_>>());
        assert_eq!(decode("\u{e9}-a"), Err(Failure::NotBasic));
        assert_eq!(decode("a-!"), Err(Failure::InvalidInput));
        assert_eq!(decode("999999999"), Err(Failure::Overflow));
    }
}
