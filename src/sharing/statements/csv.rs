//! A statement as a table: one row for what one receipt gave by one tier.

use serde_json::Value;

const HEAD: &str = "period,version,payee,series,contract_version,revenue_line,earned_at,kind,territory,counted,counted_id,count,\
                    gross,gross_currency,rate,amount,reason,source,tier,share,currency\r\n";

/// The rows of a proof, and a row for each payout.
pub fn rows(proof: &Value) -> String {
    let said = &proof["statement"];
    let digits = said["digits"].as_u64().unwrap_or(0);
    let mut table = HEAD.to_owned();
    let head = [
        cell(&said["period"]),
        cell(&said["version"]),
        cell(&said["payee"]["code"]),
    ];
    for line in list(&said["lines"]) {
        let contract = &said["contracts"][index(&line["contract"])];
        let receipt = &contract["receipts"][index(&line["place"]).saturating_sub(1)];
        let (counted, gross) = (&receipt["counted"], &receipt["gross"]);
        let rate = list(&said["rates"])
            .iter()
            .find(|rate| rate["id"] == receipt["rate"]);
        let mut row = head.to_vec();
        row.extend([
            cell(&contract["series"]),
            cell(&contract["version"]),
            cell(&receipt["line"]),
            cell(&receipt["at"]),
            cell(&receipt["kind"]),
            cell(&receipt["territory"]),
            cell(&counted["kind"]),
            cell(&counted["id"]),
            cell(&counted["count"]),
            number(&gross["minor"], gross["digits"].as_u64().unwrap_or(0)),
            cell(&gross["currency"]),
            rate.map_or_else(String::new, |rate| cell(&rate["rate"])),
            number(&receipt["amount"], digits),
            cell(&line["reason"]),
            cell(&line["source"]),
            cell(&line["tier"]),
            number(&line["amount"], digits),
            cell(&said["currency"]),
        ]);
        table += &row.join(",");
        table += "\r\n";
    }
    for one in list(&said["moves"]) {
        let mut row = head.to_vec();
        row.extend(std::iter::repeat_n(String::new(), 3));
        row.push(cell(&one["at"]));
        row.extend(std::iter::repeat_n(String::new(), 2));
        row.extend(["payout".to_owned(), cell(&one["payout"])]);
        row.extend(std::iter::repeat_n(String::new(), 5));
        row.extend([
            cell(&one["event"]),
            String::new(),
            String::new(),
            number(&one["amount"], digits),
            cell(&said["currency"]),
        ]);
        table += &row.join(",");
        table += "\r\n";
    }
    table
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn index(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|at| usize::try_from(at).ok())
        .unwrap_or(usize::MAX)
}

/// Minor units as a decimal number.
fn number(minor: &Value, digits: u64) -> String {
    let minor = minor.as_i64().unwrap_or(0);
    let (sign, plain, digits) = (
        if minor < 0 { "-" } else { "" },
        minor.unsigned_abs().to_string(),
        digits as usize,
    );
    if digits == 0 {
        return format!("{sign}{plain}");
    }
    let plain = format!("{plain:0>width$}", width = digits + 1);
    let (whole, decimals) = plain.split_at(plain.len() - digits);
    format!("{sign}{whole}.{decimals}")
}

/// A cell that a spreadsheet takes for what it is: quoted where it must be, and never a formula.
pub fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        other => return other.to_string(),
    };
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell(&json!("a,\"b\"")), "\"a,\"\"b\"\"\"");
        assert_eq!(cell(&json!("=1+1")), "'=1+1");
        assert_eq!(cell(&json!(-3)), "-3");
        assert_eq!(cell(&json!(null)), "");
    }

    #[test]
    fn numbers_have_the_decimals_of_their_currency() {
        assert_eq!(number(&json!(-5), 2), "-0.05");
        assert_eq!(number(&json!(1234), 0), "1234");
        assert_eq!(number(&json!(1234), 3), "1.234");
    }
}
