//! How a Chinese text is said: characters → pinyin → the voices' symbols, with tones as arrows.

use pinyin::ToPinyin;

use super::{Piece, Sounds, is_han, numbers, pieces};

/// Characters read otherwise inside these words: the commonest of a drama's dialogue.
const IN_WORDS: &[(&str, &[&str])] = &[
    ("银行", &["yin2", "hang2"]),
    ("行业", &["hang2", "ye4"]),
    ("一行", &["yi4", "hang2"]),
    ("音乐", &["yin1", "yue4"]),
    ("长大", &["zhang3", "da4"]),
    ("董事长", &["dong3", "shi4", "zhang3"]),
    ("校长", &["xiao4", "zhang3"]),
    ("院长", &["yuan4", "zhang3"]),
    ("队长", &["dui4", "zhang3"]),
    ("家长", &["jia1", "zhang3"]),
    ("部长", &["bu4", "zhang3"]),
    ("重新", &["chong2", "xin1"]),
    ("重生", &["chong2", "sheng1"]),
    ("重来", &["chong2", "lai2"]),
    ("还给", &["huan2", "gei3"]),
    ("还钱", &["huan2", "qian2"]),
    ("还债", &["huan2", "zhai4"]),
    ("睡觉", &["shui4", "jiao4"]),
    ("觉得", &["jue2", "de5"]),
    ("得到", &["de2", "dao4"]),
    ("记得", &["ji4", "de5"]),
    ("值得", &["zhi2", "de5"]),
    ("目的", &["mu4", "di4"]),
    ("的确", &["di2", "que4"]),
    ("了解", &["liao3", "jie3"]),
    ("了不起", &["liao3", "bu4", "qi3"]),
    ("受不了", &["shou4", "bu4", "liao3"]),
    ("好奇", &["hao4", "qi2"]),
    ("方便", &["fang1", "bian4"]),
    ("便宜", &["pian2", "yi5"]),
    ("朋友", &["peng2", "you5"]),
    ("孩子", &["hai2", "zi5"]),
    ("妈妈", &["ma1", "ma5"]),
    ("爸爸", &["ba4", "ba5"]),
    ("哥哥", &["ge1", "ge5"]),
    ("姐姐", &["jie3", "jie5"]),
    ("弟弟", &["di4", "di5"]),
    ("妹妹", &["mei4", "mei5"]),
    ("先生", &["xian1", "sheng5"]),
    ("喜欢", &["xi3", "huan5"]),
    ("知道", &["zhi1", "dao5"]),
    ("什么", &["shen2", "me5"]),
    ("怎么", &["zen3", "me5"]),
    ("这么", &["zhe4", "me5"]),
    ("那么", &["na4", "me5"]),
    ("我们", &["wo3", "men5"]),
    ("你们", &["ni3", "men5"]),
    ("他们", &["ta1", "men5"]),
    ("她们", &["ta1", "men5"]),
    ("咱们", &["zan2", "men5"]),
    ("背叛", &["bei4", "pan4"]),
    ("都是", &["dou1", "shi4"]),
    ("都会", &["dou1", "hui4"]),
    ("首都", &["shou3", "du1"]),
    ("调查", &["diao4", "cha2"]),
    ("曾经", &["ceng2", "jing1"]),
    ("否则", &["fou3", "ze2"]),
    ("宿命", &["su4", "ming4"]),
    ("大夫", &["dai4", "fu5"]),
    ("数据", &["shu4", "ju4"]),
    ("东西", &["dong1", "xi5"]),
    ("起来", &["qi3", "lai5"]),
    ("出来", &["chu1", "lai5"]),
    ("回来", &["hui2", "lai5"]),
    ("漂亮", &["piao4", "liang5"]),
    ("为什么", &["wei4", "shen2", "me5"]),
    ("因为", &["yin1", "wei4"]),
    ("认为", &["ren4", "wei2"]),
    ("成为", &["cheng2", "wei2"]),
    ("骗子", &["pian4", "zi5"]),
    ("儿子", &["er2", "zi5"]),
];

/// Characters whose first reading in the tables is not the usual one.
const ALONE: &[(char, &str)] = &[
    ('的', "de5"),
    ('了', "le5"),
    ('着', "zhe5"),
    ('地', "de5"),
    ('得', "de5"),
    ('吗', "ma5"),
    ('呢', "ne5"),
    ('吧', "ba5"),
    ('啊', "a5"),
    ('们', "men5"),
    ('都', "dou1"),
    ('还', "hai2"),
    ('行', "xing2"),
    ('长', "chang2"),
    ('重', "zhong4"),
    ('会', "hui4"),
    ('为', "wei4"),
    ('没', "mei2"),
    ('说', "shuo1"),
    ('什', "shen2"),
    ('么', "me5"),
    ('哪', "na3"),
    ('那', "na4"),
    ('这', "zhe4"),
    ('谁', "shei2"),
    ('和', "he2"),
    ('给', "gei3"),
    ('只', "zhi3"),
    ('中', "zhong1"),
    ('好', "hao3"),
    ('看', "kan4"),
    ('要', "yao4"),
    ('过', "guo4"),
    ('将', "jiang1"),
    ('当', "dang1"),
    ('难', "nan2"),
    ('少', "shao3"),
    ('女', "nv3"),
    ('血', "xie3"),
    ('车', "che1"),
    ('死', "si3"),
    ('呀', "ya5"),
    ('嘛', "ma5"),
    ('娘', "niang2"),
    ('干', "gan4"),
    ('家', "jia1"),
    ('大', "da4"),
    ('见', "jian4"),
    ('差', "cha4"),
    ('假', "jia3"),
    ('教', "jiao4"),
    ('空', "kong1"),
    ('王', "wang2"),
];

/// The sounds of a text. Words in Latin letters are said by `foreign`.
pub fn sounds(
    text: &str,
    mut foreign: impl FnMut(&str) -> Result<String, crate::Error>,
) -> Result<Sounds, crate::Error> {
    let pieces = pieces(text);
    let words: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Word(range) => Some(&text[range.clone()]),
            Piece::Pause(_) => None,
        })
        .collect();
    let syllables = read(&words);
    let mut said = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        said.push(if let Some(syllable) = &syllables[index] {
            symbols(syllable)
        } else if word.bytes().any(|b| b.is_ascii_digit()) {
            let number = numbers::chinese(
                &word
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect::<String>(),
            );
            number
                .chars()
                .filter_map(alone)
                .map(|syllable| symbols(&syllable))
                .collect()
        } else {
            foreign(word)?
        });
    }
    // Two characters a group: what most words have. The voices were taught with words apart.
    let mut column = 0;
    let spaced: Vec<bool> = (0..words.len())
        .map(|index| {
            let known = IN_WORDS
                .iter()
                .any(|(word, _)| starts_at(&words, index, word));
            column = if known || syllables[index].is_none() || column == 2 {
                0
            } else {
                column
            };
            column += 1;
            column == 1
        })
        .collect();
    Ok(Sounds::join(&pieces, &said, |index| spaced[index]))
}

fn starts_at(words: &[&str], index: usize, word: &str) -> bool {
    word.chars()
        .enumerate()
        .all(|(offset, c)| words.get(index + offset).is_some_and(|w| w.chars().eq([c])))
}

/// Pinyin with the tone as a last digit of each word that is one Chinese character, tones changed as they are in speech.
fn read(words: &[&str]) -> Vec<Option<String>> {
    let mut syllables: Vec<Option<String>> = vec![None; words.len()];
    for (index, word) in words.iter().enumerate() {
        if syllables[index].is_some() {
            continue;
        }
        let longest = IN_WORDS
            .iter()
            .filter(|(known, _)| starts_at(words, index, known))
            .max_by_key(|(known, _)| known.len());
        if let Some((_, readings)) = longest {
            for (offset, reading) in readings.iter().enumerate() {
                syllables[index + offset] = Some((*reading).into());
            }
        } else if let Some(character) = word.chars().next().filter(|c| is_han(*c)) {
            syllables[index] = alone(character);
        }
    }
    for index in 0..words.len().saturating_sub(1) {
        let next = syllables[index + 1]
            .as_deref()
            .and_then(|s| s.chars().next_back());
        let Some(this) = &mut syllables[index] else {
            continue;
        };
        match (words[index], next) {
            ("不", Some('4')) => *this = "bu2".into(),
            ("一", Some('4')) => *this = "yi2".into(),
            ("一", Some('1' | '2' | '3')) => *this = "yi4".into(),
            (_, Some('3')) if this.ends_with('3') => {
                this.pop();
                this.push('2');
            }
            _ => {}
        }
    }
    syllables
}

fn alone(character: char) -> Option<String> {
    if let Some((_, reading)) = ALONE.iter().find(|(known, _)| *known == character) {
        return Some((*reading).into());
    }
    let reading = character.to_pinyin()?.with_tone_num_end();
    let toned = reading.ends_with(|c: char| c.is_ascii_digit());
    Some(if toned {
        reading.replace('ü', "v")
    } else {
        format!("{}5", reading.replace('ü', "v"))
    })
}

const INITIALS: &[(&str, &str)] = &[
    ("zh", "ꭧ"),
    ("ch", "ꭧʰ"),
    ("sh", "ʂ"),
    ("b", "p"),
    ("p", "pʰ"),
    ("m", "m"),
    ("f", "f"),
    ("d", "t"),
    ("t", "tʰ"),
    ("n", "n"),
    ("l", "l"),
    ("g", "k"),
    ("k", "kʰ"),
    ("h", "x"),
    ("j", "ʨ"),
    ("q", "ʨʰ"),
    ("x", "ɕ"),
    ("r", "ɻ"),
    ("z", "ʦ"),
    ("c", "ʦʰ"),
    ("s", "s"),
];

/// Finals: what stands before the tone and what after it.
const FINALS: &[(&str, &str, &str)] = &[
    ("a", "a", ""),
    ("ai", "ai", ""),
    ("an", "a", "n"),
    ("ang", "a", "ŋ"),
    ("ao", "au", ""),
    ("e", "ɤ", ""),
    ("ei", "ei", ""),
    ("en", "ə", "n"),
    ("eng", "ə", "ŋ"),
    ("er", "ɚ", ""),
    ("i", "i", ""),
    ("ia", "ja", ""),
    ("ian", "jɛ", "n"),
    ("iang", "ja", "ŋ"),
    ("iao", "jau", ""),
    ("ie", "je", ""),
    ("in", "i", "n"),
    ("iu", "jou", ""),
    ("ing", "i", "ŋ"),
    ("iong", "jʊ", "ŋ"),
    ("ong", "ʊ", "ŋ"),
    ("ou", "ou", ""),
    ("u", "u", ""),
    ("ui", "wei", ""),
    ("ua", "wa", ""),
    ("uai", "wai", ""),
    ("uan", "wa", "n"),
    ("un", "wə", "n"),
    ("uang", "wa", "ŋ"),
    ("ueng", "wə", "ŋ"),
    ("uo", "wo", ""),
    ("o", "wo", ""),
    ("v", "y", ""),
    ("ve", "ɥe", ""),
    ("van", "ɥɛ", "n"),
    ("vn", "y", "n"),
];

/// `zhang3` → `ꭧa↓ŋ`. A syllable that is none of Mandarin's is left out.
pub fn symbols(syllable: &str) -> String {
    let (letters, tone) = match syllable.char_indices().next_back() {
        Some((at, tone)) if tone.is_ascii_digit() => (&syllable[..at], tone),
        _ => (syllable, '5'),
    };
    let arrow = match tone {
        '1' => "→",
        '2' => "↗",
        '3' => "↓",
        '4' => "↘",
        _ => "",
    };
    let whole = match letters {
        "yi" => "i".into(),
        "ya" => "ia".into(),
        "ye" => "ie".into(),
        "yao" => "iao".into(),
        "you" => "iu".into(),
        "yan" => "ian".into(),
        "yin" => "in".into(),
        "yang" => "iang".into(),
        "ying" => "ing".into(),
        "yong" => "iong".into(),
        "yu" => "v".into(),
        "yue" => "ve".into(),
        "yuan" => "van".into(),
        "yun" => "vn".into(),
        "wu" => "u".into(),
        "wa" => "ua".into(),
        "wo" => "uo".into(),
        "wai" => "uai".into(),
        "wei" => "ui".into(),
        "wan" => "uan".into(),
        "wen" => "un".into(),
        "wang" => "uang".into(),
        "weng" => "ueng".into(),
        "yo" => "io".into(),
        _ => letters.to_owned(),
    };
    let initial = INITIALS.iter().find(|(name, _)| whole.starts_with(name));
    let (name, start) = initial.copied().unwrap_or(("", ""));
    let last = &whole[name.len()..];
    if last == "i" && matches!(name, "zh" | "ch" | "sh" | "r" | "z" | "c" | "s") {
        return format!("{start}ɨ{arrow}");
    }
    let fronted = if matches!(name, "j" | "q" | "x") && last.starts_with('u') {
        format!("v{}", &last[1..])
    } else {
        last.to_owned()
    };
    let Some((_, vowel, rest)) = FINALS.iter().find(|(name, _, _)| *name == fronted) else {
        return String::new();
    };
    format!("{start}{vowel}{arrow}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str) -> String {
        sounds(text, |_| Ok("wˈɜɹd".into())).unwrap().text()
    }

    #[test]
    fn syllables_become_symbols() {
        for (pinyin, said) in [
            ("ni3", "ni↓"),
            ("zhang3", "ꭧa↓ŋ"),
            ("shi4", "ʂɨ↘"),
            ("ju2", "ʨy↗"),
            ("wo3", "wo↓"),
            ("yuan2", "ɥɛ↗n"),
            ("lv4", "ly↘"),
            ("de5", "tɤ"),
            ("er2", "ɚ↗"),
            ("hm", ""),
        ] {
            assert_eq!(symbols(pinyin), said, "{pinyin}");
        }
    }

    #[test]
    fn tones_change_beside_each_other_and_words_have_their_readings() {
        assert_eq!(say("你好。"), "ni↗xau↓.");
        assert_eq!(say("不是"), "pu↗ʂɨ↘");
        assert!(say("银行").ends_with("xa↗ŋ"));
        assert!(say("董事长").ends_with("ꭧa↓ŋ"));
        assert_eq!(say("我5岁"), "wo↓ u↓swei↘");
    }

    #[test]
    fn each_character_is_a_word_and_latin_is_said_by_another() {
        let said = sounds("王CEO，你好", |word| Ok(format!("<{word}>"))).unwrap();
        assert_eq!(said.words.len(), 4);
        assert_eq!(&"王CEO，你好"[said.words[1].clone()], "CEO");
    }
}
