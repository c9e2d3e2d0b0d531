//! Which engines there are.

use std::sync::OnceLock;

use super::{BadTemplate, CannotWrite, Draft, Language, Premise, Template, draft, outline};

macro_rules! engines {
    ($($path:literal),+ $(,)?) => {
        const HOUSE: &[(&str, &str)] = &[$(($path, include_str!(concat!("engines/", $path)))),+];
    };
}

engines![
    "contract-marriage/en.txt",
    "contract-marriage/zh.txt",
    "contract-marriage/es.txt",
    "revenge-after-betrayal/en.txt",
    "revenge-after-betrayal/zh.txt",
    "revenge-after-betrayal/es.txt",
    "haunted-livestream/en.txt",
    "haunted-livestream/zh.txt",
    "haunted-livestream/es.txt",
    "hidden-heiress/en.txt",
    "time-loop/en.txt",
    "bl-campus/en.txt",
    "gl-office/en.txt",
    "thriller-witness/en.txt",
];

/// Engines, each in one or more languages.
#[derive(Clone, Debug, Default)]
pub struct Library {
    templates: Vec<Template>,
}

impl Library {
    /// The engines that come with the house.
    pub fn house() -> &'static Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(|| {
            let mut library = Self::default();
            for (file, text) in HOUSE {
                // A test reads each of them; one that is bad is left out rather than taking the others with it.
                let added = library.add(file, text);
                debug_assert!(added.is_ok(), "{added:?}");
            }
            library
        })
    }

    /// The texts of the house's engines, by file.
    pub fn sources() -> &'static [(&'static str, &'static str)] {
        HOUSE
    }

    /// Adds an engine; one of the same name and language is replaced.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), BadTemplate> {
        let template = Template::read(file, text)?;
        self.templates.retain(|other| {
            (&other.engine, other.language) != (&template.engine, template.language)
        });
        self.templates.push(template);
        Ok(())
    }

    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    pub fn find(&self, engine: &str, language: Language) -> Option<&Template> {
        self.templates
            .iter()
            .find(|one| one.engine == engine && one.language == language)
    }

    /// Writes a series: all stages, one after the other.
    pub fn write(&self, premise: &Premise) -> Result<Draft, CannotWrite> {
        let template = self
            .find(&premise.engine, premise.language)
            .ok_or_else(|| self.no_engine(premise))?;
        Ok(draft(template, outline::outline(template, premise)?))
    }

    fn no_engine(&self, premise: &Premise) -> CannotWrite {
        let known: Vec<&str> = self
            .templates
            .iter()
            .filter(|one| one.language == premise.language)
            .map(|one| &*one.engine)
            .collect();
        CannotWrite::NoEngine {
            wanted: premise.engine.clone(),
            language: premise.language.tag(),
            known: known.join(", "),
        }
    }
}
