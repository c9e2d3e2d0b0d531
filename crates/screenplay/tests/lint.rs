//! The critic, on scripts whose faults are known.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use screenplay::Script;
use screenplay::lint::{Ending, Wanted, Weight, episode, series};
use screenplay::scenes::episodes;

const GOOD: &str = "\
# Episode 1: The Ring

INT. WEDDING HALL - NIGHT

A ring rolls across white marble.

MEI
You lied to me?

She slaps him. The guests gasp.

KAI
(low)
You were never going to marry me. You wanted the company.

MEI
I wanted the truth. Your father signed it away ten years ago.

INT. CORRIDOR - CONTINUOUS

Mei tears off her veil and runs. Her phone buzzes: one photograph, her mother, this morning, alive.

MEI
She died. I buried her.

GRANDMOTHER (V.O.)
You buried a box of stones, child.

Footsteps. The door at the end opens. A woman in white stands there.

WOMAN
Hello, daughter.
";

#[test]
fn an_episode_that_hooks_turns_and_ends_open_has_no_faults() {
    let report = episode(&episodes(&Script::read(GOOD))[0], &Wanted::default());
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.weight < Weight::Fault),
        "{report:#?}"
    );
    assert_eq!(report.hook_s, Some(0.0));
    assert!(report.ending.strength() >= 4, "{:?}", report.ending);
    assert!(report.length_s > 20.0 && report.speech_s < report.length_s);
}

#[test]
fn what_is_missing_is_named_with_its_line_and_its_number() {
    let dull = "\
# Episode 2

INT. OFFICE - DAY

The office is large. There are desks, plants, and a view of the park where people walk with their dogs in the morning sun before work.

The clock shows nine. People come to work and greet one another, and hang up their coats.

ANNA
Good morning everybody. It is nice to see all of you here again after the holidays, and I hope you had a good rest with your families.

BEN
Thank you, we had a good rest at the lake with our families, and the weather was good for most of the two weeks, so we are all well.

CLEO
We went to the mountains with the children and took the train, which was on time, and the hotel was clean and not expensive at all.

DAN
I stayed at home and painted the kitchen in a light green that goes well with the floor and the new lamps over the table.

EVE
That is lovely. Then let us begin our work and see what has come in by post while we were away in the last two weeks.
";
    let report = episode(&episodes(&Script::read(dull))[0], &Wanted::default());
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code).collect();
    for code in ["hook.late", "ending.soft", "cast.crowded"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert_eq!(report.ending, Ending::Closed);
    let cast = report
        .findings
        .iter()
        .find(|finding| finding.code == "cast.crowded")
        .unwrap();
    assert_eq!((cast.line, cast.measured), (3, 5.0));
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.line > 0 && finding.message.ends_with('.'))
    );
}

#[test]
fn the_last_free_episode_must_end_as_strongly_as_its_neighbours() {
    let soft = "# Episode 2\n\nINT. CAR\n\nMEI\nWhere are we going?\n";
    let all = episodes(&Script::read(&format!("{GOOD}\n{soft}")));
    let reports = series(&all, Some(2), &Wanted::default());
    let codes: Vec<&str> = reports[1]
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.contains(&"paywall.soft"), "{codes:?}");
    let codes: Vec<&str> = series(&all, Some(1), &Wanted::default())[0]
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(!codes.contains(&"paywall.soft"), "{codes:?}");
}

#[test]
fn chinese_and_spanish_are_read_too() {
    let zh = "# 第一集\n\n.婚礼大厅 夜\n\n@小雨\n你骗我？\n\n@凯\n其实……你才是继承人。\n";
    let report = episode(&episodes(&Script::read(zh))[0], &Wanted::default());
    assert_eq!(report.ending, Ending::Revelation);
    assert_eq!(report.hook_s, Some(0.0));
    let es = "# Episodio 1\n\nINT. SALA - NOCHE\n\nLUZ\n¿Quién eres?\n\nUna sombra. La puerta se abre.\n";
    assert_eq!(
        episode(&episodes(&Script::read(es))[0], &Wanted::default()).ending,
        Ending::Arrival
    );
}

#[test]
fn words_are_words_and_not_parts_of_them() {
    let text = "# E\n\nINT. A\n\nShe is singing in the spring rain.\n\nHe nods.\n";
    assert_eq!(
        episode(&episodes(&Script::read(text))[0], &Wanted::default()).ending,
        Ending::Closed
    );
}

#[test]
fn nothing_at_all_is_said_to_be_nothing() {
    let report = episode(&episodes(&Script::read(""))[0], &Wanted::default());
    assert_eq!(report.findings[0].code, "episode.empty");
}

/// An episode that hooks and ends well, and the same scene without anything at stake, in each language with words.
const LANGUAGES: [(&str, &str, &str, Ending); 5] = [
    (
        "pt",
        "# Episódio 1\n\nINT. CARTÓRIO - DIA\n\nUm envelope pardo cai sobre a mesa.\n\nHELENA\nVocê mentiu pra mim este tempo todo.\n\nRAFAEL\nAssina. Ou então a sua filha nunca mais te vê.\n\nEla larga a caneta. Passos no corredor.\n\nRAFAEL\nHelena, o seu marido está vivo.\n",
        "# Episódio 1\n\nINT. COZINHA - DIA\n\nAs panelas brilham ao sol da manhã e a água ferve no fogão, como em todos os dias da semana.\n\nHELENA\nBom dia. O café está pronto e o pão ainda está quentinho, como o senhor gosta de comer aos domingos.\n\nRAFAEL\nObrigado. Depois do almoço vamos passear no parque com os cachorros, se o tempo continuar bonito assim.\n\nEles comem em silêncio e olham as flores no quintal.\n",
        Ending::Revelation,
    ),
    (
        "ko",
        "# 1화\n\nINT. 예식장 - 밤\n\n반지가 대리석 바닥을 구른다.\n\n서연\n지금까지 날 속였어.\n\n민준\n당장 사인해. 안 그러면 네 동생은 다시는 못 봐.\n\n등 뒤에서 발소리. 문이 열린다.\n\n회장\n저 아이가 내 딸이다.\n",
        "# 1화\n\nINT. 부엌 - 낮\n\n아침 햇살이 식탁 위로 들어오고 커피가 끓는다. 접시에는 갓 구운 빵이 놓여 있다.\n\n서연\n좋은 아침이에요. 오늘은 날씨가 참 좋네요. 점심 먹고 공원에 산책하러 가요.\n\n민준\n그래요. 커피를 한 잔 더 마시고 천천히 나갑시다. 강아지도 같이 데려가면 좋겠네요.\n\n두 사람은 천천히 밥을 먹으며 창밖의 꽃을 본다.\n",
        Ending::Revelation,
    ),
    (
        "hi",
        "# एपिसोड 1\n\nINT. शादी का मंडप - रात\n\nअँगूठी फर्श पर लुढ़कती है।\n\nमीरा\nतुमने मुझसे झूठ बोला।\n\nआरव\nअभी के अभी दस्तख़त करो, वरना अपने भाई को भूल जाओ।\n\nपीछे से क़दमों की आहट। दरवाज़ा खुलता है।\n\nदादी\nजिसे तुमने जलाया वो कोई और थी, बेटा। तुम्हारी माँ ज़िंदा है।\n",
        "# एपिसोड 1\n\nINT. रसोई - दिन\n\nसुबह की धूप मेज़ पर आती है और चाय उबल रही है। थाली में गरम पराठे रखे हैं।\n\nमीरा\nनमस्ते। आज मौसम बहुत अच्छा लग रहा है। खाने के बाद हम बगीचे में घूमने चलेंगे।\n\nआरव\nहाँ, ठीक है। पहले एक कप चाय और पी लेते हैं, फिर आराम से निकलेंगे और बच्चों को भी साथ ले चलेंगे।\n\nदोनों धीरे-धीरे नाश्ता करते हैं और फूलों को देखते हैं।\n",
        Ending::Revelation,
    ),
    (
        "ar",
        "# الحلقة 1\n\n.قاعة الزفاف - ليل\n\nيتدحرج الخاتم على الرخام.\n\n@ليلى\nلقد خدعتني كل هذه السنين.\n\n@كريم\nوقّعي هنا فورًا، وإلا لن تري ابنتك بعد اليوم.\n\nخطوات في الممر. يُفتح الباب.\n\n@الجدة\nأمُّكِ لم تمت يا ابنتي.\n",
        "# الحلقة 1\n\n.المطبخ - نهار\n\nشمس الصباح على النافذة والقهوة تغلي على الموقد، والخبز الساخن على المائدة.\n\n@ليلى\nصباح الخير. الجو جميل اليوم، وبعد الغداء سنتنزه في الحديقة مع الأولاد كما نفعل كل أسبوع.\n\n@كريم\nحسنًا. لنشرب فنجانًا آخر من القهوة ثم نخرج على مهل ونشتري بعض الفاكهة من السوق القريب.\n\nيأكلان بهدوء وينظران إلى الزهور في الشرفة.\n",
        Ending::Revelation,
    ),
    (
        "es",
        "# Episodio 1\n\nINT. NOTARÍA - DÍA\n\nUn anillo rueda por el mármol.\n\nLUZ\nMe mentiste.\n\nKAI\nFirma. O si no, tu hijo se queda conmigo.\n\nGolpes. La puerta se abre.\n\nABUELA\nTu padre está vivo.\n",
        "# Episodio 1\n\nINT. COCINA - DÍA\n\nEl sol de la mañana llega hasta la mesa y el café hierve despacio, como todos los días de la semana.\n\nLUZ\nBuenos días. El pan está caliente y después de comer podemos pasear por el parque, si sigue el buen tiempo.\n\nKAI\nGracias. Antes tomamos otro café y hablamos de las vacaciones, que este año serán en la montaña.\n\nComen en silencio y miran las flores del patio.\n",
        Ending::Revelation,
    ),
];

#[test]
fn a_good_ending_passes_and_a_flat_one_is_found_in_every_language_with_words() {
    for (language, good, flat, ending) in LANGUAGES {
        let report = episode(&episodes(&Script::read(good))[0], &Wanted::default());
        assert_eq!(report.unknown_words, None, "{language}");
        assert_eq!(report.ending, ending, "{language}");
        assert_eq!(report.hook_s, Some(0.0), "{language}");
        let faults = report
            .findings
            .iter()
            .filter(|one| one.weight == Weight::Fault);
        assert_eq!(faults.count(), 0, "{language}: {:#?}", report.findings);

        let report = episode(&episodes(&Script::read(flat))[0], &Wanted::default());
        assert_eq!(report.unknown_words, None, "{language}");
        assert_eq!(report.ending, Ending::Closed, "{language}");
        for code in ["ending.soft", "hook.late"] {
            let found = report.findings.iter().find(|one| one.code == code);
            assert_eq!(
                found.map(|one| one.weight),
                Some(Weight::Fault),
                "{language}: {code} of {report:#?}"
            );
        }
    }
}

/// The ending of an action line alone.
fn ends_on(text: &str) -> Ending {
    let script = format!("# 1\n\n.X\n\n{text}\n");
    episode(&episodes(&Script::read(&script))[0], &Wanted::default()).ending
}

#[test]
fn a_question_is_one_in_every_script() {
    for text in [
        "Who is there?",
        "من هناك؟",
        "「どなた？」",
        "Ποιος είναι;",
        "Ո՞վ է այնտեղ։",
        "ማን ነው፧",
        "¿Quién",
        "谁？",
        "누구세요?",
        "कौन है वहाँ पर?",
        "ใครน่ะ?",
    ] {
        assert_ne!(ends_on(text), Ending::Closed, "{text}");
    }
    // A semicolon asks in Greek alone.
    assert_eq!(ends_on("He nods; she nods."), Ending::Closed);
    assert_eq!(ends_on("«Я думал, что ты…»"), Ending::Interruption);
    assert_eq!(ends_on("『まさか――』"), Ending::Closed);
    assert_eq!(ends_on("我以为你——”"), Ending::Interruption);
}

#[test]
fn words_are_bound_as_their_script_binds_them() {
    // Korean: what begins with a word; coffee does not begin with blood.
    assert_eq!(ends_on("칼을 든다."), Ending::Threat);
    assert_eq!(ends_on("커피가 식는다."), Ending::Closed);
    // Arabic: what is joined before and after is no other word; «Adam» holds no blood.
    assert_eq!(ends_on("والسكّين في يدها."), Ending::Threat);
    assert_eq!(ends_on("ورسالتها على الطاولة."), Ending::Object);
    assert_eq!(ends_on("آدم يبتسم."), Ending::Closed);
    // Hindi: with dots below letters or without; a vowel sign makes another word.
    assert_eq!(ends_on("ख़ून बहता है।"), ends_on("खून बहता है।"));
    assert_eq!(ends_on("खून बहता है।"), Ending::Threat);
    assert_eq!(ends_on("वह मरम्मत करता है।"), Ending::Closed);
}

#[test]
fn a_language_without_words_gets_hints_that_say_so() {
    for (language, flat) in [
        (
            "Thai",
            "# 1\n\n.ครัว - กลางวัน\n\nแสงแดดยามเช้าส่องลงบนโต๊ะ กาแฟกำลังเดือด\n\n@มาลี\nสวัสดีค่ะ วันนี้อากาศดีมาก หลังอาหารเราไปเดินเล่นในสวนกัน\n\nทั้งสองคนกินข้าวช้าๆ\n",
        ),
        (
            "Russian",
            "# 1\n\n.КУХНЯ - ДЕНЬ\n\nУтреннее солнце падает на стол, кофе кипит на плите.\n\n@МАША\nДоброе утро. Сегодня хорошая погода, после обеда пойдём гулять в парк.\n\nОни медленно завтракают и смотрят на цветы.\n",
        ),
        (
            "German",
            "# 1\n\nINT. KÜCHE - TAG\n\nDie Morgensonne scheint auf den Tisch, und der Kaffee kocht langsam auf dem Herd wie an jedem Tag der Woche.\n\nANNA\nGuten Morgen. Nach dem Essen gehen wir mit den Hunden im Park spazieren, wenn das Wetter so schön bleibt.\n\nBEN\nSehr gern. Vorher trinken wir noch eine Tasse Kaffee und sprechen über die Ferien in den Bergen.\n\nSie essen langsam und betrachten die Blumen im Garten.\n",
        ),
        (
            "Japanese",
            "# 1\n\n.台所 - 朝\n\n朝の光がテーブルに差し込み、コーヒーが沸いている。\n\n@花\nおはよう。今日はいい天気ね。お昼のあとで公園を歩きましょう。\n\n二人はゆっくりと食べている。\n",
        ),
    ] {
        let all = episodes(&Script::read(flat));
        let report = &series(&all, Some(1), &Wanted::default())[0];
        assert_eq!(report.unknown_words, Some(language));
        let soft = report
            .findings
            .iter()
            .find(|one| one.code == "ending.soft")
            .unwrap();
        assert_eq!(soft.weight, Weight::Hint, "{language}");
        assert!(soft.message.contains(language), "{}", soft.message);
        assert!(
            report.findings.iter().all(|one| one.weight < Weight::Fault),
            "{report:#?}"
        );
    }
}
