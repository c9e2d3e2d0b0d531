//! Renditions whose heads a signer makes longer. The signer here only does what one does to a file; that `c2pa-sign` does
//! the same is tried in `crates/provenance`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use media::{PlanOptions, Signer, Tools};
use support::{Clip, X264, make, package, package_by, picture, tone, tools};

/// Puts a box of 3,210 bytes behind the first one of IN, or does what `otherwise` says.
fn signer(clip: &Clip, otherwise: &str) -> Signer {
    let path: PathBuf = clip.folder.path().join("signer");
    let script = format!(
        r#"#!/usr/bin/env python3
import os, struct, sys
kind, title, master, source, target = sys.argv[1:]
assert kind == "rendition" and title and os.path.isfile(master), sys.argv
{otherwise}
data = open(source, "rb").read()
at = struct.unpack(">I", data[:4])[0]
box = struct.pack(">I4s", 3210, b"uuid") + bytes(3202)
open(target, "wb").write(data[:at] + box + data[at:])
print('{{"verdict":"valid"}}')
"#
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    Signer {
        program: path,
        must: true,
    }
}

fn clip() -> Clip {
    let (seen, heard) = (picture("360x640", "24", 5), tone("stereo", 5));
    make(
        "source.mp4",
        &format!("{seen} {heard} {X264} -c:a aac -shortest"),
    )
}

fn by(signer: Signer) -> Tools {
    Tools {
        signer: Some(signer),
        ..tools()
    }
}

#[tokio::test]
async fn the_playlists_of_a_signed_rendition_find_the_same_fragments() {
    let options = PlanOptions::default();
    let plain_clip = clip();
    let plain = package(&plain_clip, &options).await.unwrap();
    let signed_clip = clip();
    let by = by(signer(&signed_clip, ""));
    // All that must hold of any package is checked in there: ranges, playlists, whole segments.
    let signed = package_by(&by, &signed_clip, &options).await.unwrap();
    assert_eq!(plain.renditions.len(), signed.renditions.len());
    assert!(signed.renditions.len() > 1, "pictures and sound");
    for (one, other) in plain.renditions.iter().zip(&signed.renditions) {
        assert_eq!(other.init_bytes, one.init_bytes + 3210, "{}", other.file);
        // Two encodings are not of the same bytes, so each is held against itself.
        let file = std::fs::read(signed.output.join(&other.file)).unwrap();
        assert_eq!(file.len() as u64, other.bytes);
        assert_eq!(other.segments.len(), one.segments.len());
        assert_eq!(other.segments[0].offset, other.init_bytes);
        for segment in &other.segments {
            let at = usize::try_from(segment.offset).unwrap();
            assert_eq!(&file[at + 4..at + 8], b"moof", "{}", other.file);
        }
    }
}

#[tokio::test]
async fn a_source_that_says_nothing_is_packaged_unsigned_and_a_signer_that_fails_says_so() {
    let options = PlanOptions::default();
    let one = clip();
    let nothing = by(signer(&one, "print('null'); sys.exit(0)"));
    let package = package_by(&nothing, &one, &options).await.unwrap();
    let rendition = &package.renditions[0];
    let bytes = std::fs::metadata(package.output.join(&rendition.file)).unwrap();
    assert_eq!(bytes.len(), rendition.bytes);
    for (otherwise, word) in [
        ("sys.exit('no certificate')", "no certificate"),
        (
            "open(target, 'wb').write(b'short'); sys.exit(0)",
            "not where they should be",
        ),
        (
            "data = open(source, 'rb').read(); open(target, 'wb').write(data + bytes(99)); sys.exit(0)",
            "not where they should be",
        ),
    ] {
        let two = clip();
        let bad = by(signer(&two, otherwise));
        let Err(error) = package_by(&bad, &two, &options).await else {
            panic!("{otherwise} went well");
        };
        assert!(error.to_string().contains(word), "{otherwise}: {error}");
    }
    // Who signs in nobody's name holds nobody's upload up.
    let three = clip();
    let test = Signer {
        must: false,
        ..signer(
            &three,
            "open(target, 'wb').write(b'short'); sys.exit('cannot')",
        )
    };
    let package = package_by(&by(test), &three, &options).await.unwrap();
    let rendition = &package.renditions[0];
    let bytes = std::fs::metadata(package.output.join(&rendition.file)).unwrap();
    assert_eq!(bytes.len(), rendition.bytes);
}
