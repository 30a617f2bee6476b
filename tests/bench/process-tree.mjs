// SPDX-License-Identifier: EUPL-1.2
// What a program and all it started use, as the kernel counts it.
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ on every Linux that Debian runs on. */
const TICKS_PER_SECOND = 100;

function readStat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]), reaped: Number(fields[13]) + Number(fields[14]) };
}

/** The processes of a tree, those included that were given another parent but kept the group. */
function treeOf(root) {
  const stats = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name))
      continue;
    try {
      stats.set(Number(name), readStat(name));
    } catch {
      // It ended while we were reading.
    }
  }
  const tree = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, { parent }] of stats) {
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid);
        grown = true;
      }
    }
  }
  return [...tree].filter((pid) => stats.has(pid)).map((pid) => ({ pid, ...stats.get(pid) }));
}

/** Seconds of processor time used so far. */
export function cpuSeconds(root) {
  return treeOf(root).reduce((sum, { ticks, reaped }) => sum + ticks + reaped, 0) / TICKS_PER_SECOND;
}

/** The made-up camera's own: a real one's is the driver's, and the peer reads its camera from a file. */
const isCamera = (mapping) => /^\S+ \S+ \S+ \S+ \S+ +\/dev\/shm\/shmpipe/.test(mapping);

function pssKb(pid) {
  try {
    const mappings = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
    return mappings.filter((mapping) => !isCamera(mapping))
      .reduce((sum, mapping) => sum + Number(/^Pss:\s+(\d+) kB/m.exec(mapping)?.[1] ?? 0), 0);
  } catch {
    return 0; // It ended while we were reading.
  }
}

/** Memory in MB, shared pages divided among those who share them. */
export function pssMb(root) {
  return treeOf(root).reduce((sum, { pid }) => sum + pssKb(pid), 0) / 1024;
}
