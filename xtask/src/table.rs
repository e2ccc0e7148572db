//! Plain tables for the terminal and Markdown tables for documents.

/// Columns padded to their widest cell; the first is left-aligned, the others right-aligned.
pub(crate) fn plain(rows: &[Vec<String>]) -> String {
    let widths = widths(rows);
    let mut text = String::new();
    for row in rows {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            match column {
                0 => text += &format!("{cell:<width$}"),
                _ => text += &format!("  {cell:>width$}"),
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

/// A Markdown table; the first row is its head.
pub(crate) fn markdown(rows: &[Vec<String>]) -> String {
    let Some(head) = rows.first() else { return String::new() };
    let line = |row: &[String]| format!("| {} |\n", row.join(" | "));
    let rule: Vec<&str> = head.iter().enumerate().map(|(column, _)| if column == 0 { "---" } else { "---:" }).collect();
    let body: String = rows[1..].iter().map(|row| line(row)).collect();
    format!("{}|{}|\n{body}", line(head), rule.join("|"))
}

fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    (0..columns).map(width).collect()
}

/// Bytes as people read them.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0 => "-".into(),
        1..1_048_576 => format!("{:.0} KB", count as f64 / 1024.0),
        _ => format!("{:.1} MB", count as f64 / 1_048_576.0),
    }
}
