//! Workbook 1.9.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::{Column, Finding, Level, Row, Work};

const MAX_CELL: usize = 32_767;
const MAX_LINES: usize = 1_000_000;

/// Writes films and the like on the tab `Movies`, series on the tab `TV`. Every cell is text: dates and numbers stay
/// what they are in every country, and nothing is a formula. The same rows give the same bytes. What no cell can hold
/// is refused, rather than cut.
pub fn write(rows: &[Row]) -> Result<Vec<u8>, Finding> {
    for row in rows {
        let cells = row.cells().map(|(column, text)| (Some(column), text));
        let asides = row.aside.values().map(|text| (None, text.as_str()));
        for (column, text) in cells.chain(asides) {
            if text.encode_utf16().count() > MAX_CELL {
                let says = format!(
                    "This text is longer than a cell of a workbook can be ({MAX_CELL} characters). Shorten it, or send XML."
                );
                return Err(Finding::new(
                    Level::Error,
                    row.source.at(column),
                    column,
                    says,
                ));
            }
        }
    }
    if rows.len() > MAX_LINES {
        let says = format!(
            "A sheet has no room for {} rows. Send XML, or several workbooks.",
            rows.len()
        );
        return Err(Finding::new(Level::Error, "", None, says));
    }
    Ok(build(rows).expect("cells and rows fit, and names of tabs are ours"))
}

fn build(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day of the format; the library would write today's.
    let day = ExcelDateTime::from_ymd(2019, 12, 17)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let (series, films): (Vec<&Row>, Vec<&Row>) =
        rows.iter().partition(|row| Work::of(row).is_serial());
    if !films.is_empty() || series.is_empty() {
        tab(workbook.add_worksheet().set_name("Movies")?, &films, false)?;
    }
    if !series.is_empty() {
        tab(workbook.add_worksheet().set_name("TV")?, &series, true)?;
    }
    workbook.save_to_buffer()
}

fn tab(sheet: &mut Worksheet, rows: &[&Row], serial: bool) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let used: BTreeSet<Column> = rows
        .iter()
        .flat_map(|row| row.cells())
        .map(|(column, _)| column)
        .collect();
    let wanted = |column: &Column| used.contains(column) || belongs(*column, serial);
    let columns: Vec<Column> = Column::ALL.iter().copied().filter(wanted).collect();
    let asides: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.aside.keys())
        .map(String::as_str)
        .collect();
    let text = &Format::new().set_num_format("@");
    for (at, column) in columns.iter().enumerate() {
        let at = at as u16;
        sheet.write_string_with_format(0, at, column.group(), &bold)?;
        sheet.write_string_with_format(1, at, column.name(), &bold)?;
        let mark = match (at, is_required(*column, serial)) {
            (0, _) => "1.9",
            (_, true) => "//REQ",
            (_, false) => "//Opt",
        };
        sheet.write_string(2, at, mark)?;
        sheet.set_column_width(at, 18)?;
    }
    for (at, title) in asides.iter().enumerate() {
        let at = (columns.len() + at) as u16;
        sheet.write_string_with_format(1, at, *title, &bold)?;
        sheet.write_string(2, at, "//Opt")?;
    }
    for (line, row) in rows.iter().enumerate() {
        let line = line as u32 + 3;
        for (at, column) in columns.iter().enumerate() {
            let cell = row.get(*column);
            if !cell.is_empty() {
                sheet.write_string_with_format(line, at as u16, cell, text)?;
            }
        }
        for (at, title) in asides.iter().enumerate() {
            if let Some(cell) = row.aside.get(*title) {
                sheet.write_string_with_format(line, (columns.len() + at) as u16, cell, text)?;
            }
        }
    }
    sheet.set_freeze_panes(3, 0)?;
    Ok(())
}

/// Whether a tab has the column when no row needs it.
fn belongs(column: Column, serial: bool) -> bool {
    use Column::{
        AltId, ContentId, EditId, RetailerId1, RetailerId2, RetailerId3, TitleDisplayUnlimited,
        TitleId, TitleInternalAlias,
    };
    let of_films = matches!(
        column,
        AltId
            | ContentId
            | EditId
            | RetailerId1
            | RetailerId2
            | RetailerId3
            | TitleDisplayUnlimited
            | TitleId
            | TitleInternalAlias
    );
    let name = column.name().trim_start_matches("Retailer");
    let of_series = ["Episode", "Season", "Series", "Volume"]
        .iter()
        .any(|word| name.starts_with(word));
    if serial { !of_films } else { !of_series }
}

fn is_required(column: Column, serial: bool) -> bool {
    use Column::{
        Alid, ContentId, DisplayName, End, EntryType, FormatProfile, LicenseType, SeriesContentId,
        SeriesTitleInternalAlias, Start, Territory, TitleInternalAlias, WorkType,
    };
    match column {
        Alid | DisplayName | EntryType | WorkType | Territory | LicenseType | FormatProfile
        | Start | End => true,
        TitleInternalAlias | ContentId => !serial,
        SeriesTitleInternalAlias | SeriesContentId => serial,
        _ => false,
    }
}
