//! Shaping, captions and bubbles.
