mod checks;
mod http;
mod income;
mod whole;
