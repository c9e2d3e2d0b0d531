//! A shot: who stands where, what the camera sees at a moment.
