//! Faults as people read them: drawn as a compiler draws them, or as JSON.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::fault::{Fault, Faults, Severity, Spot};
use super::lang::{Lang, Text};

/// Characters of a source line that are shown around a fault.
const SHOWN: usize = 120;

pub(super) fn render(faults: &Faults, lang: Lang, color: bool) -> String {
    let sorted = faults.sorted();
    if sorted.is_empty() {
        return String::new();
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for fault in &sorted {
        out.push_str(&draw(faults, fault, lang, &renderer));
        out.push_str("\n\n");
    }
    out.push_str(&count(&sorted, lang));
    out.push('\n');
    out
}

fn draw(faults: &Faults, fault: &Fault, lang: Lang, renderer: &Renderer) -> String {
    let (level, name) = match fault.severity {
        Severity::Error => (Level::ERROR, Text::new("kesalahan", "error")),
        Severity::Warning => (Level::WARNING, Text::new("peringatan", "warning")),
    };
    let Spot { line, column, width, .. } = fault.spot;
    let source = faults.sources.get(fault.spot.file as usize);
    let path = source.map_or("?", |source| source.name.as_str());
    let title = level.with_name(name.get(lang)).primary_title(fault.what.get(lang)).id(fault.code);
    let mut origin = Origin::path(path);
    if line > 0 {
        origin = origin.line(line as usize).char_column(column as usize);
    }
    let shown = source.and_then(|source| excerpt(&source.text, line, column));
    let mut group: Group = match &shown {
        None => title.element(origin),
        Some((text, at)) => {
            let end = text[*at..].char_indices().nth(width.max(1) as usize).map_or(text.len(), |(byte, _)| at + byte);
            let snippet = Snippet::source(text.as_str())
                .line_start(line as usize)
                .annotation(AnnotationKind::Primary.span(*at..end));
            // The renderer reads the column off the snippet, which is wrong where the line was cut in front.
            let whole = text[..*at].chars().count() + 1 == column as usize;
            if whole { title.element(snippet.path(path)) } else { title.element(origin).element(snippet) }
        }
    };
    let notes = [
        (Level::NOTE, Text::new("sebab", "cause"), &fault.cause),
        (Level::HELP, Text::new("saran", "remedy"), &fault.remedy),
    ];
    for (level, name, text) in notes {
        if let Some(text) = text {
            let clean = annotate_snippets::normalize_untrusted_str(text.get(lang));
            group = group.element(level.with_name(name.get(lang).to_string()).message(clean));
        }
    }
    renderer.render(&[group])
}

/// The piece of the line around the column, and the byte in it where the column stands.
fn excerpt(source: &str, line: u32, column: u32) -> Option<(String, usize)> {
    let text = line_of(source, line)?;
    let place = column.saturating_sub(1) as usize;
    let skipped = if place < SHOWN - 20 { 0 } else { place - SHOWN / 2 };
    let mut rest = text.chars().skip(skipped);
    let mut out = String::new();
    if skipped > 0 {
        out.push('…');
    }
    let mut at = out.len();
    for (k, c) in rest.by_ref().take(SHOWN).enumerate() {
        if skipped + k == place {
            at = out.len();
        }
        // Tabs are drawn four wide by the renderer, which would not hurt, but control characters must not pass.
        out.push(if c.is_control() && c != '\t' { '�' } else { c });
        if skipped + k < place {
            at = out.len();
        }
    }
    if rest.next().is_some() {
        out.push('…');
    }
    Some((out, at))
}

/// A line by its number from 1; as in YAML, a line ends with LF, CR LF or CR.
fn line_of(source: &str, line: u32) -> Option<&str> {
    let mut rest = source;
    for _ in 1..line.max(1) {
        let end = rest.find(['\n', '\r'])?;
        rest = if rest[end..].starts_with("\r\n") { &rest[end + 2..] } else { &rest[end + 1..] };
    }
    (line > 0).then(|| &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())])
}

fn count(sorted: &[&Fault], lang: Lang) -> String {
    let errors = sorted.iter().filter(|f| f.severity == Severity::Error && f.code != "E199").count();
    let warnings = sorted.iter().filter(|f| f.severity == Severity::Warning && f.code != "E199").count();
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let part = |n: usize, id: &str, en: &str| {
        (n > 0).then(|| Text::new(format!("{n} {id}"), format!("{n} {en}{}", plural(n))))
    };
    let parts: Vec<Text> =
        [part(errors, "kesalahan", "error"), part(warnings, "peringatan", "warning")].into_iter().flatten().collect();
    let join = |and: &str| parts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(and);
    match lang {
        Lang::Id => format!("{} ditemukan.", join(" dan ")),
        Lang::En => format!("{} found.", join(" and ")),
    }
}

pub(super) fn to_json(faults: &Faults, lang: Lang) -> Value {
    let one = |fault: &&Fault| {
        let Spot { file, line, column, .. } = fault.spot;
        let source = faults.sources.get(file as usize);
        json!({
            "code": fault.code,
            "severity": match fault.severity { Severity::Error => "error", Severity::Warning => "warning" },
            "file": source.map(|source| &source.name),
            "line": line,
            "column": column,
            "what": fault.what.get(lang),
            "cause": fault.cause.as_ref().map(|text| text.get(lang)),
            "remedy": fault.remedy.as_ref().map(|text| text.get(lang)),
            "snippet": source.and_then(|source| excerpt(&source.text, line, column)).map(|(text, _)| text),
        })
    };
    Value::Array(faults.sorted().iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_ten_megabytes_is_cut_around_the_fault() {
        let mut faults = Faults::default();
        let text = format!("{}FAULT{}", "é ".repeat(2_500_000), "x".repeat(5_000_000));
        let file = faults.source("big.yaml", format!("first\r\n{text}"));
        let spot = Spot { file, line: 2, column: 5_000_001, width: 5 };
        faults.error("E201", spot, Text::same("here"));
        let drawn = faults.render(Lang::En, false);
        assert!(drawn.contains("big.yaml:2:5000001"), "{drawn}");
        let lines: Vec<&str> = drawn.lines().collect();
        let row = lines.iter().position(|line| line.contains("FAULT")).unwrap();
        let column = |line: &str, needle: &str| line[..line.find(needle).unwrap()].chars().count();
        assert_eq!(column(lines[row], "FAULT"), column(lines[row + 1], "^^^^^"), "{drawn}");
        assert!(drawn.len() < 2000, "{}", drawn.len());
    }

    #[test]
    fn a_fault_of_a_whole_file_has_no_snippet() {
        let mut faults = Faults::default();
        let file = faults.source("gone.yaml", "");
        faults.error("E101", Spot::whole(file), Text::new("tidak ada", "not there"));
        faults.warning("E401", Spot { file, line: 99, column: 7, width: 3 }, Text::new("aneh", "odd"));
        let drawn = faults.render(Lang::Id, false);
        assert!(drawn.contains("gone.yaml\n") && drawn.contains("gone.yaml:99:7"), "{drawn}");
        assert!(drawn.ends_with("1 kesalahan dan 1 peringatan ditemukan.\n"), "{drawn}");
    }

    #[test]
    fn json_has_what_the_terminal_shows() {
        let mut faults = Faults::default();
        let file = faults.source("a.yaml", "a: 1\nb: x\n");
        let spot = Spot { file, line: 2, column: 4, width: 1 };
        faults
            .error("E201", spot, Text::new("salah", "wrong"))
            .cause(Text::same("c"))
            .remedy(Text::new("tulis 1", "write 1"));
        assert_eq!(
            faults.to_json(Lang::En),
            json!([{
                "code": "E201", "severity": "error", "file": "a.yaml", "line": 2, "column": 4,
                "what": "wrong", "cause": "c", "remedy": "write 1", "snippet": "b: x",
            }])
        );
    }
}
