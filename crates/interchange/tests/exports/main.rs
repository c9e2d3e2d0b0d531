//! Exports of one small episode and of one with hostile names, judged by their rules and by programs of others.

// Helpers of tests are tests too; endings are ours, in lower case.
#![allow(clippy::unwrap_used, clippy::case_sensitive_file_extension_comparisons)]

mod captions;
mod editors;
mod fcpxml_rules;
mod hostile;
mod platform;
mod story;
mod tools;
mod webcomic;
