//! Faces of this machine, and poppler to read what was written.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use documents::{Align, Block, Column, Document, Faces, Page};

/// The files that `./test` installs, the house's own face first.
const FILES: [&str; 7] = [
    "noto/NotoSans-Regular.ttf",
    "noto/NotoSans-Bold.ttf",
    "noto/NotoSansArabic-Regular.ttf",
    "noto/NotoSansArabic-Bold.ttf",
    "noto/NotoSansDevanagari-Regular.ttf",
    "noto/NotoSansDevanagari-Bold.ttf",
    "wqy/wqy-microhei.ttc",
];

pub fn files() -> Vec<Vec<u8>> {
    FILES
        .iter()
        .map(|file| {
            let path = Path::new("/usr/share/fonts/truetype").join(file);
            std::fs::read(&path).unwrap_or_else(|error| {
                panic!(
                    "{}: {error}; install fonts-noto-core and fonts-wqy-microhei",
                    path.display()
                )
            })
        })
        .collect()
}

pub fn faces() -> &'static Faces {
    static FACES: OnceLock<Faces> = OnceLock::new();
    FACES.get_or_init(|| Faces::from_bytes(files()).expect("the faces are fonts"))
}

pub fn document(language: &str, blocks: Vec<Block>) -> Document {
    Document {
        title: "A document".into(),
        language: language.into(),
        author: String::new(),
        page: Page::A4,
        created: "2026-11-26T08:30:00Z".parse().unwrap(),
        blocks,
        footer: String::new(),
    }
}

pub fn pdf(document: &Document) -> Vec<u8> {
    documents::pdf(document, faces()).expect("it can be set")
}

/// What a program of poppler prints about a file.
pub fn poppler(program: &str, pdf: &[u8], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(&file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; install poppler-utils"));
    // Poppler 22 takes `/Suspects false`, as the standard has it, for an error.
    let complaints = String::from_utf8_lossy(&output.stderr).replace(
        "Syntax Error: Suspects object is wrong type (boolean)\n",
        "",
    );
    assert!(
        output.status.success() && complaints.is_empty(),
        "{program}: {complaints}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a file, without the marks of direction that poppler puts into it.
pub fn text(pdf: &[u8]) -> String {
    poppler("pdftotext", pdf, &["-layout", "-enc", "UTF-8"])
        .chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'))
        .collect()
}

/// The count of pages that poppler sees.
pub fn pages(pdf: &[u8]) -> usize {
    info(pdf, "Pages:").parse().unwrap()
}

/// One line of `pdfinfo`.
pub fn info(pdf: &[u8], name: &str) -> String {
    poppler("pdfinfo", pdf, &[])
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap_or_else(|| panic!("pdfinfo says {name}"))
        .trim()
        .to_owned()
}

/// The words of a receipt in one language.
pub struct Words {
    pub language: &'static str,
    pub house: &'static str,
    pub title: &'static str,
    pub facts: [(&'static str, &'static str); 4],
    pub columns: [&'static str; 4],
    pub rows: [[&'static str; 4]; 2],
    pub tax: [&'static str; 4],
    pub total: [&'static str; 4],
    pub thanks: &'static str,
    pub note: &'static str,
    pub stamp: &'static str,
    pub footer: &'static str,
}

pub const LANGUAGES: [Words; 5] = [
    Words {
        language: "en",
        house: "Northlight Stories",
        title: "Receipt",
        facts: [
            ("Receipt number", "2026-000123"),
            ("Date", "26 November 2026"),
            ("Paid with", "Visa ···· 4242"),
            ("Buyer", "viewer@example.com"),
        ],
        columns: ["Item", "Quantity", "Price", "Amount"],
        rows: [
            ["100 coins + 20 bonus coins", "1", "US$9.99", "US$9.99"],
            [
                "VIP, one week (first week at half price)",
                "1",
                "US$4.99",
                "US$2.50",
            ],
        ],
        tax: ["of which sales tax, 8.25%", "", "", "US$0.95"],
        total: ["Total", "", "", "US$12.49"],
        thanks: "Thank you for watching. Coins that you bought do not expire; bonus coins are good for 90 days.",
        note: "Unused coins can be given back within 14 days. Write to help@example.com or open Wallet → History.",
        stamp: "TEST MONEY",
        footer: "Northlight Stories · 1 Harbour Street, Dublin · page {page} of {pages}",
    },
    Words {
        language: "ar",
        house: "حكايات ضوء الشمال",
        title: "إيصال",
        facts: [
            ("رقم الإيصال", "2026-000123"),
            ("التاريخ", "26 نوفمبر 2026"),
            ("طريقة الدفع", "Visa ···· 4242"),
            ("المشتري", "viewer@example.com"),
        ],
        columns: ["البند", "الكمية", "السعر", "المبلغ"],
        rows: [
            ["100 عملة + 20 عملة هدية", "1", "‏٣٧٫٠٠ د.إ.", "‏٣٧٫٠٠ د.إ."],
            [
                "عضوية VIP لمدة أسبوع (الأسبوع الأول بنصف السعر)",
                "1",
                "‏١٨٫٠٠ د.إ.",
                "‏٩٫٠٠ د.إ.",
            ],
        ],
        tax: ["منها ضريبة القيمة المضافة 5%", "", "", "‏٢٫١٩ د.إ."],
        total: ["المجموع", "", "", "‏٤٦٫٠٠ د.إ."],
        thanks: "شكرًا لمشاهدتك. العملات التي اشتريتها لا تنتهي صلاحيتها، أما عملات الهدية فصالحة لمدة 90 يومًا.",
        note: "يمكنك إعادة العملات غير المستخدمة خلال 14 يومًا. راسلنا على help@example.com أو افتح المحفظة.",
        stamp: "أموال تجريبية",
        footer: "حكايات ضوء الشمال · صفحة {page} من {pages}",
    },
    Words {
        language: "zh",
        house: "北光短剧",
        title: "收据",
        facts: [
            ("收据编号", "2026-000123"),
            ("日期", "2026年11月26日"),
            ("支付方式", "Visa ···· 4242"),
            ("购买人", "viewer@example.com"),
        ],
        columns: ["项目", "数量", "单价", "金额"],
        rows: [
            ["100 金币 + 20 赠送金币", "1", "¥68.00", "¥68.00"],
            [
                "VIP 会员一周（首周半价，到期自动续费，可随时取消）",
                "1",
                "¥36.00",
                "¥18.00",
            ],
        ],
        tax: ["其中增值税 6%", "", "", "¥4.87"],
        total: ["合计", "", "", "¥86.00"],
        thanks: "感谢观看。您购买的金币不会过期；赠送金币自发放之日起90天内有效。",
        note: "未使用的金币可在14天内退还。请发送邮件至 help@example.com，或打开“钱包”→“历史记录”。",
        stamp: "测试货币",
        footer: "北光短剧 · 第 {page} 页，共 {pages} 页",
    },
    Words {
        language: "hi",
        house: "उत्तरी रोशनी कथाएँ",
        title: "रसीद",
        facts: [
            ("रसीद संख्या", "2026-000123"),
            ("दिनांक", "26 नवंबर 2026"),
            ("भुगतान का तरीका", "Visa ···· 4242"),
            ("खरीदार", "viewer@example.com"),
        ],
        columns: ["विवरण", "मात्रा", "मूल्य", "राशि"],
        rows: [
            ["100 सिक्के + 20 बोनस सिक्के", "1", "₹849.00", "₹849.00"],
            [
                "वीआईपी, एक सप्ताह (पहला सप्ताह आधी कीमत पर)",
                "1",
                "₹399.00",
                "₹199.50",
            ],
        ],
        tax: ["जिसमें जीएसटी 18%", "", "", "₹159.94"],
        total: ["कुल", "", "", "₹1,048.50"],
        thanks: "देखने के लिए धन्यवाद। आपके खरीदे हुए सिक्के कभी समाप्त नहीं होते; बोनस सिक्के 90 दिनों तक मान्य हैं।",
        note: "अप्रयुक्त सिक्के 14 दिनों के भीतर लौटाए जा सकते हैं। help@example.com पर लिखें।",
        stamp: "परीक्षण राशि",
        footer: "उत्तरी रोशनी कथाएँ · पृष्ठ {page} / {pages}",
    },
    Words {
        language: "ko",
        house: "북극광 이야기",
        title: "영수증",
        facts: [
            ("영수증 번호", "2026-000123"),
            ("날짜", "2026년 11월 26일"),
            ("결제 수단", "Visa ···· 4242"),
            ("구매자", "viewer@example.com"),
        ],
        columns: ["항목", "수량", "단가", "금액"],
        rows: [
            ["코인 100개 + 보너스 코인 20개", "1", "₩12,000", "₩12,000"],
            ["VIP 1주 이용권 (첫 주 반값)", "1", "₩6,900", "₩3,450"],
        ],
        tax: ["부가가치세 10% 포함", "", "", "₩1,405"],
        total: ["합계", "", "", "₩15,450"],
        thanks: "시청해 주셔서 감사합니다. 구매하신 코인은 만료되지 않으며, 보너스 코인은 90일 동안 유효합니다.",
        note: "사용하지 않은 코인은 14일 이내에 환불받을 수 있습니다. help@example.com으로 문의해 주세요.",
        stamp: "테스트 결제",
        footer: "북극광 이야기 · {page} / {pages} 쪽",
    },
];

/// A receipt in one language.
pub fn receipt(words: &Words) -> Document {
    let strings = |cells: &[&str; 4]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
    let column = |at: usize, weight, align| Column {
        title: words.columns[at].into(),
        weight,
        align,
    };
    let mut rows: Vec<Vec<String>> = words.rows.iter().map(strings).collect();
    rows.push(strings(&words.tax));
    Document {
        title: format!("{} 2026-000123", words.title),
        author: words.house.into(),
        footer: words.footer.into(),
        ..document(
            words.language,
            vec![
                Block::Heading(words.title.into()),
                Block::Facts(
                    words
                        .facts
                        .iter()
                        .map(|(label, value)| (label.to_string(), value.to_string()))
                        .collect(),
                ),
                Block::Table {
                    columns: vec![
                        column(0, 50, Align::Start),
                        column(1, 13, Align::End),
                        column(2, 18, Align::End),
                        column(3, 19, Align::End),
                    ],
                    rows,
                    total: Some(strings(&words.total)),
                },
                Block::Paragraph(words.thanks.into()),
                Block::Note(words.note.into()),
                Block::Stamp(words.stamp.into()),
            ],
        )
    }
}

/// A statement with this many lines.
pub fn statement(language: &str, lines: usize) -> Document {
    let rows = (1..=lines)
        .map(|line| {
            vec![
                format!("L{line:04}"),
                format!("The Long Way Home, episode {line}: unlocks in Brazil and Portugal"),
                format!("{}", line * 7),
                format!("US${}.{:02}", line, line % 100),
            ]
        })
        .collect();
    Document {
        title: "Statement of October 2026".into(),
        author: "Northlight Stories".into(),
        footer: "Statement 17 · page {page} of {pages}".into(),
        ..document(
            language,
            vec![
                Block::Heading("Statement".into()),
                Block::Table {
                    columns: vec![
                        Column::start("Line", 10),
                        Column::start("What was earned", 50),
                        Column::end("Count", 15),
                        Column::end("Your share", 20),
                    ],
                    rows,
                    total: Some(vec![
                        "Total".into(),
                        String::new(),
                        String::new(),
                        "US$125,250.00".into(),
                    ]),
                },
            ],
        )
    }
}
