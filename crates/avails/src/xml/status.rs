//! What has become of an offer, back to its licensor: `OfferStatus` 2.7.

use rights::Moment;

use super::{Node, rating::region, values::Type};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Viewers have it.
    Live,
    /// It will be live on its day by itself.
    Ready,
    /// It will not, unless somebody does something; the comment says what.
    Issue,
    InProcess,
}

impl Progress {
    fn word(self) -> &'static str {
        match self {
            Self::Live => "Live",
            Self::Ready => "Ready",
            Self::Issue => "Issue",
            Self::InProcess => "In-Process",
        }
    }
}

/// The state of the title, or of one licence of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub progress: Progress,
    /// [`Moment::ALWAYS`] is written as the condition `Immediate`.
    pub start: Moment,
    /// [`Moment::FOREVER`] is written as the condition `Open`.
    pub end: Moment,
    /// Tags of the languages that are there.
    pub languages: Vec<String>,
    /// A sentence for the licensor; may be empty.
    pub comment: String,
}

/// One row of the avails, by what the licensor knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    pub avail_id: String,
    pub contract_id: String,
    pub reporting_id: String,
    pub license_type: String,
    pub territory: String,
    pub status: Status,
}

/// A title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferStatus {
    pub alid: String,
    pub licensor: String,
    /// The name of the house.
    pub service_provider: String,
    pub overall: Option<Status>,
    pub transactions: Vec<Transaction>,
}

/// Writes an `OfferStatusList` as of a moment. What a type of the schema would refuse (an ALID with odd signs) is left
/// out; there is no list without a title in it.
pub fn write(statuses: &[OfferStatus], at: Moment) -> String {
    let mut list = Node::new("OfferStatusList");
    for status in statuses {
        let node = list.add("OfferStatus");
        node.set("timestamp", &moment(at));
        text(
            node,
            "ALID",
            &Type::Id.to_xml(&status.alid).unwrap_or_default(),
        );
        for (name, organisation) in [
            ("Licensor", &status.licensor),
            ("ServiceProvider", &status.service_provider),
        ] {
            if !organisation.is_empty() {
                node.make(name)
                    .children
                    .push(Node::new("md:DisplayName").with_text(&legal(organisation)));
            }
        }
        if let Some(overall) = &status.overall {
            node.children.push(object("OverallStatus", overall));
        }
        for transaction in &status.transactions {
            node.children.push(of_transaction(transaction));
        }
    }
    list.document()
}

fn of_transaction(transaction: &Transaction) -> Node {
    let mut node = Node::new("Transaction");
    if let Some(id) = Type::Id
        .to_xml(&transaction.avail_id)
        .filter(|id| !id.is_empty())
    {
        text(&mut node, "TransactionID", &id);
    }
    let cells = [
        ("ContractID", &transaction.contract_id),
        ("ReportingID", &transaction.reporting_id),
        ("LicenseType", &transaction.license_type),
    ];
    for (name, cell) in cells.into_iter().filter(|(_, cell)| !cell.is_empty()) {
        text(&mut node, name, cell);
    }
    if let Some(region) = region(&transaction.territory) {
        node.add("Territory").children.push(region);
    }
    node.children
        .push(object("FeatureStatus", &transaction.status));
    node
}

fn object(name: &str, status: &Status) -> Node {
    let mut node = Node::new(name);
    text(&mut node, "ProgressCode", status.progress.word());
    match status.start {
        Moment::ALWAYS => text(&mut node, "StartCondition", "Immediate"),
        start => text(&mut node, "Start", &moment(start)),
    }
    match status.end {
        Moment::FOREVER => text(&mut node, "EndCondition", "Open"),
        end => text(&mut node, "End", &moment(end)),
    }
    for language in status
        .languages
        .iter()
        .filter_map(|tag| Type::Language.to_xml(tag))
    {
        text(&mut node, "AssetLanguage", &language);
    }
    if !status.comment.is_empty() {
        text(&mut node, "Comments", &status.comment);
    }
    node
}

fn text(node: &mut Node, name: &str, text: &str) {
    node.children.push(Node::new(name).with_text(&legal(text)));
}

fn legal(text: &str) -> String {
    crate::row::legal(text)
}

fn moment(at: Moment) -> String {
    let text = at.to_string();
    // A day where it begins is told without its time.
    if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text
    }
}
