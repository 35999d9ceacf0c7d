/** The developer's C compiler: a program with a header of its own runs on both machines. Needs the cross compilers. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { userlandMachines } from '../tools/userland-machines.js';
import { sh } from './system.js';

const CC = fileURLToPath(new URL('../tools/cc.js', import.meta.url));
const installed = userlandMachines.every(({ compiler }) => spawnSync(compiler, ['--version']).status === 0);
const skip = installed ? false : 'the cross compilers are not installed';

test('a program with a header of its own runs on both machines', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cc-'));
  try {
    writeFileSync(join(folder, 'own.h'), '#define ANSWER 42\n');
    writeFileSync(
      join(folder, 'p.c'),
      '#include "own.h"\n#include <math.h>\n#ifdef linux\n#error\n#endif\n' +
        'main(argc, argv) char **argv; { printf("%s %d %.3f\\n", argv[1], ANSWER * FACTOR, sqrt(2.0)); return sprite; }\n',
    );
    for (const { name } of userlandMachines) {
      const out = join(folder, name);
      execFileSync(process.execPath, [CC, '-m', name, '-DFACTOR=2', '-o', out, join(folder, 'p.c'), '-lm']);
      const bytes = readFileSync(out);
      const file = { kind: 'file', path: '/tmp/p', mode: 0o755, uid: 10, gid: 10, bytes } as const;
      const machine = name === 'sun3' ? 'sun3' : 'ds3100';
      const result = sh('/tmp/p hello; echo $?', { machine, files: [file] });
      assert.deepEqual(result, { stdout: 'hello 84 1.414\n1\n', stderr: '', status: 0 });
    }
    const wrong = spawnSync(process.execPath, [CC, '-m', 'vax', 'p.c'], { encoding: 'utf8' });
    assert.deepEqual([wrong.status, wrong.stderr], [2, 'cc: vax: no such machine (ds3100, sun3)\n']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
