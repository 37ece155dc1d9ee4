//! `stepwell runtimes`: the language runtimes functions can use here.
