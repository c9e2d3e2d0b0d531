mod checks;
mod http;
mod whole;
