// SPDX-License-Identifier: Apache-2.0
// A house of one's own for a run: made-up people through the real import, a server on a free port,
// everything in a temporary folder that is gone afterwards.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const sources = { legacy: 'legacy.csv', pos: 'pos.csv', crm: 'crm.tsv', ec: 'ec.csv', app: 'app.ndjson', partner: 'partner.xlsx' };

export async function open_house(program, { persons }) {
  const genbo = resolve(program);
  const folder = mkdtempSync(join(tmpdir(), 'genbo-e2e-'));
  const master = join(folder, 'master');
  const run = (...args) => execFileSync(genbo, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });

  run('demo', '--persons', String(persons), '--seed', '7', join(folder, 'sample'));
  const { one_time_password } = JSON.parse(run('--json', 'init', master));
  // One role with a mark on its screens.
  const settings = join(master, 'genbo.toml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^#screen_mark = .*$/m, 'screen_mark = ["privacy_officer"]'));
  for (const [source, file] of Object.entries(sources)) {
    const path = join(folder, 'sample', file);
    if (existsSync(path)) run('--json', 'import', '--dir', master, '--source', source, path);
  }

  const server = spawn(genbo, ['serve', '--dir', master, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Nothing is left behind when the run is stopped from outside.
  process.on('exit', () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const url = await new Promise((done, failed) => {
    let said = '';
    server.stdout.on('data', (bytes) => {
      said += bytes;
      const found = /http:\/\/[\w.]+:\d+/.exec(said);
      if (found) done(found[0]);
    });
    server.on('exit', (code) => failed(new Error(`the server ended at once (${code})`)));
  });
  return {
    url,
    password: one_time_password,
    async close() {
      const ended = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
      return server.exitCode;
    },
  };
}
