//! WAV files: read whatever is common, written as 16-bit PCM.

use crate::{Error, Mono, RATE, Stereo};

/// 16-bit PCM of one channel.
pub fn mono(sound: &Mono) -> Vec<u8> {
    write(&sound.samples, 1, sound.rate)
}

/// 16-bit PCM of two channels at [`RATE`].
pub fn stereo(sound: &Stereo) -> Vec<u8> {
    write(&sound.interleaved(), 2, RATE)
}

fn write(samples: &[f32], channels: u16, rate: u32) -> Vec<u8> {
    let bytes = (samples.len() * 2) as u32;
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&(rate * u32::from(channels) * 2).to_le_bytes());
    file.extend_from_slice(&(channels * 2).to_le_bytes());
    file.extend_from_slice(&16u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        let value = (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16;
        file.extend_from_slice(&value.to_le_bytes());
    }
    file
}

/// What a WAV file holds: its channels, all of one length, and the samples a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Channels {
    pub channels: Vec<Vec<f32>>,
    pub rate: u32,
}

impl Channels {
    /// All channels as one.
    pub fn down_to_mono(self) -> Mono {
        let count = self.channels.len().max(1) as f32;
        let length = self.channels.first().map_or(0, Vec::len);
        let samples = (0..length)
            .map(|n| self.channels.iter().map(|channel| channel[n]).sum::<f32>() / count)
            .collect();
        Mono {
            samples,
            rate: self.rate,
        }
    }

    /// The first two channels, or the one channel twice, at [`RATE`].
    pub fn to_stereo(self) -> Stereo {
        let rate = self.rate;
        let mut channels = self.channels.into_iter();
        let left = Mono {
            samples: channels.next().unwrap_or_default(),
            rate,
        }
        .at_rate(RATE)
        .samples;
        let right = channels.next().map_or_else(
            || left.clone(),
            |samples| Mono { samples, rate }.at_rate(RATE).samples,
        );
        Stereo { left, right }
    }
}

/// Reads PCM of 8, 16, 24 or 32 bits and 32-bit float. A data chunk whose length is unknown (written to a pipe) or too
/// great reaches to the end of the file.
pub fn read(file: &[u8]) -> Result<Channels, Error> {
    let wrong = |why: &str| Error::Wav(why.into());
    if file.len() < 12 || &file[..4] != b"RIFF" || &file[8..12] != b"WAVE" {
        return Err(wrong("it does not begin with RIFF and WAVE"));
    }
    let mut rest = &file[12..];
    let mut format = None;
    while rest.len() >= 8 {
        let (name, said) = (&rest[..4], number(&rest[4..8]) as usize);
        let body = &rest[8..];
        if name == b"data" {
            let (code, channels, rate, bits) =
                format.ok_or_else(|| wrong("its data come before its format"))?;
            return samples(&body[..said.min(body.len())], code, channels, rate, bits);
        }
        if name == b"fmt " {
            if said < 16 || body.len() < 16 {
                return Err(wrong("its format is cut off"));
            }
            let mut code = short(body);
            if code == 0xfffe && said >= 26 && body.len() >= 26 {
                code = short(&body[24..]);
            }
            format = Some((
                code,
                short(&body[2..]),
                number(&body[4..]),
                short(&body[14..]),
            ));
        }
        let step = said.saturating_add(said & 1);
        rest = body.get(step..).unwrap_or(&[]);
    }
    Err(wrong("it holds no sound"))
}

fn short(bytes: &[u8]) -> u16 {
    u16::from_le_bytes([bytes[0], bytes[1]])
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

fn samples(data: &[u8], code: u16, channels: u16, rate: u32, bits: u16) -> Result<Channels, Error> {
    if channels == 0 || channels > 32 || !(1_000..=768_000).contains(&rate) {
        return Err(Error::Wav(format!("{channels} channels at {rate} Hz")));
    }
    let convert: fn(&[u8]) -> f32 = match (code, bits) {
        (1, 8) => |b| (f32::from(b[0]) - 128.0) / 128.0,
        (1, 16) => |b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0,
        (1, 24) => |b| (i32::from_le_bytes([0, b[0], b[1], b[2]]) >> 8) as f32 / 8_388_608.0,
        (1, 32) => |b| i32::from_le_bytes([b[0], b[1], b[2], b[3]]) as f32 / 2_147_483_648.0,
        (3, 32) => |b| {
            let value = f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
            if value.is_finite() { value } else { 0.0 }
        },
        _ => {
            return Err(Error::Wav(format!(
                "its samples are of format {code} with {bits} bits"
            )));
        }
    };
    let width = usize::from(bits / 8);
    let count = usize::from(channels);
    let mut apart = vec![Vec::with_capacity(data.len() / width / count); count];
    for frame in data.chunks_exact(width * count) {
        for (channel, sample) in apart.iter_mut().zip(frame.chunks_exact(width)) {
            channel.push(convert(sample));
        }
    }
    Ok(Channels {
        channels: apart,
        rate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let sound = Mono {
            samples: vec![0.0, 0.5, -0.5, 1.0, -1.0],
            rate: 24_000,
        };
        let back = read(&mono(&sound)).unwrap().down_to_mono();
        assert_eq!(back.rate, 24_000);
        for (a, b) in sound.samples.iter().zip(&back.samples) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn every_cut_of_a_file_is_read_or_refused_and_never_panics() {
        let whole = stereo(&Stereo {
            left: vec![0.1; 9],
            right: vec![0.2; 9],
        });
        for end in 0..whole.len() {
            let _ = read(&whole[..end]);
        }
        let mut hostile = whole.clone();
        for at in 0..44 {
            for value in [0, 1, 255] {
                let kept = std::mem::replace(&mut hostile[at], value);
                let _ = read(&hostile);
                hostile[at] = kept;
            }
        }
        assert!(read(b"RIFF....WAVEdata....").is_err());
    }

    #[test]
    fn a_length_that_a_pipe_did_not_know_reaches_to_the_end() {
        let mut file = mono(&Mono {
            samples: vec![0.25; 10],
            rate: 22_050,
        });
        file[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read(&file).unwrap().channels[0].len(), 10);
    }
}
