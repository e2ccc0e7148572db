//! Numbers and order as scripts see them; what is expected is what Node 24 prints.

use crate::testing::show_with;

fn show(source: &str) -> String {
    show_with(super::install, source)
}

#[test]
fn numbers_are_grouped_and_rounded() {
    for (source, expected) in [
        ("1234.5678.toLocaleString()", "1,234.568"),
        ("(-1234567.891).toLocaleString('en-US', { maximumFractionDigits: 0 })", "-1,234,568"),
        ("(-0).toLocaleString(undefined, { minimumFractionDigits: 2 })", "-0.00"),
        ("999.9995.toLocaleString()", "1,000"),
        ("1.005.toLocaleString('en', { maximumFractionDigits: 2 })", "1.01"),
        ("1e21.toLocaleString()", "1,000,000,000,000,000,000,000"),
        ("1e-7.toLocaleString()", "0"),
        ("NaN.toLocaleString() + (-Infinity).toLocaleString()", "NaN-\u{221e}"),
        ("0.256.toLocaleString('en-US', { style: 'percent' })", "26%"),
        ("(-5.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' })", "-$5.50"),
        ("12345n.toLocaleString()", "12,345"),
        ("5..toLocaleString('en-US', { minimumIntegerDigits: 3, useGrouping: false })", "005"),
        (
            "1..toLocaleString('en-US', { maximumFractionDigits: 200 })",
            "RangeError: maximumFractionDigits value is out of range.",
        ),
        (
            "1..toLocaleString('en-US', { style: 'x' })",
            "RangeError: Value x out of range for Intl.NumberFormat options property style",
        ),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn strings_are_in_the_order_of_dictionaries() {
    for (source, expected) in [
        (
            "['b', 'a', 'B', 'A', 'z', '\\xe9', 'e', 'f', '10', '9', '_', 'ab'].sort((a, b) => a.localeCompare(b)).join(' ')",
            "_ 10 9 a A ab b B e \u{e9} f z",
        ),
        ("'resume'.localeCompare('r\\xe9sum\\xe9') + 'a'.localeCompare('a') + 'A'.localeCompare('a')", "0"),
        ("'file10'.localeCompare('file9', undefined, { numeric: true })", "1"),
        (
            "['base', 'accent', 'case', 'variant'].map((sensitivity) => 'A'.localeCompare('\\xe1', 'en', { sensitivity })).join()",
            "0,-1,1,-1",
        ),
        ("'\\u4e00'.localeCompare('z')", "1"),
        ("'co-op'.localeCompare('coop')", "-1"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}
