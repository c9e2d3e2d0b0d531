mod checks;
mod http;
