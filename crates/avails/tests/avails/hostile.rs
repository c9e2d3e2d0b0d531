//! Files that mean harm, or are merely broken: each ends in a sentence.

use std::io::{Cursor, Write};

use avails::{Column, Error, Level, read, workbook, xml};
use proptest::prelude::*;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{files, fixture};

/// A workbook of one row, one of its parts changed or added.
fn with_part(name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = workbook::write(&[files::episode()]).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let its_name = part.name().unwrap().into_owned();
        if its_name == name {
            found = true;
            text = change(text);
        }
        writer
            .start_file(its_name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    if !found {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(change(String::new()).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn refused(bytes: &[u8]) -> Error {
    let error = read(bytes).expect_err("it is refused");
    assert!(
        error.to_string().ends_with('.')
            && !error.remedy().is_empty()
            && error.code().starts_with("avails_")
    );
    error
}

#[test]
fn a_file_that_unpacks_to_more_than_a_sheet_is_refused_while_it_unpacks() {
    let bomb = with_part(SHEET, |sheet| {
        sheet.replace(
            "<sheetData>",
            &format!("{}<sheetData>", " ".repeat(140 << 20)),
        )
    });
    assert!(bomb.len() < 1 << 20, "it is small outside");
    assert_eq!(refused(&bomb), Error::TooLarge { megabytes: 128 });
}

#[test]
fn formulas_are_named_and_links_to_other_files_refused() {
    let formula = with_part(SHEET, |sheet| {
        let at = sheet.find("<c r=\"A4\"").unwrap();
        let end = at + sheet[at..].find("</c>").unwrap() + 4;
        format!(
            "{}<c r=\"A4\" t=\"str\"><f>WEBSERVICE(\"x\")</f><v>md:alid:x</v></c>{}",
            &sheet[..at],
            &sheet[end..]
        )
    });
    let avails = read(&formula).unwrap();
    let found: Vec<_> = avails
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].at.as_str(), found[0].column),
        ("TV!A4", Some(Column::Alid))
    );
    assert!(found[0].says.contains("formula"));

    let linked = with_part("xl/externalLinks/externalLink1.xml", |_| {
        "<externalLink/>".to_owned()
    });
    assert_eq!(refused(&linked), Error::ExternalLinks);
}

#[test]
fn what_was_written_as_a_formula_is_text_in_our_workbook() {
    let row = files::episode().with(Column::Description, "=HYPERLINK(\"http://x\")");
    let avails = read(&workbook::write(std::slice::from_ref(&row)).unwrap()).unwrap();
    assert_eq!(avails.findings, []);
    assert_eq!(avails.rows, [row]);
}

#[test]
fn ten_thousand_rows_are_read_and_more_than_twenty_refused() {
    let rows = |count: usize| -> Vec<u8> {
        let rows: Vec<avails::Row> = (0..count)
            .map(|at| files::episode().with(Column::AvailId, &format!("A-{at}")))
            .collect();
        workbook::write(&rows).unwrap()
    };
    let avails = read(&rows(10_000)).unwrap();
    assert_eq!(avails.rows.len(), 10_000);
    let again = read(xml::write(&avails.rows[..1_000]).xml.as_bytes()).unwrap();
    assert_eq!(again.rows.len(), 1_000);
    assert!(matches!(
        refused(&rows(20_001)),
        Error::TooManyRows { rows: 20_000, .. }
    ));
}

#[test]
fn what_is_no_workbook_of_avails_says_so() {
    assert!(matches!(refused(b""), Error::NotAWorkbook(_)));
    assert!(matches!(
        refused(b"\xd0\xcf\x11\xe0 an old workbook"),
        Error::NotAWorkbook(_)
    ));
    assert!(matches!(
        refused(b"ALID,Territory\nx,DE\n"),
        Error::NotAWorkbook(_)
    ));
    assert_eq!(
        refused(&with_part("xl/sharedStrings.xml", |text| text
            .replace("LicenseType", "Licence"))),
        Error::NoAvails
    );
    let twice = with_part("xl/sharedStrings.xml", |text| {
        text.replace(">TPRType<", ">Territory<")
    });
    assert!(matches!(
        refused(&twice),
        Error::ColumnTwice {
            column: "Territory",
            ..
        }
    ));
    let entities = with_part("xl/sharedStrings.xml", |text| {
        text.replacen("<sst", "<!DOCTYPE sst [<!ENTITY a \"b\">]><sst", 1)
    });
    assert!(matches!(refused(&entities), Error::NotAWorkbook(_)));
}

#[test]
fn columns_are_found_by_name_wherever_they_stand() {
    // All official samples order them in their own way; here their names are typed in yet another.
    let typed = with_part("xl/sharedStrings.xml", |text| {
        text.replace(">ALID<", ">alid <")
            .replace(">DisplayName<", ">Display Name<")
            .replace(">BundledALIDs<", ">BundleALIDs<")
    });
    let avails = read(&typed).unwrap();
    assert_eq!(avails.rows, [files::episode()]);
}

#[test]
fn a_malformed_dimension_does_not_matter() {
    let sample = fixture("Avails_w_Volume_v1.8.xlsx");
    assert_eq!(read(&sample).unwrap().rows.len(), 33);
    for dimension in ["1:12", "", "A1:XFD1048576", "ZZZZ0"] {
        let changed = with_part(SHEET, |sheet| {
            let at = sheet.find("<dimension ref=\"").unwrap() + 16;
            let end = at + sheet[at..].find('"').unwrap();
            format!("{}{dimension}{}", &sheet[..at], &sheet[end..])
        });
        assert_eq!(
            read(&changed).unwrap().rows,
            [files::episode()],
            "{dimension}"
        );
    }
}

#[test]
fn xml_with_entities_depth_or_no_end_is_refused() {
    let good = xml::write(&[files::episode()]).xml;
    let laughs = good.replacen(
        "<avails:AvailList",
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>\n<avails:AvailList",
        1,
    );
    assert_eq!(refused(laughs.as_bytes()), Error::DocumentType { line: 2 });
    assert!(matches!(
        refused(good.replacen("DE<", "&secret;<", 1).as_bytes()),
        Error::NotXml { .. }
    ));
    let deep = good.replacen("<avails:ALID>", &"<avails:ALID>".repeat(100_000), 1);
    assert_eq!(
        refused(deep.as_bytes()),
        Error::XmlTooLarge { what: "too deep" }
    );
    let half = &good[..good.len() / 2];
    assert!(matches!(refused(half.as_bytes()), Error::NotXml { .. }));
    assert!(matches!(
        refused(b"<html><body/></html>"),
        Error::NotAvails(_)
    ));
    assert!(matches!(refused(b"<"), Error::NotXml { .. }));
    assert!(matches!(
        refused(good.replace("/v2.7/avails", "/v3.0/avails").as_bytes()),
        Error::NotAvails(_)
    ));
}

#[test]
fn prefixes_and_versions_are_the_files_own() {
    let good = xml::write(&[files::episode()]).xml;
    let other = good
        .replace("xmlns:avails=", "xmlns:x=")
        .replace("avails:", "x:")
        .replace("/v2.7/", "/v2.5/")
        .replace("xmlns:md=", "xmlns:common=")
        .replace("<md:", "<common:")
        .replace("</md:", "</common:");
    let read = read(other.as_bytes()).unwrap();
    assert_eq!(read.rows, [files::episode()]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_byte_changed_in_any_file_ends_in_rows_or_a_sentence(at in any::<prop::sample::Index>(), byte in any::<u8>(), which in 0_usize..3) {
        let name = ["Bonus_v1.9.xlsx", "TV_v1.7.3.xlsx", "Avails_withErrors.xml"][which];
        let mut bytes = fixture(name);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        match read(&bytes) {
            Ok(avails) => {
                let _ = avails::check(&avails.rows, avails::Purpose::Issue);
                let _ = xml::write(&avails.rows);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
