//! The pipeline: units -> read -> engine -> findings. Threads live here (and in `git::pack`), nowhere else.
