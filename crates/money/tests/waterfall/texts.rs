//! Texts that are wrong: the line, the key, and what to do.

use money::waterfall::Waterfall;
use proptest::prelude::*;

use crate::worked::{CARVED, DEAL};

/// The problem after one replacement in a right deal.
fn problem(from: &str, to: &str) -> String {
    assert!(DEAL.contains(from), "{from}");
    Waterfall::read(&DEAL.replacen(from, to, 1))
        .unwrap_err()
        .to_string()
}

#[test]
fn each_names_line_key_and_remedy() {
    for (from, to, says) in [
        (
            "rate = \"15%\"",
            "rate = 0.15",
            "line 20, `tier.1.rate`: this is a bare number, not text. Put it in quotes: amounts and shares are text, so that nothing is rounded.",
        ),
        (
            "rate = \"15%\"",
            "rate = \"115%\"",
            "line 20, `tier.1.rate`: 115 % is more than the whole. Write 100 % or less.",
        ),
        (
            "rate = \"15%\"\n",
            "",
            "line 17, `tier.1.rate`: `rate` is missing. Add rate = \"15%\".",
        ),
        (
            "agent = \"60%\"",
            "agent = \"55%\"",
            "line 22, `tier.1.to`: the shares add up to 95 %, not to 1. Change the shares so that they add up to 100 %.",
        ),
        (
            "agent = \"60%\"",
            "agnt = \"60%\"",
            "line 22, `tier.1.to.agnt`: `agnt` is not one of the payees. Add it to `payees` at the top, or use one of: house, agent, producer, writer, investor.",
        ),
        (
            "premium =",
            "premum =",
            "line 28, `tier.2.premum`: `premum` means nothing here. Remove it, or use one of: name, kind, rate, to, premium, cap, from.",
        ),
        (
            "\"500.00\"",
            "\"500.001\"",
            "line 27, `tier.2.to.investor`: `500.001` is not an amount of USD (2 decimals). Write digits with a point and no more decimals than the currency has, such as 12.34.",
        ),
        (
            "kind = \"recoup\"",
            "kind = \"recoupment\"",
            "line 26, `tier.2.kind`: `recoupment` is no kind of tier. Use commission, recoup, corridor or split.",
        ),
        (
            "kind = \"corridor\"\nrate = \"5%\"\nfrom = \"100.00\"",
            "kind = \"commission\"\nrate = \"5%\"",
            "line 32, `tier.3.kind`: a commission comes off the top, so it stands above the other tiers. Move it up, or make it a corridor, which takes its rate where it stands.",
        ),
        (
            "writer = \"10%\" }\ncaps = { writer = \"25.00\" }",
            "writer = \"10%\" }\ncap = \"25.00\"",
            "line 37, `tier.4`: `Net profits` is the last tier and may leave something over. End with a tier of kind = \"split\" without `cap`, in which at least one payee has no cap.",
        ),
        (
            "against = [\"Net profits\"]",
            "against = [\"Net profit\"]",
            "line 48, `guarantee.1.against`: there is no tier `Net profit`. Write a tier's name, or source/tier.",
        ),
        (
            "currency = \"USD\"",
            "currency = \"COIN\"",
            "line 3, `currency`: `COIN` is not a currency of ISO 4217 that amounts can be stated in. Use a code of three capital letters, such as USD, JPY or KWD.",
        ),
        (
            "advanced_by = \"house\"",
            "advanced_by = \"producer\"",
            "line 47, `guarantee.1.advanced_by`: nobody advances money to themselves. Name whoever paid the advance.",
        ),
        (
            "id = \"second-season\"",
            "id = \"the-heiress\"",
            "line 15, `source.2.id`: the source `the-heiress` is there twice. Rename one of them.",
        ),
    ] {
        assert_eq!(problem(from, to), says);
    }
}

#[test]
fn what_is_no_toml_says_where() {
    let said = problem("[[tier]]", "[[tier]");
    assert!(
        said.starts_with("line 17: ") && said.ends_with("Correct the TOML; see https://toml.io."),
        "{said}"
    );
}

#[test]
fn too_much_is_refused() {
    let long = "#".repeat(300_000);
    assert_eq!(
        Waterfall::read(&long).unwrap_err().code,
        "waterfall.too_long"
    );
    let payees: Vec<String> = (0..300).map(|at| format!("\"p{at}\"")).collect();
    let many = format!(
        "name = \"n\"\ncurrency = \"USD\"\npayees = [{}]\n",
        payees.join(",")
    );
    assert_eq!(
        Waterfall::read(&many).unwrap_err().code,
        "waterfall.too_many"
    );
    let nested = format!("x = {}", "[".repeat(100_000));
    assert!(Waterfall::read(&nested).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Waterfall::read(&text);
    }

    /// One byte of a right deal changed: read or refused with a line of the text, never a panic.
    #[test]
    fn mutated_deals(at in 0..DEAL.len(), byte in 0_u8..128) {
        let mut bytes = DEAL.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes)
            && let Err(problem) = Waterfall::read(&text)
        {
            prop_assert!((1..=text.lines().count() + 1).contains(&problem.line));
            prop_assert!(!problem.message.is_empty() && !problem.remedy.is_empty());
        }
    }
}

#[test]
fn every_territory_has_one_source() {
    for (from, to, says) in [
        (
            "[\"CN\", \"HK\"]",
            "[\"CN\", \"CN\"]",
            "`CN` is listed twice. List it once.",
        ),
        (
            "[\"CN\", \"HK\"]",
            "[\"China\"]",
            "a territory is a code of two capital letters. Write such as \"CN\".",
        ),
        (
            "[\"CN\", \"HK\"]",
            "[]",
            "the list of territories is empty.",
        ),
        (
            "id = \"elsewhere\"",
            "id = \"elsewhere\"\nterritories = [\"GB\"]",
            "no source takes what is earned elsewhere.",
        ),
        (
            "id = \"elsewhere\"",
            "id = \"elsewhere\"\nterritories = [\"HK\"]",
            "`HK` is listed twice.",
        ),
        (
            "[[tier]]",
            "[[source]]\nid = \"other\"\n[[tier]]",
            "some sources name territories, and several do not.",
        ),
    ] {
        assert!(CARVED.contains(from), "{from}");
        let told = Waterfall::read(&CARVED.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        assert!(told.contains(says), "{told}");
    }
}
