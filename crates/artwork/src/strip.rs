//! A board as a webcomic strip.
