//! Walking boxes in memory without ever trusting a length.

/// Why a file is not a readable fragmented MP4.
#[derive(Debug, thiserror::Error)]
pub enum BoxError {
    /// A box ends after its parent or the file.
    #[error("a box is cut short")]
    Truncated,
    /// A box that must be there is not.
    #[error("there is no {0} box")]
    Missing(&'static str),
    /// A value that cannot be.
    #[error("{0}")]
    Invalid(&'static str),
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// A box's name and content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom<'a> {
    pub name: [u8; 4],
    pub body: &'a [u8],
}

/// The boxes that follow one another in `bytes`; ends after the first broken one, which it gives as an error.
pub(super) fn atoms(bytes: &[u8]) -> impl Iterator<Item = Result<Atom<'_>, BoxError>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let next = atom(rest);
        rest = next.as_ref().map_or(&[][..], |(_, after)| after);
        Some(next.map(|(atom, _)| atom))
    })
}

fn atom(bytes: &[u8]) -> Result<(Atom<'_>, &[u8]), BoxError> {
    let mut fields = Fields(bytes);
    let short = fields.u32()?;
    let name = fields.array()?;
    let (size, header) = match short {
        0 => (bytes.len() as u64, 8),
        1 => (fields.u64()?, 16),
        size => (u64::from(size), 8),
    };
    let size = usize::try_from(size).map_err(|_| BoxError::Truncated)?;
    let body = bytes.get(header..size).ok_or(BoxError::Truncated)?;
    Ok((Atom { name, body }, &bytes[size..]))
}

/// The first box of this name directly inside `bytes`.
pub(super) fn find<'a>(bytes: &'a [u8], name: &'static str) -> Result<&'a [u8], BoxError> {
    for atom in atoms(bytes) {
        let atom = atom?;
        if atom.name == name.as_bytes() {
            return Ok(atom.body);
        }
    }
    Err(BoxError::Missing(name))
}

/// The box at the end of a path of names.
pub(super) fn descend<'a>(bytes: &'a [u8], path: &[&'static str]) -> Result<&'a [u8], BoxError> {
    path.iter().try_fold(bytes, |bytes, name| find(bytes, name))
}

/// Reads big-endian fields one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], BoxError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(BoxError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], BoxError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(BoxError::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn u8(&mut self) -> Result<u8, BoxError> {
        self.array().map(u8::from_be_bytes)
    }

    pub fn u16(&mut self) -> Result<u16, BoxError> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u32(&mut self) -> Result<u32, BoxError> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn u64(&mut self) -> Result<u64, BoxError> {
        self.array().map(u64::from_be_bytes)
    }

    /// Version and flags of a full box.
    pub fn version_flags(&mut self) -> Result<(u8, u32), BoxError> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0x00FF_FFFF))
    }
}
