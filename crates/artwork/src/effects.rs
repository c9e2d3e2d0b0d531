//! What is laid over a picture: speed lines, gloom, rain on glass.
