//! Where pictures and sounds come from, in the IPTC's words for digital sources, which C2PA takes over.

use serde::{Deserialize, Serialize};

/// How one asset, or a file of several, came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// By a model that learned from examples: generated pictures, clips, music; neural voices.
    Trained,
    /// By rules in code alone: drawn backgrounds, composed parts, synthesised effects.
    Code,
    /// By people, with digital tools.
    Human,
    /// A camera's or microphone's.
    Captured,
    /// Of several, one of which a trained model made.
    MixedWithTrained,
    /// Of several, none of which a trained model made.
    Mixed,
}

impl Source {
    /// The term's address in the IPTC's list.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Trained => {
                "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
            }
            Self::Code => "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
            Self::Human => "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
            Self::Captured => "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
            Self::MixedWithTrained => {
                "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
            }
            Self::Mixed => "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic",
        }
    }

    /// What a file is that holds all of these; nothing of nothing.
    pub fn of_all(sources: impl IntoIterator<Item = Self>) -> Option<Self> {
        sources.into_iter().reduce(|one, other| match (one, other) {
            (one, other) if one == other => one,
            (Self::Trained | Self::MixedWithTrained, _)
            | (_, Self::Trained | Self::MixedWithTrained) => Self::MixedWithTrained,
            _ => Self::Mixed,
        })
    }

    /// Whether a trained model had part in it: what laws on AI labels ask.
    pub fn is_ai(self) -> bool {
        matches!(self, Self::Trained | Self::MixedWithTrained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mix_says_whether_a_model_had_part_in_it_in_whatever_order() {
        use Source::{Captured, Code, Human, Mixed, MixedWithTrained, Trained};
        for (sources, whole) in [
            (vec![Code, Code], Some(Code)),
            (vec![Code, Trained], Some(MixedWithTrained)),
            (vec![Trained, Code, Human], Some(MixedWithTrained)),
            (vec![Human, Captured, Trained], Some(MixedWithTrained)),
            (vec![Human, Code], Some(Mixed)),
            (vec![Mixed, Trained], Some(MixedWithTrained)),
            (vec![], None),
        ] {
            assert_eq!(Source::of_all(sources.clone()), whole, "{sources:?}");
            assert_eq!(Source::of_all(sources.into_iter().rev()), whole);
        }
    }
}
