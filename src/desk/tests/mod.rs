mod arms;
mod checks;
mod http;
mod income;
mod whole;
