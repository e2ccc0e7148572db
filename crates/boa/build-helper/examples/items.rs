//! Prints the items of a source file with the hashes that an overlay records:
//! `cargo run -q -p charina-boa-build --example items -- FILE [PART OF A NAME]`.

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("which file?")?;
    let wanted = arguments.next().unwrap_or_default();
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    for part in charina_boa_build::items::parts(&text)? {
        if part.key.contains(&wanted) {
            println!("{} {}", part.hash, part.key);
        }
    }
    Ok(())
}
