//! The Python binding of ordvec-manifest.
