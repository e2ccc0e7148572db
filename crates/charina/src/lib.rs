

mod modules;
