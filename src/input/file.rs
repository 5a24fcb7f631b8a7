//! Files into text: everything that can be wrong with a file before its content is looked at.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::fault::{Faults, Spot};
use super::lang::{Text, quote};
use super::suggest::suggest;

/// Largest file that is read, in bytes.
pub const LARGEST: u64 = 64 << 20;

/// Reads a text file and records it as a source; `None` after a fault.
pub fn read_text(path: &Path, faults: &mut Faults) -> Option<u32> {
    let (file, bytes) = read_bytes(path, faults)?;
    decode(file, bytes, faults)
}

/// Reads a file of any kind, and records its name; `None` after a fault.
pub fn read_bytes(path: &Path, faults: &mut Faults) -> Option<(u32, Vec<u8>)> {
    read_bytes_up_to(LARGEST, path, faults)
}

/// The same for a file of at most so many bytes.
pub fn read_bytes_up_to(largest: u64, path: &Path, faults: &mut Faults) -> Option<(u32, Vec<u8>)> {
    let file = faults.source(path.display().to_string(), "");
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) => return refuse(file, path, &error, faults),
    };
    if meta.is_dir() {
        let what = Text::new("ini sebuah folder, bukan berkas", "this is a directory, not a file");
        whole(file, what, Text::new("sebut nama berkas di dalamnya", "name a file inside it"), faults);
        return None;
    }
    // Opening a pipe or a device may wait for ever.
    if !meta.is_file() {
        let what = Text::new("ini bukan berkas biasa", "this is not a regular file");
        let remedy = Text::new("simpan isinya ke berkas biasa dahulu", "save its content to a regular file first");
        whole(file, what, remedy, faults);
        return None;
    }
    if meta.len() > largest {
        return too_big(file, largest, faults);
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|open| open.take(largest + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => refuse(file, path, &error, faults),
        // It may have grown since, or (as in /proc) hide its size.
        Ok(_) if bytes.len() as u64 > largest => too_big(file, largest, faults),
        Ok(_) => Some((file, bytes)),
    }
}

/// Takes the bytes of a recorded file as its text; `None` after a fault.
pub fn decode(file: u32, mut bytes: Vec<u8>, faults: &mut Faults) -> Option<u32> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let what = Text::new("berkas ini disimpan sebagai UTF-16", "this file is saved as UTF-16");
        whole(file, what, save_as(), faults);
        return None;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let what = Text::new("ini sebuah berkas XLSX atau ZIP, bukan teks", "this is an XLSX or ZIP file, not text");
        let remedy =
            Text::new("beri nama akhiran `.xlsx`, atau simpan sebagai CSV", "name it `.xlsx`, or save it as CSV");
        whole(file, what, remedy, faults);
        return None;
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let spot = position(file, &bytes, at);
        faults
            .error("E101", spot, Text::new("ini bukan berkas teks", "this is not a text file"))
            .cause(Text::new("ada bita nol di sini", "there is a zero byte here"))
            .remedy(save_as());
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            faults.sources[file as usize].text = text;
            Some(file)
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let (spot, byte) = (position(file, &bytes, at), bytes[at]);
            faults
                .error("E101", spot, Text::new("berkas ini bukan UTF-8", "this file is not UTF-8"))
                .cause(Text::new(
                    format!("bita ke-{} (0x{byte:02X}) agaknya dari Latin-1 atau Windows-1252", at + 1),
                    format!("byte {} (0x{byte:02X}) looks like Latin-1 or Windows-1252", at + 1),
                ))
                .remedy(save_as());
            None
        }
    }
}

fn save_as() -> Text {
    Text::new("simpan sebagai UTF-8 (Excel: Simpan Sebagai, CSV UTF-8)", "save it as UTF-8 (Excel: Save As, CSV UTF-8)")
}

/// Line and column of a byte whose predecessors are UTF-8 or nearly so.
fn position(file: u32, bytes: &[u8], at: usize) -> Spot {
    let before = &bytes[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    Spot { file, line: line as u32, column: column as u32, width: 1 }
}

fn whole(file: u32, what: Text, remedy: Text, faults: &mut Faults) {
    faults.error("E101", Spot::whole(file), what).remedy(remedy);
}

fn too_big<T>(file: u32, largest: u64, faults: &mut Faults) -> Option<T> {
    let mib = largest >> 20;
    let what =
        Text::new(format!("berkas ini lebih besar dari {mib} MiB"), format!("this file is larger than {mib} MiB"));
    whole(file, what, Text::new("bagi menjadi beberapa berkas", "split it into several files"), faults);
    None
}

fn refuse<T>(file: u32, path: &Path, error: &std::io::Error, faults: &mut Faults) -> Option<T> {
    let (what, remedy) = match error.kind() {
        ErrorKind::NotFound => (Text::new("berkas ini tidak ada", "this file does not exist"), neighbour(path)),
        ErrorKind::PermissionDenied => (
            Text::new("berkas ini tidak boleh dibaca", "this file may not be read"),
            Text::new("minta izin baca atas berkas ini", "ask for permission to read it"),
        ),
        _ => (
            Text::new(format!("berkas ini tidak dapat dibaca: {error}"), format!("this file cannot be read: {error}")),
            Text::new("periksa namanya dan medianya", "check its name and the disk"),
        ),
    };
    whole(file, what, remedy, faults);
    None
}

/// What to do about a missing file: look at what lies next to it.
fn neighbour(path: &Path) -> Text {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else {
        let name = quote(&folder.display().to_string());
        return Text::new(
            format!("folder {name} juga tidak ada"),
            format!("the directory {name} does not exist either"),
        );
    };
    let names = entries.flatten().take(10_000).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let word = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match suggest(&word, names) {
        Some(name) => {
            let name = quote(&name);
            Text::new(format!("mungkin maksudnya {name}?"), format!("did you mean {name}?"))
        }
        None => Text::new("periksa nama dan foldernya", "check its name and its directory"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(name: &str, bytes: &[u8]) -> (Option<u32>, Faults) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.yaml");
        std::fs::write(&path, bytes).unwrap();
        let mut faults = Faults::default();
        let file = read_text(&folder.path().join(name), &mut faults);
        (file, faults)
    }

    #[test]
    fn a_misspelt_file_finds_its_neighbour() {
        let (file, faults) = faults_of("peple.yaml", b"");
        assert!(file.is_none());
        assert_eq!(faults.list[0].remedy.as_ref().unwrap().en, "did you mean `people.yaml`?");
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        let (file, faults) = faults_of("people.yaml", b"\xEF\xBB\xBFa: 1");
        assert_eq!(faults.sources[file.unwrap() as usize].text, "a: 1");
    }

    #[test]
    fn latin_1_is_told_where_and_how_to_save() {
        let (_, faults) = faults_of("people.yaml", b"a: 1\nb: caf\xE9\n");
        let fault = &faults.list[0];
        assert_eq!((fault.spot.line, fault.spot.column), (2, 7));
        assert!(fault.remedy.as_ref().unwrap().en.contains("UTF-8"));
    }

    #[test]
    fn zero_bytes_utf_16_and_workbooks_are_no_text() {
        for bytes in [b"a\0b".as_slice(), b"\xFF\xFEa\0", b"PK\x03\x04xxxx"] {
            assert!(faults_of("people.yaml", bytes).0.is_none());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_and_a_device_are_refused_at_once() {
        let mut faults = Faults::default();
        assert!(read_text(Path::new("/"), &mut faults).is_none());
        assert!(read_text(Path::new("/dev/zero"), &mut faults).is_none());
        assert_eq!(faults.list.len(), 2);
    }
}
