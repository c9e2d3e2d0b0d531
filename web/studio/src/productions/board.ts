/** A storyboard as the house keeps it, and what may be done to it. All changes are pure: undo is the board before. */
import type { Character } from "./cast";

export interface Figure {
  character: string;
  look: string | null;
  spot: string;
  facing: string;
  pose: string;
  feeling: string;
}

/** A thing that is held, or that an insert shows. */
export interface Prop {
  kind: string;
  text: string | null;
}

/** On the screen of a phone. */
export interface Message {
  from: string;
  text: string;
  own: boolean;
}

export interface Card {
  kind: string;
  text: string;
  below: string | null;
}

export interface Place {
  name: string;
  kind: string;
  hour: string;
  weather: string;
  seed: string;
}

export interface Shot {
  id: string;
  script_line: number;
  place: number;
  framing: string;
  people: Figure[];
  prop: Prop | null;
  messages: Message[];
  camera: string;
  effects: string[];
  transition: string;
  lines: number[];
  action: string;
  hold_ms: number;
  card: Card | null;
  mood: string;
}

export interface Board {
  series: string;
  number: number;
  title: string;
  language: string;
  cast: Character[];
  places: Place[];
  lines: {
    id: string;
    speaker: string;
    manner: string;
    text: string;
    feeling: string;
    dual?: boolean;
  }[];
  shots: Shot[];
}

export interface Timeline {
  length_ms: number;
  shots: { start_ms: number; end_ms: number }[];
  lines: { start_ms: number; end_ms: number }[];
}

export const FRAMINGS = [
  "wide",
  "two_shot",
  "over_shoulder",
  "medium",
  "close_up",
  "extreme_close_up",
  "insert",
  "phone_screen",
  "card",
];
export const CAMERAS = [
  "still",
  "push_in",
  "pull_out",
  "pan_left",
  "pan_right",
  "tilt_up",
  "tilt_down",
  "shake",
  "rack",
  "punch",
];
export const TRANSITIONS = ["cut", "fade", "dissolve", "flash", "whip"];
export const MOODS = [
  "neutral",
  "tense",
  "romantic",
  "sorrow",
  "triumph",
  "mystery",
  "comic",
  "chase",
  "warm",
  "dread",
];
export const FEELINGS = [
  "calm",
  "happy",
  "tender",
  "laughing",
  "smirking",
  "cold",
  "angry",
  "furious",
  "sad",
  "crying",
  "afraid",
  "shocked",
  "suspicious",
  "pleading",
  "tired",
  "determined",
  "whispering",
];
export const POSES = [
  "standing",
  "sitting",
  "arms_crossed",
  "pointing",
  "hand_on_hip",
  "holding_phone",
  "walking",
  "kneeling",
  "lying",
  "gesturing",
];
export const SPOTS = ["far_left", "left", "centre", "right", "far_right"];
export const FACINGS = ["left", "right", "front", "away"];
export const PLACES = [
  "office_tower",
  "office",
  "meeting_room",
  "hospital_corridor",
  "hospital_room",
  "palace_hall",
  "campus_roof",
  "classroom",
  "subway_car",
  "kitchen",
  "courtroom",
  "rain_street",
  "street",
  "temple",
  "bar",
  "car_interior",
  "bedroom",
  "living_room",
  "alley",
  "rooftop",
  "airport",
  "wedding_hall",
  "elevator",
  "park",
  "police_station",
  "bridge",
  "stream_studio",
  "convenience_store",
  "dormitory",
  "library",
  "warehouse",
  "restaurant",
  "garden",
  "beach",
  "void",
];
export const HOURS = ["dawn", "day", "dusk", "night"];
export const WEATHERS = ["clear", "rain", "storm", "snow", "fog"];
export const PROPS = [
  "ring",
  "letter",
  "contract",
  "photograph",
  "phone",
  "key",
  "knife",
  "pill",
  "glass",
  "flower",
  "necklace",
  "money",
  "book",
  "pregnancy_test",
  "watch",
  "door",
  "car",
  "laptop",
  "box",
  "badge",
  "blood",
  "candle",
  "umbrella",
  "camera",
];
export const EFFECTS = [
  "speed_lines",
  "impact",
  "sparkle",
  "gloom",
  "vignette",
  "flashback",
  "rain_on_glass",
];
/** What somebody may put there; how it was made is told by the house. */
export const CARDS = ["title", "end", "caption"];

/** One shot changed. */
export function changed(board: Board, at: number, shot: Partial<Shot>): Board {
  return {
    ...board,
    shots: board.shots.map((own, index) => (index === at ? { ...own, ...shot } : own)),
  };
}

/** Once more after itself, without what is said: a line is said once. */
export function duplicated(board: Board, at: number): Board {
  const own = board.shots[at];
  if (!own) return board;
  const copy: Shot = {
    ...own,
    lines: [],
    card: null,
    transition: "cut",
    hold_ms: Math.max(own.hold_ms, 1200),
  };
  return { ...board, shots: board.shots.toSpliced(at + 1, 0, copy) };
}

/** Without a shot. What was said in it is said in the one before, else in the one after: no word is lost. */
export function removed(board: Board, at: number): Board {
  const own = board.shots[at];
  if (!own || board.shots.length < 2) return board;
  const heir = at > 0 ? at - 1 : 1;
  const shots = board.shots.map((shot, index) =>
    index === heir && own.lines.length
      ? { ...shot, lines: at > 0 ? [...shot.lines, ...own.lines] : [...own.lines, ...shot.lines] }
      : shot,
  );
  return { ...board, shots: shots.toSpliced(at, 1) };
}

/** A shot carried to another place. */
export function moved(board: Board, from: number, to: number): Board {
  const own = board.shots[from];
  if (!own || from === to || to < 0 || to >= board.shots.length) return board;
  return { ...board, shots: board.shots.toSpliced(from, 1).toSpliced(to, 0, own) };
}

/** Where the board that the house has shows a shot as it is here, carried about or not; -1: it does not. */
export function drawnAt(board: Board, saved: Board | null, at: number): number {
  const shot = board.shots[at];
  if (!shot || !saved || board.places[shot.place] !== saved.places[shot.place]) return -1;
  return saved.shots.indexOf(shot);
}

/** A board of one shot, to be drawn. */
export function only(board: Board, at: number): Board {
  const own = board.shots[at];
  return own ? { ...board, shots: [{ ...own, transition: "cut" }] } : board;
}
