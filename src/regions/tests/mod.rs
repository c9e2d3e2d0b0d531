mod opening;
mod rules;
mod walls;
