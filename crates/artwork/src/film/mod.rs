//! Frames to a file.
