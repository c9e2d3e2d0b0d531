//! The box reader and writer, on good and on hostile files.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::io::Cursor;

use media::fmp4::{self, Movie};
use proptest::prelude::*;
use support::{X264, make, picture};

fn fragmented() -> Vec<u8> {
    let arguments = format!(
        "{} {X264} -bf 2 -g 12 -movflags cmaf+frag_keyframe",
        picture("64x114", "24", 2)
    );
    std::fs::read(make("a.mp4", &arguments).path).unwrap()
}

fn rewrite(movie: &Movie, bytes: &[u8]) -> Vec<u8> {
    let starts: Vec<usize> = (0..movie.samples.len())
        .filter(|&n| movie.samples[n].sync)
        .collect();
    let mut out = Vec::new();
    fmp4::write(
        movie,
        &movie.samples,
        &starts,
        None,
        &mut Cursor::new(bytes),
        &mut out,
    )
    .unwrap();
    out
}

#[test]
fn writing_again_keeps_every_frame_and_its_time() {
    let bytes = fragmented();
    let movie = fmp4::read(&mut Cursor::new(&bytes)).unwrap();
    assert_eq!(
        (movie.samples.len(), movie.width, movie.height),
        (48, 64, 114)
    );
    let out = rewrite(&movie, &bytes);
    let again = fmp4::read(&mut Cursor::new(&out)).unwrap();
    let data = |file: &[u8], movie: &Movie| -> Vec<Vec<u8>> {
        movie
            .samples
            .iter()
            .map(|s| file[s.offset as usize..][..s.bytes as usize].to_vec())
            .collect()
    };
    assert_eq!(data(&bytes, &movie), data(&out, &again));
    let times = |movie: &Movie| {
        movie
            .samples
            .iter()
            .map(|s| (s.decode_time, s.duration, s.sync))
            .collect::<Vec<_>>()
    };
    assert_eq!(times(&movie), times(&again));
    assert_eq!(
        rewrite(&again, &out),
        out,
        "writing what was written changes nothing"
    );
}

#[test]
fn parts_are_joined_in_time() {
    let bytes = fragmented();
    let mut joined = Cursor::new(bytes.clone());
    fmp4::append(&mut joined, &mut Cursor::new(&bytes)).unwrap();
    let movie = fmp4::read(&mut joined).unwrap();
    assert_eq!(movie.samples.len(), 96);
    assert!(
        movie
            .samples
            .windows(2)
            .all(|pair| pair[0].decode_time + u64::from(pair[0].duration) == pair[1].decode_time)
    );
    let other = make(
        "b.mp4",
        &format!(
            "{} {X264} -movflags cmaf+frag_keyframe",
            picture("66x114", "24", 1)
        ),
    );
    let other = std::fs::read(&other.path).unwrap();
    assert!(
        fmp4::append(&mut Cursor::new(bytes), &mut Cursor::new(other)).is_err(),
        "other codings are refused"
    );
}

#[test]
fn every_prefix_and_every_broken_byte_of_the_header_is_survived() {
    let bytes = fragmented();
    for end in 0..bytes.len().min(3000) {
        let _ = fmp4::read(&mut Cursor::new(&bytes[..end]));
    }
    for at in 0..bytes.len().min(1500) {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut broken = bytes.clone();
            broken[at] = value;
            if let Ok(movie) = fmp4::read(&mut Cursor::new(&broken)) {
                let _ = fmp4::write(
                    &movie,
                    &movie.samples,
                    &[0],
                    None,
                    &mut Cursor::new(&broken),
                    &mut Vec::new(),
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_is_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(fmp4::read(&mut Cursor::new(&bytes)).is_err());
    }

    #[test]
    fn nested_noise_is_survived(parts in proptest::collection::vec((0_usize..12, 0_u32..64, any::<[u8; 24]>()), 1..20)) {
        let names = [b"ftyp", b"moov", b"trak", b"mdia", b"mdhd", b"stsd", b"moof", b"traf", b"tfhd", b"tfdt", b"trun", b"mdat"];
        let bytes: Vec<u8> = parts
            .iter()
            .flat_map(|(name, size, body)| [&size.to_be_bytes()[..], &names[*name][..], &body[..]].concat())
            .collect();
        let _ = fmp4::read(&mut Cursor::new(&bytes));
    }

    #[test]
    fn a_good_file_with_broken_bytes_is_survived(
        broken in proptest::collection::vec((0_usize..2000, any::<[u8; 4]>(), 1_usize..5), 1..6)) {
        let mut bytes = GOOD.clone();
        for (at, with, length) in broken {
            let at = at % (bytes.len() - 4);
            bytes[at..at + length.min(4)].copy_from_slice(&with[..length.min(4)]);
        }
        if let Ok(movie) = fmp4::read(&mut Cursor::new(&bytes)) {
            let starts: Vec<usize> =
                (0..movie.samples.len()).filter(|&n| n == 0 || movie.samples[n].sync).collect();
            let _ = fmp4::write(&movie, &movie.samples, &starts, None, &mut Cursor::new(&bytes), &mut Vec::new());
        }
    }
}

static GOOD: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(fragmented);
