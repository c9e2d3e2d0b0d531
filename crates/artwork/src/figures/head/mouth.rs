//! Mouths: which of the libraries' is laid on for a sound, and for a feeling at rest.

use storyboard::timeline::Viseme;
use tiny_skia::Transform;

use super::SCALE;
use super::pack::{Role, lay, part, whole};
use crate::figures::expression::Expression;
use crate::figures::persona::Persona;
use crate::ink::{Canvas, Colour, ellipse, plain};

const TEETH: Colour = Colour::rgb(0x00ff_fbf4);
const THROAT: Colour = Colour::rgb(0x005e_1c2a);
const TONGUE: Colour = Colour::rgb(0x00c8_5a62);

/// What is seen inside.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// Nothing: lips are shut.
    Shut,
    /// Clenched.
    Teeth,
    /// Open: the throat, and, where it is wide, upper teeth and the tongue.
    Dark,
}

/// A variant, its width in units of a head of 200, its height against its own, what is inside.
type Form = (&'static str, f32, f32, Inside);

/// Painted lips at rest.
const LIPS: &str = "lorelei/mouth/happy18";

fn form(viseme: Viseme, mood: &Expression, lips: bool) -> Form {
    use Inside::{Dark, Shut, Teeth};
    let glad = mood.smile > 0.4;
    let sad = mood.smile < -0.4;
    match viseme {
        Viseme::Rest => match mood {
            _ if mood.teeth => ("lorelei/mouth/sad06", 34.0, 1.15, Teeth),
            _ if mood.arc => ("lorelei/mouth/happy05", 40.0, 1.9, Dark),
            _ if mood.gape > 8.0 => ("notionists/mouth/variant29", 17.0, 1.0, Dark),
            _ if mood.gape > 2.5 => ("notionists/mouth/variant27", 22.0, 0.8, Dark),
            _ if mood.smirk > 0.5 => ("lorelei/mouth/happy04", 30.0, 1.0, Shut),
            _ if glad => ("lorelei/mouth/happy02", 32.0, 1.2, Shut),
            _ if sad => ("lorelei/mouth/sad04", 22.0, 1.0, Shut),
            _ if mood.smile < 0.0 => ("lorelei/mouth/sad05", 24.0, 1.0, Shut),
            _ if lips => (LIPS, 25.0, 1.0, Shut),
            _ => ("lorelei/mouth/happy03", 26.0, 0.8, Shut),
        },
        Viseme::Closed if glad => ("lorelei/mouth/happy02", 27.0, 1.0, Shut),
        Viseme::Closed => ("lorelei/mouth/sad05", 24.0, 1.0, Shut),
        Viseme::Open if sad => ("notionists/mouth/variant27", 26.0, 1.4, Dark),
        Viseme::Open => ("lorelei/mouth/happy05", 34.0, 1.5, Dark),
        Viseme::Mid if sad => ("notionists/mouth/variant27", 24.0, 0.95, Dark),
        Viseme::Mid => ("lorelei/mouth/happy05", 31.0, 1.05, Dark),
        Viseme::Wide => ("lorelei/mouth/happy06", 35.0, 0.95, Teeth),
        Viseme::Round => ("notionists/mouth/variant29", 13.5, 1.0, Dark),
        Viseme::Pursed => ("notionists/mouth/variant13", 13.0, 0.9, Dark),
        Viseme::Lip => ("lorelei/mouth/happy06", 28.0, 0.75, Teeth),
        Viseme::Tongue => ("lorelei/mouth/happy06", 30.0, 1.2, Dark),
    }
}

/// `at` lays the library's units with the middle of the mouth at the origin.
pub(super) fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    at: Transform,
    mood: &Expression,
    viseme: Viseme,
) {
    let (name, width, tall, inside) = form(viseme, mood, who.parts.lips);
    let part = part(name);
    let b = part.bounds;
    let scale = width * mood.width.clamp(0.85, 1.15) / SCALE / b.width().max(1.0);
    let (middle, centre) = (
        f32::midpoint(b.left(), b.right()),
        f32::midpoint(b.top(), b.bottom()),
    );
    let tall = scale * tall;
    let at = at.pre_concat(Transform::from_row(
        scale,
        0.0,
        0.0,
        tall,
        -middle * scale,
        -centre * tall,
    ));
    let hole = part
        .pieces
        .iter()
        .filter(|piece| piece.role == Role::Ink)
        .find_map(|piece| whole(&piece.path)?.transform(at));
    match (inside, hole) {
        (Inside::Teeth, Some(hole)) => canvas.fill(&hole, TEETH),
        (Inside::Dark, Some(hole)) => {
            canvas.fill(&hole, THROAT);
            let wide = b.width() > b.height() * 1.4;
            if wide {
                canvas.clip(&hole);
                let (top, low) = (b.top(), b.bottom());
                if let Some(tongue) = ellipse(middle, low, b.width() * 0.26, b.height() * 0.42)
                    .and_then(|path| path.transform(at))
                {
                    canvas.fill(&tongue, TONGUE);
                }
                let edge = top + b.height() * 0.3;
                if let Some(teeth) = plain(&format!(
                    "M{l:.1},{top:.1} L{r:.1},{top:.1} L{r:.1},{edge:.1} Q{middle:.1},{:.1} {l:.1},{edge:.1} Z",
                    edge + b.height() * 0.08,
                    l = b.left(),
                    r = b.right(),
                ))
                .and_then(|path| path.transform(at))
                {
                    canvas.fill(&teeth, TEETH);
                }
                canvas.unclip();
            }
        }
        _ => {}
    }
    let line = super::ink(who);
    let lip = who.skin.lip.shade(0.15);
    lay(canvas, part, at, |role| match role {
        Role::Ink if name == LIPS => Some(lip),
        Role::Ink => Some(line),
        _ => None,
    });
}
