// SPDX-License-Identifier: EUPL-1.2
// Bytes by which a paper would be known again, and where they are looked for: a process's memory, folders, logs.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';

const MARK_BYTES = 32;

/** Pieces out of the coded pictures of a PDF: no two pages share 32 bytes of them. */
export function marksOf(pdf, count = 8) {
  const from = pdf.indexOf('/DCTDecode'), to = pdf.lastIndexOf('endstream');
  return Array.from({ length: count }, (_, i) => {
    const at = from + Math.floor((to - from) * (i + 1) / (count + 1));
    return pdf.subarray(at, at + MARK_BYTES);
  });
}

/** Lines "marker address mapping" of what is in the process's memory; throws if it could not be looked at. */
export function searchMemory(build, pid, marks) {
  const input = marks.map((mark) => `${Buffer.from(mark).toString('hex')}\n`).join('');
  const { status, stdout, stderr } = spawnSync(join(build, 'tests', 'memory-search'), [String(pid)],
    { input, encoding: 'utf8', timeout: 120000, env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' } });
  if (status !== 0 && status !== 1)
    throw new Error(`the memory of ${pid} cannot be searched: ${stderr}`);
  const lines = stdout.trim().split('\n');
  const searched = Number(/^searched (\d+)$/.exec(lines.pop())[1]);
  return { found: lines.filter(Boolean), searched };
}

/** The process that Program started, or a child of it, whose command is that. */
export function pidOf(program, name) {
  const own = readFileSync(`/proc/${program.pid}/cmdline`, 'utf8');
  if (!own.includes(name))
    throw new Error(`process ${program.pid} is not ${name}: ${own}`);
  return program.pid;
}

/** Files below folder that hold one of the marks. */
export function searchFolder(folder, marks) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name), facts = statSync(path, { throwIfNoEntry: false });
    if (facts?.isDirectory())
      return searchFolder(path, marks);
    if (!facts?.isFile())
      return [];
    const bytes = readFileSync(path);
    return marks.some((mark) => bytes.includes(mark)) ? [path] : [];
  });
}
