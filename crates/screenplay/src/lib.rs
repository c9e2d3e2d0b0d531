//! Screenplays as text: read, written, taken apart into scenes and utterances, and looked at by a critic who
//! counts.
//!
//! Pure: text in, data out; no input or output, no clock, no chance.
//!
//! | module | what |
//! |---|---|
//! | [`Script`] | a screenplay as its elements; [`fountain`] reads and writes it byte for byte |
//! | [`fdx`] | Final Draft's XML, in and out |
//! | [`plain`] | text that somebody simply typed, as Fountain |
//! | [`inline`] | bold, italic, underlined; notes inside a line |
//! | [`fit`] | whether a text holds a word, in the way in which its script joins words |
//! | [`marks`] | what asks, calls, ends and breaks off a sentence, in all scripts |
//! | [`scenes`] | scenes, what is done in them and what is said by whom, verbatim |
//! | [`bible`] | what is true of a series: people and their looks, kin, places, props, secrets; TOML in and out |
//! | [`facts`] | what a script says of its own story, in notes such as `[[dies: MARA]]` |
//! | [`continuity`] | where the script says what cannot be, over all its episodes |
//! | [`lint`] | whether an episode hooks, turns and ends as one of this kind must |
//! | [`reading`] | how much of a caption can be read in a second and stands in a line, by language |
//! | [`writers`] | a premise in, a whole series out, from templates |

#![forbid(unsafe_code)]

pub mod bible;
pub mod continuity;
pub mod facts;
pub mod fdx;
pub mod fit;
pub mod fountain;
pub mod inline;
pub mod lint;
pub mod marks;
pub mod plain;
pub mod reading;
pub mod scenes;
mod script;
pub mod writers;

pub use script::{Element, Kind, Script};
