//! People: one face in every feeling, look and pose.
