//! A6: what we write passes the published schema.

use avails::{
    Column, Purpose, check, read,
    xml::{self, OfferStatus, Progress, Status, Transaction},
};
use proptest::prelude::*;
use rights::Moment;

use crate::{files, fixture, tools::against_schema};

#[test]
fn a6_all_samples_pass_the_schema_when_we_write_them() {
    let names = files::WORKBOOKS
        .iter()
        .map(|(name, _)| *name)
        .chain([files::GOOD_XML])
        .chain(files::BAD_XML);
    for name in names {
        let avails = read(&fixture(name)).unwrap();
        assert_eq!(against_schema(&xml::write(&avails.rows).xml), "", "{name}");
    }
}

#[test]
fn a6_a_row_that_passes_our_checks_passes_the_schema_without_anything_beside() {
    let row = files::episode();
    assert_eq!(check(std::slice::from_ref(&row), Purpose::Issue), []);
    let written = xml::write(&[row]);
    assert_eq!(written.findings, []);
    assert_eq!(against_schema(&written.xml), "");
}

#[test]
fn the_status_of_offers_passes_the_schema() {
    let status = |progress, comment: &str| Status {
        progress,
        start: "2026-03-01T00:00:00Z".parse().unwrap(),
        end: Moment::FOREVER,
        languages: vec![
            "de".to_owned(),
            "zh-Hant".to_owned(),
            "no language at all".to_owned(),
        ],
        comment: comment.to_owned(),
    };
    let transaction = |progress, comment| Transaction {
        avail_id: "A-1".to_owned(),
        contract_id: "C & Co".to_owned(),
        reporting_id: String::new(),
        license_type: "VOD".to_owned(),
        territory: "DE".to_owned(),
        status: status(progress, comment),
    };
    let offer = OfferStatus {
        alid: "md:alid:org:example.com:heiress-e01".to_owned(),
        licensor: "Red Lantern".to_owned(),
        service_provider: "Cliffhanger <UK>".to_owned(),
        overall: Some(Status {
            start: Moment::ALWAYS,
            ..status(Progress::Live, "")
        }),
        transactions: vec![
            transaction(Progress::Issue, "The German subtitles are missing."),
            transaction(Progress::InProcess, ""),
            transaction(Progress::Ready, "\u{1}\r\n"),
        ],
    };
    let at: Moment = "2026-02-27T12:30:00Z".parse().unwrap();
    let xml = xml::write_status(
        &[
            offer.clone(),
            OfferStatus {
                overall: None,
                transactions: Vec::new(),
                ..offer
            },
        ],
        at,
    );
    assert_eq!(against_schema(&xml), "");
    assert!(
        xml.contains("<avails:ProgressCode>In-Process</avails:ProgressCode>"),
        "{xml}"
    );
    assert!(
        xml.contains("<avails:Start>2026-03-01T00:00:00Z</avails:Start>"),
        "{xml}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    /// Whatever stands in the cells, the XML passes and the cells come back.
    #[test]
    fn a5_a6_any_cells_pass_the_schema_and_come_back(
        cells in prop::collection::vec(
            (0..Column::ALL.len(), prop_oneof![
                "[ -~äöü\u{4e00}\n]{0,24}",
                "[0-9]{1,4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+]08:00)?)?)?)?",
                "P?T?[0-9]{1,3}[HMDS:]?[0-9]{0,2}",
                "(10.5240/|urn:eidr:10.5240:|md:alid:)[0-9A-F:/% -]{0,12}",
                "(Open|TBD|ESTStart|WSP|Tier|LicenseFee|SRP|Season|Episode|Volume|Series|Movie|Collection|true|No|en, fr:audio|en_US)",
            ]), 0..40),
        work in prop_oneof!["Movie", "Episode", "Season", "Volume", "Series", "Collection", ""],
    ) {
        let mut row = files::episode();
        row.set(Column::WorkType, &work);
        for (column, text) in &cells {
            row.set(Column::ALL[*column], text);
        }
        let xml = xml::write(std::slice::from_ref(&row)).xml;
        prop_assert_eq!(against_schema(&xml), "", "{}", xml);
        let again = read(xml.as_bytes()).unwrap().rows;
        prop_assert_eq!(again.len(), 1);
        let cells = |row: &avails::Row| -> Vec<(Column, String)> {
            row.cells().map(|(column, text)| (column, text.to_owned())).collect()
        };
        prop_assert_eq!(cells(&again[0]), cells(&row));
    }
}
