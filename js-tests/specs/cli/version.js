// run: --version
