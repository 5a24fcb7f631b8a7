//! What a YAML syntax error probably comes from, in plain words.

use granit_parser::{ErrorKind, ScanError};

use super::fault::{Faults, Spot};
use super::lang::{Text, quote};
use super::node::DEEPEST;

/// Records a syntax error at its place.
///
/// `bracket`: the innermost bracket that is open there.
///
/// `read`: bytes that were read without fault before it.
pub(super) fn report(
    file: u32,
    text: &str,
    error: &ScanError,
    bracket: Option<(char, Spot)>,
    read: usize,
    faults: &mut Faults,
) {
    let marker = error.marker();
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let spot = Spot { file, line: small(marker.line().max(1)), column: small(marker.col() + 1), width: 1 };
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(spot, faults);
    }
    // An open quote or bracket swallows the lines after it: the place to mend is where it was opened.
    let opened = match (error.kind(), bracket) {
        (ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent, _) => first_quote(file, text, read),
        (kind, Some((_, open))) if !own_words(kind) => Some(open),
        _ => None,
    };
    let spot = opened.filter(|open| open.line > 0 && open.line < spot.line).unwrap_or(spot);
    let line = line_at(text, marker.byte_offset().unwrap_or(0));
    let (cause, remedy) = match bracket {
        Some((open, spot)) if !own_words(error.kind()) => unclosed(open, Some(spot)),
        _ => explain(error.kind(), line),
    };
    faults
        .error("E102", spot, Text::new("berkas ini bukan YAML yang benar", "this is not valid YAML"))
        .cause(cause)
        .remedy(remedy);
}

pub(super) fn too_deep(spot: Spot, faults: &mut Faults) {
    faults
        .error(
            "E107",
            spot,
            Text::new(
                format!("bersarang lebih dari {DEEPEST} tingkat"),
                format!("nested deeper than {DEEPEST} levels"),
            ),
        )
        .remedy(Text::new("periksa kurung dan lekukan baris di sini", "check the brackets and the indentation here"));
}

pub(super) fn too_large(spot: Spot, faults: &mut Faults) {
    faults
        .error("E107", spot, Text::new("berkas ini memuat terlalu banyak bagian", "this file has too many parts"))
        .cause(Text::new(
            "rujukan `*` yang bertingkat dapat melipatgandakan isi berkas sampai jutaan bagian",
            "aliases `*` of aliases can multiply a file to millions of parts",
        ))
        .remedy(Text::new("kurangi rujukan yang bertingkat", "use fewer aliases of aliases"));
}

pub(super) fn unknown_alias(name: &str, spot: Spot, faults: &mut Faults) {
    let name = quote(&format!("*{name}"));
    faults
        .error(
            "E106",
            spot,
            Text::new(format!("rujukan {name} tidak ada asalnya"), format!("alias {name} refers to nothing")),
        )
        .cause(Text::new(
            "tanda `*` merujuk pada bagian yang diberi nama dengan `&` di atasnya",
            "`*` refers to a part that was named with `&` further up",
        ))
        .remedy(Text::new(
            "beri nama bagian asalnya, atau tulis teks ini di antara tanda kutip bila `*` memang isinya",
            "name the part, or put the text in quotes if the `*` belongs to it",
        ));
}

pub(super) fn second_document(spot: Spot, faults: &mut Faults) {
    faults
        .error(
            "E108",
            Spot { width: 3, ..spot },
            Text::new("berkas ini berisi lebih dari satu dokumen", "this file holds more than one document"),
        )
        .cause(Text::new("baris `---` memulai dokumen baru", "a line `---` starts a new document"))
        .remedy(Text::new(
            "hapus baris `---` ini, atau pindahkan sisanya ke berkas lain",
            "remove this line `---`, or move the rest to another file",
        ));
}

/// Place of the first quotation mark from a byte on.
fn first_quote(file: u32, text: &str, from: usize) -> Option<Spot> {
    let at = from + text.get(from..)?.find(['"', '\''])?;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let line = text[..at].matches('\n').count() + 1;
    Some(Spot { file, line: small(line), column: small(text[start..at].chars().count() + 1), width: 1 })
}

/// The line around a byte.
fn line_at(text: &str, byte: usize) -> &str {
    let byte = (0..=byte.min(text.len())).rev().find(|b| text.is_char_boundary(*b)).unwrap_or(0);
    let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    let end = text[byte..].find('\n').map_or(text.len(), |at| byte + at);
    &text[start..end]
}

/// Cause and remedy. `line` is the line where the parser gave up.
fn explain(kind: &ErrorKind, line: &str) -> (Text, Text) {
    use ErrorKind as K;
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    if indent.contains('\t')
        || matches!(kind, K::TabInIndentation | K::TabInBlockIndentation | K::TabAtBlockScalarStart | K::TabNotAllowed)
    {
        return (
            Text::new(
                "baris ini dilekukkan dengan tab; YAML hanya menerima spasi",
                "a tab is used to indent; YAML takes only spaces",
            ),
            Text::new("ganti setiap tab dengan dua spasi", "replace each tab by two spaces"),
        );
    }
    match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar | K::InvalidQuotedScalarIndent => (
            Text::new("tanda kutip dibuka tetapi tidak ditutup", "a quotation mark is opened but not closed"),
            Text::new("tutup tanda kutipnya", "close the quotation mark"),
        ),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            Text::new(
                "ada teks lain sesudah tanda kutip penutup",
                "there is more text after the closing quotation mark",
            ),
            Text::new(
                "apit seluruh teks dengan tanda kutip, atau hapus tanda kutipnya",
                "put the whole text in quotes, or remove the quotes",
            ),
        ),
        K::UnknownQuotedScalarEscape | K::InvalidQuotedScalarHexEscape | K::InvalidUnicodeEscape => (
            Text::new(
                "garis miring terbalik `\\` di antara kutip ganda memulai tanda khusus",
                "a backslash between double quotes starts a special character",
            ),
            Text::new("pakai kutip tunggal, atau tulis `\\\\`", "use single quotes, or write `\\\\`"),
        ),
        K::UnclosedFlowCollection { open } => unclosed(*open, None),
        K::UnexpectedEofFlowSequence | K::ExpectedFlowSequenceSeparator => unclosed('[', None),
        K::UnexpectedEofFlowMapping | K::ExpectedFlowMappingSeparator | K::UnexpectedEofImplicitFlowMapping => {
            unclosed('{', None)
        }
        K::MismatchedFlowCollectionEnd { open, .. } => unclosed(*open, None),
        K::MisplacedFlowCollectionEnd => (
            Text::new("kurung ini ditutup tanpa pernah dibuka", "this bracket is closed but was never opened"),
            Text::new("hapus kurung ini, atau apit teksnya dengan tanda kutip", "remove it, or put the text in quotes"),
        ),
        K::UnexpectedCharacter { character } => (
            Text::new(
                format!("teks tanpa kutip tidak boleh diawali `{character}`"),
                format!("text without quotes may not start with `{character}`"),
            ),
            Text::new("apit teks ini dengan tanda kutip", "put this text in quotes"),
        ),
        K::MappingValueNotAllowed | K::InvalidColonPlacement => (
            Text::new(
                "ada titik dua `: ` kedua pada satu baris, atau lekukan baris ini tidak cocok",
                "there is a second colon `: ` on one line, or the line is indented wrongly",
            ),
            Text::new(
                "apit teks yang memuat titik dua dengan tanda kutip, atau samakan lekukannya dengan baris sekelompok",
                "put text that holds a colon in quotes, or indent the line like its neighbours",
            ),
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey | K::ExpectedBlockMappingKey if missing_colon(line) => (
            Text::new("kunci ini tidak diikuti titik dua dan spasi", "this key is not followed by a colon and a space"),
            Text::new(
                "tulis `kunci: nilai`, dengan spasi sesudah titik dua",
                "write `key: value`, with a space after the colon",
            ),
        ),
        _ => (
            Text::new(
                "lekukan baris ini tidak cocok dengan baris di atasnya, atau ada tanda baca yang kurang",
                "this line is not indented like those above it, or a mark is missing",
            ),
            Text::new(
                "samakan lekukan baris yang sekelompok; tulis `kunci: nilai` dan `- unsur` dengan spasi",
                "indent lines that belong together alike; write `key: value` and `- entry` with their spaces",
            ),
        ),
    }
}

fn missing_colon(line: &str) -> bool {
    let line = line.trim().trim_start_matches("- ");
    !line.contains(": ") && !line.ends_with(':')
}

/// Whether the error is told better than by the bracket around it.
fn own_words(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    !matches!(
        kind,
        K::MappingValueNotAllowed
            | K::InvalidColonPlacement
            | K::SimpleKeyExpected
            | K::InvalidSimpleKey
            | K::InvalidIndentation
            | K::ExpectedNodeContent
            | K::BlockEntryInFlowCollection
            | K::ExpectedFlowSequenceSeparator
            | K::ExpectedFlowMappingSeparator
            | K::UnclosedFlowCollection { .. }
            | K::MismatchedFlowCollectionEnd { .. }
            | K::UnexpectedEofFlowSequence
            | K::UnexpectedEofFlowMapping
            | K::UnexpectedEofImplicitFlowMapping
            | K::InvalidFlowScalarIndent
    )
}

fn unclosed(open: char, spot: Option<Spot>) -> (Text, Text) {
    let close = if open == '[' { ']' } else { '}' };
    let place = spot.map_or(Text::same(""), |spot| {
        let (line, column) = (spot.line, spot.column);
        Text::new(format!(" dari baris {line} kolom {column}"), format!(" of line {line} column {column}"))
    });
    (
        Text::new(
            format!("kurung `{open}`{} tidak ditutup, atau ada koma yang kurang di dalamnya", place.id),
            format!("the bracket `{open}`{} is not closed, or a comma is missing inside", place.en),
        ),
        Text::new(
            format!("tutup dengan `{close}` dan pisahkan isinya dengan koma"),
            format!("close it with `{close}` and put commas between the entries"),
        ),
    )
}
