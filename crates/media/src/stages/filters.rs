//! Filter graphs: from the source's frames to a rung's.

use std::fmt::Write;

use crate::{Framing, Plan, Rung, Transfer};

/// Makes a picture with even sides another size. zimg costs half of ffmpeg's own scaler at the same quality
/// (`docs/decisions/0003-ladder.md`).
fn zscale(width: u32, height: u32) -> String {
    format!("zscale={width}:{height}:filter=bicubic")
}

/// Matrices that zscale knows from a frame's tag.
const KNOWN_MATRICES: [&str; 4] = ["bt709", "smpte170m", "bt470bg", "bt2020nc"];

/// The chain from the source's picture to `rung`, from `[0:n]` to `[label]`.
pub(super) fn picture(plan: &Plan, rung: &Rung, label: &str) -> String {
    let mut chain = format!("[0:{}]", plan.video.index);
    let mut steps: Vec<String> = Vec::new();
    if plan.video.interlaced {
        steps.push("bwdif=mode=send_frame".to_owned());
    }
    // Constant rate from time zero, whatever the source does.
    steps.push(format!("fps=fps={}:start_time=0", plan.rate()));
    if rung.rate != plan.rate() {
        steps.push("framestep=2".to_owned());
    }
    match plan.framing {
        Framing::AsIs => {}
        Framing::CropLeft => steps.push(crop(plan, "0")),
        Framing::CropCenter => steps.push(crop(plan, "(iw-ow)/2")),
        Framing::CropRight => steps.push(crop(plan, "iw-ow")),
        Framing::Blur => {
            let _ = write!(chain, "{}", blur(plan, rung, &steps, label));
            return chain;
        }
    }
    steps.extend(sized(plan, rung.width, rung.height));
    let _ = write!(chain, "{}[{label}]", steps.join(","));
    chain
}

/// The 9:16 part of a landscape picture, as a share of its width so that it holds for any pixel shape.
fn crop(plan: &Plan, x: &str) -> String {
    let share = f64::from(plan.video.height) * 9.0 / 16.0 / f64::from(plan.video.width);
    format!("crop=w=iw*{:.6}:h=ih:x={x}:y=0", share.min(1.0))
}

/// Scaling and conversion to eight-bit BT.709, where the picture is not so already.
fn sized(plan: &Plan, width: u32, height: u32) -> Vec<String> {
    let mut steps = Vec::new();
    let video = &plan.video;
    let same_size = plan.framing == Framing::AsIs && (video.width, video.height) == (width, height);
    let bt709 =
        video.matrix == "bt709" || (video.matrix.is_empty() && assumed_matrix(plan) == "bt709");
    let yuv = video.pixel_format.starts_with("yuv");
    // zimg refuses odd sides of subsampled pictures and takes frames flagged as fields for fields.
    let fit_for_zscale = "crop=w=trunc(iw/2)*2:h=trunc(ih/2)*2,setfield=prog";
    if plan.tone_mapped() {
        // Smaller first: the mapping works on floats. Hable's curve keeps faces and rolls highlights off.
        steps.push(format!("{fit_for_zscale},{}", zscale(width, height)));
        let transfer = if video.transfer == Transfer::Hlg {
            "arib-std-b67"
        } else {
            "smpte2084"
        };
        steps.push(format!(
            "zscale=tin={transfer}:min=bt2020nc:pin=bt2020:t=linear:npl=203,format=gbrpf32le"
        ));
        steps.push("zscale=p=bt709,tonemap=tonemap=hable:desat=0".to_owned());
        steps.push("zscale=t=bt709:m=bt709:r=limited".to_owned());
    } else if same_size && bt709 && video.pixel_format == "yuv420p" {
        // Nothing to do.
    } else if yuv && (video.matrix.is_empty() || KNOWN_MATRICES.contains(&video.matrix.as_str())) {
        let matrix = if video.matrix.is_empty() {
            assumed_matrix(plan)
        } else {
            &video.matrix
        };
        steps.push(format!(
            "{fit_for_zscale},{}:min={}:m=709:r=limited",
            zscale(width, height),
            zimg_name(matrix)
        ));
    } else {
        // RGB, palettes, rare matrices: ffmpeg's own scaler takes anything.
        steps.push(format!(
            "scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv"
        ));
    }
    steps.push("format=yuv420p,setsar=1".to_owned());
    steps
}

/// zscale's name for a matrix.
fn zimg_name(matrix: &str) -> &str {
    match matrix {
        "bt709" => "709",
        "smpte170m" => "170m",
        "bt470bg" => "470bg",
        _ => "2020_ncl",
    }
}

/// What players assume of a file that does not say: BT.709 from 720 lines on.
fn assumed_matrix(plan: &Plan) -> &'static str {
    if plan.video.width.min(plan.video.height) >= 576 {
        "bt709"
    } else {
        "smpte170m"
    }
}

/// The whole picture over a blurred, darkened copy of its middle.
fn blur(plan: &Plan, rung: &Rung, steps: &[String], label: &str) -> String {
    let (width, height) = (rung.width, rung.height);
    let inner = f64::from(width) * f64::from(plan.video.height) / f64::from(plan.video.width);
    let inner = (((inner / 2.0).round() as u32) * 2).clamp(2, height);
    // Blurring an eighth of the size looks the same and costs a sixty-fourth.
    let (small_width, small_height) = ((width / 8).max(2), (height / 8).max(2));
    format!(
        "{steps},{front},split=2[whole][behind];\
         [behind]{crop},scale={small_width}:{small_height}:flags=bilinear,gblur=sigma=4,lutyuv=y=val*0.6,\
         scale={width}:{height}:flags=bilinear,setsar=1[blurred];\
         [blurred][whole]overlay=0:(H-h)/2:format=yuv420,format=yuv420p,setsar=1[{label}]",
        steps = steps.join(","),
        front = sized(plan, width, inner).join(","),
        crop = crop(plan, "(iw-ow)/2"),
    )
}

/// Scales each rung from the one above it, so that the large picture is read once. `rungs` are largest first; the
/// result labels them `[v0]`, `[v1]`, ….
pub(super) fn cascade(plan: &Plan, rungs: &[Rung]) -> String {
    let last = rungs.len() - 1;
    let label = |index: usize| {
        if index == last {
            format!("v{index}")
        } else {
            format!("w{index}")
        }
    };
    let mut graph = picture(plan, &rungs[0], &label(0));
    for index in 1..rungs.len() {
        let (above, rung) = (&rungs[index - 1], &rungs[index]);
        let halve = if above.rate == rung.rate {
            ""
        } else {
            "framestep=2,"
        };
        let _ = write!(
            graph,
            ";[w{up}]split=2[v{up}][s{index}];[s{index}]{halve}{},setsar=1[{}]",
            zscale(rung.width, rung.height),
            label(index),
            up = index - 1,
        );
    }
    graph
}
