// internal/url_pattern: the class URLPattern, which is native.

module.exports = { URLPattern: ops.urlPatternClass() };
