//! Files written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::File;

/// Writes all files into a directory, which is made if it is not there. Every file is first written completely under
/// a temporary name beside its place; only when all are there do they take their names, so a full disk replaces none.
pub fn write_all(dir: &Path, files: &[File]) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut ready = Vec::new();
    for file in files {
        let path = dir.join(&file.name);
        if path.is_dir() {
            let what = format!("{} is a directory", file.name);
            return Err(io::Error::new(io::ErrorKind::IsADirectory, what));
        }
        let mut temporary = NamedTempFile::new_in(dir)?;
        temporary.write_all(&file.bytes)?;
        temporary.as_file().sync_all()?;
        readable(&temporary)?;
        ready.push((temporary, path));
    }
    for (temporary, path) in ready {
        temporary.persist(path)?;
    }
    Ok(())
}

/// Writes one file whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    write_all(dir, &[File { name, bytes: bytes.to_vec() }])
}

/// Temporary files are made for their owner alone; a report is for those whom the folder lets in.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File { name: name.into(), bytes: text.into() }
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(dir).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_with_their_whole_content_in_a_new_folder() {
        let dir = tempfile::tempdir().expect("a folder");
        let out = dir.path().join("a/b");
        write_all(&out, &[file("one", "1"), file("two", "2")]).expect("written");
        assert_eq!(std::fs::read_to_string(out.join("two")).expect("a file"), "2");
        assert_eq!(names(&out), ["one", "two"]);
    }

    #[test]
    fn if_one_file_cannot_be_written_no_other_is_replaced_and_nothing_is_left_behind() {
        let dir = tempfile::tempdir().expect("a folder");
        write_all(dir.path(), &[file("one", "old")]).expect("written");
        std::fs::create_dir(dir.path().join("two")).expect("a folder in the way");
        assert!(write_all(dir.path(), &[file("one", "new"), file("two", "2")]).is_err());
        assert_eq!(std::fs::read_to_string(dir.path().join("one")).expect("a file"), "old");
        assert_eq!(names(dir.path()), ["one", "two"]);
    }
}
