//! A store's report as a table in CSV.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use money::{Amount, Currency};

use super::report::{Row, StoreLine, StoreLineKind};

/// Reads a report, whatever order its columns have. The error says which row is wrong, and what is.
pub(super) fn read(text: &str, rows_max: usize) -> Result<Vec<Row>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|one| head.bytes().filter(|byte| byte == one).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads = reader
        .headers()
        .map_err(|error| unreadable(&error))?
        .clone();
    let column = |name: &str| {
        heads
            .iter()
            .position(|head| head.eq_ignore_ascii_case(name))
            .ok_or_else(|| format!("It has no column `{name}`."))
    };
    let columns = Columns {
        reference: column("reference")?,
        kind: column("kind")?,
        gross: column("gross")?,
        fee: column("fee")?,
        net: column("net")?,
        currency: column("currency")?,
        at: column("at")?,
        source: column("source")?,
    };
    let mut rows = Vec::new();
    // As a spreadsheet numbers them: the first is the head.
    for (number, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| unreadable(&error))?;
        if rows.len() == rows_max {
            return Err(format!("It has more than {rows_max} rows."));
        }
        let line = columns
            .line(&record)
            .map_err(|why| format!("Row {number}: {why}."))?;
        rows.push(Row { number, line });
    }
    Ok(rows)
}

struct Columns {
    reference: usize,
    kind: usize,
    gross: usize,
    fee: usize,
    net: usize,
    currency: usize,
    at: usize,
    source: usize,
}

impl Columns {
    fn line(&self, record: &csv::StringRecord) -> Result<StoreLine, String> {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let unit = Currency::of(cell(self.currency)).map_err(|error| error.to_string())?;
        let amount = |at: usize| match cell(at) {
            "" if at == self.fee => Ok(0),
            text => Amount::parse(text, unit)
                .map(|amount| amount.minor)
                .map_err(|error| error.to_string()),
        };
        let kind = match cell(self.kind).to_ascii_lowercase().as_str() {
            "sale" => StoreLineKind::Sale,
            "refund" => StoreLineKind::Refund,
            "fee" => StoreLineKind::Fee,
            "payout" => StoreLineKind::Payout,
            "adjustment" => StoreLineKind::Adjustment,
            _ => return Err("its kind is sale, refund, fee, payout or adjustment".into()),
        };
        Ok(StoreLine {
            reference: cell(self.reference).to_owned(),
            kind,
            gross: amount(self.gross)?,
            fee: amount(self.fee)?,
            net: amount(self.net)?,
            currency: unit.code().to_owned(),
            at: moment(cell(self.at))
                .ok_or("its time is to be like 2026-03-31 or 2026-03-31T08:00:00Z")?,
            source: Some(cell(self.source).to_owned()),
        })
    }
}

/// A moment, or the beginning of a day.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&Utc));
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

fn unreadable(error: &csv::Error) -> String {
    let told: String = error.to_string().chars().take(160).collect();
    let told = told.trim_end_matches('.');
    format!("It is no table: {told}.")
}

#[cfg(test)]
mod tests {
    use super::read;

    const HEAD: &str = "reference,kind,gross,fee,net,currency,at,source";

    #[test]
    fn columns_may_stand_in_any_order_and_fees_may_be_empty() {
        let text = "\u{feff}at;Net;kind;source;gross;fee;currency;reference;title\r\n\
                    2026-03-31;2.54;SALE;2000001;2.99;0.45;USD;a;Coins\r\n\
                    2026-04-01T08:00:00+02:00;-900;payout;;-900;;JPY;b;\"Paid; out\"\r\n";
        let rows = read(text, 10).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].number, rows[1].number), (2, 3));
        let (sale, payout) = (&rows[0].line, &rows[1].line);
        assert_eq!((sale.gross, sale.fee, sale.net), (299, 45, 254));
        assert_eq!(sale.at.to_rfc3339(), "2026-03-31T00:00:00+00:00");
        assert_eq!((payout.gross, payout.fee, payout.net), (-900, 0, -900));
        assert_eq!(payout.at.to_rfc3339(), "2026-04-01T06:00:00+00:00");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_row() {
        for (row, told) in [
            ("a,gift,1,0,1,USD,2026-03-31,x", "Row 3: its kind is"),
            ("a,sale,1.234,0,1,USD,2026-03-31,x", "Row 3: "),
            ("a,sale,1e9,0,1,USD,2026-03-31,x", "Row 3: "),
            (
                "a,sale,99999999999999999999,0,1,USD,2026-03-31,x",
                "Row 3: ",
            ),
            ("a,sale,1,0,1,XXZ,2026-03-31,x", "Row 3: "),
            ("a,sale,1,0,1,USD,31.3.2026,x", "Row 3: its time is"),
            ("a,sale,,0,1,USD,2026-03-31,x", "Row 3: "),
            ("a,sale,1", "It is no table: "),
        ] {
            let text = format!("{HEAD}\nb,sale,1,0,1,USD,2026-03-31,y\n{row}\n");
            let error = read(&text, 10).unwrap_err();
            assert!(error.starts_with(told), "{row}: {error}");
            assert!(error.len() < 400, "{error}");
        }
        let many = format!("{HEAD}\n{}", "b,sale,1,0,1,USD,2026-03-31,y\n".repeat(11));
        assert_eq!(read(&many, 10).unwrap_err(), "It has more than 10 rows.");
        for text in ["", "\0", "reference", "\u{feff}", &"\"".repeat(10_000)] {
            assert!(read(text, 10).unwrap_err().starts_with("It has no column"));
        }
    }
}
