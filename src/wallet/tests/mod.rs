mod books;
mod limits;
mod spending;
