// What an HTTP client makes of well-formed and of broken responses.
'use strict';
const http = require('http'); const net = require('net');
const V = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi','HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi','HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi','HTTP/1.1 20 OK\r\n\r\n','HTTP/1.1 2000 OK\r\n\r\n','HTTP/1.1  200 OK\r\n\r\n','HTTP/1.1 abc OK\r\n\r\n','HTPP/1.1 200 OK\r\n\r\n','garbage','HTTP/1.1 200 OK\nContent-Length: 2\n\nhi','HTTP/1.1 200 OK\r\nContent-Length: 2\nX: a\r\n\r\nhi','HTTP/1.1 200 OK\rContent-Length: 2\r\n\r\nhi','HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n',
'HTTP/1.1 200 OK\r\n\r\nuntil close','HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi','HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi','HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n','HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nT: x\r\n\r\n','HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxyz','HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nxyz','HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi','HTTP/1.1 204 No\r\n\r\n','HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n','HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi','HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi','HTTP/1.1 101 Sw\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw','HTTP/1.0 200 OK\r\n\r\nold','HTTP/1.1 200 \xe9\r\nContent-Length: 0\r\n\r\n','HTTP/1.1 200 a\x00b\r\nContent-Length: 0\r\n\r\n','HTTP/2.0 200 OK\r\n\r\n','HTTP/1.1 200 OK\r\nX: ' + 'a'.repeat(17000) + '\r\n\r\n','HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n\r\n','HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhixx','HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n','', 'HTTP/1.1 200 OK\r\nA'];
async function one(v) {
  const log = [];
  const s = net.createServer(c => { c.once('data', () => { c.write(Buffer.from(v,'latin1')); setTimeout(() => c.end(), 100); }); c.on('error',()=>{}); });
  await new Promise(r => s.listen(0, '127.0.0.1', r));
  await new Promise(done => {
    const q = http.get({ port: s.address().port, host: '127.0.0.1', headers:{} }, r => { log.push(`res ${r.statusCode} ${JSON.stringify(r.statusMessage)} ${r.httpVersion} ${JSON.stringify(r.rawHeaders).slice(0,200)}`); let b=''; r.on('data', d => b += d); r.on('end', () => log.push('end ' + b + ' ' + r.complete + JSON.stringify(r.trailers))); r.on('error', e => log.push('reserr ' + e.code + ' ' + e.message)); r.on('aborted', () => log.push('aborted')); r.on('close', () => log.push('resclose')); });
    q.on('error', e => log.push(`error ${e.code} ${e.reason} ${e.message}`)); q.on('close', () => { log.push('close'); setTimeout(done, 5); });
    q.on('continue', () => log.push('continue')); q.on('information', i => log.push('information ' + JSON.stringify(i)));
    q.on('upgrade', (r, sock, head) => { log.push('upgrade ' + r.statusCode + ' ' + head); sock.destroy(); });
  });
  s.close();
  return [JSON.stringify(v).slice(0, 150), ...log.map((l) => '    ' + l)];
}
(async () => {
  for (let i = 0; i < V.length; i += 12) {
    for (const lines of await Promise.all(V.slice(i, i + 12).map(one))) console.log(lines.join('\n'));
  }
})();
