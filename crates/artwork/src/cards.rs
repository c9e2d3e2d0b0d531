//! Words on cards: titles, ends, captions.
