/**
 * The 68020's user-mode instructions, interpreted one by one: the definition of correctness. Source: M68000 Family
 * Programmer's Reference Manual. The loop executes what compilers emit most, with operands and operations chosen by
 * the opcode's table entry (`decode.ts`); the rest is in procedures (`rare.ts`).
 *
 * Every instruction can be restarted: until its last access to memory is known to succeed and its cycles are known to
 * be covered, it changes nothing but address registers, and these are put back. Misaligned data are allowed; an odd
 * program counter is an address error, with pc at the odd place.
 */
import { type Context, ContextWord, type Engine, type MemoryViews, Stop } from '../machine.js';
import { indexedAddress, operandAddress } from './addressing.js';
import { createBus } from './bus.js';
import { AddressRegister, clearTlbs, Page, Tlb, Word } from './context.js';
import { table } from './decode.js';
import { conditionHolds, packCcr, setFlags, unpackCcr } from './flags.js';
import type { Fpu } from './fpu-interface.js';
import { completes, executeRare, isCall } from './rare.js';
import { Access, Field, Kind, Op, Other, To } from './rows.js';
import { signChanges } from './shift.js';
import { BRANCH_TAKEN_CYCLES } from './timing.js';

const STACK_POINTER = Word.A + AddressRegister.StackPointer;

/** An engine with a 68881, or, with null, without: then its instructions are line-F traps. */
export function createEngine(memory: MemoryViews, fpu: Fpu | null): Engine {
  const { view } = memory;
  const bus = createBus(memory, operandAddress);

  function run(context: Context, budget: number): Stop {
    const c = context.words;
    bus.words = c;
    bus.context = context;
    bus.fetchSize = 0;
    c[Word.UndoCount] = 0;
    unpackCcr(c, c[Word.Ccr]);
    let n = c[Word.FlagN];
    let z = c[Word.FlagZ];
    let v = c[Word.FlagV];
    let carry = c[Word.FlagC];
    let x = c[Word.FlagX];
    let pc = c[ContextWord.Pc];
    let start = pc;
    let left = budget;
    let leftBefore = budget;
    let fetchStart = 0;
    let fetchSize = 0;
    let fetchAdd = 0;
    let stop = Stop.Budget;
    // An address register that the instruction moved, to be put back when it cannot go on.
    let moved = 0;
    let movedFrom = 0;

    try {
      steps: for (;;) {
        start = pc;
        leftBefore = left;
        moved = 0;
        if ((pc - fetchStart) >>> 0 >= fetchSize || (pc & 1) !== 0) {
          bus.enterPage(pc);
          fetchStart = bus.fetchStart;
          fetchSize = bus.fetchSize;
          fetchAdd = bus.fetchAdd;
        }
        const opcode = view.getUint16((pc + fetchAdd) >>> 0);
        const entry = table[opcode];
        left -= entry >>> Field.CyclesShift;
        if (left < 0) break;
        pc = (pc + 2) | 0;
        const shift = (entry >>> Field.ShiftShift) & 31;
        const op: Op = (entry >>> Field.OpShift) & 255;

        if (op >= Op.FirstRare) {
          setFlags(c, n, z, v, carry, x);
          c[ContextWord.Pc] = start;
          bus.opcode = opcode;
          bus.pc = pc;
          bus.fetchAdd = fetchAdd;
          bus.left = left;
          const vector = executeRare(op, bus, 4 - (shift >>> 3), fpu);
          if (vector !== 0 && !completes(vector)) {
            bus.undo();
            stop = trap(c, vector, start);
            break;
          }
          c[Word.UndoCount] = 0;
          pc = bus.pc;
          left = bus.left;
          n = c[Word.FlagN];
          z = c[Word.FlagZ];
          v = c[Word.FlagV];
          carry = c[Word.FlagC];
          x = c[Word.FlagX];
          if (vector === 0) continue;
          leftBefore = left;
          stop = trap(c, vector, pc);
          if (isCall(vector)) stop = Stop.Call;
          else start = pc;
          break;
        }

        // The other operand.
        const upper = (opcode >>> 9) & 7;
        let b = 0;
        switch ((entry >>> Field.OtherShift) & 3) {
          case Other.Register:
            b = (c[Word.D + upper] << shift) >> shift;
            break;
          case Other.Immediate:
            if (shift === 0) {
              b = view.getInt32((pc + fetchAdd) >>> 0);
              pc = (pc + 4) | 0;
            } else {
              b = (view.getInt16((pc + fetchAdd) >>> 0) << shift) >> shift;
              pc = (pc + 2) | 0;
            }
            break;
          case Other.Quick:
            b = upper === 0 ? 8 : upper;
        }

        // The effective address and what is there.
        let a = 0;
        let address = 0;
        const kind: Kind = entry & 15;
        switch (kind) {
          case Kind.Register:
            a = (c[Word.D + (opcode & 15)] << shift) >> shift;
            break;
          case Kind.Indirect:
            address = c[Word.A + (opcode & 7)];
            break;
          case Kind.PostIncrement:
          case Kind.PostIncrementByteAtSp:
            moved = Word.A + (opcode & 7);
            address = movedFrom = c[moved];
            c[moved] = address + (kind === Kind.PostIncrement ? 4 - (shift >>> 3) : 2);
            break;
          case Kind.PreDecrement:
          case Kind.PreDecrementByteAtSp:
            moved = Word.A + (opcode & 7);
            movedFrom = c[moved];
            address = (movedFrom - (kind === Kind.PreDecrement ? 4 - (shift >>> 3) : 2)) | 0;
            c[moved] = address;
            break;
          case Kind.Displacement:
            address = (c[Word.A + (opcode & 7)] + view.getInt16((pc + fetchAdd) >>> 0)) | 0;
            pc = (pc + 2) | 0;
            break;
          case Kind.Indexed:
          case Kind.PcIndexed: {
            const base = kind === Kind.Indexed ? c[Word.A + (opcode & 7)] : pc;
            const extension = view.getUint16((pc + fetchAdd) >>> 0);
            if ((extension & 0x100) === 0) {
              const register = c[Word.D + (extension >>> 12)];
              const index = (extension & 0x800) !== 0 ? register : (register << 16) >> 16;
              address = (base + (index << ((extension >>> 9) & 3)) + ((extension << 24) >> 24)) | 0;
              pc = (pc + 2) | 0;
            } else {
              bus.pc = pc;
              bus.fetchAdd = fetchAdd;
              bus.left = left;
              address = indexedAddress(bus, base);
              pc = bus.pc;
              left = bus.left;
            }
            break;
          }
          case Kind.AbsoluteWord:
            address = view.getInt16((pc + fetchAdd) >>> 0);
            pc = (pc + 2) | 0;
            break;
          case Kind.AbsoluteLong:
            address = view.getInt32((pc + fetchAdd) >>> 0);
            pc = (pc + 4) | 0;
            break;
          case Kind.PcDisplacement:
            address = (pc + view.getInt16((pc + fetchAdd) >>> 0)) | 0;
            pc = (pc + 2) | 0;
            break;
          case Kind.Immediate:
            if (shift === 0) {
              a = view.getInt32((pc + fetchAdd) >>> 0);
              pc = (pc + 4) | 0;
            } else {
              a = (view.getInt16((pc + fetchAdd) >>> 0) << shift) >> shift;
              pc = (pc + 2) | 0;
            }
        }
        // Where the result of a read-modify-write goes, when it lies on one page.
        let at = -1;
        const access: Access = (entry >>> Field.AccessShift) & 3;
        if (access !== Access.Address) {
          const last = (address + 3 - (shift >>> 3)) & Page.Mask;
          const slot = (address >>> Page.Shift) & Tlb.Mask;
          if (access === Access.Read) {
            if (c[Word.ReadTag + slot] === last) {
              const from = (address + c[Word.ReadTag + Tlb.Entries + slot]) >>> 0;
              a = shift === 0 ? view.getInt32(from) : shift === 16 ? view.getInt16(from) : view.getInt8(from);
            } else a = bus.read(address, 4 - (shift >>> 3));
          } else if (c[Word.WriteTag + slot] === last) {
            at = (address + c[Word.WriteTag + Tlb.Entries + slot]) >>> 0;
            a = shift === 0 ? view.getInt32(at) : shift === 16 ? view.getInt16(at) : view.getInt8(at);
          } else {
            bus.prepareWrite(address, 4 - (shift >>> 3));
            a = bus.read(address, 4 - (shift >>> 3));
          }
        }

        let r = 0;
        switch (op) {
          case Op.Move:
            n = z = r = a;
            v = carry = 0;
            break;
          case Op.MoveToMemory: {
            let register = Word.A + upper;
            let step = 0;
            switch ((opcode >>> 6) & 7) {
              case 2:
                address = c[register];
                break;
              case 3:
                address = c[register];
                step = shift === 24 && upper === 7 ? 2 : 4 - (shift >>> 3);
                break;
              case 4:
                step = shift === 24 && upper === 7 ? -2 : (shift >>> 3) - 4;
                address = (c[register] + step) | 0;
                break;
              case 5:
                address = (c[register] + view.getInt16((pc + fetchAdd) >>> 0)) | 0;
                pc = (pc + 2) | 0;
                break;
              case 6:
                bus.pc = pc;
                bus.fetchAdd = fetchAdd;
                bus.left = left;
                address = indexedAddress(bus, c[register]);
                pc = bus.pc;
                left = bus.left;
                break;
              default:
                register = Word.A;
                if (upper === 0) {
                  address = view.getInt16((pc + fetchAdd) >>> 0);
                  pc = (pc + 2) | 0;
                } else {
                  address = view.getInt32((pc + fetchAdd) >>> 0);
                  pc = (pc + 4) | 0;
                }
            }
            const slot = Word.WriteTag + ((address >>> Page.Shift) & Tlb.Mask);
            if (c[slot] === ((address + 3 - (shift >>> 3)) & Page.Mask))
              at = (address + c[slot + Tlb.Entries]) >>> 0;
            else bus.prepareWrite(address, 4 - (shift >>> 3));
            c[register] += step;
            n = z = r = a;
            v = carry = 0;
            break;
          }
          case Op.MoveAddress:
            c[Word.A + upper] = a;
            continue;
          case Op.MoveQuick:
            n = z = c[Word.D + upper] = (opcode << 24) >> 24;
            v = carry = 0;
            continue;
          case Op.Test:
            n = z = a;
            v = carry = 0;
            continue;
          case Op.Add:
            r = ((a + b) << shift) >> shift;
            n = z = r;
            v = (a ^ r) & (b ^ r);
            carry = x = (a & b) | (~r & (a | b));
            break;
          case Op.Subtract:
            r = ((b - a) << shift) >> shift;
            n = z = r;
            v = (a ^ b) & (r ^ b);
            carry = x = (a & ~b) | (r & (a | ~b));
            break;
          case Op.SubtractFrom:
            r = ((a - b) << shift) >> shift;
            n = z = r;
            v = (a ^ b) & (r ^ a);
            carry = x = (b & ~a) | (r & (b | ~a));
            break;
          case Op.Compare:
            n = z = ((b - a) << shift) >> shift;
            v = (a ^ b) & (n ^ b);
            carry = (a & ~b) | (n & (a | ~b));
            continue;
          case Op.CompareWith:
            n = z = ((a - b) << shift) >> shift;
            v = (a ^ b) & (n ^ a);
            carry = (b & ~a) | (n & (b | ~a));
            continue;
          case Op.Or:
            n = z = r = a | b;
            v = carry = 0;
            break;
          case Op.And:
            n = z = r = a & b;
            v = carry = 0;
            break;
          case Op.Eor:
            n = z = r = a ^ b;
            v = carry = 0;
            break;
          case Op.AddAddress:
            c[Word.A + upper] += a;
            continue;
          case Op.SubtractAddress:
            c[Word.A + upper] -= a;
            continue;
          case Op.CompareAddress:
            b = c[Word.A + upper];
            n = z = (b - a) | 0;
            v = (a ^ b) & (n ^ b);
            carry = (a & ~b) | (n & (a | ~b));
            continue;
          case Op.AddQuickAddress:
            c[Word.A + (opcode & 7)] += b;
            continue;
          case Op.SubtractQuickAddress:
            c[Word.A + (opcode & 7)] -= b;
            continue;
          case Op.Clear:
            n = z = v = carry = 0;
            break;
          case Op.Negate:
            r = (-a << shift) >> shift;
            n = z = r;
            v = a & r;
            carry = x = a | r;
            break;
          case Op.Not:
            n = z = r = ~a;
            v = carry = 0;
            break;
          case Op.LoadAddress:
            c[Word.A + upper] = address;
            continue;
          case Op.PushAddress:
            bus.push(address);
            continue;
          case Op.Jump:
            pc = address;
            continue;
          case Op.JumpSubroutine:
            bus.push(pc);
            pc = address;
            continue;
          case Op.Branch:
          case Op.BranchSubroutine: {
            const base = pc;
            let displacement = (opcode << 24) >> 24;
            if (displacement === 0) {
              displacement = view.getInt16((pc + fetchAdd) >>> 0);
              pc = (pc + 2) | 0;
            } else if (displacement === -1) {
              displacement = view.getInt32((pc + fetchAdd) >>> 0);
              pc = (pc + 4) | 0;
            }
            if (op === Op.BranchSubroutine) bus.push(pc);
            else if (!conditionHolds((opcode >>> 8) & 15, n, z, v, carry)) continue;
            else left -= BRANCH_TAKEN_CYCLES;
            if (left < 0) break steps;
            pc = (base + displacement) | 0;
            continue;
          }
          case Op.Return:
            pc = bus.pop();
            continue;
          case Op.DecrementBranch: {
            const base = pc;
            pc = (pc + 2) | 0;
            if (conditionHolds((opcode >>> 8) & 15, n, z, v, carry)) continue;
            const register = Word.D + (opcode & 7);
            const count = (c[register] - 1) & 0xffff;
            c[register] = (c[register] & ~0xffff) | count;
            if (count !== 0xffff) pc = (base + view.getInt16((base + fetchAdd) >>> 0)) | 0;
            continue;
          }
          case Op.SetCondition:
            r = conditionHolds((opcode >>> 8) & 15, n, z, v, carry) ? -1 : 0;
            break;
          case Op.Link: {
            const register = Word.A + (opcode & 7);
            const displacement = view.getInt16((pc + fetchAdd) >>> 0);
            pc = (pc + 2) | 0;
            // A7 itself is pushed as already moved.
            bus.push(register === STACK_POINTER ? c[STACK_POINTER] - 4 : c[register]);
            c[register] = c[STACK_POINTER];
            c[STACK_POINTER] += displacement;
            continue;
          }
          case Op.Unlink: {
            const register = Word.A + (opcode & 7);
            const frame = c[register];
            c[register] = bus.read(frame, 4);
            c[STACK_POINTER] = frame + 4;
            continue;
          }
          case Op.ExtendWord:
          case Op.ExtendLong:
          case Op.ExtendByteLong:
          case Op.Swap: {
            const register = Word.D + (opcode & 7);
            const value = c[register];
            if (op === Op.Swap) n = (value << 16) | (value >>> 16);
            else n = op === Op.ExtendLong ? (value << 16) >> 16 : (value << 24) >> 24;
            c[register] = op === Op.ExtendWord ? (value & ~0xffff) | (n & 0xffff) : n;
            z = n;
            v = carry = 0;
            continue;
          }
          case Op.BitTest:
            z = (opcode & 0x38) === 0 ? c[Word.D + (opcode & 7)] & (1 << (b & 31)) : a & (1 << (b & 7));
            continue;
          case Op.MultiplyUnsigned:
            n = z = c[Word.D + upper] = Math.imul(a & 0xffff, b & 0xffff);
            v = carry = 0;
            continue;
          case Op.MultiplySigned:
            n = z = c[Word.D + upper] = Math.imul(a, b);
            v = carry = 0;
            continue;
          case Op.NoOperation:
            continue;
          default: {
            // Shifts of a data register.
            const count = (opcode & 0x20) !== 0 ? c[Word.D + upper] & 63 : upper === 0 ? 8 : upper;
            const register = Word.D + (opcode & 7);
            r = (c[register] << shift) >> shift;
            v = carry = 0;
            if (count !== 0) {
              if ((opcode & 0x100) !== 0) {
                const aligned = r << shift;
                carry = x = count > 32 ? 0 : aligned << (count - 1);
                if (op === Op.ArithmeticLeft) v = signChanges(aligned, shift, count);
                r = count > 31 ? 0 : (aligned << count) >> shift;
              } else if (op === Op.ArithmeticRight) {
                carry = x = count > 31 ? r >> 31 : r << (32 - count);
                r >>= Math.min(count, 31);
              } else {
                const unsigned = (r << shift) >>> shift;
                carry = x = count > 32 ? 0 : unsigned << (32 - count);
                r = count > 31 ? 0 : ((unsigned >>> count) << shift) >> shift;
              }
            }
            n = z = r;
            c[register] = (c[register] & ~(-1 >>> shift)) | (r & (-1 >>> shift));
            continue;
          }
        }

        const to: To = (entry >>> Field.ToShift) & 3;
        if (to !== To.Memory) {
          const register = Word.D + (to === To.Register ? upper : opcode & 7);
          c[register] = (c[register] & ~(-1 >>> shift)) | (r & (-1 >>> shift));
        } else if (at < 0) bus.write(address, 4 - (shift >>> 3), r);
        else if (shift === 0) view.setInt32(at, r);
        else if (shift === 16) view.setInt16(at, r);
        else view.setInt8(at, r);
      }
    } catch (reason) {
      if (reason !== bus.leave) throw reason;
      stop = bus.stop;
      bus.undo();
    }

    // An instruction that was not finished is undone.
    if (moved !== 0) c[moved] = movedFrom;
    setFlags(c, n, z, v, carry, x);
    c[Word.Ccr] = packCcr(c);
    c[ContextWord.Pc] = start;
    c[ContextWord.CyclesLeft] = leftBefore;
    return stop;
  }

  return {
    run,
    invalidatePage({ words }, address) {
      const entry = Word.ReadTag + ((address >>> Page.Shift) & Tlb.Mask);
      for (let tlb = 0; tlb < 3; tlb++) words[entry + tlb * Tlb.Words] = Tlb.Empty;
    },
    invalidateAll: ({ words }) => clearTlbs(words),
  };
}

function trap(words: Int32Array, vector: number, address: number): Stop {
  words[ContextWord.TrapCode] = vector;
  words[ContextWord.FaultAddress] = address;
  return Stop.Trap;
}
