//! Why a file cannot be read at all. What is wrong inside a file that can be read is a [`Finding`](crate::Finding).

/// A refusal of a whole file. Nothing of it was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("This is not a workbook of Excel: {0}.")]
    NotAWorkbook(String),
    #[error("This workbook unpacks to more than {megabytes} MB; a sheet of avails does not.")]
    TooLarge { megabytes: u64 },
    #[error("This workbook takes values from other files.")]
    ExternalLinks,
    #[error("The sheet “{sheet}” has more than {rows} rows.")]
    TooManyRows { sheet: String, rows: usize },
    #[error("No sheet of this workbook has the columns of avails in its second row.")]
    NoAvails,
    #[error("The sheet “{sheet}” has the column {column} twice, in {first} and in {second}.")]
    ColumnTwice {
        sheet: String,
        column: &'static str,
        first: String,
        second: String,
    },
    #[error("This is not XML that can be read: {what}, line {line}.")]
    NotXml { line: usize, what: String },
    #[error("This XML defines entities or a document type, line {line}; avails have none.")]
    DocumentType { line: usize },
    #[error("This XML is {what}.")]
    XmlTooLarge { what: &'static str },
    #[error("This XML is not avails: its first element is {0}.")]
    NotAvails(String),
}

impl Error {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAWorkbook(_) => "avails_not_a_workbook",
            Self::TooLarge { .. } => "avails_too_large",
            Self::ExternalLinks => "avails_external_links",
            Self::TooManyRows { .. } => "avails_too_many_rows",
            Self::NoAvails => "avails_no_sheet",
            Self::ColumnTwice { .. } => "avails_column_twice",
            Self::NotXml { .. } => "avails_not_xml",
            Self::DocumentType { .. } => "avails_document_type",
            Self::XmlTooLarge { .. } => "avails_xml_too_large",
            Self::NotAvails(_) => "avails_not_avails",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NotAWorkbook(_) => {
                "Send the .xlsx file itself; an .xls or .csv file is saved as .xlsx by any spreadsheet."
            }
            Self::TooLarge { .. } => {
                "Copy the rows of the avails into an empty workbook, and send that."
            }
            Self::ExternalLinks => "Paste the cells as values, break the links, and send it again.",
            Self::TooManyRows { .. } | Self::XmlTooLarge { .. } => {
                "Split the file by territory or by licensor."
            }
            Self::NoAvails => {
                "Keep the three rows of headers of the template: groups, names of columns, required marks."
            }
            Self::ColumnTwice { .. } => "Keep one of the two columns.",
            Self::NotXml { .. } => "Ask the sender to write the file again, in UTF-8.",
            Self::DocumentType { .. } => "Ask the sender for plain XML, without DOCTYPE.",
            Self::NotAvails(_) => "Send an AvailList of MovieLabs Avails 2.x.",
        }
    }
}
