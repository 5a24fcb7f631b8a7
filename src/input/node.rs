//! A YAML file as a tree of located nodes.
