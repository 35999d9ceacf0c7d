import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { createProcess } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import {
  deencapsulateAll,
  type EncapsulationTable,
  encapsulateAll,
  type Module,
  sizeAll,
  splitBuffer,
  Token,
} from './encapsulation.js';

const layout = { littleEndian: true, maxAlignment: 8 };
const process: Process = createProcess(3, 0x10103 as Process['id'], 1 as Process['homeHost']);

/** Run a task that never waits. */
function finish<T>(task: Task<T>): T {
  const step = task.next();
  if (step.done !== true) throw new Error('it waits');
  return step.value;
}

function module(
  token: Token,
  bytes: Uint8Array,
  got: Map<Token, Uint8Array>,
  part: Partial<Module> = {},
): Module {
  return {
    token,
    name: String(token),
    size: () => ({ size: bytes.length }),
    encapsulate: () => ({ bytes }),
    forget: () => {},
    deencapsulate(_process, arrived) {
      got.set(token, arrived);
      return SUCCESS;
    },
    isEmpty: () => true,
    ...part,
  };
}

function pack(table: EncapsulationTable, goingHome = false) {
  const sized = finish(sizeAll(table, process));
  if ('status' in sized) return sized;
  return finish(encapsulateAll(table, process, sized.sizes, { layout, goingHome }));
}

const bytesOf = (result: ReturnType<typeof pack>): Uint8Array => {
  assert.ok('bytes' in result);
  return result.bytes;
};

test('what the modules pack is what they unpack, whatever its sizes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (parts) => {
      const got = new Map<Token, Uint8Array>();
      const tokens = [Token.Proc, Token.Vm, Token.Fs, Token.Mach, Token.Prof, Token.Sig];
      const table = parts.map((bytes, i) => module(tokens[i], bytes, got));
      const buffer = bytesOf(pack(table));
      assert.equal(
        buffer.length,
        parts.reduce((sum, part) => sum + 24 + part.length, 0),
      );
      assert.equal(finish(deencapsulateAll(table, process, buffer, layout)), SUCCESS);
      assert.deepEqual([...got.values()], parts);
    }),
  );
});

test('a refusal by size comes before anything is packed; a failure names its status', () => {
  const got = new Map<Token, Uint8Array>();
  let packed = 0;
  const counting = module(Token.Proc, new Uint8Array(1), got, {
    encapsulate: () => {
      packed++;
      return { bytes: new Uint8Array(1) };
    },
  });
  const refusing = module(Token.Vm, new Uint8Array(0), got, { size: () => ({ status: Status.GEN_FAILURE }) });
  assert.deepEqual(pack([counting, refusing]), { status: Status.GEN_FAILURE });
  assert.equal(packed, 0);
  const failing = module(Token.Vm, new Uint8Array(0), got, {
    encapsulate: () => ({ status: Status.VM_SWAP_ERROR }),
  });
  assert.deepEqual(pack([counting, failing]), { status: Status.VM_SWAP_ERROR });
});

test('the PROC header says when the process goes home', () => {
  const table = [module(Token.Proc, new Uint8Array(4), new Map())];
  assert.equal(new DataView(bytesOf(pack(table, true)).buffer).getInt32(8, true), 1);
  assert.equal(new DataView(bytesOf(pack(table, false)).buffer).getInt32(8, true), 0);
});

test('modules the buffer lacks are skipped; unknown ones and wrong order are refused', () => {
  const got = new Map<Token, Uint8Array>();
  const proc = module(Token.Proc, new Uint8Array([1]), got);
  const vm = module(Token.Vm, new Uint8Array([2]), got);
  const sig = module(Token.Sig, new Uint8Array([3]), got);
  assert.equal(
    finish(deencapsulateAll([proc, vm, sig], process, bytesOf(pack([proc, sig])), layout)),
    SUCCESS,
  );
  assert.deepEqual([...got.keys()], [Token.Proc, Token.Sig]);
  const refused = Status.PROC_MIGRATION_REFUSED;
  assert.equal(finish(deencapsulateAll([proc, sig], process, bytesOf(pack([proc, vm])), layout)), refused);
  assert.equal(finish(deencapsulateAll([proc, vm], process, bytesOf(pack([vm, proc])), layout)), refused);
});

test('the first module that fails ends it', () => {
  const got = new Map<Token, Uint8Array>();
  const failing = module(Token.Vm, new Uint8Array([2]), got, { deencapsulate: () => Status.VM_NO_SEGMENTS });
  const table = [
    module(Token.Proc, new Uint8Array([1]), got),
    failing,
    module(Token.Fs, new Uint8Array([3]), got),
  ];
  const status = finish(deencapsulateAll(table, process, bytesOf(pack(table)), layout));
  assert.equal(status, Status.VM_NO_SEGMENTS);
  assert.deepEqual([...got.keys()], [Token.Proc]);
});

test('bad buffers are answered, never thrown', () => {
  const table = [module(Token.Proc, new Uint8Array([1, 2, 3]), new Map())];
  const buffer = bytesOf(pack(table));
  const special = buffer.slice();
  special[12] = 1;
  assert.equal(splitBuffer(special, layout), null);
  assert.equal(splitBuffer(buffer.subarray(0, buffer.length - 1), layout), null);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      const status = finish(deencapsulateAll(table, process, bytes, layout));
      const isProc = splitBuffer(bytes, layout)?.every(({ token }) => token === Token.Proc) ?? false;
      assert.ok(status === Status.PROC_MIGRATION_REFUSED || isProc);
    }),
  );
});
