// Runs the jobs of a JSON file: child processes with dependencies, a limit on how many run at once, retries, time
// limits, and a report. Jobs whose dependencies fail are skipped; an interrupt ends what runs.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** Emits `start`, `output`, `retry`, `end` (job, state) as jobs go along. */
class Runner extends EventEmitter {
  #jobs;
  #limit;
  #signal;
  #states = new Map();

  constructor(jobs, { limit, signal }) {
    super();
    this.#jobs = jobs;
    this.#limit = limit;
    this.#signal = signal;
    this.#check();
  }

  /** Names must exist, and no job may wait for itself. */
  #check() {
    const seen = new Map();
    const visit = (name, trail) => {
      if (!Object.hasOwn(this.#jobs, name)) throw new Error(`${trail.at(-1)} needs ${name}, which does not exist`);
      if (seen.get(name) === 'open') throw new Error(`jobs wait for each other: ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`);
      if (seen.has(name)) return;
      seen.set(name, 'open');
      for (const need of this.#jobs[name].needs ?? []) visit(need, [...trail, name]);
      seen.set(name, 'done');
    };
    for (const name of Object.keys(this.#jobs)) visit(name, []);
  }

  async run() {
    const running = new Set();
    for (;;) {
      for (const name of this.#ready()) {
        if (running.size >= this.#limit) break;
        this.#states.set(name, 'running');
        const work = this.#one(name).finally(() => running.delete(work));
        running.add(work);
      }
      if (running.size === 0) return this.#states;
      await Promise.race(running);
    }
  }

  /** Jobs that may start now; those that never can are settled on the way. */
  #ready() {
    const ready = [];
    let settled;
    do {
      settled = false;
      for (const [name, { needs = [] }] of Object.entries(this.#jobs)) {
        if (this.#states.has(name) || ready.includes(name)) continue;
        const states = needs.map((need) => this.#states.get(need));
        if (this.#signal.aborted || states.some((state) => state && !['running', 'ok'].includes(state))) {
          this.#settle(name, 'skipped');
          settled = true;
        } else if (states.every((state) => state === 'ok')) {
          ready.push(name);
        }
      }
    } while (settled);
    return ready;
  }

  #settle(name, state) {
    this.#states.set(name, state);
    this.emit('end', name, state);
  }

  async #one(name) {
    const job = this.#jobs[name];
    for (let attempt = 1; ; attempt++) {
      this.emit('start', name, attempt);
      const state = await this.#attempt(name, job, attempt);
      if (state === 'ok' || attempt > (job.retries ?? 0) || this.#signal.aborted) return this.#settle(name, state);
      this.emit('retry', name, state);
      await sleep(job.pause ?? 10);
    }
  }

  async #attempt(name, { code, timeout = 60_000 }, attempt) {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(timeout)]);
    const env = { ...process.env, JOB: name, ATTEMPT: String(attempt) };
    const child = spawn(process.execPath, ['-e', code], { signal, env, stdio: ['ignore', 'pipe', 'inherit'], killSignal: 'SIGKILL' });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => (output += text));
    try {
      const [status, by] = await once(child, 'close');
      for (const line of output.split('\n').filter(Boolean)) this.emit('output', name, line);
      return status === 0 ? 'ok' : `failed (${by ?? status})`;
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
      return this.#signal.aborted ? 'interrupted' : 'timed out';
    }
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', short: 'j', default: '2' }, list: { type: 'boolean', short: 'l' } },
});
const file = positionals[0] ?? new URL('data/jobs.json', import.meta.url);
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
try {
  const jobs = JSON.parse(await readFile(file, 'utf8'));
  const runner = new Runner(jobs, { limit: Number(values.jobs), signal: interrupt.signal });
  if (values.list) {
    for (const [name, { needs = [] }] of Object.entries(jobs)) console.log(needs.length ? `${name}: ${needs.join(' ')}` : name);
  } else {
    runner.on('start', (name, attempt) => console.log(`start  ${name}${attempt > 1 ? ` (attempt ${attempt})` : ''}`));
    runner.on('output', (name, line) => console.log(`       ${name}: ${line}`));
    runner.on('retry', (name, state) => console.log(`again  ${name}: ${state}`));
    runner.on('end', (name, state) => console.log(`end    ${name}: ${state}`));
    const states = [...(await runner.run()).values()];
    const fine = states.filter((state) => state === 'ok').length;
    console.log(`${fine} of ${states.length} jobs are done`);
    process.exitCode = fine === states.length ? 0 : 1;
  }
} catch (error) {
  console.error(`run-jobs: ${error.message}`);
  process.exitCode = 2;
}
