//! Drama lint.
