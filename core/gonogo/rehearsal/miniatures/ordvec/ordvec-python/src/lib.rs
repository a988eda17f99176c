//! The Python binding of ordvec.
