//! The words of one-sheets, in the languages that the apps speak.

use std::collections::HashMap;

/// What stands on a one-sheet beside the series' own words.
pub struct Words {
    pub synopsis: &'static str,
    pub format: &'static str,
    pub vertical: &'static str,
    pub episodes: &'static str,
    pub running: &'static str,
    pub minutes: &'static str,
    pub genre: &'static str,
    pub rating: &'static str,
    pub people: &'static str,
    pub audio: &'static str,
    pub subtitles: &'static str,
    pub free: &'static str,
    pub media: &'static str,
    pub exclusive: &'static str,
    pub shared: &'static str,
    pub everywhere: &'static str,
    pub but: &'static str,
    pub nowhere: &'static str,
    pub also: &'static str,
    pub contact: &'static str,
    pub note: &'static str,
}

const EN: Words = Words {
    synopsis: "Synopsis",
    format: "Format",
    vertical: "Vertical, 9:16",
    episodes: "Episodes",
    running: "Running time",
    minutes: "{n} min",
    genre: "Genre",
    rating: "Rating",
    people: "Cast and crew",
    audio: "Spoken",
    subtitles: "Subtitles",
    free: "Rights free on {day}",
    media: "Media",
    exclusive: "Exclusively",
    shared: "Not exclusively",
    everywhere: "Worldwide",
    but: "Worldwide except {places}",
    nowhere: "Nowhere at present",
    also: "As above",
    contact: "Contact",
    note: "Territories by ISO 3166-1 codes. What is free changes with every contract: ask before you rely on it.",
};

const ES: Words = Words {
    synopsis: "Sinopsis",
    format: "Formato",
    vertical: "Vertical, 9:16",
    episodes: "Episodios",
    running: "Duración total",
    minutes: "{n} min",
    genre: "Género",
    rating: "Clasificación",
    people: "Reparto y equipo",
    audio: "Idiomas hablados",
    subtitles: "Subtítulos",
    free: "Derechos libres el {day}",
    media: "Medios",
    exclusive: "En exclusiva",
    shared: "Sin exclusiva",
    everywhere: "Todo el mundo",
    but: "Todo el mundo excepto {places}",
    nowhere: "En ningún lugar por ahora",
    also: "Los mismos",
    contact: "Contacto",
    note: "Territorios según los códigos ISO 3166-1. Lo que está libre cambia con cada contrato: pregunte antes de contar con ello.",
};

const PT: Words = Words {
    synopsis: "Sinopse",
    format: "Formato",
    vertical: "Vertical, 9:16",
    episodes: "Episódios",
    running: "Duração total",
    minutes: "{n} min",
    genre: "Gênero",
    rating: "Classificação",
    people: "Elenco e equipe",
    audio: "Idiomas falados",
    subtitles: "Legendas",
    free: "Direitos livres em {day}",
    media: "Mídias",
    exclusive: "Com exclusividade",
    shared: "Sem exclusividade",
    everywhere: "Mundo inteiro",
    but: "Mundo inteiro, exceto {places}",
    nowhere: "Em lugar nenhum no momento",
    also: "Os mesmos",
    contact: "Contato",
    note: "Territórios pelos códigos ISO 3166-1. O que está livre muda a cada contrato: pergunte antes de contar com isso.",
};

const ZH: Words = Words {
    synopsis: "剧情简介",
    format: "规格",
    vertical: "竖屏，9:16",
    episodes: "集数",
    running: "总时长",
    minutes: "{n} 分钟",
    genre: "类型",
    rating: "分级",
    people: "演职人员",
    audio: "配音语言",
    subtitles: "字幕",
    free: "{day} 可售权利",
    media: "媒体",
    exclusive: "独家",
    shared: "非独家",
    everywhere: "全球",
    but: "全球，除 {places}",
    nowhere: "目前没有",
    also: "同上",
    contact: "联系方式",
    note: "地区以 ISO 3166-1 代码表示。可售权利随每份合同而变，依此决定之前请先询问。",
};

const KO: Words = Words {
    synopsis: "줄거리",
    format: "형식",
    vertical: "세로형, 9:16",
    episodes: "회차",
    running: "총 재생 시간",
    minutes: "{n}분",
    genre: "장르",
    rating: "등급",
    people: "출연진과 제작진",
    audio: "음성 언어",
    subtitles: "자막",
    free: "{day} 현재 판매 가능한 권리",
    media: "매체",
    exclusive: "독점",
    shared: "비독점",
    everywhere: "전 세계",
    but: "전 세계 ({places} 제외)",
    nowhere: "현재 없음",
    also: "위와 같음",
    contact: "연락처",
    note: "지역은 ISO 3166-1 코드입니다. 판매 가능한 권리는 계약마다 달라지므로 결정하기 전에 문의해 주세요.",
};

const HI: Words = Words {
    synopsis: "कथासार",
    format: "प्रारूप",
    vertical: "खड़ा, 9:16",
    episodes: "एपिसोड",
    running: "कुल अवधि",
    minutes: "{n} मिनट",
    genre: "विधा",
    rating: "रेटिंग",
    people: "कलाकार और टीम",
    audio: "बोली की भाषाएँ",
    subtitles: "उपशीर्षक",
    free: "{day} को उपलब्ध अधिकार",
    media: "माध्यम",
    exclusive: "विशेष रूप से",
    shared: "बिना विशेषाधिकार के",
    everywhere: "पूरी दुनिया",
    but: "{places} को छोड़कर पूरी दुनिया",
    nowhere: "फ़िलहाल कहीं नहीं",
    also: "ऊपर जैसा",
    contact: "संपर्क",
    note: "क्षेत्र ISO 3166-1 कोड से लिखे हैं। उपलब्ध अधिकार हर अनुबंध के साथ बदलते हैं: भरोसा करने से पहले पूछ लें।",
};

const AR: Words = Words {
    synopsis: "الملخص",
    format: "الصيغة",
    vertical: "عمودي، 9:16",
    episodes: "الحلقات",
    running: "المدة الكاملة",
    minutes: "{n} دقيقة",
    genre: "النوع",
    rating: "التصنيف",
    people: "الممثلون وفريق العمل",
    audio: "لغات الصوت",
    subtitles: "الترجمة",
    free: "الحقوق المتاحة في {day}",
    media: "الوسائط",
    exclusive: "حصريًا",
    shared: "من دون حصرية",
    everywhere: "العالم كله",
    but: "العالم كله ما عدا {places}",
    nowhere: "لا شيء حاليًا",
    also: "كما سبق",
    contact: "للتواصل",
    note: "الأقاليم برموز ISO 3166-1. ما هو متاح يتغير مع كل عقد: اسأل قبل أن تعتمد عليه.",
};

const DE: Words = Words {
    synopsis: "Inhalt",
    format: "Format",
    vertical: "Hochformat, 9:16",
    episodes: "Folgen",
    running: "Gesamtlaufzeit",
    minutes: "{n} Min.",
    genre: "Genre",
    rating: "Altersfreigabe",
    people: "Stab und Besetzung",
    audio: "Sprachfassungen",
    subtitles: "Untertitel",
    free: "Freie Rechte am {day}",
    media: "Nutzungsart",
    exclusive: "Exklusiv",
    shared: "Nicht exklusiv",
    everywhere: "Weltweit",
    but: "Weltweit außer {places}",
    nowhere: "Derzeit nirgends",
    also: "Wie oben",
    contact: "Kontakt",
    note: "Gebiete nach ISO 3166-1. Was frei ist, ändert sich mit jedem Vertrag: Fragen Sie nach, bevor Sie sich darauf verlassen.",
};

const FR: Words = Words {
    synopsis: "Synopsis",
    format: "Format",
    vertical: "Vertical, 9:16",
    episodes: "Épisodes",
    running: "Durée totale",
    minutes: "{n} min",
    genre: "Genre",
    rating: "Classification",
    people: "Distribution et équipe",
    audio: "Langues parlées",
    subtitles: "Sous-titres",
    free: "Droits disponibles le {day}",
    media: "Médias",
    exclusive: "En exclusivité",
    shared: "Sans exclusivité",
    everywhere: "Monde entier",
    but: "Monde entier sauf {places}",
    nowhere: "Nulle part pour l’instant",
    also: "Comme ci-dessus",
    contact: "Contact",
    note: "Territoires selon les codes ISO 3166-1. Ce qui est disponible change avec chaque contrat : renseignez-vous avant de vous y fier.",
};

const ID: Words = Words {
    synopsis: "Sinopsis",
    format: "Format",
    vertical: "Vertikal, 9:16",
    episodes: "Episode",
    running: "Durasi total",
    minutes: "{n} mnt",
    genre: "Genre",
    rating: "Klasifikasi usia",
    people: "Pemeran dan kru",
    audio: "Bahasa audio",
    subtitles: "Subtitle",
    free: "Hak yang tersedia pada {day}",
    media: "Media",
    exclusive: "Eksklusif",
    shared: "Noneksklusif",
    everywhere: "Seluruh dunia",
    but: "Seluruh dunia kecuali {places}",
    nowhere: "Saat ini tidak ada",
    also: "Sama seperti di atas",
    contact: "Kontak",
    note: "Wilayah menurut kode ISO 3166-1. Hak yang tersedia berubah dengan setiap kontrak: tanyakan dulu sebelum mengandalkannya.",
};

const TH: Words = Words {
    synopsis: "เรื่องย่อ",
    format: "รูปแบบ",
    vertical: "แนวตั้ง 9:16",
    episodes: "จำนวนตอน",
    running: "ความยาวรวม",
    minutes: "{n} นาที",
    genre: "แนว",
    rating: "เรต",
    people: "นักแสดงและทีมงาน",
    audio: "ภาษาที่พูด",
    subtitles: "คำบรรยาย",
    free: "สิทธิ์ที่ว่าง ณ วันที่ {day}",
    media: "สื่อ",
    exclusive: "แต่เพียงผู้เดียว",
    shared: "ไม่แต่เพียงผู้เดียว",
    everywhere: "ทั่วโลก",
    but: "ทั่วโลก ยกเว้น {places}",
    nowhere: "ขณะนี้ไม่มี",
    also: "เหมือนด้านบน",
    contact: "ติดต่อ",
    note: "พื้นที่ตามรหัส ISO 3166-1 สิทธิ์ที่ว่าง เปลี่ยนไปตามสัญญาทุกฉบับ โปรดสอบถามก่อนยึดตามข้อมูลนี้",
};

const FIL: Words = Words {
    synopsis: "Buod",
    format: "Format",
    vertical: "Patayo, 9:16",
    episodes: "Mga episode",
    running: "Kabuuang haba",
    minutes: "{n} min",
    genre: "Genre",
    rating: "Rating",
    people: "Cast at crew",
    audio: "Wika ng audio",
    subtitles: "Mga subtitle",
    free: "Mga available na karapatan sa {day}",
    media: "Media",
    exclusive: "Exclusive",
    shared: "Hindi exclusive",
    everywhere: "Buong mundo",
    but: "Buong mundo maliban sa {places}",
    nowhere: "Wala sa ngayon",
    also: "Gaya ng nasa itaas",
    contact: "Makipag-ugnayan",
    note: "Mga teritoryo ayon sa mga code ng ISO 3166-1. Nababago ng bawat kontrata ang available: magtanong muna bago umasa rito.",
};

const TE: Words = Words {
    synopsis: "కథాసారం",
    format: "ఫార్మాట్",
    vertical: "నిలువు, 9:16",
    episodes: "ఎపిసోడ్‌లు",
    running: "మొత్తం నిడివి",
    minutes: "{n} ని.",
    genre: "జానర్",
    rating: "రేటింగ్",
    people: "తారాగణం, సిబ్బంది",
    audio: "ఆడియో భాష",
    subtitles: "సబ్‌టైటిల్స్",
    free: "{day} నాటికి అందుబాటులో ఉన్న హక్కులు",
    media: "మీడియా",
    exclusive: "ఎక్స్‌క్లూజివ్",
    shared: "నాన్-ఎక్స్‌క్లూజివ్",
    everywhere: "ప్రపంచవ్యాప్తంగా",
    but: "{places} మినహా ప్రపంచవ్యాప్తంగా",
    nowhere: "ప్రస్తుతం ఎక్కడా లేవు",
    also: "పైన ఉన్నట్టే",
    contact: "సంప్రదించండి",
    note: "ప్రాంతాలు ISO 3166-1 కోడ్‌లలో ఉన్నాయి. అందుబాటులో ఉన్న హక్కులు ప్రతి కాంట్రాక్ట్‌తో మారతాయి: దీనిపై ఆధారపడే ముందు అడగండి.",
};

/// Those of a language (BCP 47); English where we have none in it.
pub fn words(language: &str) -> &'static Words {
    match primary(language) {
        "es" => &ES,
        "pt" => &PT,
        "zh" => &ZH,
        "ko" => &KO,
        "hi" => &HI,
        "ar" => &AR,
        "de" => &DE,
        "fr" => &FR,
        "id" => &ID,
        "th" => &TH,
        "fil" => &FIL,
        "te" => &TE,
        _ => &EN,
    }
}

fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or_default()
}

/// What the apps call things, in a language: genres, parts that people had.
pub struct Labels(HashMap<String, serde_json::Value>);

impl Labels {
    /// The files that the pages are worded by.
    pub fn of(language: &str) -> Self {
        let file = match primary(language) {
            "es" => include_str!("../../web/ui/src/i18n/locales/es.json"),
            "pt" => include_str!("../../web/ui/src/i18n/locales/pt.json"),
            "zh" => include_str!("../../web/ui/src/i18n/locales/zh.json"),
            "ko" => include_str!("../../web/ui/src/i18n/locales/ko.json"),
            "hi" => include_str!("../../web/ui/src/i18n/locales/hi.json"),
            "ar" => include_str!("../../web/ui/src/i18n/locales/ar.json"),
            "de" => include_str!("../../web/ui/src/i18n/locales/de.json"),
            "fr" => include_str!("../../web/ui/src/i18n/locales/fr.json"),
            "id" => include_str!("../../web/ui/src/i18n/locales/id.json"),
            "th" => include_str!("../../web/ui/src/i18n/locales/th.json"),
            "fil" => include_str!("../../web/ui/src/i18n/locales/fil.json"),
            "te" => include_str!("../../web/ui/src/i18n/locales/te.json"),
            _ => include_str!("../../web/ui/src/i18n/locales/en.json"),
        };
        Self(serde_json::from_str(file).unwrap_or_default())
    }

    /// The label of a key such as `genre.romance`, or what the key says of itself.
    pub fn get(&self, group: &str, key: &str) -> String {
        let label = self.0.get(&format!("{group}.{key}"));
        label
            .and_then(|label| label.as_str())
            .unwrap_or(key)
            .to_owned()
    }
}

/// Languages by their own names.
const OWN_NAMES: [(&str, &str); 24] = [
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fil", "Filipino"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("ms", "Bahasa Melayu"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// A language by its own name, with the rest of its tag; the tag where we know none.
pub fn language_name(tag: &str) -> String {
    let found = OWN_NAMES.iter().find(|(known, _)| *known == primary(tag));
    match (found, tag.split_once('-')) {
        (Some((_, name)), Some((_, rest))) => format!("{name} ({rest})"),
        (Some((_, name)), None) => (*name).to_owned(),
        (None, _) => tag.to_owned(),
    }
}
