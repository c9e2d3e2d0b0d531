//! Turns part libraries of people into the asset pack that this crate draws from.
//!
//! The libraries are sets of the Python package `dicebear-styles` (JSON: components, their variants, paths of SVG), taken
//! only where the set says of itself that it is under CC0. `./run` and `./test` fetch the package; by hand:
//! `pip install dicebear-styles==10.6.0` and `CLIFFHANGER_PARTS=…/site-packages/dicebear_styles`.
//!
//! The pack is JSON: `{"sets": [{name, by, from, licence}], "parts": {"lorelei/mouth/happy01": {size, pieces}}}`. Paths
//! are absolute `M L Q C Z` (see `ink::shape`); a piece says what it is coloured as and whether it lies behind the head.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use kurbo::{BezPath, PathEl};
use serde_json::{Value, json};

/// What is taken of each set.
const WANTED: [(&str, &[&str]); 3] = [
    (
        "lorelei",
        &[
            "head",
            "hair",
            "eyes",
            "eyebrows",
            "nose",
            "mouth",
            "beard",
            "glasses",
            "earrings",
            "freckles",
            "hairAccessories",
        ],
    ),
    ("notionists", &["mouth"]),
    ("open-peeps", &["head"]),
];

const MISSING: &str = "the part library of people is missing. Run ./run or ./test, which fetch it, or: \
    pip install dicebear-styles==10.6.0, and set CLIFFHANGER_PARTS to its folder dicebear_styles";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CLIFFHANGER_PARTS");
    let folder = folder().ok_or(MISSING)?;
    let (mut sets, mut parts) = (Vec::new(), BTreeMap::new());
    for (set, components) in WANTED {
        let file = folder.join(format!("{set}.json"));
        println!("cargo::rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file)
            .map_err(|error| format!("{}: {error}: {MISSING}", file.display()))?;
        let library: Value = serde_json::from_str(&text)?;
        let licence = library["meta"]["license"]["name"]
            .as_str()
            .unwrap_or("none");
        if !licence.starts_with("CC0") {
            return Err(format!(
                "{set} is under {licence}, not under CC0: its parts are not taken"
            )
            .into());
        }
        sets.push(json!({
            "name": library["meta"]["source"]["name"],
            "by": library["meta"]["creator"]["name"],
            "from": library["meta"]["source"]["url"],
            "licence": licence,
        }));
        for component in components {
            let from = &library["components"][component];
            for (variant, drawing) in from["variants"].as_object().ok_or("no variants")? {
                let part =
                    json!({ "size": [from["width"], from["height"]], "pieces": pieces(drawing)? });
                parts.insert(format!("{set}/{component}/{variant}"), part);
            }
        }
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("parts.json");
    fs::write(
        out,
        serde_json::to_vec(&json!({ "sets": sets, "parts": parts }))?,
    )?;
    Ok(())
}

/// Where the package lies: where we are told, or in the Python environment that `./run` makes.
fn folder() -> Option<PathBuf> {
    if let Some(told) = env::var_os("CLIFFHANGER_PARTS") {
        return Some(told.into());
    }
    let cache = env::var_os("CLIFFHANGER_CACHE")
        .map(PathBuf::from)
        .or_else(|| {
            let home = env::var_os("XDG_CACHE_HOME")
                .map(PathBuf::from)
                .or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cache")))?;
            Some(home.join("cliffhanger"))
        })?;
    fs::read_dir(cache.join("py/lib"))
        .ok()?
        .flatten()
        .map(|python| python.path().join("site-packages/dicebear_styles"))
        .find(|folder| folder.is_dir())
}

/// The paths of a variant, from the back to the front. Groups that are masked (they tint) are left out.
fn pieces(drawing: &Value) -> Result<Vec<Value>, Box<dyn Error>> {
    let elements = drawing["elements"]
        .as_array()
        .ok_or("a variant without elements")?;
    let head = elements
        .iter()
        .position(|element| element["type"] == "component" && element["name"] == "head");
    let mut found = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        let behind = head.is_some_and(|head| index < head);
        if element["name"] == "g" && element["attributes"]["opacity"].is_null() {
            for inner in element["children"].as_array().into_iter().flatten() {
                found.extend(piece(inner, &element["attributes"]["fill"], behind)?);
            }
        }
        found.extend(piece(element, &Value::Null, behind)?);
    }
    Ok(found)
}

/// A path with what it is coloured as, by itself or by its group; nothing for what is no path.
fn piece(element: &Value, group: &Value, behind: bool) -> Result<Option<Value>, Box<dyn Error>> {
    let about = &element["attributes"];
    let (Some("path"), Some(text)) = (element["name"].as_str(), about["d"].as_str()) else {
        return Ok(None);
    };
    let fill = if about["fill"].is_null() {
        group
    } else {
        &about["fill"]
    };
    let role = match fill.as_str().or(fill["name"].as_str()) {
        Some("hair") => "hair",
        Some("skin") => "skin",
        Some("white" | "paper") => "paper",
        Some("clothing" | "headContrast") => "cloth",
        _ => "ink",
    };
    Ok(Some(json!({
        "as": role,
        "even": about["fill-rule"] == "evenodd",
        "behind": behind,
        "d": absolute(text)?,
    })))
}

/// A path of SVG as absolute lines and curves, arcs as curves.
fn absolute(text: &str) -> Result<String, Box<dyn Error>> {
    let say = |letter: char, points: &[kurbo::Point]| {
        let points: Vec<String> = points
            .iter()
            .map(|at| format!("{:.1},{:.1}", at.x, at.y))
            .collect();
        format!("{letter}{}", points.join(" "))
    };
    let path = BezPath::from_svg(text)?;
    let words: Vec<String> = path
        .elements()
        .iter()
        .map(|element| match *element {
            PathEl::MoveTo(to) => say('M', &[to]),
            PathEl::LineTo(to) => say('L', &[to]),
            PathEl::QuadTo(a, to) => say('Q', &[a, to]),
            PathEl::CurveTo(a, b, to) => say('C', &[a, b, to]),
            PathEl::ClosePath => "Z".into(),
        })
        .collect();
    Ok(words.join(" "))
}
