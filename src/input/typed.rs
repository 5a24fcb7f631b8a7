//! Typed values out of located nodes.
