//! Writes receipts and a statement into a folder, for people to look at:
//! `DOCUMENTS_LOOK=/tmp/look cargo test -p documents --test look`

mod common;

#[test]
fn pages_to_look_at() {
    let Some(folder) = std::env::var_os("DOCUMENTS_LOOK") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    for words in common::LANGUAGES {
        let bytes = common::pdf(&common::receipt(&words));
        std::fs::write(
            folder.join(format!("receipt-{}.pdf", words.language)),
            bytes,
        )
        .unwrap();
    }
    std::fs::write(
        folder.join("statement.pdf"),
        common::pdf(&common::statement("en", 60)),
    )
    .unwrap();
    std::fs::write(
        folder.join("statement-ar.pdf"),
        common::pdf(&common::statement("ar", 60)),
    )
    .unwrap();
}
