//! The screen of a phone, as a picture.
