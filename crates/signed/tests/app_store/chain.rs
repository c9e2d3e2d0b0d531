//! Each flaw of a chain by itself.

use chrono::{DateTime, Utc};
use rcgen::{BasicConstraints, CustomExtension, IsCa, KeyUsagePurpose, date_time_ymd};
use signed::{
    app_store::{Certificate, Error, Flaw, Root, verify_chain},
    testing::{AppStore, Plan},
};

use crate::{now, transaction, verifier};

fn chain(which: Certificate, flaw: Flaw) -> Error {
    Error::Chain { which, flaw }
}

#[test]
fn apples_own_chain_leads_to_the_pinned_root() {
    let files: [&[u8]; 3] = [
        include_bytes!("../apple/leaf.der"),
        include_bytes!("../apple/intermediate.der"),
        include_bytes!("../apple/root.der"),
    ];
    let certificates = files.map(<[u8]>::to_vec);
    let at = |day: &str| format!("{day}T00:00:00Z").parse::<DateTime<Utc>>().unwrap();
    assert_eq!(Root::of(files[2]), Root::APPLE_G3);
    verify_chain(&certificates, &[Root::APPLE_G3], at("2026-11-26")).unwrap();
    for day in ["2025-09-19", "2027-10-14"] {
        let refused = verify_chain(&certificates, &[Root::APPLE_G3], at(day));
        assert_eq!(
            refused.unwrap_err(),
            chain(Certificate::Leaf, Flaw::Expired)
        );
    }
    let [leaf, intermediate, root] = certificates;
    let refused = verify_chain(
        &[intermediate, leaf, root.clone()],
        &[Root::APPLE_G3],
        at("2026-11-26"),
    );
    assert!(refused.is_err());
    let stranger = AppStore::new();
    let mixed = [stranger.chain[0].clone(), stranger.chain[1].clone(), root];
    let refused = verify_chain(&mixed, &[Root::APPLE_G3], at("2026-11-26"));
    assert_eq!(
        refused.unwrap_err(),
        chain(Certificate::Intermediate, Flaw::Issuer)
    );
}

type Case = (fn(&mut Plan), Certificate, Flaw);

#[test]
fn every_flaw_is_found_and_named() {
    let cases: &[Case] = &[
        (
            |plan| plan.leaf.custom_extensions.clear(),
            Certificate::Leaf,
            Flaw::Mark,
        ),
        (
            |plan| plan.intermediate.custom_extensions.clear(),
            Certificate::Intermediate,
            Flaw::Mark,
        ),
        (
            |plan| plan.leaf.not_after = date_time_ymd(2024, 1, 1),
            Certificate::Leaf,
            Flaw::Expired,
        ),
        (
            |plan| plan.intermediate.not_before = date_time_ymd(2030, 1, 1),
            Certificate::Intermediate,
            Flaw::Expired,
        ),
        (
            |plan| plan.root.not_after = date_time_ymd(2024, 1, 1),
            Certificate::Root,
            Flaw::Expired,
        ),
        (
            |plan| plan.intermediate.is_ca = IsCa::ExplicitNoCa,
            Certificate::Intermediate,
            Flaw::Authority,
        ),
        (
            |plan| plan.intermediate.is_ca = IsCa::NoCa,
            Certificate::Intermediate,
            Flaw::Authority,
        ),
        (
            |plan| plan.intermediate.key_usages = vec![KeyUsagePurpose::DigitalSignature],
            Certificate::Intermediate,
            Flaw::Authority,
        ),
        (
            |plan| plan.root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)),
            Certificate::Root,
            Flaw::Authority,
        ),
        (
            |plan| plan.leaf.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            Certificate::Leaf,
            Flaw::Authority,
        ),
        (
            |plan| plan.leaf.key_usages = vec![KeyUsagePurpose::KeyAgreement],
            Certificate::Leaf,
            Flaw::Authority,
        ),
        (
            |plan| {
                let mut strange = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
                strange.set_criticality(true);
                plan.leaf.custom_extensions.push(strange);
            },
            Certificate::Leaf,
            Flaw::Critical,
        ),
    ];
    for (bend, which, flaw) in cases {
        let store = AppStore::bent(bend);
        let refused = verifier(&store).transaction(&store.sign(&transaction()), now());
        assert_eq!(refused.unwrap_err(), chain(*which, *flaw));
    }
}

#[test]
fn a_certificate_of_another_chain_is_found() {
    let (store, other) = (AppStore::new(), AppStore::new());
    let now = now();
    let refused = |chain: [Vec<u8>; 3]| verify_chain(&chain, &[store.root()], now).unwrap_err();
    let [leaf, intermediate, root] = store.chain.clone();
    let swapped = [other.chain[0].clone(), intermediate.clone(), root.clone()];
    assert_eq!(
        refused(swapped),
        chain(Certificate::Leaf, Flaw::Signature),
        "same names, another key"
    );
    let swapped = [leaf.clone(), other.chain[1].clone(), root.clone()];
    assert_eq!(
        refused(swapped),
        chain(Certificate::Intermediate, Flaw::Signature)
    );
    let swapped = [leaf.clone(), intermediate.clone(), other.chain[2].clone()];
    assert_eq!(refused(swapped), Error::WrongRoot);
    let doubled = [leaf.clone(), root.clone(), root.clone()];
    assert_eq!(refused(doubled), chain(Certificate::Leaf, Flaw::Issuer));
    let longer = [
        [leaf.clone(), vec![0]].concat(),
        intermediate.clone(),
        root.clone(),
    ];
    assert_eq!(refused(longer), chain(Certificate::Leaf, Flaw::Unreadable));
    assert_eq!(
        verify_chain(&[leaf, intermediate], &[store.root()], now).unwrap_err(),
        Error::ChainLength(2)
    );
    assert_eq!(
        verify_chain(&store.chain, &[], now).unwrap_err(),
        Error::WrongRoot,
        "no root is pinned"
    );
}

#[test]
fn any_flipped_bit_of_a_certificate_is_found() {
    let store = AppStore::new();
    for which in 0..3 {
        // Left out: the outer name of the algorithm and the head of the signature. They are not signed, only
        // compared, and their tags may be written in more than one way.
        let oid = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
        let der = &store.chain[which];
        let outer = der
            .windows(oid.len())
            .rposition(|window| window == oid)
            .unwrap();
        for byte in (0..der.len()).step_by(7) {
            if (outer - 2..outer + oid.len() + 3).contains(&byte) {
                continue;
            }
            let mut chain = store.chain.clone();
            chain[which][byte] ^= 1 << (byte % 8);
            assert!(
                verify_chain(&chain, &[store.root()], now()).is_err(),
                "byte {byte} of certificate {which}: {:02x?}",
                &der[byte.saturating_sub(8)..(byte + 8).min(der.len())]
            );
        }
    }
}
