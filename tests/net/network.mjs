// SPDX-License-Identifier: EUPL-1.2
// Two houses and a desk, in network namespaces of their own:
//
//   door ══shaped line══ door-box ──┐                     ┌── home-box ─── home
//   10.1.0.2           10.1.0.1     desk (and the relay)      10.2.0.1     10.2.0.2
//                                   198.51.100.1, .2, .3
//
// The boxes are routers with NAT. Each namespace lives as long as the process that holds it, and that dies with this one, however this
// one ends: nothing is left behind, and nothing outside is touched.
import { accessSync, constants, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program, run } from '../visit/processes.mjs';
import { until } from '../visit/waiting.mjs';
import { profileOf } from './profiles.mjs';

export const NAMES = { 'desk.visiodesk.test': '198.51.100.1', 'turn.visiodesk.test': '198.51.100.2', 'door.visiodesk.test': '198.51.100.3' };
const PLACES = ['door', 'door-box', 'desk', 'home-box', 'home'];
const TOOLS = ['ip', 'nft', 'nsenter', 'unshare', 'setpriv', 'openssl'];
const MASQUERADE = { none: '', cone: 'oifname "wan" masquerade', symmetric: 'oifname "wan" masquerade fully-random' };
const BLOCKS = { 'udp': 'meta l4proto udp drop', 'all-but-443': 'iifname "eth0" tcp dport != 443 drop; meta l4proto != tcp drop' };

/** In a plain word what keeps this machine from having a test network; null if nothing does. */
export function whatIsMissing() {
  if (process.getuid() !== 0)
    return 'network namespaces need root';
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch {
    return '/dev/net/tun is not there';
  }
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin');
  const isThere = (file) => { try { accessSync(file, constants.X_OK); return true; } catch { return false; } };
  const missing = TOOLS.filter((tool) => !folders.some((folder) => isThere(join(folder, tool))));
  return missing.length ? `${missing.join(', ')} not installed` : null;
}

/** What a box does to what passes: replies come in, strangers do not; and its hole punching is not spoilt by a stranger's knock. */
function boxRules({ nat, block }) {
  return `flush ruleset
table ip box {
  chain out { type nat hook postrouting priority 100; ${MASQUERADE[nat]}
  }
  chain in { type filter hook input priority 0; iifname "wan" ct state new drop
  }
  chain pass { type filter hook forward priority 0; ${block ? BLOCKS[block] : ''}
    ${nat === 'none' ? '' : 'iifname "wan" ct state new drop'}
  }
}
`;
}

export class Network {
  static async open(folder, { build, profile, seed = 1, bundle }) {
    const missing = whatIsMissing();
    if (missing)
      throw new Error(missing);
    const self = new Network();
    Object.assign(self, { folder, holders: {}, traits: { up: {}, down: {} }, isCut: false, replies: [] });
    try {
      await Promise.all(PLACES.map((place) => self.#hold(place)));
      await self.#furnish(bundle);
      await self.#startShaper(join(build, 'tests', 'net', 'shaper'), seed);
      await self.#wire();
      await Promise.all(['door', 'home'].map((place) => self.#reach(place)));
      await self.use(profile);
    } catch (error) {
      await self.close();
      throw error;
    }
    return self;
  }

  /** A house's packets come to the desk, and its answers back: what is refused was there. Before any line's traits hold and anything is
   * blocked. */
  async #reach(place) {
    let said = '';
    await until(() => `${place} reaching the desk (${said})`, async () => {
      said = (await this.run(place, ['timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${NAMES['desk.visiodesk.test']}/9`]).catch(({ message }) => message)).toString();
      return said.includes('refused');
    }, 20000, 50).catch(async (error) => {
      const state = await this.run(place, ['sh', '-c', 'ip -brief address; ip route']).catch(({ message }) => message);
      throw new Error(`${error.message}\n${state}`);
    });
  }

  /** The words before a command that make it run there. */
  enter(place) {
    return ['nsenter', '-t', String(this.holders[place].pid), '-n', '-m', '--'];
  }

  async #hold(place) {
    const holder = new Program(place, ['unshare', '-n', '-m', '--propagation', 'private', 'sleep', 'infinity']);
    this.holders[place] = holder;
    const namespaces = (pid) => ['net', 'mnt'].map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`));
    const ours = namespaces('self');
    await until(`the namespace of ${place}`, () => {
      if (!holder.isRunning)
        throw new Error(`no network namespace could be made: ${JSON.stringify(holder.exit)}`);
      return namespaces(holder.pid).every((name, i) => name !== ours[i]);
    }, 10000, 10);
  }

  /** Names, no other name server, and the run's own authority beside the system's. */
  async #furnish(bundle) {
    const hosts = join(this.folder, 'hosts');
    const resolver = join(this.folder, 'resolv.conf');
    writeFileSync(hosts, `127.0.0.1 localhost\n${Object.entries(NAMES).map(([name, address]) => `${address} ${name}\n`).join('')}`);
    writeFileSync(resolver, 'nameserver 127.0.0.1\n');
    const mounts = [[hosts, '/etc/hosts'], [resolver, '/etc/resolv.conf']];
    if (bundle)
      mounts.push([bundle, '/etc/ssl/certs/ca-certificates.crt']);
    const script = mounts.map(([from, to]) => `mount --bind ${from} ${to}`).concat('echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6').join(' && ');
    await Promise.all(PLACES.map((place) => this.run(place, ['sh', '-c', script])));
  }

  async #startShaper(shaper, seed) {
    const net = (place) => `/proc/${this.holders[place].pid}/ns/net`;
    let isReady = false;
    this.shaper = new Program('shaper', [shaper, String(seed), net('door'), net('door-box')], {
      input: true, logFile: join(this.folder, 'shaper.log'),
      onLine: (line) => { if (isReady) this.replies.shift()?.(line); else isReady = line === 'ready'; },
    });
    await until('the shaper', () => {
      if (!this.shaper.isRunning)
        throw new Error(this.#whyOver());
      return isReady;
    }, 10000, 10);
    // With it the door's device goes, and all that the programs there say is that the network is unreachable.
    this.shaper.child.stdin.on('error', () => {});
    this.shaper.child.once('exit', () => { if (!this.isClosing) console.error(`network: ${this.#whyOver()}`); });
  }

  #whyOver() {
    const log = join(this.folder, 'shaper.log');
    return `the line is gone, its shaper ended (${JSON.stringify(this.shaper.exit)}): ${readFileSync(log, 'utf8').trim().split('\n').at(-1).slice(0, 300)}`;
  }

  async run(place, argv, options) {
    return run([...this.enter(place), ...argv], options);
  }

  async #ip(place, ...lines) {
    await this.run(place, ['ip', '-batch', '-'], { input: ['link set lo up', ...lines].map((line) => `${line}\n`).join('') });
  }

  /** TUN devices carry whole packets: no address of theirs has to be asked for. */
  async #wire() {
    const pid = (place) => this.holders[place].pid;
    const public_ = Object.values(NAMES).map((address) => `addr add ${address}/32 dev lo`);
    await this.#ip('desk', ...public_);
    await this.#ip('door-box', `link add wan type veth peer name door netns ${pid('desk')}`, 'addr add 203.0.113.2/30 dev wan', 'link set wan up',
      'addr add 10.1.0.1/24 dev eth0', 'link set eth0 up');
    await this.#ip('home-box', `link add wan type veth peer name home netns ${pid('desk')}`, 'addr add 203.0.113.6/30 dev wan', 'link set wan up',
      `link add eth0 type veth peer name eth0 netns ${pid('home')}`, 'addr add 10.2.0.1/24 dev eth0', 'link set eth0 up');
    await this.#ip('desk', 'addr add 203.0.113.1/30 dev door', 'link set door up', 'addr add 203.0.113.5/30 dev home', 'link set home up',
      'route add 10.1.0.0/24 via 203.0.113.2', 'route add 10.2.0.0/24 via 203.0.113.6');
    await this.#ip('door-box', 'route add default via 203.0.113.1');
    await this.#ip('home-box', 'route add default via 203.0.113.5');
    await this.plug('door');
    await this.plug('home');
    for (const place of ['door-box', 'desk', 'home-box'])
      await this.run(place, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  }

  /** Plugs the house's cable in. number: the last of its address; another one than before is a move to another network. */
  async plug(place, number = 2) {
    const prefix = place === 'door' ? '10.1.0' : '10.2.0';
    await this.#ip(place, 'addr flush dev eth0', `addr add ${prefix}.${number}/24 dev eth0`, 'link set eth0 up', `route add default via ${prefix}.1`);
  }

  /** Pulls it out, as the program sees it: the interface is down, the route gone. */
  async unplug(place) {
    await this.#ip(place, 'link set eth0 down');
  }

  /** Another line from now on; both houses keep theirs but for NAT and what is blocked. */
  async use(name) {
    const profile = profileOf(name);
    this.traits = { up: profile.up, down: profile.down };
    await this.#tellShaper();
    for (const place of ['door-box', 'home-box'])
      await this.run(place, ['nft', '-f', '-'], { input: boxRules({ nat: profile.nat, block: place === 'door-box' ? profile.block : null }) });
  }

  /** Changes some traits of both directions: {rate}, say. */
  async change(traits) {
    this.traits = { up: { ...this.traits.up, ...traits }, down: { ...this.traits.down, ...traits } };
    await this.#tellShaper();
  }

  /** The line is dead beyond the box: nothing tells the programs. */
  async cut() {
    this.isCut = true;
    await this.#tellShaper();
  }

  async mend() {
    this.isCut = false;
    await this.#tellShaper();
  }

  async #tellShaper() {
    for (const way of ['up', 'down']) {
      const traits = this.isCut ? { cut: 1 } : this.traits[way];
      await this.#ask([way, ...Object.entries(traits).map(([key, value]) => `${key}=${value}`)].join(' '));
    }
  }

  /** What went through the line so far: {up, down}, each {taken, offered (bytes), delivered, bytes, dropped, lost, queued, most}. */
  async count() {
    return JSON.parse(await this.#ask('count'));
  }

  async #ask(command) {
    const reply = await new Promise((resolve, reject) => {
      const onEnd = () => reject(new Error(this.#whyOver()));
      if (!this.shaper.isRunning)
        return onEnd();
      this.shaper.child.once('exit', onEnd);
      this.replies.push((line) => { this.shaper.child.off('exit', onEnd); resolve(line); });
      this.shaper.write(`${command}\n`);
    });
    if (reply.startsWith('bad'))
      throw new Error(`the shaper does not know "${command}": ${reply}`);
    return reply;
  }

  async close() {
    this.isClosing = true;
    await this.shaper?.stop(500);
    await Promise.all(Object.values(this.holders).map((holder) => holder.stop(500)));
  }
}
