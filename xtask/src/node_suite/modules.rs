//! Which module a test of Node's suite belongs to, told by its name.

/// A module and how the names of its tests begin after `test-`. The longest beginning wins.
const MODULES: &[(&str, &str)] = &[
    ("abort", "abort"),
    ("assert", "assert"),
    ("async_hooks", "async- asyncresource emit-after embedder"),
    ("buffer", "buffer atob btoa blob stringbytes file."),
    ("child_process", "child-process spawn exec kill"),
    ("cli", "cli dotenv node- no- eval init. pending-dep deprecation-flags unicode-node security-revert"),
    ("cluster", "cluster"),
    ("console", "console"),
    ("crypto", "crypto dsa openssl"),
    ("dgram", "dgram"),
    ("diagnostics", "diagnostic"),
    ("dns", "dns c-ares"),
    ("domain", "domain"),
    ("encoding", "whatwg-encoding textdecoder icu-transcode"),
    ("error", "error err- stack throw"),
    ("esm", ""),
    ("events", "event whatwg-events nodeeventtarget"),
    ("fetch", "fetch websocket eventsource mime"),
    ("fs", "fs file- filehandle"),
    ("global", "global"),
    ("heap", "heap write-heap get-heap"),
    ("http", "http client-request outgoing set-http set-incoming pipe-file-to-http"),
    ("http2", "http2 h2"),
    ("https", "https"),
    ("inspector", "inspector debugger inspect- cpu-prof debug-"),
    ("internal", "internal binding primordials bootstrap eslint wrap uv"),
    ("misc", ""),
    ("module", "module require preload cjs esm dynamic policy delayed-require directory-import source-map vfs"),
    ("net", "net tcp socketaddress blocklist socket- listen destroy-socket"),
    ("os", "os"),
    ("path", "path"),
    ("perf", "perf resource-timing tojson-perf"),
    ("permission", "permission"),
    (
        "process",
        "process stdin stdout stdio signal beforeexit exception cwd env setproctitle warn title umask uncaught \
         emit-warning memory-usage resource-usage set-process dummy-stdio",
    ),
    ("promise", "promise unhandled"),
    ("querystring", "querystring"),
    ("readline", "readline"),
    ("repl", "repl force-repl"),
    ("sea", "single-executable"),
    ("snapshot", "snapshot"),
    ("sqlite", "sqlite"),
    ("stream", "stream readable pipe"),
    ("string_decoder", "string-decoder"),
    ("test_runner", "runner"),
    ("timers", "timers next-tick microtask queue-microtask set-immediate primitive-timer"),
    ("tls", "tls x509 double-tls"),
    ("trace", "trace tracing"),
    ("tty", "tty ttywrap"),
    ("url", "url whatwg-url punycode"),
    ("util", "util parse-args promisify icu intl sys"),
    ("v8", "v8"),
    ("vm", "vm shadow"),
    ("wasi", "wasi"),
    ("watch", "watch"),
    ("webcrypto", "webcrypto"),
    ("webstreams", "webstream whatwg-webstreams whatwg-readable whatwg-writable whatwg-transform readable-from-web"),
    (
        "worker",
        "worker messageport messagechannel messageevent message-channel broadcastchannel messaging structured atomics \
         domexception",
    ),
    ("zlib", "zlib compression"),
];

/// The module of `parallel/test-fs-read.js`: `fs`. Tests of es-module/ are `esm`, what fits nowhere is `misc`.
pub(super) fn module_of(name: &str) -> &'static str {
    let (folder, base) = name.split_once('/').unwrap_or(("", name));
    if folder == "es-module" {
        return "esm";
    }
    let rest = base.strip_prefix("test-").unwrap_or(base);
    let fits = MODULES.iter().flat_map(|(module, beginnings)| {
        beginnings.split_whitespace().filter(|beginning| rest.starts_with(*beginning)).map(|it| (it.len(), *module))
    });
    fits.max().map_or("misc", |(_, module)| module)
}

pub(super) fn is_module(name: &str) -> bool {
    MODULES.iter().any(|(module, _)| *module == name)
}

pub(super) fn names() -> Vec<&'static str> {
    MODULES.iter().map(|(module, _)| *module).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_wins() {
        for (name, module) in [
            ("parallel/test-fs-read.js", "fs"),
            ("parallel/test-http2-ping.js", "http2"),
            ("parallel/test-https-agent.js", "https"),
            ("parallel/test-file-write-stream.js", "fs"),
            ("parallel/test-file.js", "buffer"),
            ("sequential/test-async-wrap-getasyncid.js", "async_hooks"),
            ("es-module/test-esm-main.mjs", "esm"),
            ("parallel/test-whatever.js", "misc"),
            ("parallel/test-whatwg-url-custom-inspect.js", "url"),
        ] {
            assert_eq!(module_of(name), module, "{name}");
        }
    }

    #[test]
    fn the_table_is_alphabetical() {
        assert!(MODULES.is_sorted());
    }
}
