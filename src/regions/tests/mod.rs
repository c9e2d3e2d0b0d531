mod opening;
mod rules;
mod told;
mod walls;
mod words;
