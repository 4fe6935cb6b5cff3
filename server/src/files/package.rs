//! Bought courseware: zip archives with a SCORM or cmi5 manifest, unpacked once into a folder
//! named by their hash. Nothing of an archive is believed: paths stay inside the folder, sizes
//! are counted while unpacking.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use domain::Reason;
use domain::training::{Package, Standard};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// Files of a package at most.
const MOST_FILES: usize = 5_000;
/// Bytes a package may unpack to.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;
/// Bytes of a manifest.
const MOST_MANIFEST: u64 = 4 * 1024 * 1024;

/// The folder of a package.
#[must_use]
pub fn folder(files: &Path, hash: &str) -> PathBuf {
    files.join("packages").join(hash)
}

/// Reads the manifest and unpacks what is in the archive, unless that was done before.
///
/// # Errors
/// [`Reason::FileBroken`], [`Reason::FileBomb`], [`Reason::PackageKind`].
pub fn unpack(bytes: &[u8], files: &Path, hash: &str) -> Result<Package, Reason> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Reason::FileBroken)?;
    if archive.len() > MOST_FILES || archive.has_overlapping_entries().unwrap_or(true) {
        return Err(Reason::FileBomb);
    }
    let package = manifest(&mut archive)?;
    let target = folder(files, hash);
    if target.exists() {
        return Ok(package);
    }
    let fault = |error: std::io::Error| {
        tracing::error!(%error, "package");
        Reason::FileBroken
    };
    let packages = files.join("packages");
    std::fs::create_dir_all(&packages).map_err(fault)?;
    // Into a folder beside, and into place only when it is whole; what is refused goes with it.
    let beside = tempfile::Builder::new().prefix(super::NEW).tempdir_in(&packages).map_err(fault)?;
    let mut total = 0u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| Reason::FileBroken)?;
        let Some(path) = entry.enclosed_name().filter(|_| !entry.is_symlink()) else { continue };
        let path = beside.path().join(path);
        if entry.is_dir() {
            std::fs::create_dir_all(&path).map_err(fault)?;
            continue;
        }
        if let Some(above) = path.parent() {
            std::fs::create_dir_all(above).map_err(fault)?;
        }
        let mut out = std::fs::File::create(&path).map_err(fault)?;
        let mut buffer = [0u8; 64 * 1024];
        loop {
            let read = entry.read(&mut buffer).map_err(|_| Reason::FileBroken)?;
            if read == 0 {
                break;
            }
            total += read as u64;
            if total > MOST_BYTES {
                return Err(Reason::FileBomb);
            }
            out.write_all(&buffer[..read]).map_err(fault)?;
        }
        out.sync_all().map_err(fault)?;
    }
    match std::fs::rename(beside.path(), &target) {
        Ok(()) => {
            let _ = beside.keep();
            super::settle(&packages).map_err(fault)?;
            Ok(package)
        }
        // Somebody else was faster with the same package.
        Err(_) if target.exists() => Ok(package),
        Err(error) => Err(fault(error)),
    }
}

fn manifest(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Package, Reason> {
    let read = |archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str| -> Option<String> {
        let entry = archive.by_name(name).ok()?;
        let mut text = Vec::new();
        entry.take(MOST_MANIFEST).read_to_end(&mut text).ok()?;
        super::decode(&text).ok()
    };
    if let Some(text) = read(archive, "imsmanifest.xml") {
        return scorm(&text).ok_or(Reason::PackageKind);
    }
    if let Some(text) = read(archive, "cmi5.xml") {
        return cmi5(&text).ok_or(Reason::PackageKind);
    }
    Err(Reason::PackageKind)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|one| one.key.local_name().as_ref() == name)
        .and_then(|one| Some(quick_xml::escape::unescape(&one.value).ok()?.into_owned()))
}

/// A launch file within the package: no scheme, no way out.
fn inside(href: &str) -> Option<String> {
    let href = href.trim().trim_start_matches("./");
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let ok = !href.is_empty()
        && !href.starts_with('/')
        && !path.contains(':')
        && !path.split('/').any(|part| part == "..")
        && !path.contains('\\');
    ok.then(|| href.to_owned())
}

fn scorm(text: &str) -> Option<Package> {
    let mut reader = Reader::from_str(text);
    let mut version = String::new();
    let mut in_version = false;
    let mut first_item: Option<String> = None;
    let mut base = String::new();
    let mut resources: Vec<(String, String, bool)> = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "schemaversion" => in_version = version.is_empty(),
                "item" if first_item.is_none() => first_item = attribute(&tag, "identifierref"),
                "resources" => base = attribute(&tag, "base").unwrap_or_default(),
                "resource" => {
                    let own = attribute(&tag, "base").unwrap_or_default();
                    if let Some(href) = attribute(&tag, "href") {
                        let sco = attribute(&tag, "scormtype").or_else(|| attribute(&tag, "scormType"));
                        let id = attribute(&tag, "identifier").unwrap_or_default();
                        resources.push((id, format!("{base}{own}{href}"), sco.is_some_and(|kind| kind == "sco")));
                    }
                }
                _ => {}
            },
            Event::Text(part) if in_version => version.push_str(part.trim()),
            Event::End(tag) if tag.local_name().as_ref() == "schemaversion" => in_version = false,
            Event::Eof => break,
            _ => {}
        }
    }
    let wanted = first_item.and_then(|id| resources.iter().find(|one| one.0 == id));
    let found = wanted.or_else(|| resources.iter().find(|one| one.2)).or_else(|| resources.first())?;
    let standard = if version == "1.2" || version.is_empty() { Standard::Scorm12 } else { Standard::Scorm2004 };
    Some(Package { standard, launch: inside(&found.1)?, activity: String::new() })
}

fn cmi5(text: &str) -> Option<Package> {
    let mut reader = Reader::from_str(text);
    let (mut activity, mut launch, mut in_url) = (String::new(), String::new(), false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "au" if activity.is_empty() => activity = attribute(&tag, "id").unwrap_or_default(),
                "url" => in_url = launch.is_empty() && !activity.is_empty(),
                _ => {}
            },
            Event::Text(part) if in_url => launch.push_str(part.trim()),
            Event::GeneralRef(part) if in_url => launch.push_str(resolve_predefined_entity(&part)?),
            Event::End(tag) if tag.local_name().as_ref() == "url" => in_url = false,
            Event::Eof => break,
            _ => {}
        }
    }
    (!activity.is_empty()).then_some(())?;
    Some(Package { standard: Standard::Cmi5, launch: inside(&launch)?, activity })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use zip::write::SimpleFileOptions;

    pub(crate) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const MANIFEST: &str = r#"<?xml version="1.0"?><manifest xmlns:adlcp="x"><metadata><schema>ADL SCORM</schema>
        <schemaversion>VERSION</schemaversion></metadata><organizations default="o"><organization identifier="o">
        <item identifier="i" identifierref="r2"><title>课</title></item></organization></organizations>
        <resources xml:base="content/"><resource identifier="r1" href="other.html" adlcp:scormtype="asset"/>
        <resource identifier="r2" href="index.html?x=1" adlcp:scormtype="sco"/></resources></manifest>"#;

    fn unpacked(files: &[(&str, &str)]) -> Result<(Package, tempfile::TempDir), Reason> {
        let folder = tempfile::tempdir().unwrap();
        let package = unpack(&archive(files), folder.path(), "abc")?;
        Ok((package, folder))
    }

    #[test]
    fn manifests_of_each_standard_are_read() {
        for (version, standard) in [("1.2", Standard::Scorm12), ("2004 4th Edition", Standard::Scorm2004)] {
            let manifest = MANIFEST.replace("VERSION", version);
            let (package, kept) =
                unpacked(&[("imsmanifest.xml", &manifest), ("content/index.html", "<p>甲</p>")]).unwrap();
            assert_eq!((package.standard, package.launch.as_str()), (standard, "content/index.html?x=1"));
            let file = folder(kept.path(), "abc").join("content/index.html");
            assert_eq!(std::fs::read_to_string(file).unwrap(), "<p>甲</p>");
        }
        let cmi5 = r#"<courseStructure><course id="c"/><au id="https://x/au1"><title/><url>start.html?a=1&amp;b=2</url></au></courseStructure>"#;
        let (package, _) = unpacked(&[("cmi5.xml", cmi5), ("start.html", "x")]).unwrap();
        assert_eq!((package.standard, package.activity.as_str()), (Standard::Cmi5, "https://x/au1"));
        assert_eq!(package.launch, "start.html?a=1&b=2");
    }

    #[test]
    fn hostile_packages_stay_in_their_folder() {
        assert_eq!(unpacked(&[("readme.txt", "x")]).unwrap_err(), Reason::PackageKind);
        let manifest = MANIFEST.replace("VERSION", "1.2");
        let (_, kept) = unpacked(&[("imsmanifest.xml", &manifest), ("../../escaped.html", "x")]).unwrap();
        assert!(!kept.path().parent().unwrap().join("escaped.html").exists());
        assert!(!kept.path().join("escaped.html").exists());
        for href in ["../up.html", "https://evil/x", "/etc/passwd", "a\\b"] {
            let manifest = MANIFEST.replace("VERSION", "1.2").replace("content/", "").replace("index.html?x=1", href);
            assert_eq!(unpacked(&[("imsmanifest.xml", &manifest)]).unwrap_err(), Reason::PackageKind, "{href}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(unpack(b"PK\x03\x04 cut", folder.path(), "x"), Err(Reason::FileBroken));
    }

    #[test]
    fn a_refused_package_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = MANIFEST.replace("VERSION", "1.2");
        let mut bytes = archive(&[("imsmanifest.xml", &manifest), ("content/index.html", &"x".repeat(5_000))]);
        // Another content than its checksum in the directory says.
        let crc = crc_of(&"x".repeat(5_000)).to_le_bytes();
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == crc {
                bytes[at] ^= 1;
            }
        }
        assert_eq!(unpack(&bytes, folder.path(), "x"), Err(Reason::FileBroken));
        let left: Vec<_> = std::fs::read_dir(folder.path().join("packages")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    /// CRC-32 as zip has it.
    fn crc_of(text: &str) -> u32 {
        !text.bytes().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn a_start_sweeps_what_a_killed_program_left() {
        let folder = tempfile::tempdir().unwrap();
        let packages = folder.path().join("packages");
        std::fs::create_dir_all(packages.join(".new-abc/content")).unwrap();
        std::fs::create_dir_all(packages.join("kept")).unwrap();
        std::fs::create_dir_all(folder.path().join("files")).unwrap();
        std::fs::write(folder.path().join("files/.new-abc"), "half").unwrap();
        std::fs::write(folder.path().join("files/kept"), "whole").unwrap();
        crate::files::sweep(folder.path());
        assert!(packages.join("kept").exists() && folder.path().join("files/kept").exists());
        assert!(!packages.join(".new-abc").exists() && !folder.path().join("files/.new-abc").exists());
    }
}
