//! Signed files, read back and meddled with (feature `c2pa`).

#![cfg(feature = "c2pa")]
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use provenance::signing::{
    Error, Found, Identity, Verdict, sign, sign_fragments, sign_rendition, verify, verify_fragments,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const TRAINED: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const CODE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia";

fn manifest(source: &str, format: &str) -> Value {
    json!({
        "title": "The Ring 💍",
        "format": format,
        "claim_generator_info": [{"name": "Cliffhanger", "version": "0"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": source}]}}],
    })
}

fn ffmpeg(folder: &TempDir, arguments: &[&str]) -> PathBuf {
    let out = folder.path().join(arguments[arguments.len() - 1]);
    let made = Command::new("ffmpeg")
        .current_dir(folder.path())
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=s=180x320:d=4:r=12",
        ])
        .args(arguments)
        .status()
        .expect("ffmpeg is installed");
    assert!(made.success());
    out
}

fn frames(path: &Path) -> String {
    let counted = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-count_packets",
            "-select_streams",
            "v",
            "-show_entries",
            "stream=nb_read_packets",
            "-of",
            "csv=p=0",
        ])
        .arg(path)
        .output()
        .unwrap();
    assert!(
        counted.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&counted.stderr)
    );
    // Of a playlist it tells twice: of the program and of the stream.
    let counted = String::from_utf8(counted.stdout).unwrap();
    counted.lines().next().unwrap().to_owned()
}

fn is_whole_and_marked_as_a_test(found: &Found, source: &str) {
    assert_eq!(found.verdict, Verdict::Valid, "{found:?}");
    assert!(found.test, "{found:?}");
    assert_eq!(found.sources, [source]);
    assert_eq!(found.title.as_deref(), Some("The Ring 💍"));
    assert_eq!(found.problems, ["signingCredential.untrusted"]);
}

#[test]
fn an_mp4_is_signed_plays_and_tells_when_it_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ffmpeg(
        &folder,
        &[
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            "plain.mp4",
        ],
    );
    let signed = folder.path().join("signed.mp4");
    sign(
        &Identity::Test,
        &manifest(TRAINED, "video/mp4"),
        &plain,
        &signed,
    )
    .unwrap();
    is_whole_and_marked_as_a_test(&verify(&signed, None).unwrap(), TRAINED);
    assert_eq!(frames(&signed), frames(&plain));
    assert_eq!(verify(&plain, None).unwrap().verdict, Verdict::None);

    let mut bytes = std::fs::read(&signed).unwrap();
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    let changed = folder.path().join("changed.mp4");
    std::fs::write(&changed, bytes).unwrap();
    assert_eq!(verify(&changed, None).unwrap().verdict, Verdict::Invalid);
    let again = sign(
        &Identity::Test,
        &manifest(TRAINED, "video/mp4"),
        &plain,
        &signed,
    );
    assert!(matches!(again, Err(Error::There { .. })));
}

#[test]
fn a_png_is_signed_and_tells_when_it_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ffmpeg(&folder, &["-frames:v", "1", "plain.png"]);
    let signed = folder.path().join("signed.png");
    sign(
        &Identity::Test,
        &manifest(CODE, "image/png"),
        &plain,
        &signed,
    )
    .unwrap();
    is_whole_and_marked_as_a_test(&verify(&signed, None).unwrap(), CODE);
    let mut bytes = std::fs::read(&signed).unwrap();
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    std::fs::write(&signed, bytes).unwrap();
    assert_eq!(verify(&signed, None).unwrap().verdict, Verdict::Invalid);
}

#[test]
fn a_fragmented_mp4_in_one_file_is_signed_and_plays() {
    let folder = tempfile::tempdir().unwrap();
    let flags = "+frag_keyframe+empty_moov+default_base_moof";
    let plain = ffmpeg(
        &folder,
        &[
            "-pix_fmt",
            "yuv420p",
            "-g",
            "12",
            "-movflags",
            flags,
            "plain.mp4",
        ],
    );
    let signed = folder.path().join("signed.mp4");
    sign(
        &Identity::Test,
        &manifest(TRAINED, "video/mp4"),
        &plain,
        &signed,
    )
    .unwrap();
    is_whole_and_marked_as_a_test(&verify(&signed, None).unwrap(), TRAINED);
    assert_eq!(frames(&signed), frames(&plain));
}

/// Where the first fragment begins.
fn first_fragment(file: &Path) -> usize {
    let bytes = std::fs::read(file).unwrap();
    let mut at = 0;
    while &bytes[at + 4..at + 8] != b"moof" {
        at += u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    }
    at
}

#[test]
fn a_rendition_says_what_it_was_made_of_and_its_byte_ranges_move_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let master = ffmpeg(&folder, &["-pix_fmt", "yuv420p", "master.mp4"]);
    let flags = "+frag_keyframe+empty_moov+default_base_moof";
    let plain = ffmpeg(
        &folder,
        &[
            "-pix_fmt",
            "yuv420p",
            "-s",
            "90x160",
            "-g",
            "12",
            "-movflags",
            flags,
            "360p.mp4",
        ],
    );
    let rendition =
        |master: &Path, to: &Path| sign_rendition(&Identity::Test, "360p", master, &plain, to);
    // Of a master that says nothing there is nothing to hand on.
    assert!(rendition(&master, &at("none.mp4")).unwrap().is_none());
    assert!(!at("none.mp4").exists());

    let told = at("told.mp4");
    sign(
        &Identity::Test,
        &manifest(TRAINED, "video/mp4"),
        &master,
        &told,
    )
    .unwrap();
    let signed = at("signed.mp4");
    assert!(rendition(&told, &signed).unwrap().is_some());
    let found = verify(&signed, None).unwrap();
    assert_eq!(
        (found.verdict, found.test),
        (Verdict::Valid, true),
        "{found:?}"
    );
    assert_eq!(found.title.as_deref(), Some("360p"));

    // A player that knows the ranges of the file before finds the same fragments, further down by what the head grew.
    let (before, after) = (
        std::fs::read(&plain).unwrap(),
        std::fs::read(&signed).unwrap(),
    );
    let (old, new) = (first_fragment(&plain), first_fragment(&signed));
    assert_eq!(new - old, after.len() - before.len());
    // The index at the end tells where fragments lie in the file: it is moved with them.
    let fragments = |bytes: &[u8], from: usize| {
        let index = bytes.windows(4).rposition(|four| four == b"mfra");
        bytes[from..index.map_or(bytes.len(), |at| at - 4)].to_vec()
    };
    assert!(fragments(&before, old) == fragments(&after, new));
    assert_eq!(frames(&signed), frames(&plain));

    // A fragment that was changed is told, and so is one that was left out.
    let mut bad = after.clone();
    let middle = new + (bad.len() - new) / 2;
    bad[middle] ^= 1;
    std::fs::write(at("bad.mp4"), bad).unwrap();
    assert_eq!(
        verify(&at("bad.mp4"), None).unwrap().verdict,
        Verdict::Invalid
    );

    // A master that was changed after it was signed is handed on as what it is.
    let mut forged = std::fs::read(&told).unwrap();
    let end = forged.len() - 20;
    forged[end] ^= 1;
    std::fs::write(at("forged.mp4"), forged).unwrap();
    if rendition(&at("forged.mp4"), &at("of-forged.mp4"))
        .unwrap()
        .is_some()
    {
        let found = verify(&at("of-forged.mp4"), None).unwrap();
        assert_ne!(found.verdict, Verdict::Trusted, "{found:?}");
    }
}

#[test]
fn fragments_of_a_rendition_are_signed_and_each_tells_when_it_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let rendition = folder.path().join("720p");
    std::fs::create_dir(&rendition).unwrap();
    ffmpeg(
        &folder,
        &[
            "-pix_fmt",
            "yuv420p",
            "-g",
            "12",
            "-f",
            "hls",
            "-hls_time",
            "1",
            "-hls_segment_type",
            "fmp4",
            "-hls_fmp4_init_filename",
            "init.mp4",
            "-hls_segment_filename",
            "720p/segment-%03d.m4s",
            "720p/list.m3u8",
        ],
    );
    let to = folder.path().join("signed");
    let init = rendition.join("init.mp4");
    let signed = sign_fragments(
        &Identity::Test,
        &manifest(TRAINED, "video/mp4"),
        &init,
        "segment-*.m4s",
        &to,
    )
    .unwrap();
    let fragments: Vec<PathBuf> = (0..4)
        .map(|index| signed.join(format!("segment-{index:03}.m4s")))
        .collect();
    let init = signed.join("init.mp4");
    is_whole_and_marked_as_a_test(&verify_fragments(&init, &fragments, None).unwrap(), TRAINED);

    std::fs::copy(rendition.join("list.m3u8"), signed.join("list.m3u8")).unwrap();
    assert_eq!(frames(&signed.join("list.m3u8")), "48");

    let mut bytes = std::fs::read(&fragments[2]).unwrap();
    let at = bytes.len() - 50;
    bytes[at] ^= 1;
    std::fs::write(&fragments[2], bytes).unwrap();
    let found = verify_fragments(&init, &fragments, None);
    assert!(
        !matches!(
            found,
            Ok(Found {
                verdict: Verdict::Valid | Verdict::Trusted,
                ..
            })
        ),
        "{found:?}"
    );
}

#[test]
fn what_cannot_be_signed_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("x.mp4");
    std::fs::write(&text, "no film").unwrap();
    let refused = sign(
        &Identity::Test,
        &manifest(TRAINED, "video/mp4"),
        &text,
        &folder.path().join("y.mp4"),
    );
    assert!(matches!(refused, Err(Error::Sign { .. })), "{refused:?}");
    assert!(
        !folder.path().join("y.mp4").exists(),
        "half a file was left"
    );
    let nobody = Identity::Certificate {
        chain: b"-----BEGIN".to_vec(),
        key: Vec::new(),
        algorithm: "es256".parse().unwrap(),
    };
    let refused = sign(
        &nobody,
        &manifest(TRAINED, "video/mp4"),
        &text,
        &folder.path().join("y.mp4"),
    );
    assert!(matches!(refused, Err(Error::Identity(_))), "{refused:?}");
    assert!("rot13".parse::<provenance::signing::Algorithm>().is_err());
}

/// A house's own authority and the certificate that it signs with, as an operator would buy or make them.
fn house() -> (Identity, String) {
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
        KeyPair, KeyUsagePurpose,
    };
    let params = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::OrganizationName, "A house");
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2049, 1, 1);
        params.use_authority_key_identifier_extension = true;
        params
    };
    let mut authority = params("Authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let mut own = params("Studio");
    own.is_ca = IsCa::ExplicitNoCa;
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    own.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    let (authority_key, own_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let root = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let chain = format!("{}{root}", own.signed_by(&own_key, &issuer).unwrap().pem());
    let key = own_key.serialize_pem().into_bytes();
    (
        Identity::Certificate {
            chain: chain.into_bytes(),
            key,
            algorithm: "es256".parse().unwrap(),
        },
        root,
    )
}

#[test]
fn a_house_signs_with_its_own_certificate_and_who_trusts_its_authority_sees_so() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ffmpeg(&folder, &["-frames:v", "1", "plain.png"]);
    let signed = folder.path().join("signed.png");
    let (identity, root) = house();
    sign(&identity, &manifest(CODE, "image/png"), &plain, &signed).unwrap();
    let stranger = verify(&signed, None).unwrap();
    assert_eq!(
        (stranger.verdict, stranger.test),
        (Verdict::Valid, false),
        "{stranger:?}"
    );
    let friend = verify(&signed, Some(&root)).unwrap();
    assert_eq!(friend.verdict, Verdict::Trusted, "{friend:?}");
    assert_eq!(friend.signer.as_deref(), Some("A house, Studio"));
    assert!(friend.problems.is_empty());
}
