//! What people of a cast wear, and how their hair is cut: by the words that tell of it, else by place and seed.

use screenplay::bible;

use super::words;
use crate::cast::{Character, Look, Outfit, Presenting};

/// Of neighbours in the cast, so that they are told apart at a glance.
const COLOURS: [[&str; 2]; 8] = [
    ["#b3423a", "#f3e3d3"],
    ["#2f4b6e", "#e8e4da"],
    ["#3f7a68", "#f2d9b1"],
    ["#8a5a83", "#f0e2ea"],
    ["#c98a2b", "#3a3330"],
    ["#46494f", "#d9d6cf"],
    ["#6f8fb3", "#fbf4e6"],
    ["#7c3b4c", "#efd7c5"],
];

const NAMED: &[(Outfit, &[&str])] = &[
    (Outfit::Suit, &["suit", "tie", "blazer", "西装", "traje"]),
    (
        Outfit::Gown,
        &[
            "gown",
            "wedding dress",
            "veil",
            "婚纱",
            "礼服",
            "vestido de novia",
        ],
    ),
    (Outfit::Dress, &["dress", "qipao", "裙", "vestido"]),
    (Outfit::Apron, &["apron", "围裙", "delantal"]),
    (
        Outfit::Hoodie,
        &["hoodie", "sweatshirt", "卫衣", "sudadera"],
    ),
    (
        Outfit::Coat,
        &[
            "coat",
            "raincoat",
            "jacket",
            "大衣",
            "风衣",
            "abrigo",
            "gabardina",
            "chaqueta",
        ],
    ),
    (
        Outfit::Uniform,
        &["uniform", "police", "officer", "guard", "制服", "uniforme"],
    ),
    (
        Outfit::Scrubs,
        &[
            "scrubs",
            "nurse",
            "doctor",
            "surgeon",
            "白大褂",
            "护士",
            "医生",
            "doctora",
            "médico",
            "enfermera",
        ],
    ),
    (
        Outfit::Robe,
        &[
            "robe",
            "pyjamas",
            "pajamas",
            "hospital gown",
            "collar",
            "睡衣",
            "病号服",
            "bata",
            "pijama",
        ],
    ),
    (
        Outfit::Sportswear,
        &["jersey", "tracksuit", "gym", "球衣", "运动服", "chándal"],
    ),
    (
        Outfit::Robe,
        &[
            "judge",
            "magistrate",
            "法官",
            "juez",
            "jueza",
            "juíza",
            "juiz",
        ],
    ),
    (
        Outfit::Suit,
        &[
            "lawyer",
            "advocate",
            "attorney",
            "prosecutor",
            "ceo",
            "chairman",
            "groom",
            "律师",
            "总裁",
            "abogado",
            "abogada",
            "advogado",
            "advogada",
        ],
    ),
    (
        Outfit::Apron,
        &[
            "chef",
            "cook",
            "barista",
            "barman",
            "bartender",
            "waiter",
            "waitress",
            "florist",
            "baker",
            "厨师",
            "服务员",
            "cocinero",
            "camarera",
            "garçom",
            "cozinheira",
        ],
    ),
    (Outfit::Gown, &["bride", "新娘", "novia", "noiva"]),
    (Outfit::Shirt, &["shirt", "sleeves", "衬衫", "camisa"]),
];

/// Words of cuts; the names are those of the drawing's own table.
const CUTS: &[(&str, &[&str])] = &[
    ("ponytail", &["ponytail", "马尾", "coleta"]),
    (
        "bun",
        &[
            "in a bun",
            "hair pinned up",
            "hair up",
            "chignon",
            "发髻",
            "moño",
        ],
    ),
    ("bob", &["a bob", "bobbed", "短发", "melena corta"]),
    ("pigtails", &["pigtails", "双马尾", "dos coletas"]),
    (
        "headscarf",
        &[
            "headscarf",
            "hijab",
            "veil over her hair",
            "头巾",
            "hiyab",
            "véu islâmico",
            "حجاب",
            "हिजाब",
        ],
    ),
    (
        "turban",
        &["turban", "pagri", "缠头", "turbante", "عمامة", "पगड़ी"],
    ),
    (
        "beanie",
        &["beanie", "woolly hat", "毛线帽", "gorro de lana"],
    ),
    ("afro", &["afro", "爆炸头"]),
    (
        "twists",
        &["dreadlocks", "dreads", "twists in", "脏辫", "rastas"],
    ),
    (
        "braids",
        &[
            "braids",
            "braided hair",
            "cornrows",
            "辫子",
            "trenzas",
            "tranças",
        ],
    ),
    ("curls", &["curls", "curly hair", "卷发", "rizos", "cachos"]),
    ("wavy", &["wavy hair", "波浪", "pelo ondulado"]),
    (
        "crop",
        &[
            "crew cut",
            "cropped hair",
            "buzz cut",
            "shaved head",
            "寸头",
            "rapado",
        ],
    ),
    (
        "swept-back",
        &["slicked back", "hair swept back", "背头", "engominado"],
    ),
    ("long", &["long hair", "长发", "pelo largo"]),
];

const HAIR_COLOURS: &[(&str, &[&str])] = &[
    (
        "#d8b26a",
        &["blonde", "blond", "fair hair", "金发", "rubia", "rubio"],
    ),
    (
        "#8e3f2a",
        &["red hair", "redhead", "红发", "pelirroja", "pelirrojo"],
    ),
    (
        "#c9c5c6",
        &["white hair", "silver hair", "白发", "pelo blanco", "canas"],
    ),
    ("#8f8b90", &["grey hair", "gray hair", "灰发", "pelo gris"]),
    ("#2c2630", &["black hair", "黑发", "pelo negro"]),
];

/// Colours of cloth, as a look may name them.
const DYES: &[(&str, &[&str])] = &[
    ("#2e2c33", &["black", "黑", "negro", "negra"]),
    ("#efeae0", &["white", "白", "blanco", "blanca"]),
    ("#e9dcc0", &["cream", "ivory", "beige", "米色", "crema"]),
    ("#b3423a", &["red", "scarlet", "红", "rojo", "roja"]),
    (
        "#7c3b4c",
        &["wine", "burgundy", "maroon", "酒红", "granate"],
    ),
    ("#2f4b6e", &["navy", "blue", "蓝", "azul"]),
    ("#3f7a68", &["green", "绿", "verde"]),
    (
        "#d9a83c",
        &[
            "yellow", "gold", "mustard", "黄", "金色", "amarillo", "dorado",
        ],
    ),
    ("#d58aa2", &["pink", "rose", "粉", "rosa"]),
    ("#7a5a94", &["purple", "violet", "lilac", "紫", "morado"]),
    ("#7d5a3f", &["brown", "tan", "camel", "棕", "褐", "marrón"]),
    ("#8a8c92", &["grey", "gray", "silver", "灰", "银", "gris"]),
    ("#d0773a", &["orange", "rust", "橙", "naranja"]),
];

/// The cut that a text names.
pub fn hair(text: &str) -> Option<String> {
    words::first(CUTS, text).map(str::to_owned)
}

/// `#rrggbb`
pub fn hair_colour(text: &str) -> Option<String> {
    words::first(HAIR_COLOURS, text).map(str::to_owned)
}

/// The looks that the bible tells, each for its episodes; without any, one: the garment that the introduction names,
/// else one that suits.
pub fn looks(
    presenting: Presenting,
    place: usize,
    own: u64,
    introduction: &str,
    told: &[bible::Look],
) -> Vec<Look> {
    let suits: &[Outfit] = match presenting {
        Presenting::Feminine => &[Outfit::Shirt, Outfit::Dress, Outfit::Coat, Outfit::Casual],
        _ => &[Outfit::Suit, Outfit::Shirt, Outfit::Coat, Outfit::Hoodie],
    };
    let suited = |at: usize| suits[((own >> 16) as usize + at) % suits.len()];
    let colours = |at: usize| COLOURS[(place + 3 * at) % COLOURS.len()].map(str::to_owned);
    if told.is_empty() {
        return vec![Look {
            id: "first".to_owned(),
            outfit: garment(introduction).unwrap_or_else(|| suited(0)),
            colours: dyed(introduction, colours(0)),
            from: 1,
            to: None,
        }];
    }
    told.iter()
        .enumerate()
        .map(|(at, look)| {
            let about = format!("{} {}", look.about, look.name.replace(['-', '_'], " "));
            let mut colours = colours(at);
            if let Some(dye) = words::first(DYES, &about) {
                dye.clone_into(&mut colours[0]);
            }
            Look {
                id: look.name.to_lowercase(),
                outfit: garment(&words::folded(&about)).unwrap_or_else(|| suited(at)),
                colours,
                from: look.episodes.from,
                to: look.episodes.to,
            }
        })
        .collect()
}

/// Whose colours were only chosen gives way to whose were told.
pub fn tell_apart(cast: &mut [Character]) {
    let chosen = |look: &Look| {
        COLOURS
            .iter()
            .any(|pair| look.colours == pair.map(str::to_owned))
    };
    for at in 0..cast.len() {
        let main = cast[at].looks[0].colours[0].clone();
        let told =
            |other: &Character| other.looks[0].colours[0] == main && !chosen(&other.looks[0]);
        let clashes = cast
            .iter()
            .enumerate()
            .any(|(other, one)| other != at && told(one));
        if !clashes || !chosen(&cast[at].looks[0]) {
            continue;
        }
        let free = COLOURS
            .iter()
            .find(|pair| cast.iter().all(|one| one.looks[0].colours[0] != pair[0]));
        if let Some(free) = free {
            for look in &mut cast[at].looks {
                if look.colours[0] == main {
                    look.colours = free.map(str::to_owned);
                }
            }
        }
    }
}

/// Something that a sentence says is worn.
pub struct Worn {
    /// Of the look: the garment and its colour.
    pub id: String,
    outfit: Outfit,
    dye: Option<&'static str>,
}

/// Before what is worn.
const WEARS: &[&str] = &[
    "in",
    "in a",
    "in an",
    "in the",
    "in her",
    "in his",
    "wears",
    "wearing",
    "dressed in",
    "穿着",
    "穿",
    "身穿",
    "lleva",
    "viste",
    "vestida de",
    "vestido de",
    "con un",
    "con una",
    "veste",
    "vestindo",
    "usando",
];

/// What a sentence says somebody wears, if it does.
pub fn worn(sentence: &str) -> Option<Worn> {
    let text = words::folded(sentence);
    let outfit = garment(&text)?;
    let at = place_of(outfit, &text)?;
    let before = &text[..at];
    let dye = dye_before(before);
    // `in`, and at most a colour and a word more, come right before it.
    let near: String = tail(before, 28);
    WEARS
        .iter()
        .any(|word| words::find(&near, word).is_some())
        .then(|| Worn {
            id: match dye {
                Some((name, _)) => format!("{name}-{outfit:?}").to_lowercase(),
                None => format!("{outfit:?}").to_lowercase(),
            },
            outfit,
            dye: dye.map(|(_, colour)| colour),
        })
}

impl Worn {
    /// As a look that is only worn where a scene says so: those that are worn by episode come before it.
    pub fn look(&self, usual: &Look) -> Look {
        let mut colours = usual.colours.clone();
        if let Some(dye) = self.dye {
            dye.clone_into(&mut colours[0]);
        } else if self.outfit == Outfit::Gown {
            "#efeae0".clone_into(&mut colours[0]);
        }
        Look {
            id: self.id.clone(),
            outfit: self.outfit,
            colours,
            from: usual.from,
            to: usual.to,
        }
    }
}

/// The last characters of a text.
fn tail(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

/// Where the word of a garment stands.
fn place_of(outfit: Outfit, text: &str) -> Option<usize> {
    NAMED
        .iter()
        .filter(|(named, _)| *named == outfit)
        .flat_map(|(_, words)| words.iter())
        .find_map(|word| words::find(text, word))
}

/// The colour that is named right before something, by its first word and as cloth.
fn dye_before(text: &str) -> Option<(&'static str, &'static str)> {
    let near = tail(text, 16);
    DYES.iter().find_map(|(colour, words)| {
        words
            .iter()
            .any(|word| words::find(&near, word).is_some())
            .then(|| (words[0], *colour))
    })
}

/// The colours of cloth, with the one that stands before the garment in a text.
fn dyed(text: &str, mut colours: [String; 2]) -> [String; 2] {
    let dye = garment(text)
        .and_then(|outfit| place_of(outfit, text))
        .and_then(|at| dye_before(&text[..at]));
    if let Some((_, colour)) = dye {
        colour.clone_into(&mut colours[0]);
    } else if words::find(text, "judge").is_some() {
        colours = ["#2e2c33", "#efeae0"].map(str::to_owned);
    }
    colours
}

fn garment(text: &str) -> Option<Outfit> {
    NAMED
        .iter()
        .find(|(_, words)| words.iter().any(|word| words::find(text, word).is_some()))
        .map(|(outfit, _)| *outfit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_worn_as_the_bible_tells_them() {
        let told = [
            bible::Look {
                name: "first".into(),
                episodes: "1-3".parse().unwrap(),
                about: "black suit, no ring".into(),
            },
            bible::Look {
                name: "red-dress".into(),
                episodes: "4-".parse().unwrap(),
                about: String::new(),
            },
        ];
        let looks = looks(Presenting::Feminine, 0, 7, "", &told);
        assert_eq!(
            (looks[0].outfit, &*looks[0].colours[0], looks[0].to),
            (Outfit::Suit, "#2e2c33", Some(3))
        );
        assert_eq!(
            (looks[1].outfit, &*looks[1].colours[0], looks[1].from),
            (Outfit::Dress, "#b3423a", 4)
        );
        assert_eq!(hair("hair pinned up with a pencil").as_deref(), Some("bun"));
        assert_eq!(hair("He has nothing to hide."), None);
        assert_eq!(
            hair("a woman in a green hijab").as_deref(),
            Some("headscarf")
        );
        assert_eq!(hair("trenzas hasta la cintura").as_deref(), Some("braids"));
    }
}
