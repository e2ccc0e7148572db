// flags: --no-warnings
// Node 24 alone: glob, Dir, and FileHandle as far as Node 20 lacks or names things otherwise.
const fs = require('fs');
const R = process.env.SCRATCH;

for(const f of ['a/b/c.js','a/b/d.txt','a/.hid/x.js','a/e.js','a/f[1].js','.dot','z.js','y.mjs','n1','n2','n3','a/b/c/d/e/f.js','lib/x.test.js','lib/x.js']){fs.mkdirSync(R+'/'+require('path').dirname(f),{recursive:true});fs.writeFileSync(R+'/'+f,'')}
fs.symlinkSync('a',R+'/la');fs.symlinkSync('z.js',R+'/lz');fs.symlinkSync('none',R+'/lb');
process.chdir(R);
const pats=['*','**','**/*.js','a/*','a/**','a/**/','*/','**/','*.{js,mjs}','n[12]','n[!1]','n?','.*','a/.*/*','{a,lib}/*.js','!(a|lib)','+(n)1','@(n1|n2)','*(n)2','?(n)3','./*.js','a/../*.js',R+'/*.js','a/b/c/**/f.js','la/*','la/**','**/c.js','a/f\\[1\\].js','a/f[[]1].js','lib/!(*.test).js','lib/*.js','','.','..','a','a/','z.js/','nope','**/b/**','a/**/b/*','{n1,n2,n1}','n{1..3}','**/**','a//b//*','**/.*','**/.hid/**','[a-z]*.js','[[:alpha:]]*','lb','l*','A*','**/*.{js,txt}'];
const f=(x)=>{try{return JSON.stringify(x())}catch(e){return e.code+' '+e.message}};
for(const p of pats) console.log(p,f(()=>fs.globSync(p).sort()));
console.log(f(()=>fs.globSync(['*.js','n1']).sort()));
console.log(f(()=>fs.globSync('**/*.js',{cwd:'a'}).sort()));
console.log(f(()=>fs.globSync('**/*.js',{cwd:R+'/a'}).sort()));
console.log(f(()=>fs.globSync('**/*.js',{cwd:new URL('file://'+R+'/a')}).sort()));
console.log(f(()=>fs.globSync('**/*.js',{exclude:(x)=>x==='b'}).sort()));
console.log(f(()=>fs.globSync('**',{exclude:(x)=>x.endsWith('b')}).sort()));
console.log(f(()=>fs.globSync('**',{exclude:['a/**']}).sort()));
console.log(f(()=>fs.globSync('**',{exclude:['**/b']}).sort()));
console.log(f(()=>fs.globSync('**/*.js',{exclude:['**/*.test.js','a']}).sort()));
console.log(f(()=>fs.globSync('a',{exclude:['a']}).sort()));
console.log(f(()=>fs.globSync('*',{exclude:['*.js']}).sort()));
(async()=>{
 for (const p of ['**','*/','la/**','a/**','..','**/c.js']) {const o=[];for await(const x of fs.promises.glob(p))o.push(x);console.log('P',p,JSON.stringify(o.sort()));}
 await new Promise(r=>fs.glob('*.js',(e,m)=>{console.log(e,m.sort());r()}));
 await new Promise(r=>fs.glob('*.js',{cwd:'a'},(e,m)=>{console.log(e,m.sort());r()}));
 // Dir
 const E=async(f)=>{try{console.log('ok',await f())}catch(e){console.log(e.name,e.code,e.message)}};
 let d=fs.opendirSync('a');await E(()=>d.path);
 const names=[];let x;while((x=d.readSync()))names.push(x.name+x.parentPath+x.isFile());console.log(names.sort());
 await E(()=>d.readSync());d.closeSync();await E(()=>d.closeSync());await E(()=>d.readSync());await E(()=>d.read());await E(()=>d.close());
 await E(()=>new Promise((r,j)=>d.read((e,v)=>e?j(e):r(v))));
 d=fs.opendirSync('a');await E(()=>d.read('x'));await E(()=>d.close('x'));
 const p=d.read();await E(()=>d.readSync());await E(()=>d.closeSync());console.log((await p).constructor.name);
 await E(()=>Promise.all([d.read(),d.read(),d.read()]).then(v=>v.map(q=>q&&q.constructor.name)));
 await E(()=>d.close());
 d=await fs.promises.opendir('a',{recursive:true});const all=[];for await(const q of d)all.push(q.parentPath+'/'+q.name+'|'+q.path);console.log(all.sort());await E(()=>d.close());
 d=fs.opendirSync('a',{recursive:true});const all2=[];while((x=d.readSync()))all2.push(x.parentPath+'/'+x.name);console.log(all2.sort());d.closeSync();
 d=fs.opendirSync('a',{encoding:'buffer'});console.log(typeof d.readSync().name);d.closeSync();
 await E(()=>fs.opendirSync('a',{bufferSize:0}));await E(()=>fs.opendirSync('a',{bufferSize:'x'}));await E(()=>fs.opendirSync('a',{encoding:'zz'}));
 await E(()=>new fs.Dir());await E(()=>fs.Dir.prototype.path);
 d=fs.opendirSync('a');for await(const q of d)break;await E(()=>d.readSync());
 d=fs.opendirSync('a');for await(const q of d.entries()){};await E(()=>d.readSync());
 await E(()=>Object.prototype.toString.call(d)+typeof d[Symbol.asyncDispose]+typeof d[Symbol.dispose]+(d[Symbol.asyncIterator]===d.entries)+fs.Dir.prototype.read.length+fs.Dir.prototype.close.length);
 await E(()=>d[Symbol.dispose]());await E(()=>d[Symbol.asyncDispose]());
 await E(()=>fs.opendir('a'));await E(()=>fs.opendir('a',{}));
 await E(()=>fs.readdirSync('a',{recursive:true}).sort());await E(()=>fs.readdirSync('a',{recursive:true,withFileTypes:true}).map(q=>q.parentPath+'/'+q.name).sort());
 await E(()=>fs.readdirSync('a','buffer').map(String).sort());await E(()=>fs.readdirSync(Buffer.from('a')).sort());await E(()=>fs.readdirSync('a',{encoding:'hex'}).sort());
 await E(()=>fs.readdirSync('a',{withFileTypes:true,encoding:'buffer'}).map(q=>q.name.constructor.name+q.parentPath));
 // FileHandle
 const h=await fs.promises.open('z.js','w+');h.on('close',()=>console.log('CLOSE event'));
 await E(()=>h.write('hello'));await E(()=>h.write(Buffer.from('xyz'),1));await E(()=>h.write(Buffer.from('xyz'),{offset:1,length:1,position:0}));await E(()=>h.write('A',0));await E(()=>h.write('B',1,'latin1'));await E(()=>h.write('abc',null,'hex'));
 await E(()=>h.write(Buffer.from('xyz'),5));await E(()=>h.write(Buffer.from('xyz'),0,9));await E(()=>h.write(Buffer.from('xyz'),-1));
 await E(()=>h.read());await E(()=>h.read({position:0}).then(r=>[r.bytesRead,r.buffer.length]));await E(()=>h.read(Buffer.alloc(4),{position:1n}));await E(()=>h.read(Buffer.alloc(4),0,4,0));await E(()=>h.read(Buffer.alloc(4),0,5,0));await E(()=>h.read(Buffer.alloc(4),5));await E(()=>h.read(Buffer.alloc(0)));await E(()=>h.read(Buffer.alloc(4),0,0));await E(()=>h.read(Buffer.alloc(4),null,null,null));await E(()=>h.read('x'));await E(()=>h.read([]));await E(()=>h.read(Buffer.alloc(4),0,4,'x'));await E(()=>h.read(Buffer.alloc(4),0,4,-2));await E(()=>h.read(new Float64Array(2),0,8,0).then(r=>r.bytesRead+r.buffer.constructor.name));
 await E(()=>h.readv([Buffer.alloc(2),Buffer.alloc(2)],0));await E(()=>h.writev([Buffer.from('12'),Buffer.from('34')],0));await E(()=>h.writev([]));await E(()=>h.writev('x'));await E(()=>h.readv([1]));
 await E(()=>h.readFile('utf8'));await E(()=>h.readFile());await E(()=>h.appendFile('end'));await E(()=>h.stat().then(s=>s.size));await E(()=>h.stat({bigint:true}).then(s=>typeof s.size));
 await E(()=>h.truncate(3));await E(()=>h.truncate());await E(()=>h.truncate('x'));await E(()=>h.chmod(0o600));await E(()=>h.chmod('z'));await E(()=>h.chown(0,0));await E(()=>h.utimes(1,2));await E(()=>h.datasync());await E(()=>h.sync());await E(()=>h.writeFile('new'));await E(()=>h.writeFile(['a','b']));await E(()=>h.writeFile(5));
 await E(()=>Promise.all([h.close(),h.close()]));await E(()=>h.close());console.log(h.fd);
 const h2=await fs.promises.open('a/e.js','w+');await h2.writeFile('l1\nl2\r\nl3');await h2.close();
 const h3=await fs.promises.open('a/e.js');const lines=[];for await(const l of h3.readLines())lines.push(l);console.log(lines,h3.fd);
 const h4=await fs.promises.open('a/e.js');const s=h4.createReadStream({start:1,end:4,encoding:'utf8'});let t='';for await(const c of s)t+=c;console.log(t,h4.fd,s.path,s.bytesRead);
 const h5=await fs.promises.open('a/e.js','w');const ws=h5.createWriteStream();ws.end('WS');await new Promise(r=>ws.on('close',r));console.log(h5.fd,fs.readFileSync('a/e.js','utf8'));
 const h6=await fs.promises.open('a/e.js');const s6=h6.createReadStream({autoClose:false});s6.resume();await new Promise(r=>s6.on('end',r));console.log(h6.fd>0);await h6.close();
 await E(()=>fs.promises.open('a/e.js','zz'));await E(()=>fs.promises.open('a/e.js','r','zz'));await E(()=>fs.promises.open());
})().catch(e=>console.log('FATAL',e.message));
