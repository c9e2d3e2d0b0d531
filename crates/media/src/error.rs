//! What can go wrong, in words that a producer can act on.

use std::path::PathBuf;

/// Every way in which a file, a limit or a tool can stop the work.
///
/// `Display` is one sentence that says what happened, [`MediaError::remedy`] one that says what to do about it,
/// and [`MediaError::code`] a stable word for programs.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file has no bytes.
    #[error("The file is empty.")]
    EmptyFile,
    /// The first bytes are not those of MP4, QuickTime, Matroska or WebM. The text names what was seen.
    #[error("This is not a video that can be used: {0}.")]
    NotAVideo(String),
    /// The first bytes are not those of JPEG, PNG or WebP.
    #[error("This is not a picture that can be used.")]
    NotAPicture,
    /// A container without a picture.
    #[error("The file has no video stream.")]
    NoVideoStream,
    /// The container or its streams cannot be read to the end.
    #[error("The video is damaged: {0}.")]
    Damaged(String),
    /// The picture is coded in a way this ffmpeg cannot decode.
    #[error("The video is coded as {0}, which cannot be decoded here.")]
    UnsupportedCodec(String),
    /// Wider than high, and nobody has said how to make it vertical.
    #[error("The video is landscape ({width}x{height}).")]
    LandscapeSource {
        /// Display width in pixels, after rotation.
        width: u32,
        /// Display height in pixels, after rotation.
        height: u32,
    },
    /// So narrow that no player would show it sensibly.
    #[error("The picture is {width}x{height}, which is too narrow to show.")]
    UnsupportedShape {
        /// Display width in pixels.
        width: u32,
        /// Display height in pixels.
        height: u32,
    },
    /// Longer than [`crate::Limits::duration_ms`].
    #[error("The video is {} s long; the limit is {} s.", .duration_ms / 1000, .limit_ms / 1000)]
    TooLong {
        /// Length of the video, ms.
        duration_ms: u64,
        /// The limit, ms.
        limit_ms: u64,
    },
    /// More bytes, pixels or output than the limits allow.
    #[error("The video is too large: {0}.")]
    TooLarge(String),
    /// The disk that holds the output has no room left.
    #[error("The disk is full.")]
    DiskFull,
    /// A child process ran into its time limit.
    #[error("The work on this video took longer than allowed ({0}).")]
    TimedOut(String),
    /// The caller cancelled.
    #[error("The work was cancelled.")]
    Cancelled,
    /// ffmpeg or ffprobe is not there or does not start.
    #[error("{0} was not found.")]
    ToolMissing(String),
    /// ffmpeg failed for a reason that is none of the above; the text is its last words.
    #[error("ffmpeg failed: {0}.")]
    ToolFailed(String),
    /// A subtitle file that cannot be understood.
    #[error("The subtitles cannot be read: {0}.")]
    SubtitleUnreadable(String),
    /// Reading or writing a file failed.
    #[error("Cannot use {path}: {source}.")]
    Io {
        /// The file in question.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl MediaError {
    /// A stable word for programs, tests and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::NotAVideo(_) => "not_a_video",
            Self::NotAPicture => "not_a_picture",
            Self::NoVideoStream => "no_video_stream",
            Self::Damaged(_) => "damaged",
            Self::UnsupportedCodec(_) => "unsupported_codec",
            Self::LandscapeSource { .. } => "landscape_source",
            Self::UnsupportedShape { .. } => "unsupported_shape",
            Self::TooLong { .. } => "too_long",
            Self::TooLarge(_) => "too_large",
            Self::DiskFull => "disk_full",
            Self::TimedOut(_) => "timed_out",
            Self::Cancelled => "cancelled",
            Self::ToolMissing(_) => "tool_missing",
            Self::ToolFailed(_) => "tool_failed",
            Self::SubtitleUnreadable(_) => "subtitle_unreadable",
            Self::Io { .. } => "io",
        }
    }

    /// One sentence that says what to do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::EmptyFile => "Export or upload the file again.",
            Self::NotAVideo(_) => "Use an MP4, MOV, MKV or WebM file.",
            Self::NotAPicture => "Use a JPEG, PNG or WebP picture.",
            Self::NoVideoStream => "Export the episode again with its picture.",
            Self::Damaged(_) => "Export the episode again and check that it plays to the end.",
            Self::UnsupportedCodec(_) => "Export the episode as H.264, HEVC, VP9, AV1 or ProRes.",
            Self::LandscapeSource { .. } => {
                "Choose how to make it vertical: crop left, crop center, crop right or blur."
            }
            Self::UnsupportedShape { .. } => "Use a picture between 1:1 and 1:3, best 9:16.",
            Self::TooLong { .. } => "Cut the video into shorter episodes.",
            Self::TooLarge(_) => "Export the episode at a lower bit rate or size.",
            Self::DiskFull => "Make room on the disk; the work goes on from where it stopped.",
            Self::TimedOut(_) => {
                "Try again when the machine is less busy, or export a simpler file."
            }
            Self::Cancelled => "Start it again when you want it.",
            Self::ToolMissing(_) => "Install ffmpeg 5.1 or newer, or say where it is.",
            Self::ToolFailed(_) => {
                "Try again; if it fails again, export the episode as H.264 in MP4."
            }
            Self::SubtitleUnreadable(_) => "Save the subtitles as SRT or WebVTT in UTF-8.",
            Self::Io { .. } => "Check that the file exists and may be read and written.",
        }
    }

    /// Whether the same call may succeed later without a change to the file (no room, no time, no tool).
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::DiskFull
                | Self::TimedOut(_)
                | Self::Cancelled
                | Self::ToolMissing(_)
                | Self::Io { .. }
        )
    }

    /// An IO error on `path`; no space becomes [`MediaError::DiskFull`].
    pub(crate) fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io {
                path: path.into(),
                source,
            },
        }
    }
}
