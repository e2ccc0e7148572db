// What an HTTP server makes of well-formed and of broken input: requests, errors, answers.
'use strict';
const http = require('http'); const net = require('net');
const V = [
 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.1\nHost: a\n\n',
 'GET / HTTP/1.1\r\nHost: a\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\n\n',
 'GET / HTTP/1.1\rHost: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\n\rX',
 'BLAH / HTTP/1.1\r\nHost: a\r\n\r\n',
 'get / HTTP/1.1\r\nHost: a\r\n\r\n',
 'GETX / HTTP/1.1\r\nHost: a\r\n\r\n',
 'GE',
 '\x16\x03\x01',
 'GET /\r\n\r\n',
 'GET / \r\n\r\n',
 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.2\r\nHost: a\r\n\r\n',
 'GET / HTTP/2.0\r\nHost: a\r\n\r\n',
 'GET / HTTP/0.9\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.15\r\nHost: a\r\n\r\n',
 'GET / HTTP/9.9\r\n\r\n',
 'GET / HTTP/11\r\n\r\n',
 'GET / HTPP/1.1\r\n\r\n',
 'GET / RTSP/1.0\r\n\r\n',
 'GET / ICE/1.0\r\n\r\n',
 'SOURCE / ICE/1.0\r\n\r\n',
 'SOURCE / HTTP/1.0\r\n\r\n',
 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
 'GET /a\x01b HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET /a\xe9b HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET foo HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET http://x:80/a?b#c HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET http://u@x/a HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET ht^tp://x/a HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET http:/x HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET /a#b#c HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET /a|b{}"<>\\^` HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n',
 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n',
 'CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n',
 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHo st: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHost : a\r\n\r\n',
 'GET / HTTP/1.1\r\n: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHost\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x7fb\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX: a\xe9b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX\xe9: ab\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX:\r\n b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\tb\r\n c\r\n\r\n',
 'GET / HTTP/1.1\r\n Host: a\r\n\r\n',
 'GET / HTTP/1.1\r\nX:\t a b \t\r\nHost: q\r\n\r\n',
 'GET / HTTP/1.1\r\nX:\r\nHost: q\r\n\r\n',
 'GET / HTTP/1.1\r\nX: \r\nHost: q\r\n\r\n',
 '\r\n\r\nGET / HTTP/1.1\r\nHost: q\r\n\r\n',
 '\n\nGET / HTTP/1.1\r\nHost: q\r\n\r\n',
 '\rGET / HTTP/1.1\r\nHost: q\r\n\r\n',
 ' GET / HTTP/1.1\r\nHost: q\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 \r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 4\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\nabc',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunkedchunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
];
const H = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
for (const b of ['3\r\nabc\r\n0\r\n\r\n','3\nabc\r\n0\r\n\r\n','3\r\nabc\n0\r\n\r\n','3\r\nabcd\r\n0\r\n\r\n','g\r\nabc\r\n0\r\n\r\n','\r\n','3 \r\nabc\r\n0\r\n\r\n','3;a=b\r\nabc\r\n0\r\n\r\n','3;a="x;y"\r\nabc\r\n0\r\n\r\n','3;a=b;c\r\nabc\r\n0\r\n\r\n','3;a\x01\r\nabc\r\n0\r\n\r\n','3;\r\nabc\r\n0\r\n\r\n','3;a=\r\nabc\r\n0\r\n\r\n','3;a\nabc\r\n0\r\n\r\n','-3\r\nabc\r\n0\r\n\r\n','0x3\r\nabc\r\n0\r\n\r\n','FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n','ffffffffffffffff\r\nabc','00000000000000000000003\r\nabc\r\n0\r\n\r\n','3\rxabc\r\n0\r\n\r\n','3\r\nabc\r\n0\r\nT: v\r\n\r\n','3\r\nabc\r\n0\r\nT v\r\n\r\n','3\r\nabc\r\n0\r\nContent-Length: 4\r\n\r\n','3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n','3\r\nabc\r\n0\r\n\n','3\r\nabc\r\n0\n\r\n','3\r\nabc\r\n\r\n','0\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n','0\r\n\r\nXX','3\r\nab','3;a="\\"q"\r\nabc\r\n0\r\n\r\n','3;a="q\r\nabc\r\n0\r\n\r\n','3;a="q"x\r\nabc\r\n0\r\n\r\n']) V.push(H+b);
V.push('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.0\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n',
 'GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.0\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw',
 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\nX: ' + 'a'.repeat(17000) + '\r\n\r\n',
 'GET /' + 'a'.repeat(17000) + ' HTTP/1.1\r\nHost: a\r\n\r\n',
 'GET / HTTP/1.1\r\nHost: a\r\n' + 'X: aaaaaaaaaaa\r\n'.repeat(2000) + '\r\n',
 'M-SEARCH * HTTP/1.1\r\nHost: a\r\n\r\n','QUERY / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n',
 'DESCRIBE / HTTP/1.1\r\nHost: a\r\n\r\n', 'DESCRIBE / RTSP/1.0\r\nHost: a\r\n\r\n',
 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na',
 'POST / HTTP/1.1\r\nHost: a\r\nExpect: foo\r\nContent-Length: 1\r\n\r\na',
 'GET / HTTP/1.1\r\nHost: a\r\nProxy-Connection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
);
async function one(v) {
  const log = [];
  const s = http.createServer((q, r) => {
    log.push(`${q.method} ${q.url} ${q.httpVersion} ${JSON.stringify(q.rawHeaders).slice(0,300)}`);
    let b=''; q.on('data', d => b += d); q.on('end', () => { log.push('end ' + b + ' ' + JSON.stringify(q.rawTrailers)); }); q.on('error', e=>log.push('reqerr '+e.code+' '+e.message)); q.on('aborted',()=>log.push('aborted'));
    r.sendDate=false; r.end('ok');
  });
  s.on('clientError', (e, sock) => { log.push(`clientError ${e.code} ${e.reason} ${e.message} ${e.rawPacket && e.rawPacket.length}`); sock.destroy(); });
  s.on('upgrade', (q, sock, head) => { log.push('upgrade ' + q.url + ' ' + head); sock.end('up'); });
  s.on('connect', (q, sock, head) => { log.push('connect ' + q.url + ' ' + head); sock.end('up'); });
  await new Promise(r => s.listen(0, '127.0.0.1', r));
  const c = net.connect(s.address().port, '127.0.0.1');
  let got = ''; c.on('data', d => got += d); c.on('error', () => {});
  await new Promise(r => { c.on('connect', () => { c.write(Buffer.from(v, 'latin1')); setTimeout(() => c.end(), 100); }); c.on('close', r); });
  s.closeAllConnections(); s.close();
  await new Promise(r => setTimeout(r, 2));
  got = got.replace(/Date: .*\r\n/g, '');
  return [JSON.stringify(v).slice(0, 150), ...log.map((l) => '    ' + l.slice(0, 400)), '   > ' + JSON.stringify(got).slice(0, 300)];
}
(async () => {
  for (let i = 0; i < V.length; i += 16) {
    for (const lines of await Promise.all(V.slice(i, i + 16).map(one))) console.log(lines.join('\n'));
  }
})();
