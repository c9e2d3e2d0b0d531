mod filled;
mod opening;
mod rules;
mod walls;
