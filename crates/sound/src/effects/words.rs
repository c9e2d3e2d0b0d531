//! Which effects an action line asks for, in English, Chinese and Spanish.

use super::Effect;

/// Beginnings of words, in small letters; of Chinese, what stands anywhere. Where two fit at one place the longer wins.
const WORDS: &[(&str, Effect)] = &[
    ("door slam", Effect::DoorSlam),
    ("slams the door", Effect::DoorSlam),
    ("slams shut", Effect::DoorSlam),
    ("bursts in", Effect::DoorSlam),
    ("portazo", Effect::DoorSlam),
    ("摔门", Effect::DoorSlam),
    ("door open", Effect::Door),
    ("opens the door", Effect::Door),
    ("door", Effect::Door),
    ("puerta", Effect::Door),
    ("开门", Effect::Door),
    ("关门", Effect::Door),
    ("门开", Effect::Door),
    ("门", Effect::Door),
    ("knock", Effect::Knock),
    ("llaman a la puerta", Effect::Knock),
    ("敲门", Effect::Knock),
    ("footstep", Effect::Footsteps),
    ("walks", Effect::Footsteps),
    ("strides", Effect::Footsteps),
    ("steps closer", Effect::Footsteps),
    ("runs", Effect::Footsteps),
    ("pasos", Effect::Footsteps),
    ("camina", Effect::Footsteps),
    ("脚步", Effect::Footsteps),
    ("走进", Effect::Footsteps),
    ("走来", Effect::Footsteps),
    ("rain", Effect::Rain),
    ("downpour", Effect::Rain),
    ("lluvia", Effect::Rain),
    ("llueve", Effect::Rain),
    ("雨", Effect::Rain),
    ("thunder", Effect::Thunder),
    ("lightning", Effect::Thunder),
    ("trueno", Effect::Thunder),
    ("relámpago", Effect::Thunder),
    ("雷", Effect::Thunder),
    ("wind", Effect::Wind),
    ("viento", Effect::Wind),
    ("风声", Effect::Wind),
    ("狂风", Effect::Wind),
    ("waves", Effect::Waves),
    ("surf", Effect::Waves),
    ("olas", Effect::Waves),
    ("海浪", Effect::Waves),
    ("phone buzz", Effect::PhoneBuzz),
    ("phone vibrates", Effect::PhoneBuzz),
    ("buzzes", Effect::PhoneBuzz),
    ("vibrates", Effect::PhoneBuzz),
    ("vibra", Effect::PhoneBuzz),
    ("震动", Effect::PhoneBuzz),
    ("phone ring", Effect::PhoneRing),
    ("suena el teléfono", Effect::PhoneRing),
    ("suena el móvil", Effect::PhoneRing),
    ("手机响", Effect::PhoneRing),
    ("电话响", Effect::PhoneRing),
    ("铃声", Effect::PhoneRing),
    ("message", Effect::MessagePing),
    ("notification", Effect::MessagePing),
    ("texts", Effect::MessagePing),
    ("phone lights up", Effect::MessagePing),
    ("mensaje", Effect::MessagePing),
    ("短信", Effect::MessagePing),
    ("消息", Effect::MessagePing),
    ("微信", Effect::MessagePing),
    ("heartbeat", Effect::Heartbeat),
    ("heart pounds", Effect::Heartbeat),
    ("heart races", Effect::Heartbeat),
    ("latido", Effect::Heartbeat),
    ("心跳", Effect::Heartbeat),
    ("glass shatter", Effect::Glass),
    ("shatters", Effect::Glass),
    ("shards", Effect::Glass),
    ("smashes", Effect::Glass),
    ("cristal", Effect::Glass),
    ("se rompe", Effect::Glass),
    ("玻璃", Effect::Glass),
    ("摔碎", Effect::Glass),
    ("打碎", Effect::Glass),
    ("slaps", Effect::Slap),
    ("slap", Effect::Slap),
    ("bofetada", Effect::Slap),
    ("abofetea", Effect::Slap),
    ("耳光", Effect::Slap),
    ("一巴掌", Effect::Slap),
    ("car", Effect::Car),
    ("limousine", Effect::Car),
    ("taxi", Effect::Car),
    ("tyres", Effect::Car),
    ("tires screech", Effect::Car),
    ("coche", Effect::Car),
    ("carro", Effect::Car),
    ("汽车", Effect::Car),
    ("轿车", Effect::Car),
    ("豪车", Effect::Car),
    ("crowd", Effect::CrowdMurmur),
    ("guests murmur", Effect::CrowdMurmur),
    ("whispers spread", Effect::CrowdMurmur),
    ("murmur", Effect::CrowdMurmur),
    ("gasp", Effect::CrowdMurmur),
    ("multitud", Effect::CrowdMurmur),
    ("murmullo", Effect::CrowdMurmur),
    ("人群", Effect::CrowdMurmur),
    ("议论", Effect::CrowdMurmur),
    ("宾客", Effect::CrowdMurmur),
    ("camera flash", Effect::CameraShutter),
    ("cameras", Effect::CameraShutter),
    ("flashbulb", Effect::CameraShutter),
    ("photographers", Effect::CameraShutter),
    ("takes a photo", Effect::CameraShutter),
    ("snaps a pic", Effect::CameraShutter),
    ("flashes", Effect::CameraShutter),
    ("fotógraf", Effect::CameraShutter),
    ("toma una foto", Effect::CameraShutter),
    ("快门", Effect::CameraShutter),
    ("拍照", Effect::CameraShutter),
    ("闪光灯", Effect::CameraShutter),
    ("whoosh", Effect::Whoosh),
    ("spins around", Effect::Whoosh),
    ("whirls", Effect::Whoosh),
    ("gira de golpe", Effect::Whoosh),
    ("猛地转身", Effect::Whoosh),
    ("crash", Effect::Impact),
    ("collapses", Effect::Impact),
    ("falls to", Effect::Impact),
    ("punch", Effect::Impact),
    ("thud", Effect::Impact),
    ("golpe", Effect::Impact),
    ("se desploma", Effect::Impact),
    ("倒下", Effect::Impact),
    ("撞", Effect::Impact),
    ("砸", Effect::Impact),
    ("siren", Effect::Siren),
    ("ambulance", Effect::Siren),
    ("police car", Effect::Siren),
    ("sirena", Effect::Siren),
    ("ambulancia", Effect::Siren),
    ("警笛", Effect::Siren),
    ("救护车", Effect::Siren),
    ("警车", Effect::Siren),
    ("city lights", Effect::CityNight),
    ("traffic", Effect::CityNight),
    ("tráfico", Effect::CityNight),
    ("车流", Effect::CityNight),
    ("monitor beep", Effect::HospitalBeep),
    ("heart monitor", Effect::HospitalBeep),
    ("flatline", Effect::HospitalBeep),
    ("monitor cardíaco", Effect::HospitalBeep),
    ("心电", Effect::HospitalBeep),
    ("监护仪", Effect::HospitalBeep),
    ("clock", Effect::ClockTick),
    ("ticks", Effect::ClockTick),
    ("ticking", Effect::ClockTick),
    ("reloj", Effect::ClockTick),
    ("滴答", Effect::ClockTick),
    ("时钟", Effect::ClockTick),
    ("types", Effect::Keyboard),
    ("typing", Effect::Keyboard),
    ("keyboard", Effect::Keyboard),
    ("teclea", Effect::Keyboard),
    ("teclado", Effect::Keyboard),
    ("打字", Effect::Keyboard),
    ("键盘", Effect::Keyboard),
    ("applau", Effect::Applause),
    ("clapping", Effect::Applause),
    ("aplau", Effect::Applause),
    ("掌声", Effect::Applause),
    ("鼓掌", Effect::Applause),
    ("gunshot", Effect::Gunshot),
    ("shot rings", Effect::Gunshot),
    ("fires the gun", Effect::Gunshot),
    ("disparo", Effect::Gunshot),
    ("枪声", Effect::Gunshot),
    ("开枪", Effect::Gunshot),
    ("tears up", Effect::Paper),
    ("tears the", Effect::Paper),
    ("rips", Effect::Paper),
    ("envelope", Effect::Paper),
    ("unfolds", Effect::Paper),
    ("contract", Effect::Paper),
    ("rompe el contrato", Effect::Paper),
    ("撕", Effect::Paper),
    ("信封", Effect::Paper),
    ("合同", Effect::Paper),
    ("kisses", Effect::Kiss),
    ("they kiss", Effect::Kiss),
    ("besa", Effect::Kiss),
    ("beso", Effect::Kiss),
    ("亲吻", Effect::Kiss),
    ("吻", Effect::Kiss),
    ("bell", Effect::Bell),
    ("campana", Effect::Bell),
    ("钟声", Effect::Bell),
];

/// The effects of an action line with the byte at which each is asked for, in their order, none twice.
pub fn heard_in(action: &str) -> Vec<(usize, Effect)> {
    let mut small = String::with_capacity(action.len());
    let mut bytes = Vec::with_capacity(action.len());
    for (at, character) in action.char_indices() {
        for low in character.to_lowercase() {
            bytes.extend(std::iter::repeat_n(at, low.len_utf8()));
            small.push(low);
        }
    }
    let mut found: Vec<(usize, Effect)> = Vec::new();
    let mut taken = 0;
    for (at, character) in small.char_indices() {
        if at < taken {
            continue;
        }
        let starts = !character.is_alphabetic()
            || !small[..at]
                .chars()
                .next_back()
                .is_some_and(char::is_alphabetic);
        let longest = WORDS
            .iter()
            .filter(|(word, _)| {
                small[at..].starts_with(word)
                    && (starts || !word.is_ascii() && crate::phonemes::is_han(character))
            })
            // "car" is not the beginning of "care", nor "rain" of "raincoat"… "rains" is.
            .filter(|(word, _)| {
                let after = &small[at + word.len()..];
                word.len() > 5
                    || !word.is_ascii()
                    || !after.starts_with(|c: char| c.is_alphabetic())
                    || after.starts_with('s')
                    || after.starts_with("ing")
                    || after.starts_with("ed")
                    || after.starts_with('y')
            })
            .max_by_key(|(word, _)| word.len());
        if let Some((word, effect)) = longest {
            taken = at + word.len();
            if !found.iter().any(|(_, known)| known == effect) {
                found.push((bytes[at], *effect));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(action: &str) -> Vec<Effect> {
        heard_in(action)
            .into_iter()
            .map(|(_, effect)| effect)
            .collect()
    }

    #[test]
    fn actions_are_heard_in_three_languages() {
        assert_eq!(
            effects("She SLAPS him. The glass shatters. Rain."),
            [Effect::Slap, Effect::Glass, Effect::Rain]
        );
        assert_eq!(
            effects("Her phone buzzes. Footsteps behind her; the door slams."),
            [Effect::PhoneBuzz, Effect::Footsteps, Effect::DoorSlam]
        );
        assert_eq!(
            effects("她打了他一巴掌，外面雷声大作，下着雨。"),
            [Effect::Slap, Effect::Thunder, Effect::Rain]
        );
        assert_eq!(
            effects("Suena el teléfono. Se oye un trueno y la puerta se abre."),
            [Effect::PhoneRing, Effect::Thunder, Effect::Door]
        );
    }

    #[test]
    fn a_word_inside_another_is_not_heard() {
        assert_eq!(
            effects("He cares. She trains. A careful, restrained bellboy."),
            []
        );
        assert_eq!(effects(""), []);
        assert_eq!(effects("İİİ door"), [Effect::Door]);
    }

    #[test]
    fn where_it_is_asked_for() {
        assert_eq!(heard_in("She turns. The door opens."), [(15, Effect::Door)]);
    }
}
