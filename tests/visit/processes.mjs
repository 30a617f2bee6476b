// SPDX-License-Identifier: EUPL-1.2
// Programs that a run started, and only those: each with its log file, each ended with the run, however the run ends.
import { spawn } from 'node:child_process';
import { createWriteStream, openSync } from 'node:fs';
import { once } from 'node:events';
import { delay } from './waiting.mjs';
import { root } from './packages.mjs';

const running = new Set();

/** For programs built with sanitizers: other people's leaks are not ours, and an error ends the program. No others heed these. */
const SANITIZERS = {
  // Without the slow unwinder a leak in a library ends at its door, and no suppression can name it; eight frames are enough for a name.
  ASAN_OPTIONS: 'fast_unwind_on_malloc=0:malloc_context_size=8:intercept_tls_get_addr=0',
  LSAN_OPTIONS: `suppressions=${root}/tests/lsan.supp:print_suppressions=0`,
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};

/** What this process merely inherited (meson sets such options too) gives way; what was asked for stands. */
function withSanitizers(env) {
  const asked = Object.entries(env).filter(([name, value]) => !(name in SANITIZERS) || value !== process.env[name]);
  return { ...SANITIZERS, ...Object.fromEntries(asked) };
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH')
      throw error;
  }
}

// The last resort, when the run itself is cut short; the kernel does the same (below) should even this not run.
process.on('exit', () => {
  for (const child of running)
    signalGroup(child, 'SIGKILL');
});
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])
  process.on(signal, () => process.exit(code));

export class Program {
  /** Starts argv; what it prints goes to logFile, its standard output also line by line to onLine if given. */
  constructor(name, argv, { env = process.env, logFile, onLine, input = false, cwd } = {}) {
    const log = logFile ? openSync(logFile, 'a') : 'ignore';
    this.name = name;
    this.exit = null;
    // A group of its own, so that what it starts ends with it; and its death is certain if this process is killed outright.
    this.child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...argv], {
      env: withSanitizers(env), cwd, detached: true, stdio: [input ? 'pipe' : 'ignore', onLine ? 'pipe' : log, log],
    });
    running.add(this.child);
    this.child.on('error', (error) => { this.exit ??= { code: null, signal: null, error }; });
    this.child.on('exit', (code, signal) => {
      this.exit = { code, signal };
      running.delete(this.child);
    });
    if (onLine)
      this.#readLines(onLine, logFile);
  }

  #readLines(onLine, logFile) {
    const log = logFile ? createWriteStream(logFile, { flags: 'a' }) : null;
    let rest = '';
    this.child.stdout.setEncoding('utf8');
    this.child.stdout.on('data', (text) => {
      log?.write(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    });
  }

  get pid() {
    return this.child.pid;
  }

  get isRunning() {
    return this.exit === null;
  }

  write(text) {
    this.child.stdin.write(text);
  }

  /** Asks it to stop; after graceMs it is killed. Tells how it ended. */
  async stop(graceMs = 8000) {
    if (this.isRunning) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await Promise.race([ended, delay(graceMs)]);
      if (this.isRunning) {
        signalGroup(this.child, 'SIGKILL');
        await ended;
      }
    }
    signalGroup(this.child, 'SIGKILL');
    return this.exit;
  }

  /** Ends it as a crash or a power cut would. */
  async kill() {
    if (!this.isRunning)
      return;
    const ended = once(this.child, 'exit');
    signalGroup(this.child, 'SIGKILL');
    await ended;
  }
}

/** Runs a short command to its end; its standard output as a Buffer, an Error with what it said if it fails. */
export async function run(argv, { env = process.env, input, timeoutMs = 30000 } = {}) {
  const child = spawn(argv[0], argv.slice(1), { env: withSanitizers(env), stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs });
  const out = [];
  const err = [];
  child.stdout.on('data', (data) => out.push(data));
  child.stderr.on('data', (data) => err.push(data));
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const [code, signal] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${argv.slice(0, 3).join(' ')}: ${signal ?? `exit ${code}`}: ${Buffer.concat(err).toString().trim().slice(-500)}`);
  return Buffer.concat(out);
}
