//! Texts that cells share.

use quick_xml::{Reader, events::Event};

use crate::{
    Error,
    xml::{reference, text},
};

/// Every shared text, without readings of ideographs (`rPh`).
pub(super) fn read(xml: &[u8]) -> Result<Vec<String>, Error> {
    let broken = |what: String| Error::NotAWorkbook(format!("its shared texts are broken: {what}"));
    let mut reader = Reader::from_reader(xml);
    let (mut strings, mut current, mut inside, mut reading) =
        (Vec::new(), String::new(), false, false);
    loop {
        match reader
            .read_event()
            .map_err(|error| broken(error.to_string()))?
        {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"si" => current.clear(),
                b"t" => inside = true,
                b"rPh" => reading = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == b"si" => strings.push(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                b"si" => strings.push(std::mem::take(&mut current)),
                b"t" => inside = false,
                b"rPh" => reading = false,
                _ => {}
            },
            Event::Text(part) if inside && !reading => {
                current.push_str(&text(&part).map_err(broken)?);
            }
            Event::CData(part) if inside && !reading => {
                current.push_str(&String::from_utf8_lossy(&part));
            }
            Event::GeneralRef(part) if inside && !reading => {
                current.push(reference(&part).map_err(broken)?);
            }
            Event::DocType(_) => return Err(broken("it defines entities".to_owned())),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}
