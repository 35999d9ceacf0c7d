/**
 * The terminal program, composed: what is known of the cluster, what is shown of it, and what keys and commands do.
 * It is handed a cluster, a clock and a surface to show itself on, so that tests can be the terminal.
 */
import type { Cluster, ClusterHost } from '../../index.js';
import { UserError } from '../errors.js';
import { createTracing } from '../trace.js';
import { clusterVerbs, createPlay, readAction } from '../verbs.js';
import { type Canvas, createCanvas, type Style } from './canvas.js';
import { createCommandLine } from './command-line.js';
import { createConsoles } from './consoles.js';
import { createEventLog } from './event-log.js';
import { createFrameLog } from './frame-log.js';
import { helpLines } from './help-pane.js';
import { createInputDecoder } from './input.js';
import { completions, createKeys } from './keys.js';
import type { ViewName } from './layout.js';
import { createModel } from './model.js';
import { createPacer, type Pacer } from './pacer.js';
import { type Cursor, hostOfTile, paintScreen, panesOf, type Scene } from './paint.js';
import { palette } from './palette.js';
import { createPerformer } from './performer.js';
import { createScreenControl } from './screen-control.js';
import { screenVerbs } from './screen-verbs.js';
import { createScreenState, type ScreenState } from './state.js';
import { createTimeline } from './timeline.js';

export interface AppParts {
  readonly cluster: Cluster;
  readonly host: ClusterHost;
  readonly startSeconds: number;
  /** A file to trace to from the beginning. */
  readonly trace: string | null;
  readonly columns: number;
  readonly rows: number;
  nowMs(): number;
  /** What is shown is out of date: `paint` should be called soon, at once for the echo of a key. */
  outOfDate(isUrgent: boolean): void;
  mouse(on: boolean): void;
  redraw(): void;
  quit(): void;
}

export interface App {
  readonly pacer: Pacer;
  readonly state: ScreenState;
  /** Bytes of the terminal, one character each. */
  input(bytes: string): void;
  resize(columns: number, rows: number): void;
  /** After each turn: what waits for the guest goes on. */
  afterTurn(): void;
  /** A few times a second: look at the cluster. */
  sample(): void;
  /** Paint the screen; the canvas is the same until the size changes. */
  paint(): { readonly canvas: Canvas; readonly cursor: Cursor | null };
  /** Everything the guests have written can be seen. */
  readonly isUpToDate: boolean;
  /** Files that are open are closed. */
  close(): void;
}

const FIRST_PROMPT = /[$#] $/;
/** A guest that writes so soon after a key answers it. */
const ECHO_MS = 100;

export function createApp(parts: AppParts): App {
  const { cluster } = parts;
  const state = createScreenState(parts.columns, parts.rows);
  state.shown = cluster.hosts().indexOf(parts.host);
  let canvas = createCanvas(state.columns, state.rows);
  let keyMs = Number.NEGATIVE_INFINITY;
  let awaitsEcho = false;

  const model = createModel(cluster);
  const pacer = createPacer(cluster, parts.nowMs);
  const log = createEventLog(cluster);
  const timeline = createTimeline(cluster);
  const frames = createFrameLog(cluster);
  const tracing = createTracing(cluster);
  if (parts.trace !== null) tracing.to(parts.trace);
  const consoles = createConsoles({
    cluster,
    size: consoleSize,
    changed: (index) => {
      if (isShown(index)) parts.outOfDate(parts.nowMs() - keyMs < ECHO_MS);
    },
    wrote: (index) => {
      // The echo of a key is shown before the turn is over.
      if (index !== state.shown || !awaitsEcho) return;
      awaitsEcho = false;
      pacer.endTurn();
    },
  });
  const play = createPlay(cluster, parts.host, {
    say: (text) => tell(text, palette.good),
    trace: tracing.to,
  });
  const performer = createPerformer(play);
  const { mouse, redraw, quit } = parts;
  const verbsOfScreen = screenVerbs(
    createScreenControl({
      cluster,
      state,
      consoles,
      pacer,
      performer,
      verbs: () => verbs,
      show,
      view,
      tell,
      fail,
      mouse,
      redraw,
      quit,
    }),
  );
  const verbs = [...verbsOfScreen, ...clusterVerbs];
  const line = createCommandLine((words) =>
    completions(
      verbs,
      cluster.hosts().map(({ name }) => name),
      words,
    ),
  );
  const scene: Scene = {
    state,
    model,
    consoles,
    pacer,
    timeline,
    log,
    line,
    help: helpLines(verbsOfScreen, clusterVerbs),
    startSeconds: parts.startSeconds,
  };
  const decoder = createInputDecoder();
  const keys = createKeys({ scene, verbs, enter, show, view, back, openEvent });
  pacer.race(() => FIRST_PROMPT.test(parts.host.console.text().slice(-2)) || parts.host.halted());

  // --- What is shown -------------------------------------------------------------------------------------------------

  function tell(text: string, style: Style): void {
    state.message = { text: text.replaceAll(/\s*\n\s*/g, ' '), style };
    parts.outOfDate(false);
  }

  function fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    log.note(text, palette.bad);
    tell(text, palette.bad);
  }

  const isShown = (index: number): boolean =>
    panesOf({ state, model }).some(
      ({ pane, tile }) => pane === 'consoles' && hostOfTile({ state, model }, tile) === index,
    );

  function consoleSize(): { readonly columns: number; readonly rows: number } {
    const wish = { state: { ...state, view: 'consoles' as const }, model };
    const { width, height } = panesOf(wish).find(({ pane }) => pane === 'consoles') ?? {
      width: state.columns,
      height: state.rows,
    };
    return { columns: width, rows: Math.max(1, height - 1) };
  }

  function fitConsoles(): void {
    for (const { pane, tile, width, height } of panesOf({ state, model })) {
      if (pane !== 'consoles') continue;
      const index = hostOfTile({ state, model }, tile);
      if (model.rows()[index].state.power !== 'off') consoles.fitTo(index, width, Math.max(1, height - 1));
    }
  }

  function show(index: number): void {
    if (index < 0 || index >= cluster.hosts().length) {
      fail(new UserError(`there is no host ${index + 1}`));
      return;
    }
    state.shown = index;
    state.selected.room = index;
    state.commanding = false;
    if (state.view !== 'consoles') view('consoles');
  }

  function view(wanted: ViewName): void {
    if (state.view !== 'help' && state.view !== 'ladder') state.viewBefore = state.view;
    state.view = wanted;
    state.commanding = wanted !== 'consoles';
    state.focus = wanted === 'consoles' ? 'room' : wanted;
  }

  function back(): void {
    if (state.view === 'help' || state.view === 'ladder') view(state.viewBefore);
    else if (state.view !== 'consoles') view('consoles');
    else state.commanding = false;
  }

  function openEvent(place: number): void {
    const entry = log.entries(state.filter)[place];
    if (entry === undefined) return;
    const { timeNs, sinceNs, concerned, phases } = entry;
    const [own, other] = concerned;
    const calls = frames.between(sinceNs, timeNs, (from, to) =>
      phases.length > 0
        ? // What moves has to do with its file servers too.
          [from, to].some((host) => host === own || host === other)
        : concerned.includes(from) && (to === 0 || concerned.includes(to)),
    );
    state.ladder = { entry, calls };
    // A migration is read from its beginning, anything else up to its end.
    state.selected.ladder = phases.length > 0 ? 0 : Math.max(0, calls.length - 1);
    view('ladder');
  }

  // --- Commands ------------------------------------------------------------------------------------------------------

  function enter(text: string): void {
    try {
      performer.begin([readAction(text, verbs)], fail);
    } catch (error) {
      fail(error);
    }
  }

  return {
    pacer,
    state,
    input(bytes) {
      keyMs = parts.nowMs();
      awaitsEcho = true;
      for (const event of decoder.take(bytes)) keys.take(event);
      fitConsoles();
      parts.outOfDate(state.commanding || state.typing);
    },
    resize(columns, rows) {
      state.columns = columns;
      state.rows = rows;
      canvas = createCanvas(columns, rows);
      fitConsoles();
      parts.outOfDate(true);
    },
    afterTurn() {
      performer.look();
      consoles.feed();
    },
    sample() {
      model.sample();
      timeline.see(
        model.rows().map((row) => row.state),
        cluster.now(),
      );
      fitConsoles();
      parts.outOfDate(false);
    },
    paint() {
      canvas.fill(palette.text);
      const cursor = paintScreen(canvas, scene);
      return { canvas, cursor };
    },
    get isUpToDate() {
      return consoles.areUpToDate;
    },
    close: () => tracing.to(null),
  };
}
