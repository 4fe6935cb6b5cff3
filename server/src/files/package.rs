//! Bought courseware: zip archives with a SCORM or cmi5 manifest, unpacked once into a folder
//! named by their hash. Nothing of an archive is believed: paths stay inside the folder, sizes
//! are counted while unpacking.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use domain::Reason;
use domain::file;
use domain::training::{self, Package, Standard};
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

/// A part of a package that is launched by itself: what its manifest calls it, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its title; empty when the manifest has none.
    pub title: String,
    /// How it is launched.
    pub package: Package,
}

/// Reads the manifest and unpacks what is in the archive, unless that was done before. Every part
/// that is learned by itself is given, in the order of the manifest.
///
/// # Errors
/// [`file::Refusal::Broken`], [`file::Refusal::Bomb`], [`training::Refusal::PackageKind`],
/// [`training::Refusal::PackageFolder`].
pub fn unpack(bytes: &[u8], files: &Path, hash: &str) -> Result<Vec<Part>, Reason> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| file::Refusal::Broken)?;
    if archive.len() > MOST_FILES || archive.has_overlapping_entries().unwrap_or(true) {
        return Err(file::Refusal::Bomb.into());
    }
    let parts = manifest(&mut archive)?;
    let target = folder(files, hash);
    if target.exists() {
        return Ok(parts);
    }
    let fault = |error: std::io::Error| {
        tracing::error!(%error, "package");
        file::Refusal::Broken
    };
    let packages = files.join("packages");
    std::fs::create_dir_all(&packages).map_err(fault)?;
    // Into a folder beside, and into place only when it is whole; what is refused goes with it.
    let beside = tempfile::Builder::new().prefix(super::NEW).tempdir_in(&packages).map_err(fault)?;
    let mut total = 0u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| file::Refusal::Broken)?;
        let Some(path) = place(entry.name_raw()).filter(|_| !entry.is_symlink()) else { continue };
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
            let read = entry.read(&mut buffer).map_err(|_| file::Refusal::Broken)?;
            if read == 0 {
                break;
            }
            total += read as u64;
            if total > MOST_BYTES {
                return Err(file::Refusal::Bomb.into());
            }
            out.write_all(&buffer[..read]).map_err(fault)?;
        }
        out.sync_all().map_err(fault)?;
    }
    match std::fs::rename(beside.path(), &target) {
        Ok(()) => {
            let _ = beside.keep();
            super::settle(&packages).map_err(fault)?;
            Ok(parts)
        }
        // Somebody else was faster with the same package.
        Err(_) if target.exists() => Ok(parts),
        Err(error) => Err(fault(error).into()),
    }
}

/// Where a file of the archive goes, its name in UTF-8 or GBK: inside, or nowhere.
fn place(name: &[u8]) -> Option<PathBuf> {
    let name = super::decode(name).ok()?.replace('\\', "/");
    let sound = |part: &str| part != ".." && !part.contains([':', '\0']);
    if name.starts_with('/') || !name.split('/').all(sound) {
        return None;
    }
    let parts: PathBuf = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    (!parts.as_os_str().is_empty()).then_some(parts)
}

fn manifest(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<Part>, Reason> {
    let read = |archive: &mut ZipArchive<Cursor<&[u8]>>, wanted: &str| -> Option<String> {
        let name =
            archive.file_names().filter_map(Result::ok).find(|name| name.eq_ignore_ascii_case(wanted))?.into_owned();
        let entry = archive.by_name(&name).ok()?;
        let mut text = Vec::new();
        entry.take(MOST_MANIFEST).read_to_end(&mut text).ok()?;
        super::decode(&text).ok()
    };
    if let Some(text) = read(archive, "imsmanifest.xml") {
        return scorm(&text).ok_or(training::Refusal::PackageKind.into());
    }
    if let Some(text) = read(archive, "cmi5.xml") {
        return cmi5(&text).ok_or(training::Refusal::PackageKind.into());
    }
    let within = archive.file_names_raw().filter_map(|name| super::decode(name).ok()).find_map(|name| {
        let (folder, file) = name.rsplit_once('/')?;
        ["imsmanifest.xml", "cmi5.xml"].iter().any(|one| file.eq_ignore_ascii_case(one)).then(|| folder.to_owned())
    });
    Err(within.map_or(training::Refusal::PackageKind, training::Refusal::PackageFolder).into())
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

/// An item of an organisation: its title, resource and parameters.
#[derive(Default)]
struct Item {
    title: String,
    resource: String,
    parameters: String,
}

fn scorm(text: &str) -> Option<Vec<Part>> {
    let mut reader = Reader::from_str(text);
    let mut version = String::new();
    let mut within = String::new();
    let mut items: Vec<Item> = Vec::new();
    // Items lie in one another: which is open, with what follows in its own end.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut wanted: Option<String> = None;
    let mut skipped = false;
    let (mut top, mut base) = (String::new(), String::new());
    let mut resources: Vec<(String, String, bool)> = Vec::new();
    loop {
        let event = reader.read_event().ok()?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "manifest" => top = attribute(&tag, "base").unwrap_or_default(),
                "organizations" => wanted = attribute(&tag, "default"),
                // Of several courses in one package the default one is meant.
                "organization" => skipped = wanted.is_some() && attribute(&tag, "identifier") != wanted,
                "item" if !skipped => {
                    let at = attribute(&tag, "identifierref").map(|resource| {
                        let parameters = attribute(&tag, "parameters").unwrap_or_default();
                        items.push(Item { resource, parameters, ..Item::default() });
                        items.len() - 1
                    });
                    if !empty {
                        open.push(at);
                    }
                }
                "resources" => base = attribute(&tag, "base").unwrap_or_default(),
                "resource" => {
                    let own = attribute(&tag, "base").unwrap_or_default();
                    if let Some(href) = attribute(&tag, "href") {
                        let sco = attribute(&tag, "scormtype").or_else(|| attribute(&tag, "scormType"));
                        let id = attribute(&tag, "identifier").unwrap_or_default();
                        let sco = sco.is_some_and(|kind| kind.eq_ignore_ascii_case("sco"));
                        resources.push((id, format!("{top}{base}{own}{href}"), sco));
                    }
                }
                name @ ("schemaversion" | "title") if !empty => name.clone_into(&mut within),
                _ => {}
            },
            Event::Text(part) if within == "schemaversion" && version.is_empty() => version = part.trim().to_owned(),
            Event::Text(part) if within == "title" => title(&mut items, &open, &part.xml10_content()),
            Event::CData(part) if within == "title" => title(&mut items, &open, &part.xml10_content()),
            Event::GeneralRef(part) if within == "title" => {
                let text = match part.resolve_char_ref().ok()? {
                    Some(c) => c.to_string(),
                    None => resolve_predefined_entity(&part)?.to_owned(),
                };
                title(&mut items, &open, &text);
            }
            Event::End(tag) => {
                match tag.local_name().as_ref() {
                    "item" if !skipped => {
                        open.pop();
                    }
                    "organization" => skipped = false,
                    _ => {}
                }
                within.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let standard = if version == "1.2" || version.is_empty() { Standard::Scorm12 } else { Standard::Scorm2004 };
    let part = |title: &str, href: &str| {
        let package = Package { standard, launch: inside(href)?, activity: String::new() };
        Some(Part { title: title.trim().to_owned(), package })
    };
    let of = |item: &Item| resources.iter().find(|one| one.0 == item.resource);
    // What only shows something reports nothing, and can't be waited for.
    let lessons: Option<Vec<Part>> = items
        .iter()
        .filter_map(|item| of(item).filter(|resource| resource.2).map(|resource| (item, resource)))
        .map(|(item, resource)| part(&item.title, &joined(&resource.1, &item.parameters)))
        .collect();
    let lessons = lessons?;
    if !lessons.is_empty() {
        return Some(lessons);
    }
    let found =
        items.iter().find_map(of).or_else(|| resources.iter().find(|one| one.2)).or_else(|| resources.first())?;
    Some(vec![part("", &found.1)?])
}

/// Adds to the title of the item that is open.
fn title(items: &mut [Item], open: &[Option<usize>], text: &str) {
    if let Some(Some(at)) = open.last()
        && let Some(item) = items.get_mut(*at)
    {
        item.title.push_str(text);
    }
}

/// An address with the parameters of an item (SCORM content packaging: `?x=1`, `&x=1`, `x=1`, `#x`).
fn joined(href: &str, parameters: &str) -> String {
    let plain = parameters.trim().trim_start_matches(['?', '&']);
    match plain {
        "" => href.to_owned(),
        fragment if fragment.starts_with('#') => format!("{href}{fragment}"),
        plain => format!("{href}{}{plain}", if href.contains('?') { '&' } else { '?' }),
    }
}

fn cmi5(text: &str) -> Option<Vec<Part>> {
    let mut reader = Reader::from_str(text);
    let (mut parts, mut path): (Vec<(String, String, String)>, Vec<String>) = (Vec::new(), Vec::new());
    let within = |path: &[String], name: &str| {
        path.last().is_some_and(|last| last == name) && path.iter().any(|one| one == "au")
    };
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                if name == "au" {
                    parts.push((attribute(&tag, "id").unwrap_or_default(), String::new(), String::new()));
                }
                path.push(name);
            }
            Event::Text(part) => {
                let last = parts.last_mut();
                match last {
                    Some(last) if within(&path, "url") => last.1.push_str(part.trim()),
                    Some(last)
                        if within(&path, "langstring")
                            && path.iter().any(|one| one == "title")
                            && last.2.is_empty() =>
                    {
                        last.2 = part.trim().to_owned();
                    }
                    _ => {}
                }
            }
            Event::GeneralRef(part) if within(&path, "url") => {
                parts.last_mut()?.1.push_str(resolve_predefined_entity(&part)?);
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let parts: Option<Vec<Part>> = parts
        .into_iter()
        .map(|(activity, url, title)| {
            (!activity.is_empty()).then_some(())?;
            Some(Part { title, package: Package { standard: Standard::Cmi5, launch: inside(&url)?, activity } })
        })
        .collect();
    parts.filter(|parts| !parts.is_empty())
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
        let mut parts = unpack(&archive(files), folder.path(), "abc")?;
        Ok((parts.remove(0).package, folder))
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

    fn case(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../tests/data/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    /// C55: every part that is learned by itself is there, with its title.
    #[test]
    fn packages_of_several_parts_give_them_all() {
        let folder = tempfile::tempdir().unwrap();
        let parts = unpack(&case("s01_three_scos.zip"), folder.path(), "s01").unwrap();
        let found: Vec<(&str, &str)> =
            parts.iter().map(|one| (one.title.as_str(), one.package.launch.as_str())).collect();
        assert_eq!(found, [("第1讲", "sco1.html"), ("第2讲", "sco2.html"), ("第3讲", "sco3.html")]);
        let nested = r#"<manifest xmlns:adlcp="x"><metadata><schemaversion>2004 3rd Edition</schemaversion></metadata>
            <organizations default="b"><organization identifier="a"><item identifierref="r9"><title>旧</title></item></organization>
            <organization identifier="b"><title>课程</title><item identifier="u"><title>单元 A &amp; B</title>
            <item identifierref="r1" parameters="?n=1"><title>甲 &amp; 乙</title></item><item identifierref="r1" parameters="&amp;n=2"/></item>
            <item identifierref="help"><title>说明</title></item></organization></organizations>
            <resources><resource identifier="r1" adlcp:scormType="sco" href="a.html"/><resource identifier="r9" adlcp:scormType="sco" href="z.html"/>
            <resource identifier="help" adlcp:scormType="asset" href="h.html"/></resources></manifest>"#;
        let parts = scorm(nested).unwrap();
        let found: Vec<(&str, &str)> =
            parts.iter().map(|one| (one.title.as_str(), one.package.launch.as_str())).collect();
        assert_eq!(found, [("甲 & 乙", "a.html?n=1"), ("", "a.html?n=2")]);
        let cmi5 = r#"<courseStructure><course id="c"><title><langstring>课</langstring></title></course>
            <au id="1"><title><langstring lang="zh">甲</langstring></title><url>a.html</url></au><block id="b"><au id="2"><title/><url>b.html</url></au></block></courseStructure>"#;
        let parts = super::cmi5(cmi5).unwrap();
        assert_eq!((parts.len(), parts[0].title.as_str(), parts[1].package.activity.as_str()), (2, "甲", "2"));
    }

    /// C59: a manifest in a folder is refused with where it is; names in GBK are read.
    #[test]
    fn a_manifest_in_a_folder_is_said_and_chinese_names_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            unpack(&case("s03_in_folder.zip"), folder.path(), "s03"),
            Err(training::Refusal::PackageFolder("课件".to_owned()).into())
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "what is refused leaves nothing");
        assert_eq!(place(&[0xBF, 0xCE, b'/', b'a']), Some(PathBuf::from("课/a")));
        assert_eq!((place(b"../a"), place(b"/a"), place(b"c:/a"), place(b"a\\..\\b")), (None, None, None, None));
    }

    #[test]
    fn hostile_packages_stay_in_their_folder() {
        assert_eq!(unpacked(&[("readme.txt", "x")]).unwrap_err(), Reason::Training(training::Refusal::PackageKind));
        let manifest = MANIFEST.replace("VERSION", "1.2");
        let (_, kept) = unpacked(&[("imsmanifest.xml", &manifest), ("../../escaped.html", "x")]).unwrap();
        assert!(!kept.path().parent().unwrap().join("escaped.html").exists());
        assert!(!kept.path().join("escaped.html").exists());
        for href in ["../up.html", "https://evil/x", "/etc/passwd", "a\\b"] {
            let manifest = MANIFEST.replace("VERSION", "1.2").replace("content/", "").replace("index.html?x=1", href);
            assert_eq!(
                unpacked(&[("imsmanifest.xml", &manifest)]).unwrap_err(),
                Reason::Training(training::Refusal::PackageKind),
                "{href}"
            );
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(unpack(b"PK\x03\x04 cut", folder.path(), "x"), Err(file::Refusal::Broken.into()));
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
        assert_eq!(unpack(&bytes, folder.path(), "x"), Err(file::Refusal::Broken.into()));
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
