/**
 * The R2000's user-mode instructions, interpreted one by one: the definition of correctness. Source: Kane, MIPS
 * RISC Architecture (MIPS I); what each costs is in `decode.ts`. A branch and its delay slot are one step: charged
 * together, stopped only after both; a fault in the slot restarts the branch, so a branch there is refused as
 * reserved. A load's value is there for the next instruction, which no correct program can tell from the chip's
 * load delay.
 */
import { Access, type Context, ContextWord, type Engine, type MemoryViews, Stop } from '../machine.js';
import { Reg, Tlb, Word } from './context.js';
import { Extra, floatExtraCycles } from './decode.js';
import { createFpu, FpOutcome } from './fpu.js';

/** The machine's codes of Stop.Trap (ContextWord.TrapCode). */
export const enum TrapCode {
  AddressError = 1,
  /** The instruction is in Word.BreakWord. */
  Break = 2,
  Overflow = 3,
  Reserved = 4,
  /** pc is already past the instruction. */
  Float = 5,
}

const PAGE_MASK = ~0xfff;
const OFFSET_MASK = 0xfff;

/** By the opcode's lower five bits: address bits that must be 0 (lwl and its like take any address). */
const NOT_A_MEMORY_OPCODE = 255;
const STORE_BIT = 8 << 26;

export function createEngine(memory: MemoryViews): Engine {
  const mem32 = memory.words;
  const mem8 = memory.bytes;
  const alignmentOf = new Uint8Array([
    0, 1, 0, 3, 0, 1, 0, 255, 0, 1, 0, 3, 255, 255, 0, 255, 255, 3, 255, 255, 255, 255, 255, 255, 255, 3, 255,
    255, 255, 255, 255, 255,
  ]);
  const { view } = memory;
  const fpu = createFpu();
  const floatExtra = floatExtraCycles();

  /** Why `translate` refused. */
  let refusal = Stop.PageFault;

  /** Physical address of an access the TLB does not know; -1 when it is refused, which is noted in the context. */
  function translate(context: Context, address: number, alignment: number, access: Access): number {
    const { words } = context;
    if ((address & alignment) !== 0 || address < 0) {
      refusal = trap(words, TrapCode.AddressError, address);
      return -1;
    }
    const page = address & PAGE_MASK;
    const physical = context.lookup(page, access);
    if (physical === -1) {
      words[ContextWord.FaultAddress] = address;
      words[ContextWord.FaultAccess] = access;
      refusal = Stop.PageFault;
      return -1;
    }
    const entry = Word.ReadTag + access * Tlb.Words + ((address >>> 12) & Tlb.Mask);
    words[entry] = page;
    words[entry + Tlb.Entries] = physical - page;
    return physical + (address & OFFSET_MASK);
  }

  function run(context: Context, budget: number): Stop {
    const c = context.words;
    let pc = c[ContextWord.Pc];
    let left = budget;
    let fetchPage = 1;
    let fetchAdd = 0;
    let stop = Stop.Budget;
    // A branch, taken or not, waits for its delay slot: where to go after it, and what to restart.
    let inSlot = false;
    let target = 0;
    let branchPc = 0;
    let branchLeft = 0;
    let branching = false;
    let destination = 0;
    // The register that the last link overwrote, its value before, and where that was.
    let linkRegister = 0;
    let linkOld = 0;
    let linkPc = 0;
    // What a stop gives back.
    let leftBefore = budget;

    steps: for (;;) {
      c[Word.R] = 0;
      leftBefore = left;
      left--;
      if (left < 0) break;
      if ((pc & PAGE_MASK) !== fetchPage) {
        const entry = Word.ExecuteTag + ((pc >>> 12) & Tlb.Mask);
        if (c[entry] !== (pc & (PAGE_MASK | 3)) && translate(context, pc, 3, Access.Execute) < 0) {
          stop = refusal;
          break;
        }
        fetchPage = pc & PAGE_MASK;
        fetchAdd = c[entry + Tlb.Entries];
      }
      const insn = mem32[(pc + fetchAdd) >>> 2];
      const rs = Word.R + ((insn >>> 21) & 31);
      const rt = Word.R + ((insn >>> 16) & 31);
      const simm = (insn << 16) >> 16;

      if (insn < 0) {
        // Loads and stores: the opcode's upper half.
        const alignment = alignmentOf[(insn >>> 26) & 31];
        if (alignment === NOT_A_MEMORY_OPCODE) {
          stop = trap(c, TrapCode.Reserved, pc);
          break;
        }
        left -= Extra.Memory;
        if (left < 0) break;
        const address = (c[rs] + simm) | 0;
        const isStore = (insn & STORE_BIT) !== 0;
        const entry = (isStore ? Word.WriteTag : Word.ReadTag) + ((address >>> 12) & Tlb.Mask);
        let at = 0;
        if (c[entry] === (address & (PAGE_MASK | alignment))) at = (address + c[entry + Tlb.Entries]) >>> 0;
        else {
          at = translate(context, address, alignment, isStore ? Access.Write : Access.Read);
          if (at < 0) {
            stop = refusal;
            break;
          }
        }
        const shift = (address & 3) << 3;
        switch ((insn >>> 26) & 31) {
          case 0: // lb
            c[rt] = (mem8[at] << 24) >> 24;
            break;
          case 1: // lh
            c[rt] = view.getInt16(at, true);
            break;
          case 2: {
            // lwl
            const word = mem32[at >>> 2];
            c[rt] = shift === 24 ? word : (word << (24 - shift)) | (c[rt] & (0xffffff >>> shift));
            break;
          }
          case 3: // lw
            c[rt] = mem32[at >>> 2];
            break;
          case 4: // lbu
            c[rt] = mem8[at];
            break;
          case 5: // lhu
            c[rt] = view.getUint16(at, true);
            break;
          case 6: {
            // lwr
            const word = mem32[at >>> 2];
            c[rt] = shift === 0 ? word : (word >>> shift) | (c[rt] & (-1 << (32 - shift)));
            break;
          }
          case 8: // sb
            mem8[at] = c[rt];
            break;
          case 9: // sh
            view.setInt16(at, c[rt], true);
            break;
          case 10: {
            // swl
            const word = mem32[at >>> 2];
            mem32[at >>> 2] = shift === 24 ? c[rt] : (c[rt] >>> (24 - shift)) | (word & (-1 << (shift + 8)));
            break;
          }
          case 11: // sw
            mem32[at >>> 2] = c[rt];
            break;
          case 14: {
            // swr
            const word = mem32[at >>> 2];
            mem32[at >>> 2] = shift === 0 ? c[rt] : (c[rt] << shift) | (word & (0xffffffff >>> (32 - shift)));
            break;
          }
          case 17: // lwc1
            c[Word.F - Word.R + rt] = mem32[at >>> 2];
            break;
          case 25: // swc1
            mem32[at >>> 2] = c[Word.F - Word.R + rt];
            break;
        }
      } else {
        switch (insn >>> 26) {
          case 0: {
            const rd = Word.R + ((insn >>> 11) & 31);
            const s = c[rs];
            const t = c[rt];
            switch (insn & 63) {
              case 0: // sll
                c[rd] = t << ((insn >>> 6) & 31);
                break;
              case 2: // srl
                c[rd] = t >>> ((insn >>> 6) & 31);
                break;
              case 3: // sra
                c[rd] = t >> ((insn >>> 6) & 31);
                break;
              case 4: // sllv
                c[rd] = t << (s & 31);
                break;
              case 6: // srlv
                c[rd] = t >>> (s & 31);
                break;
              case 7: // srav
                c[rd] = t >> (s & 31);
                break;
              case 8: // jr
                destination = s;
                branching = true;
                break;
              case 9: // jalr
                linkRegister = rd;
                linkOld = c[rd];
                linkPc = pc;
                c[rd] = pc + 8;
                destination = s;
                branching = true;
                break;
              case 12: // syscall; in a delay slot it is not supported
                stop = inSlot ? trap(c, TrapCode.Reserved, pc) : Stop.Call;
                leftBefore = left;
                break steps;
              case 13: // break
                stop = trap(c, TrapCode.Break, pc);
                c[Word.BreakWord] = insn;
                break steps;
              case 16: // mfhi
                c[rd] = c[Word.Hi];
                break;
              case 17: // mthi
                c[Word.Hi] = s;
                break;
              case 18: // mflo
                c[rd] = c[Word.Lo];
                break;
              case 19: // mtlo
                c[Word.Lo] = s;
                break;
              case 24: // mult
              case 25: // multu
                left -= Extra.Multiply;
                if (left < 0) break steps;
                multiply(c, s, t, (insn & 63) === 24);
                break;
              case 26: // div
              case 27: // divu
                left -= Extra.Divide;
                if (left < 0) break steps;
                divide(c, s, t, (insn & 63) === 26);
                break;
              case 32: {
                // add
                const sum = (s + t) | 0;
                if (((s ^ sum) & (t ^ sum)) < 0) {
                  stop = trap(c, TrapCode.Overflow, pc);
                  break steps;
                }
                c[rd] = sum;
                break;
              }
              case 33: // addu
                c[rd] = s + t;
                break;
              case 34: {
                // sub
                const difference = (s - t) | 0;
                if (((s ^ t) & (s ^ difference)) < 0) {
                  stop = trap(c, TrapCode.Overflow, pc);
                  break steps;
                }
                c[rd] = difference;
                break;
              }
              case 35: // subu
                c[rd] = s - t;
                break;
              case 36: // and
                c[rd] = s & t;
                break;
              case 37: // or
                c[rd] = s | t;
                break;
              case 38: // xor
                c[rd] = s ^ t;
                break;
              case 39: // nor
                c[rd] = ~(s | t);
                break;
              case 42: // slt
                c[rd] = s < t ? 1 : 0;
                break;
              case 43: // sltu
                c[rd] = s >>> 0 < t >>> 0 ? 1 : 0;
                break;
              default:
                stop = trap(c, TrapCode.Reserved, pc);
                break steps;
            }
            break;
          }
          case 1: {
            // bltz, bgez, bltzal, bgezal: chosen by the rt field
            const which = (insn >>> 16) & 31;
            if ((which & 0x0e) !== 0) {
              stop = trap(c, TrapCode.Reserved, pc);
              break steps;
            }
            const taken = (which & 1) === 0 ? c[rs] < 0 : c[rs] >= 0;
            if (which >= 16) {
              linkRegister = Word.R + Reg.Ra;
              linkOld = c[linkRegister];
              linkPc = pc;
              c[linkRegister] = pc + 8;
            }
            destination = taken ? pc + 4 + (simm << 2) : pc + 8;
            branching = true;
            break;
          }
          case 3: // jal
            linkRegister = Word.R + Reg.Ra;
            linkOld = c[linkRegister];
            linkPc = pc;
            c[linkRegister] = pc + 8;
            destination = ((pc + 4) & 0xf0000000) | ((insn & 0x3ffffff) << 2);
            branching = true;
            break;
          case 2: // j
            destination = ((pc + 4) & 0xf0000000) | ((insn & 0x3ffffff) << 2);
            branching = true;
            break;
          case 4: // beq
            destination = c[rs] === c[rt] ? pc + 4 + (simm << 2) : pc + 8;
            branching = true;
            break;
          case 5: // bne
            destination = c[rs] !== c[rt] ? pc + 4 + (simm << 2) : pc + 8;
            branching = true;
            break;
          case 6: // blez
            destination = c[rs] <= 0 ? pc + 4 + (simm << 2) : pc + 8;
            branching = true;
            break;
          case 7: // bgtz
            destination = c[rs] > 0 ? pc + 4 + (simm << 2) : pc + 8;
            branching = true;
            break;
          case 8: {
            // addi
            const s = c[rs];
            const sum = (s + simm) | 0;
            if (((s ^ sum) & (simm ^ sum)) < 0) {
              stop = trap(c, TrapCode.Overflow, pc);
              break steps;
            }
            c[rt] = sum;
            break;
          }
          case 9: // addiu
            c[rt] = c[rs] + simm;
            break;
          case 10: // slti
            c[rt] = c[rs] < simm ? 1 : 0;
            break;
          case 11: // sltiu
            c[rt] = c[rs] >>> 0 < simm >>> 0 ? 1 : 0;
            break;
          case 12: // andi
            c[rt] = c[rs] & (insn & 0xffff);
            break;
          case 13: // ori
            c[rt] = c[rs] | (insn & 0xffff);
            break;
          case 14: // xori
            c[rt] = c[rs] ^ (insn & 0xffff);
            break;
          case 15: // lui
            c[rt] = insn << 16;
            break;
          case 17: {
            // the R2010
            left -= floatExtra[((insn >>> 15) & 0x7c0) | (insn & 63)];
            if (left < 0) break steps;
            const outcome = fpu.execute(c, insn);
            if (outcome >= FpOutcome.BranchTaken) {
              destination = outcome === FpOutcome.BranchTaken ? pc + 4 + (simm << 2) : pc + 8;
              branching = true;
            } else if (outcome !== FpOutcome.Done) {
              stop = trap(c, outcome === FpOutcome.Exception ? TrapCode.Float : TrapCode.Reserved, pc);
              if (outcome === FpOutcome.Exception) {
                pc = inSlot ? target : pc + 4;
                inSlot = false;
                leftBefore = left;
              }
              break steps;
            }
            break;
          }
          default:
            stop = trap(c, TrapCode.Reserved, pc);
            break steps;
        }
      }

      if (branching) {
        branching = false;
        if (inSlot) {
          stop = trap(c, TrapCode.Reserved, pc);
          break;
        }
        branchPc = pc;
        branchLeft = leftBefore;
        target = destination | 0;
        inSlot = true;
        pc = (pc + 4) | 0;
      } else if (inSlot) {
        inSlot = false;
        pc = target;
        if ((pc & 3) !== 0) fetchPage = 1;
      } else pc = (pc + 4) | 0;
    }

    // A step that was not finished is undone. But for a link, nothing is written before everything that can stop an
    // instruction is known.
    if (inSlot && linkPc === branchPc) c[linkRegister] = linkOld;
    c[ContextWord.Pc] = inSlot ? branchPc : pc;
    c[ContextWord.CyclesLeft] = inSlot ? branchLeft : leftBefore;
    return stop;
  }

  return {
    run,
    invalidatePage({ words }, address) {
      const entry = Word.ReadTag + ((address >>> 12) & Tlb.Mask);
      for (let tlb = 0; tlb < 3; tlb++) words[entry + tlb * Tlb.Words] = Tlb.Empty;
    },
    invalidateAll({ words }) {
      words.fill(Tlb.Empty, Word.ReadTag, Word.End);
    },
  };
}

function trap(words: Int32Array, code: TrapCode, address: number): Stop {
  words[ContextWord.TrapCode] = code;
  words[ContextWord.FaultAddress] = address;
  return Stop.Trap;
}

/** 64-bit product into hi and lo, by 16-bit halves. */
function multiply(c: Int32Array, a: number, b: number, signed: boolean): void {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle % 0x10000);
  const high = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
  c[Word.Lo] = Math.imul(a, b);
  c[Word.Hi] = signed ? high - (a < 0 ? b : 0) - (b < 0 ? a : 0) : high;
}

/** Quotient and remainder; division by zero does not trap and leaves what this chip's divider leaves. */
function divide(c: Int32Array, a: number, b: number, signed: boolean): void {
  if (b === 0) {
    c[Word.Lo] = signed && a < 0 ? 1 : -1;
    c[Word.Hi] = a;
    return;
  }
  c[Word.Lo] = signed ? a / b : (a >>> 0) / (b >>> 0);
  c[Word.Hi] = signed ? a % b : (a >>> 0) % (b >>> 0);
}
