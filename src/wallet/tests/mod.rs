mod books;
mod breakage;
mod limits;
mod spending;
